// Places in generated text where a fault can be planted: right-hand sides, conditions, port connections,
// arguments. Found by reading the text, so that they follow it when it changes.
#pragma once

#include <string>
#include <vector>

#include "tests/mutation/tokens.hpp"

namespace rexa::mutation {

enum class Language { kVerilog, kCpp };

enum class SiteKind {
  kStatement,   // an assignment within a block, or a call: may be left out
  kContinuous,  // `assign`, `wire x = ..`, a declaration
  kCondition,
  kArgument,  // a port connection, an argument of a macro
};

struct Site {
  SiteKind kind = SiteKind::kStatement;
  std::size_t statement_first = 0, statement_last = 0;  // tokens, the semicolon included; kStatement only
  std::size_t first = 0, last = 0;                      // the expression's tokens
  std::string target;                                   // what is assigned, "" for a condition
  bool guards_trap = false;                             // a condition of a trap
  bool deletable = false;  // leaving the statement out makes a difference that the language allows
};

// One file ready for faults. Sites do not overlap and are in the order of the text.
struct Subject {
  std::string file;
  Language language = Language::kVerilog;
  std::string text;
  Tokens tokens;
  std::vector<Site> sites;
  // Names that stand for each other's neighbours: the states of one machine, the traps.
  std::vector<std::vector<std::string>> families;
};

Subject verilog_subject(const std::string& file, const std::string& text);

// Only within the run loop: the bounds that its helpers check once more cannot be overstepped.
Subject cpp_subject(const std::string& file, const std::string& text);

}  // namespace rexa::mutation
