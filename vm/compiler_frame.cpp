// A frame's beginning and end, and what is put right when it fails.
#include "vm/compiler_emit.hpp"

namespace rexa::vm {
namespace {

// One place is no place (kNoPlace).
constexpr uint32_t kMemoryLimit = sizeof(Offset) == 2 ? 65534 : 65536;

}  // namespace

Compiler::Compiler(const Tables& tables, const Memories& memories, const Listener& listener)
    : UsesTables(tables),
      memories_sound_(memories.code_bytes <= kMemoryLimit && memories.data_bytes <= kMemoryLimit &&
                      memories.dictionary_bytes <= kMemoryLimit),
      code_bytes_(offset(memories.code_bytes)),
      data_bytes_(offset(memories.data_bytes)),
      data_end_(offset(memories.data_bytes)),
      data_(memories.data),
      code_(tables, memories.code, memories.code_bytes),
      dictionary_(memories.dictionary, memories.dictionary_bytes),
      listener_(listener) {}

Status Compiler::boot() {
  reset_frame();
  code_.set_block(0, code_bytes_);
  data_here_ = 0;
  data_end_ = data_bytes_;
  library_top_ = 0;
  locals_from_ = 0;
  placed_ = false;
  mark_ = {0, 0, 0, 0};
  shadows_ = false;
  phase_ = Phase::kBooting;
  if (!tables_sound() || !memories_sound_) {
    fail(Status::kBadTables);
  } else if (ok(dictionary_.clear())) {
    compile_library();
    if (phase_ == Phase::kBooting) finish();
  }
  const Status result = status();
  library_top_ = dictionary_.top();
  phase_ = result == Status::kOk ? Phase::kIdle : Phase::kUnbooted;
  return result;
}

Status Compiler::declare_function(const char* name, uint32_t length, uint32_t number,
                                  const HostFunction& function) {
  const uint32_t arity = uint32_t{function.outputs} << 12 | uint32_t{function.inputs} << 8;
  return declare(name, length, EntryKind::kHostFunction, arity | number);
}

Status Compiler::declare_data(const char* name, uint32_t length, uint32_t address) {
  return declare(name, length, EntryKind::kData, address);
}

Status Compiler::declare(const char* name, uint32_t length, EntryKind kind, uint32_t value) {
  if (phase_ != Phase::kIdle || dictionary_.top() != library_top_) return Status::kNoFrame;
  if (length > kNameLimit) return Status::kNameTooLong;
  const uint32_t fold = word_fold(name, length);
  bool plain = length > 0;
  for (uint32_t i = 0; i < length; ++i) plain = plain && !is_space(name[i]) && name[i] != '#';
  if (!plain || parse_number(name, length, cell_bits()).kind != NumberKind::kNone ||
      find_word(name, length, fold).known() || dictionary_.find(name, length, fold) != 0) {
    return Status::kReservedName;
  }
  const Status result = dictionary_.define(name, length, fold, {kind, false, 0, value, 0});
  library_top_ = dictionary_.top();
  return result;
}

Status Compiler::begin_frame() {
  if (phase_ == Phase::kUnbooted) return error_.status = Status::kNoFrame;
  if (phase_ == Phase::kOpen) roll_back();
  dictionary_.drop_locals(library_top_);
  placed_ = false;
  locals_from_ = library_top_;
  begin(code_.here(), code_bytes_, data_here_, data_bytes_);
  return has_tasks() ? begin_data() : Status::kOk;
}

Status Compiler::begin_placed(const Place& place) {
  if (phase_ == Phase::kUnbooted) return error_.status = Status::kNoFrame;
  if (phase_ == Phase::kOpen) roll_back();
  placed_ = true;
  free_exports_ = offset(place.free_exports);
  locals_from_ = place.more ? library_top_ : dictionary_.top();
  begin(place.code, place.code_end, place.data, place.data_end);
  return place.more ? Status::kOk : begin_data();
}

void Compiler::begin(uint32_t code, uint32_t code_end, uint32_t data, uint32_t data_end) {
  reset_frame();
  mark_ = {offset(code_.here()), offset(data_here_), offset(dictionary_.top()), offset(data)};
  code_.set_block(code, code_end);
  data_here_ = data;
  data_end_ = data_end;
  entry_ = code;
  stub_ = false;
  phase_ = Phase::kOpen;
}

// The number base.
Status Compiler::begin_data() {
  uint32_t base = 0;
  if (allot(1, &base)) store_cell(base, 10);
  return status();
}

bool Compiler::complete() const {
  const bool within = scan_ == Scan::kString || scan_ == Scan::kComment || expect_ != Expect::kCode;
  if (within) return false;
  for (uint32_t i = 0; i < dictionary_.depth(); ++i) {
    if (dictionary_.control(i).opener != Opener::kWhile) return false;
  }
  return true;
}

void Compiler::discard_frame() {
  if (phase_ != Phase::kOpen && phase_ != Phase::kEnded) return;
  roll_back();
  phase_ = Phase::kIdle;
}

void Compiler::reset_frame() {
  scan_ = Scan::kText;
  expect_ = Expect::kCode;
  error_.status = Status::kOk;
  error_.detail = error_.token_length = 0;
  error_.line = error_.column = 0;
  error_.token[0] = 0;
  line_ = 1;
  line_at_ = 0;
  characters_ = 0;
  token_ = error_.token;
  token_length_ = 0;
  in_definition_ = false;
  dictionary_.clear_controls();
  label();
}

void Compiler::roll_back() {
  clear_data(mark_.data_start);
  if (fixed::kPlacesFrames && placed_) code_.clear(entry_);
  code_.set_block(mark_.here, code_bytes_);
  data_here_ = mark_.data_here;
  dictionary_.set_top(mark_.top);
  dictionary_.clear_controls();
  code_.end_text();
}

bool Compiler::close_frame() {
  if (scan_ != Scan::kText && scan_ != Scan::kLineComment) {
    // No token has begun since the one that opened it.
    const Opener opener = scan_ == Scan::kComment ? Opener::kComment : Opener::kString;
    return fail_at(Status::kUnfinished, static_cast<uint16_t>(opener), error_.line, error_.column);
  }
  if (expect_ == Expect::kArrayElement) {
    return fail_at(Status::kUnfinished, static_cast<uint16_t>(Opener::kArray), directive_.line,
                   directive_.column);
  }
  if (expect_ != Expect::kCode) {
    const Status missing = expect_ == Expect::kArrayLength ? Status::kMissingLength : Status::kMissingName;
    return fail_at(missing, 0, directive_.line, directive_.column);
  }
  drop_whiles();
  if (!dictionary_.empty()) {
    return fail_unfinished(dictionary_.control(0));
  }
  if (phase_ == Phase::kOpen) {
    if (!emit(Role::kHalt)) return false;
  }
#if defined(REXA_VM_DIRECT)
  leave_tail();
#endif
  phase_ = Phase::kEnded;
  scan_ = Scan::kOver;
  return true;
}

bool Compiler::fail(Status status, uint16_t detail) {
  const Position here = position();
  return fail_at(status, detail, here.line, here.column);
}

bool Compiler::fail_unfinished(const Control& open) {
  return fail_at(Status::kUnfinished, static_cast<uint16_t>(open.opener), open.line, open.column);
}

bool Compiler::fail_at(Status status, uint16_t detail, uint32_t line, uint32_t column) {
  error_.status = status;
  error_.detail = detail;
  error_.line = line;
  error_.column = column;
  if (token_ != error_.token) keep(token_, token_length_);
  roll_back();
  phase_ = Phase::kFailed;
  scan_ = Scan::kOver;
  return false;
}

}  // namespace rexa::vm
