// The machine run on ranges instead of values: one step gives every state that could follow. What an instruction
// does comes from its IR, what it costs from the schedule, so nothing here knows any word.
// Sound for one task: whatever the real machine does from a state that this one covers, is covered.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hls/cycle_table.hpp"
#include "isa/decoder.hpp"
#include "isa/spec.hpp"
#include "sim/engine.hpp"
#include "sim/range.hpp"

namespace rexa {

// A memory of which some items may be anything. Copies share their pages until one of them writes.
class AbstractMemory {
 public:
  void resize(std::size_t items);  // zeros
  std::size_t size() const { return size_; }
  void fill_unknown();
  std::optional<std::uint32_t> at(std::uint64_t address) const {
    if (address >= size_) return std::nullopt;
    const std::int64_t item = (*(*pages_)[address / kPageItems])[address % kPageItems];
    return item == kUnknown ? std::nullopt : std::optional(static_cast<std::uint32_t>(item));
  }
  void set(std::uint64_t address, std::optional<std::uint32_t> value);
  void join(const AbstractMemory& other);
  friend bool operator==(const AbstractMemory& a, const AbstractMemory& b);

 private:
  static constexpr std::int64_t kUnknown = -1;
  static constexpr std::size_t kPageItems = 64;
  using Page = std::array<std::int64_t, kPageItems>;
  using Pages = std::vector<std::shared_ptr<Page>>;
  Page& writable(std::size_t page);
  void fill(std::int64_t item);
  std::shared_ptr<Pages> pages_;
  std::size_t size_ = 0;
};

struct Cost {
  std::uint64_t instructions = 0;
  std::uint64_t clocks = 0;
};

struct AbstractState {
  std::uint32_t pc = 0;
  bool maybe_jumped = true, maybe_fell = false;  // how it may have come here: fetch stalls depend on it
  std::vector<Range> stacks[kStackCount];        // bottom first, as signed cells
  bool open_bottom = false;                      // below lies more that is not known
  AbstractMemory data, system;                   // bytes; unsigned cells
  std::vector<Range> registers;                  // unsigned cells
  Cost cost;                                     // the most on any way here

  // Can be joined with `other`: the same place, in the same calls.
  bool meets(const AbstractState& other) const;
  void join(const AbstractState& other);
  bool same_but_for_cost(const AbstractState& other) const;
};

enum class EndKind {
  kHalt,
  kTrap,
  kReturn,        // from the word that was asked for
  kUnknownJump,   // to an address that is not known: no bound
  kWaits,         // gives the processor away: other tasks run, time passes
  kStartsTasks,   // its instructions are no longer all there are
};

struct AbstractEnd {
  EndKind kind = EndKind::kHalt;
  std::uint32_t pc = 0;  // of the instruction
  Cost cost;
};

class AbstractMachine {
 public:
  // The return address that stands for the end of the word.
  static constexpr std::uint32_t kReturnHere = 0xFFFF;

  AbstractMachine(const Machine& machine, const Program& program, CycleTable cycles);

  AbstractState at_entry() const;                    // of the program, memories as it has them
  // Arguments and memory unknown, but for the number base of output, which is what it is at first.
  AbstractState at_word(std::uint32_t pc) const;

  struct Outcome {
    std::vector<AbstractState> next;
    std::vector<AbstractEnd> ends;
    bool undecided = false;  // it could go more than one way
  };
  Outcome step(const AbstractState& state) const;
  // Where an instruction may start: what the real machine checks before each one.
  bool may_run(const AbstractState& state) const;

 private:
  class Step;
  int decode(std::uint32_t pc) const;

  const Machine& machine_;
  Decoder decoder_;
  std::vector<std::uint8_t> code_;
  const Program& program_;
  CycleTable cycles_;
  std::uint32_t number_base_ = 2;  // address of the cell: behind the length of the library's array, or a frame's first
};

}  // namespace rexa
