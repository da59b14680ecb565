// What random programs do with tasks: make them, let them wait, send messages, throw and catch.
#include <fmt/format.h>

#include <algorithm>

#include "sim/random_generator.hpp"

namespace rexa {

void RandomGenerator::task_statement(double steps) {
  const bool once = factor_ <= 1;
  switch (random_.below(once ? 10 : 6)) {
    case 0:
    case 1:
      return emit("yield");
    case 2:
      // To itself, so that there is something to receive.
      push();
      emit("me send receive drop");
      grow(2), grow(-2);
      return;
    case 3:
      push_address(machine_.parameters.cell_bytes());
      emit("dup @ swap await");
      grow(1), grow(-2);
      return;
    case 4:
    case 5:
    case 6:
      return catch_statement(steps);
    case 7:
      return emit(fmt::format("{} sleep", random_.below(3)));
    default:
      if (scope_.main && scope_.nesting == 0) return make_task(steps);
      return other_task_statement();
  }
}

// To a task that may live or not, have room or not.
void RandomGenerator::other_task_statement() {
  if (!random_.chance(15)) return emit("me drop");
  if (random_.chance(30)) return emit("traps");
  push();
  emit(fmt::format("{} send", random_.below(std::max(made_tasks_ + 1, 2))));
  grow(1), grow(-2);
}

// ( inputs -- as many outputs ), leaving early by `throw` as the data say.
void RandomGenerator::define_throwing(double steps) {
  Definition definition;
  definition.inputs = definition.outputs = random_.range(0, 2);
  definition.throws = true;
  write_definition(definition, 1, [&] {
    block(steps / 2, 2);
    push();
    emit(fmt::format("{} and {}", 1 + 2 * random_.below(4), random_.chance(50) ? "0= throw" : "throw"));
    grow(-1);
    line();
    block(steps / 2, 2);
    settle(definition.outputs);
  });
}

void RandomGenerator::catch_statement(double steps) {
  if (spare() && definitions_.size() < 24 && scope_.nesting < 3 && random_.chance(40)) define_throwing(steps * 0.8);
  std::vector<const Definition*> fitting;
  for (const auto& definition : definitions_) {
    bool fits = definition.inputs == definition.outputs && !definition.counted;
    fits = fits && definition.cost <= std::max(steps * 2, 40.0);
    for (int s = 0; s < kStackCount; ++s) fits = fits && definition.need[s] + 8 <= room(s);
    if (fits) fitting.push_back(&definition);
  }
  if (fitting.empty()) return emit("yield");
  const Definition& definition = *random_.pick(fitting);
  ensure(definition.inputs);
  const int taken[] = {scope_.depth, scope_.held, scope_.loop_cells};
  for (int s = 0; s < kStackCount; ++s) {
    scope_.peak[s] = std::max(scope_.peak[s], taken[s] + definition.need[s] + 5);
  }
  cost_ += factor_ * (definition.cost + 8);
  emit(fmt::format("$ {} catch", definition.name));
  grow(1);
}

// ( -- ), run by a task of its own; may end in a trap, which the others survive.
void RandomGenerator::make_task(double steps) {
  if (made_tasks_ >= machine_.parameters.tasks || !spare()) return emit("yield");
  ++made_tasks_;
  Definition definition;
  write_definition(definition, 1, [&] {
    block(steps, 4);
    emit("yield");
    line();
    block(steps, 3);
    if (random_.chance(options_.trap_percent * 2)) trap_statement();
    settle(0);
  });
  // Not to be called: it may not come back.
  const std::string name = definitions_.back().name;
  definitions_.pop_back();
  emit(fmt::format("$ {} {} task drop", name, random_.below(5)));
  grow(2), grow(-2);
  line();
}

}  // namespace rexa
