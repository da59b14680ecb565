// One interface over the four engines. An engine runs a Program and can be looked at; it never prints.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "isa/spec.hpp"
#include "sim/engine_abi.h"

namespace rexa {

// What the text compiler makes of a program: the memories at the start. `code` includes the library.
struct Program {
  std::string name;
  std::vector<std::uint8_t> code;
  std::vector<std::uint8_t> data;
  std::uint32_t entry = 0;
  std::vector<std::uint32_t> system;     // cells of system memory; empty without tasks
  std::vector<std::uint32_t> registers;  // first values, by index
  // Which source text each instruction comes from, sorted by pc; empty for bytecode without text.
  struct Line { std::uint32_t pc; int line; int column; };
  std::vector<Line> lines;
  std::string source_file;
  std::string source;
  // Addresses of the words, for listings and traces.
  struct Symbol { std::uint32_t pc; std::string name; };
  std::vector<Symbol> symbols;
};

// The world at the ports. Port 0 is the console, port 1 the milliseconds since the start; any other port reads
// back what was last written to it. Time passes with the engine's steps (run_in_world), not with the host's
// clock: so every engine sees the same time at the same instruction.
class IoWorld {
 public:
  static constexpr std::uint64_t kStepsPerMs = 1000;
  explicit IoWorld(std::string input = "", std::uint64_t steps_per_ms = kStepsPerMs)
      : input_(std::move(input)), steps_per_ms_(steps_per_ms) {}
  void reset();
  const std::string& output() const { return output_; }
  // Called with each console character as it is written; may be empty.
  std::function<void(char)> on_output;
  RexaIo io();  // valid while this object lives; reading the console gives the next input byte, -1 at its end
  // Digest of all port traffic in order (FNV-1a, 64 bit): equal worlds saw the same.
  std::uint64_t traffic() const { return traffic_; }
  static constexpr std::uint32_t kTimerPort = 1;
  std::uint64_t now_ms() const { return steps_ / steps_per_ms_; }
  std::uint64_t steps_to_tick() const { return steps_per_ms_ - steps_ % steps_per_ms_; }
  void stepped(std::uint64_t steps) { steps_ += steps; }  // at most steps_to_tick()
  void write(std::uint32_t port, std::uint32_t value);
  std::uint32_t read(std::uint32_t port);

 private:
  std::string input_, output_;
  std::size_t position_ = 0;
  std::uint64_t steps_per_ms_;
  std::uint64_t steps_ = 0;  // that the engine has taken
  std::vector<std::pair<std::uint32_t, std::uint32_t>> latches_;  // port -> value, sorted
  std::uint64_t traffic_ = kTrafficStart;
  static constexpr std::uint64_t kTrafficStart = 0xcbf29ce484222325;
  void note(std::uint64_t event);
};

class Engine {
 public:
  virtual ~Engine() = default;
  virtual const std::string& name() const = 0;  // "eval", "vm", "tlm", "rtl"
  virtual bool counts_cycles() const = 0;
  virtual void load(const Program& program, IoWorld& io) = 0;
  virtual std::uint64_t run(std::uint64_t max_steps, RexaRecord* records) = 0;
  virtual void inspect(RexaState& state) = 0;
  // False when this engine has no waveforms.
  virtual bool trace(const std::string& path, std::uint64_t from_cycle, std::uint64_t to_cycle) = 0;
};

// Engine::run while time passes in `io`, the world that the engine was loaded with.
std::uint64_t run_in_world(Engine& engine, IoWorld& io, std::uint64_t max_steps, RexaRecord* records);

// How the vm engine gets from one instruction to the next, where no records are asked for.
//   translated  handlers per instruction and per group of instructions, checks of a block at its entry
//   ungrouped   the same with a handler for each instruction only
//   unchecked   translated without any check: to measure what they cost, and for nothing else
//   direct      handlers per instruction that work on the bytecode as it is: the form for microcontrollers
//   threaded    the plain loop, each instruction jumping to the next through a table of labels
//   switch      the plain loop around a switch
inline constexpr const char* kVmStrategies[] = {"translated", "ungrouped", "unchecked", "direct", "threaded", "switch"};

struct EngineOptions {
  std::string vm_strategy = "translated";  // one of kVmStrategies
  bool waveforms = false;  // rtl: build with VCD tracing
  // Called with what is being built, for progress; may be empty.
  std::function<void(const std::string&)> on_build;
};

// Generates, compiles (cached by content hash) and loads the engine for the machine.
Result<std::unique_ptr<Engine>> make_engine(const std::string& name, const Machine& machine,
                                            const EngineOptions& options = {});

}  // namespace rexa
