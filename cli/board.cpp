#include "cli/board.hpp"

#include <fmt/format.h>

#include "cli/commands.hpp"

namespace rexa::cli {

void add_board_options(CommandLine& line) {
  line.options.add_options()("board,b", po::value<std::string>()->default_value("stm32f4")->value_name("NAME"),
                             "a target from firmware/targets/")(
      "config,c", po::value<std::string>()->value_name("FILE"), "another machine than the board's own")(
      "optimize,O", po::value<std::string>()->value_name("LEVEL"),
      "of the compiler: s, 1, 2 or 3 (default: the board's own)");
}

std::optional<Board> find_board(const std::string& name, const std::string& config, int* code) {
  const auto target = firmware::load_target(one_of(name, firmware::target_names(), "board"));
  report(target.diagnostics());
  *code = kUsageOrInternal;
  if (!target) return std::nullopt;
  *code = kInputAtFault;
  const auto path = find_config(config.empty() ? target->configuration : config);
  report(path.diagnostics());
  if (!path) return std::nullopt;
  auto machine = load_machine(*path, {});
  report(machine.diagnostics());
  if (!machine) return std::nullopt;
  return Board{*target, std::move(*machine)};
}

std::optional<Board> chosen_board(const po::variables_map& values, int* code) {
  const std::string config = values.count("config") != 0 ? values["config"].as<std::string>() : "";
  return find_board(values["board"].as<std::string>(), config, code);
}

firmware::ImageOptions image_options(const po::variables_map& values) {
  firmware::ImageOptions options;
  if (values.count("optimize") != 0) {
    options.optimize = "-O" + one_of(values["optimize"].as<std::string>(), {"s", "1", "2", "3"}, "level");
  }
  return options;
}

int image_exit_code(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.code == "image-does-not-fit") return kInputAtFault;
  }
  return kUsageOrInternal;
}

std::string duration(double seconds) {
  if (seconds >= 1) return fmt::format("{:.3f} s", seconds);
  if (seconds >= 1e-3) return fmt::format("{:.3f} ms", seconds * 1e3);
  return fmt::format("{:.1f} us", seconds * 1e6);
}

}  // namespace rexa::cli
