#include "tests/mutation/trial.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <map>

#include <fmt/format.h>

#include "sim/lockstep.hpp"

namespace rexa::mutation {
namespace {

constexpr int kSurvived = 0, kCaught = 1;

std::string first_field(const Difference& difference) {
  if (difference.kind == DifferenceKind::kCount) return "stops elsewhere";
  return difference.fields.empty() ? "?" : difference.fields[0].name;
}

// A child process and the pipe on which it says how it caught its mutant.
struct Child {
  std::size_t index = 0;
  int pipe = -1;
};

std::string read_all(int pipe) {
  std::string text;
  char buffer[512];
  for (ssize_t n = 0; (n = read(pipe, buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(n));
  close(pipe);
  return text;
}

[[noreturn]] void be_child(const Bench& bench, const Trial& trial, int mutant, int pipe) {
  alarm(trial.time_limit_s);
  const Verdict verdict = run_mutant(bench, trial, mutant);
  const std::string text = verdict.how.substr(0, 512);
  const bool told = write(pipe, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  _exit(verdict.caught && told ? kCaught : kSurvived);
}

Verdict verdict_of(int status, const std::string& text) {
  if (WIFEXITED(status)) return {WEXITSTATUS(status) != kSurvived, text};
  const int signal = WTERMSIG(status);
  return {true, signal == SIGALRM ? "does not come to an end" : std::string("stops with ") + strsignal(signal)};
}

}  // namespace

Verdict run_mutant(const Bench& bench, const Trial& trial, int mutant) {
  *bench.selector = static_cast<unsigned>(mutant);
  LockstepOptions options;
  options.batch = 256;
  options.max_steps = trial.max_steps;
  for (const Program& program : *trial.programs) {
    const LockstepResult result = run_lockstep(program, {bench.reference, bench.subject}, options);
    if (!result.difference) continue;
    return {true, fmt::format("{}, instruction {}: {}", program.name, result.difference->index,
                              first_field(*result.difference))};
  }
  return {false, fmt::format("survives {} programs", trial.programs->size())};
}

void run_mutants(const Bench& bench, const Trial& trial, const std::vector<int>& mutants,
                 const std::function<void(int mutant, const Verdict&)>& on_verdict) {
  std::map<pid_t, Child> children;
  std::map<std::size_t, Verdict> verdicts;
  std::size_t started = 0, reported = 0;
  while (reported < mutants.size()) {
    while (started < mutants.size() && children.size() < trial.processes) {
      int ends[2];
      if (pipe(ends) != 0) return;
      const pid_t pid = fork();
      if (pid < 0) return;
      if (pid == 0) {
        close(ends[0]);
        be_child(bench, trial, mutants[started], ends[1]);
      }
      close(ends[1]);
      children[pid] = {started, ends[0]};
      ++started;
    }
    int status = 0;
    const pid_t pid = wait(&status);
    const auto child = children.find(pid);
    if (child == children.end()) continue;
    verdicts[child->second.index] = verdict_of(status, read_all(child->second.pipe));
    children.erase(child);
    for (; verdicts.count(reported) != 0; ++reported) on_verdict(mutants[reported], verdicts[reported]);
  }
}

}  // namespace rexa::mutation
