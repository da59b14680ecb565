// Frames and tasks of a machine that has them: vm/frames, and what the host wants to know of the tasks.
#pragma once

#include "rexa.h"
#include "rexa_tables.hpp"
#include "rexa_vm_core.hpp"
#include "vm/frames.hpp"

namespace rexa::vm {

class Runner {
 public:
  Runner(Core::Memories& memories, Core::Context& context, uint8_t* dictionary, uint32_t dictionary_bytes)
      : context_(context),
        data_(memories.data),
        frames_(kTables,
                Memories{memories.code, Core::kCodeBytes, memories.data, kTables.data_bytes, dictionary,
                         dictionary_bytes},
                view(context)),
        system_(kTables, view(context)) {}

  bool boot() { return frames_.boot() == Status::kOk; }
  Compiler& compiler() { return frames_.compiler(); }
  const Compiler& compiler() const { return frames_.compiler(); }

  rexa_status open(const char* name) {
    if (text_ != Text::kNone) return REXA_NOT_NOW;
    if (find(name) >= 0) return REXA_NAME_TAKEN;
    return opened(frames_.open(name), name);
  }

  // The frame goes on until the new one is closed.
  rexa_status replace(int frame) {
    if (text_ != Text::kNone) return REXA_NOT_NOW;
    if (!exists(frame)) return REXA_NO_SUCH;
    return opened(frames_.open(names_[frame]), names_[frame]);
  }

  rexa_status feed(const char* text, uint32_t length) {
    if (text_ == Text::kNone) return REXA_NOT_NOW;
    if (text_ == Text::kOpen && frames_.feed(text, length) != Status::kOk) text_ = Text::kFaulty;
    return text_ == Text::kOpen ? REXA_DONE : REXA_TEXT_FAULT;
  }

  rexa_status close(int* number) {
    if (text_ == Text::kNone) return REXA_NOT_NOW;
    const bool good = text_ == Text::kOpen && frames_.close() == Status::kOk;
    text_ = Text::kNone;
    if (!good) return REXA_TEXT_FAULT;
    *number = static_cast<int>(frames_.last());
    for (uint32_t i = 0; i <= kNameLimit; ++i) names_[*number][i] = opening_[i];
    return REXA_DONE;
  }

  void abandon() {
    frames_.abandon();
    text_ = Text::kNone;
  }

  rexa_status remove(int frame) {
    if (text_ != Text::kNone) return REXA_NOT_NOW;
    if (!exists(frame)) return REXA_NO_SUCH;
    frames_.remove(static_cast<uint32_t>(frame));
    return REXA_DONE;
  }

  rexa_status start(int frame, int priority, int* task) {
    if (!exists(frame)) return REXA_NO_SUCH;
    uint32_t number = 0;
    if (frames_.start(static_cast<uint32_t>(frame), static_cast<uint32_t>(priority), &number) != Status::kOk) {
      return REXA_NO_ROOM;
    }
    *task = static_cast<int>(number);
    lives_[number] = true;
    return REXA_DONE;
  }

  // In short runs, so that a machine whose tasks all wait is found out soon.
  rexa_status run(uint32_t steps, uint32_t now) {
    constexpr uint32_t kRun = 256;
    while (context_.status == RunStatus::kRunning) {
      if (all_wait(now)) return REXA_IDLE;
      if (steps == 0) return REXA_READY;
      steps -= Core::run(context_, steps < kRun ? steps : kRun);
      notice();
    }
    return REXA_ENDED;
  }

  void stop() {
    for (uint32_t task = 0; task < Core::kTasks; ++task) {
      system_.set(Table::kTasks, task, Field::kTaskStatus, 0);
      lives_[task] = false;
    }
    system_.set_reg(RegisterRole::kAlive, 0);
    context_.pending = 0;
    context_.status = RunStatus::kHalted;
  }

  bool next_trap(rexa_trap* trap) {
    for (uint32_t task = 0; task < Core::kTasks; ++task) {
      if (traps_[task] == 0) continue;
      *trap = rexa_trap{static_cast<int>(task), owners_[task], traps_[task], nullptr, places_[task]};
      traps_[task] = 0;
      return true;
    }
    return false;
  }

  const char* name(int frame) const { return exists(frame) ? names_[frame] : "?"; }
  uint32_t free_code() const { return frames_.free_code(); }
  uint32_t free_data() const { return frames_.free_data(); }

  int find(const char* name) const {
    const uint32_t frame = frames_.find(name);
    return frame < Frames::kMostFrames && frames_.exists(frame) ? static_cast<int>(frame) : -1;
  }

 private:
  enum class Text : uint8_t { kNone, kOpen, kFaulty };

  bool exists(int frame) const { return frame >= 0 && frames_.exists(static_cast<uint32_t>(frame)); }

  rexa_status opened(Status status, const char* name) {
    switch (status) {
      case Status::kOk:
        text_ = Text::kOpen;
        for (uint32_t i = 0; i == 0 || name[i - 1] != 0; ++i) opening_[i] = name[i];
        return REXA_DONE;
      case Status::kMissingName:
      case Status::kNameTooLong:
        return REXA_BAD_NAME;
      default:
        return REXA_NO_ROOM;
    }
  }

  uint32_t field(uint32_t task, Field field) const { return system_.get(Table::kTasks, task, field); }

  // No task could run now, whatever the machine did.
  bool all_wait(uint32_t now) const {
    if (context_.pending == 2) return false;
    for (uint32_t task = 0; task < Core::kTasks; ++task) {
      const uint32_t until = field(task, Field::kTaskUntil);
      switch (system_.state(task)) {
        case TaskState::kFree:
        case TaskState::kReceiving:
          break;
        case TaskState::kSleeping:
          if (sign_extend<Core::kCellBits>(now - until) >= 0) return false;
          break;
        case TaskState::kAwaiting:
          if (cell_at(field(task, Field::kTaskAddress)) == until) return false;
          break;
        default:
          return false;
      }
    }
    return true;
  }

  uint32_t cell_at(uint32_t address) const {
    return Core::kCellBits == 32 ? load4(data_ + address) : load2(data_ + address);
  }

  // Which tasks have ended since the last time, and why.
  void notice() {
    const bool stopped = context_.status != RunStatus::kRunning;
    const uint32_t running = system_.reg(RegisterRole::kTask);
    for (uint32_t task = 0; task < Core::kTasks; ++task) {
      const bool last = stopped && task == running;
      const bool lives = system_.state(task) != TaskState::kFree && !last;
      const uint32_t trap = last ? context_.trap : field(task, Field::kTaskTrap);
      if (!lives && (lives_[task] || last) && trap != 0) {
        traps_[task] = static_cast<uint8_t>(trap);
        owners_[task] = static_cast<uint8_t>(field(task, Field::kTaskOwner));
        places_[task] = last ? context_.pc : 0;
      }
      lives_[task] = lives;
    }
  }

  static constexpr uint32_t kNameLimit = Frames::kNameLimit;
  static constexpr uint32_t kFrames = kSystemLayout.count[static_cast<int>(Table::kFrames)];
  Core::Context& context_;
  const uint8_t* data_;
  Frames frames_;
  SystemMemory system_;
  Text text_ = Text::kNone;
  bool lives_[Core::kTasks]{};
  uint8_t traps_[Core::kTasks]{};  // not told yet
  uint8_t owners_[Core::kTasks]{};
  uint32_t places_[Core::kTasks]{};
  char opening_[kNameLimit + 1]{};
  char names_[kFrames][kNameLimit + 1]{};
};

}  // namespace rexa::vm
