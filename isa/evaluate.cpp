#include "isa/evaluate.hpp"

namespace rexa {

std::uint64_t bits_of(Type type, std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return type.bits >= 64 ? bits : bits & ((std::uint64_t{1} << type.bits) - 1);
}

std::int64_t wrap(Type type, std::uint64_t bits) {
  if (type.bits >= 64) return static_cast<std::int64_t>(bits);
  const std::uint64_t sign = std::uint64_t{1} << (type.bits - 1);
  const std::uint64_t low = bits & ((sign << 1) - 1);
  if (type.is_signed) return static_cast<std::int64_t>((low ^ sign) - sign);
  return static_cast<std::int64_t>(low);
}

bool is_pure(Op op) {
  switch (op) {
    case Op::kInput:
    case Op::kImm:
    case Op::kPc:
    case Op::kNextPc:
    case Op::kTarget:
    case Op::kDepth:
    case Op::kPeek:
    case Op::kLoad:
    case Op::kPortRead:
    case Op::kRegister:
    case Op::kSysRead:
    case Op::kVariable:
      return false;
    default:
      return true;
  }
}

namespace {

std::uint64_t divide(Type type, std::int64_t a, std::int64_t b) {
  if (b == 0) return 0;
  if (!type.is_signed) return static_cast<std::uint64_t>(a) / static_cast<std::uint64_t>(b);
  if (b == -1) return 0 - static_cast<std::uint64_t>(a);  // the minimum negates to itself
  return static_cast<std::uint64_t>(a / b);
}

std::uint64_t remainder(Type type, std::int64_t a, std::int64_t b) {
  if (b == 0) return 0;
  if (!type.is_signed) return static_cast<std::uint64_t>(a) % static_cast<std::uint64_t>(b);
  return b == -1 ? 0 : static_cast<std::uint64_t>(a % b);
}

std::uint64_t shift_right(Type type, std::int64_t a, std::uint64_t amount) {
  const bool past = amount >= static_cast<std::uint64_t>(type.bits);
  if (type.is_signed) return static_cast<std::uint64_t>(past ? (a < 0 ? -1 : 0) : a >> amount);
  return past ? 0 : static_cast<std::uint64_t>(a) >> amount;
}

bool less(Type type, std::int64_t a, std::int64_t b) {
  return type.is_signed ? a < b : static_cast<std::uint64_t>(a) < static_cast<std::uint64_t>(b);
}

}  // namespace

std::int64_t evaluate_op(const Value& value, const std::vector<std::int64_t>& args,
                         const std::vector<Type>& types) {
  const Type type = value.type;
  const auto a = [&] { return static_cast<std::uint64_t>(args[0]); };
  const auto b = [&] { return static_cast<std::uint64_t>(args[1]); };
  switch (value.op) {
    case Op::kConst:
      return value.imm;
    case Op::kAdd:
      return wrap(type, a() + b());
    case Op::kSub:
      return wrap(type, a() - b());
    case Op::kMul:
      return wrap(type, a() * b());
    case Op::kDiv:
      return wrap(type, divide(type, args[0], args[1]));
    case Op::kRem:
      return wrap(type, remainder(type, args[0], args[1]));
    case Op::kAnd:
      return wrap(type, a() & b());
    case Op::kOr:
      return wrap(type, a() | b());
    case Op::kXor:
      return wrap(type, a() ^ b());
    case Op::kShl:
      return b() >= static_cast<std::uint64_t>(type.bits) ? 0 : wrap(type, a() << b());
    case Op::kShr:
      return wrap(type, shift_right(type, args[0], b()));
    case Op::kEq:
      return args[0] == args[1];
    case Op::kNe:
      return args[0] != args[1];
    case Op::kLt:
      return less(types[0], args[0], args[1]);
    case Op::kLe:
      return !less(types[0], args[1], args[0]);
    case Op::kNot:
      return wrap(type, ~a());
    case Op::kNeg:
      return wrap(type, 0 - a());
    case Op::kSelect:
      return args[0] != 0 ? args[1] : args[2];
    case Op::kConvert:
      return wrap(type, a());
    case Op::kConcat:
      return wrap(type, a() << types[1].bits | bits_of(types[1], args[1]));
    default:
      return 0;  // not pure: the caller's bug, kept harmless
  }
}

std::uint64_t Evaluation::bits(ValueId id) {
  return bits_of(instruction_.values[static_cast<std::size_t>(id)].type, value(id));
}

std::int64_t Evaluation::value(ValueId id) {
  const auto index = static_cast<std::size_t>(id);
  if (known_[index]) return *known_[index];
  const Value& value = instruction_.values[index];
  std::int64_t result = 0;
  switch (value.op) {
    case Op::kInput:
      result = wrap(value.type, machine_.input(value.stack, static_cast<int>(value.imm)));
      break;
    case Op::kImm:
      result = wrap(value.type, machine_.immediate());
      break;
    case Op::kPc:
      result = wrap(value.type, machine_.pc());
      break;
    case Op::kNextPc:
      result = wrap(value.type, machine_.next_pc());
      break;
    case Op::kTarget:
      result = wrap(value.type, machine_.target());
      break;
    case Op::kDepth:
      result = wrap(value.type, machine_.depth(value.stack));
      break;
    case Op::kPeek:
      result = wrap(value.type, machine_.peek(value.stack, bits(value.args[0])));
      break;
    case Op::kLoad:
      result = wrap(value.type, machine_.load(bits(value.args[0]), static_cast<int>(value.imm)));
      break;
    case Op::kPortRead:
      result = wrap(value.type, machine_.port_read(bits(value.args[0])));
      break;
    case Op::kRegister:
      result = wrap(value.type, machine_.machine_register(static_cast<int>(value.imm)));
      break;
    case Op::kSysRead:
      result = wrap(value.type, machine_.system_read(bits(value.args[0])));
      break;
    default: {
      std::vector<std::int64_t> args;
      std::vector<Type> types;
      for (ValueId arg : value.args) {
        args.push_back(this->value(arg));
        types.push_back(instruction_.values[static_cast<std::size_t>(arg)].type);
      }
      result = evaluate_op(value, args, types);
    }
  }
  known_[index] = result;
  return result;
}

}  // namespace rexa
