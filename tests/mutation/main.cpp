// Plants faults in what the toolkit generates and demands that lockstep sees every one of them: the Verilog
// (and the hand-written modules with it) against the SystemC model, clocks included, and the VM's C++ against
// the reference interpreter. A mutant that nothing catches must be proven equivalent.
#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <thread>

#include "gen/rtl_engine.hpp"
#include "gen/vm_cpp.hpp"
#include "hls/schedule.hpp"
#include "isa/spec.hpp"
#include "sim/directed_programs.hpp"
#include "sim/plugin_build.hpp"
#include "sim/plugin_engine.hpp"
#include "sim/program.hpp"
#include "sim/random_program.hpp"
#include "sim/vectors.hpp"
#include "tests/mutation/arguments.hpp"
#include "tests/mutation/equivalence.hpp"
#include "tests/mutation/schemata.hpp"
#include "tests/mutation/trial.hpp"

namespace rexa::mutation {
namespace {

constexpr std::size_t kEnoughIfArgued = 500;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void fail(const Diagnostics& diagnostics) {
  std::fputs(format(diagnostics).c_str(), stderr);
  std::exit(2);
}

template <class T>
T demand(Result<T> result) {
  if (!result) fail(result.diagnostics());
  return std::move(*result);
}

struct Options {
  std::uint64_t seed = 1;
  std::size_t per_rule = 12, per_rule_small = 3;
  std::string config = "../tests/data/single";  // beside configs/: the machine of one task
  int only = 0;  // one mutant alone
};

// Short programs first: most mutants need no more.
std::vector<Program> make_programs(const Machine& machine, std::uint64_t seed) {
  std::vector<Program> programs;
  const auto random = [&](int count, double steps, std::uint64_t from) {
    for (int k = 0; k < count; ++k) {
      RandomProgramOptions options;
      options.seed = from + static_cast<std::uint64_t>(k);
      options.steps = steps;
      Program program =
          k % 3 == 2 ? random_bytecode(machine, options) : demand(compiled_random_program(machine, options));
      program.name = fmt::format("random {}", options.seed);
      programs.push_back(std::move(program));
    }
  };
  const auto directed = [&](std::vector<Program> more, const char* name) {
    for (std::size_t k = 0; k < more.size(); ++k) {
      more[k].name = fmt::format("{} {}", name, k);
      programs.push_back(std::move(more[k]));
    }
  };
  random(12, 200, seed * 1000);
  random(6, 3000, seed * 1000 + 100);
  directed(trap_programs(machine), "trap program");
  random(12, 3000, seed * 1000 + 200);
  directed(far_jump_programs(machine), "far jump");
  directed(near_operand_programs(machine), "near operands");
  std::vector<Program> vectors;
  VectorOptions few;
  few.seed = seed;
  few.random_per_instruction = 2;
  for (TestVector& vector : make_vectors(machine, few)) vectors.push_back(std::move(vector.program));
  directed(std::move(vectors), "vector");
  directed(pair_programs(machine, seed), "pair program");
  random(30, 10000, seed * 1000 + 300);
  return programs;
}

unsigned* selector_of(const std::string& object) {
  void* handle = dlopen(object.c_str(), RTLD_NOW | RTLD_NOLOAD);
  void* symbol = handle ? dlsym(handle, "rexa_mutant") : nullptr;
  if (!symbol) fail({error("mutation", "the plug-in has no symbol rexa_mutant")});
  return static_cast<unsigned*>(symbol);
}

// What stands once in a text is replaced; anything else is our own bug.
void replace_once(std::string& text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  if (at == std::string::npos || text.find(what, at + 1) != std::string::npos)
    fail({error("mutation", "expected once in generated text: " + what)});
  text.replace(at, what.size(), by);
}

// One language's mutants: text, engine, verdicts.
class Campaign {
 public:
  Campaign(const Machine& machine, const Options& options, std::string kind, FileSet sources)
      : machine_(machine), options_(options), kind_(std::move(kind)), sources_(std::move(sources)) {
    for (const auto& [path, text] : sources_) {
      if (kind_ == "rtl" && path.size() > 2 && path.substr(path.size() - 2) == ".v" && path != "rexa_machine.v")
        subjects_.push_back(verilog_subject(path, text));
      if (kind_ == "vm" && path == "rexa_vm_core.hpp") subjects_.push_back(cpp_subject(path, text));
    }
    Choice choice{options.seed, options.per_rule, options.per_rule_small};
    mutants_ = choose_mutants(subjects_, choice);
  }

  void run(const std::vector<Program>& programs, const std::string& reference) {
    auto start = Clock::now();
    auto oracle = demand(make_engine(reference, machine_));
    build();
    std::printf("%s: %zu mutants, %s against %s, built in %.1f s\n", kind_.c_str(), mutants_.size(),
                kind_.c_str(), reference.c_str(), seconds_since(start));
    std::fflush(stdout);
    start = Clock::now();
    Bench bench{oracle.get(), engine_.get(), selector_};
    Trial trial;
    trial.programs = &programs;
    trial.input = TestVector().input;
    trial.enough = [this, &programs](int number) {
      const bool argued =
          number > 0 && !argument_for(subjects_[mutant(number).subject], mutant(number)).empty();
      return argued ? kEnoughIfArgued : programs.size();
    };
    trial.explain = [this](int number, const Verdict& survived) { return explain(mutant(number), survived); };
    trial.processes = std::max(1u, std::thread::hardware_concurrency());
    const Verdict original = run_mutant(bench, trial, 0);
    if (original.outcome == Outcome::kCaught) {
      std::printf("%s without a fault differs: %s\n", kind_.c_str(), original.how.c_str());
      ++survivors_;
      return;
    }
    std::printf("%s without a fault: equal in %zu programs, %.1f s\n", kind_.c_str(), programs.size(),
                seconds_since(start));
    std::vector<int> numbers;
    for (const Mutant& mutant : mutants_)
      if (options_.only == 0 || options_.only == mutant.number) numbers.push_back(mutant.number);
    run_mutants(bench, trial, numbers, [&](int number, const Verdict& verdict) { judge(number, verdict); });
    seconds_ = seconds_since(start);
  }

  void report() const {
    std::printf("\n%-12s %8s %8s %10s %8s %8s\n", "rule", "planted", "caught", "equivalent", "argued",
                "survive");
    Score total{};
    for (const auto& [rule, score] : scores_) {
      line(rule, score);
      for (std::size_t k = 0; k < score.size(); ++k) total[k] += score[k];
    }
    line("all", total);
    const int killable = total[0] + total[1];
    std::printf("%s mutation score: %d of %d caught, %d of %zu equivalent (%.1f s)\n\n", kind_.c_str(),
                total[1], killable, total[2] + total[3], mutants_.size(), seconds_);
    std::fflush(stdout);
  }

  bool passed(int least) const {
    int caught = 0;
    for (const auto& [rule, score] : scores_) caught += score[static_cast<int>(Outcome::kCaught)];
    return survivors_ == 0 && (options_.only != 0 || caught >= least);
  }

 private:
  using Score = std::array<int, 4>;  // by Outcome

  static void line(const std::string& name, const Score& score) {
    std::printf("%-12s %8d %8d %10d %8d %8d\n", name.c_str(), score[0] + score[1] + score[2] + score[3],
                score[1], score[2], score[3], score[0]);
  }

  const Mutant& mutant(int number) const { return mutants_[static_cast<std::size_t>(number) - 1]; }

  FileSet mutated(int only) const {
    FileSet files = sources_;
    for (std::size_t s = 0; s < subjects_.size(); ++s)
      files[subjects_[s].file] = with_mutants(subjects_[s], s, mutants_, only);
    return files;
  }

  void build() {
    FileSet files = mutated(0);
    if (kind_ == "rtl") {
      for (auto& [path, text] : files)
        if (path.size() > 2 && path.substr(path.size() - 2) == ".v") text = with_selector_port(text);
      std::string& driver = files["sim/plugin/rtl_engine.hpp"];
      replace_once(driver, "#pragma once\n", "#pragma once\nextern \"C\" unsigned rexa_mutant;\n");
      replace_once(driver, "top_.rst_ni = 0;",
                   "top_.mutant_i = static_cast<uint16_t>(rexa_mutant);\n    top_.rst_ni = 0;");
      files["rtl_engine.cpp"] += kCppSelectorDefinition;
    } else {
      replace_once(files["rexa_vm_core.hpp"], "#pragma once\n", std::string("#pragma once\n") + kCppSelector);
      files["vm_engine.cpp"] += kCppSelectorDefinition;
    }
    BuildOptions options;
    options.top_module = "rexa_machine";
    const std::string object = demand(build_plugin(files, kind_, options));
    engine_ = demand(load_plugin(object, kind_, machine_.config_hash));
    selector_ = selector_of(object);
  }

  void judge(int number, const Verdict& verdict) {
    static const char* const kWords[] = {
        "SURVIVES: ", "caught: ", "equivalent, proven by yosys: ", "equivalent: "};
    const int outcome = static_cast<int>(verdict.outcome);
    ++scores_[mutant(number).fault.rule][static_cast<std::size_t>(outcome)];
    if (verdict.outcome == Outcome::kSurvives) ++survivors_;
    std::printf("%4d  %s\n      %s%s\n", number,
                describe(subjects_[mutant(number).subject], mutant(number)).c_str(), kWords[outcome],
                verdict.how.c_str());
    std::fflush(stdout);
  }

  Verdict explain(const Mutant& mutant, const Verdict& survived) const {
    const std::string argument = argument_for(subjects_[mutant.subject], mutant);
    if (!argument.empty()) return {Outcome::kArgued, argument};
    if (kind_ == "rtl" && equivalent(mutant)) return {Outcome::kProven, survived.how};
    return survived;
  }

  bool equivalent(const Mutant& mutant) const {
    const auto verilog = [](const FileSet& files) {
      FileSet core;
      for (const auto& [path, text] : files)
        if (path.size() > 2 && path.substr(path.size() - 2) == ".v" && path != "rexa_machine.v")
          core[path] = text;
      return core;
    };
    std::string folder = (std::filesystem::temp_directory_path() / "rexa-mutant-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) return false;
    const bool proven = proven_equivalent(verilog(sources_), verilog(mutated(mutant.number)), folder);
    std::error_code ignored;
    if (std::getenv("REXA_KEEP") == nullptr) std::filesystem::remove_all(folder, ignored);
    return proven;
  }

  const Machine& machine_;
  const Options& options_;
  std::string kind_;
  FileSet sources_;
  std::vector<Subject> subjects_;
  std::vector<Mutant> mutants_;
  std::unique_ptr<Engine> engine_;
  unsigned* selector_ = nullptr;
  std::map<std::string, Score> scores_;
  int survivors_ = 0;
  double seconds_ = 0;
};

int run(const Options& options, const std::string& which) {
  const auto start = Clock::now();
  const Machine machine = demand(load_machine(home_folder() + "/configs/" + options.config + ".json", {}));
  const std::vector<Program> programs = make_programs(machine, options.seed);
  bool passed = true;
  if (which != "vm") {
    const auto schedules = demand(hls::schedule_machine(machine));
    Campaign verilog(machine, options, "rtl", demand(emit_rtl_engine(machine, schedules)));
    verilog.run(programs, "tlm");
    verilog.report();
    passed = verilog.passed(40) && passed;
  }
  if (which != "rtl") {
    Options more = options;
    more.per_rule *= 2;  // they cost little
    Campaign cpp(machine, more, "vm", demand(emit_vm_engine(machine)));
    cpp.run(programs, "eval");
    cpp.report();
    passed = cpp.passed(20) && passed;
  }
  std::printf("%s in %.1f s\n", passed ? "passed" : "FAILED", seconds_since(start));
  return passed ? 0 : 1;
}

}  // namespace
}  // namespace rexa::mutation

// test_mutation [rtl|vm|all] [per-rule] [per-rule-small] [seed] [only]
int main(int argc, char** argv) {
  rexa::mutation::Options options;
  const auto number = [&](int index, std::uint64_t otherwise) {
    return argc > index ? std::strtoull(argv[index], nullptr, 10) : otherwise;
  };
  options.per_rule = number(2, options.per_rule);
  options.per_rule_small = number(3, options.per_rule_small);
  options.seed = number(4, options.seed);
  options.only = static_cast<int>(number(5, 0));
  return rexa::mutation::run(options, argc > 1 ? argv[1] : "all");
}
