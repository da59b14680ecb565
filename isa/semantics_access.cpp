// Memory and port accesses, traps: what makes actions.
#include "isa/semantics_lowering.hpp"

namespace rexa::semantics {

Lowering::Access Lowering::access_of(const std::string& memory) const {
  const int cell_bytes = parameters_.cell_bytes();
  if (memory == "byte") return {{false, 8}, 1, 1, 1};
  if (memory == "half") return {{true, 16}, 2, 1, 2};
  if (memory == "double") return {{true, 2 * parameters_.cell_bits}, 2 * cell_bytes, 2, cell_bytes};
  return {cell(), cell_bytes, 1, cell_bytes};
}

void Lowering::effect(Path& path, const std::string& what) {
  if (path.effect.empty()) path.effect = what;
}

void Lowering::trap_if(Path& path, ValueId condition, const std::string& trap, int offset) {
  std::vector<std::string> known;
  int code = 0;
  for (const Trap& candidate : traps_) {
    known.push_back(candidate.name);
    if (candidate.name == trap) code = candidate.code;
  }
  if (code == 0) report("unknown-trap", offset, "unknown trap '" + trap + "'", did_you_mean(trap, known));
  if (condition == kNone || code == 0) return;
  if (build_.is_constant(condition) && build_.at(condition).imm == 0) return;
  if (!path.effect.empty()) {
    report("trap-after-effect", offset, "trap '" + trap + "' after " + path.effect,
           "a trap must leave the machine unchanged: check first, then write");
    return;
  }
  Action action;
  action.kind = ActionKind::kTrapIf;
  action.condition = condition;
  action.trap = code;
  block(path).actions.push_back(action);
}

// misaligned, then bad_address: addr > data_bytes - size, left out where no aligned address is that high.
void Lowering::check_address(Path& path, ValueId address, const Access& access, int offset) {
  if (access.align > 1) {
    const Type low_bits{false, access.align == 2 ? 1 : 2};
    const ValueId low = build_.convert(address, low_bits);
    trap_if(path, build_.make(Op::kNe, flag_type(), {low, build_.constant(low_bits, 0)}), "misaligned", offset);
  }
  const std::int64_t last = parameters_.data_bytes - access.bytes;
  const std::int64_t highest_aligned = (std::int64_t{1} << parameters_.cell_bits) - access.align;
  if (highest_aligned <= last) return;
  const ValueId limit = build_.constant(ucell(), last);
  trap_if(path, build_.make(Op::kLt, flag_type(), {limit, address}), "bad_address", offset);
}

Operand Lowering::read(Path& path, const Expr& expr) {
  if (conditional_ > 0) {
    report("conditional-read", expr.offset, "a read inside '?:', '&&' or '||' would happen in any case",
           "read it into a variable first, or use an if statement");
    return {};
  }
  const auto perform = [&](ValueId id) {
    Action action;
    action.kind = ActionKind::kRead;
    action.value = id;
    block(path).actions.push_back(action);
    return id;
  };
  if (expr.text == "port") {
    const ValueId port = address(path, *expr.args[0], "a port");
    if (port == kNone) return {};
    effect(path, "a port read");
    return value(perform(build_.make_read(Op::kPortRead, cell(), port, 0)));
  }
  const ValueId low_address = address(path, *expr.args[0], "an address");
  if (low_address == kNone) return {};
  const Access access = access_of(expr.text);
  check_address(path, low_address, access, expr.offset);
  if (access.parts == 1)
    return value(perform(build_.make_read(Op::kLoad, access.type, low_address, access.bytes)));
  const int step = parameters_.cell_bytes();
  const ValueId low = perform(build_.make_read(Op::kLoad, cell(), low_address, step));
  const ValueId high_address = build_.make(Op::kAdd, ucell(), {low_address, build_.constant(ucell(), step)});
  const ValueId high = perform(build_.make_read(Op::kLoad, cell(), high_address, step));
  return value(build_.make(Op::kConcat, access.type, {high, low}));
}

// The value is computed first, then the address, then the address is checked.
void Lowering::store(Path& path, const Stmt& stmt) {
  const std::string& memory = stmt.target->text;
  const bool is_port = memory == "port";
  const Access access = access_of(memory);
  const Operand operand = expression(path, *stmt.value);
  const ValueId data = coerce(operand, access.type, stmt.value->offset, "what '" + memory + "[]' takes");
  const ValueId to = address(path, *stmt.target->args[0], is_port ? "a port" : "an address");
  if (data == kNone || to == kNone) return;
  Action action;
  action.kind = is_port ? ActionKind::kPortWrite : ActionKind::kStore;
  action.address = to;
  action.value = data;
  if (is_port) {
    block(path).actions.push_back(action);
    effect(path, "a port write");
    return;
  }
  check_address(path, to, access, stmt.offset);
  path.writes += access.parts;
  if (path.writes > 2) {
    report("too-many-writes", stmt.offset, "more than two cells of memory written on one path",
           "an instruction writes at most two");
  }
  effect(path, "a memory write");
  action.bytes = access.bytes / access.parts;
  if (access.parts == 1) {
    block(path).actions.push_back(action);
    return;
  }
  action.value = build_.convert(data, cell());
  block(path).actions.push_back(action);
  const ValueId width = build_.constant({false, 8}, parameters_.cell_bits);
  action.value = build_.convert(build_.make(Op::kShr, access.type, {data, width}), cell());
  action.address = build_.make(Op::kAdd, ucell(), {to, build_.constant(ucell(), action.bytes)});
  block(path).actions.push_back(action);
}

}  // namespace rexa::semantics
