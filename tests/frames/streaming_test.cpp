// Text that arrives in pieces, while other tasks run.
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "bench.hpp"

using namespace rexa::vm;
using namespace rexa::vm::test;

namespace {

// Every program of the corpus.
std::map<std::string, std::string> corpus() {
  std::map<std::string, std::string> texts;
  for (const auto& entry : std::filesystem::directory_iterator(REXA_SOURCE_DIR "/tests/programs")) {
    if (entry.path().extension() != ".rexa") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    texts[entry.path().filename().string()] = text.str();
  }
  REQUIRE(texts.size() > 20);
  return texts;
}

using Content = std::pair<std::vector<uint8_t>, std::vector<uint8_t>>;

// The frame's code and data; empty when it does not compile. Afterwards it is gone again.
Content deliver(Bench& bench, const std::vector<std::string_view>& pieces) {
  REQUIRE(bench.frames.open("frame") == Status::kOk);
  for (const std::string_view piece : pieces) {
    if (bench.frames.feed(piece.data(), static_cast<uint32_t>(piece.size())) != Status::kOk) return {};
  }
  if (bench.frames.close() != Status::kOk) return {};
  const uint32_t frame = bench.frames.last();
  const Content content = bench.content(frame);
  REQUIRE(bench.frames.remove(frame) == Status::kOk);
  return content;
}

}  // namespace

TEST_CASE("every program gives the same frame byte by byte and in every split in two", "[frames]") {
  Bench bench;
  int compiled = 0;
  for (const auto& [name, text] : corpus()) {
    INFO(name);
    const std::string_view all = text;
    const Content whole = deliver(bench, {all});
    compiled += whole.first.empty() ? 0 : 1;
    std::vector<std::string_view> bytes;
    for (std::size_t i = 0; i < all.size(); ++i) bytes.push_back(all.substr(i, 1));
    CHECK((deliver(bench, bytes) == whole));
    bool same = true;
    for (std::size_t cut = 1; cut < all.size(); ++cut) {
      same = same && deliver(bench, {all.substr(0, cut), all.substr(cut)}) == whole;
    }
    CHECK(same);
  }
  CHECK(compiled > 20);
}

TEST_CASE("a task runs on unchanged while frames are compiled, replaced and removed", "[frames]") {
  const std::string worker =
      "var n array seen 20 : step n @ 7 * 3 + 255 and dup n ! ; : work 20 0 do step seen i cell+ ! loop ; "
      ": sum 0 20 0 do seen i cell+ @ + loop ; 40 0 do work sum . loop";
  const std::string text = ": f dup 1 > if dup 1- f swap 2 - f + endif ; array a { 1 2 3 } .\" text\" :* out 3 ; out f .";
  Bench alone;
  REQUIRE(alone.load("worker", worker) == Status::kOk);
  alone.start("worker");
  alone.run(1000000);
  REQUIRE(alone.context.status == RunStatus::kHalted);
  const uint64_t steps = alone.context.retired;
  const std::string expected = alone.output();

  Bench beside;
  REQUIRE(beside.load("worker", worker) == Status::kOk);
  beside.start("worker");
  uint32_t round = 0;
  while (beside.context.status == RunStatus::kRunning) {
    const std::string name = "f" + std::to_string(round % 3);
    // One in four breaks off, one in five is faulty.
    REQUIRE(beside.frames.open(name.c_str()) == Status::kOk);
    const std::string sent = round % 5 == 4 ? text + " nonsense " : text;
    for (std::size_t i = 0; i < sent.size() && beside.frames.is_open(); ++i) {
      beside.frames.feed(&sent[i], 1);
      beside.run(3);
      if (round % 4 == 3 && i > sent.size() / 2) beside.frames.abandon();
    }
    if (beside.frames.is_open()) {
      const Status status = beside.frames.close();
      CHECK((status == Status::kOk || status == Status::kExportTaken));
    }
    if (round % 7 == 6 && beside.frames.find(name.c_str()) != Frames::kMostFrames) {
      CHECK(beside.frames.remove(beside.frames.find(name.c_str())) == Status::kOk);
    }
    ++round;
  }
  CHECK(round > 20);
  CHECK(beside.context.status == RunStatus::kHalted);
  CHECK(beside.context.retired == steps);
  CHECK(beside.output() == expected);
}
