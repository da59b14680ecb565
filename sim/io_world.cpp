#include <algorithm>

#include "sim/engine.hpp"

namespace rexa {

void IoWorld::reset() {
  output_.clear();
  position_ = 0;
  steps_ = 0;
  latches_.clear();
  traffic_ = kTrafficStart;
}

void IoWorld::note(std::uint64_t event) {
  constexpr std::uint64_t kPrime = 0x100000001b3;
  traffic_ = (traffic_ ^ event) * kPrime;
}

void IoWorld::write(std::uint32_t port, std::uint32_t value) {
  note(std::uint64_t{port} << 32 | value);
  if (port == 0) {
    const char character = static_cast<char>(value & 0xFF);
    output_.push_back(character);
    if (on_output) on_output(character);
    return;
  }
  auto latch = std::lower_bound(latches_.begin(), latches_.end(), std::pair(port, std::uint32_t{0}));
  if (latch != latches_.end() && latch->first == port) {
    latch->second = value;
  } else {
    latches_.insert(latch, {port, value});
  }
}

std::uint32_t IoWorld::read(std::uint32_t port) {
  note(std::uint64_t{port} << 32);
  if (port == 0) {
    if (position_ == input_.size()) return 0xFFFFFFFF;
    return static_cast<std::uint8_t>(input_[position_++]);
  }
  if (port == kTimerPort) return static_cast<std::uint32_t>(now_ms());
  const auto latch = std::lower_bound(latches_.begin(), latches_.end(), std::pair(port, std::uint32_t{0}));
  return latch != latches_.end() && latch->first == port ? latch->second : 0;
}

RexaIo IoWorld::io() {
  RexaIo io{};
  io.self = this;
  io.out = [](void* self, std::uint32_t port, std::uint32_t value) {
    static_cast<IoWorld*>(self)->write(port, value);
  };
  io.inp = [](void* self, std::uint32_t port) { return static_cast<IoWorld*>(self)->read(port); };
  return io;
}

std::uint64_t run_in_world(Engine& engine, IoWorld& io, std::uint64_t max_steps, RexaRecord* records) {
  std::uint64_t done = 0;
  while (done < max_steps) {
    const std::uint64_t want = std::min(max_steps - done, io.steps_to_tick());
    const std::uint64_t steps = engine.run(want, records != nullptr ? records + done : nullptr);
    io.stepped(steps);
    done += steps;
    if (steps < want) break;
  }
  return done;
}

}  // namespace rexa
