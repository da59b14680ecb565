#include "sim/random_program.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/random_generator.hpp"

namespace rexa {
namespace {

constexpr int kMostNesting = 5;
constexpr int kMostDepth = 10;
constexpr int kStructureTokens = 250;

// What the library and the declarations leave of code memory, in tokens: about two bytes each.
int tokens_that_fit(const Machine& machine) {
  int library = 0;
  for (const auto& word : machine.library) library += static_cast<int>(word.define.size()) / 3;
  return std::max(60, (machine.parameters.code_bytes - library) * 2 / 5);
}

}  // namespace

RandomGenerator::RandomGenerator(const Machine& machine, const RandomProgramOptions& options)
    : machine_(machine), options_(options), random_(options.seed), words_(text_words(machine)) {
  used_.resize(words_.size());
  for (auto& use : used_) use = random_.below(3);
  const int fit = tokens_that_fit(machine);
  max_tokens_ = options.max_tokens > 0 ? std::min(options.max_tokens, fit) : fit;
  for (const auto& directive : machine.directives) has_loops_ = has_loops_ || directive.word == "do";
  has_loops_ = has_loops_ && machine.find(">f") != nullptr;
  for (const auto& absent : machine.absent) {
    if (absent.word == "do") has_loops_ = false;
  }
  has_doubles_ = machine.find("2ext") != nullptr;
  has_tasks_ = machine.has_tasks();
  for (const char* word : {"yield", "sleep", "await", "send", "receive", "me", "traps", "throw"}) {
    has_tasks_ = has_tasks_ && machine.find(word) != nullptr;
  }
  for (const auto& absent : machine.absent) {
    if (absent.word == "task" || absent.word == "catch") has_tasks_ = false;
  }
}

void RandomGenerator::block(double steps, int most) {
  const int count = random_.range(1, most);
  for (int k = 0; k < count; ++k) {
    statement(steps / count * (0.5 + random_.below(100) / 100.0));
    if (scope_.depth > scope_.floor + kMostDepth || room(0) < 6) settle(scope_.floor + 2);
  }
}

void RandomGenerator::statement(double steps) {
  // Branches reach a thousand bytes, so an outermost structure must stay small.
  if (scope_.nesting <= (scope_.main ? 0 : 1)) structure_end_ = tokens_ + kStructureTokens;
  const bool deep = scope_.nesting >= kMostNesting || !spare() || room(0) < 8 || room(1) < 4;
  if (deep || steps < 12) return word_statement();
  if (has_tasks_ && random_.chance(steps < 60 ? 5 : 12)) return task_statement(steps);
  if (steps < 60) {
    switch (random_.below(6)) {
      case 0:
        return if_statement(steps);
      case 1:
        return hold_statement(steps);
      case 2:
        return early_exit();
      case 3:
        return store_statement();
      case 4:
        return string_statement();
      default:
        return word_statement();
    }
  }
  switch (random_.below(9)) {
    case 0:
      return if_statement(steps);
    case 1:
    case 2:
    case 3:
      if (has_loops_ && room(2) >= 4) return do_statement(steps);
      return begin_statement(steps);
    case 4:
      return begin_statement(steps);
    case 5:
      return while_statement(steps);
    case 6:
      return hold_statement(steps);
    default:
      return call_statement(steps);
  }
}

bool RandomGenerator::fits(const WordUse& use) const {
  for (int s = 0; s < kStackCount; ++s) {
    if (use.headroom[s] + use.inputs[s] + use.outputs[s] > room(s)) return false;
  }
  if (use.jumps) return false;
  if (use.uneven) return scope_.main && scope_.loops.empty() && scope_.floor == 0;
  const bool loop_stack = use.inputs[2] + use.outputs[2] > 0;
  return !loop_stack || has_loops_;
}

void RandomGenerator::word_statement() {
  // The least used of a few, so that every word gets its turn.
  int best = -1;
  for (int tries = 0; tries < 6; ++tries) {
    const int at = random_.below(static_cast<int>(words_.size()));
    const WordUse& use = words_[static_cast<std::size_t>(at)];
    if (!fits(use) || (use.cost > 20 && use.cost * factor_ > options_.steps / 10)) continue;
    if (best < 0 || used_[static_cast<std::size_t>(at)] < used_[static_cast<std::size_t>(best)]) best = at;
  }
  if (best < 0) return push();
  used_[static_cast<std::size_t>(best)] += words_[static_cast<std::size_t>(best)].cost > 20 ? 4 : 1;
  use_word(words_[static_cast<std::size_t>(best)]);
}

void RandomGenerator::use_word(const WordUse& use) {
  // Return and loop stack operands are put there unless they are there already.
  const bool own_held = use.inputs[1] > 0 && (use.inputs[1] != use.outputs[1] || scope_.held < use.inputs[1]);
  const bool own_loop =
      use.inputs[2] > 0 && (use.inputs[2] != use.outputs[2] || scope_.loop_cells < use.inputs[2]);
  const int held = own_held ? use.inputs[1] : 0;
  const int looped = own_loop ? use.inputs[2] : 0;
  for (int k = 0; k < held; ++k) {
    push();
    emit(">r");
    grow(-1), hold(1);
  }
  const bool loop_index = std::count(use.operands.begin(), use.operands.end(), OperandKind::kLoopIndex) != 0;
  const int filler = loop_index && scope_.loop_cells == 0 ? 1 : 0;
  for (int k = 0; k < looped + filler; ++k) {
    push();
    emit(">f");
    grow(-1), loop_grow(1);
  }
  // Operands: those below the deepest particular one may be what is on the stack already.
  const int inputs = use.inputs[0];
  int particular = 0;
  for (int k = 0; k < inputs; ++k) {
    if (use.operands[static_cast<std::size_t>(k)] != OperandKind::kAny) particular = k + 1;
  }
  if (use.word == "base") {
    emit(random_.pick(std::vector<std::string>{"10", "16", "2"}));
    grow(1);
  } else {
    ensure(inputs - particular);
    if (random_.chance(30) && particular == 0 && inputs > 0) {
      settle(scope_.depth - 1);
      push();
      ensure(inputs);
    }
    const bool index = std::count(use.operands.begin(), use.operands.end(), OperandKind::kDataIndex) != 0;
    if (index) ensure(1);
    for (int k = particular - 1; k >= 0; --k) push_operand(use.operands[static_cast<std::size_t>(k)], use);
  }
  const int before = scope_.depth - inputs;
  emit(use.word);
  cost_ += factor_ * use.cost;
  grow(-inputs);
  grow(use.outputs[0]);
  if (use.uneven) {
    emit(fmt::format("begin depth {} < while 0 repeat", before + use.outputs[0]));
  }
  hold(use.outputs[1] - use.inputs[1]);
  loop_grow(use.outputs[2] - use.inputs[2]);
  const int left_held = use.outputs[1] - use.inputs[1] + held;
  for (int k = 0; k < left_held; ++k) {
    emit("r>");
    grow(1), hold(-1);
  }
  const int left_looped = use.outputs[2] - use.inputs[2] + looped + filler;
  for (int k = 0; k < left_looped; ++k) {
    emit("f>");
    grow(1), loop_grow(-1);
  }
}

void RandomGenerator::store_statement() {
  push();
  push_address(machine_.parameters.cell_bytes());
  emit("!");
  grow(-2);
}

void RandomGenerator::string_statement() {
  if (string_bytes_ > machine_.parameters.data_bytes / 8 || factor_ > 20) return word_statement();
  std::string text;
  for (int k = random_.range(1, 7); k > 0; --k) text += static_cast<char>(random_.range('a', 'z'));
  string_bytes_ += 12;
  const int cells = static_cast<int>(text.size() + 1) / 2 + 1;
  if (random_.chance(50) || room(0) < cells + 8) return emit(fmt::format(".\" {}\"", text));
  emit(fmt::format("s\" {}\"", text));
  cost_ += factor_ * 20 * cells;
  const int depth = scope_.depth;
  scope_.peak[0] = std::max(scope_.peak[0], depth + cells + 8);
  grow(cells);
  settle(depth + 1);
}

void RandomGenerator::if_statement(double steps) {
  push_flag();
  line();
  emit("if");
  grow(-1);
  line();
  const Scope before = scope_;
  const int after = std::max(scope_.floor, scope_.depth + random_.range(-1, 1));
  ++scope_.nesting;
  block(steps / 2, 3);
  settle(after);
  line();
  --scope_.nesting;
  const Scope taken = scope_;
  if (after != before.depth || random_.chance(60)) {
    emit("else");
    line();
    scope_.depth = before.depth;
    ++scope_.nesting;
    block(steps / 2, 3);
    settle(after);
    line();
    --scope_.nesting;
  }
  scope_.depth = after;
  emit("endif");
  line();
}

void RandomGenerator::do_statement(double steps) {
  const int times = repetitions(std::min(steps / 8, 12000.0));
  const int step = random_.chance(25) ? random_.range(2, 9) : 1;
  const bool down = step > 1 && random_.chance(40);
  const int start = random_.chance(40) ? 0 : random_.range(-300, 300);
  if (step == 1 && times <= 15 && random_.chance(40)) {
    push_index(15);
    emit("1+");
    emit("0");
    grow(1);
  } else {
    const int distance = std::min(times * step, 20000);
    emit(number(down ? start - distance : start + distance));
    emit(number(start));
    grow(2);
  }
  line();
  emit("do");
  grow(-2);
  loop_grow(2);
  line();
  scope_.loops.push_back({scope_.depth, scope_.floor, scope_.held, scope_.loop_cells});
  const int depth = scope_.depth;
  const double factor = factor_;
  factor_ *= times;
  ++scope_.nesting;
  block(steps / times, 4);
  settle(depth);
  if (step > 1) emit(std::to_string(down ? -step : step));
  line();
  --scope_.nesting;
  factor_ = factor;
  emit(step > 1 ? "+loop" : "loop");
  line();
  scope_.loops.pop_back();
  loop_grow(-2);
}

// A counter on the data or the return stack, out of the body's reach.
void RandomGenerator::begin_statement(double steps) {
  const int times = repetitions(std::min(steps / 10, 9000.0));
  const bool on_return_stack = random_.chance(35);
  emit(number(times));
  grow(1);
  line();
  if (on_return_stack) {
    emit(">r");
    grow(-1), hold(1);
  }
  emit("begin");
  line();
  const int depth = scope_.depth;
  const int floor = scope_.floor;
  const double factor = factor_;
  if (!on_return_stack) scope_.floor = depth;
  factor_ *= times;
  ++scope_.nesting;
  block(steps / times, 4);
  settle(depth);
  scope_.floor = floor;
  scope_.peak[0] = std::max(scope_.peak[0], depth + 3);
  // `while` without `repeat` loops on true; inside a loop closed by `repeat` it would take that one's.
  const bool by_flag = scope_.while_loops == 0 && random_.chance(50);
  const std::string test = by_flag ? "dup" : "dup 0=";
  emit(on_return_stack ? "r> 1- dup >r" + std::string(by_flag ? "" : " 0=") : "1- " + test);
  line();
  --scope_.nesting;
  factor_ = factor;
  emit(by_flag ? "while" : "until");
  emit(on_return_stack ? "r> drop" : "drop");
  if (on_return_stack) {
    hold(-1);
  } else {
    grow(-1);
  }
  line();
}

// Leaves when its counter is used up, or earlier as the data say.
void RandomGenerator::while_statement(double steps) {
  const int times = repetitions(std::min(steps / 14, 9000.0));
  emit(number(times));
  grow(1);
  line();
  emit("begin");
  line();
  const int depth = scope_.depth;
  const int floor = scope_.floor;
  const double factor = factor_;
  factor_ *= times;
  ++scope_.nesting;
  emit("dup 0 >");
  grow(1);
  if (random_.chance(50)) {
    push();
    emit("31 and 0= 0= and");
    grow(-1);
  }
  line();
  emit("while");
  grow(-1);
  scope_.floor = depth;
  ++scope_.while_loops;
  block(steps / times, 4);
  --scope_.while_loops;
  settle(depth);
  emit("1-");
  line();
  --scope_.nesting;
  scope_.floor = floor;
  factor_ = factor;
  emit("repeat drop");
  grow(-1);
  line();
}

void RandomGenerator::hold_statement(double steps) {
  const bool on_loop_stack = has_loops_ && room(2) > 4 && random_.chance(30);
  push();
  emit(on_loop_stack ? ">f" : ">r");
  grow(-1);
  on_loop_stack ? loop_grow(1) : hold(1);
  block(steps, 4);
  emit(on_loop_stack ? "f>" : "r>");
  grow(1);
  on_loop_stack ? loop_grow(-1) : hold(-1);
}

// `return` from a definition or `leave` of a counted loop, behind a flag that is seldom true.
void RandomGenerator::early_exit() {
  const bool can_leave = !scope_.loops.empty() && scope_.loops.back().held == scope_.held &&
                         scope_.loops.back().loop_cells == scope_.loop_cells;
  const int counted_cells = 2 * static_cast<int>(scope_.loops.size());
  const bool can_return = !scope_.main && scope_.held == 0 && counted_cells == scope_.loop_cells;
  if (!can_leave && !can_return) return word_statement();
  push();
  emit(fmt::format("{} and 0=", 15 + 16 * random_.below(16)));
  emit("if");
  grow(-1);
  const Scope before = scope_;
  if (can_leave && (!can_return || random_.chance(60))) {
    scope_.floor = scope_.loops.back().floor;
    settle(scope_.loops.back().depth);
    emit("leave");
  } else {
    scope_.floor = 0;
    settle(scope_.outputs);
    for (std::size_t k = 0; k < scope_.loops.size(); ++k) emit("unloop");
    emit("return");
  }
  emit("endif");
  scope_.depth = before.depth;
  scope_.floor = before.floor;
  line();
}

std::string random_program(const Machine& machine, const RandomProgramOptions& options) {
  return RandomGenerator(machine, options).program();
}

}  // namespace rexa
