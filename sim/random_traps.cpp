// The traps that random programs raise on purpose: any trap of any instruction that text can reach.
#include <fmt/format.h>

#include <algorithm>

#include "sim/random_generator.hpp"

namespace rexa {

void RandomGenerator::trap_statement() {
  const int kind = random_.below(100);
  if (kind < 12) return wild_jump();
  if (kind < 20) return runaway();
  // An instruction by chance, and one of its traps.
  std::vector<WordUse> words;
  for (const auto& use : words_) {
    if (use.op >= 0) words.push_back(use);
  }
  if (has_loops_) {
    WordUse use;
    use.word = "do loop";
    use.inputs[0] = 2;
    use.outputs[2] = 2;
    words.push_back(use);
  }
  WordUse branch;
  branch.word = "if endif";
  branch.inputs[0] = 1;
  words.push_back(branch);
  WordUse literal;
  literal.word = std::to_string(any_cell());
  literal.outputs[0] = 1;
  words.push_back(literal);
  for (int tries = 0; tries < 40; ++tries) {
    const WordUse& use = random_.pick(words);
    const int what = random_.below(8);
    const int stack = random_.below(kStackCount);
    const bool particular = std::any_of(use.operands.begin(), use.operands.end(),
                                        [](OperandKind k) { return k != OperandKind::kAny; });
    if (what < 3 && use.inputs[stack] > 0) return underflow(use, stack);
    if (what < 6 && what >= 3 && use.outputs[stack] > use.inputs[stack]) return overflow(use, stack);
    if (what >= 6 && particular) return bad_operand(use);
  }
  runaway();
}

void RandomGenerator::empty_data_stack() {
  while (scope_.depth > 0) {
    const int pair = scope_.depth >= 2 && random_.chance(50) ? 2 : 1;
    emit(pair == 2 ? "2drop" : "drop");
    grow(-pair);
  }
}

// One cell too few on `stack`, all that it needs on the others.
void RandomGenerator::underflow(const WordUse& use, int stack) {
  if (stack == 0 || random_.chance(50)) empty_data_stack();
  const int give[kStackCount] = {use.inputs[0] - (stack == 0 ? 1 : 0), use.inputs[1] - (stack == 1 ? 1 : 0),
                                 use.inputs[2] - (stack == 2 ? 1 : 0)};
  for (int k = 0; k < give[1]; ++k) emit(number(any_cell()) + " >r");
  for (int k = 0; k < give[2]; ++k) emit(number(any_cell()) + " >f");
  for (int k = 0; k < give[0]; ++k) emit(number(any_cell()));
  emit(use.word);
  line();
}

void RandomGenerator::fill_stack(const std::string& word, int cells) {
  if (cells > 0) emit(fmt::format("{} begin dup {} 1- dup 0= until drop", cells, word));
}

// To exactly so many cells; the checking loop itself needs three.
void RandomGenerator::fill_data_stack(int cells) {
  const int by_loop = cells - 4;
  if (by_loop > scope_.depth) emit(fmt::format("begin {} depth {} > until", number(any_cell()), by_loop - 1));
  for (int depth = std::max(by_loop, scope_.depth); depth < cells; ++depth) emit(number(any_cell()));
  line();
}

// No room for the last cell that the word may leave.
void RandomGenerator::overflow(const WordUse& use, int stack) {
  const int limit = machine_.parameters.stack_cells[stack];
  const int more = use.outputs[stack] - use.inputs[stack];
  const int full = limit - random_.below(more);
  if (stack == 0) {
    for (int k = 0; k < use.inputs[1]; ++k) emit(number(any_cell()) + " >r");
    for (int k = 0; k < use.inputs[2]; ++k) emit(number(any_cell()) + " >f");
    fill_data_stack(full);
  } else {
    fill_stack(stack == 1 ? ">r" : ">f", full);
    for (int k = 0; k < use.inputs[0]; ++k) emit(number(any_cell()));
  }
  emit(use.word);
  line();
}

// Every operand as it should be, save one that matters.
void RandomGenerator::bad_operand(const WordUse& use) {
  const int cell = machine_.parameters.cell_bytes();
  for (int k = 0; k < use.inputs[2]; ++k) emit(number(any_cell()) + " >f");
  for (int k = static_cast<int>(use.operands.size()) - 1; k >= 0; --k) {
    switch (use.operands[static_cast<std::size_t>(k)]) {
      case OperandKind::kAddress: {
        const int bytes = machine_.parameters.data_bytes;
        const std::vector<std::int64_t> addresses = {bytes, bytes - cell, bytes - 1, -1,       -cell,     1,
                                                     3,     bytes + cell, bytes - 2, cell / 2, any_cell()};
        emit(std::to_string(random_.pick(addresses)));
        break;
      }
      case OperandKind::kDivisor:
        emit("0");
        break;
      case OperandKind::kArgument:
        emit(random_.pick(std::vector<std::string>{"0", "-1"}));
        break;
      case OperandKind::kDataIndex:
      case OperandKind::kLoopIndex:
      case OperandKind::kReturnIndex:
        emit(random_.pick(std::vector<std::string>{"0", "-1", "1000", std::to_string(any_cell())}));
        break;
      case OperandKind::kTarget:
        emit(std::to_string(any_cell()));
        break;
      default:
        emit(k < static_cast<int>(use.operands.size()) - 1 && random_.chance(60) ? "0" : number(any_cell()));
    }
  }
  // Of a double divisor both cells must be zero.
  emit(use.word);
  line();
}

void RandomGenerator::wild_jump() {
  const int code = machine_.parameters.code_bytes;
  switch (random_.below(4)) {
    case 0:
      emit(std::to_string(any_cell()) + " exec");
      break;
    case 1:
      emit(std::to_string(code - random_.range(-2, 5)) + " exec");
      break;
    case 2:
      emit(std::to_string(random_.below(code)) + " >r return");
      break;
    default:
      // Into the operand of a long literal: any instruction at all, legal or not.
      finished_ +=
          fmt::format(": wild 0 0 0 {} drop ;\n", static_cast<std::int64_t>(random_.next() >> 34) - (1 << 29));
      emit(fmt::format("$ wild {} + exec", random_.range(1, 12)));
      break;
  }
  line();
}

void RandomGenerator::runaway() {
  std::vector<std::string> ends = {"begin 0 again",       "begin dup again", "begin drop again",
                                   "begin 0 >r again",    "begin r> again",  "begin + again",
                                   "begin r@ >r r@ again"};
  if (has_loops_) {
    ends.insert(ends.end(), {"begin 0 >f again", "begin f> again"});
  }
  if (has_loops_ && random_.chance(15)) {
    finished_ += ": nest 3 1 do nest loop ;\n";
    emit("nest");
  } else if (random_.chance(30)) {
    finished_ += ": deep 0 deep drop ;\n";
    emit("deep");
  } else {
    emit(random_.pick(ends));
  }
  line();
}

}  // namespace rexa
