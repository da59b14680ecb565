#include "sim/wcet.hpp"

#include <algorithm>
#include <list>
#include <map>

#include "sim/source_map.hpp"

namespace rexa {
namespace {

// How often the loop that begins at an address may run, as comments of the text say.
std::map<std::uint32_t, std::uint64_t> annotations(const Program& program) {
  std::map<std::uint32_t, std::uint64_t> bounds;
  const std::string& text = program.source;
  int line = 1;
  std::size_t line_start = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') {
      ++line;
      line_start = at + 1;
      continue;
    }
    constexpr std::string_view kMark = "( loops ";
    if (text.compare(at, kMark.size(), kMark) != 0) continue;
    std::uint64_t most = 0;
    for (std::size_t digit = at + kMark.size(); digit < text.size() && text[digit] >= '0' && text[digit] <= '9'; ++digit)
      most = most * 10 + static_cast<std::uint64_t>(text[digit] - '0');
    const int column = static_cast<int>(at - line_start) + 1;
    for (const Program::Line& place : program.lines) {
      if (place.line < line || (place.line == line && place.column < column)) continue;
      bounds[place.pc] = most;
      break;
    }
  }
  return bounds;
}

// A state on its way, and how often it has gone round the loops that it is in.
struct Traveller {
  AbstractState state;
  struct Round {
    std::uint32_t header;
    std::size_t calls;  // depth of the return stack there
    std::uint64_t count;
    std::uint64_t open_count;  // rounds in which something was undecided
    bool open;
  };
  std::vector<Round> rounds;
};

// Those in inner calls and earlier in the code go first, so that states meet where ways join. Any order is sound.
bool before(const AbstractState& a, const AbstractState& b) {
  const auto& ra = a.stacks[1];
  const auto& rb = b.stacks[1];
  const std::size_t common = std::min(ra.size(), rb.size());
  for (std::size_t i = 0; i < common; ++i)
    if (ra[i].lo != rb[i].lo) return ra[i].lo < rb[i].lo;
  if (ra.size() == rb.size()) return a.pc < b.pc;
  // One is in a call that the other has not made or has left: compare where it will come back to.
  if (ra.size() > rb.size()) return static_cast<std::uint32_t>(ra[common].lo) <= b.pc;
  return a.pc < static_cast<std::uint32_t>(rb[common].lo);
}

class Exploration {
 public:
  Exploration(const Machine& machine, const Program& program, const CycleTable& cycles, const WcetOptions& options)
      : program_(program),
        abstract_(machine, program, cycles),
        options_(options),
        annotated_(annotations(program)) {}

  const AbstractMachine& machine() const { return abstract_; }

  WcetBound run(AbstractState start) {
    bound_.pc = start.pc;
    add({std::move(start), {}});
    while (!waiting_.empty() && bound_.reason.empty()) {
      if (++steps_ > options_.most_steps) {
        fail("the analysis did not come to an end in " + std::to_string(options_.most_steps) + " steps",
             waiting_.front().state.pc);
        break;
      }
      Traveller now = std::move(waiting_.front());
      waiting_.pop_front();
      AbstractMachine::Outcome outcome = abstract_.step(now.state);
      for (const AbstractEnd& end : outcome.ends) take(end);
      if (outcome.undecided) note_open_loops(now, outcome.next);
      for (AbstractState& next : outcome.next) go_on(now, std::move(next), outcome.next.size() == 1);
    }
    if (bound_.reason.empty()) bound_.bound = worst_;
    return std::move(bound_);
  }

 private:
  void fail(const std::string& reason, std::uint32_t pc) {
    if (!bound_.reason.empty()) return;
    bound_.reason = reason;
    bound_.where = where_of(program_, pc);
  }

  void take(const AbstractEnd& end) {
    worst_.instructions = std::max(worst_.instructions, end.cost.instructions);
    worst_.clocks = std::max(worst_.clocks, end.cost.clocks);
    if (end.kind == EndKind::kTrap) bound_.may_trap = true;
    if (end.kind == EndKind::kUnknownJump) fail("it jumps to an address that is not known", end.pc);
    if (end.kind == EndKind::kStartsTasks) fail("it starts tasks: ask for each word that a task runs", end.pc);
    if (end.kind == EndKind::kWaits) fail("it waits for other tasks or for time", end.pc);
  }

  // Loops that this step may leave or not.
  void note_open_loops(Traveller& now, const std::vector<AbstractState>& next) const {
    for (auto& round : now.rounds) {
      if (round.calls != now.state.stacks[1].size()) continue;
      const std::uint32_t end = ends_.at(round.header);
      for (const AbstractState& state : next)
        if (state.pc < round.header || state.pc > end) round.open = true;
    }
  }

  void go_on(Traveller& from, AbstractState next, bool last) {
    const std::uint32_t pc = from.state.pc;
    const bool back = next.pc <= pc && next.stacks[1].size() == from.state.stacks[1].size() && next.maybe_jumped;
    Traveller traveller;
    traveller.state = std::move(next);
    traveller.rounds = last ? std::move(from.rounds) : from.rounds;
    leave_loops(traveller);
    if (back && !round(traveller, pc)) return;
    add(std::move(traveller));
  }

  // Rounds of words that have been left no longer count.
  static void leave_loops(Traveller& traveller) {
    const std::size_t calls = traveller.state.stacks[1].size();
    std::erase_if(traveller.rounds, [&](const Traveller::Round& round) { return round.calls > calls; });
  }

  // One more time round the loop at the state's pc; false: that many times it cannot go.
  bool round(Traveller& traveller, std::uint32_t from) {
    const std::uint32_t header = traveller.state.pc;
    const std::size_t calls = traveller.state.stacks[1].size();
    auto& end = ends_[header];
    end = std::max(end, from);
    // Loops inside this one have been left.
    std::erase_if(traveller.rounds, [&](const Traveller::Round& r) {
      return r.calls == calls && r.header > header && r.header <= from;
    });
    auto found = std::find_if(traveller.rounds.begin(), traveller.rounds.end(),
                              [&](const Traveller::Round& r) { return r.header == header && r.calls == calls; });
    if (found == traveller.rounds.end())
      found = traveller.rounds.insert(found, {header, calls, 1, 0, false});
    ++found->count;
    if (found->open) ++found->open_count;
    found->open = false;
    const auto limit = annotated_.find(header);
    if (limit != annotated_.end()) return found->count <= limit->second;
    AbstractState& last = last_round_[{header, calls}];
    const bool repeats = found->count > 2 && last.same_but_for_cost(traveller.state);
    if (found->open_count > options_.most_open_rounds || (repeats && found->open_count > 0)) {
      fail("nothing says how often this loop runs at most; write `( loops N )` behind its begin", header);
      return false;
    }
    if (repeats) {
      fail("this loop never ends", header);
      return false;
    }
    last = traveller.state;
    return true;
  }

  // In order; joined with one that is at the same place in the same calls.
  void add(Traveller traveller) {
    auto at = waiting_.begin();
    while (at != waiting_.end() && before(at->state, traveller.state)) ++at;
    for (auto same = at; same != waiting_.end() && same->state.pc == traveller.state.pc; ++same) {
      if (!same->state.meets(traveller.state)) continue;
      same->state.join(traveller.state);
      join_rounds(*same, traveller);
      return;
    }
    if (waiting_.size() >= 4096) return fail("more ways at a time than the analysis can follow", traveller.state.pc);
    waiting_.insert(at, std::move(traveller));
  }

  // The fewest rounds so far: then the most are still to come.
  static void join_rounds(Traveller& into, const Traveller& other) {
    for (auto& round : into.rounds) {
      const auto its = std::find_if(other.rounds.begin(), other.rounds.end(), [&](const Traveller::Round& r) {
        return r.header == round.header && r.calls == round.calls;
      });
      if (its == other.rounds.end()) {
        round.count = 1;
        continue;
      }
      round.count = std::min(round.count, its->count);
      round.open_count = std::max(round.open_count, its->open_count);
      round.open = round.open || its->open;
    }
  }

  const Program& program_;
  AbstractMachine abstract_;
  const WcetOptions& options_;
  std::map<std::uint32_t, std::uint64_t> annotated_;
  std::list<Traveller> waiting_;
  std::map<std::pair<std::uint32_t, std::size_t>, AbstractState> last_round_;
  std::map<std::uint32_t, std::uint32_t> ends_;  // of the loop with this header: its last back jump
  std::uint64_t steps_ = 0;
  Cost worst_;
  WcetBound bound_;
};

}  // namespace

Result<WcetBound> wcet_of_word(const Machine& machine, const CycleTable& cycles, const Program& program,
                               const std::string& word, const WcetOptions& options) {
  std::vector<std::string> known;
  for (const Program::Symbol& symbol : program.symbols) {
    known.push_back(symbol.name);
    if (symbol.name != word) continue;
    Exploration exploration(machine, program, cycles, options);
    WcetBound bound = exploration.run(exploration.machine().at_word(symbol.pc));
    bound.word = word;
    return bound;
  }
  Where where;
  where.file = program.source_file;
  return error("unknown-word", "the program has no word '" + word + "'", where, did_you_mean(word, known));
}

WcetBound wcet_of_program(const Machine& machine, const CycleTable& cycles, const Program& program,
                          const WcetOptions& options) {
  Exploration exploration(machine, program, cycles, options);
  return exploration.run(exploration.machine().at_entry());
}

}  // namespace rexa
