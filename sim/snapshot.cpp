#include "sim/snapshot.hpp"

#include <algorithm>
#include <memory>

#include "sim/code_writer.hpp"
#include "sim/task_image.hpp"

namespace rexa {
namespace {

// A cell of any width up to 32 bits: what a long literal cannot hold is shifted in.
void push_cell(CodeWriter& writer, const Machine& machine, std::uint32_t value) {
  const int extend = [&] {
    for (std::size_t op = 0; op < machine.instructions.size(); ++op) {
      if (machine.instructions[op].role == "literal_extend") return static_cast<int>(op);
    }
    return -1;
  }();
  const int unused = 64 - machine.parameters.cell_bits;
  const auto number = static_cast<std::int64_t>(std::uint64_t{value} << unused) >> unused;
  const bool fits = number >= -(std::int64_t{1} << 29) && number < (std::int64_t{1} << 29);
  if (fits || extend < 0) {
    writer.literal(number);
    return;
  }
  writer.literal(number >> 8);
  writer.put(extend, number & 0xFF);
}

// At most `most[s]` cells of each stack, bottom first, then the code of the instruction.
Program snapshot(const Machine& machine, const OpUses& uses, const RexaState& state, const RexaRecord& record,
                 const int (&most)[kStackCount], bool padded) {
  CodeWriter writer(machine, uses);
  const Instruction* nop = machine.find("nop");
  if (padded && nop != nullptr) writer.put(static_cast<int>(nop - machine.instructions.data()));
  for (const int s : {1, 2, 0}) {
    const int mover = s == 1 ? uses.to_return : uses.to_loop;
    if (s != 0 && mover < 0) continue;
    const std::uint32_t depth = std::min(state.depth[s], std::uint32_t{1024});
    const std::uint32_t from = depth - std::min(depth, static_cast<std::uint32_t>(most[s]));
    for (std::uint32_t c = from; c < depth && !writer.short_of(16); ++c) {
      push_cell(writer, machine, state.stack[s][c]);
      if (s != 0) writer.put(mover);
    }
  }
  int bytes = 2;
  if (record.op < machine.instructions.size()) {
    bytes = machine.formats[static_cast<std::size_t>(machine.instructions[record.op].format)].bytes;
  }
  for (int b = 0; b < bytes; ++b) writer.byte(static_cast<std::uint8_t>(record.insn >> (24 - 8 * b)));
  if (uses.halt >= 0) writer.put(uses.halt);
  Program program;
  program.name = "snapshot";
  program.code = writer.code();
  program.data.assign(state.data, state.data + state.data_bytes);
  start_whole_machine(machine, program);
  return program;
}

}  // namespace

std::vector<Program> snapshots(const Machine& machine, Engine& reference, const Program& program,
                               const Difference& difference) {
  const auto& record = difference.left_record ? difference.left_record : difference.right_record;
  if (!record) return {};
  IoWorld io;
  reference.load(program, io);
  run_in_world(reference, io, difference.index, nullptr);
  auto state = std::make_unique<RexaState>();
  reference.inspect(*state);
  const OpUses uses(machine);
  int inputs[kStackCount] = {0, 0, 0};
  if (record->op < uses.ops.size()) std::copy_n(uses.ops[record->op].use.inputs, kStackCount, inputs);
  std::vector<Program> candidates;
  for (const int more : {0, 4, 1024}) {
    const int most[kStackCount] = {inputs[0] + more, inputs[1] + more, inputs[2] + more};
    for (const bool padded : {false, true}) {
      candidates.push_back(snapshot(machine, uses, *state, *record, most, padded));
    }
  }
  return candidates;
}

}  // namespace rexa
