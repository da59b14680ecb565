// 100,000 frames of random size come, are replaced and go; afterwards everything is as it was at the beginning.
#include <chrono>
#include <cstdio>
#include <random>

#include "bench.hpp"

using namespace rexa::vm;
using namespace rexa::vm::test;

namespace {

constexpr int kCycles = 100000;

class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  // In [0, limit).
  uint32_t operator()(uint32_t limit) { return static_cast<uint32_t>(engine_() % limit); }

 private:
  std::mt19937 engine_;
};

// Some definitions, exports, data, calls of what others may export.
std::string random_frame(Random& random, uint32_t number) {
  std::string text;
  const uint32_t parts = 1 + random(8);
  for (uint32_t i = 0; i < parts; ++i) {
    const std::string name = "w" + std::to_string(i);
    switch (random(6)) {
      case 0:
        text += ": " + name + " 1 2 + drop ; ";
        break;
      case 1:
        text += ":* x" + std::to_string(number % 6) + "_" + std::to_string(random(2)) + " 12345 drop ; ";
        break;
      case 2:
        text += "array " + name + " " + std::to_string(random(60)) + " ";
        break;
      case 3:
        text += "s\" " + std::string(random(30), 'x') + "\" drop drop ";
        break;
      case 4:
        for (uint32_t k = random(60); k > 0; --k) text += "1 drop ";
        break;
      default:
        text += "x" + std::to_string(random(6)) + "_" + std::to_string(random(2)) + " ";
        break;
    }
  }
  return text;
}

}  // namespace

TEST_CASE("a hundred thousand frames leave nothing behind", "[frames]") {
  Bench bench;
  const Snapshot before = bench.snapshot();
  const uint32_t free_code = bench.frames.free_code(), free_data = bench.frames.free_data();
  Random random(20);
  uint32_t loaded = 0, replaced = 0, removed = 0, refused = 0, started = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (int cycle = 0; cycle < kCycles; ++cycle) {
    const uint32_t number = random(10);
    const std::string name = "frame" + std::to_string(number);
    const uint32_t there = bench.frames.find(name.c_str());
    if (there != Frames::kMostFrames && random(3) == 0) {
      REQUIRE(bench.frames.remove(there) == Status::kOk);
      ++removed;
      continue;
    }
    const std::string text = random_frame(random, number);
    Status status = bench.frames.open(name.c_str(), {random(3) * 200, random(3) * 50});
    // In pieces of random size, with micro-slices between.
    for (std::size_t at = 0; status == Status::kOk && at < text.size();) {
      const std::size_t piece = std::min<std::size_t>(1 + random(40), text.size() - at);
      status = bench.frames.feed(text.data() + at, static_cast<uint32_t>(piece));
      at += piece;
      bench.run(5);
    }
    if (status == Status::kOk && random(20) == 0) {
      bench.frames.abandon();
      status = Status::kNoFrame;
    }
    if (status == Status::kOk) status = bench.frames.close();
    if (status != Status::kOk) {
      ++refused;
      continue;
    }
    ++(there == Frames::kMostFrames ? loaded : replaced);
    uint32_t task = 0;
    if (bench.frames.start(bench.frames.last(), random(3), &task) == Status::kOk) ++started;
    bench.run(50);
  }
  const auto seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (uint32_t frame = 0; frame < Frames::kMostFrames; ++frame) {
    if (bench.frames.exists(frame)) REQUIRE(bench.frames.remove(frame) == Status::kOk);
  }
  std::printf("frames: %d cycles in %.2f s: %u loaded, %u replaced, %u removed, %u refused, %u tasks started\n",
              kCycles, seconds, loaded, replaced, removed, refused, started);
  std::printf("frames: free code %u of %u bytes, free data %u of %u, dictionary %zu of %zu, as at the beginning\n",
              bench.frames.free_code(), free_code, bench.frames.free_data(), free_data,
              bench.snapshot().dictionary.size(), before.dictionary.size());
  CHECK(loaded > 1000);
  CHECK(replaced > 1000);
  CHECK(bench.frames.free_code() == free_code);
  CHECK(bench.frames.free_data() == free_data);
  const Snapshot after = bench.snapshot();
  CHECK(after.code == before.code);
  CHECK(after.data == before.data);
  CHECK(after.dictionary == before.dictionary);
  for (uint32_t slot = 0; slot < kTables.system->count[static_cast<int>(Table::kExports)]; ++slot) {
    CHECK(bench.field(Table::kExports, slot, Field::kExportFrame) == 0);
  }
}
