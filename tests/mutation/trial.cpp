#include "tests/mutation/trial.hpp"

#include <fmt/format.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <map>

#include "sim/lockstep.hpp"

namespace rexa::mutation {
namespace {

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
  for (ssize_t n = 0; (n = read(pipe, buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(n));
  close(pipe);
  return text;
}

// SIGPROF ends the process after so much processor time; 0: never.
void limit_time(unsigned seconds) {
  itimerval timer{};
  timer.it_value.tv_sec = seconds;
  setitimer(ITIMER_PROF, &timer, nullptr);
}

[[noreturn]] void be_child(const Bench& bench, const Trial& trial, int mutant, int pipe) {
  limit_time(trial.time_limit_s);
  Verdict verdict = run_mutant(bench, trial, mutant);
  limit_time(0);
  if (verdict.outcome == Outcome::kSurvives && trial.explain) verdict = trial.explain(mutant, verdict);
  const std::string text = verdict.how.substr(0, 512);
  const bool told = write(pipe, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  _exit(told ? static_cast<int>(verdict.outcome) : 0);
}

Verdict verdict_of(int status, const std::string& text) {
  if (WIFEXITED(status) && !text.empty()) return {static_cast<Outcome>(WEXITSTATUS(status)), text};
  if (WIFEXITED(status)) return {Outcome::kCaught, fmt::format("exits with {}", WEXITSTATUS(status))};
  const int signal = WTERMSIG(status);
  return {Outcome::kCaught,
          signal == SIGPROF ? "does not come to an end" : std::string("stops with ") + strsignal(signal)};
}

}  // namespace

Verdict run_mutant(const Bench& bench, const Trial& trial, int mutant) {
  *bench.selector = static_cast<unsigned>(mutant);
  LockstepOptions options;
  options.batch = 256;
  options.input = trial.input;
  options.max_steps = trial.max_steps;
  const std::size_t count =
      trial.enough ? std::min(trial.enough(mutant), trial.programs->size()) : trial.programs->size();
  for (std::size_t k = 0; k < count; ++k) {
    const Program& program = (*trial.programs)[k];
    const LockstepResult result = run_lockstep(program, {bench.reference, bench.subject}, options);
    if (!result.difference) continue;
    return {Outcome::kCaught, fmt::format("{}, instruction {}: {}", program.name, result.difference->index,
                                          first_field(*result.difference))};
  }
  return {Outcome::kSurvives, fmt::format("{} programs", count)};
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
