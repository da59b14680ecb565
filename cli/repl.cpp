// rexa repl: a conversation with a machine, line by line.
#include <fmt/format.h>
#include <readline/history.h>
#include <readline/readline.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "cli/session.hpp"
#include "cli/word_lookup.hpp"

namespace rexa::cli {
namespace {

volatile sig_atomic_t interrupted = 0;
void on_interrupt(int) { interrupted = 1; }
bool was_interrupted() { return interrupted != 0; }

// Words to complete, for readline's callback, which takes no argument of ours.
std::vector<std::string>& completions() {
  static std::vector<std::string> words;
  return words;
}

char* next_completion(const char* text, int state) {
  static std::size_t at = 0;
  if (state == 0) at = 0;
  while (at < completions().size()) {
    const std::string& word = completions()[at++];
    if (word.starts_with(text)) return strdup(word.c_str());
  }
  return nullptr;
}

char** complete(const char* text, int, int) {
  rl_attempted_completion_over = 1;
  return rl_completion_matches(text, next_completion);
}

std::vector<std::string> machine_words(const Machine& machine) {
  std::vector<std::string> words;
  const auto add = [&](const std::string& word, const std::vector<std::string>& aliases) {
    words.push_back(word);
    words.insert(words.end(), aliases.begin(), aliases.end());
  };
  for (const auto& word : machine.instructions) {
    if (!word.internal) add(word.word, word.aliases);
  }
  for (const auto& word : machine.library) {
    if (!word.internal) add(word.word, word.aliases);
  }
  for (const auto& word : machine.directives) add(word.word, word.aliases);
  for (const auto& function : machine.host_functions) words.push_back(function.name);
  for (const auto& data : machine.host_data) words.push_back(data.name);
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

std::string wrapped(const std::vector<std::string>& words) {
  std::string text, line;
  for (const std::string& word : words) {
    if (line.size() + word.size() > 98) {
      text += line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  return line.empty() ? text : text + line + "\n";
}

class Repl {
 public:
  Repl(const Machine& machine, Engine& engine)
      : machine_(machine), session_(machine, engine, was_interrupted), terminal_(isatty(STDIN_FILENO) != 0) {
    session_.on_output = [](char c) {
      std::cout.put(c);
      if (c == '\n') std::cout.flush();
    };
  }

  int run() {
    struct sigaction action = {};
    action.sa_handler = on_interrupt;
    sigaction(SIGINT, &action, nullptr);
    if (terminal_) begin_terminal();
    std::string pending;
    std::string text;
    while (read(pending.empty() ? "> " : "... ", text)) {
      interrupted = 0;
      if (pending.empty() && command(text)) {
        if (ended_) break;
        continue;
      }
      const std::string whole = pending.empty() ? text : pending + "\n" + text;
      pending = answer(whole) ? whole : "";
    }
    if (!pending.empty()) show_fault(unfinished_);
    if (terminal_) end_terminal();
    return faults_ > 0 && !terminal_ ? kInputAtFault : kDone;
  }

 private:
  void begin_terminal() {
    rl_attempted_completion_function = complete;
    rl_basic_word_break_characters = " \t\n";
    rl_completer_quote_characters = "";
    using_history();
    if (const char* home = std::getenv("HOME")) history_ = std::string(home) + "/.rexa_history";
    if (!history_.empty()) read_history(history_.c_str());
    std::cout << fmt::format("Machine '{}'. `words` lists them, `help WORD` explains, `bye` ends.\n", machine_.name)
              << std::flush;
    update_completions();
  }

  void end_terminal() {
    if (!history_.empty()) write_history(history_.c_str());
  }

  void update_completions() {
    completions() = machine_words(machine_);
    for (const std::string& name : session_.names()) completions().push_back(name);
    for (const char* name : {"words", "see", "help", "bye"}) completions().emplace_back(name);
  }

  bool read(const char* prompt, std::string& text) {
    if (!terminal_) return static_cast<bool>(std::getline(std::cin, text));
    std::cout.flush();
    char* line = readline(prompt);
    if (line == nullptr) return false;
    text = line;
    std::free(line);
    if (!text.empty()) add_history(text.c_str());
    return true;
  }

  // True when the line was for the conversation itself, not for the machine.
  bool command(const std::string& text) {
    std::istringstream in(text);
    std::string verb, name, more;
    in >> verb >> name >> more;
    if (!more.empty()) return false;
    if (verb == "bye" && name.empty()) {
      ended_ = true;
    } else if (verb == "words" && name.empty()) {
      std::cout << wrapped(session_.names()) << wrapped(machine_words(machine_));
    } else if (verb == "see" && !name.empty()) {
      const std::string listing = session_.see(name);
      listing.empty() ? help(name) : void(std::cout << listing);
    } else if (verb == "help" && !name.empty()) {
      help(name);
    } else if (verb == "help") {
      std::cout << "WORDS AND NUMBERS   are run by the machine; a definition may go over several lines\n"
                   "words               all words, the program's own first\n"
                   "see WORD            the code of a defined word\n"
                   "help WORD           what a word of the machine does\n"
                   ".s                  the data stack\n"
                   "bye                 ends; control-C breaks a running program\n";
    } else {
      return false;
    }
    std::cout.flush();
    return true;
  }

  void help(const std::string& name) {
    const auto meaning = look_up(machine_, name);
    if (!meaning) {
      show_fault(format(meaning.diagnostics()));
      return;
    }
    std::string effect, doc;
    if (meaning->instruction != nullptr) {
      effect = meaning->instruction->stack_text;
      doc = meaning->instruction->doc;
    } else if (meaning->library != nullptr) {
      effect = meaning->library->stack_text;
      doc = meaning->library->doc;
    } else if (meaning->directive != nullptr) {
      doc = meaning->directive->doc;
    } else if (meaning->function != nullptr) {
      doc = fmt::format("Function of the host, {} cells in, {} out. {}", meaning->function->inputs,
                        meaning->function->outputs, meaning->function->doc);
    } else if (meaning->data != nullptr) {
      effect = "( -- addr )";
      doc = fmt::format("Data of the host, {} elements of {} bits. {}", meaning->data->length, meaning->data->bits,
                        meaning->data->doc);
    } else {
      doc = meaning->absent->reason;
    }
    std::cout << name << (effect.empty() ? "" : "  " + effect) << "\n  " << doc << "\n";
  }

  void show_fault(const std::string& report) {
    ++faults_;
    std::cout.flush();
    std::cerr << report << std::flush;
  }

  // True when the text is not complete yet.
  bool answer(const std::string& text) {
    const Session::Answer answer = session_.line(text);
    unfinished_ = answer.report;
    if (answer.outcome == Session::Outcome::kUnfinished) return true;
    const bool fresh_line = answer.output.empty() || answer.output.back() == '\n' || answer.output.back() == ' ';
    if (!fresh_line) std::cout << ' ';
    if (answer.outcome == Session::Outcome::kDone) {
      std::cout << "ok\n";
      if (terminal_) update_completions();
    } else {
      if (!answer.output.empty() && answer.output.back() != '\n') std::cout << "\n";
      show_fault(answer.outcome == Session::Outcome::kBroken ? "broken off\n" : answer.report);
    }
    std::cout.flush();
    return false;
  }

  const Machine& machine_;
  Session session_;
  bool terminal_;
  bool ended_ = false;
  int faults_ = 0;
  std::string history_, unfinished_;
};

}  // namespace

int command_repl(const std::vector<std::string>& args) {
  CommandLine line;
  line.name = "repl";
  line.synopsis = "[options]";
  line.summary =
      "Talks to a machine: each line is compiled and run, and what it defines stays. On a terminal with history,\n"
      "completion of words, and control-C to break a run; else it reads lines and answers them, and exit code 1\n"
      "tells of faults. A line that traps or is broken off leaves everything as it was. `help` lists commands.";
  add_machine_options(line);
  line.options.add_options()("engine,e", po::value<std::string>()->default_value("vm")->value_name("NAME"),
                             "eval, vm, tlm or rtl");
  const auto values = parse(line, args);
  if (!values) return kDone;
  const std::string name = one_of((*values)["engine"].as<std::string>(), {"eval", "vm", "tlm", "rtl"}, "engine");
  const auto machine = chosen_machine(*values);
  report(machine.diagnostics());
  if (!machine) return kInputAtFault;
  Progress progress;
  EngineOptions options;
  options.on_build = [&](const std::string& what) { progress.show("building " + what + " ..."); };
  auto engine = make_engine(name, *machine, options);
  progress.clear();
  if (!engine) {
    report(engine.diagnostics());
    return kUsageOrInternal;
  }
  return Repl(*machine, **engine).run();
}

}  // namespace rexa::cli
