#include "isa/host_io.hpp"

#include <algorithm>
#include <map>

namespace rexa {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestName = 31;  // as in vm/compiler_status.hpp

std::string text(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) && object[key].is_string() ? object[key].get<std::string>()
                                                                               : std::string();
}

int number(const Json& object, const char* key, int otherwise) {
  return object.is_object() && object.contains(key) && object[key].is_number_integer() ? object[key].get<int>()
                                                                                       : otherwise;
}

const Json& list(const Json& io, const char* key) {
  static const Json none = Json::array();
  return io.is_object() && io.contains(key) && io[key].is_array() ? io[key] : none;
}

// A word, and no number: with a letter first, or any sign but a digit and the prefixes of numbers.
bool is_word(const std::string& name) {
  if (name.empty() || name.size() > kLongestName) return false;
  if (name[0] == '-' || name[0] == '$' || name[0] == '%' || (name[0] >= '0' && name[0] <= '9')) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f && c != '#'; });
}

class Checker {
 public:
  Checker(const Spec& spec, Configuration& configuration) : configuration_(configuration) {
    for (const std::string& word : spec.words()) taken_[word] = "a word of the machine";
  }

  Diagnostics run() {
    for (std::size_t i = 0; i < configuration_.host_functions.size(); ++i) {
      check_name(configuration_.host_functions[i].name, "io/functions/" + std::to_string(i) + "/name");
    }
    for (std::size_t i = 0; i < configuration_.host_data.size(); ++i) {
      check_name(configuration_.host_data[i].name, "io/data/" + std::to_string(i) + "/name");
    }
    const bool any = !configuration_.host_functions.empty() || !configuration_.host_data.empty();
    if (any && !configuration_.has_set("io")) {
      diagnostics_.push_back(error("no-io-set", "names of the host, but no instructions to reach them",
                                   configuration_.place.where("sets"), "add the set \"io\""));
    }
    place_data();
    return std::move(diagnostics_);
  }

 private:
  void check_name(const std::string& name, const std::string& key) {
    if (!is_word(name)) {
      diagnostics_.push_back(error("bad-name", "'" + name + "' cannot be the name of a word",
                                   configuration_.place.where(key),
                                   "up to 31 printable characters, no blank, no '#', and not like a number"));
      return;
    }
    const auto [first, fresh] = taken_.emplace(name, "declared already");
    if (fresh) return;
    diagnostics_.push_back(error("name-taken", "'" + name + "' is " + first->second,
                                 configuration_.place.where(key), "choose another name"));
  }

  static int area_of(int bits) { return bits == 32 ? 0 : bits == 16 ? 1 : 2; }

  void place_data() {
    Parameters& p = configuration_.parameters;
    long long needed[3] = {0, 0, 0};
    const auto bytes_of = [](const HostData& data) {
      return (static_cast<long long>(data.length) * (data.bits / 8) + 3) / 4 * 4;
    };
    for (const HostData& data : configuration_.host_data) needed[area_of(data.bits)] += bytes_of(data);
    long long top = p.data_bytes;
    long long next[3];
    for (int area = 0; area < 3; ++area) {
      next[area] = top;
      top += std::max<long long>(p.host_bytes[area], needed[area]);
    }
    // Addresses are sixteen bits wide in every build.
    if (top > 65536) {
      diagnostics_.push_back(
          error("no-room", "data memory would take " + std::to_string(top) + " bytes with the host's data",
                configuration_.place.where("io"), "65536 bytes at most: less data_bytes, or shorter arrays"));
      return;
    }
    for (int area = 0; area < 3; ++area) {
      p.host_bytes[area] = std::max(p.host_bytes[area], static_cast<int>(needed[area]));
    }
    for (HostData& data : configuration_.host_data) {
      data.address = static_cast<int>(next[area_of(data.bits)]);
      next[area_of(data.bits)] += bytes_of(data);
    }
  }

  Configuration& configuration_;
  std::map<std::string, std::string> taken_;
  Diagnostics diagnostics_;
};

}  // namespace

void read_host_io(const Json& io, Configuration& configuration) {
  for (const Json& item : list(io, "functions")) {
    configuration.host_functions.push_back(
        {text(item, "name"), number(item, "in", 0), number(item, "out", 0), text(item, "doc")});
  }
  for (const Json& item : list(io, "data")) {
    configuration.host_data.push_back(
        {text(item, "name"), number(item, "bits", 16), number(item, "length", 1), 0, text(item, "doc")});
  }
}

Diagnostics check_host_io(const Spec& spec, Configuration& configuration) {
  return Checker(spec, configuration).run();
}

}  // namespace rexa
