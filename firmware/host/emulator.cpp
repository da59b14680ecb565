#include "firmware/host/emulator.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "gen/vm_cpp.hpp"
#include "sim/plugin_build.hpp"

namespace rexa::firmware {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kEmulator = "qemu-system-arm";
constexpr char kRecord = 0x1e;

std::string little_endian(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text.push_back(static_cast<char>(value >> (8 * i)));
  return text;
}

struct Scratch {
  std::string folder;
  ~Scratch() {
    std::error_code ignored;
    if (!folder.empty()) fs::remove_all(folder, ignored);
  }
  std::string path(const char* name) const { return folder + "/" + name; }
};

// A path inside an option of the emulator, where commas separate.
std::string quoted(const std::string& path) {
  std::string text;
  for (const char c : path) text += c == ',' ? ",," : std::string(1, c);
  return text;
}

Count count(const Json& json) {
  return {json["instructions"].get<std::uint64_t>(), json["cycles_low"].get<std::uint64_t>(),
          json["cycles_high"].get<std::uint64_t>()};
}

bool read_counts(const std::string& text, McuRun& run) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return false;
  run.total = count(json["total"]);
  run.unknown = json["unknown"];
  for (const Json& region : json["regions"]) {
    run.regions[region["region"].get<int>()] = {region["entered"].get<std::uint64_t>(), count(region),
                                                count(region["most"]), count(region["least"])};
    switch (region["region"].get<int>()) {
      case 1:
        run.compile = count(region);
        break;
      case 3:
        run.run = count(region);
        break;
      case 5:
        run.output_part = count(region);
        break;
      case 7:
        run.boot = count(region);
        break;
      default:
        break;
    }
  }
  return true;
}

// "REXA status=halted trap=0 retired=0000000000000012 code=300/2560 ..."
bool read_record(const std::string& console, McuRun& run) {
  const std::size_t at = console.rfind(kRecord);
  if (at == std::string::npos) return false;
  run.output = console.substr(0, at);
  std::istringstream words(console.substr(at + 1));
  std::string word;
  if (!(words >> word) || word != "REXA") return false;
  while (words >> word) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) return false;
    const std::string name = word.substr(0, equals), value = word.substr(equals + 1);
    if (name == "status") {
      run.status = value;
      continue;
    }
    const bool hex = name == "retired" || name == "steps";
    char* end = nullptr;
    run.fields[name] = std::strtoull(value.c_str(), &end, hex ? 16 : 10);
    if (*end == '/') run.sizes[name] = std::strtoull(end + 1, nullptr, 10);
  }
  return !run.status.empty();
}

// In hexadecimal, as nm prints it; empty when there is no such symbol.
std::string symbol_address(const Image& image, const std::string& name, const Scratch& scratch) {
  run_command({"arm-none-eabi-nm", image.elf}, scratch.path("symbols"));
  const auto text = read_file(scratch.path("symbols"));
  std::istringstream lines(text ? *text : "");
  for (std::string address, kind, symbol; lines >> address >> kind >> symbol;) {
    if (symbol == name) return address;
  }
  return "";
}

}  // namespace

Result<std::string> build_counter(const std::string& cache_folder) {
  FileSet sources;
  const Diagnostics faults =
      add_home_files(sources, {"firmware/qemu/cycle_model.cpp", "firmware/qemu/cycle_model.hpp",
                               "firmware/qemu/plugin.cpp", "firmware/qemu/plugin_interface.hpp"});
  if (has_errors(faults)) return faults;
  BuildOptions options;
  options.cache_folder = cache_folder;
  return build_plugin(sources, "qemu", options);
}

Result<McuRun> run_on_emulator(const Target& target, const Image& image, const std::string& text,
                               const RunOptions& options) {
  if (find_program(kEmulator).empty()) {
    return error("tool-missing",
                 fmt::format("the program '{}' is needed to run firmware and is not installed", kEmulator), {},
                 "scripts/setup.sh installs it");
  }
  const auto counter = build_counter(options.cache_folder);
  if (!counter) return counter.diagnostics();
  std::string pattern = (fs::temp_directory_path() / "rexa-mcu-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return error("emulator-failed", "no temporary folder can be made");
  const Scratch scratch{pattern};
  const Diagnostics written =
      write_file(scratch.path("program"),
                 "RXP1" + little_endian(text.size(), 4) + little_endian(options.most_steps, 8) + text);
  if (has_errors(written)) return written;

  std::string plugin =
      fmt::format("{},out={},core={},refill_low={},refill_high={}", quoted(*counter),
                  quoted(scratch.path("counts")), target.core, target.refill_low, target.refill_high);
  if (options.passages_of != 0)
    plugin += fmt::format(",passages={}:{}", options.passages_of, quoted(scratch.path("passages")));
  if (!options.handler.empty()) {
    const std::string address = symbol_address(image, options.handler, scratch);
    if (address.empty()) return error("emulator-failed", fmt::format("the image has no {}", options.handler));
    plugin += ",handler=0x" + address;
  }
  if (!options.profile.empty()) plugin += ",profile=" + quoted(fs::absolute(options.profile).string());
  const int code = run_command({kEmulator, "-M", target.qemu_machine, "-display", "none", "-monitor", "none",
                                "-serial", "file:" + scratch.path("console"), "-kernel", image.elf, "-device",
                                fmt::format("loader,file={},addr=0x{:08x},force-raw=on",
                                            quoted(scratch.path("program")), target.program()),
                                "-semihosting-config", "enable=on,target=native", "-icount",
                                fmt::format("shift={},sleep=off", target.icount_shift), "-plugin", plugin},
                               scratch.path("log"));
  const auto console = read_file(scratch.path("console"));
  const auto counts = read_file(scratch.path("counts"));
  McuRun run;
  if (code != 0 || !console || !counts || !read_record(*console, run) || !read_counts(*counts, run)) {
    const auto log = read_file(scratch.path("log"));
    return error("emulator-failed", fmt::format("{} ended with code {} before the program did: {}", kEmulator,
                                                code, log ? log->substr(0, 500) : ""));
  }
  if (const auto passages = read_file(scratch.path("passages"))) {
    std::istringstream lines(*passages);
    for (Count one; lines >> one.instructions >> one.cycles_low >> one.cycles_high;)
      run.passages.push_back(one);
  }
  return run;
}

}  // namespace rexa::firmware
