#include "isa/configuration.hpp"

#include <algorithm>
#include <filesystem>

#include "isa/host_io.hpp"
#include "isa/schema.hpp"

namespace rexa {

namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> texts(const Json& root, const char* key) {
  std::vector<std::string> all;
  if (!root.contains(key) || !root[key].is_array()) return all;
  for (const Json& item : root[key]) {
    if (item.is_string()) all.push_back(item.get<std::string>());
  }
  return all;
}

std::string allowed_values(const ParameterSpec& spec) {
  std::string text;
  for (int value : spec.values) text += (text.empty() ? "one of " : ", ") + std::to_string(value);
  if (spec.min && spec.max) text = std::to_string(*spec.min) + " to " + std::to_string(*spec.max);
  if (spec.multiple && *spec.multiple > 1) text += ", a multiple of " + std::to_string(*spec.multiple);
  return "allowed: " + text;
}

bool allows(const ParameterSpec& spec, int value) {
  if (!spec.values.empty() && std::find(spec.values.begin(), spec.values.end(), value) == spec.values.end()) {
    return false;
  }
  return value >= spec.min.value_or(value) && value <= spec.max.value_or(value) &&
         value % spec.multiple.value_or(1) == 0;
}

void read_core(const Json& core, CoreKnobs& knobs) {
  if (!core.is_object()) return;
  auto text = [&](const char* key, std::string& value) {
    if (core.contains(key) && core[key].is_string()) value = core[key].get<std::string>();
  };
  text("multiplier", knobs.multiplier);
  text("divider", knobs.divider);
  if (core.contains("chain_levels") && core["chain_levels"].is_number_integer()) {
    knobs.chain_levels = core["chain_levels"].get<int>();
  }
  if (!core.contains("top_registers") || !core["top_registers"].is_object()) return;
  const char* const stacks[kStackCount] = {"data", "return", "loop"};
  for (int stack = 0; stack < kStackCount; ++stack) {
    const Json& tops = core["top_registers"];
    if (tops.contains(stacks[stack]) && tops[stacks[stack]].is_number_integer()) {
      knobs.top_registers[stack] = tops[stacks[stack]].get<int>();
    }
  }
}

}  // namespace

bool Configuration::has_set(const std::string& set) const {
  return std::find(sets.begin(), sets.end(), set) != sets.end();
}

Diagnostics read_configuration(std::shared_ptr<const JsonDocument> document, Configuration& configuration) {
  Diagnostics diagnostics = check_schema(*document, home_folder() + "/configs/config.schema.json");
  configuration.place = Place{document, ""};
  const Json& root = document->root();
  if (!root.is_object()) return diagnostics;
  if (root.contains("name") && root["name"].is_string()) configuration.name = root["name"].get<std::string>();
  configuration.sets = texts(root, "sets");
  configuration.library = texts(root, "library");
  configuration.omit = texts(root, "omit");
  const std::filesystem::path folder = std::filesystem::path(document->file()).parent_path();
  for (const std::string& path : texts(root, "extensions"))
    configuration.extensions.push_back((folder / path).string());
  if (root.contains("core")) read_core(root["core"], configuration.core);
  if (root.contains("io")) read_host_io(root["io"], configuration);
  return diagnostics;
}

Diagnostics check_configuration(const Spec& spec, Configuration& configuration) {
  Diagnostics diagnostics;
  const Json& root = configuration.place.document->root();
  for (const ParameterSpec& declared : spec.parameters) {
    int* value = parameter(configuration.parameters, declared.name);
    if (value == nullptr) continue;
    *value = declared.default_value;
    const Json::json_pointer pointer("/parameters/" + declared.name);
    if (!root.contains(pointer) || !root.at(pointer).is_number_integer()) continue;
    const auto wanted = root.at(pointer).get<std::int64_t>();
    *value = static_cast<int>(std::clamp<std::int64_t>(wanted, INT32_MIN, INT32_MAX));
    if (!allows(declared, *value)) {
      diagnostics.push_back(error("bad-parameter", declared.name + " may not be " + std::to_string(wanted),
                                  configuration.place.where("parameters/" + declared.name),
                                  allowed_values(declared)));
    }
  }
  const Parameters& p = configuration.parameters;
  if (p.all_data_bytes() > p.data_bytes && p.all_data_bytes() > 65536 && diagnostics.empty()) {
    diagnostics.push_back(error("bad-parameter", "data memory and host data together are larger than 65536 bytes",
                                configuration.place.where("parameters"), "make one of them smaller"));
  }
  for (std::size_t i = 0; i < configuration.sets.size(); ++i) {
    if (spec.has_set(configuration.sets[i])) continue;
    diagnostics.push_back(error("unknown-set", "there is no instruction set '" + configuration.sets[i] + "'",
                                configuration.place.where("sets/" + std::to_string(i)),
                                did_you_mean(configuration.sets[i], spec.set_names())));
  }
  const std::vector<std::string> words = spec.words();
  auto unknown_word = [&](const std::string& word, const Where& where) {
    diagnostics.push_back(
        error("unknown-word", "there is no word '" + word + "'", where, did_you_mean(word, words)));
  };
  for (std::size_t i = 0; i < configuration.library.size(); ++i) {
    const std::string& word = configuration.library[i];
    const Where where = configuration.place.where("library/" + std::to_string(i));
    const InstructionSpec* instruction = spec.instruction(word);
    if (std::find(words.begin(), words.end(), word) == words.end()) {
      unknown_word(word, where);
    } else if (instruction == nullptr) {
      diagnostics.push_back(error("no-library-form", "'" + word + "' has no instruction form to be replaced",
                                  where, "remove it from this list: it is in the library anyway"));
    } else if (instruction->library_body().empty()) {
      diagnostics.push_back(error("no-library-form", "'" + word + "' has no library form", where,
                                  "add \"library\" to its entry in the specification"));
    }
  }
  for (std::size_t i = 0; i < configuration.omit.size(); ++i) {
    const std::string& word = configuration.omit[i];
    const Where where = configuration.place.where("omit/" + std::to_string(i));
    const InstructionSpec* instruction = spec.instruction(word);
    if (instruction == nullptr && std::find(words.begin(), words.end(), word) == words.end()) {
      unknown_word(word, where);
    } else if (instruction != nullptr && !instruction->role.empty()) {
      diagnostics.push_back(error("cannot-omit", "'" + word + "' is needed by the text compiler", where,
                                  "leave out its whole set, or keep it"));
    }
  }
  const Diagnostics io = check_host_io(spec, configuration);
  diagnostics.insert(diagnostics.end(), io.begin(), io.end());
  return diagnostics;
}

}  // namespace rexa
