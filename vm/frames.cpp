#include "vm/frames.hpp"

namespace rexa::vm {
namespace {

// An instruction may begin in all but so many bytes of a block.
constexpr uint32_t kTail = 3;
constexpr uint32_t kNumberBase = 10;

uint32_t smaller(uint32_t a, uint32_t b) { return a < b ? a : b; }

}  // namespace

Frames::Frames(const Tables& tables, const Memories& memories, const MachineView& machine,
               const Listener& listener)
    : UsesTables(tables),
      memories_(memories),
      machine_(machine),
      system_(tables, machine),
      compiler_(tables, memories, listener) {}

Status Frames::boot() {
  booted_ = open_ = line_open_ = text_within_ = false;
  frame_ = session_ = kMostFrames;
  if (!has_tasks()) return Status::kNoTasks;
  for (uint32_t i = 0; i < memories_.code_bytes; ++i) memories_.code[i] = 0;
  for (uint32_t i = 0; i < memories_.data_bytes; ++i) memories_.data[i] = 0;
  system_.clear();
  for (int i = 0; i < static_cast<int>(RegisterRole::kCount); ++i) {
    system_.set_reg(static_cast<RegisterRole>(i), 0);
  }
  *machine_.status = RunStatus::kHalted;
  *machine_.trap = 0;
  *machine_.slice = 0;
  *machine_.pending = 0;
  const Status status = compiler_.boot();
  if (status != Status::kOk) return status;
  uint32_t gate = 0, start = 0;
  if (!compiler_.library_word("gate#", &gate) || !compiler_.library_word("start#", &start)) {
    return Status::kMissingLibrary;
  }
  if (system_.count(Table::kFrames) > kMostFrames) return Status::kBadTables;
  system_.set(Table::kSystem, 0, Field::kSystemGate, gate);
  system_.set(Table::kSystem, 0, Field::kSystemStart, start);
  system_.set_reg(RegisterRole::kSharedSpan, compiler_.here());
  const uint32_t mask = cell_bytes() - 1;
  const uint32_t data_end = smaller(memories_.data_bytes, frame_data_bytes()) & ~mask;
  code_ = {smaller(compiler_.here() + kTail, memories_.code_bytes), memories_.code_bytes};
  data_ = {smaller((compiler_.data_here() + mask) & ~mask, data_end), data_end};
  booted_ = true;
  return Status::kOk;
}

// ---- from text to a frame ----

// Finds the number for a frame of that name.
Status Frames::opening(const char* name, uint32_t* frame) {
  if (!booted_) return Status::kNoFrame;
  if (open_) return Status::kFrameOpen;
  uint32_t length = 0;
  while (length <= kNameLimit && name[length] != 0) ++length;
  if (length == 0) return Status::kMissingName;
  if (length > kNameLimit) return Status::kNameTooLong;
  *frame = find(name);
  if (*frame != kMostFrames) return Status::kOk;
  *frame = 0;
  while (exists(*frame)) ++*frame;
  return *frame < system_.count(Table::kFrames) ? Status::kOk : Status::kFramesFull;
}

Status Frames::open(const char* name, FrameSizes sizes) {
  uint32_t frame = 0;
  Status status = opening(name, &frame);
  if (status != Status::kOk) return status;
  if (frame == session_) return Status::kFrameOpen;
  Block code{}, data{};
  if (!allocate(true, sizes.code, &code)) return Status::kCodeFull;
  if (!allocate(false, sizes.data, &data)) return Status::kDataFull;
  name_at_ = 0;
  if (!exists(frame)) {
    const uint32_t at = compiler_.dictionary().top();
    status = name_frame(name, frame);
    if (status != Status::kOk) return status;
    name_at_ = at;
  }
  frame_ = frame;
  open_ = true;
  line_open_ = text_within_ = false;
  place_ = {code.lo, code.end, data.lo, data.end, free_exports(), false};
  mark_own(frame);
  status = compiler_.begin_placed(place_);
  return status == Status::kOk ? status : give_up(status);
}

Status Frames::feed(const char* text, uint32_t length) {
  if (!open_) return Status::kNoFrame;
  const Status status = compiler_.feed(text, length);
  return status == Status::kOk ? status : give_up(status);
}

char* Frames::text_room(uint32_t* bytes) {
  *bytes = 0;
  if (!open_) return nullptr;
  text_within_ = true;
  *bytes = place_.code_end - compiler_.here();
  return reinterpret_cast<char*>(memories_.code + compiler_.here());
}

Status Frames::compile_in_place(uint32_t length) {
  if (!open_) return Status::kNoFrame;
  text_within_ = true;
  if (length > place_.code_end - compiler_.here()) return give_up(Status::kTextOutside);
  const Status status = compiler_.finish_in_place(place_.code_end - length, length);
  return status == Status::kOk ? status : give_up(status);
}

Status Frames::close() {
  if (!open_) return Status::kNoFrame;
  const Status status = compiler_.finish();
  if (status != Status::kOk) return give_up(status);
  if (line_open_) {
    install_line();
  } else {
    install();
  }
  open_ = line_open_ = false;
  return Status::kOk;
}

void Frames::abandon() {
  if (open_) give_up(Status::kOk);
}

Status Frames::give_up(Status status) {
  compiler_.discard_frame();
  if (text_within_) clear_code(place_.code, place_.code_end);
  unmark();
  if (!line_open_ && name_at_ != 0) compiler_.dictionary().set_top(name_at_);
  open_ = line_open_ = false;
  return status;
}

void Frames::install() {
  const uint32_t mask = cell_bytes() - 1;
  const uint32_t here = compiler_.here();
  clear_code(here, text_within_ ? place_.code_end : compiler_.code_written());
#if defined(REXA_VM_DIRECT)
  compiler_.leave_tail();
#endif
  if (exists(frame_)) {
    end_tasks(frame_);
    wipe(frame_);
  }
  set_bounds(frame_, {place_.code, here + kTail}, {place_.data, (compiler_.data_here() + mask) & ~mask});
  commit_exports();
  filter(compiler_.first_entry(), kMostFrames);
}

void Frames::clear_code(uint32_t from, uint32_t end) {
  for (; from < end; ++from) memories_.code[from] = 0;
}

// Frees the frame's memory and its number.
void Frames::wipe(uint32_t frame) {
  const Block code = block(frame, true), data = block(frame, false);
  clear_code(code.lo, code.end);
  for (uint32_t i = data.lo; i < data.end; ++i) memories_.data[i] = 0;
  system_.clear(Table::kFrames, frame);
}

void Frames::set_bounds(uint32_t frame, const Block& code, const Block& data) {
  system_.set(Table::kFrames, frame, Field::kFrameCodeLo, code.lo);
  system_.set(Table::kFrames, frame, Field::kFrameCodeSpan, code.end - code.lo - kTail);
  system_.set(Table::kFrames, frame, Field::kFrameDataLo, data.lo);
  system_.set(Table::kFrames, frame, Field::kFrameDataSize, data.end - data.lo);
}

Status Frames::remove(uint32_t frame) {
  if (open_) return Status::kFrameOpen;
  if (!exists(frame)) return Status::kUnknownFrame;
  end_tasks(frame);
  wipe(frame);
  Dictionary& dictionary = compiler_.dictionary();
  Entry entry;
  for (uint32_t at = compiler_.library_top(); at < dictionary.top(); at = dictionary.next(at)) {
    if (dictionary.kind(at) != EntryKind::kExport) continue;
    dictionary.read(at, &entry);
    const uint32_t slot = entry.value >> 16;
    entry.high &= ~(uint32_t{1} << frame);
    if (system_.get(Table::kExports, slot, Field::kExportFrame) == frame + 1) {
      system_.clear(Table::kExports, slot);
      entry.flags = 0;
    }
    dictionary.update(entry);
  }
  filter(frame == session_ ? compiler_.library_top() : dictionary.top(), frame);
  if (frame == session_) session_ = kMostFrames;
  return Status::kOk;
}

// ---- a session ----

Status Frames::open_session(const char* name, FrameSizes sizes) {
  uint32_t frame = 0;
  Status status = opening(name, &frame);
  if (status != Status::kOk) return status;
  if (has_session() || exists(frame)) return Status::kFrameOpen;
  Block code{}, data{};
  if (!allocate(true, sizes.code, &code)) return Status::kCodeFull;
  if (!allocate(false, sizes.data, &data)) return Status::kDataFull;
  // Half of the largest gap leaves room for other frames.
  const uint32_t mask = cell_bytes() - 1;
  code.end = code.lo + (sizes.code > 0 ? sizes.code : (code.end - code.lo) / 2);
  data.end = data.lo + ((sizes.data > 0 ? sizes.data + mask : (data.end - data.lo) / 2) & ~mask);
  if (code.end - code.lo <= kTail) return Status::kCodeFull;
  if (data.end - data.lo < cell_bytes()) return Status::kDataFull;
  status = name_frame(name, frame);
  if (status != Status::kOk) return status;
  set_bounds(frame, code, data);
  memories_.data[data.lo] = kNumberBase;
  frame_ = session_ = frame;
  session_code_ = line_ = code.lo;
  session_data_ = data.lo + cell_bytes();
  line_passes_ = false;
  return Status::kOk;
}

Status Frames::open_line() {
  if (!has_session()) return Status::kUnknownFrame;
  if (open_) return Status::kFrameOpen;
  frame_ = session_;
  open_ = line_open_ = true;
  text_within_ = false;
  place_ = {session_code_, block(session_, true).end, session_data_, block(session_, false).end,
            free_exports(), true};
  mark_own(session_);
  const Status status = compiler_.begin_placed(place_);
  return status == Status::kOk ? status : give_up(status);
}

void Frames::install_line() {
  const uint32_t mask = cell_bytes() - 1;
  clear_code(compiler_.here(), text_within_ ? place_.code_end : compiler_.code_written());
  line_ = place_.code;
  line_passes_ = compiler_.dictionary().top() == compiler_.first_entry() &&
                 compiler_.data_here() == session_data_ && !compiler_.made_stub();
  session_code_ = compiler_.here();
  session_data_ = (compiler_.data_here() + mask) & ~mask;
  commit_exports();
  filter(compiler_.dictionary().top(), kMostFrames);
}

Status Frames::start_line(uint32_t priority, uint32_t* task) {
  if (!has_session()) return Status::kUnknownFrame;
  return start_at(session_, line_, priority, task);
}

void Frames::line_done() {
  if (!has_session() || line_open_ || !line_passes_) return;
  clear_code(line_, session_code_);
  session_code_ = line_;
  line_passes_ = false;
}

// ---- memory ----

bool Frames::exists(uint32_t frame) const {
  return frame < system_.count(Table::kFrames) &&
         system_.get(Table::kFrames, frame, Field::kFrameCodeSpan) != 0;
}

Frames::Block Frames::block(uint32_t frame, bool code) const {
  const uint32_t lo = system_.get(Table::kFrames, frame, code ? Field::kFrameCodeLo : Field::kFrameDataLo);
  if (code) return {lo, lo + system_.get(Table::kFrames, frame, Field::kFrameCodeSpan) + kTail};
  return {lo, lo + system_.get(Table::kFrames, frame, Field::kFrameDataSize)};
}

// Free bytes from `lo` on.
uint32_t Frames::gap_at(bool code, uint32_t lo) const {
  uint32_t end = code ? code_.end : data_.end;
  for (uint32_t frame = 0; frame < system_.count(Table::kFrames); ++frame) {
    if (!exists(frame)) continue;
    const Block taken = block(frame, code);
    if (lo >= taken.lo && lo < taken.end) return 0;
    if (taken.lo >= lo) end = smaller(end, taken.lo);
  }
  return end > lo ? end - lo : 0;
}

// The first gap of so many bytes; of the largest size, if none is given. Gaps begin where frames end.
bool Frames::allocate(bool code, uint32_t bytes, Block* found) const {
  const uint32_t least = code ? kTail + 1 : cell_bytes();
  uint32_t best = 0;
  for (uint32_t frame = 0; frame <= system_.count(Table::kFrames); ++frame) {
    const bool bottom = frame == system_.count(Table::kFrames);
    if (!bottom && !exists(frame)) continue;
    const uint32_t lo = !bottom ? block(frame, code).end : code ? code_.lo : data_.lo;
    const uint32_t gap = gap_at(code, lo);
    if (gap < least || gap < bytes) continue;
    const bool better = bytes > 0 ? lo < found->lo : gap > best || (gap == best && lo < found->lo);
    if (best == 0 || better) {
      best = gap;
      *found = {lo, lo + gap};
    }
  }
  return best > 0;
}

uint32_t Frames::free_bytes(bool code) const {
  uint32_t bytes = code ? code_.end - code_.lo : data_.end - data_.lo;
  for (uint32_t frame = 0; frame < system_.count(Table::kFrames); ++frame) {
    if (!exists(frame)) continue;
    const Block taken = block(frame, code);
    bytes -= taken.end - taken.lo;
  }
  return bytes;
}

}  // namespace rexa::vm
