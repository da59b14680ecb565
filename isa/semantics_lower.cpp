// Statements and paths: an `if` that only assigns becomes selects, any other `if` parts the path and what
// follows is lowered once for each.
#include <algorithm>

#include "isa/semantics_lowering.hpp"

namespace rexa {
namespace semantics {
namespace {

constexpr const char* kStackFields[kStackCount] = {"stack", "return", "loop"};
constexpr std::size_t kMaxBlocks = 256;

bool reads(const Expr* expr) {
  if (expr == nullptr) return false;
  if (expr->kind == ExprKind::kAccess || expr->kind == ExprKind::kField) return true;
  return std::any_of(expr->args.begin(), expr->args.end(), [](const ExprPtr& arg) { return reads(arg.get()); });
}

bool is_trap(const Body& body) {
  return body.size() == 1 && body[0]->kind == StmtKind::kCall && body[0]->value->text == "trap" &&
         body[0]->value->args.size() == 1 && body[0]->value->args[0]->kind == ExprKind::kName;
}

bool is_input(const StackEffect& effect, const std::string& name) {
  return std::any_of(effect.inputs.begin(), effect.inputs.end(),
                     [&](const EffectItem& item) { return item.name == name; });
}

}  // namespace

bool is_pure(const Body& body) {
  return std::all_of(body.begin(), body.end(), [](const std::unique_ptr<Stmt>& stmt) {
    if (stmt->kind == StmtKind::kStore || stmt->kind == StmtKind::kCall) return false;
    if (reads(stmt->value.get()) || reads(stmt->limit.get())) return false;
    return is_pure(stmt->then_body) && is_pure(stmt->else_body);
  });
}

Lowering::Lowering(const InstructionSource& source, const Parameters& parameters,
                   const std::vector<Trap>& traps, const SystemState& system, LoopForm loops)
    : source_(source),
      parameters_(parameters),
      traps_(traps),
      system_(system),
      loops_(loops),
      where_([&source](int offset) { return source.where ? source.where("do", offset) : Where{}; }) {}

void Lowering::report(const char* code, int offset, std::string message, std::string hint, const char* field) {
  const std::string key = std::string(field) + std::to_string(offset) + code + message;
  if (!reported_.insert(key).second) return;  // the same statement on another path
  const Where where = source_.where ? source_.where(field, offset) : Where{};
  diagnostics_.push_back(error(code, std::move(message), where, std::move(hint)));
}

Result<InstructionIr> Lowering::run() {
  result_.name = source_.name;
  result_.blocks.emplace_back();
  parse_effects();
  program_ = parse(source_.semantics, where_, diagnostics_);
  if (has_errors(diagnostics_)) return diagnostics_;
  Path path;
  bind_registers(path);
  bind_inputs(path);
  bind_outputs(path);
  enter(path, program_);
  run_path(std::move(path));
  if (has_errors(diagnostics_)) return diagnostics_;
  result_.values = build_.take();
  prune(result_);
  return {std::move(result_), diagnostics_};
}

void Lowering::parse_effects() {
  const std::string* texts[kStackCount] = {&source_.stack_text, &source_.return_text, &source_.loop_text};
  for (int stack = 0; stack < kStackCount; ++stack) {
    const char* field = kStackFields[stack];
    Result<StackEffect> effect = parse_stack_effect(
        *texts[stack], [&](int offset) { return source_.where ? source_.where(field, offset) : Where{}; });
    diagnostics_.insert(diagnostics_.end(), effect.diagnostics().begin(), effect.diagnostics().end());
    if (effect) effects_[stack] = *effect;
    result_.inputs[stack] = cells_of(effects_[stack].inputs);
    for (const auto& outputs : effects_[stack].alternatives) {
      result_.max_outputs[stack] = std::max(result_.max_outputs[stack], cells_of(outputs));
    }
  }
}

// A register reads as what it was before the instruction, or as what the path has assigned to it.
void Lowering::bind_registers(Path& path) {
  for (std::size_t i = 0; system_.in_build && i < system_.registers.size(); ++i) {
    Binding binding;
    binding.name = system_.registers[i].name;
    binding.kind = Binding::Kind::kRegister;
    binding.has_value = true;
    binding.index = static_cast<int>(i);
    binding.type = ucell();
    binding.value = value(build_.make(Op::kRegister, ucell(), {}, binding.index));
    path.env.push_back(std::move(binding));
  }
}

void Lowering::bind_inputs(Path& path) {
  for (int stack = 0; stack < kStackCount; ++stack) {
    int depth = result_.inputs[stack];
    for (const EffectItem& item : effects_[stack].inputs) {
      if (is_reserved(item.name) || find(path, item.name) != nullptr) {
        report("name-taken", item.offset, "the name '" + item.name + "' is already taken",
               "choose another name", kStackFields[stack]);
        continue;
      }
      const auto input = [&](int at) {
        return build_.make(Op::kInput, cell(), {}, at, static_cast<StackId>(stack));
      };
      depth -= cells_of(item.kind);
      const Type type = type_of(item.kind, parameters_.cell_bits);
      Binding binding;
      binding.name = item.name;
      binding.kind = Binding::Kind::kInput;
      binding.has_value = true;
      binding.type = type;
      ValueId id = input(depth);
      if (cells_of(item.kind) == 2)
        id = build_.make(Op::kConcat, type, {id, input(depth + 1)});
      else if (item.kind == ItemKind::kFlag)
        id = build_.make(Op::kNe, type, {id, build_.constant(cell(), 0)});
      else
        id = build_.convert(id, type);
      binding.value = value(id);
      path.env.push_back(std::move(binding));
    }
  }
}

void Lowering::bind_outputs(Path& path) {
  std::set<std::string> seen;  // of earlier stacks
  for (int stack = 0; stack < kStackCount; ++stack) {
    std::set<std::string> here;
    for (const auto& outputs : effects_[stack].alternatives) {
      for (const EffectItem& item : outputs) {
        if (!here.insert(item.name).second) continue;
        Binding* binding = find(path, item.name);
        const bool passes = binding != nullptr && is_input(effects_[stack], item.name);
        if (is_reserved(item.name) || seen.count(item.name) != 0 || (binding != nullptr && !passes)) {
          report("name-taken", item.offset, "the name '" + item.name + "' is already taken",
                 "outputs pass an input of the same stack through, otherwise they need names of their own",
                 kStackFields[stack]);
          continue;
        }
        if (passes) {
          binding->kind = Binding::Kind::kOutput;
          continue;
        }
        Binding output;
        output.name = item.name;
        output.kind = Binding::Kind::kOutput;
        output.type = type_of(item.kind, parameters_.cell_bits);
        path.env.push_back(std::move(output));
      }
    }
    seen.insert(here.begin(), here.end());
  }
}

void Lowering::enter(Path& path, const Body& body) {
  Frame frame;
  frame.body = &body;
  frame.scope = path.env.size();
  path.frames.push_back(frame);
}

bool Lowering::next_statement(Path& path, const Stmt*& stmt) {
  Frame& frame = path.frames.back();
  if (frame.index < frame.body->size()) {
    stmt = (*frame.body)[frame.index++].get();
    return true;
  }
  path.env.resize(frame.scope);
  if (frame.loop == nullptr || frame.next >= frame.end) {
    path.frames.pop_back();
    return false;
  }
  Binding constant;
  constant.name = frame.loop->name;
  constant.kind = Binding::Kind::kConstant;
  constant.has_value = true;
  constant.value = literal(frame.next++);
  path.env.push_back(std::move(constant));
  frame.index = 0;
  return false;
}

void Lowering::run_path(Path path) {
  while (!path.frames.empty()) {
    const Stmt* stmt = nullptr;
    if (!next_statement(path, stmt)) continue;
    if (--budget_ < 0) {
      if (!too_large_)
        report("too-large", stmt->offset, "too many statements once loops and paths are written out");
      too_large_ = true;
      return;
    }
    if (!execute(path, *stmt, false)) return;
    if (!path.trapped) continue;
    const Frame& frame = path.frames.back();
    if (frame.index < frame.body->size()) {
      report("unreachable", (*frame.body)[frame.index]->offset,
             "nothing can follow an unconditional trap here");
    }
    break;
  }
  finish(path);
}

// Runs the innermost bodies down to `bottom` frames. False when paths would have to part.
bool Lowering::run_pure(Path& path, std::size_t bottom) {
  while (path.frames.size() > bottom) {
    const Stmt* stmt = nullptr;
    if (!next_statement(path, stmt)) continue;
    if (--budget_ < 0 || !execute(path, *stmt, true)) return false;
  }
  return true;
}

bool Lowering::execute(Path& path, const Stmt& stmt, bool pure) {
  switch (stmt.kind) {
    case StmtKind::kLet:
      execute_let(path, stmt);
      return true;
    case StmtKind::kAssign:
      execute_assign(path, stmt);
      return true;
    case StmtKind::kStore:
      store(path, stmt);
      return true;
    case StmtKind::kCall:
      execute_call(path, *stmt.value);
      return true;
    case StmtKind::kFor:
      execute_for(path, stmt);
      return true;
    case StmtKind::kIf:
      return execute_if(path, stmt, pure);
  }
  return true;
}

bool Lowering::execute_if(Path& path, const Stmt& stmt, bool pure) {
  ValueId condition = flag(path, *stmt.value);
  const bool faulty = condition == kNone;
  if (faulty) condition = build_.constant(flag_type(), 0);  // both bodies are still looked at
  if (!faulty && build_.is_constant(condition)) {
    enter(path, build_.at(condition).imm != 0 ? stmt.then_body : stmt.else_body);
    return true;
  }
  if (is_trap(stmt.then_body)) {
    const Expr& name = *stmt.then_body[0]->value->args[0];
    trap_if(path, condition, name.text, name.offset);
    enter(path, stmt.else_body);
    return true;
  }
  if (is_pure(stmt.then_body) && is_pure(stmt.else_body)) {
    Path yes = path, no = path;
    enter(yes, stmt.then_body);
    enter(no, stmt.else_body);
    const std::size_t bottom = path.frames.size();
    if (run_pure(yes, bottom) && run_pure(no, bottom) && merge(path, condition, yes, no, stmt.offset))
      return true;
  }
  if (!pure) split(path, condition, stmt);
  return false;
}

// False when the sides assign different outputs: then they are different paths.
bool Lowering::merge(Path& path, ValueId condition, const Path& yes, const Path& no, int offset) {
  for (std::size_t i = 0; i < path.env.size(); ++i) {
    if (yes.env[i].has_value != no.env[i].has_value) return false;
  }
  for (std::size_t i = 0; i < path.env.size(); ++i) {
    Binding& binding = path.env[i];
    const Operand a = yes.env[i].value, b = no.env[i].value;
    binding.has_value = yes.env[i].has_value;
    binding.assigned = yes.env[i].assigned || no.env[i].assigned;
    binding.value = a;
    if (!binding.has_value || a == b) continue;
    binding.value = {};
    if (a.is_error() || b.is_error()) continue;
    const Type type = a.is_value() ? build_.type(a.id) : b.is_value() ? build_.type(b.id) : cell();
    const std::string what = "'" + binding.name + "' after this if";
    const ValueId left = coerce(a, type, offset, what);
    const ValueId right = coerce(b, type, offset, what);
    if (left != kNone && right != kNone)
      binding.value = value(build_.make(Op::kSelect, type, {condition, left, right}));
  }
  return true;
}

void Lowering::split(const Path& path, ValueId condition, const Stmt& stmt) {
  if (result_.blocks.size() + 2 > kMaxBlocks) {
    if (!too_large_) report("too-large", stmt.offset, "too many paths through this instruction");
    too_large_ = true;
    return;
  }
  const int first = static_cast<int>(result_.blocks.size());
  Block& from = block(path);
  from.condition = condition;
  from.then_block = first;
  from.else_block = first + 1;
  result_.blocks.resize(result_.blocks.size() + 2);
  Path yes = path, no = path;
  yes.block = first;
  no.block = first + 1;
  enter(yes, stmt.then_body);
  enter(no, stmt.else_body);
  run_path(std::move(yes));
  run_path(std::move(no));
}

void Lowering::execute_let(Path& path, const Stmt& stmt) {
  const Operand operand = expression(path, *stmt.value);
  if (is_reserved(stmt.name) || find(path, stmt.name) != nullptr) {
    report("name-taken", stmt.offset, "the name '" + stmt.name + "' is already taken",
           find(path, stmt.name) != nullptr ? "to change a variable, leave out 'let'" : "choose another name");
    return;
  }
  Binding binding;
  binding.name = stmt.name;
  binding.has_value = true;
  binding.value = operand;
  path.env.push_back(std::move(binding));
}

void Lowering::execute_assign(Path& path, const Stmt& stmt) {
  const Operand operand = expression(path, *stmt.value);
  Binding* binding = find(path, stmt.name);
  if (binding == nullptr) {
    if (is_reserved(stmt.name)) {
      report("assigned-input", stmt.offset, "'" + stmt.name + "' cannot be assigned",
             stmt.name == "pc" || stmt.name == "next_pc" ? "write jump(...)" : "");
      return;
    }
    std::string hint = did_you_mean(stmt.name, names(path));
    if (hint.empty()) hint = "declare a variable with 'let " + stmt.name + " = ...'";
    report("unknown-name", stmt.offset, "unknown name '" + stmt.name + "'", hint);
    return;
  }
  const std::string what = "what is assigned to '" + stmt.name + "'";
  switch (binding->kind) {
    case Binding::Kind::kInput:
      report("assigned-input", stmt.offset, "'" + stmt.name + "' is an input and cannot be assigned",
             "name it among the outputs too, or use a variable: 'let'");
      return;
    case Binding::Kind::kConstant:
      report("assigned-input", stmt.offset, "'" + stmt.name + "' is a loop constant and cannot be assigned");
      return;
    case Binding::Kind::kOutput:
    case Binding::Kind::kRegister:
      binding->value = value(coerce(operand, binding->type, stmt.value->offset, what));
      binding->assigned = true;
      binding->has_value = true;
      return;
    case Binding::Kind::kVariable:
      if (binding->value.is_value()) {
        binding->value = value(coerce(operand, build_.type(binding->value.id), stmt.value->offset, what));
      } else if (binding->value.is_literal()) {
        binding->value = operand;
      }
      return;
  }
}

void Lowering::execute_call(Path& path, const Expr& expr) {
  const std::string& name = expr.text;
  const std::vector<std::pair<std::string, std::size_t>> known = {{"jump", 1},    {"halt", 0},   {"trap", 1},
                                                                  {"trap_if", 2}, {"switch", 0}, {"set_depth", 3}};
  const auto found =
      std::find_if(known.begin(), known.end(), [&](const auto& candidate) { return candidate.first == name; });
  if (found == known.end()) {
    std::string hint = did_you_mean(name, {"jump", "halt", "trap", "trap_if", "switch", "set_depth"});
    if (hint.empty()) hint = "statements are let, assignments, if, for, jump, halt, trap and trap_if";
    report("unknown-call", expr.offset, "'" + name + "' is not a statement", hint);
    return;
  }
  const std::size_t wanted = found->second;
  if (expr.args.size() != wanted) {
    report("semantics-syntax", expr.offset,
           "'" + name + "' takes " + std::to_string(wanted) + (wanted == 1 ? " argument" : " arguments"));
    return;
  }
  if (name == "switch" || name == "set_depth") {
    if (!system_.in_build) {
      report("unknown-call", expr.offset, "this build has no tasks", "they come with the set \"task\"");
    } else if (name == "set_depth") {
      execute_set_depth(path, expr);
    } else {
      if (path.reschedule) report("control", expr.offset, "a second switch on one path");
      path.reschedule = true;
    }
    return;
  }
  if (name == "jump" || name == "halt") {
    if (path.jump != kNone || path.halt) report("control", expr.offset, "a second jump or halt on one path");
    if (name == "halt")
      path.halt = true;
    else
      path.jump = address(path, *expr.args[0], "a jump target");
    return;
  }
  const Expr& trap = *expr.args[wanted - 1];
  if (trap.kind != ExprKind::kName) {
    report("unknown-trap", trap.offset, "expected the name of a trap");
    return;
  }
  if (name == "trap") {
    trap_if(path, build_.constant(flag_type(), 1), trap.text, trap.offset);
    path.trapped = true;
  } else {
    trap_if(path, flag(path, *expr.args[0]), trap.text, trap.offset);
  }
}

void Lowering::execute_set_depth(Path& path, const Expr& expr) {
  if (path.depth[0] != kNone) report("control", expr.offset, "the depths are set a second time on one path");
  for (std::size_t i = 0; i < kStackCount; ++i) path.depth[i] = address(path, *expr.args[i], "a depth");
}

void Lowering::finish(Path& path) {
  Leaf leaf;
  leaf.jump = path.jump;
  leaf.halt = path.halt;
  leaf.reschedule = path.reschedule;
  std::copy(std::begin(path.depth), std::end(path.depth), std::begin(leaf.depth));
  if (leaf.rebases() && leaf.jump == kNone) report("control", 0, "a path sets depths and does not jump");
  if (leaf.halt && (leaf.reschedule || leaf.rebases())) {
    report("control", 0, "a path that halts neither switches nor sets depths");
  }
  for (const Binding& binding : path.env) {
    if (binding.kind != Binding::Kind::kRegister || !binding.assigned || !binding.value.is_value()) continue;
    leaf.registers.push_back({binding.index, binding.value.id});
  }
  for (int stack = 0; stack < kStackCount && !path.trapped; ++stack) choose_outputs(path, stack, leaf);
  block(path).path = static_cast<int>(result_.paths.size());
  result_.paths.push_back(std::move(leaf));
}

// The alternative whose outputs, inputs passed through aside, are exactly those assigned on this path.
void Lowering::choose_outputs(const Path& path, int stack, Leaf& leaf) {
  const StackEffect& effect = effects_[stack];
  const char* field = kStackFields[stack];
  const auto binding = [&](const std::string& name) {
    return std::find_if(path.env.begin(), path.env.end(), [&](const Binding& b) { return b.name == name; });
  };
  const auto has = [](const std::vector<EffectItem>& items, const std::string& name) {
    return std::any_of(items.begin(), items.end(), [&](const EffectItem& item) { return item.name == name; });
  };
  std::vector<std::string> assigned;
  for (const auto& outputs : effect.alternatives) {
    for (const EffectItem& item : outputs) {
      const auto found = binding(item.name);
      if (found != path.env.end() && found->assigned) assigned.push_back(item.name);
    }
  }
  const std::vector<EffectItem>* chosen = nullptr;
  for (const auto& outputs : effect.alternatives) {
    const bool complete = std::all_of(outputs.begin(), outputs.end(), [&](const EffectItem& item) {
      return is_input(effect, item.name) ||
             std::find(assigned.begin(), assigned.end(), item.name) != assigned.end();
    });
    const bool exact = std::all_of(assigned.begin(), assigned.end(), [&](const std::string& name) {
      return has(outputs, name) || is_input(effect, name);
    });
    if (complete && exact) chosen = &outputs;
  }
  if (chosen == nullptr && effect.alternatives.size() == 1) {
    for (const EffectItem& item : effect.alternatives[0]) {
      const auto found = binding(item.name);
      if (found != path.env.end() && found->has_value) continue;
      report("effect-not-fulfilled", item.offset, "output '" + item.name + "' is not assigned on every path",
             "assign it in 'do', or name an alternative stack effect without it", field);
    }
    return;
  }
  if (chosen == nullptr) {
    std::string list;
    for (const std::string& name : assigned) list += (list.empty() ? "'" : ", '") + name + "'";
    report("effect-not-fulfilled", 0,
           "a path assigns " + (list.empty() ? "no output" : list) + ": no alternative has just these outputs",
           "every path must assign the new outputs of one alternative", field);
    return;
  }
  for (const std::string& name : assigned) {
    if (has(*chosen, name)) continue;
    report("effect-not-fulfilled", 0, "'" + name + "' is assigned on a path that does not leave it", "", field);
  }
  for (const EffectItem& item : *chosen) {
    const auto found = binding(item.name);
    if (found->value.is_value()) append_cells(leaf.outputs[stack], found->value.id);
  }
}

// Bottom first: the low cell, then the high one on top of it. Reinterpreting a cell is left out.
void Lowering::append_cells(std::vector<ValueId>& cells, ValueId id) {
  const Type type = build_.type(id);
  const auto strip = [&](ValueId cell_id) {
    while (build_.at(cell_id).op == Op::kConvert &&
           build_.type(build_.at(cell_id).args[0]).bits == parameters_.cell_bits &&
           build_.type(cell_id).bits == parameters_.cell_bits) {
      cell_id = build_.at(cell_id).args[0];
    }
    return cell_id;
  };
  if (type.bits != 2 * parameters_.cell_bits) {
    cells.push_back(strip(type.bits == 1 ? build_.convert(id, cell()) : id));
    return;
  }
  const ValueId width = build_.constant({false, 8}, parameters_.cell_bits);
  cells.push_back(strip(build_.convert(id, cell())));
  cells.push_back(strip(build_.convert(build_.make(Op::kShr, type, {id, width}), cell())));
}

}  // namespace semantics

Result<InstructionIr> lower_semantics(const InstructionSource& source, const Parameters& parameters,
                                      const std::vector<Trap>& traps, const SystemState& system, LoopForm loops) {
  return semantics::Lowering(source, parameters, traps, system, loops).run();
}

}  // namespace rexa
