#include "sim/plugin_build.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace rexa {

namespace fs = std::filesystem;

namespace {

using Command = std::vector<std::string>;

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

const std::string& compiler() {
  static const std::string kCompiler = "c++";
  return kCompiler;
}

// No symbol of one plug-in may stand in for another's: two of them hold the same names for different machines.
Command compile_flags(const std::string& kind, const BuildOptions& options) {
  Command flags = {"-std=c++20", "-O2", "-fPIC", "-fno-gnu-unique", "-I."};
  if (kind == "tlm") flags.push_back("-DSC_CPLUSPLUS=201703L");  // what Debian's SystemC was built for
  if (kind == "vm" || kind == "tlm")
    flags.push_back("-fno-gcse");  // keeps the dispatch of each instruction apart
  flags.insert(flags.end(), options.extra_flags.begin(), options.extra_flags.end());
  return flags;
}

Command link_flags(const std::string& kind) {
  Command flags = {"-shared", "-fPIC", "-Wl,-Bsymbolic"};
  if (kind == "tlm") flags.push_back("-lsystemc");
  return flags;
}

std::string verilator_folder() {
  const char* root = std::getenv("VERILATOR_ROOT");
  return root ? root : "/usr/share/verilator";
}

// One build, in a folder of its own.
class Build {
 public:
  Build(const FileSet& sources, std::string kind, const BuildOptions& options, fs::path folder)
      : sources_(sources), kind_(std::move(kind)), options_(options), folder_(std::move(folder)) {}

  std::string log() const { return (folder_ / "log").string(); }
  std::string result() const { return (folder_ / "engine.so").string(); }

  bool run() {
    if (kind_ == "rtl" && !verilate()) return false;
    std::vector<std::string> objects;
    for (const auto& [path, text] : sources_) {
      if (!ends_with(path, ".cpp")) continue;
      objects.push_back(fmt::format("{}.o", objects.size()));
      if (!compile(path, objects.back())) return false;
    }
    if (kind_ == "rtl") {
      for (const char* part : {"verilated.cpp", "verilated_threads.cpp", "verilated_vcd_c.cpp"}) {
        if (std::string(part) == "verilated_vcd_c.cpp" && !options_.waveforms) continue;
        objects.push_back(fmt::format("{}.o", objects.size()));
        if (!compile(verilator_folder() + "/include/" + part, objects.back())) return false;
      }
      objects.push_back("verilated/V" + options_.top_module + "__ALL.a");
    }
    Command link = {compiler(), "-o", "engine.so"};
    link.insert(link.end(), objects.begin(), objects.end());
    for (std::string& flag : link_flags(kind_)) link.push_back(std::move(flag));
    return command(link);
  }

 private:
  bool command(const Command& argv) { return run_command(argv, log(), folder_.string()) == 0; }

  bool compile(const std::string& source, const std::string& object) {
    Command argv;
    if (!find_program("ccache").empty()) argv.push_back("ccache");
    argv.push_back(compiler());
    for (std::string& flag : compile_flags(kind_, options_)) argv.push_back(std::move(flag));
    if (kind_ == "rtl") {
      argv.insert(argv.end(), {"-Iverilated", "-I" + verilator_folder() + "/include",
                               "-I" + verilator_folder() + "/include/vltstd", "-Wno-attributes"});
      if (options_.waveforms) argv.push_back("-DREXA_WAVEFORMS=1");
      argv.push_back(fmt::format("-DVM_TRACE={}", options_.waveforms ? 1 : 0));
    }
    argv.insert(argv.end(), {"-c", source, "-o", object});
    return command(argv);
  }

  // Verilog to a library of C++ objects.
  bool verilate() {
    Command argv = {"verilator",
                    "--cc",
                    "-O3",
                    "--x-assign",
                    "fast",
                    "--x-initial",
                    "fast",
                    "--Mdir",
                    "verilated",
                    "--top-module",
                    options_.top_module,
                    "-CFLAGS",
                    "-fPIC -O2 -fno-gnu-unique"};
    if (options_.waveforms) argv.insert(argv.end(), {"--trace", "--trace-structs"});
    for (const auto& [path, text] : sources_) {
      if (ends_with(path, ".v") || ends_with(path, ".sv")) argv.push_back(path);
    }
    return command(argv) && command({"make", "-s", "-C", "verilated", "-f", "V" + options_.top_module + ".mk",
                                     "V" + options_.top_module + "__ALL.a"});
  }

  const FileSet& sources_;
  std::string kind_;
  const BuildOptions& options_;
  fs::path folder_;
};

// The compiler's first complaints, for people who will not open the log.
std::string first_errors(const std::string& log) {
  Result<std::string> text = read_file(log);
  if (!text) return "";
  std::istringstream lines(*text);
  std::string result, tail;
  int found = 0;
  for (std::string line; std::getline(lines, line) && found < 5;) {
    tail = line;
    if (line.find("error") == std::string::npos && line.find("Error") == std::string::npos) continue;
    result += "\n  " + line;
    ++found;
  }
  return found ? result : tail.empty() ? "" : "\n  " + tail;
}

// Everything that the result depends on.
std::string build_key(const FileSet& sources, const std::string& kind, const BuildOptions& options,
                      const std::string& versions) {
  std::string all =
      kind + '\n' + versions + '\n' + options.top_module + (options.waveforms ? "+waves" : "") + '\n';
  for (const std::string& flag : compile_flags(kind, options)) all += flag + '\n';
  for (const std::string& flag : link_flags(kind)) all += flag + '\n';
  for (const auto& [path, text] : sources) all += fmt::format("{}\n{}\n", path, text.size()) + text;
  return fmt::format("{}-{}", kind, content_hash(all));
}

std::string tool_versions(const std::string& kind, const std::string& log) {
  run_command({compiler(), "--version"}, log);
  if (kind == "rtl") run_command({"verilator", "--version"}, log);
  Result<std::string> text = read_file(log);
  std::error_code ignored;
  fs::remove(log, ignored);
  return text ? *text : "";
}

Diagnostic cache_unusable(const std::string& folder, const std::string& reason) {
  Where where;
  where.file = folder;
  return error("cache-unusable", "cannot keep compiled engines here: " + reason, where,
               "set REXA_CACHE to a folder that can be written to");
}

}  // namespace

std::string default_cache_folder() {
  if (const char* own = std::getenv("REXA_CACHE"); own && *own) return own;
  if (const char* user = std::getenv("XDG_CACHE_HOME"); user && *user) return std::string(user) + "/rexa";
  if (const char* home = std::getenv("HOME"); home && *home) return std::string(home) + "/.cache/rexa";
  return (fs::temp_directory_path() / "rexa-cache").string();
}

Result<std::string> build_plugin(const FileSet& sources, const std::string& kind, const BuildOptions& options) {
  std::vector<std::string> tools = {compiler()};
  if (kind == "rtl") tools.insert(tools.end(), {"verilator", "make"});
  for (const std::string& tool : tools) {
    if (find_program(tool).empty())
      return error("tool-missing",
                   "the program '" + tool + "' is needed to build this engine and is not installed");
  }
  const std::string chosen = options.cache_folder.empty() ? default_cache_folder() : options.cache_folder;
  std::error_code failure;
  fs::create_directories(chosen, failure);
  if (failure) return cache_unusable(chosen, failure.message());
  const fs::path cache = fs::absolute(chosen);

  // A folder that no other process has; it goes away in every case.
  std::string pattern = (cache / "build-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return cache_unusable(chosen, "no folder can be made in it");
  const fs::path folder = pattern;
  struct Cleaner {
    const fs::path& folder;
    ~Cleaner() {
      std::error_code ignored;
      fs::remove_all(folder, ignored);
    }
  } cleaner{folder};

  const std::string key =
      build_key(sources, kind, options, tool_versions(kind, (folder / "versions").string()));
  const fs::path object = cache / (key + ".so");
  if (fs::exists(object, failure)) return object.string();

  if (options.on_build) options.on_build(kind);
  Diagnostics written = write_files(folder.string(), sources);
  if (has_errors(written)) return written;
  Build build(sources, kind, options, folder);
  const bool built = build.run();
  const fs::path log = cache / (key + ".log");
  fs::rename(build.log(), log, failure);
  if (!built)
    return error("plugin-build-failed",
                 "the " + kind + " engine does not compile:" + first_errors(log.string()), {},
                 "the whole log is in " + log.string());
  // Renaming is atomic: whoever comes second replaces the file by an equal one.
  fs::rename(build.result(), object, failure);
  if (failure) return cache_unusable(chosen, failure.message());
  return object.string();
}

}  // namespace rexa
