// Packets on a serial line, the same code on a node and on its host: start and end mark, length, type, number,
// check sum. Freestanding; no heap, no clock, no knowledge of what the payload means.
// Invariant: a packet with any single byte changed, lost or doubled on the way is never delivered (docs/link.md
// says why), and the receiver is ready for the next one at the latest after one end mark or reset().
//
//   2 | length  type  number  payload ...  check low, high | 3
//
// Between the marks the bytes 2, 3 and 16 go as 16 and the byte xor 64. `length` counts the payload, 0 to 64;
// types are letters, so that no type can be taken for a length. The check sum is CRC-16 (polynomial x^16 + x^12
// + x^5 + 1, least bit first, from 0xffff, inverted), as in HDLC, over all before it.
#pragma once

#include <stdint.h>

namespace rexa::vm {

inline constexpr uint32_t kMostPayload = 64;
inline constexpr uint8_t kLinkVersion = 1;
inline constexpr uint32_t kLinkGapMs = 200;  // a packet whose next byte is later than that is given up

// Requests of the host. Every one is answered by the node, under its number.
enum class Request : uint8_t {
  kHello = 'H',   // begins a conversation: its number is taken over, a transfer under way is forgotten
  kOpen = 'O',    // priority, name: a frame, new or in place of the one of that name
  kText = 'T',    // the next piece of its text
  kClose = 'C',   // bytes of the whole text (4), check sum over it (2): install it and start its task
  kCancel = 'X',  // forget the open frame
  kRemove = 'R',  // name
  kStop = 'S',    // ends all tasks
  kStatus = 'Q'
};

// What a node sends.
enum class Reply : uint8_t {
  kAnswer = 'a',   // Answer code, then its details; the number is the request's
  kDamaged = 'n',  // a packet came that was damaged: send it again
  kOutput = 'o',   // what programs print; numbered on from 0, with kEvent
  kEvent = 'e'     // a line of the node's own: a trap, `done`
};

enum class Answer : uint8_t {
  kDone = 0,  // Hello: version, most payload; Status: tasks live, a transfer is open, free code (4), data (4),
              // names
  kTextFault = 1,  // status, detail (2), line (4), column (2), text of the fault, 0, token
  kNoRoom = 2,     // for a frame, its name or its task
  kBadName = 3,
  kNoSuchFrame = 4,
  kNotNow = 5,      // no frame is open: the transfer was given up; or the machine cannot do this now
  kIncomplete = 6,  // length or check sum of the whole text are others
  kUnknown = 7,     // a request that this node does not know, or one without its details
  kNoHello = 8      // not the number that follows: a conversation must begin anew
};

// Of bytes that follow those with check sum `before`.
uint16_t link_check(const uint8_t* bytes, uint32_t length, uint16_t before = 0xffff);

struct LinkOut {
  void* user;
  void (*put)(void* user, uint8_t byte);
};
void link_send(const LinkOut& out, uint8_t type, uint8_t number, const uint8_t* payload, uint32_t length);

class LinkReceiver {
 public:
  enum class Event : uint8_t { kNothing, kPacket, kDamaged };
  // kPacket: type() and the rest are valid until the next byte. kDamaged: something that began as a packet was
  // none.
  Event take(uint8_t byte);
  void reset() { state_ = State::kIdle; }
  bool within() const { return state_ != State::kIdle; }

  uint8_t type() const { return bytes_[1]; }
  uint8_t number() const { return bytes_[2]; }
  const uint8_t* payload() const { return bytes_ + kHead; }
  uint32_t length() const { return bytes_[0]; }

 private:
  enum class State : uint8_t { kIdle, kWithin, kEscaped, kSkipping };
  static constexpr uint32_t kHead = 3, kTail = 2;
  bool sound() const;
  void keep(uint8_t byte);

  State state_ = State::kIdle;
  uint8_t count_ = 0;
  uint8_t bytes_[kHead + kMostPayload + kTail] = {};
};

constexpr uint32_t link_number(const uint8_t* at, uint32_t bytes) {
  uint32_t value = 0;
  for (uint32_t i = bytes; i > 0; --i) value = value << 8 | at[i - 1];
  return value;
}
constexpr void link_put_number(uint8_t* at, uint32_t bytes, uint32_t value) {
  for (uint32_t i = 0; i < bytes; ++i, value >>= 8) at[i] = static_cast<uint8_t>(value);
}

}  // namespace rexa::vm
