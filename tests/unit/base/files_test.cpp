// Files written and read back; what is refused; hashes.
#include "base/files.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

namespace rexa {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("rexa-files-" + std::to_string(getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

TEST_CASE("files come back as written") {
  const Folder folder;
  const std::string bytes("one\0two", 7);
  CHECK(write_files(folder / "", {{"a/b.txt", bytes}, {"c.txt", ""}}).empty());
  CHECK(*read_file(folder / "a/b.txt") == bytes);
  CHECK(read_file(folder / "c.txt")->empty());
  CHECK(read_file(folder / "").diagnostics().front().code == "file-unreadable");
}

TEST_CASE("a link stays a link, what it points to is written") {
  const Folder folder;
  CHECK(write_file(folder / "file", "old").empty());
  fs::create_symlink(folder / "file", folder / "link");
  CHECK(write_file(folder / "link", "new").empty());
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(*read_file(folder / "file") == "new");
}

TEST_CASE("what cannot be written is an error and leaves nothing behind") {
  const Folder folder;
  CHECK(write_file(folder / "file", "").empty());
  CHECK(write_file(folder / "file/below", "x").front().code == "file-unwritable");
  fs::create_directory(folder / "folder");
  CHECK(write_file(folder / "folder", "x").front().code == "file-unwritable");
  fs::create_symlink("/dev/full", folder / "full");
  CHECK(write_file(folder / "full", "x").front().code == "file-unwritable");
  CHECK_FALSE(fs::exists(folder / ("folder.tmp" + std::to_string(getpid()))));
}

TEST_CASE("content hash is FNV-1a") {
  CHECK(content_hash("") == "cbf29ce484222325");
  CHECK(content_hash("a") == "af63dc4c8601ec8c");
}

}  // namespace
}  // namespace rexa
