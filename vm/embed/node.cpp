#include "node.h"

#include "vm/embed/link.hpp"

#ifndef REXA_NODE_STEPS
#define REXA_NODE_STEPS 500
#endif

namespace {

using namespace rexa::vm;

constexpr uint32_t kTransferMs = 2000;  // without a packet: the transfer is given up
constexpr uint32_t kFlushMs = 20;       // printed text waits so long for the rest of its line
constexpr uint32_t kMostName = 30;
constexpr int kMostFrames = 32;

}  // namespace

struct rexa_node {
  rexa_link link{};
  rexa_vm* vm = nullptr;
  uint32_t now = 0;
  uint32_t heard_at = 0;    // last byte
  uint32_t request_at = 0;  // last undamaged request
  uint32_t printed_at = 0;  // first character that waits in `line`
  LinkReceiver receiver;
  bool greeted = false;  // number and answer are those of a request
  bool open = false;     // a transfer is under way
  bool busy = false;     // a task lives
  uint8_t number = 0;
  uint8_t next_output = 0;
  uint8_t priority = 0;
  uint8_t answer_length = 0, line_length = 0;
  uint16_t check = 0;   // of the text so far
  uint32_t length = 0;  // of the text so far
  int frame = -1;       // started last
  char name[kMostName + 1] = {};
  uint8_t answer[kMostPayload] = {};
  uint8_t line[kMostPayload] = {};
};

namespace {

struct Place {};

void put_byte(void* user, uint8_t byte) {
  const rexa_link& link = *static_cast<const rexa_link*>(user);
  link.write(link.user, static_cast<char>(byte));
}

void send(rexa_node& node, Reply type, uint8_t number, const uint8_t* payload, uint32_t length) {
  link_send({&node.link, put_byte}, static_cast<uint8_t>(type), number, payload, length);
}

// ---- what goes out unasked ----

void flush(rexa_node& node, Reply type) {
  if (node.line_length == 0) return;
  send(node, type, node.next_output++, node.line, node.line_length);
  node.line_length = 0;
}

void put(void* user, char c) {
  rexa_node& node = *static_cast<rexa_node*>(user);
  if (node.line_length == 0) node.printed_at = node.now;
  node.line[node.line_length++] = static_cast<uint8_t>(c);
  if (c == '\n' || node.line_length == sizeof node.line) flush(node, Reply::kOutput);
}

void text(rexa_node& node, const char* part) {
  while (*part != 0 && node.line_length < sizeof node.line)
    node.line[node.line_length++] = static_cast<uint8_t>(*part++);
}

void event(rexa_node& node, const char* what, const char* name, const char* in = nullptr) {
  flush(node, Reply::kOutput);
  text(node, what);
  text(node, name);
  if (in != nullptr) text(node, " in ");
  if (in != nullptr) text(node, in);
  flush(node, Reply::kEvent);
}

// ---- requests ----

Answer meaning(rexa_status status) {
  switch (status) {
    case REXA_DONE:
      return Answer::kDone;
    case REXA_TEXT_FAULT:
      return Answer::kTextFault;
    case REXA_NO_ROOM:
      return Answer::kNoRoom;
    case REXA_BAD_NAME:
    case REXA_NAME_TAKEN:
      return Answer::kBadName;
    case REXA_NO_SUCH:
      return Answer::kNoSuchFrame;
    default:
      return Answer::kNotNow;
  }
}

void add(rexa_node& node, uint32_t value, uint32_t bytes) {
  link_put_number(node.answer + node.answer_length, bytes, value);
  node.answer_length = static_cast<uint8_t>(node.answer_length + bytes);
}

void add_text(rexa_node& node, const char* part, bool ends) {
  for (; *part != 0 && node.answer_length < kMostPayload; ++part) add(node, static_cast<uint8_t>(*part), 1);
  if (ends && node.answer_length < kMostPayload) add(node, 0, 1);
}

// The text is gone; what was wrong with it goes into the answer.
void fault(rexa_node& node) {
  const rexa_fault why = rexa_text_fault(node.vm);
  add(node, static_cast<uint32_t>(why.code), 1);
  add(node, static_cast<uint32_t>(why.detail), 2);
  add(node, why.line, 4);
  add(node, why.column, 2);
  add_text(node, why.text, true);
  add_text(node, why.token, false);
}

void cancel(rexa_node& node) {
  if (node.open) rexa_abandon(node.vm);
  node.open = false;
}

bool take_name(rexa_node& node, const uint8_t* from, uint32_t length) {
  if (length > kMostName) return false;
  for (uint32_t i = 0; i < length; ++i) {
    // A space or a zero could not be told from what stands around a name.
    if (from[i] <= ' ') return false;
    node.name[i] = static_cast<char>(from[i]);
  }
  node.name[length] = 0;
  return length > 0;
}

Answer open(rexa_node& node, const uint8_t* from, uint32_t length) {
  cancel(node);
  if (length < 2) return Answer::kUnknown;
  if (!take_name(node, from + 1, length - 1)) return Answer::kBadName;
  const int old = rexa_frame(node.vm, node.name);
  const rexa_status status = old < 0 ? rexa_open(node.vm, node.name) : rexa_replace(node.vm, old);
  node.open = status == REXA_DONE;
  node.priority = from[0];
  node.length = 0;
  node.check = link_check(nullptr, 0);
  return meaning(status);
}

Answer take_text(rexa_node& node, const uint8_t* from, uint32_t length) {
  if (!node.open) return Answer::kNotNow;
  node.check = link_check(from, length, node.check);
  node.length += length;
  return meaning(rexa_feed(node.vm, reinterpret_cast<const char*>(from), length));
}

Answer close(rexa_node& node, const uint8_t* from, uint32_t length) {
  if (!node.open) return Answer::kNotNow;
  if (length != 6) return Answer::kUnknown;
  if (link_number(from, 4) != node.length || link_number(from + 4, 2) != node.check) return Answer::kIncomplete;
  int frame = -1;
  rexa_status status = rexa_close(node.vm, &frame);
  node.open = false;
  if (status != REXA_DONE) return meaning(status);
  status = rexa_start(node.vm, frame, node.priority, nullptr);
  if (status == REXA_DONE) {
    node.busy = true;
    node.frame = frame;
  } else {
    rexa_remove(node.vm, frame);
  }
  return meaning(status);
}

Answer remove(rexa_node& node, const uint8_t* from, uint32_t length) {
  cancel(node);
  if (!take_name(node, from, length)) return Answer::kBadName;
  return meaning(rexa_remove(node.vm, rexa_frame(node.vm, node.name)));
}

Answer carry_out(rexa_node& node, Request request, const uint8_t* from, uint32_t length) {
  switch (request) {
    case Request::kHello:
      cancel(node);
      return Answer::kDone;
    case Request::kOpen:
      return open(node, from, length);
    case Request::kText:
      return take_text(node, from, length);
    case Request::kClose:
      return close(node, from, length);
    case Request::kCancel:
      cancel(node);
      return Answer::kDone;
    case Request::kRemove:
      return remove(node, from, length);
    case Request::kStop:
      cancel(node);
      rexa_stop(node.vm);
      return Answer::kDone;
    case Request::kStatus:
      return Answer::kDone;
  }
  return Answer::kUnknown;
}

void answer(rexa_node& node, Request request, Answer found) {
  node.answer_length = 0;
  add(node, static_cast<uint32_t>(found), 1);
  if (found == Answer::kTextFault) fault(node);
  // A transfer that has gone wrong is over.
  if (found != Answer::kDone) cancel(node);
  if (found == Answer::kDone && request == Request::kHello) {
    add(node, kLinkVersion, 1);
    add(node, kMostPayload, 1);
  } else if (found == Answer::kDone && request == Request::kStatus) {
    add(node, node.busy ? 1 : 0, 1);
    add(node, node.open ? 1 : 0, 1);
    add(node, rexa_free_code(node.vm), 4);
    add(node, rexa_free_data(node.vm), 4);
    for (int frame = 0; frame < kMostFrames; ++frame) {
      const char* const name = rexa_frame_name(node.vm, frame);
      if (rexa_frame(node.vm, name) != frame) continue;
      add_text(node, " ", false);
      add_text(node, name, false);
    }
  }
}

// A request that comes again, because its answer was lost, is answered again and not carried out again.
void take_request(rexa_node& node) {
  const Request request = static_cast<Request>(node.receiver.type());
  const uint8_t number = node.receiver.number();
  const bool follows = node.greeted && number == static_cast<uint8_t>(node.number + 1);
  const bool again = node.greeted && number == node.number && request != Request::kHello;
  node.request_at = node.now;
  if (!again && !follows && request != Request::kHello) {
    const uint8_t refused = static_cast<uint8_t>(Answer::kNoHello);
    return send(node, Reply::kAnswer, number, &refused, 1);
  }
  if (!again) {
    answer(node, request, carry_out(node, request, node.receiver.payload(), node.receiver.length()));
    node.greeted = true;
    node.number = number;
  }
  send(node, Reply::kAnswer, number, node.answer, node.answer_length);
}

// At most one packet.
bool read(rexa_node& node) {
  if (node.receiver.within() && node.now - node.heard_at > kLinkGapMs) node.receiver.reset();
  for (uint32_t bytes = 0;; ++bytes) {
    const int byte = node.link.read(node.link.user);
    if (byte < 0) return bytes > 0;
    node.heard_at = node.now;
    switch (node.receiver.take(static_cast<uint8_t>(byte))) {
      case LinkReceiver::Event::kNothing:
        break;
      case LinkReceiver::Event::kPacket:
        take_request(node);
        return true;
      case LinkReceiver::Event::kDamaged:
        send(node, Reply::kDamaged, 0, nullptr, 0);
        return true;
    }
  }
}

}  // namespace

inline void* operator new(size_t, void* memory, Place) noexcept { return memory; }

extern "C" {

static constexpr size_t kNodeBytes = (sizeof(rexa_node) + 15) & ~size_t{15};

size_t rexa_node_size(void) { return kNodeBytes + rexa_size(); }

static rexa_node* start(void* memory, const rexa_link* link) {
  rexa_node* node = new (memory, Place{}) rexa_node;
  node->link = *link;
  node->now = link->milliseconds(link->user);
  return node;
}

rexa_node* rexa_node_init(void* memory, size_t bytes, const rexa_link* link) {
  if (memory == nullptr || link == nullptr || bytes < rexa_node_size()) return nullptr;
  rexa_node* node = start(memory, link);
  const rexa_host host = {node, put, nullptr, nullptr, nullptr};
  node->vm = rexa_init(static_cast<char*>(memory) + kNodeBytes, bytes - kNodeBytes, &host);
  return node->vm == nullptr ? nullptr : node;
}

#if defined(REXA_STATIC)
rexa_node* rexa_node_static(const rexa_link* link) {
  alignas(rexa_node) static unsigned char memory[sizeof(rexa_node)];
  rexa_node* node = start(memory, link);
  const rexa_host host = {node, put, nullptr, nullptr, nullptr};
  node->vm = rexa_static(&host);
  return node->vm == nullptr ? nullptr : node;
}
#endif

rexa_vm* rexa_node_vm(rexa_node* node) { return node->vm; }

int rexa_node_poll(rexa_node* node) {
  const uint32_t now = node->link.milliseconds(node->link.user);
  rexa_advance(node->vm, now - node->now);
  node->now = now;
  const bool heard = read(*node);
  if (node->open && now - node->request_at > kTransferMs) {
    cancel(*node);
    event(*node, "cut off: ", node->name);
  }
  const rexa_status status = rexa_run(node->vm, REXA_NODE_STEPS);
  rexa_trap trap;
  while (rexa_next_trap(node->vm, &trap) != 0) {
    event(*node, "trap ", trap.name, rexa_frame_name(node->vm, trap.frame));
  }
  if (node->busy && status == REXA_ENDED) {
    node->busy = false;
    event(*node, "done", "");
    // Without tasks memory is a stack of frames: what has ended goes again.
    if (rexa_has_tasks() == 0 && !node->open) rexa_remove(node->vm, node->frame);
  }
  if (node->line_length > 0 && (status != REXA_READY || now - node->printed_at >= kFlushMs))
    flush(*node, Reply::kOutput);
  return heard || status == REXA_READY;
}

}  // extern "C"
