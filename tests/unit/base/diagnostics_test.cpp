// The text of diagnostics, suggestions, files and hashes.
#include "base/diagnostics.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "base/files.hpp"

using namespace rexa;

TEST_CASE("a diagnostic shows place, excerpt, caret and hint") {
  const Diagnostic d = error("bad-thing", "no", {"f.json", 3, 4, "/x", "\tab c"}, "yes");
  CHECK(format(d) == "f.json:3:4: error: no [bad-thing]\n  at /x\n  | \tab c\n  | \t  ^\n  hint: yes\n");
  CHECK(format(error("c", "m")) == "error: m [c]\n");
}

TEST_CASE("long lines are cut around the caret") {
  const std::string line(300, 'x');
  const std::string text = format(error("c", "m", {"f", 1, 200, "", line}));
  CHECK(text.find("| ..." + std::string(100, 'x') + "...\n") != std::string::npos);
  CHECK(text.find("  |    " + std::string(50, ' ') + "^\n") != std::string::npos);
}

TEST_CASE("suggestions") {
  CHECK(did_you_mean("fromat", {"format", "opcode"}) == "did you mean 'format'?");
  CHECK(closest("cor", {"core", "loop"}) == "core");
  CHECK(closest("x", {"y"}) == "");
  CHECK(closest("entirely", {"different"}) == "");
}

TEST_CASE("severity decides") {
  Diagnostic d;
  d.severity = Severity::kWarning;
  CHECK_FALSE(has_errors({d}));
  d.severity = Severity::kError;
  CHECK(has_errors({d}));
}

TEST_CASE("files come back as written") {
  const auto folder = std::filesystem::temp_directory_path() / ("rexa_files_" + std::to_string(getpid()));
  std::filesystem::remove_all(folder);
  CHECK(write_files(folder.string(), {{"a/b.txt", "one\n"}, {"c.txt", ""}}).empty());
  CHECK(*read_file((folder / "a/b.txt").string()) == "one\n");
  CHECK(*read_file((folder / "c.txt").string()) == "");
  CHECK(read_file(folder.string()).diagnostics()[0].code == "file-unreadable");
  CHECK(write_file((folder / "c.txt/d").string(), "x")[0].code == "file-unwritable");
  std::filesystem::remove_all(folder);
}

TEST_CASE("content hash is FNV-1a") {
  CHECK(content_hash("") == "cbf29ce484222325");
  CHECK(content_hash("a") == "af63dc4c8601ec8c");
}
