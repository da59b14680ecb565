// Expressions: names, typing, casts.
#include <algorithm>
#include <cctype>

#include "isa/evaluate.hpp"
#include "isa/semantics_lowering.hpp"
#include "isa/spec_document.hpp"

namespace rexa::semantics {
namespace {

const std::vector<std::string> kMachineNames = {"imm",       "pc",         "next_pc",   "target",
                                                "cell_bits", "cell_bytes", "cell_shift", "timer_port"};
const std::vector<std::string> kWords = {"let",  "if",   "else",    "for",   "in",  "jump",
                                         "halt", "trap", "trap_if", "depth", "peek", "switch", "set_depth"};
// The port that answers with the time in milliseconds.
constexpr std::int64_t kTimerPort = 1;
const std::vector<std::string> kTypeNames = {"cell", "ucell", "addr", "double", "udouble"};

bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// -2^(n-1) .. 2^(n-1)-1, or 0 .. 2^n-1
bool fits(std::int64_t number, Type type) {
  if (!type.is_signed && number < 0) return false;
  return type.bits >= 64 || wrap(type, static_cast<std::uint64_t>(number)) == number;
}

}  // namespace

bool Lowering::is_reserved(const std::string& name) const {
  const bool is_register = std::any_of(system_.registers.begin(), system_.registers.end(),
                                       [&](const Register& candidate) { return candidate.name == name; });
  return is_register || contains(kMachineNames, name) || contains(kWords, name) ||
         contains(parameter_names(), name);
}

Binding* Lowering::find(Path& path, const std::string& name) {
  for (Binding& binding : path.env) {
    if (binding.name == name) return &binding;
  }
  return nullptr;
}

std::vector<std::string> Lowering::names(const Path& path) const {
  std::vector<std::string> list = kMachineNames;
  for (const Binding& binding : path.env) list.push_back(binding.name);
  return list;
}

std::string Lowering::cast_name(Type type) const {
  const int bits = parameters_.cell_bits;
  if (type.bits == bits) return type.is_signed ? "cell" : "ucell";
  if (type.bits == 2 * bits) return type.is_signed ? "double" : "udouble";
  return to_string(type);
}

std::string Lowering::describe(Type type) const {
  if (type == flag_type()) return "a flag";
  const std::string name = cast_name(type);
  return name == to_string(type) ? name : name + " (" + to_string(type) + ")";
}

bool Lowering::cast_type(const std::string& name, Type& type) const {
  if (name == "cell")
    type = cell();
  else if (name == "ucell" || name == "addr")
    type = ucell();
  else if (name == "double")
    type = {true, 2 * parameters_.cell_bits};
  else if (name == "udouble")
    type = {false, 2 * parameters_.cell_bits};
  else {
    if (name.size() < 2 || name.size() > 3 || (name[0] != 'u' && name[0] != 's')) return false;
    int bits = 0;
    for (std::size_t i = 1; i < name.size(); ++i) {
      if (!std::isdigit(static_cast<unsigned char>(name[i]))) return false;
      bits = bits * 10 + (name[i] - '0');
    }
    if (bits < 1 || bits > 64) return false;
    type = {name[0] == 's', bits};
  }
  return true;
}

// The operand as a value of exactly this type. Literals adapt; nothing else converts by itself.
ValueId Lowering::coerce(Operand operand, Type type, int offset, const std::string& what) {
  if (operand.is_error()) return kNone;
  if (operand.is_literal()) {
    if (fits(operand.number, type)) return build_.constant(type, operand.number);
    report("literal-range", offset, std::to_string(operand.number) + " does not fit " + describe(type),
           type.bits == 1
               ? ""
               : "to wrap it, write " + cast_name(type) + "(" + std::to_string(operand.number) + ")");
    return kNone;
  }
  const Type actual = build_.type(operand.id);
  if (actual == type) return operand.id;
  const std::string hint =
      type == flag_type() ? "compare with 0: '!= 0'" : "write " + cast_name(type) + "(...)";
  report("type-mismatch", offset, what + " must be " + describe(type) + " but is " + describe(actual), hint);
  return kNone;
}

ValueId Lowering::flag(Path& path, const Expr& expr) {
  const Operand operand = expression(path, expr);
  if (operand.is_error()) return kNone;
  if (operand.is_value() && build_.type(operand.id) == flag_type()) return operand.id;
  report("not-a-flag", expr.offset,
         "a condition must be a flag but this is " +
             (operand.is_literal() ? "a number" : describe(build_.type(operand.id))),
         "compare with 0: '!= 0'");
  return kNone;
}

ValueId Lowering::address(Path& path, const Expr& expr, const std::string& what) {
  const Operand operand = expression(path, expr);
  if (operand.is_value()) {
    const Type actual = build_.type(operand.id);
    if (!actual.is_signed && actual.bits <= parameters_.cell_bits) return build_.convert(operand.id, ucell());
  }
  return coerce(operand, ucell(), expr.offset, what);
}

Operand Lowering::expression(Path& path, const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kError:
      return {};
    case ExprKind::kNumber:
      return literal(expr.number);
    case ExprKind::kName:
      return name(path, expr);
    case ExprKind::kUnary:
      return unary(path, expr);
    case ExprKind::kBinary:
      return binary(path, expr);
    case ExprKind::kTernary:
      return ternary(path, expr);
    case ExprKind::kCall:
      return call(path, expr);
    case ExprKind::kAccess:
      return read(path, expr);
    case ExprKind::kField:
      return read_field(path, expr);
  }
  return {};
}

Operand Lowering::name(Path& path, const Expr& expr) {
  const std::string& text = expr.text;
  if (Binding* binding = find(path, text)) {
    if (binding->has_value) return binding->value;
    report("unassigned", expr.offset, "'" + text + "' is read before it is assigned");
    return {};
  }
  if (text == "cell_bits") return literal(parameters_.cell_bits);
  if (text == "cell_bytes") return literal(parameters_.cell_bytes());
  if (text == "cell_shift") return literal(parameters_.cell_bytes() == 4 ? 2 : 1);
  if (text == "timer_port") return literal(kTimerPort);
  Parameters parameters = parameters_;
  if (const int* constant = parameter(parameters, text)) return literal(*constant);
  if (text == "pc") return value(build_.make(Op::kPc, ucell(), {}));
  if (text == "next_pc") return value(build_.make(Op::kNextPc, ucell(), {}));
  if (text == "imm" && source_.imm_kind != ImmKind::kNone) {
    return value(build_.make(Op::kImm, {source_.imm_kind != ImmKind::kUnsigned, source_.imm_bits}, {}));
  }
  if (text == "target" && source_.imm_kind == ImmKind::kRelative) {
    return value(build_.make(Op::kTarget, ucell(), {}));
  }
  if (text == "imm" || text == "target") {
    report("unknown-name", expr.offset, "this instruction's format has no '" + text + "'",
           text == "imm" ? "choose a format with operand bits" : "choose a format with a relative operand");
    return {};
  }
  const bool known_register = std::any_of(system_.registers.begin(), system_.registers.end(),
                                          [&](const Register& candidate) { return candidate.name == text; });
  report("unknown-name", expr.offset, "unknown name '" + text + "'",
         known_register ? "a register that comes with the set \"task\"" : did_you_mean(text, names(path)));
  return {};
}

Operand Lowering::unary(Path& path, const Expr& expr) {
  if (expr.text == "!") {
    const ValueId id = flag(path, *expr.args[0]);
    return id == kNone ? Operand{} : value(build_.make(Op::kNot, flag_type(), {id}));
  }
  const Operand operand = expression(path, *expr.args[0]);
  if (operand.is_literal()) {
    return literal(expr.text == "-" ? static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(operand.number))
                                    : ~operand.number);
  }
  if (operand.is_error()) return {};
  const Op op = expr.text == "-" ? Op::kNeg : Op::kNot;
  return value(build_.make(op, build_.type(operand.id), {operand.id}));
}

Operand Lowering::binary(Path& path, const Expr& expr) {
  if (expr.text == "&&" || expr.text == "||") {
    const ValueId a = flag(path, *expr.args[0]);
    ++conditional_;
    const ValueId b = flag(path, *expr.args[1]);
    --conditional_;
    if (a == kNone || b == kNone) return {};
    return value(build_.make(expr.text == "&&" ? Op::kAnd : Op::kOr, flag_type(), {a, b}));
  }
  const Operand a = expression(path, *expr.args[0]);
  const Operand b = expression(path, *expr.args[1]);
  if (a.is_error() || b.is_error()) return {};
  if (a.is_literal() && b.is_literal()) return fold(expr, a.number, b.number);
  if (expr.text == "<<" || expr.text == ">>") return shift(expr, a, b);
  const Type type = build_.type(a.is_literal() ? b.id : a.id);
  if (a.is_value() && b.is_value() && build_.type(a.id) != build_.type(b.id)) {
    const Type other = build_.type(b.id);
    const bool sign = type.bits == other.bits;
    report("type-mismatch", expr.offset,
           "'" + expr.text + "' between " + describe(type) + " and " + describe(other) + ": they differ in " +
               (sign ? "sign" : "width"),
           "cast one of them, e.g. " + cast_name(type.bits >= other.bits ? type : other) + "(...)");
    return {};
  }
  const ValueId left = coerce(a, type, expr.args[0]->offset, "the left operand");
  const ValueId right = coerce(b, type, expr.args[1]->offset, "the right operand");
  if (left == kNone || right == kNone) return {};
  return typed_binary(expr, left, right);
}

Operand Lowering::typed_binary(const Expr& expr, ValueId a, ValueId b) {
  const std::string& op = expr.text;
  const Type type = build_.type(a);
  const auto make = [&](Op kind, Type result, ValueId x, ValueId y) {
    return value(build_.make(kind, result, {x, y}));
  };
  if (op == "+") return make(Op::kAdd, type, a, b);
  if (op == "-") return make(Op::kSub, type, a, b);
  if (op == "*") return make(Op::kMul, type, a, b);
  if (op == "/") return make(Op::kDiv, type, a, b);
  if (op == "%") return make(Op::kRem, type, a, b);
  if (op == "&") return make(Op::kAnd, type, a, b);
  if (op == "|") return make(Op::kOr, type, a, b);
  if (op == "^") return make(Op::kXor, type, a, b);
  if (op == "==") return make(Op::kEq, flag_type(), a, b);
  if (op == "!=") return make(Op::kNe, flag_type(), a, b);
  if (op == "<") return make(Op::kLt, flag_type(), a, b);
  if (op == "<=") return make(Op::kLe, flag_type(), a, b);
  if (op == ">") return make(Op::kLt, flag_type(), b, a);
  return make(Op::kLe, flag_type(), b, a);  // ">="
}

Operand Lowering::shift(const Expr& expr, Operand a, Operand b) {
  const ValueId left = a.is_literal() ? coerce(a, cell(), expr.args[0]->offset, "the shifted value") : a.id;
  if (left == kNone) return {};
  ValueId amount = b.id;
  if (b.is_literal()) {
    amount = coerce(b, {false, 8}, expr.args[1]->offset, "the shift amount");
    if (amount == kNone) return {};
  } else if (build_.type(b.id).is_signed) {
    report("type-mismatch", expr.args[1]->offset,
           "a shift amount must be unsigned but is " + describe(build_.type(b.id)),
           "write " + cast_name({false, build_.type(b.id).bits}) + "(...)");
    return {};
  }
  return value(build_.make(expr.text == "<<" ? Op::kShl : Op::kShr, build_.type(left), {left, amount}));
}

// Literals are exact: no wrap-around, so a result past 64 bits is a fault.
Operand Lowering::fold(const Expr& expr, std::int64_t a, std::int64_t b) {
  const std::string& op = expr.text;
  const auto flag_of = [&](bool truth) { return value(build_.constant(flag_type(), truth)); };
  if (op == "==") return flag_of(a == b);
  if (op == "!=") return flag_of(a != b);
  if (op == "<") return flag_of(a < b);
  if (op == "<=") return flag_of(a <= b);
  if (op == ">") return flag_of(a > b);
  if (op == ">=") return flag_of(a >= b);
  if (op == "&") return literal(a & b);
  if (op == "|") return literal(a | b);
  if (op == "^") return literal(a ^ b);
  std::int64_t result = 0;
  bool bad = false;
  if (op == "+")
    bad = __builtin_add_overflow(a, b, &result);
  else if (op == "-")
    bad = __builtin_sub_overflow(a, b, &result);
  else if (op == "*")
    bad = __builtin_mul_overflow(a, b, &result);
  else if (op == "<<")
    bad = b < 0 || b > 62 || __builtin_mul_overflow(a, std::int64_t{1} << b, &result);
  else if (op == ">>") {
    bad = b < 0 || b > 63;
    if (!bad) result = a >> b;
  } else {
    bad = b == 0 || (b == -1 && a == INT64_MIN);
    if (!bad) result = op == "/" ? a / b : a % b;
  }
  if (!bad) return literal(result);
  report("literal-range", expr.offset, "this constant has no value in 64 bits");
  return {};
}

Operand Lowering::ternary(Path& path, const Expr& expr) {
  const ValueId condition = flag(path, *expr.args[0]);
  ++conditional_;
  const Operand a = expression(path, *expr.args[1]);
  const Operand b = expression(path, *expr.args[2]);
  --conditional_;
  if (condition == kNone || a.is_error() || b.is_error()) return {};
  if (build_.is_constant(condition)) return build_.at(condition).imm != 0 ? a : b;
  const Type type = a.is_value() ? build_.type(a.id) : b.is_value() ? build_.type(b.id) : cell();
  const ValueId left = coerce(a, type, expr.args[1]->offset, "this choice");
  const ValueId right = coerce(b, type, expr.args[2]->offset, "the other choice");
  if (left == kNone || right == kNone) return {};
  return value(build_.make(Op::kSelect, type, {condition, left, right}));
}

bool Lowering::stack_name(const Expr& expr, StackId& stack) {
  const std::vector<std::string> stacks = {"data", "return", "loop"};
  for (int i = 0; i < kStackCount; ++i) {
    if (expr.kind == ExprKind::kName && expr.text == stacks[static_cast<std::size_t>(i)]) {
      stack = static_cast<StackId>(i);
      return true;
    }
  }
  report("unknown-name", expr.offset, "expected a stack: data, return or loop",
         did_you_mean(expr.text, stacks));
  return false;
}

Operand Lowering::call(Path& path, const Expr& expr) {
  Type type;
  const std::size_t wanted = expr.text == "peek" ? 2 : 1;
  const bool is_cast = cast_type(expr.text, type);
  if (!is_cast && expr.text != "depth" && expr.text != "peek") {
    std::vector<std::string> known = kTypeNames;
    known.insert(known.end(), {"depth", "peek"});
    std::string hint = did_you_mean(expr.text, known);
    if (expr.text == "flag") hint = "compare with 0: '!= 0'";
    if (expr.text == "jump" || expr.text == "halt" || expr.text == "trap" || expr.text == "trap_if" ||
        expr.text == "switch" || expr.text == "set_depth") {
      hint = "it is a statement and has no value";
    }
    report("unknown-call", expr.offset, "'" + expr.text + "' is neither a type nor a function", hint);
    return {};
  }
  if (expr.args.size() != wanted) {
    report("semantics-syntax", expr.offset,
           "'" + expr.text + "' takes " + std::to_string(wanted) + (wanted == 1 ? " argument" : " arguments"));
    return {};
  }
  if (is_cast) return cast(path, expr, type);
  StackId stack = StackId::kData;
  const bool known = stack_name(*expr.args[0], stack);
  if (expr.text == "depth") return known ? value(build_.make(Op::kDepth, ucell(), {}, 0, stack)) : Operand{};
  const ValueId index = address(path, *expr.args[1], "the index of peek");
  if (!known || index == kNone) return {};
  return value(build_.make(Op::kPeek, cell(), {index}, 0, stack));
}

Operand Lowering::cast(Path& path, const Expr& expr, Type type) {
  const Operand operand = expression(path, *expr.args[0]);
  if (operand.is_error()) return {};
  if (operand.is_literal()) return value(build_.constant(type, operand.number));
  return value(build_.convert(operand.id, type));
}

}  // namespace rexa::semantics
