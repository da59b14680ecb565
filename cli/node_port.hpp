// Where a node is: a serial line, a pseudo-terminal, or a board under QEMU that is started for the occasion.
// And the conversation with it over the link.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/diagnostics.hpp"
#include "cli/options.hpp"
#include "firmware/host/node_process.hpp"
#include "vm/embed/link_client.hpp"

namespace rexa::cli {

// Bytes with a time: milliseconds since the start of the command.
class NodePort {
 public:
  NodePort() = default;
  ~NodePort();
  NodePort(const NodePort&) = delete;
  NodePort& operator=(const NodePort&) = delete;

  // `name`: the path of a serial line or pseudo-terminal, `qemu` or `qemu:BOARD`. Errors: "no-port",
  // "not-a-line", "unknown-board", and those of building and starting an image.
  Diagnostics open(const std::string& name, unsigned baud);
  bool emulated() const { return process_ != nullptr; }
  // The machine of an emulated board.
  const std::optional<Machine>& machine() const { return machine_; }
  // Forgets what has come so far.
  void discard();
  // Sleeps until a byte comes, at most so long. False when the other side has hung up.
  bool wait(int milliseconds);

  vm::LinkWire wire();

 private:
  Diagnostics open_line(const std::string& path, unsigned baud);
  Diagnostics start_board(const std::string& board);
  static int read(void* self);
  static void write(void* self, std::uint8_t byte);
  static std::uint32_t milliseconds(void* self);
  void flush();

  std::unique_ptr<firmware::NodeProcess> process_;
  std::optional<Machine> machine_;
  int line_ = -1;
  bool own_ = false, gone_ = false;
  std::string read_, write_;
  std::size_t at_ = 0;
};

// What a node says. Output goes to standard output as it comes; its own lines too, behind `-- `.
class NodeConversation {
 public:
  explicit NodeConversation(NodePort& port);

  // Asks and waits for the answer. False when none comes.
  bool ask(vm::Request request, const std::string& payload = "");
  enum class Sent { kDone, kRefused, kSilent };
  // A whole frame, from the beginning again when the node has lost the thread.
  Sent send(const std::string& name, int priority, const std::string& text);
  // Listens for so long, or until control-C; `until_done`: or until no task is left.
  void listen(std::uint64_t milliseconds, bool until_done);

  vm::LinkClient& client() { return client_; }
  bool trapped() const { return trapped_; }
  bool hung_up() const { return hung_up_; }

 private:
  static void output(void* self, const std::uint8_t* text, std::uint32_t length);
  static void event(void* self, const std::uint8_t* text, std::uint32_t length);
  static void lost(void* self, std::uint32_t packets);
  bool finish();

  NodePort& port_;
  vm::LinkClient client_;
  bool trapped_ = false, done_ = false, hung_up_ = false, fresh_line_ = true;
};

// From now on control-C and SIGTERM end listening, and not the process.
void catch_break();
bool broken_off();

}  // namespace rexa::cli
