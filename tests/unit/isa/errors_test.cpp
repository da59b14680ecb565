// tests/errors: bad input files with the exact diagnostics beside them (name.json, name.expected).
// REXA_UPDATE_GOLDENS=1 writes the .expected files instead; review the difference before committing it.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/files.hpp"
#include "isa/spec.hpp"

namespace fs = std::filesystem;
using namespace rexa;

namespace {

// Messages name files as they were given: run from the project's folder, so that they are the same everywhere.
void enter_project() {
  fs::current_path(REXA_SOURCE_DIR);
  setenv("REXA_HOME", ".", 1);
}

}  // namespace

TEST_CASE("bad files are met with the expected diagnostics") {
  enter_project();
  const bool update = std::getenv("REXA_UPDATE_GOLDENS") != nullptr;
  std::set<fs::path> inputs;
  for (const auto& entry : fs::directory_iterator("tests/errors")) {
    if (entry.path().extension() == ".json") inputs.insert(entry.path());
  }
  REQUIRE(inputs.size() >= 10);
  for (const fs::path& input : inputs) {
    INFO(input.string());
    const std::string found = format(check_spec_file(input.string()));
    const std::string expected_path = fs::path(input).replace_extension(".expected").string();
    if (update) {
      REQUIRE(write_file(expected_path, found).empty());
      continue;
    }
    const auto expected = read_file(expected_path);
    REQUIRE(expected);
    CHECK(found == *expected);
  }
}

TEST_CASE("ten different faults make ten diagnostics in one run") {
  enter_project();
  const Diagnostics diagnostics = check_spec_file("tests/errors/ten_faults.json");
  CHECK(diagnostics.size() == 10);
  std::set<std::string> pointers;
  for (const Diagnostic& d : diagnostics) {
    CHECK(d.where.line > 0);
    CHECK(d.where.column > 0);
    CHECK_FALSE(d.where.excerpt.empty());
    pointers.insert(d.where.pointer);
  }
  CHECK(pointers.size() == 10);
}

TEST_CASE("what the toolkit ships is without fault") {
  enter_project();
  for (const char* path : {"isa/rexa.json", "isa/extensions/fused.json", "configs/default.json",
                           "configs/tiny.json", "configs/wide.json"}) {
    INFO(path);
    CHECK(format(check_spec_file(path)) == "");
  }
}
