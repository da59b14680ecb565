// What the subcommands share: option parsing with suggestions, the choice of a machine, diagnostics on stderr,
// progress on a terminal. The only layer that may print.
#pragma once

#include <boost/program_options.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "isa/spec.hpp"

namespace rexa::cli {

namespace po = boost::program_options;

// The command line is wrong: printed with a pointer to --help, exit code 2.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// One command's description, for parsing and for its --help.
struct CommandLine {
  std::string name;      // "run"
  std::string synopsis;  // "[options] PROGRAM"
  std::string summary;   // what it does, a sentence or two
  po::options_description options{"Options"};
  std::string positional;  // option that takes the operands, empty if there are none
  int operands = -1;       // how many of them at most, -1: any number
};

// Adds --config and --isa.
void add_machine_options(CommandLine& line);

// Adds --frame: other frames beside the program.
void add_frame_option(CommandLine& line);

// Nothing when --help was asked for and has been printed. Throws UsageError.
std::optional<po::variables_map> parse(CommandLine& line, const std::vector<std::string>& args);

// Each operand or option value of a string list option; empty when it was not given.
std::vector<std::string> strings(const po::variables_map& values, const std::string& option);
// "a,b,c" -> a, b, c. Unknown or repeated names throw UsageError with a suggestion.
std::vector<std::string> name_list(const std::string& text, const std::vector<std::string>& known,
                                   const std::string& what);
// `name` itself when it is known, else throws UsageError with a suggestion.
std::string one_of(const std::string& name, const std::vector<std::string>& known, const std::string& what);
// Throws UsageError when the option was not given.
std::uint64_t count_value(const po::variables_map& values, const std::string& option, std::uint64_t otherwise);

// The file of a configuration named by path or by bare name (`wide` is configs/wide.json of the toolkit).
Result<std::string> find_config(const std::string& name);
// The machine that --config and --isa ask for.
Result<Machine> chosen_machine(const po::variables_map& values);

// Prints diagnostics to stderr.
void report(const Diagnostics& diagnostics);
// Reports, and says which exit code follows: 1 if there were errors, else 0.
int exit_code(const Diagnostics& diagnostics);

// One line on stderr that is overwritten as work goes on. Silent when stderr is not a terminal.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(const std::string& text);
  void clear();

 private:
  bool terminal_ = false;
  std::size_t shown_ = 0;
};

// 1234567 -> "1,234,567".
std::string grouped(std::uint64_t number);

}  // namespace rexa::cli
