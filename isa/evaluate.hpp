// What each IR operation computes, said once: the eval engine, constant folding and test vectors all use it.
// Values are held in canonical form: an int64 equal to the value for types up to 63 bits and for s64, the bit
// pattern for u64.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "isa/ir.hpp"

namespace rexa {

// The canonical form of the low `type.bits` bits.
std::int64_t wrap(Type type, std::uint64_t bits);
// The value's bit pattern, zero above type.bits.
std::uint64_t bits_of(Type type, std::int64_t value);

// True for operations computed from their arguments alone (not inputs, loads, reads of the machine).
bool is_pure(Op op);

// One pure operation (kConst included). args are canonical; types are those of the arguments.
std::int64_t evaluate_op(const Value& value, const std::vector<std::int64_t>& args,
                         const std::vector<Type>& types);

// The machine as one instruction sees it. Results need not be canonical: they are wrapped to the value's type.
class MachineView {
 public:
  virtual ~MachineView() = default;
  virtual std::uint64_t input(StackId stack, int depth) = 0;  // before the instruction, 0 = top
  virtual std::uint64_t immediate() = 0;                      // extended or not: only its low bits count
  virtual std::uint64_t pc() = 0;
  virtual std::uint64_t next_pc() = 0;
  virtual std::uint64_t target() = 0;
  virtual std::uint64_t depth(StackId stack) = 0;                      // once the inputs are taken
  virtual std::uint64_t peek(StackId stack, std::uint64_t index) = 0;  // likewise; zero past the bottom
  virtual std::uint64_t load(std::uint64_t address, int bytes) = 0;
  virtual std::uint64_t port_read(std::uint64_t port) = 0;
  virtual std::uint64_t machine_register(int /*index*/) { return 0; }
  virtual std::uint64_t system_read(std::uint64_t /*address*/) { return 0; }
};

// Evaluates values of one instruction once each. A kLoad or kPortRead goes to the machine when it is first
// asked for, so ask for it at its kRead action.
class Evaluation {
 public:
  Evaluation(const InstructionIr& instruction, MachineView& machine)
      : instruction_(instruction), machine_(machine), known_(instruction.values.size()) {}
  std::int64_t value(ValueId id);  // canonical
  std::uint64_t bits(ValueId id);  // zero-extended

 private:
  const InstructionIr& instruction_;
  MachineView& machine_;
  std::vector<std::optional<std::int64_t>> known_;
};

}  // namespace rexa
