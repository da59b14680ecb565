// The fixed-point functions of the spec against the true ones: bounds that they keep for every argument.
#include "gen/accuracy.hpp"

#include <catch2/catch.hpp>

using namespace rexa;

namespace {

ApproximatedWord word_of(const Machine& machine, const std::string& word) {
  const auto words = approximated_words(machine);
  REQUIRE(words);
  CHECK(words->size() == 4);
  for (const ApproximatedWord& entry : *words) {
    if (entry.word == word) return entry;
  }
  FAIL(word << " stands for no function");
  return {};
}

}  // namespace

TEST_CASE("signal functions keep their bounds of error") {
  const std::string config = GENERATE("default", "wide");
  const auto machine = load_machine(REXA_SOURCE_DIR "/configs/" + config + ".json", {});
  REQUIRE(machine);
  INFO(config);
  const auto of = [&](const std::string& word) {
    return measure_accuracy(word_of(*machine, word), machine->parameters.cell_bits);
  };
  CHECK(of("sin").max < 0.0007);
  CHECK(of("sin").rms < 0.0003);
  CHECK(of("log").max < 0.0055);
  CHECK(of("sigmoid").max < 0.0006);
  CHECK(of("sigmoid").rms < 0.0003);
  CHECK(of("relu").max == 0);
  if (config == "default") CHECK(of("sin").arguments == 65536);
  CHECK(of("log").first == 1);
}

TEST_CASE("a wrong function is measured as wrong") {
  const auto machine = load_machine(REXA_SOURCE_DIR "/configs/default.json", {});
  REQUIRE(machine);
  ApproximatedWord word = word_of(*machine, "relu");
  word.function = "sin";
  CHECK(measure_accuracy(word, 16).max > 10);
}

TEST_CASE("constants of a library form are counted where they take more than a byte") {
  ApproximatedWord word;
  word.library = "dup 255 256 + -8191 65536000l sin";
  CHECK(literals_of(word).count == 3);
  CHECK(literals_of(word).bytes == 2 + 2 + 4);
}
