// An engine that replays records, for tests of lockstep: it retires instruction after instruction until its
// script ends, and can be made wrong in any byte of its records or of its final state.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sim/engine.hpp"

namespace rexa {

class FakeEngine final : public Engine {
 public:
  FakeEngine(std::string name, bool counts_cycles, std::uint64_t length)
      : name_(std::move(name)), counts_cycles_(counts_cycles), length_(length), data_(64) {}

  // Called with every record and its index before it is handed out.
  std::function<void(std::uint64_t index, RexaRecord& record)> spoil_record;
  std::function<void(RexaState& state)> spoil_state;
  std::uint64_t stop_after = ~std::uint64_t{0};  // hangs once it has made so many records
  bool chatty = false;                           // writes to a port more than it records

  const std::string& name() const override { return name_; }
  bool counts_cycles() const override { return counts_cycles_; }
  void load(const Program&, IoWorld& io) override {
    io_ = &io;
    io_->reset();
    made_ = 0;
    if (chatty) io_->write(3, 1);
  }

  std::uint64_t run(std::uint64_t max_steps, RexaRecord* records) override {
    const std::uint64_t end = std::min({made_ + max_steps, length_, stop_after});
    const std::uint64_t count = end - made_;
    for (std::uint64_t i = 0; i < count; ++i, ++made_) {
      if (records != nullptr) records[i] = record(made_);
      if (made_ % 100 == 0) io_->write(0, 'x');
    }
    return count;
  }

  void inspect(RexaState& state) override {
    state = RexaState{};
    state.status = made_ == length_ ? REXA_HALTED : made_ == stop_after ? REXA_HUNG : REXA_RUNNING;
    state.pc = static_cast<std::uint32_t>(made_);
    state.retired = made_;
    state.cycle = counts_cycles_ ? 2 * made_ : 0;
    state.depth[0] = 3;
    state.stack[0][1] = 77;
    state.data = data_.data();
    state.data_bytes = static_cast<std::uint32_t>(data_.size());
    if (spoil_state) spoil_state(state);
  }

  bool trace(const std::string&, std::uint64_t, std::uint64_t) override { return false; }
  std::vector<std::uint8_t>& data() { return data_; }

 private:
  RexaRecord record(std::uint64_t index) const {
    RexaRecord record{};
    record.cycle = counts_cycles_ ? 2 * (index + 1) : 0;
    record.pc = static_cast<std::uint32_t>(index);
    record.next_pc = record.pc + 1;
    record.top[0][0] = record.pc * 7;
    record.halted = index + 1 == length_;
    if (spoil_record) spoil_record(index, record);
    return record;
  }

  std::string name_;
  bool counts_cycles_;
  std::uint64_t length_, made_ = 0;
  std::vector<std::uint8_t> data_;
  IoWorld* io_ = nullptr;
};

}  // namespace rexa
