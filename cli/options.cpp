#include "cli/options.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "cli/commands.hpp"

namespace rexa::cli {
namespace {

std::string suggestion(const std::string& name, const std::vector<std::string>& known) {
  const std::string hint = did_you_mean(name, known);
  return hint.empty() ? "" : "; " + hint;
}

std::vector<std::string> option_names(const CommandLine& line) {
  std::vector<std::string> names;
  for (const auto& option : line.options.options()) {
    names.push_back("--" + option->long_name());
  }
  return names;
}

void print_help(const CommandLine& line) {
  std::cout << "rexa " << line.name << " " << line.synopsis << "\n\n" << line.summary << "\n\n";
  po::options_description shown("Options");
  for (const auto& option : line.options.options()) {
    if (option->long_name() != line.positional) shown.add(option);
  }
  std::cout << shown;
}

}  // namespace

void add_machine_options(CommandLine& line) {
  line.options.add_options()("config,c", po::value<std::string>()->default_value("default")->value_name("FILE"),
                             "configuration: a file, or a bare name from the toolkit's configs/")(
      "isa", po::value<std::vector<std::string>>()->composing()->value_name("EXT.json"),
      "extension of the instruction set; may be repeated");
}

void add_frame_option(CommandLine& line) {
  line.options.add_options()(
      "frame", po::value<std::vector<std::string>>()->composing()->value_name("FILE[:PRIORITY]"),
      "another frame beside the program, with a task of its own (priority 1 unless given); may be repeated");
}

std::optional<po::variables_map> parse(CommandLine& line, const std::vector<std::string>& args) {
  line.options.add_options()("help,h", "print this text");
  po::positional_options_description positions;
  if (!line.positional.empty()) {
    line.options.add_options()(line.positional.c_str(), po::value<std::vector<std::string>>());
    positions.add(line.positional.c_str(), -1);
  }
  po::variables_map values;
  try {
    // No guessing: an abbreviated option would change its meaning when a longer one is added.
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::command_line_parser parser(args);
    auto parsed = parser.options(line.options).positional(positions).style(style).run();
    po::store(parsed, values);
    po::notify(values);
  } catch (const po::unknown_option& fault) {
    const std::string name = fault.get_option_name();
    throw UsageError("unknown option '" + name + "'" + suggestion(name, option_names(line)));
  } catch (const po::too_many_positional_options_error&) {
    throw UsageError("takes no operands");
  } catch (const po::error& fault) {
    throw UsageError(fault.what());
  }
  if (values.count("help") != 0) {
    print_help(line);
    return std::nullopt;
  }
  if (line.operands >= 0 && !line.positional.empty()) {
    const auto given = strings(values, line.positional);
    if (static_cast<int>(given.size()) > line.operands) {
      throw UsageError("unexpected operand '" + given[static_cast<std::size_t>(line.operands)] + "'");
    }
  }
  return values;
}

std::vector<std::string> strings(const po::variables_map& values, const std::string& option) {
  if (values.count(option) == 0) return {};
  return values[option].as<std::vector<std::string>>();
}

std::string one_of(const std::string& name, const std::vector<std::string>& known, const std::string& what) {
  if (std::find(known.begin(), known.end(), name) != known.end()) return name;
  std::string all;
  for (const auto& each : known) all += (all.empty() ? "" : ", ") + each;
  const std::string hint = did_you_mean(name, known);
  throw UsageError("unknown " + what + " '" + name + "'; " + (hint.empty() ? "there are " + all : hint));
}

std::vector<std::string> name_list(const std::string& text, const std::vector<std::string>& known,
                                   const std::string& what) {
  std::vector<std::string> names;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find(',', start), text.size());
    const std::string name = one_of(text.substr(start, end - start), known, what);
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      throw UsageError(what + " '" + name + "' is listed twice");
    }
    names.push_back(name);
    start = end + 1;
  }
  return names;
}

std::uint64_t count_value(const po::variables_map& values, const std::string& option, std::uint64_t otherwise) {
  if (values.count(option) == 0) return otherwise;
  // Read as text: lexical casts turn -1 into a huge count.
  const std::string text = values[option].as<std::string>();
  const bool digits = !text.empty() && text.size() <= 18 &&
                      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) throw UsageError("--" + option + " wants a whole number, not '" + text + "'");
  return std::stoull(text);
}

Result<std::string> find_config(const std::string& name) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (fs::is_regular_file(name, ignored)) return name;
  const fs::path folder = fs::path(home_folder()) / "configs";
  std::vector<std::string> known;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const fs::path& path = entry.path();
    const bool schema = path.stem().extension() == ".schema";
    if (path.extension() == ".json" && !schema) known.push_back(path.stem().string());
  }
  std::sort(known.begin(), known.end());
  if (std::find(known.begin(), known.end(), name) != known.end()) return (folder / (name + ".json")).string();
  Where where;
  where.file = name;
  return error("config-not-found", "there is no configuration '" + name + "'", where,
               did_you_mean(name, known));
}

Result<Machine> chosen_machine(const po::variables_map& values) {
  auto config = find_config(values["config"].as<std::string>());
  if (!config) return config.diagnostics();
  return load_machine(*config, strings(values, "isa"));
}

void report(const Diagnostics& diagnostics) {
  if (!diagnostics.empty()) std::cerr << format(diagnostics) << std::flush;
}

int exit_code(const Diagnostics& diagnostics) {
  report(diagnostics);
  return has_errors(diagnostics) ? kInputAtFault : kDone;
}

Progress::Progress() : terminal_(isatty(STDERR_FILENO) != 0) {}
Progress::~Progress() { clear(); }

void Progress::show(const std::string& text) {
  if (!terminal_) return;
  const std::string line = text.substr(0, 78);
  std::cerr << "\r" << line << std::string(shown_ > line.size() ? shown_ - line.size() : 0, ' ') << std::flush;
  shown_ = line.size();
}

void Progress::clear() {
  if (!terminal_ || shown_ == 0) return;
  std::cerr << "\r" << std::string(shown_, ' ') << "\r" << std::flush;
  shown_ = 0;
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::ptrdiff_t at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return text;
}

}  // namespace rexa::cli
