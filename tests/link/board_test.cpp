// As transfer_test.cpp, with a sample of the faults, on a board under QEMU: image `node` on its socket.
//
// usage: board_test BOARD
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "base/files.hpp"
#include "firmware/host/emulator.hpp"
#include "firmware/host/node_process.hpp"
#include "gen/vm_cpp.hpp"
#include "isa/spec.hpp"
#include "vm/embed/link_client.hpp"

using namespace rexa;
using namespace rexa::vm;

namespace {

constexpr uint32_t kTimeoutMs = 100;
constexpr uint8_t kTries = 250;  // the computer may be busy
constexpr uint32_t kSteps = 23;  // of the positions

enum class Kind { kNone, kChanged, kLost, kDoubled };
struct Fault {
  Kind kind = Kind::kNone;
  bool to_node = true;
  uint32_t position = 0;
  uint8_t flip = 0;
};

struct Line {
  int file = -1;
  Fault fault;
  uint32_t sent[2] = {0, 0};  // to the host, to the node
  bool struck = false;
  std::string waiting;  // from the node

  // What becomes of a byte.
  std::string pass(bool to_node, uint8_t byte) {
    const bool here = fault.kind != Kind::kNone && fault.to_node == to_node && fault.position == sent[to_node];
    sent[to_node] += 1;
    const std::string whole(1, static_cast<char>(byte));
    if (!here) return whole;
    struck = true;
    if (fault.kind == Kind::kLost) return "";
    return fault.kind == Kind::kDoubled ? whole + whole : std::string(1, static_cast<char>(byte ^ fault.flip));
  }
};
Line line;
std::string said;
int faults = 0;

void put(void*, uint8_t byte) {
  const std::string bytes = line.pass(true, byte);
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t done = write(line.file, bytes.data() + at, bytes.size() - at);
    if (done > 0) at += static_cast<std::size_t>(done);
  }
}
int get(void*) {
  if (line.waiting.empty()) {
    uint8_t byte = 0;
    if (read(line.file, &byte, 1) == 1) line.waiting = line.pass(false, byte);
  }
  if (line.waiting.empty()) return -1;
  const auto byte = static_cast<uint8_t>(line.waiting[0]);
  line.waiting.erase(0, 1);
  return byte;
}
uint32_t milliseconds(void*) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<uint32_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}
void output(void*, const uint8_t* text, uint32_t length) {
  said.append(reinterpret_cast<const char*>(text), length);
}
void event(void*, const uint8_t* text, uint32_t length) {
  said += '[' + std::string(reinterpret_cast<const char*>(text), length) + ']';
}
void lost(void*, uint32_t) { said += "[lost]"; }

void complain(const Fault& fault, const std::string& what) {
  const char* kinds[] = {"no fault", "changed", "lost", "doubled"};
  std::printf("byte %u to the %s %s (%u): %s\n", fault.position, fault.to_node ? "node" : "host",
              kinds[static_cast<int>(fault.kind)], fault.flip, what.c_str());
  ++faults;
}

bool finish(LinkClient& client) {
  while (client.poll() == LinkClient::State::kWaiting) {
    pollfd waited{line.file, POLLIN, 0};
    poll(&waited, 1, 10);
  }
  return client.state() == LinkClient::State::kAnswered;
}

const std::string kText =
    "\\ averages of samples, \x02 marks \x03 and \x10 escapes within\n"
    ": average ( a b -- c ) + 2 / ;\n"
    "array kept { 12 34 56 78 90 123 456 789 }\n"
    "0 8 0 do kept i cell+ @ average loop .\n"
    ".\" ready\" cr\n"
    "( this line is here for its length ) end";

void one(const Fault& fault) {
  line.fault = fault;
  line.sent[0] = line.sent[1] = 0;
  line.struck = false;
  said.clear();
  LinkClient client({nullptr, get, put, milliseconds}, {nullptr, output, event, lost}, kTimeoutMs, kTries);
  LinkTransfer transfer("avg", 1, kText.data(), static_cast<uint32_t>(kText.size()));
  while (transfer.ask_next(client)) {
    if (!finish(client)) return complain(fault, "no answer");
    if (client.answer() != Answer::kDone) return complain(fault, "refused");
  }
  // Until the task has ended. The answer stands behind all that was printed.
  for (uint8_t running = 1; running != 0;) {
    client.ask(Request::kStatus, nullptr, 0);
    if (!finish(client) || client.answer() != Answer::kDone) return complain(fault, "no status");
    running = client.details()[0];
  }
  const bool whole = said == "533 ready\n[done]";
  const bool in_part =
      !fault.to_node && (said == "[done]" || said == "533 ready\n" || said == "[lost][done]" || said.empty());
  if (!whole && !in_part) complain(fault, "output is " + said);
  if (fault.kind != Kind::kNone && !line.struck) complain(fault, "the line has not come so far");
}

template <class T>
bool good(const Result<T>& result) {
  if (!result) std::fputs(format(result.diagnostics()).c_str(), stdout);
  return static_cast<bool>(result);
}

}  // namespace

int main(int argc, char** argv) {
  const auto target = firmware::load_target(argc > 1 ? argv[1] : "");
  if (!good(target)) return 2;
  const auto machine = load_machine(home_folder() + "/configs/" + target->configuration + ".json", {});
  if (!good(machine)) return 2;
  firmware::ImageOptions options;
  options.image = "node";
  const auto image = firmware::build_image(*target, *machine, options);
  if (!good(image)) return 2;
  const auto counter = firmware::build_counter();
  if (!good(counter)) return 2;
  const std::string counts = "/tmp/rexa-node-counts-" + std::to_string(getpid());
  auto node =
      firmware::NodeProcess::start(*target, *image, *counter + ",out=" + counts + ",core=" + target->core);
  if (!good(node)) return 2;
  line.file = (*node)->line();
  fcntl(line.file, F_SETFL, fcntl(line.file, F_GETFL) | O_NONBLOCK);
  one(Fault{});
  const uint32_t bytes[2] = {line.sent[0], line.sent[1]};
  uint32_t cases = 0;
  for (const bool to_node : {true, false}) {
    // Not the status requests, whose number is a matter of time.
    const uint32_t last = to_node ? 280 : 75;
    for (uint32_t position = 0; position < last && faults < 5; position += to_node ? kSteps / 2 : kSteps) {
      one({Kind::kLost, to_node, position, 0});
      one({Kind::kDoubled, to_node, position, 0});
      one({Kind::kChanged, to_node, position, static_cast<uint8_t>(1u << (position % 8))});
      cases += 3;
    }
  }
  one(Fault{});
  node->reset();  // writes the counts
  const auto json = read_file(counts);
  unlink(counts.c_str());
  if (!good(json)) return 2;
  // Of a request, from its end to its answer: check sums, compiling a piece of 64 bytes, installing a frame.
  const std::size_t region = json->find("\"region\": 9"), longest = json->find("\"longest\"", region);
  if (longest == std::string::npos) return 2;
  std::printf("%s: longest request %s\n", target->name.c_str(),
              json->substr(longest + 12, json->find('}', longest) - longest - 12).c_str());
  std::printf("%s: %u faults on a line of %u and %u bytes, flash %u, RAM %u + stack %u bytes: %s\n",
              target->name.c_str(), cases, bytes[1], bytes[0], image->flash_bytes, image->ram_bytes,
              image->stack_bytes, faults == 0 ? "none ran damaged, all ran once" : "see above");
  return faults != 0;
}
