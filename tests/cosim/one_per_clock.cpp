// Clock by clock on the RTL of the default core: which words retire one per clock when they stand back to back,
// and where the width of code memory adds a clock. Prints both tables; exit 1 where they are not as they should be.
//
// Words are written as runs, long enough to bring the stacks deep into their block RAM, at even and at odd
// addresses; retirement records say in which clock each of them retired.
#include <cstdlib>
#include <memory>

#include <fmt/format.h>

#include "hls/cycle_table.hpp"
#include "sim/code_writer.hpp"
#include "sim/engine.hpp"
#include "sim/task_image.hpp"

using namespace rexa;

namespace {

constexpr int kRun = 40, kRounds = 4;

int faults = 0;

void fault(const std::string& text) {
  ++faults;
  fmt::print("FAULT {}\n", text);
}

class Bench {
 public:
  explicit Bench(const std::string& home) {
    auto loaded = load_machine(home + "/configs/default.json", {});
    if (!loaded) fail(loaded.diagnostics());
    machine_ = std::make_unique<Machine>(std::move(*loaded));
    auto engine = make_engine("rtl", *machine_);
    if (!engine) fail(engine.diagnostics());
    engine_ = std::move(*engine);
    uses_ = std::make_unique<OpUses>(*machine_);
  }

  CodeWriter writer() const { return CodeWriter(*machine_, *uses_); }
  int op(const std::string& word) const {
    const Instruction* found = machine_->find(word);
    if (found == nullptr) fail({error("no-such-word", word)});
    return static_cast<int>(found - machine_->instructions.data());
  }
  const Instruction& instruction(int op) const { return machine_->instructions[op]; }

  std::vector<RexaRecord> run(const CodeWriter& code) {
    Program program;
    program.code = code.code();
    start_whole_machine(*machine_, program);
    IoWorld io;
    engine_->load(program, io);
    std::vector<RexaRecord> records(100'000);
    records.resize(engine_->run(records.size(), records.data()));
    if (records.empty() || !records.back().halted) fail({error("did-not-halt", "a program of this test traps")});
    return records;
  }

 private:
  [[noreturn]] static void fail(const Diagnostics& diagnostics) {
    fmt::print("{}", format(diagnostics));
    std::exit(2);
  }

  std::unique_ptr<Machine> machine_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<OpUses> uses_;
};

// --- one per clock ---

// A word, with what makes the stacks ready for a run of it and what clears up after it.
struct Row {
  const char* word;
  const char* before;  // a word written kRun times, or nothing
  const char* after;
};
constexpr Row kRows[] = {
    {"dup", "", "drop"}, {"drop", "lit", ""},     {"swap", "", ""},        {"over", "", "drop"}, {"nip", "lit", ""},
    {"+", "lit", ""},    {"-", "lit", ""},        {"and", "lit", ""},      {"or", "lit", ""},    {"xor", "lit", ""},
    {"=", "lit", ""},    {"<", "lit", ""},        {"0=", "", ""},          {">r", "lit", "r> drop"},
    {"r>", "lit >r", "drop"}, {"i", "", "drop"},  {"lit", "", "drop"},
};

void put_run(const Bench& bench, CodeWriter& code, const std::string& word) {
  for (int k = 0; k < kRun; ++k) code.put(bench.op(word), word == "lit" ? 1000 + 7 * k : 0);
}

void put_runs(const Bench& bench, CodeWriter& code, const std::string& words) {
  for (std::size_t start = 0; start < words.size();) {
    const std::size_t end = std::min(words.find(' ', start), words.size());
    put_run(bench, code, words.substr(start, end - start));
    start = end + 1;
  }
}

struct Measured {
  int instructions = 0, clocks = 0, slowest = 0;
};

Measured measure(Bench& bench, const Row& row, bool odd) {
  CodeWriter code = bench.writer();
  for (int k = 0; k < 3; ++k) code.literal(k + 1);  // for `swap`, `over`, and the last of a run
  for (int k = 0; k < 2; ++k) code.literal(5);
  code.put(bench.op("do"));
  for (int round = 0; round < kRounds; ++round) {
    put_runs(bench, code, row.before);
    while ((code.size() % 2 != 0) != odd) code.put(bench.op("nop"));
    put_run(bench, code, row.word);
    put_runs(bench, code, row.after);
  }
  code.put(bench.op("halt"));
  Measured measured;
  const int op = bench.op(row.word);
  const auto records = bench.run(code);
  for (std::size_t k = 1; k < records.size(); ++k) {
    if (records[k].op != op) continue;
    const int clocks = static_cast<int>(records[k].cycle - records[k - 1].cycle);
    ++measured.instructions;
    measured.clocks += clocks;
    measured.slowest = std::max(measured.slowest, clocks);
  }
  return measured;
}

void one_per_clock(Bench& bench) {
  fmt::print("{:<8}{:>14}{:>22}{:>22}\n", "word", "instructions", "clocks, even address", "clocks, odd address");
  for (const Row& row : kRows) {
    const Measured even = measure(bench, row, false), odd = measure(bench, row, true);
    fmt::print("{:<8}{:>14}{:>22}{:>22}\n", row.word, even.instructions, even.clocks, odd.clocks);
    for (const Measured& m : {even, odd}) {
      if (m.instructions < kRun * kRounds) fault(fmt::format("{}: only {} of it ran", row.word, m.instructions));
      if (m.slowest != 1) fault(fmt::format("{}: one of them took {} clocks", row.word, m.slowest));
    }
  }
}

// --- fetch ---

// An instruction of each length that takes one clock itself and changes nothing that matters here.
constexpr const char* kOfLength[] = {"", "nop", "lit", "farbranch", "litl"};

int clocks_at(Bench& bench, int length, bool odd, bool jumped) {
  CodeWriter code = bench.writer();
  code.put(bench.op("nop"));
  if (jumped) {
    const int branch = bench.op("branch");
    const int at = code.put(branch);
    code.put(bench.op("nop"));
    while ((code.size() % 2 != 0) != odd) code.put(bench.op("nop"));
    code.aim(at, branch, code.size());
  } else {
    for (int k = 0; k < 6 || (code.size() % 2 != 0) != odd; ++k) code.put(bench.op("nop"));
  }
  const int op = bench.op(kOfLength[length]);
  const int at = code.put(op);
  if (length == 3) code.aim(at, op, code.size());
  code.put(bench.op("halt"));
  const auto records = bench.run(code);
  for (std::size_t k = 1; k < records.size(); ++k)
    if (static_cast<int>(records[k].pc) == at) return static_cast<int>(records[k].cycle - records[k - 1].cycle);
  fault("an instruction was not reached");
  return 0;
}

void fetch(Bench& bench) {
  fmt::print("\nclocks of an instruction of one step, by its length, address, and what came before it\n");
  fmt::print("{:<12}{:>18}{:>18}{:>18}{:>18}\n", "bytes", "even, in sequence", "odd, in sequence", "even, jumped to",
             "odd, jumped to");
  for (int length = 1; length <= 4; ++length) {
    std::string line = fmt::format("{:<12}", fmt::format("{} {}", length, kOfLength[length]));
    for (const bool jumped : {false, true})
      for (const bool odd : {false, true}) {
        const int clocks = clocks_at(bench, length, odd, jumped), expected = 1 + fetch_stalls(length, odd, jumped);
        line += fmt::format("{:>18}", clocks);
        if (clocks != expected)
          fault(fmt::format("{} bytes at an {} address{}: {} clocks, expected {}", length, odd ? "odd" : "even",
                            jumped ? " jumped to" : "", clocks, expected));
      }
    fmt::print("{}\n", line);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print("usage: one_per_clock HOME\n");
    return 2;
  }
  Bench bench(argv[1]);
  one_per_clock(bench);
  fetch(bench);
  return faults == 0 ? 0 : 1;
}
