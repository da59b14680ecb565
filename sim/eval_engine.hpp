// The oracle: runs a machine by interpreting its IR, value by value. Slow and plain on purpose; whatever
// another engine does differently is that engine's fault. Counts no cycles, has no waveforms.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "isa/decoder.hpp"
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

 private:
  class View;
  using Stacks = std::array<std::vector<std::uint32_t>, kStackCount>;  // bottom first
  enum class Pending { kNothing, kSwitch, kEnd };
  std::uint32_t machine_register(int index) const;  // 0 without tasks
  void set_register(int index, std::uint32_t value);
  Stacks& stacks();  // of the running task
  const Stacks& stacks() const;
  bool may_begin_at(std::uint32_t pc) const;
  void system_step(RexaRecord& record);
  void retire(const Leaf& leaf, RexaRecord& record);
  bool end_task(int cause);  // false: the machine stops with it
  void rebase(const std::array<std::uint32_t, kStackCount>& depths);
  void step(RexaRecord& record);
  int stack_trap(const InstructionIr& ir) const;  // trap code, 0: none
  const Leaf* execute(const Instruction& instruction, View& view, RexaRecord& record);
  void perform(const Action& action, std::uint32_t address, std::uint32_t value, RexaRecord& record);
  void trap(RexaRecord& record, int code);
  void fill_stacks(RexaRecord& record) const;
  std::uint32_t cell(std::uint64_t bits) const { return static_cast<std::uint32_t>(bits) & cell_mask_; }
  int trap_code(const std::string& name) const;

  Machine machine_;
  Decoder decoder_;
  std::uint32_t cell_mask_ = 0;
  std::vector<std::uint8_t> code_, data_;
  int task_ = -1, alive_ = -1, code_lo_ = -1, code_span_ = -1, shared_span_ = -1, cause_ = -1;  // registers
  int switch_op_ = -1, end_op_ = -1;
  std::vector<Stacks> partitions_;  // by task; one without tasks
  std::vector<std::uint32_t> registers_, system_;
  std::uint32_t slice_ = 0;  // instructions since the last switch, while others live
  Pending pending_ = Pending::kNothing;
  std::uint32_t pc_ = 0;
  std::uint64_t retired_ = 0;
  RexaStatus status_ = REXA_HALTED;
  int trap_ = 0;
  RexaIo io_{};
};

std::unique_ptr<Engine> make_eval_engine(const Machine& machine);

}  // namespace rexa
