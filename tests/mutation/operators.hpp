// Mutation operators: rules that say which faults a site can have. A fault is one small edit of the site's
// text.
#pragma once

#include <string>
#include <vector>

#include "tests/mutation/sites.hpp"

namespace rexa::mutation {

struct Fault {
  std::string rule;
  std::size_t site = 0;      // index in the subject
  bool deletes = false;      // the statement is left out; else:
  std::string expression;    // what stands in place of the site's expression
  std::string was, becomes;  // the edit, for people
  int line = 0;
};

// Every fault of every rule at every site, in the order of the text. Depends on nothing but the text.
//
//   operator     + to -, < to <=, & to |, && to ||, ...
//   operands     of an operator that does not commute, swapped
//   constant     one more (one bit: the other)
//   depth        a new stack depth off by one
//   address      an address or index off by one
//   condition    negated
//   trap check   never traps
//   term         one of the terms of && or || left out
//   choice       arms of ?: swapped
//   register     another register, or local, of the same kind
//   state        the next state, or trap, of its list
//   slice        a bit field one place lower
//   negation     !, ~ or - left out
//   deletion     the statement left out
std::vector<Fault> all_faults(const Subject& subject);

}  // namespace rexa::mutation
