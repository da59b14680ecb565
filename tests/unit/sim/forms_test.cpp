// Words that have both an instruction form and a library form: the two are held equal, results and traps.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "sim/eval_engine.hpp"
#include "sim/program.hpp"

using namespace rexa;

namespace {

// Where a program ends: the data stack, and the trap if there was one.
struct Outcome {
  std::vector<std::uint32_t> stack;
  int trap = 0;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome run(const Machine& machine, const std::string& text) {
  auto program = compile_program(machine, "forms", text);
  INFO(text << "\n" << format(program.diagnostics()));
  REQUIRE(program);
  auto engine = make_eval_engine(machine);
  IoWorld io;
  engine->load(*program, io);
  engine->run(100000, nullptr);
  auto state = std::make_unique<RexaState>();
  engine->inspect(*state);
  REQUIRE(state->status != REXA_RUNNING);
  Outcome outcome{{state->stack[0], state->stack[0] + state->depth[0]}, state->trap};
  if (outcome.trap) outcome.stack.clear();  // the forms trap at different places
  return outcome;
}

// configs/<name>.json with the given words in library form.
Machine with_library(const std::string& name, const std::vector<std::string>& words) {
  auto config = nlohmann::ordered_json::parse(std::ifstream(REXA_SOURCE_DIR "/configs/" + name + ".json"));
  config["library"] = words;
  const auto path = std::filesystem::temp_directory_path() / ("rexa-forms-" + name + ".json");
  std::ofstream(path) << config;
  auto machine = load_machine(path.string(), {});
  std::filesystem::remove(path);
  INFO(format(machine.diagnostics()));
  REQUIRE(machine);
  return *machine;
}

}  // namespace

TEST_CASE("instruction form and library form of a word do the same") {
  const std::string config = GENERATE("default", "wide");
  const Machine plain = with_library(config, {});  // every word in its instruction form
  auto spec = nlohmann::ordered_json::parse(std::ifstream(REXA_SOURCE_DIR "/isa/rexa.json"));
  const std::int64_t high = std::int64_t{1} << (plain.parameters.cell_bits - 1);
  const std::vector<std::int64_t> operands = {0, 1, -1, 2, -2, 3, -7, 10, 255, -256, 12345, high - 1, -high, 1 - high};
  int words = 0;
  for (const auto& entry : spec["instructions"]) {
    if (!entry.contains("library")) continue;
    ++words;
    const std::string word = entry["word"];
    const Machine library = with_library(config, {word});
    REQUIRE(plain.find(word) != nullptr);
    REQUIRE(library.find(word) == nullptr);
    for (std::int64_t a : operands)
      for (std::int64_t b : operands) {
        const std::string text = std::to_string(a) + " " + std::to_string(b) + " " + word + " end";
        INFO(config << ": " << text);
        CHECK(run(plain, text) == run(library, text));
      }
    for (const char* text : {"", "0 ", "1 "}) {  // too few operands
      INFO(config << ": " << text << word);
      CHECK(run(plain, text + word).trap == run(library, text + word).trap);
    }
  }
  CHECK(words >= 3);
}

TEST_CASE("signal words: both forms give the same over the whole range of arguments") {
  const std::string config = GENERATE("default", "wide");
  const Machine plain = with_library(config, {});
  const Machine library = with_library(config, {"sin", "log", "sigmoid", "relu", "lowp", "highp", "hull"});
  const std::int64_t high = std::int64_t{1} << (plain.parameters.cell_bits - 1);
  const std::int64_t step = high / 400 + 1;
  for (const char* word : {"sin", "log", "sigmoid", "relu"}) {
    const bool positive = std::string(word) == "log";
    for (std::int64_t x = positive ? 1 : -high; x < high;) {
      std::string text;  // as many as the stack holds
      for (int i = 0; i < 60 && x < high; ++i, x += step) text += std::to_string(x) + " " + word + " ";
      INFO(config << ": " << text);
      CHECK(run(plain, text) == run(library, text));
    }
    for (std::int64_t x = positive ? 1 : -9000; x < 9000;) {
      std::string text;
      for (int i = 0; i < 60; ++i, x += 37) text += std::to_string(x) + " " + word + " ";
      CHECK(run(plain, text) == run(library, text));
    }
  }
  for (const char* word : {"lowp", "highp", "hull"}) {
    for (int k : {-1, 0, 1, 7, 500, 999, 1000, 1001}) {
      std::string text = "2var s ";
      std::uint32_t noise = 1;
      for (int i = 0; i < 60; ++i) {
        noise = noise * 1664525 + 1013904223;
        const std::int64_t x = i % 7 == 0 ? (i % 2 ? high - 1 : -high) : static_cast<int>(noise >> 16) - 32768;
        text += std::to_string(x) + " " + std::to_string(k) + " s " + word + " ";
      }
      text += "s 2@";
      INFO(config << " " << word << " " << k);
      CHECK(run(plain, text) == run(library, text));
    }
    for (const char* few : {"", "1 ", "1 2 ", "1 2000 "}) {
      CHECK(run(plain, few + std::string(word)).trap == run(library, few + std::string(word)).trap);
    }
  }
}
