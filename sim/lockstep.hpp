// Lockstep: runs one program on any set of engines and compares every retirement record and the final state.
// Records are compared byte for byte, in batches. Clock counts are compared among the engines that count them;
// nothing else is ever left out. An engine that hangs, or stops early, differs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/engine.hpp"
#include "sim/record_fields.hpp"

namespace rexa {

struct LockstepOptions {
  std::uint64_t max_steps = 100'000'000;
  std::uint64_t batch = 4096;
  std::string input;  // what the console gives, to each engine alike
  std::uint64_t steps_per_ms = IoWorld::kStepsPerMs;
  // Called with the records on which all engines agree, batch by batch; may be empty.
  std::function<void(const RexaRecord* records, std::uint64_t count)> on_records;
  // Called after each batch with the instructions so far; may be empty.
  std::function<void(std::uint64_t retired)> on_progress;
};

enum class DifferenceKind {
  kRecord,  // both engines retired an instruction, with different records
  kCount,   // one engine stopped (or hung) where the other went on
  kState,   // all records agree, the state at the end does not
};

// One field or part of the state in which two engines differ, as text.
struct FieldDifference {
  std::string name;
  std::string left;
  std::string right;
};

// The first difference between two engines.
struct Difference {
  DifferenceKind kind = DifferenceKind::kRecord;
  std::uint64_t index = 0;  // records before it
  std::string left;         // engines, in the order given
  std::string right;
  std::optional<RexaRecord> left_record;  // absent where that engine has stopped, and for kState
  std::optional<RexaRecord> right_record;
  std::optional<RexaRecord> last_agreed;  // the record before
  std::vector<FieldDifference> fields;
};

struct EngineSummary {
  std::string name;
  bool counts_cycles = false;
  RexaStatus status = REXA_RUNNING;
  std::uint64_t cycles = 0;
};

struct LockstepResult {
  std::optional<Difference> difference;
  std::uint64_t records = 0;         // agreed upon
  std::uint64_t retired = 0;         // of them, instructions that did not trap
  RexaStatus status = REXA_RUNNING;  // kRunning: the step limit was reached
  int trap = 0;
  std::uint32_t pc = 0;
  std::string output;  // of the first engine
  std::vector<EngineSummary> engines;
  // Of the named engine, 0 if it did not take part.
  std::uint64_t cycles(const std::string& engine) const;
};

// `engines` has at least one; the first is the reference.
LockstepResult run_lockstep(const Program& program, const std::vector<Engine*>& engines,
                            const LockstepOptions& options = {});

const char* to_string(RexaStatus status);

}  // namespace rexa
