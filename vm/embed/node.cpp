#include "node.h"

namespace {

constexpr int kBytesPerRound = 32;
constexpr uint32_t kStepsPerRound = 500;
constexpr unsigned kNames = 8;
constexpr int kBreak = 3, kEndOfText = 4;

enum class Reading : uint8_t { kNothing, kText, kSkip };

}  // namespace

struct rexa_node {
  rexa_link link{};
  rexa_vm* vm = nullptr;
  uint32_t then = 0;
  Reading reading = Reading::kNothing;
  unsigned count = 0;
  char name[3] = {'f', '0', 0};
  unsigned matched = 0;  // characters of `end` read in the token that is skipped; 4: it is another token
  bool busy = false;     // a task lives
  bool fresh_line = true;
};

namespace {

struct Place {};

void put(void* user, char c) {
  rexa_node& node = *static_cast<rexa_node*>(user);
  node.fresh_line = c == '\n';
  node.link.write(node.link.user, c);
}

void text(rexa_node& node, const char* part) {
  while (*part != 0) put(&node, *part++);
}

void number(rexa_node& node, uint32_t value) {
  if (value > 9) number(node, value / 10);
  put(&node, static_cast<char>('0' + value % 10));
}

// A line of the node's own.
void begin_line(rexa_node& node, const char* what) {
  if (!node.fresh_line) put(&node, '\n');
  text(node, what);
}

void fault(rexa_node& node, rexa_status status) {
  begin_line(node, "fault ");
  text(node, node.name);
  if (status == REXA_TEXT_FAULT) {
    const rexa_fault why = rexa_text_fault(node.vm);
    put(&node, ' ');
    number(node, why.line);
    put(&node, ':');
    number(node, why.column);
    text(node, ": ");
    text(node, why.text);
    text(node, ": ");
    text(node, why.token);
  } else {
    text(node, ": no room");
  }
  put(&node, '\n');
}

void open(rexa_node& node) {
  node.name[1] = static_cast<char>('0' + node.count % kNames);
  const int old = rexa_frame(node.vm, node.name);
  const rexa_status status = old < 0 ? rexa_open(node.vm, node.name) : rexa_replace(node.vm, old);
  node.reading = status == REXA_DONE ? Reading::kText : Reading::kSkip;
  node.matched = 0;
  if (status != REXA_DONE) fault(node, status);
}

void close(rexa_node& node) {
  int frame = -1;
  node.reading = Reading::kNothing;
  rexa_status status = rexa_close(node.vm, &frame);
  if (status == REXA_DONE) status = rexa_start(node.vm, frame, 1, nullptr);
  if (status != REXA_DONE) return fault(node, status);
  begin_line(node, "ok ");
  text(node, node.name);
  put(&node, '\n');
  node.count += 1;
  node.busy = true;
}

// Past a faulty text, whose end is the next word `end`.
void skip(rexa_node& node, char c) {
  if (static_cast<unsigned char>(c) <= ' ') {
    if (node.matched == 3) node.reading = Reading::kNothing;
    node.matched = 0;
  } else {
    node.matched = node.matched < 3 && c == "end"[node.matched] ? node.matched + 1 : 4;
  }
}

void take(rexa_node& node, int byte) {
  const char c = static_cast<char>(byte);
  if (byte == kBreak) {
    if (node.reading == Reading::kText) rexa_abandon(node.vm);
    node.reading = Reading::kNothing;
    rexa_stop(node.vm);
    return;
  }
  if (node.reading == Reading::kNothing && byte > ' ') open(node);
  if (byte == kEndOfText) {
    if (node.reading == Reading::kText) close(node);
    node.reading = Reading::kNothing;
  } else if (node.reading == Reading::kText) {
    const rexa_status status = rexa_feed(node.vm, &c, 1);
    if (status != REXA_DONE) {
      fault(node, status);
      rexa_abandon(node.vm);
      node.reading = Reading::kSkip;
      node.matched = 4;
      if (byte <= ' ') node.matched = 0;
    } else if (rexa_text_ended(node.vm) != 0) {
      close(node);
    }
  } else if (node.reading == Reading::kSkip) {
    skip(node, c);
  }
}

}  // namespace

inline void* operator new(size_t, void* memory, Place) noexcept { return memory; }

extern "C" {

static constexpr size_t kNodeBytes = (sizeof(rexa_node) + 15) & ~size_t{15};

size_t rexa_node_size(void) { return kNodeBytes + rexa_size(); }

rexa_node* rexa_node_init(void* memory, size_t bytes, const rexa_link* link) {
  if (memory == nullptr || link == nullptr || bytes < rexa_node_size()) return nullptr;
  rexa_node* node = new (memory, Place{}) rexa_node;
  node->link = *link;
  const rexa_host host = {node, put, nullptr, nullptr, nullptr};
  node->vm = rexa_init(static_cast<char*>(memory) + kNodeBytes, bytes - kNodeBytes, &host);
  node->then = link->milliseconds(link->user);
  return node->vm == nullptr ? nullptr : node;
}

rexa_vm* rexa_node_vm(rexa_node* node) { return node->vm; }

int rexa_node_poll(rexa_node* node) {
  int bytes = 0;
  for (int byte = 0; bytes < kBytesPerRound; ++bytes) {
    byte = node->link.read(node->link.user);
    if (byte < 0) break;
    take(*node, byte);
  }
  const uint32_t now = node->link.milliseconds(node->link.user);
  rexa_advance(node->vm, now - node->then);
  node->then = now;
  const rexa_status status = rexa_run(node->vm, kStepsPerRound);
  rexa_trap trap;
  while (rexa_next_trap(node->vm, &trap) != 0) {
    begin_line(*node, "trap ");
    text(*node, trap.name);
    text(*node, ", frame ");
    number(*node, static_cast<uint32_t>(trap.frame));
    put(node, '\n');
  }
  if (node->busy && status == REXA_ENDED) {
    node->busy = false;
    begin_line(*node, "done\n");
    // Without tasks memory is a stack of frames: what has ended goes again.
    const int frame = rexa_frame(node->vm, node->name);
    if (rexa_has_tasks() == 0 && node->reading == Reading::kNothing && frame >= 0) rexa_remove(node->vm, frame);
  }
  return bytes > 0 || status == REXA_READY;
}

}  // extern "C"
