// `for`: unrolled, or kept as a loop where the form asks for that and the body allows it.
#include <algorithm>

#include "isa/semantics_lowering.hpp"

namespace rexa {
namespace semantics {
namespace {

bool assigns(const Body& body, const std::string& name) {
  return std::any_of(body.begin(), body.end(), [&](const std::unique_ptr<Stmt>& stmt) {
    return (stmt->kind == StmtKind::kAssign && stmt->name == name) || assigns(stmt->then_body, name) ||
           assigns(stmt->else_body, name);
  });
}

}  // namespace

void Lowering::execute_for(Path& path, const Stmt& stmt) {
  const Operand begin = expression(path, *stmt.value);
  const Operand end = expression(path, *stmt.limit);
  for (const auto& [operand, expr] : {std::pair(begin, stmt.value.get()), std::pair(end, stmt.limit.get())}) {
    if (operand.is_value()) {
      report("not-constant", expr->offset, "the bounds of a for must be constants",
             "use literals, cell_bits, cell_bytes and arithmetic on them");
    }
  }
  if (is_reserved(stmt.name) || find(path, stmt.name) != nullptr) {
    report("name-taken", stmt.offset, "the name '" + stmt.name + "' is already taken", "choose another name");
    return;
  }
  if (!begin.is_literal() || !end.is_literal()) return;
  Frame frame;
  frame.body = &stmt.then_body;
  frame.index = stmt.then_body.size();  // the first step binds the constant
  frame.scope = path.env.size();
  frame.loop = &stmt;
  frame.next = begin.number;
  frame.end = end.number;
  if (frame.next < frame.end && frame.end - 4096 > frame.next) {
    report("too-large", stmt.offset, "a for of more than 4096 rounds");
    return;
  }
  if (loops_ == LoopForm::kKept && keep_loop(path, stmt, begin.number, end.number)) return;
  path.frames.push_back(frame);
}

ValueId Lowering::variable(Type type) { return build_.make(Op::kVariable, type, {}, variables_++); }

// What the body assigns becomes variables of a loop, when it is sure to be a value and the body does nothing
// else than read. False, with everything as before, when it cannot be.
bool Lowering::keep_loop(Path& path, const Stmt& stmt, std::int64_t begin, std::int64_t end) {
  if (path.block != 0 || end - begin < 2) return false;
  const Path before = path;
  const Diagnostics known = diagnostics_;
  const std::size_t first = block(path).actions.size();
  Loop loop;
  loop.begin = begin;
  loop.end = end;
  loop.counter = variable(ucell());
  std::vector<std::string> carried;
  bool fits = true;
  for (Binding& binding : path.env) {
    if (!assigns(stmt.then_body, binding.name)) continue;
    fits = fits && binding.has_value && binding.value.is_value();
    if (!fits) break;
    loop.variables.push_back({variable(build_.type(binding.value.id)), binding.value.id, kNone});
    binding.value = value(loop.variables.back().variable);
    carried.push_back(binding.name);
  }
  enter(path, stmt.then_body);
  Binding counter;
  counter.name = stmt.name;
  counter.kind = Binding::Kind::kConstant;
  counter.has_value = true;
  counter.value = value(loop.counter);
  path.env.push_back(std::move(counter));
  fits = fits && run_pure(path, before.frames.size()) && diagnostics_.size() == known.size();
  for (std::size_t i = 0; fits && i < carried.size(); ++i) {
    Binding& binding = *find(path, carried[i]);
    fits = binding.value.is_value();
    loop.variables[i].next = binding.value.id;
    binding.value = value(loop.variables[i].variable);
  }
  std::vector<Action>& actions = block(path).actions;
  loop.actions.assign(actions.begin() + static_cast<std::ptrdiff_t>(first), actions.end());
  actions.resize(first);
  if (!fits || std::any_of(loop.actions.begin(), loop.actions.end(),
                           [](const Action& action) { return action.kind != ActionKind::kRead; })) {
    path = before;
    diagnostics_ = known;
    return false;
  }
  Action action;
  action.kind = ActionKind::kLoop;
  action.loop = static_cast<int>(result_.loops.size());
  actions.push_back(action);
  result_.loops.push_back(std::move(loop));
  return true;
}

}  // namespace semantics
}  // namespace rexa
