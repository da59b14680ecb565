// Verilog text of scheduled values, step by step. Owns widths, signs, parentheses and names.
//
// Every operand of an arithmetic operator has the operator's own width; whatever changes width is a
// concatenation or a slice. So Verilog's context rules never come into play.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "hls/schedule.hpp"

namespace rexa {

// Names that the core declares: variables of a step (combinational) and temporaries (registers), shared by
// all instructions, counted by width.
class VerilogPool {
 public:
  std::string variable(int bits, int index);   // x16_0
  std::string temporary(int bits, int index);  // t16_0 (registers t16_0_q, next value t16_0_d)
  const std::map<int, int>& variables() const { return variables_; }      // width -> count
  const std::map<int, int>& temporaries() const { return temporaries_; }

  int step_bits = 8;  // of the counter of an instruction's steps

 private:
  std::map<int, int> variables_, temporaries_;
};

// Emits the combinational code of one instruction's values.
class VerilogStep {
 public:
  VerilogStep(const hls::Schedule& schedule, const Format& format, const std::vector<Register>& registers,
              VerilogPool& pool);

  // Begins a step. Lines that assign variables, in order, are collected in `lines`.
  void begin(int step, std::vector<std::string>* lines);
  // The value of a node in this step, as an operand.
  std::string value(int node);
  // Bits [high:low] of a node.
  std::string slice(int node, int high, int low);
  // Assignments that keep what later steps use; to be emitted at the end of the step.
  std::vector<std::string> keep();

 private:
  // A name (sliceable) with a base bit, or an expression.
  struct Term {
    std::string text;
    bool is_name = false;
    int low = 0, bits = 0;  // of the name's part
    bool whole = true;
  };
  Term term(int node);
  Term leaf(int node);
  Term compute(int node);
  Term unit_result(int node);
  Term named(int node, const Term& term);
  static std::string text(const Term& term);
  std::string bit_slice(const Term& term, int high, int low);
  std::string extend(const Term& term, Type from, int bits);
  std::string operation(int node);

  const hls::Schedule& s_;
  const Format& format_;
  const std::vector<Register>& registers_;  // of the machine
  VerilogPool& pool_;
  int step_ = 0;
  std::vector<std::string>* lines_ = nullptr;
  std::map<int, Term> here_;            // terms made in this step
  std::map<int, int> variable_count_;   // by width, in this step
  std::map<int, std::string> kept_;     // node -> temporary
  std::map<int, std::vector<int>> free_after_;  // width -> for each temporary: step after which it is free
  std::map<int, int> uses_;             // node -> uses, to decide what deserves a name
};

std::string verilog_constant(std::int64_t value, int bits);

}  // namespace rexa
