// rexa node: a node on this PC, the very code of the firmware (vm/embed/node.cpp), on a pseudo-terminal or on
// standard input and output.
#include "vm/embed/node.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <limits>
#include <memory>

#include "cli/commands.hpp"
#include "cli/node_port.hpp"
#include "cli/options.hpp"
#include "gen/embed.hpp"
#include "sim/plugin_build.hpp"

namespace rexa::cli {
namespace {

constexpr int kIdleMs = 2;

// The node's functions, from the shared object that is compiled for the machine.
struct NodeCode {
  decltype(&rexa_node_size) size = nullptr;
  decltype(&rexa_node_init) init = nullptr;
  decltype(&rexa_node_poll) poll = nullptr;
};

Result<NodeCode> load_node(const Machine& machine) {
  const auto sources = emit_embed(machine);
  if (!sources) return sources.diagnostics();
  Progress progress;
  BuildOptions options;
  options.on_build = [&](const std::string& what) { progress.show("building " + what + " ..."); };
  const auto path = build_plugin(*sources, "node", options);
  progress.clear();
  if (!path) return path.diagnostics();
  void* object = dlopen(path->c_str(), RTLD_NOW | RTLD_LOCAL);
  if (object == nullptr) return error("plugin-unusable", dlerror());
  NodeCode code;
  code.size = reinterpret_cast<decltype(code.size)>(dlsym(object, "rexa_node_size"));
  code.init = reinterpret_cast<decltype(code.init)>(dlsym(object, "rexa_node_init"));
  code.poll = reinterpret_cast<decltype(code.poll)>(dlsym(object, "rexa_node_poll"));
  if (code.size == nullptr || code.init == nullptr || code.poll == nullptr)
    return error("plugin-unusable", *path + " is no node", {}, "remove the file to have it built again");
  return code;
}

// Its line: two file descriptors that do not block.
struct Line {
  int in = STDIN_FILENO, out = STDOUT_FILENO;
  bool ended = false;
};

int read_byte(void* user) {
  Line& line = *static_cast<Line*>(user);
  unsigned char byte = 0;
  const ssize_t count = ::read(line.in, &byte, 1);
  if (count == 0) line.ended = true;
  return count == 1 ? byte : -1;
}

// When nobody reads, what is said is lost, as on a wire; a reader who is slow is waited for a little.
void write_byte(void* user, char byte) {
  const Line& line = *static_cast<const Line*>(user);
  for (int tries = 0; tries < 20; ++tries) {
    if (::write(line.out, &byte, 1) == 1 || (errno != EAGAIN && errno != EINTR)) return;
    pollfd waited{line.out, POLLOUT, 0};
    poll(&waited, 1, 5);
  }
}

std::uint32_t milliseconds(void*) {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

// A pseudo-terminal, whose other end is kept open: else reading fails while nobody else has it.
struct Terminal {
  int master = -1, slave = -1;
  std::string path, link;
  ~Terminal() {
    if (!link.empty()) unlink(link.c_str());
    if (master >= 0) close(master);
    if (slave >= 0) close(slave);
  }
  std::string open(const std::string& wanted) {
    char name[256];
    if (openpty(&master, &slave, name, nullptr, nullptr) != 0) return std::strerror(errno);
    termios settings{};
    tcgetattr(slave, &settings);
    cfmakeraw(&settings);
    tcsetattr(slave, TCSANOW, &settings);
    fcntl(master, F_SETFL, fcntl(master, F_GETFL) | O_NONBLOCK);
    path = name;
    if (wanted.empty()) return "";
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::absolute(wanted).parent_path(), ignored);
    unlink(wanted.c_str());
    if (symlink(name, wanted.c_str()) != 0) return wanted + ": " + std::strerror(errno);
    link = wanted;
    return "";
  }
};

void serve(const NodeCode& code, rexa_node* node, Line& line, std::uint64_t limit_ms) {
  const std::uint32_t start = milliseconds(nullptr);
  bool idle = false;
  while (!broken_off() && milliseconds(nullptr) - start < limit_ms) {
    if (idle && line.ended) break;
    if (idle) {
      pollfd waited{line.ended ? -1 : line.in, POLLIN, 0};
      poll(&waited, 1, kIdleMs);
    }
    idle = code.poll(node) == 0;
  }
}

}  // namespace

int command_node(const std::vector<std::string>& args) {
  CommandLine line;
  line.name = "node";
  line.synopsis = "[options]";
  line.summary =
      "A node on this PC, as the firmware is one on a board: takes frames over its line, compiles and runs "
      "them, and\n"
      "sends what they print (docs/link.md). With --pty its line is a pseudo-terminal, whose path is printed "
      "first and\n"
      "which `rexa send --port PATH` talks to; else standard input and output. Ends with control-C, after "
      "--for, or at\n"
      "the end of the input when every task waits or has ended.";
  add_machine_options(line);
  line.options.add_options()("pty", "on a pseudo-terminal")(
      "link", po::value<std::string>()->value_name("PATH"), "with --pty: a symbolic link to it")(
      "for", po::value<std::string>()->value_name("MS"), "end after so long");
  const auto values = parse(line, args);
  if (!values) return kDone;
  const bool pty = values->count("pty") != 0;
  if (values->count("link") != 0 && !pty) throw UsageError("--link needs --pty");
  const std::uint64_t limit_ms = count_value(*values, "for", std::numeric_limits<std::uint64_t>::max());
  const auto machine = chosen_machine(*values);
  report(machine.diagnostics());
  if (!machine) return kInputAtFault;
  const auto code = load_node(*machine);
  report(code.diagnostics());
  if (!code) return kUsageOrInternal;

  Terminal terminal;
  Line wires;
  if (pty) {
    const std::string fault =
        terminal.open(values->count("link") != 0 ? (*values)["link"].as<std::string>() : "");
    if (!fault.empty()) {
      std::cerr << "rexa node: " << fault << "\n";
      return kInputAtFault;
    }
    wires.in = wires.out = terminal.master;
    std::cout << terminal.path << std::endl;
  } else {
    fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
  }
  catch_break();
  const auto memory = std::make_unique<std::max_align_t[]>(code->size() / sizeof(std::max_align_t) + 1);
  const rexa_link link = {&wires, read_byte, write_byte, milliseconds};
  rexa_node* node = code->init(memory.get(), code->size(), &link);
  if (node == nullptr) {
    std::cerr << "rexa node: the machine does not start\n";
    return kUsageOrInternal;
  }
  serve(*code, node, wires, limit_ms);
  return kDone;
}

}  // namespace rexa::cli
