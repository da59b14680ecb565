// The subcommands of `rexa`, one file each. A command gets the arguments after its name and returns the exit
// code of the process: 0 done, 1 the user's input or program is at fault, 3 the machines disagree. Wrong usage
// is thrown as cli::UsageError and becomes 2.
#pragma once

#include <string>
#include <vector>

namespace rexa::cli {

inline constexpr int kDone = 0;
inline constexpr int kInputAtFault = 1;
inline constexpr int kUsageOrInternal = 2;
inline constexpr int kMachinesDisagree = 3;

int command_check(const std::vector<std::string>& args);
int command_gen(const std::vector<std::string>& args);
int command_compile(const std::vector<std::string>& args);
int command_disasm(const std::vector<std::string>& args);
int command_run(const std::vector<std::string>& args);
int command_cosim(const std::vector<std::string>& args);
int command_dump(const std::vector<std::string>& args);
int command_repl(const std::vector<std::string>& args);
int command_explain(const std::vector<std::string>& args);
int command_compare(const std::vector<std::string>& args);
int command_firmware(const std::vector<std::string>& args);
int command_mcu(const std::vector<std::string>& args);
int command_latency(const std::vector<std::string>& args);
int command_node(const std::vector<std::string>& args);
int command_send(const std::vector<std::string>& args);
int command_monitor(const std::vector<std::string>& args);
int command_wcet(const std::vector<std::string>& args);

}  // namespace rexa::cli
