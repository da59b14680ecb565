#include "gen/host_calls.hpp"

#include <fmt/format.h>

#include "gen/cpp_expression.hpp"

namespace rexa {

namespace {

// One instruction, compared with what the shared body does.
class HostCall {
 public:
  HostCall(const InstructionIr& ir, int arguments, int results)
      : ir_(ir), arguments_(arguments), results_(results) {}

  bool is_one() {
    if (ir_.inputs[0] != arguments_ || ir_.max_outputs[0] != results_ || ir_.blocks.size() != 1) return false;
    for (int s = 1; s < kStackCount; ++s) {
      if (ir_.inputs[s] != 0 || ir_.max_outputs[s] != 0) return false;
    }
    const std::vector<Action>& actions = ir_.blocks[0].actions;
    const auto call = static_cast<std::size_t>(arguments_);
    if (actions.size() != call + 1 + static_cast<std::size_t>(results_)) return false;
    if (actions[call].kind != ActionKind::kPortWrite || !is_constant(actions[call].value, arguments_)) return false;
    first_port_ = actions[call].address;
    for (int i = 0; i < arguments_; ++i) {
      const Action& write = actions[static_cast<std::size_t>(i)];
      if (write.kind != ActionKind::kPortWrite || !is_port(write.address, i + 1) || !is_argument(write.value, i))
        return false;
    }
    return gives_results(actions, call + 1);
  }

  // Of the operand `imm`.
  std::string first_port() const {
    CppExpression expression(ir_);
    for (ValueId id = 0; id < static_cast<ValueId>(ir_.values.size()); ++id) {
      if (value(id).op == Op::kImm) expression.name(id, "imm");
      else if (value(id).op == Op::kInput) expression.name(id, "top");  // has no part in it
    }
    return expression.initialiser(first_port_);
  }

 private:
  const Value& value(ValueId id) const { return ir_.values[static_cast<std::size_t>(id)]; }
  bool is_constant(ValueId id, std::int64_t number) const {
    return value(id).op == Op::kConst && value(id).imm == number;
  }
  bool is_port(ValueId id, int further) const {
    const Value& port = value(id);
    return port.op == Op::kOr && port.args[0] == first_port_ && is_constant(port.args[1], further);
  }
  // The item so many places from the bottom of what it takes.
  bool is_argument(ValueId id, int place) const {
    const Value& argument = value(id);
    return argument.op == Op::kInput && argument.stack == StackId::kData && argument.imm == arguments_ - 1 - place;
  }
  bool gives_results(const std::vector<Action>& actions, std::size_t from) const {
    const Leaf& leaf = ir_.paths[0];
    if (leaf.jump != kNone || leaf.halt || leaf.reschedule || leaf.rebases() || !leaf.registers.empty()) return false;
    for (int i = 0; i < results_; ++i) {
      const Action& read = actions[from + static_cast<std::size_t>(i)];
      if (read.kind != ActionKind::kRead || leaf.outputs[0][static_cast<std::size_t>(i)] != read.value) return false;
      const Value& result = value(read.value);
      if (result.op != Op::kPortRead || !is_port(result.args[0], i + 1)) return false;
    }
    return true;
  }

  const InstructionIr& ir_;
  int arguments_, results_;
  ValueId first_port_ = kNone;
};

}  // namespace

std::optional<HostCalls> find_host_calls(const Machine& machine) {
  HostCalls found;
  found.results = kMostHostOutputs + 1;
  found.count = (kMostHostInputs + 1) * found.results;
  const int last = static_cast<int>(machine.instructions.size()) - found.count;
  while (found.first <= last && machine.operation(found.first).name != "host_0_0") ++found.first;
  if (found.first > last) return std::nullopt;
  for (int i = 0; i < found.count; ++i) {
    const Instruction& instruction = machine.operation(found.first + i);
    const int arguments = i / found.results, results = i % found.results;
    if (instruction.name != fmt::format("host_{}_{}", arguments, results)) return std::nullopt;
    HostCall call(instruction.ir, arguments, results);
    if (!call.is_one()) return std::nullopt;
    const Format& format = machine.formats[static_cast<std::size_t>(instruction.format)];
    if (i == 0) {
      found.bytes = format.bytes;
      found.operand = fmt::format("low_bits<{}>(REXA_FETCH({}))", format.imm_bits, format.bytes);
      found.first_port = call.first_port();
    }
    if (format.bytes != found.bytes || call.first_port() != found.first_port) return std::nullopt;
  }
  return found;
}

}  // namespace rexa
