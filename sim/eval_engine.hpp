// The oracle: runs a machine by interpreting its IR, value by value. Slow and plain on purpose; whatever
// another engine does differently is that engine's fault. Counts no cycles, has no waveforms.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "isa/spec.hpp"
#include "sim/engine.hpp"

namespace rexa {

class EvalEngine final : public Engine {
 public:
  explicit EvalEngine(const Machine& machine);  // keeps a copy

  const std::string& name() const override;
  bool counts_cycles() const override { return false; }
  void load(const Program& program, IoWorld& io) override;
  std::uint64_t run(std::uint64_t max_steps, RexaRecord* records) override;
  void inspect(RexaState& state) override;
  bool trace(const std::string&, std::uint64_t, std::uint64_t) override { return false; }

  // The instruction whose encoding begins with these four bytes (first one in bits 31..24), or -1.
  int decode(std::uint32_t bytes) const;

 private:
  class View;
  void step(RexaRecord& record);
  int stack_trap(const InstructionIr& ir) const;  // trap code, 0: none
  bool execute(const Instruction& instruction, View& view, RexaRecord& record);
  void perform(const Action& action, std::uint32_t address, std::uint32_t value, RexaRecord& record);
  void trap(RexaRecord& record, int code);
  void fill_stacks(RexaRecord& record) const;
  std::uint32_t cell(std::uint64_t bits) const { return static_cast<std::uint32_t>(bits) & cell_mask_; }
  int trap_code(const std::string& name) const;

  Machine machine_;
  std::uint32_t cell_mask_ = 0;
  std::array<std::vector<int>, 256> by_first_byte_;
  std::vector<std::uint8_t> code_, data_;
  std::array<std::vector<std::uint32_t>, kStackCount> stacks_;  // bottom first
  std::uint32_t pc_ = 0;
  std::uint64_t retired_ = 0;
  RexaStatus status_ = REXA_HALTED;
  int trap_ = 0;
  RexaIo io_{};
};

std::unique_ptr<Engine> make_eval_engine(const Machine& machine);

}  // namespace rexa
