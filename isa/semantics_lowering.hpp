// The working state of lowering one instruction. Internal to isa/semantics_*.
// semantics_expr.cpp: expressions and types; semantics_access.cpp: memory, ports, traps; semantics_lower.cpp:
// statements, paths, leaves.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "isa/ir_builder.hpp"
#include "isa/semantics.hpp"
#include "isa/semantics_ast.hpp"
#include "isa/stack_effect.hpp"

namespace rexa::semantics {

// What an expression is: a typed value, a literal that takes its type from its surroundings, or nothing
// because of a fault already reported.
struct Operand {
  enum class Kind { kError, kLiteral, kValue };
  Kind kind = Kind::kError;
  std::int64_t number = 0;
  ValueId id = kNone;
  bool is_error() const { return kind == Kind::kError; }
  bool is_literal() const { return kind == Kind::kLiteral; }
  bool is_value() const { return kind == Kind::kValue; }
  friend bool operator==(const Operand&, const Operand&) = default;
};

struct Binding {
  enum class Kind { kInput, kOutput, kVariable, kConstant, kRegister };
  std::string name;
  Kind kind = Kind::kVariable;
  bool has_value = false;
  bool assigned = false;  // outputs and registers: on this path
  Operand value;
  Type type;  // of an output or register
  int index = 0;  // of a register
};

// Statements still to run; loops come back to their body's start.
struct Frame {
  const Body* body = nullptr;
  std::size_t index = 0;
  std::size_t scope = 0;  // bindings that outlive the body
  const Stmt* loop = nullptr;
  std::int64_t next = 0, end = 0;
};

// One path in the making. Copied where paths part.
struct Path {
  std::vector<Binding> env;
  std::vector<Frame> frames;
  int block = 0;
  ValueId jump = kNone;
  bool halt = false;
  bool reschedule = false;
  ValueId depth[kStackCount] = {kNone, kNone, kNone};
  bool trapped = false;  // by an unconditional trap: nothing follows
  std::string effect;    // the first effect, empty if none yet
  int writes = 0;
};

class Lowering {
 public:
  Lowering(const InstructionSource& source, const Parameters& parameters, const std::vector<Trap>& traps,
           const SystemState& system, LoopForm loops);
  Result<InstructionIr> run();

 private:
  // semantics_lower.cpp
  void parse_effects();
  void bind_registers(Path& path);
  void bind_inputs(Path& path);
  void bind_outputs(Path& path);
  void run_path(Path path);
  bool next_statement(Path& path, const Stmt*& stmt);
  bool run_pure(Path& path, std::size_t bottom);
  bool execute(Path& path, const Stmt& stmt, bool pure);  // false: paths part here
  bool execute_if(Path& path, const Stmt& stmt, bool pure);
  bool merge(Path& path, ValueId condition, const Path& yes, const Path& no, int offset);
  void split(const Path& path, ValueId condition, const Stmt& stmt);
  void execute_let(Path& path, const Stmt& stmt);
  void execute_assign(Path& path, const Stmt& stmt);
  void execute_for(Path& path, const Stmt& stmt);
  bool keep_loop(Path& path, const Stmt& stmt, std::int64_t begin, std::int64_t end);
  ValueId variable(Type type);
  void execute_call(Path& path, const Expr& call);
  void execute_set_depth(Path& path, const Expr& call);
  void enter(Path& path, const Body& body);
  void finish(Path& path);
  void choose_outputs(const Path& path, int stack, Leaf& leaf);
  void append_cells(std::vector<ValueId>& cells, ValueId value);
  Block& block(const Path& path) { return result_.blocks[static_cast<std::size_t>(path.block)]; }

  // semantics_expr.cpp
  Operand expression(Path& path, const Expr& expr);
  Operand name(Path& path, const Expr& expr);
  Operand unary(Path& path, const Expr& expr);
  Operand binary(Path& path, const Expr& expr);
  Operand shift(const Expr& expr, Operand a, Operand b);
  Operand typed_binary(const Expr& expr, ValueId a, ValueId b);
  Operand fold(const Expr& expr, std::int64_t a, std::int64_t b);
  Operand ternary(Path& path, const Expr& expr);
  Operand call(Path& path, const Expr& expr);
  Operand cast(Path& path, const Expr& expr, Type type);
  bool stack_name(const Expr& expr, StackId& stack);
  bool cast_type(const std::string& name, Type& type) const;
  ValueId flag(Path& path, const Expr& expr);  // kNone on a fault
  ValueId coerce(Operand operand, Type type, int offset, const std::string& what);
  ValueId address(Path& path, const Expr& expr, const std::string& what);  // unsigned, widened to a cell
  std::string describe(Type type) const;
  std::string cast_name(Type type) const;
  Binding* find(Path& path, const std::string& name);
  std::vector<std::string> names(const Path& path) const;
  bool is_reserved(const std::string& name) const;

  // semantics_access.cpp
  struct Access {
    Type type;
    int bytes = 0;
    int parts = 1;
    int align = 1;
  };
  Access access_of(const std::string& memory) const;
  Operand read(Path& path, const Expr& expr);
  void store(Path& path, const Stmt& stmt);
  Operand read_field(Path& path, const Expr& expr);
  void store_field(Path& path, const Stmt& stmt);
  ValueId field_address(Path& path, const Expr& expr);
  bool conditional_read(const Expr& expr);
  ValueId perform_read(Path& path, ValueId id);
  ValueId is_below(ValueId offset, ValueId size, const Access& access);
  void check_address(Path& path, ValueId address, const Access& access, int offset);
  void trap_if(Path& path, ValueId condition, const std::string& trap, int offset);
  void effect(Path& path, const std::string& what);

  static Operand value(ValueId id) { return id == kNone ? Operand{} : Operand{Operand::Kind::kValue, 0, id}; }
  static Operand literal(std::int64_t number) { return {Operand::Kind::kLiteral, number, kNone}; }
  Type cell() const { return {true, parameters_.cell_bits}; }
  Type ucell() const { return {false, parameters_.cell_bits}; }
  static Type flag_type() { return {false, 1}; }
  void report(const char* code, int offset, std::string message, std::string hint = "",
              const char* field = "do");

  const InstructionSource& source_;
  const Parameters& parameters_;
  const std::vector<Trap>& traps_;
  const SystemState& system_;
  const LoopForm loops_;
  std::function<Where(int)> where_;
  Body program_;
  StackEffect effects_[kStackCount];
  InstructionIr result_;
  IrBuilder build_;
  Diagnostics diagnostics_;
  std::set<std::string> reported_;
  int variables_ = 0;    // of loops that are kept
  int conditional_ = 0;  // inside an operand that is not always evaluated
  int budget_ = 20000;   // statements, so that unrolling ends
  bool too_large_ = false;
};

// Whether statements do anything but assign: only those become selects.
bool is_pure(const Body& body);

}  // namespace rexa::semantics
