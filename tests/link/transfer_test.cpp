// Transfers over a line that changes, loses or doubles one byte: at every place of the conversation, in both
// directions, every other value. Whatever happens, what the node starts is the text that was sent, once, and
// the next transfer finds the node as it should be.
//
// Built with the node's calls of rexa_open, rexa_replace, rexa_feed and rexa_start renamed to those below,
// which see what truly reaches the compiler.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <deque>
#include <string>

#include "node.h"
#include "vm/embed/link_client.hpp"

using namespace rexa::vm;

namespace {

enum class Kind { kNone, kChanged, kLost, kDoubled };

struct Fault {
  Kind kind = Kind::kNone;
  bool to_node = true;
  uint32_t position = 0;
  uint8_t value = 0;
};

// One direction of the line.
struct Wire {
  std::deque<uint8_t> bytes;
  uint32_t sent = 0;
  uint8_t before = 0;  // the byte at the fault's position, as it was sent
};

struct Line {
  Wire to_node, to_host;
  Fault fault;
  uint32_t now = 0;
  bool struck = false;

  void send(bool towards_node, uint8_t byte) {
    Wire& wire = towards_node ? to_node : to_host;
    const bool here = fault.kind != Kind::kNone && fault.to_node == towards_node && wire.sent == fault.position;
    wire.sent += 1;
    if (!here) return wire.bytes.push_back(byte);
    struck = true;
    wire.before = byte;
    if (fault.kind == Kind::kChanged) wire.bytes.push_back(fault.value);
    if (fault.kind == Kind::kDoubled) wire.bytes.insert(wire.bytes.end(), 2, byte);
  }
  int receive(bool at_node) {
    std::deque<uint8_t>& bytes = (at_node ? to_node : to_host).bytes;
    if (bytes.empty()) return -1;
    const uint8_t byte = bytes.front();
    bytes.pop_front();
    return byte;
  }
};
Line line;

std::string fed, started, said;
int starts = 0, notes = 0, faults = 0;

void complain(const char* what) {
  const char* kinds[] = {"no fault", "changed", "lost", "doubled"};
  printf("byte %u to the %s %s (value %u): %s\n", line.fault.position, line.fault.to_node ? "node" : "host",
         kinds[static_cast<int>(line.fault.kind)], line.fault.value, what);
  if (++faults < 10) return;
  printf("and so on\n");
  exit(1);
}

}  // namespace

#undef rexa_open
#undef rexa_replace
#undef rexa_feed
#undef rexa_start
extern "C" {
rexa_status rexa_open(rexa_vm*, const char*);
rexa_status rexa_replace(rexa_vm*, int);
rexa_status rexa_feed(rexa_vm*, const char*, size_t);
rexa_status rexa_start(rexa_vm*, int, int, int*);

rexa_status watched_open(rexa_vm* vm, const char* name) {
  fed.clear();
  return rexa_open(vm, name);
}
rexa_status watched_replace(rexa_vm* vm, int frame) {
  fed.clear();
  return rexa_replace(vm, frame);
}
rexa_status watched_feed(rexa_vm* vm, const char* text, size_t length) {
  fed.append(text, length);
  return rexa_feed(vm, text, length);
}
rexa_status watched_start(rexa_vm* vm, int frame, int priority, int* task) {
  started = fed;
  starts += 1;
  return rexa_start(vm, frame, priority, task);
}
}

namespace {

int node_read(void*) { return line.receive(true); }
void node_write(void*, char byte) { line.send(false, static_cast<uint8_t>(byte)); }
int host_read(void*) { return line.receive(false); }
void host_write(void*, uint8_t byte) { line.send(true, byte); }
uint32_t milliseconds(void*) { return line.now; }
void output(void*, const uint8_t* text, uint32_t length) {
  said.append(reinterpret_cast<const char*>(text), length);
}
void event(void*, const uint8_t* text, uint32_t length) {
  said += '[' + std::string(reinterpret_cast<const char*>(text), length) + ']';
}
void lost(void*, uint32_t) { said += "[lost]"; }
void note(void*, const int32_t* in, int32_t*) { notes += in[0] == 4321 ? 1 : 1000; }

constexpr uint32_t kRoundMs = 20;

void round_of(rexa_node* node) {
  line.now += kRoundMs;
  for (int i = 0; i < 20 && rexa_node_poll(node) != 0; ++i) {
  }
}

// What the last request of the transfer was answered.
LinkClient::State transfer(rexa_node* node, LinkClient& client, const std::string& name,
                           const std::string& text) {
  LinkTransfer sending(name.c_str(), 1, text.data(), static_cast<uint32_t>(text.size()));
  while (sending.ask_next(client)) {
    while (client.poll() == LinkClient::State::kWaiting) round_of(node);
    if (client.state() != LinkClient::State::kAnswered || client.answer() != Answer::kDone) break;
  }
  return client.state();
}

LinkClient fresh_client() {
  return LinkClient({nullptr, host_read, host_write, milliseconds}, {nullptr, output, event, lost});
}

const std::string kText =
    "\\ averages of samples, \x02 marks \x03 and \x10 escapes within\n"
    ": average ( a b -- c ) + 2 / ;\n"
    "array kept { 12 34 56 78 90 123 456 789 }\n"
    "0 8 0 do kept i cell+ @ average loop .\n"
    ".\" ready\" cr 4321 note\n"
    "( this line is here for its length ) end";

// A text whose first piece has in it what another packet would be, were the byte before it a start mark: the
// check sum starts anew there.
std::string crafted() {
  const std::string tail = std::string("7T\x03 ) ");
  for (uint32_t choice = 0; choice < 90u * 90 * 90; ++choice) {
    const char free[] = {char('*' + choice % 80), char('*' + choice / 90 % 80), char('*' + choice / 8100 % 80)};
    const std::string head = std::string("@T\x03( ") + std::string(free, 3) + " ";
    if (link_check(reinterpret_cast<const uint8_t*>(head.data()), static_cast<uint32_t>(head.size())) != 0xffff)
      continue;
    return head.substr(3) + tail + kText;
  }
  return "";
}
std::string text_sent = kText;

// Bytes of each direction: how many a transfer without a fault has.
void one(rexa_node* node, const Fault& fault, uint32_t* to_node, uint32_t* to_host) {
  line.fault = fault;
  line.struck = false;
  line.to_node.sent = line.to_host.sent = 0;
  starts = notes = 0;
  started.clear();
  said.clear();
  // Each transfer is another host's, as after a restart: nothing but the line is remembered.
  LinkClient client = fresh_client();
  const LinkClient::State state = transfer(node, client, "avg", text_sent);
  for (int i = 0; i < 20; ++i) {
    round_of(node);
    client.poll();
  }
  if (state != LinkClient::State::kAnswered) return complain("the host gave up");
  if (client.answer() != Answer::kDone) return complain("the transfer was refused");
  if (starts != 1) complain(starts == 0 ? "nothing was started" : "it was started more than once");
  if (started != text_sent) complain("what was started is not what was sent");
  if (notes != 1) complain("the frame has not run once");
  // Lost or damaged output is told of, and never shown as if it were whole.
  const bool whole = said == "533 ready\n[done]";
  const bool in_part = !fault.to_node && (said == "[done]" || said == "533 ready\n" || said == "[lost][done]" ||
                                          said.empty());  // two packets have run into one
  if (!whole && !in_part) complain(("output is " + said).c_str());
  if (fault.kind != Kind::kNone && !line.struck) complain("the line has not come so far");
  if (to_node != nullptr) *to_node = line.to_node.sent;
  if (to_host != nullptr) *to_host = line.to_host.sent;
}

// A transfer that stops in the middle is given up after a while, what ran goes on, and the next one works.
void cut_short(rexa_node* node) {
  line.fault = Fault{};
  for (uint32_t after = 0; after < 12; ++after) {
    LinkClient client = fresh_client();
    LinkTransfer sending("avg", 1, kText.data(), static_cast<uint32_t>(kText.size()));
    starts = 0;
    for (uint32_t i = 0; i < after && sending.ask_next(client); ++i) {
      while (client.poll() == LinkClient::State::kWaiting) round_of(node);
    }
    const bool complete = starts == 1;
    said.clear();
    for (int i = 0; i < 200; ++i) {
      round_of(node);
      client.poll();
    }
    const bool opened = after >= 2 && !complete;
    if (opened != (said.find("[cut off: avg]") != std::string::npos))
      complain("cut short, and nothing said of it");
    // What comes late is refused, and asked to begin anew.
    if (opened && sending.ask_next(client)) {
      while (client.poll() == LinkClient::State::kWaiting) round_of(node);
      if (client.answer() != Answer::kNotNow) complain("a piece was taken after the transfer was given up");
    }
    one(node, Fault{}, nullptr, nullptr);
  }
}

// Half a packet, then silence, then a whole conversation; noise before and between.
void noise(rexa_node* node) {
  line.fault = Fault{};
  uint32_t seed = 1;
  for (int i = 0; i < 300; ++i) {
    const uint32_t length = i % 200;
    for (uint32_t k = 0; k < length; ++k) {
      seed = seed * 1664525 + 1013904223;
      line.to_node.bytes.push_back(static_cast<uint8_t>(seed >> 24));
    }
    if (i % 3 == 0) line.to_node.bytes.push_back(2);
    starts = 0;
    for (int k = 0; k < 20; ++k) round_of(node);
    if (starts != 0) complain("noise was taken for a frame");
    line.to_host.bytes.clear();
    one(node, Fault{}, nullptr, nullptr);
  }
}

void refusals(rexa_node* node) {
  line.fault = Fault{};
  const auto expect = [&](const char* name, const std::string& text, Answer answer, uint32_t row,
                          uint32_t column) {
    LinkClient client = fresh_client();
    starts = 0;
    transfer(node, client, name, text);
    if (client.answer() != answer || starts != 0)
      return complain(("not refused as it should be: " + text).c_str());
    if (answer != Answer::kTextFault) return;
    const uint8_t* const at = client.details();
    if (link_number(at + 3, 4) != row || link_number(at + 7, 2) != column) complain("another place is told");
  };
  expect("bad", "1 2 +\n  3 foo . end", Answer::kTextFault, 2, 5);
  expect("bad", ": f 1 2 +", Answer::kTextFault, 1, 1);
  expect("bad", std::string(500, '1') + " . ", Answer::kTextFault, 1, 1);
  expect("a name", "1 .", Answer::kBadName, 0, 0);
  expect("", "1 .", Answer::kUnknown, 0, 0);
  one(node, Fault{}, nullptr, nullptr);
}

// One request and its answer, in a conversation of its own.
Answer ask(rexa_node* node, LinkClient& client, Request request, const std::string& payload = "") {
  for (const Request each : {Request::kHello, request}) {
    client.ask(each, reinterpret_cast<const uint8_t*>(payload.data()), static_cast<uint32_t>(payload.size()));
    while (client.poll() == LinkClient::State::kWaiting) round_of(node);
  }
  return client.answer();
}

// What a node says when programs trap, are stopped, removed.
void life(rexa_node* node) {
  line.fault = Fault{};
  LinkClient client = fresh_client();
  const auto expect = [&](const char* what, bool good) {
    if (!good) complain((std::string(what) + ": " + said).c_str());
    said.clear();
  };
  const auto rest = [&] {
    for (int i = 0; i < 5; ++i) {
      round_of(node);
      client.poll();
    }
  };
  said.clear();
  transfer(node, client, "bad", "7 . 1 0 / .");
  rest();
  expect("trap", said == "7 [trap div_zero in bad][done]");
  expect("free again", ask(node, client, Request::kStatus) == Answer::kDone && client.details()[0] == 0);
  const uint32_t free_code = link_number(client.details() + 2, 4);
  if (rexa_has_tasks() != 0) expect("remove", ask(node, client, Request::kRemove, "bad") == Answer::kDone);
  expect("remove twice", ask(node, client, Request::kRemove, "bad") == Answer::kNoSuchFrame);
  transfer(node, client, "long", rexa_has_tasks() != 0 ? "begin 1000 sleep again" : "begin again");
  rest();
  expect("running", ask(node, client, Request::kStatus) == Answer::kDone && client.details()[0] == 1);
  if (rexa_has_tasks() != 0) {
    transfer(node, client, "bad", "8 . cr");
    rest();
    expect("beside it", said == "8 \n");
    expect("remove", ask(node, client, Request::kRemove, "bad") == Answer::kDone);
    transfer(node, client, "long", "9 . cr begin again");
    rest();
    expect("replaced", said == "9 \n");
  }
  const Answer stopped = ask(node, client, Request::kStop);
  rest();
  expect("stop", stopped == Answer::kDone && said == "[done]");
  if (rexa_has_tasks() != 0) expect("remove", ask(node, client, Request::kRemove, "long") == Answer::kDone);
  expect("free again", ask(node, client, Request::kStatus) == Answer::kDone &&
                           link_number(client.details() + 2, 4) >= free_code);
  expect("unknown", ask(node, client, static_cast<Request>('z')) == Answer::kUnknown);
  one(node, Fault{}, nullptr, nullptr);
}

// Requests that are whole and make no sense: any type, any payload, texts in any order. The node answers each,
// and afterwards is as it should be.
void nonsense(rexa_node* node) {
  line.fault = Fault{};
  const std::string pieces[] = {": f ",
                                "1 2 + . ",
                                "; ",
                                "if ",
                                "begin again ",
                                "( ",
                                "\" ",
                                "1 0 / ",
                                "end ",
                                "f ",
                                ":* g 1 ; ",
                                "import g g . ",
                                "array a 20 ",
                                "1000 sleep ",
                                std::string(64, 'x'),
                                std::string("\0\1", 2)};
  const std::string names[] = {"p", "q", "r", "s", "", "a name", std::string(40, 'n')};
  const char types[] = {'H', 'O', 'O', 'T', 'T', 'T', 'T', 'T', 'C', 'C', 'X', 'R', 'S', 'Q', 'z', 'a'};
  uint32_t seed = 7;
  const auto pick = [&](uint32_t most) {
    seed = seed * 1664525 + 1013904223;
    return (seed >> 16) % most;
  };
  std::string text;
  LinkClient client = fresh_client();
  starts = 0;
  for (int i = 0; i < 20000; ++i) {
    const char type = types[pick(sizeof types)];
    std::string payload;
    if (type == 'O') {
      payload = std::string(1, static_cast<char>(pick(256))) + names[pick(7)];
      text.clear();
    } else if (type == 'R') {
      payload = names[pick(7)];
    } else if (type == 'T') {
      payload = pieces[pick(16)];
      text += payload;
    } else if (type == 'C') {
      payload.resize(6);
      uint8_t* const at = reinterpret_cast<uint8_t*>(payload.data());
      link_put_number(at, 4, static_cast<uint32_t>(text.size()));
      link_put_number(
          at + 4, 2,
          link_check(reinterpret_cast<const uint8_t*>(text.data()), static_cast<uint32_t>(text.size())));
    }
    if (pick(20) == 0) payload.resize(pick(60));
    client.ask(static_cast<Request>(type), reinterpret_cast<const uint8_t*>(payload.data()),
               static_cast<uint32_t>(payload.size()));
    while (client.poll() == LinkClient::State::kWaiting) {
      line.now += kRoundMs;
      rexa_node_poll(node);
    }
    if (client.state() != LinkClient::State::kAnswered)
      return complain("a request without sense is not answered");
    said.clear();
  }
  if (starts < 100) complain(("only so many texts without sense ran: " + std::to_string(starts)).c_str());
  ask(node, client, Request::kStop);
  for (int again = 0; again < 2; ++again) {
    for (const char* name : {"p", "q", "r", "s", "avg"}) ask(node, client, Request::kRemove, name);
  }
  for (int i = 0; i < 5; ++i) {
    round_of(node);
    client.poll();
  }
  one(node, Fault{}, nullptr, nullptr);
}

// At every place of a transfer. Of the values of a changed byte: one bit changed, marks, and every `step`th
// other.
uint32_t every_fault(rexa_node* node, int step) {
  uint32_t bytes[2] = {0, 0}, cases = 0;
  one(node, Fault{}, &bytes[1], &bytes[0]);
  for (const bool to_node : {true, false}) {
    for (uint32_t position = 0; position < bytes[to_node]; ++position) {
      one(node, {Kind::kLost, to_node, position, 0}, nullptr, nullptr);
      const uint8_t sent = (to_node ? line.to_node : line.to_host).before;
      one(node, {Kind::kDoubled, to_node, position, 0}, nullptr, nullptr);
      for (int other = 1; other < 256; ++other) {
        const bool one_bit = (other & (other - 1)) == 0;
        const uint8_t value = static_cast<uint8_t>(sent ^ other);
        const bool mark = value == 2 || value == 3 || value == 16;
        if (!one_bit && !mark && other % step != 0) continue;
        one(node, {Kind::kChanged, to_node, position, value}, nullptr, nullptr);
        ++cases;
      }
      cases += 2;
    }
  }
  printf("a line of %u and %u bytes\n", bytes[1], bytes[0]);
  return cases;
}

}  // namespace

int main(int argc, char** argv) {
  const int step = argc > 1 ? atoi(argv[1]) : 1;  // of changed values
  void* memory = malloc(rexa_node_size());
  const rexa_link link = {nullptr, node_read, node_write, milliseconds};
  rexa_node* node = rexa_node_init(memory, rexa_node_size(), &link);
  if (node == nullptr) return 2;
  if (rexa_register_function(rexa_node_vm(node), "note", 1, 0, note, nullptr) != REXA_DONE) return 2;

  const uint32_t cases = every_fault(node, step);
  text_sent = crafted();
  const uint32_t more = every_fault(node, 256);
  text_sent = kText;
  cut_short(node);
  noise(node);
  refusals(node);
  life(node);
  nonsense(node);
  free(memory);
  printf("%u and %u faults, frames of %zu and %zu bytes: %s\n", cases, more, kText.size(), crafted().size(),
         faults == 0 ? "none ran damaged, all ran once" : "see above");
  return faults != 0;
}
