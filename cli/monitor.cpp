// rexa monitor: what a node says.
#include <iostream>
#include <limits>

#include "cli/commands.hpp"
#include "cli/node_port.hpp"
#include "cli/options.hpp"

namespace rexa::cli {

int command_monitor(const std::vector<std::string>& args) {
  CommandLine line;
  line.name = "monitor";
  line.synopsis = "--port PORT [options]";
  line.summary =
      "Prints what the programs of a node print, and behind `-- ` the node's own lines: traps, `done` when no "
      "task is\n"
      "left, packets that were lost on the way. Ends with control-C or after --for.";
  line.options.add_options()("port,p", po::value<std::string>()->value_name("PORT"),
                             "where the node is: a serial line or a pseudo-terminal")(
      "for", po::value<std::string>()->value_name("MS"), "end after so long")(
      "baud", po::value<std::string>()->value_name("RATE"), "of a serial line (default 115200)");
  const auto values = parse(line, args);
  if (!values) return kDone;
  if (values->count("port") == 0) throw UsageError("no --port given");
  const std::string name = (*values)["port"].as<std::string>();
  if (name == "qemu" || name.starts_with("qemu:")) {
    throw UsageError("an emulated board lives as long as `rexa send --port " + name + " --for MS FRAME`");
  }
  NodePort port;
  const Diagnostics faults = port.open(name, static_cast<unsigned>(count_value(*values, "baud", 115200)));
  report(faults);
  if (has_errors(faults)) return kInputAtFault;
  catch_break();
  NodeConversation talk(port);
  talk.listen(count_value(*values, "for", std::numeric_limits<std::uint64_t>::max()), false);
  if (!talk.hung_up()) return kDone;
  std::cerr << "rexa monitor: " << name << ": the other side has hung up\n";
  return kInputAtFault;
}

}  // namespace rexa::cli
