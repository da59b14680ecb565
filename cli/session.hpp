// A program that grows line by line: what `rexa repl` talks to. Never prints.
// A line is added to the text that was accepted before, and the whole runs anew from the start: the machine is
// deterministic, so what it did before comes out the same, and only what it says beyond is new. A line that does not
// compile, traps, or is broken off leaves everything as it was.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/engine.hpp"

namespace rexa::cli {

class Session {
 public:
  // `broken` is asked now and then whether the run is to be broken off.
  Session(const Machine& machine, Engine& engine, bool (*broken)());

  enum class Outcome { kDone, kUnfinished, kFault, kTrap, kBroken };
  struct Answer {
    Outcome outcome = Outcome::kDone;
    std::string output;  // what is new
    std::string report;  // diagnostics or the trap, ready to print
  };
  // One line or several. kUnfinished: more must follow, nothing has happened.
  Answer line(const std::string& text);

  // Told each character that is new, as it is written; may be empty.
  std::function<void(char)> on_output;

  // Names that the program defines, in order.
  std::vector<std::string> names() const;
  // Listing of a word of the program or the library; empty if there is none.
  std::string see(const std::string& name) const;

 private:
  const Machine& machine_;
  Engine& engine_;
  bool (*broken_)();
  std::string text_;      // accepted
  std::size_t said_ = 0;  // characters of output that were shown
  Program program_;       // of the accepted text
  std::size_t library_symbols_ = 0;
};

}  // namespace rexa::cli
