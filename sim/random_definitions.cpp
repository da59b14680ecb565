// The words that a random program defines and calls, its data, and the program as a whole.
#include <fmt/format.h>

#include <algorithm>

#include "sim/program.hpp"
#include "sim/random_generator.hpp"
#include "sim/task_image.hpp"

namespace rexa {
namespace {

constexpr int kDeepestRecursion = 7;

// Of the first task: no task is more urgent than its maker.
void vary_priority(const Machine& machine, std::uint64_t seed, Program& program) {
  if (!machine.has_tasks()) return;
  if (program.system.empty()) start_whole_machine(machine, program);
  std::uint32_t& status = program.system[machine.system_cell("tasks", 0, "status").value()];
  status = (status & 7) | static_cast<std::uint32_t>(Random(seed ^ 0x9417).below(5)) << 3;
}

}  // namespace

const RandomGenerator::Definition* RandomGenerator::callable(double steps) {
  std::vector<const Definition*> fitting;
  for (const auto& definition : definitions_) {
    bool fits = !definition.throws && definition.cost <= std::max(steps * 2, 20.0);
    for (int s = 0; s < kStackCount; ++s) fits = fits && definition.need[s] + 4 <= room(s);
    if (fits) fitting.push_back(&definition);
  }
  return fitting.empty() ? nullptr : random_.pick(fitting);
}

void RandomGenerator::call_statement(double steps) {
  const bool fresh = spare() && definitions_.size() < 24 && random_.chance(definitions_.empty() ? 90 : 35);
  if (fresh) {
    switch (random_.below(8)) {
      case 0:
      case 1:
        define_recursive(steps * 0.9);
        break;
      case 2:
        define_endless(steps * 0.9);
        break;
      default:
        define(steps * 0.9);
        break;
    }
  }
  const Definition* definition = callable(steps);
  if (definition == nullptr) return word_statement();
  call(*definition);
}

void RandomGenerator::call(const Definition& definition) {
  if (definition.counted) {
    ensure(definition.inputs - 1);
    push_index(kDeepestRecursion);
  } else {
    ensure(definition.inputs);
  }
  const int taken[] = {scope_.depth, scope_.held, scope_.loop_cells};
  for (int s = 0; s < kStackCount; ++s) {
    scope_.peak[s] = std::max(scope_.peak[s], taken[s] + definition.need[s] + 1);
  }
  cost_ += factor_ * definition.cost;
  // By name, by token, or by a token chosen by the data.
  const Definition* other = nullptr;
  for (const auto& each : definitions_) {
    const bool same =
        each.inputs == definition.inputs && each.outputs == definition.outputs &&
        each.counted == definition.counted && !each.throws && each.cost <= definition.cost &&
        std::equal(each.need, each.need + kStackCount, definition.need, [](int a, int b) { return a <= b; });
    if (same && each.name != definition.name) other = &each;
  }
  const int how = random_.below(10);
  if (how == 0 && other != nullptr) {
    push_flag();
    emit(fmt::format("if $ {} else $ {} endif exec", definition.name, other->name));
    grow(-1);
  } else if (how < 3) {
    emit("$ " + definition.name + " exec");
  } else {
    emit(definition.name);
  }
  grow(definition.outputs - definition.inputs);
}

// Writes ": name body ;" into the finished text; `levels` is how often it runs per call, its own calls
// included.
void RandomGenerator::write_definition(Definition definition, int levels, const std::function<void()>& body) {
  const Scope outer = scope_;
  const std::string outer_text = std::move(text_), outer_line = std::move(line_);
  const double outer_factor = factor_, outer_cost = cost_;
  const int outer_end = structure_end_, tokens_before = tokens_;
  definition.name = fmt::format("w{}", names_++);
  self_ = definition.name;
  scope_ = Scope{};
  scope_.main = false;
  scope_.depth = scope_.peak[0] = definition.inputs;
  scope_.outputs = definition.outputs;
  text_.clear(), line_.clear();
  factor_ = 1, cost_ = 2;
  emit(": " + definition.name);
  line();
  scope_.nesting = 1;
  body();
  emit(";");
  line();
  definition.cost = cost_ * levels;
  definition.need[0] = scope_.peak[0] - definition.inputs + 4;
  definition.need[1] = scope_.peak[1] + levels + 1;
  definition.need[2] = scope_.peak[2];
  finished_ += text_;
  text_ = outer_text, line_ = outer_line;
  scope_ = outer;
  factor_ = outer_factor, cost_ = outer_cost;
  structure_end_ = outer_end + tokens_ - tokens_before;
  definitions_.push_back(definition);
}

void RandomGenerator::define(double steps) {
  Definition definition;
  definition.inputs = random_.range(0, 3);
  definition.outputs = random_.range(0, 2);
  write_definition(definition, 1, [&] {
    block(steps, 5);
    settle(definition.outputs);
  });
}

// ( x n -- x n ) with n at most kDeepestRecursion: calls itself once per level.
void RandomGenerator::define_recursive(double steps) {
  Definition definition;
  definition.inputs = definition.outputs = 2;
  definition.counted = true;
  const double share = steps / kDeepestRecursion / 2;
  write_definition(definition, kDeepestRecursion, [&] {
    const std::string name = self_;
    emit("dup 0 > if 1-");
    ++scope_.nesting;
    if (random_.chance(50)) {
      emit(">r");
      grow(-1), hold(1);
      block(share, 2);
      settle(1);
      emit("r>");
      grow(1), hold(-1);
    } else {
      emit("swap over + swap");
      grow(1), grow(-1);
    }
    emit(name);
    line();
    block(share, 2);
    settle(2);
    line();
    --scope_.nesting;
    emit("endif");
  });
}

// ( -- x ) around `begin .. again`, left by `return`.
void RandomGenerator::define_endless(double steps) {
  const int times = repetitions(std::min(steps / 12, 5000.0));
  Definition definition;
  definition.outputs = 1;
  write_definition(definition, 1, [&] {
    emit(number(any_cell()));
    factor_ = times;
    emit(fmt::format("{} begin 1- dup 0< if drop return endif swap", times));
    line();
    grow(3), grow(-1);
    ++scope_.nesting;
    scope_.floor = 1;  // the counter lies below: x is on top and alone at hand
    block(steps / times, 3);
    settle(2);
    emit("swap");
    line();
    --scope_.nesting;
    emit("again");
  });
}

void RandomGenerator::declare_data() {
  const int bytes = machine_.parameters.data_bytes;
  const int arrays = random_.range(1, 2);
  array_cells_ = bytes <= 1024 ? 8 : 1 << random_.range(2, 5);
  for (int k = 0; k < arrays; ++k) {
    const std::string name = fmt::format("a{}", k);
    std::string initial;
    const bool filled = array_cells_ <= 16 && random_.chance(60);
    // Two cells to spare, for doubles at the last index.
    for (int c = 0; filled && c < array_cells_ + 2; ++c) initial += " " + std::to_string(any_cell());
    emit(filled ? fmt::format("array {} {{{} }}", name, initial)
                : fmt::format("array {} {}", name, array_cells_ + 2));
    line();
    arrays_.push_back(name);
    tokens_ += filled ? 1 : 0;
  }
  for (int k = random_.range(1, 3); k > 0; --k) {
    const std::string name = fmt::format("v{}", k);
    emit((has_doubles_ && random_.chance(20) ? "2var " : "var ") + name);
    cells_.push_back(name);
  }
  line();
  // Boundaries of the cell by name.
  if (random_.chance(40)) {
    emit(fmt::format("{} const k0", any_cell()));
    line();
  }
}

std::string RandomGenerator::program() {
  const bool traps = random_.chance(options_.trap_percent);
  emit(fmt::format("\\ random program, seed {}", options_.seed));
  line();
  declare_data();
  const std::string declarations = std::move(text_);
  text_.clear();
  cost_ = 0;
  const int statements = random_.range(2, 6);
  for (int k = has_tasks_ ? random_.below(4) : 0; k > 0; --k) {
    if (k == 1 && random_.chance(50)) emit("traps");
    make_task(options_.steps / 4);
  }
  for (int k = 0; k < statements; ++k) {
    statement(options_.steps / statements);
    settle(std::min(scope_.depth, 4));
    line();
  }
  if (traps) trap_statement();
  line();
  return declarations + finished_ + text_ + "end\n";
}

Result<Program> compiled_random_program(const Machine& machine, RandomProgramOptions options) {
  if (options.max_tokens == 0) options.max_tokens = machine.parameters.code_bytes / 3;
  for (;;) {
    const std::string name = fmt::format("random-{}", options.seed);
    auto program = compile_program(machine, name, random_program(machine, options));
    if (program) vary_priority(machine, options.seed, *program);
    if (program || options.max_tokens < 40) return program;
    const std::string& code = program.diagnostics().front().code;
    if (code != "code-full" && code != "data-full" && code != "branch-out-of-reach") return program;
    options.max_tokens = options.max_tokens * 2 / 3;
  }
}

}  // namespace rexa
