// The host's side of the link: one request at a time, sent again until its answer comes, and the transfer of a
// frame's text as a row of requests. Freestanding, so that a node may speak to another one.
#pragma once

#include <stdint.h>

#include "vm/embed/link.hpp"

namespace rexa::vm {

struct LinkWire {
  void* user;
  int (*read)(void* user);  // next byte, -1: none has come yet
  void (*write)(void* user, uint8_t byte);
  uint32_t (*milliseconds)(void* user);  // of a clock that may wrap
};

// What comes from the node unasked: `output` as programs print it, or a line of the node's own.
struct LinkListener {
  void* user;
  void (*output)(void* user, const uint8_t* text, uint32_t length);
  void (*event)(void* user, const uint8_t* text, uint32_t length);
  void (*lost)(void* user, uint32_t packets);  // that were damaged on the way
};

class LinkClient {
 public:
  enum class State : uint8_t { kIdle, kWaiting, kAnswered, kSilent };

  LinkClient(const LinkWire& wire, const LinkListener& listener, uint32_t timeout_ms = 300,
             uint8_t most_tries = 12)
      : wire_(wire), listener_(listener), timeout_ms_(timeout_ms), most_tries_(most_tries) {}

  // Only when state() is not kWaiting. The payload is copied.
  void ask(Request request, const uint8_t* payload, uint32_t length);
  // Reads what has come, and sends again when the answer is late; kSilent after so many tries.
  State poll();
  State state() const { return state_; }

  Answer answer() const { return static_cast<Answer>(answer_[0]); }
  const uint8_t* details() const { return answer_ + 1; }
  uint32_t details_length() const { return answer_length_ - 1u; }
  uint32_t repeats() const { return repeats_; }  // packets sent again since the start

 private:
  void send();
  void packet();

  LinkWire wire_;
  LinkListener listener_;
  uint32_t timeout_ms_;
  uint8_t most_tries_;
  LinkReceiver receiver_;
  State state_ = State::kIdle;
  Request request_ = Request::kHello;
  uint8_t number_ = 0, length_ = 0, answer_length_ = 0, tries_ = 0;
  uint8_t next_output_ = 0;
  bool heard_ = false;
  uint32_t sent_at_ = 0, heard_at_ = 0, repeats_ = 0;
  uint8_t payload_[kMostPayload] = {};
  uint8_t answer_[kMostPayload] = {};
};

// A frame's text, piece by piece: while next() gives a request, ask it and go on when the answer is kDone.
class LinkTransfer {
 public:
  // Both texts stay the caller's. A name has at most kMostPayload - 1 characters.
  LinkTransfer(const char* name, uint8_t priority, const char* text, uint32_t length)
      : name_(name), text_(text), length_(length), priority_(priority) {}
  bool ask_next(LinkClient& client);
  uint32_t sent() const { return at_; }

 private:
  enum class Step : uint8_t { kHello, kOpen, kText, kDone };
  const char* name_;
  const char* text_;
  uint32_t length_, at_ = 0;
  uint8_t priority_;
  Step step_ = Step::kHello;
};

}  // namespace rexa::vm
