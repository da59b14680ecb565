// A board with image `node` under QEMU, its USART on a socket. Time is the host's: what a user sees as a node.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "firmware/host/image.hpp"

namespace rexa::firmware {

class NodeProcess {
 public:
  // Errors: "tool-missing", "emulator-failed". `plugin`: QEMU's -plugin argument, empty for none.
  static Result<std::unique_ptr<NodeProcess>> start(const Target& target, const Image& image,
                                                    const std::string& plugin = "");
  ~NodeProcess();  // ends the emulator
  NodeProcess(const NodeProcess&) = delete;
  NodeProcess& operator=(const NodeProcess&) = delete;

  int line() const { return line_; }  // file descriptor, both directions

 private:
  NodeProcess() = default;
  std::string folder_;
  pid_t child_ = -1;
  int line_ = -1;
};

}  // namespace rexa::firmware
