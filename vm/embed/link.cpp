#include "vm/embed/link.hpp"

namespace rexa::vm {
namespace {

constexpr uint8_t kStart = 2, kEnd = 3, kEscape = 16, kFlip = 64;
constexpr uint16_t kResidue = 0xf0b8;  // of anything with its own check sum behind it

constexpr bool special(uint8_t byte) { return byte == kStart || byte == kEnd || byte == kEscape; }

void put_escaped(const LinkOut& out, uint8_t byte) {
  if (special(byte)) {
    out.put(out.user, kEscape);
    byte ^= kFlip;
  }
  out.put(out.user, byte);
}

}  // namespace

// Without a table: a node has little memory. Eight steps of the division by x^16 + x^12 + x^5 + 1 at once: of
// the eight bits that leave, the upper four come back once more (x^12 is four places below x^16), then all of
// them enter at the places of the polynomial.
uint16_t link_check(const uint8_t* bytes, uint32_t length, uint16_t before) {
  uint32_t check = before;
  for (uint32_t i = 0; i < length; ++i) {
    uint32_t leaving = (check ^ bytes[i]) & 0xff;
    leaving = (leaving ^ leaving << 4) & 0xff;
    check = check >> 8 ^ leaving << 8 ^ leaving << 3 ^ leaving >> 4;
  }
  return static_cast<uint16_t>(check);
}

void link_send(const LinkOut& out, uint8_t type, uint8_t number, const uint8_t* payload, uint32_t length) {
  const uint8_t head[] = {static_cast<uint8_t>(length), type, number};
  const uint16_t check = static_cast<uint16_t>(~link_check(payload, length, link_check(head, sizeof head)));
  out.put(out.user, kStart);
  for (const uint8_t byte : head) put_escaped(out, byte);
  for (uint32_t i = 0; i < length; ++i) put_escaped(out, payload[i]);
  put_escaped(out, static_cast<uint8_t>(check));
  put_escaped(out, static_cast<uint8_t>(check >> 8));
  out.put(out.user, kEnd);
}

LinkReceiver::Event LinkReceiver::take(uint8_t byte) {
  const State before = state_;
  if (byte == kEnd) {
    state_ = State::kIdle;
    if (before == State::kIdle) return Event::kNothing;
    return before == State::kWithin && sound() ? Event::kPacket : Event::kDamaged;
  }
  if (byte == kStart) {
    // Within a packet it is damage, and what follows may be the rest of that packet: to be skipped, not read.
    state_ = before == State::kIdle ? State::kWithin : State::kSkipping;
    count_ = 0;
  } else if (before == State::kEscaped) {
    state_ = State::kWithin;
    special(byte ^ kFlip) ? keep(byte ^ kFlip) : void(state_ = State::kSkipping);
  } else if (before == State::kWithin) {
    byte == kEscape ? void(state_ = State::kEscaped) : keep(byte);
  }
  return Event::kNothing;
}

void LinkReceiver::keep(uint8_t byte) {
  if (count_ == sizeof bytes_) {
    state_ = State::kSkipping;
  } else {
    bytes_[count_++] = byte;
  }
}

bool LinkReceiver::sound() const {
  if (count_ < kHead + kTail || bytes_[0] != count_ - kHead - kTail) return false;
  return link_check(bytes_, count_) == kResidue;
}

}  // namespace rexa::vm
