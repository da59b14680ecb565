#include "cli/node_port.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <iostream>
#include <map>

#include "firmware/host/image.hpp"

namespace rexa::cli {

namespace {

using vm::Answer;
using vm::LinkClient;
using vm::Request;

constexpr std::uint32_t kTimeoutMs = 300;
constexpr std::uint8_t kTries = 20;  // of one packet
constexpr int kTransfers = 3;        // of one frame, when the node has lost the thread

volatile sig_atomic_t stopped = 0;

void stop(int) { stopped = 1; }

Diagnostic port_fault(const std::string& port, const std::string& code, const std::string& message,
                      const std::string& hint) {
  Where where;
  where.file = port;
  return error(code, message, where, hint);
}

const std::map<unsigned, speed_t> kSpeeds = {{9600, B9600},     {19200, B19200},   {38400, B38400},
                                             {57600, B57600},   {115200, B115200}, {230400, B230400},
                                             {460800, B460800}, {921600, B921600}};

}  // namespace

void catch_break() {
  struct sigaction action {};
  action.sa_handler = stop;
  for (const int number : {SIGINT, SIGTERM}) sigaction(number, &action, nullptr);
}
bool broken_off() { return stopped != 0; }

// ---- the port ----

NodePort::~NodePort() {
  if (own_) close(line_);
}

Diagnostics NodePort::open(const std::string& name, unsigned baud) {
  if (name == "qemu") return start_board("stm32f4");
  if (name.starts_with("qemu:")) return start_board(name.substr(5));
  return open_line(name, baud);
}

Diagnostics NodePort::open_line(const std::string& path, unsigned baud) {
  const auto speed = kSpeeds.find(baud);
  if (speed == kSpeeds.end()) {
    return {port_fault(path, "bad-baud", fmt::format("{} is not a rate of serial lines", baud),
                       "9600, 19200, 38400, 57600, 115200, 230400, 460800 or 921600")};
  }
  line_ = ::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (line_ < 0) {
    return {port_fault(path, "no-port", fmt::format("this port cannot be opened: {}", std::strerror(errno)),
                       "a serial line, the pseudo-terminal that `rexa node --pty` names, or qemu:BOARD")};
  }
  own_ = true;
  termios settings{};
  if (tcgetattr(line_, &settings) != 0) {
    return {port_fault(path, "not-a-line", "this is not a serial line", "a path like /dev/ttyUSB0")};
  }
  cfmakeraw(&settings);
  settings.c_cflag |= CLOCAL | CREAD;
  cfsetispeed(&settings, speed->second);
  cfsetospeed(&settings, speed->second);
  if (tcsetattr(line_, TCSANOW, &settings) != 0) {
    return {port_fault(path, "not-a-line", fmt::format("this line cannot be set up: {}", std::strerror(errno)),
                       "")};
  }
  return {};
}

Diagnostics NodePort::start_board(const std::string& board) {
  one_of(board, firmware::target_names(), "board");
  const auto target = firmware::load_target(board);
  if (!target) return target.diagnostics();
  const auto config = find_config(target->configuration);
  if (!config) return config.diagnostics();
  auto machine = load_machine(*config, {});
  if (!machine) return machine.diagnostics();
  Progress progress;
  firmware::ImageOptions options;
  options.image = "node";
  options.on_build = [&](const std::string& what) { progress.show("building " + what + " ..."); };
  const auto image = firmware::build_image(*target, *machine, options);
  progress.clear();
  if (!image) return image.diagnostics();
  auto process = firmware::NodeProcess::start(*target, *image);
  if (!process) return process.diagnostics();
  process_ = std::move(*process);
  machine_ = std::move(*machine);
  line_ = process_->line();
  fcntl(line_, F_SETFL, fcntl(line_, F_GETFL) | O_NONBLOCK);
  return {};
}

void NodePort::discard() {
  read_.clear();
  at_ = 0;
  if (own_) tcflush(line_, TCIFLUSH);
}

bool NodePort::wait(int milliseconds) {
  flush();
  if (gone_) return false;
  pollfd waited{line_, static_cast<short>(write_.empty() ? POLLIN : POLLIN | POLLOUT), 0};
  if (at_ == read_.size()) poll(&waited, 1, milliseconds);
  return true;
}

void NodePort::flush() {
  while (!write_.empty()) {
    const ssize_t done = ::write(line_, write_.data(), write_.size());
    if (done <= 0) {
      if (done < 0 && errno != EAGAIN && errno != EINTR) gone_ = true;
      return;
    }
    write_.erase(0, static_cast<std::size_t>(done));
  }
}

int NodePort::read(void* self) {
  NodePort& port = *static_cast<NodePort*>(self);
  if (port.at_ == port.read_.size()) {
    char bytes[4096];
    const ssize_t count = ::read(port.line_, bytes, sizeof bytes);
    if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)) port.gone_ = true;
    if (count <= 0) return -1;
    port.read_.assign(bytes, static_cast<std::size_t>(count));
    port.at_ = 0;
  }
  return static_cast<unsigned char>(port.read_[port.at_++]);
}

void NodePort::write(void* self, std::uint8_t byte) {
  static_cast<NodePort*>(self)->write_.push_back(static_cast<char>(byte));
}

std::uint32_t NodePort::milliseconds(void*) {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

vm::LinkWire NodePort::wire() { return {this, read, write, milliseconds}; }

// ---- the conversation ----

// An emulator may take its time to start.
NodeConversation::NodeConversation(NodePort& port)
    : port_(port),
      client_(port.wire(), {this, output, event, lost}, kTimeoutMs, port.emulated() ? 4 * kTries : kTries) {}

void NodeConversation::output(void* self, const std::uint8_t* text, std::uint32_t length) {
  if (length == 0) return;
  std::cout.write(reinterpret_cast<const char*>(text), length);
  std::cout.flush();
  static_cast<NodeConversation*>(self)->fresh_line_ = text[length - 1] == '\n';
}

void NodeConversation::event(void* self, const std::uint8_t* text, std::uint32_t length) {
  NodeConversation& here = *static_cast<NodeConversation*>(self);
  const std::string line(reinterpret_cast<const char*>(text), length);
  here.trapped_ |= line.starts_with("trap ");
  here.done_ |= line == "done";
  std::cout << (here.fresh_line_ ? "" : "\n") << "-- " << line << std::endl;
  here.fresh_line_ = true;
}

void NodeConversation::lost(void* self, std::uint32_t packets) {
  NodeConversation& here = *static_cast<NodeConversation*>(self);
  std::cout << (here.fresh_line_ ? "" : "\n") << "-- " << packets << (packets == 1 ? " packet" : " packets")
            << " of the node lost" << std::endl;
  here.fresh_line_ = true;
}

bool NodeConversation::finish() {
  while (client_.poll() == LinkClient::State::kWaiting) {
    if (!port_.wait(20) || broken_off()) return false;
  }
  return client_.state() == LinkClient::State::kAnswered;
}

bool NodeConversation::ask(Request request, const std::string& payload) {
  client_.ask(request, reinterpret_cast<const std::uint8_t*>(payload.data()),
              static_cast<std::uint32_t>(payload.size()));
  return finish();
}

NodeConversation::Sent NodeConversation::send(const std::string& name, int priority, const std::string& text) {
  for (int attempt = 1;; ++attempt) {
    vm::LinkTransfer transfer(name.c_str(), static_cast<std::uint8_t>(priority), text.data(),
                              static_cast<std::uint32_t>(text.size()));
    bool good = true;
    while (good && transfer.ask_next(client_)) {
      if (!finish()) return Sent::kSilent;
      good = client_.answer() == Answer::kDone;
    }
    if (good) {
      done_ = false;
      return Sent::kDone;
    }
    const Answer why = client_.answer();
    const bool thread_lost = why == Answer::kNotNow || why == Answer::kNoHello || why == Answer::kIncomplete;
    if (!thread_lost || attempt == kTransfers) return Sent::kRefused;
  }
}

void NodeConversation::listen(std::uint64_t milliseconds, bool until_done) {
  const std::uint32_t start = port_.wire().milliseconds(nullptr);
  while (!broken_off()) {
    client_.poll();
    if (until_done && done_) break;
    const std::uint64_t passed = port_.wire().milliseconds(nullptr) - start;
    if (passed >= milliseconds) break;
    if (!port_.wait(static_cast<int>(std::min<std::uint64_t>(milliseconds - passed, 100)))) {
      hung_up_ = true;
      break;
    }
  }
  if (!fresh_line_) std::cout << std::endl;
  fresh_line_ = true;
}

}  // namespace rexa::cli
