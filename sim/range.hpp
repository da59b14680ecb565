// Interval arithmetic on the values of the IR: what a value can be when its arguments are only known to lie in
// ranges. Sound: the result holds every value that the operation can give. Exact when all arguments are known.
#pragma once

#include <cstdint>
#include <vector>

#include "isa/ir.hpp"

namespace rexa {

// lo <= value <= hi in the canonical form of isa/evaluate.hpp. A 64-bit unsigned value is either known or any.
struct Range {
  std::int64_t lo = 0;
  std::int64_t hi = 0;
  bool without_zero = false;  // zero lies between them, but it is not that
  bool known() const { return lo == hi; }
  bool can_be(std::int64_t value) const { return lo <= value && value <= hi && !(without_zero && value == 0); }
  friend bool operator==(const Range&, const Range&) = default;
};

Range any_of(Type type);
Range exactly(std::int64_t value);
// The smallest range that holds both.
Range join(Range a, Range b);
// The same bits as another type: cells on the stacks have no sign of their own.
Range retype(Range range, Type from, Type to);

// One pure operation (isa/evaluate.hpp); `types` are those of the arguments.
Range range_of(const Value& value, const std::vector<Range>& args, const std::vector<Type>& types);

}  // namespace rexa
