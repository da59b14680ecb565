// What the commands about microcontrollers share: the choice of a board, its machine, how its images are
// compiled.
#pragma once

#include <optional>

#include "cli/options.hpp"
#include "firmware/host/image.hpp"

namespace rexa::cli {

struct Board {
  firmware::Target target;
  Machine machine;
};

// Adds --board, --config and --optimize.
void add_board_options(CommandLine& line);

// The target of that name and its machine, or the one of configuration `config` when it is not empty. Nothing
// when a file is at fault, which has been reported; `code` is then the exit code. Throws UsageError for an
// unknown board.
std::optional<Board> find_board(const std::string& name, const std::string& config, int* code);
// What --board and --config ask for.
std::optional<Board> chosen_board(const po::variables_map& values, int* code);
// What --optimize asks for.
firmware::ImageOptions image_options(const po::variables_map& values);

// When an image cannot be built: 1 when it does not fit, 2 when tools are missing or fail.
int image_exit_code(const Diagnostics& diagnostics);

// "12.345 ms".
std::string duration(double seconds);

}  // namespace rexa::cli
