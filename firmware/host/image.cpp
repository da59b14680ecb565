#include "firmware/host/image.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <regex>
#include <sstream>

#include "gen/embed.hpp"
#include "gen/vm_cpp.hpp"
#include "gen/vm_direct.hpp"
#include "sim/plugin_build.hpp"

namespace rexa::firmware {

namespace fs = std::filesystem;

namespace {

using Command = std::vector<std::string>;

constexpr const char* kCompiler = "arm-none-eabi-g++";
constexpr const char* kCopy = "arm-none-eabi-objcopy";

// Every source file below `folder` of the toolkit, under its own path.
Diagnostics add_folder(FileSet& files, const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(home_folder() + "/" + folder, failure)) {
    const std::string extension = entry.path().extension().string();
    if (extension == ".cpp" || extension == ".hpp" || extension == ".h") {
      paths.push_back(folder + "/" + entry.path().filename().string());
    }
  }
  if (failure) return {error("cannot-read", folder + ": " + failure.message())};
  std::sort(paths.begin(), paths.end());
  return add_home_files(files, paths);
}

const std::string& optimization(const Target& target, const ImageOptions& options) {
  return options.optimize.empty() ? target.optimize : options.optimize;
}

// The direct form of the run loop is for fast code alone. Image `latency` counts instructions of the plain loop one by
// one, and is the node's loop.
bool runs_direct(const Target& target, const ImageOptions& options) {
  const std::string& level = optimization(target, options);
  return options.image == "run" && target.run_loop == "direct" && (level == "-O2" || level == "-O3");
}

Result<FileSet> image_sources(const Target& target, const Machine& machine, const ImageOptions& options) {
  auto files = emit_embed(machine);
  if (!files) return files;
  for (const std::string& folder :
       {std::string("firmware/common"), "firmware/" + options.image, "firmware/targets/" + target.name}) {
    const Diagnostics faults = add_folder(*files, folder);
    if (has_errors(faults)) return faults;
  }
  for (const auto& [path, text] : target_files(target)) (*files)[path] = text;
  if (runs_direct(target, options)) {
    auto direct = emit_vm_direct(machine);
    if (!direct) return direct;
    files->merge(*direct);
  }
  return files;
}

Command compile_flags(const Target& target, const ImageOptions& options) {
  Command flags = target.flags;
  flags.push_back(optimization(target, options));
  if (flags.back() == "-Os")
    flags.insert(flags.end(), target.small_flags.begin(), target.small_flags.end());
  flags.insert(
      flags.end(),
      {"-std=c++20", "-ffreestanding", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics",
       "-fno-unwind-tables", "-fno-asynchronous-unwind-tables", "-ffunction-sections", "-fdata-sections",
       "-fno-tree-loop-distribute-patterns",  // memset is ours: not a loop that calls itself
       "-flto", "-Wall", "-Wextra", "-Werror", "-I.",
       "-DREXA_VM_FIXED_TABLES", "-DREXA_VM_FRAMES"});
  // Images over the C interface have their machine in static memory.
  if (options.image != "run") {
    flags.insert(flags.end(), {"-DREXA_STATIC", "-DREXA_MOST_FUNCTIONS=8",
                               fmt::format("-DREXA_DICTIONARY_BYTES={}", target.dictionary_bytes)});
  }
  if (runs_direct(target, options)) flags.push_back("-DREXA_VM_DIRECT=1");
  if (options.qemu) flags.push_back("-DREXA_QEMU=1");
  flags.insert(flags.end(), options.extra_flags.begin(), options.extra_flags.end());
  return flags;
}

// Image `run` needs none of the interfaces for hosts; the linker drops what else is not used.
bool is_source(const std::string& path, const std::string& image) {
  if (!path.ends_with(".cpp")) return false;
  return image != "run" || path == "rexa_vm_direct.cpp" || path.starts_with("firmware/") ||
         (path.starts_with("vm/") && !path.starts_with("vm/embed/"));
}

// A folder that goes away in every case.
struct Scratch {
  fs::path folder;
  ~Scratch() {
    std::error_code ignored;
    if (!folder.empty()) fs::remove_all(folder, ignored);
  }
};

Diagnostic cache_unusable(const std::string& folder, const std::string& reason) {
  Where where;
  where.file = folder;
  return error("cache-unusable", "cannot keep firmware images here: " + reason, where,
               "set REXA_CACHE to a folder that can be written to");
}

std::string first_lines(const std::string& text, const std::string& with, int most) {
  std::istringstream lines(text);
  std::string result;
  for (std::string line; most > 0 && std::getline(lines, line);) {
    if (line.find(with) == std::string::npos) continue;
    result += "\n  " + line;
    --most;
  }
  return result;
}

Diagnostic build_fault(const Target& target, const ImageOptions& options, const std::string& log_path) {
  const auto log = read_file(log_path);
  const std::string text = log ? *log : "";
  std::smatch found;
  static const std::regex kOverflow("region `(FLASH|RAM)' overflowed by ([0-9]+) bytes?");
  if (std::regex_search(text, found, kOverflow)) {
    const bool ram = found[1] == "RAM";
    return error("image-does-not-fit",
                 fmt::format("image '{}' takes {} bytes more {} than the {} that {} has for it", options.image,
                             found[2].str(), ram ? "RAM" : "flash",
                             ram ? target.ram.bytes : target.flash.bytes - target.program_bytes, target.name),
                 {},
                 ram ? "make memories of the configuration smaller (code_bytes, data_bytes, stacks, tasks)"
                     : "build with -Os, or leave instruction sets out of the configuration");
  }
  return error("image-build-failed",
               fmt::format("image '{}' for {} does not compile:{}", options.image, target.name,
                           first_lines(text, "error", 5)),
               {}, "the whole log is in " + log_path);
}

// ELF, 32 bit, little-endian (System V ABI, chapter 4): sections that take memory.
std::uint32_t word(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  if (at + 4 <= bytes.size()) std::memcpy(&value, bytes.data() + at, 4);
  return value;
}

void measure(const std::string& elf, Image& image) {
  const std::uint32_t table = word(elf, 0x20);
  const std::uint32_t sizes = word(elf, 0x2e);  // e_shentsize, e_shnum
  const std::uint32_t entry = sizes & 0xffff, count = sizes >> 16;
  const std::uint32_t names = word(elf, table + (word(elf, 0x30) >> 16 & 0xffff) * entry + 0x10);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t at = table + i * entry;
    const std::uint32_t type = word(elf, at + 4), flags = word(elf, at + 8), bytes = word(elf, at + 0x14);
    if ((flags & 2) == 0) continue;  // not in memory
    const std::string name = elf.c_str() + std::min<std::size_t>(names + word(elf, at), elf.size());
    const bool writable = (flags & 1) != 0;
    if (name == ".stack") {
      image.stack_bytes += bytes;
      continue;
    }
    if (type == 1) image.flash_bytes += bytes;
    if (writable) image.ram_bytes += bytes;
  }
}

class Build {
 public:
  Build(const FileSet& sources, const Target& target, const ImageOptions& options, const fs::path& folder)
      : sources_(sources), target_(target), options_(options), folder_(folder) {}

  std::string log() const { return (folder_ / "log").string(); }

  bool run() {
    std::vector<std::string> objects;
    for (const auto& [path, text] : sources_) {
      if (!is_source(path, options_.image)) continue;
      objects.push_back(fmt::format("{}.o", objects.size()));
      Command command;
      if (!find_program("ccache").empty()) command.push_back("ccache");
      command.push_back(kCompiler);
      for (std::string& flag : compile_flags(target_, options_)) command.push_back(std::move(flag));
      // The direct form's handlers take registers for themselves, which the rest of the image must not see.
      if (path == "rexa_vm_direct.cpp") command.push_back("-fno-lto");
      command.insert(command.end(), {"-c", path, "-o", objects.back()});
      if (!done(command)) return false;
    }
    Command link = {kCompiler};
    for (std::string& flag : compile_flags(target_, options_)) link.push_back(std::move(flag));
    link.insert(link.end(), {"-nostdlib", "-Wl,--gc-sections", "-Wl,-Map=image.map", "-T", "link.ld"});
    link.insert(link.end(), objects.begin(), objects.end());
    link.insert(link.end(), {"-lgcc", "-o", "image.elf"});
    return done(link) && done({kCopy, "-O", "binary", "image.elf", "image.bin"}) &&
           done({kCopy, "-O", "ihex", "image.elf", "image.hex"});
  }

  // What is kept.
  static constexpr const char* kResults[] = {"image.elf", "image.bin", "image.hex", "image.map", "log"};

 private:
  bool done(const Command& command) { return run_command(command, log(), folder_.string()) == 0; }

  const FileSet& sources_;
  const Target& target_;
  const ImageOptions& options_;
  fs::path folder_;
};

std::string compiler_version(const fs::path& folder) {
  const std::string log = (folder / "versions").string();
  run_command({kCompiler, "--version"}, log);
  const auto text = read_file(log);
  std::error_code ignored;
  fs::remove(log, ignored);
  return text ? *text : "";
}

}  // namespace

std::vector<std::string> image_names() {
  std::vector<std::string> names;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(home_folder() + "/firmware", failure)) {
    if (fs::exists(entry.path() / "main.cpp", failure)) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<Image> build_image(const Target& target, const Machine& machine, const ImageOptions& options) {
  for (const char* tool : {kCompiler, kCopy}) {
    if (find_program(tool).empty()) {
      return error("tool-missing",
                   fmt::format("the program '{}' is needed to build firmware and is not installed", tool), {},
                   "scripts/setup.sh installs it");
    }
  }
  const auto sources = image_sources(target, machine, options);
  if (!sources) return sources.diagnostics();
  const std::string chosen = options.cache_folder.empty() ? default_cache_folder() : options.cache_folder;
  std::error_code failure;
  fs::create_directories(chosen, failure);
  if (failure) return cache_unusable(chosen, failure.message());
  const fs::path cache = fs::absolute(chosen);
  std::string pattern = (cache / "build-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return cache_unusable(chosen, "no folder can be made in it");
  const Scratch scratch{pattern};

  std::string all = compiler_version(scratch.folder) + options.image + '\n';
  for (const std::string& flag : compile_flags(target, options)) all += flag + '\n';
  for (const auto& [path, text] : *sources) all += fmt::format("{}\n{}\n", path, text.size()) + text;
  const fs::path kept = cache / fmt::format("firmware-{}-{}-{}", target.name, options.image, content_hash(all));
  if (!fs::exists(kept / "image.elf", failure)) {
    if (options.on_build) options.on_build(fmt::format("image '{}' for {}", options.image, target.name));
    const Diagnostics written = write_files(scratch.folder.string(), *sources);
    if (has_errors(written)) return written;
    Build build(*sources, target, options, scratch.folder);
    if (!build.run()) {
      const fs::path log = cache / (kept.filename().string() + ".log");
      fs::rename(build.log(), log, failure);
      return build_fault(target, options, log.string());
    }
    // Renaming a folder is atomic; whoever comes second finds an equal one.
    const fs::path ready = scratch.folder / "ready";
    fs::create_directory(ready, failure);
    for (const char* name : Build::kResults) fs::rename(scratch.folder / name, ready / name, failure);
    fs::rename(ready, kept, failure);
    if (!fs::exists(kept / "image.elf")) return cache_unusable(chosen, failure.message());
  }
  Image image;
  image.elf = (kept / "image.elf").string();
  image.bin = (kept / "image.bin").string();
  image.hex = (kept / "image.hex").string();
  image.map = (kept / "image.map").string();
  image.optimize = optimization(target, options);
  const auto elf = read_file(image.elf);
  if (!elf) return elf.diagnostics();
  measure(*elf, image);
  return image;
}

}  // namespace rexa::firmware
