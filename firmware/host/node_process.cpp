#include "firmware/host/node_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <vector>

#include "base/files.hpp"
#include "sim/plugin_build.hpp"

namespace rexa::firmware {

namespace fs = std::filesystem;

namespace {

constexpr const char* kEmulator = "qemu-system-arm";
constexpr int kConnectMs = 20'000;

pid_t spawn(const std::vector<std::string>& argv, const std::string& log) {
  std::vector<char*> arguments;
  for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  // Only calls that are safe between fork and exec. Control-C at the terminal is for the command, which then
  // ends the emulator.
  const int nothing = open("/dev/null", O_RDONLY);
  const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (nothing < 0 || file < 0 || dup2(nothing, 0) < 0 || dup2(file, 1) < 0 || dup2(file, 2) < 0) _exit(127);
  setpgid(0, 0);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

int connected(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return -1;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int line = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (line >= 0 && connect(line, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return line;
  if (line >= 0) close(line);
  return -1;
}

}  // namespace

Result<std::unique_ptr<NodeProcess>> NodeProcess::start(const Target& target, const Image& image,
                                                        const std::string& plugin) {
  if (find_program(kEmulator).empty()) {
    return error("tool-missing",
                 fmt::format("the program '{}' is needed to run firmware and is not installed", kEmulator), {},
                 "scripts/setup.sh installs it");
  }
  std::string pattern = (fs::temp_directory_path() / "rexa-node-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return error("emulator-failed", "no temporary folder can be made");
  std::unique_ptr<NodeProcess> node(new NodeProcess);
  node->folder_ = pattern;
  const std::string socket_path = pattern + "/line", log = pattern + "/log";
  // The core starts when somebody listens.
  std::vector<std::string> argv = {kEmulator,
                                   "-M",
                                   target.qemu_machine,
                                   "-display",
                                   "none",
                                   "-monitor",
                                   "none",
                                   "-chardev",
                                   "socket,id=line,path=" + socket_path + ",server=on,wait=on",
                                   "-serial",
                                   "chardev:line",
                                   "-kernel",
                                   image.elf,
                                   "-semihosting-config",
                                   "enable=on,target=native"};
  if (!plugin.empty()) argv.insert(argv.end(), {"-plugin", plugin});
  node->child_ = spawn(argv, log);
  for (int waited = 0; waited < kConnectMs && node->line_ < 0; waited += 10) {
    if (node->child_ < 0 || waitpid(node->child_, nullptr, WNOHANG) != 0) {
      node->child_ = -1;
      break;
    }
    node->line_ = connected(socket_path);
    if (node->line_ < 0) usleep(10'000);
  }
  if (node->line_ < 0) {
    const auto text = read_file(log);
    return error("emulator-failed",
                 fmt::format("{} does not start: {}", kEmulator, text ? text->substr(0, 500) : ""));
  }
  return node;
}

NodeProcess::~NodeProcess() {
  if (line_ >= 0) close(line_);
  if (child_ > 0) {
    kill(child_, SIGTERM);
    waitpid(child_, nullptr, 0);
  }
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

}  // namespace rexa::firmware
