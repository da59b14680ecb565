// Syntax tree of the semantics language. Internal to isa/semantics_*.
// Offsets are characters into the "do" text.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"

namespace rexa::semantics {

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

enum class ExprKind {
  kError,    // already reported
  kNumber,   // number
  kName,     // text
  kUnary,    // text = operator, args[0]
  kBinary,   // text = operator, args[0], args[1]
  kTernary,  // args[0] ? args[1] : args[2]
  kCall,     // text = function or type, args
  kField,   // text = system table, field, args[0] = index
  kAccess,   // text = cell, byte, half, double or port; args[0] = address
};

struct Expr {
  ExprKind kind = ExprKind::kError;
  int offset = 0;
  std::string text;
  std::string field;
  std::int64_t number = 0;
  std::vector<ExprPtr> args;
};

struct Stmt;
using Body = std::vector<std::unique_ptr<Stmt>>;

enum class StmtKind {
  kLet,     // name, value
  kAssign,  // name, value
  kStore,   // target (kAccess or kField), value
  kCall,    // value (kCall): jump, halt, trap, trap_if, switch, set_depth
  kIf,      // value, then_body, else_body
  kFor,     // name, value .. limit, then_body
};

struct Stmt {
  StmtKind kind = StmtKind::kCall;
  int offset = 0;
  std::string name;
  ExprPtr target, value, limit;
  Body then_body, else_body;
};

// Error code "semantics-syntax". After a fault parsing goes on at the next statement.
Body parse(const std::string& text, const std::function<Where(int)>& where, Diagnostics& diagnostics);

}  // namespace rexa::semantics
