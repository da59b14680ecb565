// Memory and port accesses, traps: what makes actions.
#include <algorithm>

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

// Whether an aligned access that begins `offset` bytes into an area of `size` bytes, a multiple of the alignment,
// lies in it: each aligned part of it begins there.
ValueId Lowering::is_below(ValueId offset, ValueId size, const Access& access) {
  ValueId inside = build_.make(Op::kLt, flag_type(), {offset, size});
  if (access.parts == 1) return inside;
  const ValueId last = build_.make(Op::kAdd, ucell(), {offset, build_.constant(ucell(), access.align)});
  return build_.make(Op::kAnd, flag_type(), {inside, build_.make(Op::kLt, flag_type(), {last, size})});
}

// misaligned, then bad_address. With tasks or host data: neither in the frame's data nor in the area of host data whose elements
// are as wide as the access. Else: addr > data_bytes - size, left out where no aligned address is that high.
void Lowering::check_address(Path& path, ValueId address, const Access& access, int offset) {
  if (access.align > 1) {
    const Type low_bits{false, access.align == 2 ? 1 : 2};
    const ValueId low = build_.convert(address, low_bits);
    trap_if(path, build_.make(Op::kNe, flag_type(), {low, build_.constant(low_bits, 0)}), "misaligned", offset);
  }
  const bool host_data = parameters_.all_data_bytes() > parameters_.data_bytes;
  if (system_.in_build || host_data) {
    const auto machine_register = [&](const char* name) {
      for (std::size_t i = 0; i < system_.registers.size(); ++i) {
        if (system_.registers[i].name == name)
          return build_.make(Op::kRegister, ucell(), {}, static_cast<std::int64_t>(i));
      }
      return build_.constant(ucell(), 0);
    };
    const auto offset_from = [&](ValueId base) { return build_.make(Op::kSub, ucell(), {address, base}); };
    ValueId inside = system_.in_build
                         ? is_below(offset_from(machine_register("data_lo")), machine_register("data_size"), access)
                         : is_below(address, build_.constant(ucell(), parameters_.data_bytes), access);
    std::int64_t base = parameters_.data_bytes;
    for (int area = 0; area < 3; ++area) {
      const std::int64_t size = parameters_.host_bytes[area];
      if (access.bytes == 4 >> area && size > 0) {
        const ValueId in_area =
            is_below(offset_from(build_.constant(ucell(), base)), build_.constant(ucell(), size), access);
        inside = build_.make(Op::kOr, flag_type(), {inside, in_area});
      }
      base += size;
    }
    trap_if(path, build_.make(Op::kNot, flag_type(), {inside}), "bad_address", offset);
    return;
  }
  const std::int64_t last = parameters_.data_bytes - access.bytes;
  const std::int64_t highest_aligned = (std::int64_t{1} << parameters_.cell_bits) - access.align;
  if (highest_aligned <= last) return;
  const ValueId limit = build_.constant(ucell(), last);
  trap_if(path, build_.make(Op::kLt, flag_type(), {limit, address}), "bad_address", offset);
}

bool Lowering::conditional_read(const Expr& expr) {
  if (conditional_ == 0) return false;
  report("conditional-read", expr.offset, "a read inside '?:', '&&' or '||' would happen in any case",
         "read it into a variable first, or use an if statement");
  return true;
}

ValueId Lowering::perform_read(Path& path, ValueId id) {
  Action action;
  action.kind = ActionKind::kRead;
  action.value = id;
  block(path).actions.push_back(action);
  return id;
}

// The cell address of `table[index].field`. The index is cut to the table's size, a power of two, so that no state
// of the machine leads beyond system memory.
ValueId Lowering::field_address(Path& path, const Expr& expr) {
  std::vector<std::string> known;
  const SystemTable* table = nullptr;
  for (const SystemTable& candidate : system_.tables) {
    known.push_back(candidate.name);
    if (candidate.name == expr.text) table = &candidate;
  }
  if (table == nullptr) {
    report("unknown-name", expr.offset, "there is no system table '" + expr.text + "'", did_you_mean(expr.text, known));
    return kNone;
  }
  const auto field = std::find(table->fields.begin(), table->fields.end(), expr.field);
  if (field == table->fields.end()) {
    report("unknown-name", expr.offset, "the records of '" + expr.text + "' have no field '" + expr.field + "'",
           did_you_mean(expr.field, table->fields));
    return kNone;
  }
  if (!system_.in_build) {
    report("unknown-name", expr.offset, "this build has no system memory", "it comes with the set \"task\"");
    return kNone;
  }
  const ValueId index = address(path, *expr.args[0], "an index");
  if (index == kNone) return kNone;
  const std::int64_t place = table->base + (field - table->fields.begin());
  int bits = 0;
  while (1 << bits < table->count) ++bits;
  if (bits == 0) return build_.constant(ucell(), place);
  const ValueId cut = bits < parameters_.cell_bits
                          ? build_.convert(build_.convert(index, {false, bits}), ucell())
                          : index;
  const ValueId shift = build_.constant({false, 8}, __builtin_ctz(static_cast<unsigned>(table->stride)));
  const ValueId record = build_.make(Op::kShl, ucell(), {cut, shift});
  return build_.make(Op::kAdd, ucell(), {record, build_.constant(ucell(), place)});
}

Operand Lowering::read_field(Path& path, const Expr& expr) {
  if (conditional_read(expr)) return {};
  const ValueId from = field_address(path, expr);
  if (from == kNone) return {};
  return value(perform_read(path, build_.make_read(Op::kSysRead, cell(), from, 0)));
}

void Lowering::store_field(Path& path, const Stmt& stmt) {
  const Operand operand = expression(path, *stmt.value);
  const bool is_unsigned = operand.is_value() && build_.type(operand.id) == ucell();
  const ValueId data = coerce(operand, is_unsigned ? ucell() : cell(), stmt.value->offset, "what a field takes");
  const ValueId to = field_address(path, *stmt.target);
  if (data == kNone || to == kNone) return;
  Action action;
  action.kind = ActionKind::kSysWrite;
  action.address = to;
  action.value = data;
  block(path).actions.push_back(action);
  effect(path, "a write to system memory");
}

Operand Lowering::read(Path& path, const Expr& expr) {
  if (conditional_read(expr)) return {};
  const auto perform = [&](ValueId id) { return perform_read(path, id); };
  if (expr.text == "port") {
    const ValueId port = address(path, *expr.args[0], "a port");
    if (port == kNone) return {};
    effect(path, "a port read");
    return value(perform(build_.make_read(Op::kPortRead, cell(), port, 0)));
  }
  const ValueId low_address = address(path, *expr.args[0], "an address");
  if (low_address == kNone) return {};
  const Access access = access_of(expr.text);
  if (expr.text == "unchecked_cell" && !source_.system_operation) {
    report("control", expr.offset, "only system operations may read memory unchecked", "write cell[...]");
  }
  if (expr.text != "unchecked_cell") check_address(path, low_address, access, expr.offset);
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
  if (stmt.target->kind == ExprKind::kField) return store_field(path, stmt);
  if (memory == "unchecked_cell") {
    report("control", stmt.offset, "memory is never written unchecked", "write cell[...] = ...");
    return;
  }
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
