#include "gen/tables.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace rexa;

namespace {

Machine machine(const std::string& configuration) {
  auto loaded = load_machine(std::string(REXA_SOURCE_DIR) + "/configs/" + configuration + ".json", {});
  REQUIRE(loaded);
  return *loaded;
}

}  // namespace

TEST_CASE("the compiler's words are sorted and unique") {
  for (const char* configuration : {"default", "tiny", "wide"}) {
    const auto tables = CompilerTables::make(machine(configuration));
    REQUIRE(tables);
    const auto& words = tables->words();
    for (std::size_t i = 1; i < words.size(); ++i) {
      INFO(words[i].name);
      REQUIRE(std::string(words[i - 1].name) < std::string(words[i].name));
    }
  }
}

TEST_CASE("the compiler's tables survive a move") {
  auto made = CompilerTables::make(machine("default"));
  REQUIRE(made);
  const CompilerTables moved = std::move(*made);
  CHECK(moved.tables().index == moved.index().data());
  CHECK(std::string(moved.tables().library).size() == moved.tables().library_bytes);
}

TEST_CASE("an unknown role or directive is refused") {
  Machine built = machine("default");
  built.instructions[0].role = "literal_shrt";
  const auto tables = CompilerTables::make(built);
  REQUIRE(!tables);
  CHECK(tables.diagnostics().front().code == "unknown-role");
  CHECK(tables.diagnostics().front().hint == "did you mean 'literal_short'?");
  built = machine("default");
  built.directives.push_back({"unless", {}, "core", ""});
  CHECK(CompilerTables::make(built).diagnostics().front().code == "unknown-directive");
}
