#include "base/files.hpp"

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace rexa {

namespace fs = std::filesystem;

namespace {

Diagnostic file_error(const std::string& code, const std::string& path, const std::string& message) {
  Where where;
  where.file = path;
  return error(code, message, where);
}

bool write_bytes(const std::string& path, const std::string& contents) {
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  stream.close();
  return static_cast<bool>(stream);
}

// A device, pipe or link: to be written through, not replaced by a file.
bool is_special(const fs::path& path) {
  std::error_code failure;
  const fs::file_status status = fs::symlink_status(path, failure);
  return fs::exists(status) && !fs::is_regular_file(status);
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  std::error_code failure;
  if (!fs::exists(path, failure)) return file_error("file-not-found", path, "there is no such file");
  if (fs::is_directory(path, failure))
    return file_error("file-unreadable", path, "this is a folder, not a file");
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream contents;
  if (stream) contents << stream.rdbuf();
  if (stream.bad() || !stream.is_open()) return file_error("file-unreadable", path, "the file cannot be read");
  return contents.str();
}

Diagnostics write_file(const std::string& path, const std::string& contents) {
  std::error_code failure;
  const fs::path target(path);
  if (target.has_parent_path()) {
    fs::create_directories(target.parent_path(), failure);
    if (failure) {
      return {file_error("file-unwritable", path, "cannot create its folder: " + failure.message())};
    }
  }
  const Diagnostic unwritable = file_error("file-unwritable", path, "cannot write the file");
  if (is_special(target)) return write_bytes(path, contents) ? Diagnostics{} : Diagnostics{unwritable};
  // The process id keeps two writers of the same file apart.
  const std::string temporary = path + ".tmp" + std::to_string(getpid());
  if (!write_bytes(temporary, contents)) {
    fs::remove(temporary, failure);
    return {unwritable};
  }
  fs::rename(temporary, target, failure);
  if (failure) {
    const std::string reason = failure.message();
    fs::remove(temporary, failure);
    return {file_error("file-unwritable", path, "cannot replace the file: " + reason)};
  }
  return {};
}

Diagnostics write_files(const std::string& folder, const FileSet& files) {
  Diagnostics diagnostics;
  for (const auto& [name, contents] : files) {
    Diagnostics found = write_file((fs::path(folder) / name).string(), contents);
    diagnostics.insert(diagnostics.end(), found.begin(), found.end());
  }
  return diagnostics;
}

std::string content_hash(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4) digits += "0123456789abcdef"[(hash >> shift) & 15U];
  return digits;
}

}  // namespace rexa
