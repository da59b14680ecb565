#include "sim/shrink.hpp"

#include <algorithm>
#include <set>

#include "sim/program_units.hpp"

namespace rexa {
namespace {

using Units = std::vector<std::string>;

class TextShrinker {
 public:
  TextShrinker(Units units, const std::function<bool(const std::string&)>& fails, const ShrinkOptions& options)
      : units_(std::move(units)), fails_(fails), options_(options) {}

  Units run() {
    std::size_t before = 0;
    do {
      before = weight();
      remove_structures();
      remove_chunks();
      unwrap_structures();
      inline_definitions();
      replace_by_numbers();
      lower_numbers();
    } while (weight() < before && tries_ < options_.max_tries);
    return units_;
  }

 private:
  std::size_t weight() const {
    std::size_t characters = 0;
    for (const auto& unit : units_) characters += unit.size() + 1;
    return characters;
  }

  bool accept(const Units& candidate) {
    if (tries_ >= options_.max_tries) return false;
    ++tries_;
    if (!fails_(join_units(candidate))) return false;
    units_ = candidate;
    if (options_.on_progress) options_.on_progress(tries_, units_.size());
    return true;
  }

  static Units without(const Units& units, std::size_t from, std::size_t to) {
    Units rest(units.begin(), units.begin() + static_cast<std::ptrdiff_t>(from));
    rest.insert(rest.end(), units.begin() + static_cast<std::ptrdiff_t>(std::min(to, units.size())),
                units.end());
    return rest;
  }

  static Units without(const Units& units, const std::set<std::size_t>& positions) {
    Units rest;
    for (std::size_t at = 0; at < units.size(); ++at) {
      if (positions.count(at) == 0) rest.push_back(units[at]);
    }
    return rest;
  }

  // Largest first, so that most of the text goes in few tries.
  std::vector<std::vector<std::size_t>> structures() const {
    auto found = program_structures(units_);
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.back() - a.front() > b.back() - b.front(); });
    return found;
  }

  // Whole definitions (with their calls) and control structures.
  void remove_structures() {
    for (bool again = true; again;) {
      again = false;
      for (const auto& structure : structures()) {
        Units rest = without(units_, structure.front(), structure.back() + 1);
        const std::string& head = units_[structure.front()];
        if (head.starts_with(": ")) {
          const std::string name = head.substr(2);
          rest.erase(
              std::remove_if(rest.begin(), rest.end(),
                             [&](const std::string& unit) { return unit == name || unit == "$ " + name; }),
              rest.end());
        }
        if (accept(rest)) {
          again = true;
          break;
        }
      }
    }
  }

  // Runs of units; small ones at every offset, so that a push and its drop go together.
  void remove_chunks() {
    for (std::size_t size = std::max<std::size_t>(units_.size() / 2, 1); size >= 1; size /= 2) {
      const std::size_t stride = size <= 8 ? 1 : size / 2;
      for (std::size_t at = 0; at < units_.size();) {
        if (!accept(without(units_, at, at + size))) at += stride;
      }
    }
  }

  // The body without what surrounds it; an `if` without its `else` part.
  void unwrap_structures() {
    for (bool again = true; again;) {
      again = false;
      for (const auto& structure : structures()) {
        const std::set<std::size_t> marks(structure.begin(), structure.end());
        if (units_[structure.front()].starts_with(": ")) continue;
        const bool done = accept(without(units_, marks)) ||
                          (structure.size() == 3 && accept(without(units_, structure[1], structure[2])));
        if (done) {
          again = true;
          break;
        }
      }
    }
  }

  // A definition's body in place of its calls.
  void inline_definitions() {
    for (bool again = true; again;) {
      again = false;
      for (const auto& structure : structures()) {
        if (!units_[structure.front()].starts_with(": ")) continue;
        const std::string name = units_[structure.front()].substr(2);
        const auto at = [&](std::size_t unit) { return units_.begin() + static_cast<std::ptrdiff_t>(unit); };
        const Units body(at(structure.front() + 1), at(structure.back()));
        Units candidate;
        for (const auto& unit : without(units_, structure.front(), structure.back() + 1)) {
          if (unit == name) {
            candidate.insert(candidate.end(), body.begin(), body.end());
          } else {
            candidate.push_back(unit);
          }
        }
        if (candidate.size() <= units_.size() + 40 && accept(candidate)) {
          again = true;
          break;
        }
      }
    }
  }

  // What computes a value, by a value. Only once little is left: it takes many tries.
  void replace_by_numbers() {
    if (units_.size() > 80) return;
    for (const std::size_t size : {4U, 3U, 2U, 1U}) {
      for (std::size_t at = 0; at + size <= units_.size(); ++at) {
        if (size == 1 && units_[at].size() <= 2) continue;
        for (const char* number : {"1", "-1"}) {
          Units candidate = without(units_, at, at + size);
          candidate.insert(candidate.begin() + static_cast<std::ptrdiff_t>(at), number);
          if (accept(candidate)) break;
        }
      }
    }
  }

  void lower_numbers() {
    for (std::size_t at = 0; at < units_.size(); ++at) {
      const std::string unit = units_[at];
      const bool digits =
          unit.find_first_not_of("0123456789", unit.starts_with("-") ? 1 : 0) == std::string::npos;
      if (!digits || unit == "-" || unit == "0" || unit.size() > 12) continue;
      const long long value = std::stoll(unit);
      for (const long long lower : {0LL, 1LL, value / 16, value / 2, value - (value > 0 ? 1 : -1)}) {
        if (std::abs(lower) >= std::abs(value)) continue;
        Units candidate = units_;
        candidate[at] = std::to_string(lower);
        if (accept(candidate)) break;
      }
    }
  }

  Units units_;
  const std::function<bool(const std::string&)>& fails_;
  const ShrinkOptions& options_;
  int tries_ = 0;
};

}  // namespace

std::string shrink_text(const std::string& text, const std::function<bool(const std::string&)>& fails,
                        const ShrinkOptions& options) {
  const Units units = program_units(text);
  // Laid out afresh a text means the same; if it does not fail any more, leave it alone.
  if (!fails(join_units(units))) return text;
  return join_units(TextShrinker(units, fails, options).run());
}

std::vector<std::uint8_t> shrink_bytes(const std::vector<std::uint8_t>& code, std::uint8_t filler,
                                       const std::function<bool(const std::vector<std::uint8_t>&)>& fails,
                                       const ShrinkOptions& options) {
  std::vector<std::uint8_t> best = code;
  int tries = 0;
  const auto accept = [&](const std::vector<std::uint8_t>& candidate) {
    if (candidate == best || tries >= options.max_tries) return false;
    ++tries;
    if (!fails(candidate)) return false;
    best = candidate;
    if (options.on_progress) options.on_progress(tries, best.size());
    return true;
  };
  for (std::size_t cut = best.size() / 2; cut >= 1; cut /= 2) {
    while (best.size() > cut && accept({best.begin(), best.end() - static_cast<std::ptrdiff_t>(cut)})) {
    }
  }
  // Runs taken out move what follows and break jumps across them; often nothing minds.
  for (std::size_t size = std::max<std::size_t>(best.size() / 2, 1); size >= 1; size /= 2) {
    for (std::size_t at = 0; at + size <= best.size();) {
      std::vector<std::uint8_t> candidate = best;
      const auto from = candidate.begin() + static_cast<std::ptrdiff_t>(at);
      candidate.erase(from, from + static_cast<std::ptrdiff_t>(size));
      if (!accept(candidate)) at += size;
    }
  }
  for (std::size_t size = std::max<std::size_t>(best.size() / 2, 1); size >= 1; size /= 2) {
    for (std::size_t at = 0; at < best.size(); at += size) {
      std::vector<std::uint8_t> candidate = best;
      std::fill_n(candidate.begin() + static_cast<std::ptrdiff_t>(at), std::min(size, best.size() - at),
                  filler);
      accept(candidate);
    }
  }
  return best;
}

}  // namespace rexa
