#include "vm/embed/link_client.hpp"

namespace rexa::vm {

void LinkClient::ask(Request request, const uint8_t* payload, uint32_t length) {
  request_ = request;
  length_ = static_cast<uint8_t>(length < kMostPayload ? length : kMostPayload);
  for (uint32_t i = 0; i < length_; ++i) payload_[i] = payload[i];
  number_ = static_cast<uint8_t>(number_ + 1);
  tries_ = 0;
  state_ = State::kWaiting;
  send();
}

void LinkClient::send() {
  tries_ = static_cast<uint8_t>(tries_ + 1);
  sent_at_ = wire_.milliseconds(wire_.user);
  link_send({wire_.user, wire_.write}, static_cast<uint8_t>(request_), number_, payload_, length_);
}

LinkClient::State LinkClient::poll() {
  const uint32_t now = wire_.milliseconds(wire_.user);
  if (receiver_.within() && now - heard_at_ > kLinkGapMs) receiver_.reset();
  for (int byte = wire_.read(wire_.user); byte >= 0; byte = wire_.read(wire_.user)) {
    heard_at_ = now;
    // What was damaged was an answer, and is asked for again in time, or output, and is gone.
    if (receiver_.take(static_cast<uint8_t>(byte)) != LinkReceiver::Event::kPacket) continue;
    const State before = state_;
    packet();
    // What stands behind the answer came after it: the caller sees them in that order.
    if (state_ != before) return state_;
  }
  if (state_ == State::kWaiting && now - sent_at_ >= timeout_ms_) {
    if (tries_ == most_tries_) {
      state_ = State::kSilent;
    } else {
      repeats_ += 1;
      send();
    }
  }
  return state_;
}

void LinkClient::packet() {
  switch (static_cast<Reply>(receiver_.type())) {
    case Reply::kAnswer:
      if (state_ != State::kWaiting || receiver_.number() != number_ || receiver_.length() == 0) return;
      answer_length_ = static_cast<uint8_t>(receiver_.length());
      for (uint32_t i = 0; i < answer_length_; ++i) answer_[i] = receiver_.payload()[i];
      state_ = State::kAnswered;
      return;
    case Reply::kDamaged:
      if (state_ != State::kWaiting || tries_ == most_tries_) return;
      repeats_ += 1;
      return send();
    case Reply::kOutput:
    case Reply::kEvent: {
      const uint8_t lost = static_cast<uint8_t>(receiver_.number() - next_output_);
      next_output_ = static_cast<uint8_t>(receiver_.number() + 1);
      if (heard_ && lost != 0) listener_.lost(listener_.user, lost);
      heard_ = true;
      const bool output = receiver_.type() == static_cast<uint8_t>(Reply::kOutput);
      (output ? listener_.output : listener_.event)(listener_.user, receiver_.payload(), receiver_.length());
    }
  }
}

bool LinkTransfer::ask_next(LinkClient& client) {
  uint8_t payload[kMostPayload];
  uint32_t size = 0;
  switch (step_) {
    case Step::kHello:
      step_ = Step::kOpen;
      client.ask(Request::kHello, nullptr, 0);
      return true;
    case Step::kOpen:
      payload[size++] = priority_;
      for (uint32_t i = 0; name_[i] != 0 && size < kMostPayload; ++i)
        payload[size++] = static_cast<uint8_t>(name_[i]);
      step_ = Step::kText;
      client.ask(Request::kOpen, payload, size);
      return true;
    case Step::kText: {
      const uint8_t* const text = reinterpret_cast<const uint8_t*>(text_);
      if (at_ < length_) {
        size = length_ - at_ < kMostPayload ? length_ - at_ : kMostPayload;
        client.ask(Request::kText, text + at_, size);
        at_ += size;
        return true;
      }
      link_put_number(payload, 4, length_);
      link_put_number(payload + 4, 2, link_check(text, length_));
      step_ = Step::kDone;
      client.ask(Request::kClose, payload, 6);
      return true;
    }
    case Step::kDone:
      break;
  }
  return false;
}

}  // namespace rexa::vm
