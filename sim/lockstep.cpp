#include "sim/lockstep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>

namespace rexa {
namespace {

static_assert(offsetof(RexaRecord, cycle) == 0, "the cycle leads the record, so the rest can be compared");
constexpr std::size_t kPastCycle = sizeof(RexaRecord::cycle);

// One engine in the run with its own world and its latest batch.
struct Lane {
  Engine* engine = nullptr;
  IoWorld io;
  std::vector<RexaRecord> records;
  std::uint64_t count = 0;
  std::size_t reference = 0;  // the lane that it is compared with
};

bool equal(const RexaRecord& left, const RexaRecord& right, bool with_cycle) {
  const std::size_t skip = with_cycle ? 0 : kPastCycle;
  const auto* a = reinterpret_cast<const char*>(&left);
  const auto* b = reinterpret_cast<const char*>(&right);
  return std::memcmp(a + skip, b + skip, sizeof(RexaRecord) - skip) == 0;
}

// Index of the first record that differs among the first `count`, or `count`.
std::uint64_t first_difference(const Lane& left, const Lane& right, std::uint64_t count, bool with_cycle) {
  if (with_cycle && std::memcmp(left.records.data(), right.records.data(), count * sizeof(RexaRecord)) == 0) {
    return count;
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    if (!equal(left.records[i], right.records[i], with_cycle)) return i;
  }
  return count;
}

std::vector<FieldDifference> compare_fields(const RexaRecord& left, const RexaRecord& right, bool with_cycle) {
  std::vector<FieldDifference> result;
  const auto a = record_fields(left);
  const auto b = record_fields(right);
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].value == b[i].value || (a[i].name == "cycle" && !with_cycle)) continue;
    result.push_back({a[i].name, field_text(a[i].value), field_text(b[i].value)});
  }
  return result;
}

class Run {
 public:
  Run(const Program& program, const std::vector<Engine*>& engines, const LockstepOptions& options)
      : program_(program), options_(options) {
    for (Engine* engine : engines) {
      auto lane = std::make_unique<Lane>();
      lane->engine = engine;
      lane->io = IoWorld(options.input, options.steps_per_ms);
      lane->records.resize(options.batch);
      lanes_.push_back(std::move(lane));
    }
    choose_references();
  }

  LockstepResult run() {
    for (auto& lane : lanes_) lane->engine->load(program_, lane->io);
    bool going = true;
    while (going && !result_.difference && result_.records < options_.max_steps) {
      going = step_batch();
    }
    if (!result_.difference) compare_states();
    summarise();
    return std::move(result_);
  }

 private:
  // Engines that count clocks are compared with the first that does, the others with lane 0.
  void choose_references() {
    std::size_t clocked = lanes_.size();
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      const bool counts = lanes_[i]->engine->counts_cycles();
      lanes_[i]->reference = counts && clocked < i ? clocked : 0;
      if (counts && clocked == lanes_.size()) clocked = i;
    }
  }

  bool with_cycle(const Lane& lane) const {
    return lane.engine->counts_cycles() == lanes_[lane.reference]->engine->counts_cycles();
  }

  // False when the machines have stopped.
  bool step_batch() {
    const std::uint64_t want = std::min<std::uint64_t>(options_.batch, options_.max_steps - result_.records);
    for (auto& lane : lanes_) lane->count = std::min(want, run_in_world(*lane->engine, lane->io, want, lane->records.data()));
    std::uint64_t agreed = lanes_[0]->count;
    for (std::size_t i = 1; i < lanes_.size(); ++i) agreed = compare_lane(*lanes_[i], agreed);
    account(agreed);
    return lanes_[0]->count == want;
  }

  // Keeps the earliest difference of the batch; returns how many records agree so far.
  std::uint64_t compare_lane(const Lane& lane, std::uint64_t agreed) {
    const Lane& reference = *lanes_[lane.reference];
    const std::uint64_t both = std::min(lane.count, reference.count);
    const std::uint64_t at = first_difference(reference, lane, both, with_cycle(lane));
    if (at == both && lane.count == reference.count) return agreed;
    if (at >= agreed && result_.difference) return agreed;
    Difference difference;
    difference.index = result_.records + at;
    difference.left = reference.engine->name();
    difference.right = lane.engine->name();
    if (at < reference.count) difference.left_record = reference.records[at];
    if (at < lane.count) difference.right_record = lane.records[at];
    difference.last_agreed = last_;
    if (at > 0) difference.last_agreed = reference.records[at - 1];
    if (at < both) {
      difference.kind = DifferenceKind::kRecord;
      difference.fields = compare_fields(reference.records[at], lane.records[at], with_cycle(lane));
    } else {
      difference.kind = DifferenceKind::kCount;
      difference.fields.push_back({"status", status_text(reference), status_text(lane)});
    }
    result_.difference = std::move(difference);
    return at;
  }

  void account(std::uint64_t agreed) {
    const RexaRecord* records = lanes_[0]->records.data();
    result_.records += agreed;
    result_.retired += agreed;
    for (std::uint64_t i = 0; i < agreed; ++i) result_.retired -= records[i].trap != 0 ? 1 : 0;
    if (agreed > 0) last_ = records[agreed - 1];
    if (options_.on_records && agreed > 0) options_.on_records(records, agreed);
    if (options_.on_progress) options_.on_progress(result_.retired);
  }

  static std::string status_text(const Lane& lane) {
    auto state = std::make_unique<RexaState>();
    lane.engine->inspect(*state);
    return fmt::format("{} after {} clocks", to_string(state->status), state->cycle);
  }

  void compare_states() {
    auto reference = std::make_unique<RexaState>();
    auto state = std::make_unique<RexaState>();
    for (std::size_t i = 1; i < lanes_.size() && !result_.difference; ++i) {
      const Lane& lane = *lanes_[i];
      const Lane& other = *lanes_[lane.reference];
      other.engine->inspect(*reference);
      lane.engine->inspect(*state);
      auto fields = state_differences(*reference, *state, with_cycle(lane) && lane.engine->counts_cycles());
      if (lane.io.output() != other.io.output()) {
        fields.push_back({"console output", fmt::format("{} characters", other.io.output().size()),
                          fmt::format("{} characters", lane.io.output().size())});
      }
      if (lane.io.traffic() != other.io.traffic()) {
        fields.push_back({"port traffic", fmt::format("digest {:016x}", other.io.traffic()),
                          fmt::format("digest {:016x}", lane.io.traffic())});
      }
      if (state->status == REXA_HUNG && fields.empty()) fields.push_back({"status", "hung", "hung"});
      if (fields.empty()) continue;
      Difference difference;
      difference.kind = DifferenceKind::kState;
      difference.index = result_.records;
      difference.left = other.engine->name();
      difference.right = lane.engine->name();
      difference.last_agreed = last_;
      difference.fields = std::move(fields);
      result_.difference = std::move(difference);
    }
  }

  static std::vector<FieldDifference> state_differences(const RexaState& left, const RexaState& right,
                                                        bool with_cycle) {
    std::vector<FieldDifference> fields;
    const auto field = [&](const std::string& name, std::uint64_t a, std::uint64_t b) {
      if (a != b) fields.push_back({name, field_text(a), field_text(b)});
    };
    if (left.status != right.status) {
      fields.push_back({"status", to_string(left.status), to_string(right.status)});
    }
    field("trap", left.trap, right.trap);
    field("pc", left.pc, right.pc);
    field("retired", left.retired, right.retired);
    if (with_cycle) field("cycle", left.cycle, right.cycle);
    static const char* const kNames[kStackCount] = {"data", "return", "loop"};
    for (int s = 0; s < kStackCount; ++s) {
      const std::string name = kNames[s];
      field("depth." + name, left.depth[s], right.depth[s]);
      const std::uint32_t cells = std::min({left.depth[s], right.depth[s], std::uint32_t{1024}});
      for (std::uint32_t c = 0; c < cells; ++c) {
        field(fmt::format("stack.{}[{} from the bottom]", name, c), left.stack[s][c], right.stack[s][c]);
      }
    }
    field("data_bytes", left.data_bytes, right.data_bytes);
    const std::uint32_t bytes = std::min(left.data_bytes, right.data_bytes);
    if (bytes > 0 && std::memcmp(left.data, right.data, bytes) != 0) {
      for (std::uint32_t b = 0; b < bytes; ++b) {
        field(fmt::format("data memory[{:#x}]", b), left.data[b], right.data[b]);
      }
    }
    field("system_cells", left.system_cells, right.system_cells);
    for (std::uint32_t c = 0; c < std::min(left.system_cells, right.system_cells); ++c) {
      field(fmt::format("system memory[{}]", c), left.system[c], right.system[c]);
    }
    for (int r = 0; r < REXA_MOST_REGISTERS; ++r) {
      field(fmt::format("register {}", r), left.registers[r], right.registers[r]);
    }
    return fields;
  }

  void summarise() {
    auto state = std::make_unique<RexaState>();
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      Engine& engine = *lanes_[i]->engine;
      engine.inspect(*state);
      result_.engines.push_back({engine.name(), engine.counts_cycles(), state->status, state->cycle});
      if (i > 0) continue;
      result_.status = state->status;
      result_.trap = state->trap;
      result_.pc = state->pc;
      result_.output = lanes_[i]->io.output();
    }
  }

  const Program& program_;
  const LockstepOptions& options_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::optional<RexaRecord> last_;
  LockstepResult result_;
};

}  // namespace

std::uint64_t LockstepResult::cycles(const std::string& engine) const {
  for (const auto& summary : engines) {
    if (summary.name == engine) return summary.cycles;
  }
  return 0;
}

LockstepResult run_lockstep(const Program& program, const std::vector<Engine*>& engines,
                            const LockstepOptions& options) {
  return Run(program, engines, options).run();
}

const char* to_string(RexaStatus status) {
  switch (status) {
    case REXA_RUNNING:
      return "running";
    case REXA_HALTED:
      return "halted";
    case REXA_TRAPPED:
      return "trapped";
    case REXA_HUNG:
      return "hung";
  }
  return "unknown";
}

}  // namespace rexa
