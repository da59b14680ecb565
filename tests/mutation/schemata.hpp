// Mutation schemata (Untch, Offutt, Harrold, "Mutation analysis using mutant schemata", ISSTA 1993): one
// program that holds all its mutants, each chosen when it runs by its number. 0 is the program without a fault.
#pragma once

#include <string>
#include <vector>

#include "base/files.hpp"
#include "tests/mutation/operators.hpp"

namespace rexa::mutation {

struct Mutant {
  int number = 0;  // from 1
  std::size_t subject = 0;
  Fault fault;
};

struct Choice {
  std::uint64_t seed = 1;
  std::size_t per_rule = 10;       // mutants of each rule in the largest subject
  std::size_t per_rule_small = 3;  // in each other one
};

// Mutants of all subjects, numbered on; evenly spread over each file and each rule, from a place that the seed
// says.
std::vector<Mutant> choose_mutants(const std::vector<Subject>& subjects, const Choice& choice);

// The subject's text with those mutants of it. `only`: not a schema but the text with that one fault.
std::string with_mutants(const Subject& subject, std::size_t index, const std::vector<Mutant>& mutants,
                         int only = 0);

// Verilog: every module of `files` gets the input mutant_i and passes it on; C++: see kCppSelector.
std::string with_selector_port(const std::string& verilog);

// What C++ text with mutants refers to, and its definition, in a plug-in.
inline constexpr const char* kCppSelector = "#include <type_traits>\nextern \"C\" unsigned rexa_mutant;\n";
inline constexpr const char* kCppSelectorDefinition =
    "\nextern \"C\" unsigned rexa_mutant;\nunsigned rexa_mutant = 0;\n";

// One line: file, line, rule, edit.
std::string describe(const Subject& subject, const Mutant& mutant);

}  // namespace rexa::mutation
