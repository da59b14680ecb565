// tests/errors/programs/<configuration>/*.rexa: what the compiler says to faulty programs, word for word.
// REXA_UPDATE_EXPECTED=1 rewrites the .expected files; review the difference before committing it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "base/files.hpp"
#include "sim/program.hpp"

namespace fs = std::filesystem;
using namespace rexa;

TEST_CASE("faulty programs are explained") {
  const fs::path root = REXA_SOURCE_DIR;
  const bool update = std::getenv("REXA_UPDATE_EXPECTED") != nullptr;
  int count = 0;
  for (const char* configuration : {"default", "tiny"}) {
    const auto machine = load_machine((root / "configs" / configuration).string() + ".json", {});
    REQUIRE(machine);
    std::vector<fs::path> programs;
    for (const auto& entry : fs::directory_iterator(root / "tests/errors/programs" / configuration)) {
      if (entry.path().extension() == ".rexa") programs.push_back(entry.path());
    }
    std::sort(programs.begin(), programs.end());
    for (const fs::path& path : programs) {
      INFO(path);
      const auto text = read_file(path.string());
      REQUIRE(text);
      const auto program = compile_program(*machine, path.filename().string(), *text);
      const std::string said = format(program.diagnostics());
      REQUIRE(!said.empty());
      const std::string expected_path = fs::path(path).replace_extension(".expected").string();
      if (update) REQUIRE(!has_errors(write_file(expected_path, said)));
      const auto expected = read_file(expected_path);
      REQUIRE(expected);
      CHECK(said == *expected);
      ++count;
    }
  }
  CHECK(count >= 30);
}
