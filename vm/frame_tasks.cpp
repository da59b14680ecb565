// Tasks that begin in a frame or end with it.
#include "vm/frames.hpp"

namespace rexa::vm {

Status Frames::start(uint32_t frame, uint32_t priority, uint32_t* task) {
  if (!booted_ || !exists(frame)) return Status::kUnknownFrame;
  return start_at(frame, system_.get(Table::kFrames, frame, Field::kFrameCodeLo), priority, task);
}

Status Frames::start_at(uint32_t frame, uint32_t pc, uint32_t priority, uint32_t* task) {
  settle();
  uint32_t slot = 0;
  while (slot < system_.count(Table::kTasks) && system_.state(slot) != TaskState::kFree) ++slot;
  if (slot == system_.count(Table::kTasks)) return Status::kTasksFull;
  system_.clear(Table::kTasks, slot);
  system_.set(Table::kTasks, slot, Field::kTaskPc, pc);
  system_.set(Table::kTasks, slot, Field::kTaskEntry, pc);
  system_.set(Table::kTasks, slot, Field::kTaskFrame, frame);
  system_.set(Table::kTasks, slot, Field::kTaskOwner, frame);
  const uint32_t status = static_cast<uint32_t>(TaskState::kReady) | (priority < 255 ? priority : 255) << 3;
  system_.set(Table::kTasks, slot, Field::kTaskStatus, status);
  system_.set_reg(RegisterRole::kAlive, system_.reg(RegisterRole::kAlive) + 1);
  *task = slot;
  if (runs() && system_.reg(RegisterRole::kTask) != slot) return Status::kOk;
  // The first, or in the place of a task that has ended and after which none was ready: the machine runs it at once.
  system_.set_reg(RegisterRole::kTask, slot);
  system_.set_reg(RegisterRole::kFrame, frame);
  system_.set_reg(RegisterRole::kCodeLo, system_.get(Table::kFrames, frame, Field::kFrameCodeLo));
  system_.set_reg(RegisterRole::kCodeSpan, system_.get(Table::kFrames, frame, Field::kFrameCodeSpan));
  system_.set_reg(RegisterRole::kDataLo, system_.get(Table::kFrames, frame, Field::kFrameDataLo));
  system_.set_reg(RegisterRole::kDataSize, system_.get(Table::kFrames, frame, Field::kFrameDataSize));
  system_.set_reg(RegisterRole::kCause, 0);
  *machine_.pc = pc;
  for (int stack = 0; stack < 3; ++stack) machine_.depth[stack] = 0;
  *machine_.slice = 0;
  *machine_.pending = 0;
  *machine_.trap = 0;
  *machine_.status = RunStatus::kRunning;
  return Status::kOk;
}

// When the last task has stopped the machine, the machine has left it as it was.
void Frames::settle() {
  if (runs() || system_.reg(RegisterRole::kAlive) == 0) return;
  const uint32_t task = system_.reg(RegisterRole::kTask);
  system_.set(Table::kTasks, task, Field::kTaskStatus, 0);
  system_.set(Table::kTasks, task, Field::kTaskTrap, *machine_.trap);
  system_.set_reg(RegisterRole::kAlive, 0);
}

// Whether the task belongs to the frame, runs in it, or has to come back to it.
bool Frames::inside(uint32_t task, uint32_t frame) const {
  if (system_.get(Table::kTasks, task, Field::kTaskOwner) == frame) return true;
  const bool running = runs() && task == system_.reg(RegisterRole::kTask);
  const uint32_t now =
      running ? system_.reg(RegisterRole::kFrame) : system_.get(Table::kTasks, task, Field::kTaskFrame);
  if (now == frame) return true;
  const uint32_t depth = system_.count(Table::kControl) / system_.count(Table::kTasks);
  const uint32_t open = system_.get(Table::kTasks, task, Field::kTaskControl);
  for (uint32_t i = 0; i < open && i < depth; ++i) {
    if (system_.get(Table::kControl, task * depth + i, Field::kControlFrame) == frame) return true;
  }
  return false;
}

// The task that runs goes last, in the machine's own way: by its operation `end`, or it stops the machine.
void Frames::end_tasks(uint32_t frame) {
  settle();
  const uint32_t running = system_.reg(RegisterRole::kTask);
  for (uint32_t task = 0; task < system_.count(Table::kTasks); ++task) {
    if (system_.state(task) == TaskState::kFree || (runs() && task == running)) continue;
    if (inside(task, frame)) end_task(task);
  }
  // After the end of a task the register keeps its number until another is ready.
  if (!runs() || *machine_.pending == 2 || system_.state(running) == TaskState::kFree) return;
  if (!inside(running, frame)) return;
  if (system_.reg(RegisterRole::kAlive) > 1) {
    system_.set_reg(RegisterRole::kCause, layout()->no_word);
    *machine_.pending = 2;
  } else {
    *machine_.trap = layout()->no_word;
    *machine_.status = RunStatus::kTrapped;
    settle();
  }
}

// What `end` does to a task that does not run.
void Frames::end_task(uint32_t task) {
  const uint32_t cause = layout()->no_word;
  system_.set(Table::kTasks, task, Field::kTaskStatus, 0);
  system_.set(Table::kTasks, task, Field::kTaskTrap, cause);
  system_.set_reg(RegisterRole::kAlive, system_.reg(RegisterRole::kAlive) - 1);
  const uint32_t owner = system_.get(Table::kTasks, task, Field::kTaskOwner);
  const uint32_t handler = system_.get(Table::kFrames, owner, Field::kFrameHandler);
  if (handler == 0 || handler - 1 == task) return;
  const uint32_t to = handler - 1;
  const uint32_t room = system_.count(Table::kMail) / system_.count(Table::kTasks);
  const uint32_t waiting = system_.get(Table::kTasks, to, Field::kTaskMailCount);
  if (system_.state(to) == TaskState::kFree || waiting >= room) return;
  const uint32_t at = to * room + (system_.get(Table::kTasks, to, Field::kTaskMailHead) + waiting) % room;
  system_.set(Table::kMail, at, Field::kMailValue, cause);
  system_.set(Table::kMail, at, Field::kMailSender, task);
  system_.set(Table::kTasks, to, Field::kTaskMailCount, waiting + 1);
  if (system_.state(to) != TaskState::kReceiving) return;
  const uint32_t status = system_.get(Table::kTasks, to, Field::kTaskStatus);
  system_.set(Table::kTasks, to, Field::kTaskStatus, (status & ~7u) | static_cast<uint32_t>(TaskState::kReady));
}

}  // namespace rexa::vm
