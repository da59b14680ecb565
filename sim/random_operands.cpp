// What random statements are made of: words and numbers as text, operands of every kind, the stacks kept in
// balance.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/random_generator.hpp"

namespace rexa {

void RandomGenerator::emit(const std::string& text) {
  line_ += (line_.empty() ? "" : " ") + text;
  ++tokens_;
  cost_ += factor_;
  if (line_.size() > 90) line();
}

void RandomGenerator::line() {
  if (line_.empty()) return;
  text_ += std::string(static_cast<std::size_t>(scope_.nesting) * 2, ' ') + line_ + "\n";
  line_.clear();
}

std::string RandomGenerator::number(std::int64_t value) {
  if (value >= 0 && random_.chance(8)) return fmt::format("{}{:x}", random_.chance(50) ? "$" : "0x", value);
  if (value >= 0 && value < 1024 && random_.chance(3)) return fmt::format("0b{:b}", value);
  return std::to_string(value);
}

std::int64_t RandomGenerator::any_cell() {
  const int bits = machine_.parameters.cell_bits;
  const std::int64_t top = std::int64_t{1} << (bits - 1);
  switch (random_.below(8)) {
    case 0:
      return random_.range(-3, 3);
    case 1:
      return random_.range(0, 255);
    case 2:
      return (std::int64_t{1} << random_.below(bits - 1)) + random_.range(-1, 1);
    case 3:
      return random_.pick(std::vector<std::int64_t>{top - 1, -top, -top + 1, -1, 0, 1});
    case 4:
      return random_.range(-8192, 8191);
    default:
      return static_cast<std::int64_t>(random_.next() >> (64 - bits)) - top;
  }
}

int RandomGenerator::repetitions(double most) {
  if (most < 2) return 1;
  const double share = random_.below(1000) / 1000.0;
  return std::max(1, static_cast<int>(std::pow(most, share)));
}

void RandomGenerator::grow(int cells) {
  scope_.depth += cells;
  scope_.peak[0] = std::max(scope_.peak[0], scope_.depth);
}

void RandomGenerator::hold(int cells) {
  scope_.held += cells;
  scope_.peak[1] = std::max(scope_.peak[1], scope_.held);
}

void RandomGenerator::loop_grow(int cells) {
  scope_.loop_cells += cells;
  scope_.peak[2] = std::max(scope_.peak[2], scope_.loop_cells);
}

// Cells that may still be put on a stack here; definitions leave a third for their callers.
int RandomGenerator::room(int stack) const {
  const int limit = machine_.parameters.stack_cells[stack];
  const int share = scope_.main ? limit : limit * 2 / 3;
  const int taken[] = {scope_.depth, scope_.held, scope_.loop_cells};
  return share - taken[stack] - 3;
}

void RandomGenerator::push_literal() {
  emit(number(any_cell()));
  grow(1);
}

void RandomGenerator::push() {
  switch (random_.below(9)) {
    case 0:
    case 1:
      if (scope_.depth > 0) {
        emit("dup");
        return grow(1);
      }
      break;
    case 2:
      if (scope_.depth > 1) {
        emit("over");
        return grow(1);
      }
      break;
    case 3:
      if (!cells_.empty()) {
        emit(random_.pick(cells_));
        grow(1);
        return emit("@");
      }
      break;
    case 4:
      push_address(machine_.parameters.cell_bytes());
      return emit("@");
    case 5:
    case 6:
      if (scope_.loop_cells > 0) {
        emit(scope_.loop_cells > 2 && random_.chance(25) ? "j" : "i");
        return grow(1);
      }
      break;
    case 7:
      if (scope_.held > 0) {
        emit("r@");
        return grow(1);
      }
      break;
    default:
      break;
  }
  push_literal();
}

void RandomGenerator::push_flag() {
  static const std::vector<std::string> kUnary = {"0=", "0<"};
  static const std::vector<std::string> kBinary = {"<", ">", "=", "<>", "<=", ">=", "u<"};
  push();
  if (random_.chance(40)) return emit(random_.pick(kUnary));
  push();
  emit(random_.pick(kBinary));
  grow(-1);
}

void RandomGenerator::push_index(int mask) {
  if (random_.chance(30)) {
    emit(number(random_.range(0, mask)));
    return grow(1);
  }
  if (scope_.depth > 0) {
    emit("dup");
  } else if (scope_.loop_cells > 0) {
    emit("i");
  } else {
    emit(number(any_cell()));
  }
  grow(2);
  emit(std::to_string(mask));
  emit("and");
  grow(-1);
}

void RandomGenerator::push_address(int bytes) {
  const int cell = machine_.parameters.cell_bytes();
  if (bytes <= cell && !cells_.empty() && random_.chance(25)) {
    emit(random_.pick(cells_));
    return grow(1);
  }
  const std::string array = random_.pick(arrays_);
  if (bytes >= cell && random_.chance(50)) {
    emit(array);
    grow(1);
    push_index(array_cells_ - 1);
    emit("cell+");
    return grow(-1);
  }
  push_index(array_cells_ * cell - 1);
  const int align = std::min(bytes, cell);
  grow(1);
  if (align > 1) {
    emit(std::to_string(-align));
    emit("and");
  }
  emit(array);
  emit("+");
  grow(-1);
}

void RandomGenerator::push_operand(OperandKind kind, const WordUse& use) {
  switch (kind) {
    case OperandKind::kAddress:
      return push_address(std::max(use.access_bytes, 1));
    case OperandKind::kPort:
      return push_index(7);
    case OperandKind::kTime:
      return push_index(1);
    case OperandKind::kDataIndex: {
      emit(std::to_string(random_.range(1, std::max(scope_.depth, 1))));
      return grow(1);
    }
    case OperandKind::kLoopIndex: {
      emit(std::to_string(random_.range(1, std::max(scope_.loop_cells, 1))));
      return grow(1);
    }
    case OperandKind::kReturnIndex: {
      emit(std::to_string(random_.range(1, std::max(scope_.held, 1))));
      return grow(1);
    }
    case OperandKind::kDivisor: {
      push();
      emit("1");
      emit("or");
      scope_.peak[0] = std::max(scope_.peak[0], scope_.depth + 1);
      return;
    }
    case OperandKind::kArgument:
      emit(random_.pick(std::vector<std::string>{"2", "10", "16"}));
      return grow(1);
    default:
      return push();
  }
}

void RandomGenerator::settle(int depth) {
  static const std::vector<std::string> kFolds = {"+", "-", "xor", "and", "or", "nip", "drop", "max"};
  while (scope_.depth > depth) {
    const bool fold = scope_.depth - depth >= 1 && scope_.depth - scope_.floor >= 2 && random_.chance(60);
    emit(fold ? random_.pick(kFolds) : "drop");
    grow(-1);
  }
  while (scope_.depth < depth) push();
}

void RandomGenerator::ensure(int cells) {
  while (scope_.depth - scope_.floor < cells) push();
}

}  // namespace rexa
