// Frames of a machine without tasks: they run one after another, each when the one before has ended. Code and data
// of frames are a stack: the newest alone can be taken away.
#pragma once

#include "rexa.h"
#include "rexa_tables.hpp"
#include "rexa_vm_core.hpp"
#include "vm/compiler.hpp"

namespace rexa::vm {

class Runner {
 public:
  Runner(Core::Memories& memories, Core::Context& context, uint8_t* dictionary, uint32_t dictionary_bytes)
      : context_(context),
        compiler_(kTables, Memories{memories.code, Core::kCodeBytes, memories.data, kTables.data_bytes, dictionary,
                                    dictionary_bytes}) {}

  bool boot() { return compiler_.boot() == Status::kOk; }
  Compiler& compiler() { return compiler_; }
  const Compiler& compiler() const { return compiler_; }

  rexa_status open(const char* name) {
    if (open_ >= 0) return REXA_NOT_NOW;
    uint32_t length = 0;
    while (name[length] != 0) ++length;
    if (length == 0 || length > kNameLimit) return REXA_BAD_NAME;
    if (find(name) >= 0) return REXA_NAME_TAKEN;
    int slot = 0;
    while (slot < kFrames && frames_[slot].state != State::kFree) ++slot;
    if (slot == kFrames) return REXA_NO_ROOM;
    compiler_.begin_frame();
    Frame& frame = frames_[slot];
    frame = Frame{};
    for (uint32_t i = 0; name[i] != 0; ++i) frame.name[i] = name[i];
    open_ = slot;
    return REXA_DONE;
  }

  rexa_status feed(const char* text, uint32_t length) {
    if (open_ < 0) return REXA_NOT_NOW;
    return compiler_.feed(text, length) == Status::kOk ? REXA_DONE : REXA_TEXT_FAULT;
  }

  rexa_status close(int* number) {
    if (open_ < 0) return REXA_NOT_NOW;
    const int slot = open_;
    open_ = -1;
    if (compiler_.finish() != Status::kOk) return REXA_TEXT_FAULT;
    frames_[slot].state = State::kReady;
    frames_[slot].entry = compiler_.entry();
    last_ = slot;
    *number = slot;
    return REXA_DONE;
  }

  void abandon() {
    if (open_ >= 0) compiler_.discard_frame();
    open_ = -1;
  }

  rexa_status replace(int frame) {
    if (!exists(frame)) return REXA_NO_SUCH;
    Frame kept = frames_[frame];
    const rexa_status status = remove(frame);
    return status == REXA_DONE ? open(kept.name) : status;
  }

  rexa_status remove(int frame) {
    if (!exists(frame)) return REXA_NO_SUCH;
    if (open_ >= 0 || frame != last_) return REXA_NOT_NOW;
    compiler_.discard_frame();
    if (running_ == frame) running_ = -1;
    frames_[frame].state = State::kFree;
    last_ = -1;
    return REXA_DONE;
  }

  rexa_status start(int frame, int, int* task) {
    if (!exists(frame)) return REXA_NO_SUCH;
    if (frames_[frame].state != State::kReady) return REXA_NOT_NOW;
    frames_[frame].state = State::kWaiting;
    frames_[frame].order = starts_++;
    *task = frame;
    return REXA_DONE;
  }

  rexa_status run(uint32_t steps, uint32_t) {
    while (next()) {
      if (steps == 0) return REXA_READY;
      steps -= Core::run(context_, steps);
      if (context_.status == RunStatus::kRunning) continue;
      Frame& frame = frames_[running_];
      frame.state = State::kReady;
      frame.trapped = context_.status == RunStatus::kTrapped;
      frame.trap = context_.trap;
      frame.trap_pc = context_.pc;
      running_ = -1;
    }
    return REXA_ENDED;
  }

  void stop() {
    running_ = -1;
    for (Frame& frame : frames_) {
      if (frame.state != State::kFree) frame.state = State::kReady;
    }
  }

  bool next_trap(rexa_trap* trap) {
    for (int i = 0; i < kFrames; ++i) {
      Frame& frame = frames_[i];
      if (!frame.trapped) continue;
      frame.trapped = false;
      *trap = rexa_trap{i, i, frame.trap, nullptr, frame.trap_pc};
      return true;
    }
    return false;
  }

  const char* name(int frame) const { return exists(frame) ? frames_[frame].name : "?"; }
  uint32_t free_code() const { return Core::kCodeBytes - compiler_.here(); }
  uint32_t free_data() const { return kTables.data_bytes - compiler_.data_here(); }

  int find(const char* name) const {
    for (int i = 0; i < kFrames; ++i) {
      uint32_t at = 0;
      while (name[at] != 0 && frames_[i].name[at] == name[at]) ++at;
      if (exists(i) && frames_[i].name[at] == name[at]) return i;
    }
    return -1;
  }

 private:
  static constexpr int kFrames = REXA_MOST_FRAMES;
  enum class State : uint8_t { kFree, kReady, kWaiting, kRunning };
  struct Frame {
    State state;
    char name[kNameLimit + 1];
    uint32_t entry;
    uint32_t order;  // of the starts
    bool trapped;    // and not told yet
    uint8_t trap;
    uint32_t trap_pc;
  };

  bool exists(int frame) const {
    return frame >= 0 && frame < kFrames && frames_[frame].state != State::kFree;
  }

  bool next() {
    if (running_ >= 0) return true;
    for (int i = 0; i < kFrames; ++i) {
      const bool waits = frames_[i].state == State::kWaiting;
      if (waits && (running_ < 0 || frames_[i].order < frames_[running_].order)) running_ = i;
    }
    if (running_ < 0) return false;
    frames_[running_].state = State::kRunning;
    const uint64_t retired = context_.retired;
    reset(context_, frames_[running_].entry);
    context_.retired = retired;
    return true;
  }

  Core::Context& context_;
  Compiler compiler_;
  Frame frames_[kFrames]{};
  int open_ = -1;
  int last_ = -1;  // compiled last
  int running_ = -1;
  uint32_t starts_ = 0;
};

}  // namespace rexa::vm
