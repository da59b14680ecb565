// Runs mutants, each in a process of its own, so that one that crashes or hangs harms nobody.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/engine.hpp"

namespace rexa::mutation {

enum class Outcome { kSurvives, kCaught, kProven, kArgued };

struct Verdict {
  Outcome outcome = Outcome::kSurvives;
  std::string
      how;  // the program and the first field that differed, how the process ended, why it does not matter
};

// A machine with mutants and the engine that it is measured against.
struct Bench {
  Engine* reference = nullptr;
  Engine* subject = nullptr;
  unsigned* selector = nullptr;  // where the subject's plug-in looks for the mutant's number
};

struct Trial {
  const std::vector<Program>* programs = nullptr;  // in this order, until one shows a difference
  std::uint64_t max_steps = 60'000;                // of one program
  std::string input;                               // what the console gives
  unsigned time_limit_s = 120;                     // of processor time for one mutant; one that hangs is caught
  unsigned processes = 2;
  // How many of the programs a mutant must survive; all of them if empty.
  std::function<std::size_t(int mutant)> enough;
  // Asked about a mutant that survives.
  std::function<Verdict(int mutant, const Verdict& survived)> explain;
};

// Runs one mutant here.
Verdict run_mutant(const Bench& bench, const Trial& trial, int mutant);

// Runs them all; `on_verdict` is called in the order of `mutants`.
void run_mutants(const Bench& bench, const Trial& trial, const std::vector<int>& mutants,
                 const std::function<void(int mutant, const Verdict&)>& on_verdict);

}  // namespace rexa::mutation
