#include "gen/accuracy.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>

#include "isa/evaluate.hpp"
#include "isa/library_text.hpp"

namespace rexa {
namespace {

// An instruction that does nothing but compute: one cell in, one out.
class Argument final : public MachineView {
 public:
  explicit Argument(std::int64_t x) : x_(static_cast<std::uint64_t>(x)) {}
  std::uint64_t input(StackId, int) override { return x_; }
  std::uint64_t immediate() override { return 0; }
  std::uint64_t pc() override { return 0; }
  std::uint64_t next_pc() override { return 0; }
  std::uint64_t target() override { return 0; }
  std::uint64_t depth(StackId) override { return 0; }
  std::uint64_t peek(StackId, std::uint64_t) override { return 0; }
  std::uint64_t load(std::uint64_t, int) override { return 0; }
  std::uint64_t port_read(std::uint64_t) override { return 0; }

 private:
  std::uint64_t x_;
};

std::int64_t result_of(const InstructionIr& ir, std::int64_t x) {
  Argument view(x);
  Evaluation evaluation(ir, view);
  const Block* block = &ir.blocks[0];
  while (block->condition != kNone) {
    const bool taken = evaluation.bits(block->condition) != 0;
    block = &ir.blocks[static_cast<std::size_t>(taken ? block->then_block : block->else_block)];
  }
  return evaluation.value(ir.paths[static_cast<std::size_t>(block->path)].outputs[0][0]);
}

double true_function(const std::string& name, double x) {
  if (name == "sin") return std::sin(x);
  if (name == "log10") return std::log10(x);
  if (name == "sigmoid") return 1 / (1 + std::exp(-x));
  return std::max(x, 0.0);  // "relu"
}

}  // namespace

Accuracy measure_accuracy(const ApproximatedWord& word, int cell_bits) {
  const std::int64_t low = -(std::int64_t{1} << (cell_bits - 1)), high = -(low + 1);
  Accuracy out;
  out.first = std::max(low, word.from.value_or(low));
  out.last = high;
  double squares = 0, floor_squares = 0;
  const auto measure = [&](std::int64_t x) {
    const double exact = true_function(word.function, static_cast<double>(x) / word.argument_scale);
    const double error = static_cast<double>(result_of(word.ir, x)) / word.result_scale - exact;
    const double floor = std::round(exact * word.result_scale) / word.result_scale - exact;
    squares += error * error;
    floor_squares += floor * floor;
    if (std::fabs(error) > out.max) {
      out.max = std::fabs(error);
      out.worst = x;
    }
    ++out.arguments;
  };
  const std::int64_t near = std::int64_t{1} << 15;
  for (std::int64_t x = std::max(out.first, -near); x < near; ++x) measure(x);
  if (cell_bits > 16) {
    for (std::int64_t x = out.first; x <= high; x += (std::int64_t{1} << (cell_bits - 16)) + 1) measure(x);
    measure(high);
  }
  out.rms = std::sqrt(squares / static_cast<double>(out.arguments));
  out.floor_rms = std::sqrt(floor_squares / static_cast<double>(out.arguments));
  return out;
}

Literals literals_of(const ApproximatedWord& word) {
  Literals out;
  std::istringstream text(word.library);
  for (std::string token; text >> token;) {
    if (!is_number(token)) continue;
    const unsigned long long magnitude = std::strtoull(token.c_str() + (token[0] == '-' ? 1 : 0), nullptr, 10);
    if (magnitude < 256) continue;
    int bytes = 1;
    while (bytes < 8 && magnitude >> (8 * bytes) != 0) ++bytes;
    ++out.count;
    out.bytes += bytes;
  }
  return out;
}

}  // namespace rexa
