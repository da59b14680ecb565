#include "hls/address_ranges.hpp"

#include <algorithm>

namespace rexa::hls {
namespace {

using Known = AddressRanges::Known;

std::uint64_t all_ones(int bits) { return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1; }

Known exactly(std::uint64_t value) { return {~std::uint64_t{0}, value, value, value}; }

// A number of that width: bits above it are zero, and bounds follow from bits.
Known within(Known known, int bits) {
  const std::uint64_t ones = all_ones(bits);
  known.mask |= ~ones;
  known.bits &= ones;
  known.least = std::max(known.least, known.bits);
  known.most = std::min(known.most, known.bits | ~known.mask);
  return known;
}

Known sum(const Known& a, const Known& b, int bits) {
  Known result;
  // Low bits, up to the first that is not known of both; if nothing overlaps, no carry arises anywhere.
  const std::uint64_t both = a.mask & b.mask;
  const std::uint64_t low = both & ~(both + 1);  // the run of ones at the bottom
  result.mask = both == ~std::uint64_t{0} ? both : low;
  const std::uint64_t may_a = a.bits | ~a.mask, may_b = b.bits | ~b.mask;
  if ((may_a & may_b) == 0) result.mask = both;
  result.bits = (a.bits + b.bits) & result.mask;
  if (a.most <= all_ones(bits) && b.most <= all_ones(bits) - a.most) {
    result.least = a.least + b.least;
    result.most = a.most + b.most;
  }
  return within(result, bits);
}

Known known_of(const Problem& problem, int node, const std::vector<Known>& before) {
  const Node& n = problem.nodes[node];
  const int bits = n.type.bits;
  if (n.kind == NodeKind::kLeaf && n.op == Op::kConst)
    return exactly(static_cast<std::uint64_t>(n.imm) & all_ones(bits));
  if (n.kind != NodeKind::kPure) return within({}, bits);
  auto argument = [&](int i) -> const Known& { return before[static_cast<std::size_t>(n.args[i])]; };
  switch (n.op) {
    case Op::kConvert: {
      const Type from = problem.nodes[n.args[0]].type;
      if (bits > from.bits && from.is_signed) break;
      Known known = argument(0);
      if (known.most > all_ones(bits)) known.least = 0, known.most = ~std::uint64_t{0};
      return within(known, bits);
    }
    case Op::kConcat: {
      const int low_bits = problem.nodes[n.args[1]].type.bits;
      const Known high = argument(0), low = argument(1);
      return within({high.mask << low_bits | (low.mask & all_ones(low_bits)), high.bits << low_bits | low.bits}, bits);
    }
    case Op::kAnd: {
      const Known a = argument(0), b = argument(1);
      const std::uint64_t zero = (a.mask & ~a.bits) | (b.mask & ~b.bits), one = a.bits & b.bits;
      return within({zero | one, one, 0, std::min(a.most, b.most)}, bits);
    }
    case Op::kOr: {
      const Known a = argument(0), b = argument(1);
      const std::uint64_t one = a.bits | b.bits, zero = (a.mask & ~a.bits) & (b.mask & ~b.bits);
      return within({zero | one, one}, bits);
    }
    case Op::kShl: {
      const Known shift = argument(1);
      if (shift.least != shift.most || shift.least >= static_cast<std::uint64_t>(bits)) break;
      const Known a = argument(0);
      const int count = static_cast<int>(shift.least);
      Known known = {a.mask << count | all_ones(count), a.bits << count};
      if (a.most <= all_ones(bits - count)) known.least = a.least << count, known.most = a.most << count;
      return within(known, bits);
    }
    case Op::kAdd: return sum(argument(0), argument(1), bits);
    case Op::kSelect: {
      const Known a = argument(1), b = argument(2);
      const std::uint64_t same = a.mask & b.mask & ~(a.bits ^ b.bits);
      return within({same, a.bits & same, std::min(a.least, b.least), std::max(a.most, b.most)}, bits);
    }
    default: break;
  }
  return within({}, bits);
}

}  // namespace

AddressRanges::AddressRanges(const Problem& problem) {
  for (std::size_t n = 0; n < problem.nodes.size(); ++n)
    known_.push_back(known_of(problem, static_cast<int>(n), known_));
}

bool AddressRanges::may_be_same(int node_a, int node_b) const {
  const Known &a = known_[static_cast<std::size_t>(node_a)], &b = known_[static_cast<std::size_t>(node_b)];
  return a.least <= b.most && b.least <= a.most && ((a.bits ^ b.bits) & a.mask & b.mask) == 0;
}

}  // namespace rexa::hls
