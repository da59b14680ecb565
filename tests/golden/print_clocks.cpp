// Prints the clocks of every instruction of a configuration: each path's, and those until each of its own traps.
#include <fmt/format.h>

#include "hls/schedule.hpp"

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print("usage: print_clocks CONFIG.json\n");
    return 2;
  }
  const auto machine = rexa::load_machine(argv[1], {});
  const auto schedules = machine ? rexa::hls::schedule_machine(*machine)
                                 : rexa::Result<std::vector<rexa::hls::Schedule>>(machine.diagnostics());
  if (!schedules) {
    fmt::print("{}", rexa::format(schedules.diagnostics()));
    return 1;
  }
  const rexa::CycleTable table = rexa::hls::cycle_table(*schedules);
  fmt::print("{:<12}{:<16}{}\n", "word", "clocks of paths", "clocks of traps");
  for (std::size_t op = 0; op < table.instructions.size(); ++op) {
    const auto& entry = table.instructions[op];
    const auto list = [](const std::vector<int>& clocks) { return fmt::format("{}", fmt::join(clocks, " ")); };
    std::string line =
        fmt::format("{:<12}{:<16}{}", machine->operation(static_cast<int>(op)).word, list(entry.path_clocks), list(entry.trap_clocks));
    line.erase(line.find_last_not_of(' ') + 1);
    fmt::print("{}\n", line);
  }
  return 0;
}
