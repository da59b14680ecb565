#include "cli/session.hpp"

#include <algorithm>
#include <map>

#include "cli/trap_report.hpp"
#include "gen/disassembler.hpp"
#include "sim/program.hpp"

namespace rexa::cli {
namespace {

constexpr std::uint64_t kChunk = 20'000;

bool wants_more(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.code == "unfinished" || diagnostic.code == "missing-name" || diagnostic.code == "missing-length";
  });
}

}  // namespace

Session::Session(const Machine& machine, Engine& engine, bool (*broken)())
    : machine_(machine), engine_(engine), broken_(broken) {
  auto program = compile_program(machine, "input", "");
  if (program) program_ = std::move(*program);
  library_symbols_ = program_.symbols.size();
}

Session::Answer Session::line(const std::string& text) {
  Answer answer;
  const std::string whole = text_ + text + "\n";
  auto program = compile_program(machine_, "input", whole);
  if (!program) {
    answer.outcome = wants_more(program.diagnostics()) ? Outcome::kUnfinished : Outcome::kFault;
    answer.report = format(program.diagnostics());
    return answer;
  }
  IoWorld io;
  engine_.load(*program, io);
  std::size_t said = 0;
  io.on_output = [&](char c) {
    if (said++ >= said_ && on_output) on_output(c);
  };
  while (run_in_world(engine_, io, kChunk, nullptr) == kChunk) {
    if (!broken_()) continue;
    answer.outcome = Outcome::kBroken;
    break;
  }
  auto state = std::make_unique<RexaState>();
  engine_.inspect(*state);
  answer.output = io.output().substr(std::min(said_, io.output().size()));
  if (state->status == REXA_TRAPPED) {
    answer.outcome = Outcome::kTrap;
    answer.report = trap_report(machine_, *program, *state);
  }
  if (answer.outcome != Outcome::kDone) return answer;
  text_ = whole;
  said_ = io.output().size();
  program_ = std::move(*program);
  return answer;
}

std::vector<std::string> Session::names() const {
  std::vector<std::string> names;
  for (std::size_t i = library_symbols_; i < program_.symbols.size(); ++i) names.push_back(program_.symbols[i].name);
  return names;
}

std::string Session::see(const std::string& name) const {
  std::map<std::uint32_t, std::string> symbols;
  for (const auto& symbol : program_.symbols) symbols[symbol.pc] = symbol.name;
  // The newest of that name.
  const auto found = std::find_if(program_.symbols.rbegin(), program_.symbols.rend(),
                                  [&](const Program::Symbol& symbol) { return symbol.name == name; });
  if (found == program_.symbols.rend()) return "";
  const auto next = symbols.upper_bound(found->pc);
  const auto top = static_cast<std::uint32_t>(program_.code.size());
  const std::uint32_t end = next == symbols.end() ? top : next->first;
  std::vector<ListingLine> lines = disassemble(machine_, program_.code, found->pc, end, symbols);
  // Behind the word's last `return` stands what is not its own.
  const auto last = std::find_if(lines.rbegin(), lines.rend(),
                                 [](const ListingLine& line) { return line.text.starts_with("return"); });
  lines.erase(last.base(), lines.end());
  return print_listing(lines);
}

}  // namespace rexa::cli
