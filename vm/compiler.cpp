#include "vm/compiler.hpp"

namespace rexa::vm {
namespace {

constexpr uint32_t kMemoryLimit = 65536;

bool is_space(char c) { return static_cast<unsigned char>(c) <= ' '; }

}  // namespace

Compiler::Compiler(const Tables& tables, const Memories& memories, const Listener& listener)
    : tables_(tables),
      code_(tables, memories.code, memories.code_bytes),
      dictionary_(memories.dictionary, memories.dictionary_bytes),
      data_(memories.data),
      data_bytes_(memories.data_bytes),
      listener_(listener),
      memories_sound_(memories.code_bytes <= kMemoryLimit && memories.data_bytes <= kMemoryLimit &&
                      memories.dictionary_bytes <= kMemoryLimit) {}

// ---- frames ----

Status Compiler::boot() {
  reset_frame();
  code_.set_here(0);
  dictionary_.set_top(0);
  data_here_ = 0;
  library_top_ = 0;
  mark_ = {0, 0, 0};
  phase_ = Phase::kBooting;
  if (!tables_sound() || !memories_sound_) {
    fail(Status::kBadTables);
  } else {
    feed(tables_.library, tables_.library_bytes);
    if (phase_ == Phase::kBooting) finish();
  }
  const Status result = status();
  library_top_ = dictionary_.top();
  phase_ = result == Status::kOk ? Phase::kIdle : Phase::kUnbooted;
  return result;
}

Status Compiler::begin_frame() {
  if (phase_ == Phase::kUnbooted) return error_.status = Status::kNoFrame;
  if (phase_ == Phase::kOpen) roll_back();
  dictionary_.drop_locals(library_top_);
  reset_frame();
  entry_ = code_.here();
  mark_ = {code_.here(), data_here_, dictionary_.top()};
  phase_ = Phase::kOpen;
  return Status::kOk;
}

Status Compiler::feed(const char* text, uint32_t length) {
  consumed_ = 0;
  if (phase_ == Phase::kUnbooted || phase_ == Phase::kIdle) return Status::kNoFrame;
  while (consumed_ < length && (phase_ == Phase::kOpen || phase_ == Phase::kBooting)) take(text[consumed_++]);
  return status();
}

Status Compiler::finish() {
  if (phase_ == Phase::kUnbooted || phase_ == Phase::kIdle) return Status::kNoFrame;
  if (phase_ == Phase::kOpen || phase_ == Phase::kBooting) {
    if (error_.token_length == 0 || token()) {
      if (phase_ == Phase::kOpen || phase_ == Phase::kBooting) close_frame();
    }
  }
  return status();
}

Status Compiler::compile_in_place(uint32_t offset, uint32_t length) {
  Status result = begin_frame();
  if (result != Status::kOk) return result;
  if (ok(code_.begin_text(offset, length))) {
    char c = 0;
    while (phase_ == Phase::kOpen && code_.next_character(&c)) take(c);
    finish();
    code_.end_text();
  }
  return status();
}

void Compiler::discard_frame() {
  if (phase_ != Phase::kOpen && phase_ != Phase::kEnded) return;
  roll_back();
  phase_ = Phase::kIdle;
}

void Compiler::reset_frame() {
  scan_ = Scan::kText;
  expect_ = Expect::kCode;
  error_ = Error{};
  line_ = 1;
  column_ = 0;
  characters_ = 0;
  in_definition_ = false;
  dictionary_.clear_controls();
  label();
}

void Compiler::roll_back() {
  for (uint32_t i = mark_.data_here; i < data_here_; ++i) data_[i] = 0;
  code_.set_here(mark_.here);
  data_here_ = mark_.data_here;
  dictionary_.set_top(mark_.top);
  dictionary_.clear_controls();
  code_.end_text();
}

bool Compiler::close_frame() {
  if (scan_ == Scan::kString || scan_ == Scan::kComment) {
    // No token has begun since the one that opened it.
    const Opener opener = scan_ == Scan::kString ? Opener::kString : Opener::kComment;
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
    const Control open = dictionary_.control(0);
    return fail_at(Status::kUnfinished, static_cast<uint16_t>(open.opener), open.line, open.column);
  }
  if (phase_ == Phase::kOpen && !emit(Role::kHalt)) return false;
  phase_ = Phase::kEnded;
  return true;
}

bool Compiler::fail(Status status) { return fail_at(status, error_.detail, error_.line, error_.column); }

bool Compiler::fail_at(Status status, uint16_t detail, uint32_t line, uint32_t column) {
  error_.status = status;
  error_.detail = detail;
  error_.line = line;
  error_.column = column;
  roll_back();
  phase_ = Phase::kFailed;
  return false;
}

// What the compiler takes for granted about the encodings, so that no loop of its own can run away.
bool Compiler::tables_sound() const {
  if (tables_.cell_bits != 16 && tables_.cell_bits != 32) return false;
  const Role literals[] = {Role::kLiteralShort, Role::kLiteralLong};
  bool literal = false;
  for (Role role : literals) {
    const int op = tables_.roles[static_cast<int>(role)];
    if (op < 0) continue;
    const Encoding& encoding = tables_.encodings[op];
    if (encoding.imm_kind != 1 || encoding.imm_bits < 8) return false;
    literal = true;
  }
  const int zero = tables_.roles[static_cast<int>(Role::kBranchZero)];
  const int nonzero = tables_.roles[static_cast<int>(Role::kBranchNonzero)];
  // `repeat` writes one over the other.
  const bool swappable =
      zero < 0 || nonzero < 0 || tables_.encodings[zero].bytes == tables_.encodings[nonzero].bytes;
  return literal && swappable;
}

// ---- characters and tokens ----

bool Compiler::take(char c) {
  ++column_;
  ++characters_;
  bool good = true;
  switch (scan_) {
    case Scan::kComment:
      if (c == ')') scan_ = Scan::kText;
      break;
    case Scan::kLineComment:
      break;
    case Scan::kString:
      good = c == '"' ? end_string() : string_character(c);
      break;
    case Scan::kText:
      if (is_space(c)) {
        if (error_.token_length > 0) {
          good = token();
          error_.token_length = good ? 0 : error_.token_length;
        }
      } else {
        if (error_.token_length == 0) {
          error_.line = line_;
          error_.column = column_;
        }
        if (error_.token_length == kTokenLimit) return fail(Status::kNameTooLong);
        error_.token[error_.token_length++] = c;
        error_.token[error_.token_length] = 0;
      }
      break;
  }
  if (c == '\n') {
    if (scan_ == Scan::kLineComment) scan_ = Scan::kText;
    ++line_;
    column_ = 0;
  }
  return good;
}

// The token in the buffer is complete.
bool Compiler::token() {
  const Word* word = table_word();
  if (word != nullptr && word->kind == WordKind::kDirective) {
    const auto which = static_cast<Directive>(word->value);
    if (which == Directive::kComment || which == Directive::kLineComment) {
      scan_ = which == Directive::kComment ? Scan::kComment : Scan::kLineComment;
      return true;
    }
  }
  return expect_ == Expect::kCode ? compile_token() : expected_token();
}

bool Compiler::compile_token() {
  Entry entry;
  if (dictionary_.find(error_.token, error_.token_length, library_top_, &entry)) return compile_entry(entry);
  if (const Word* word = table_word()) {
    switch (word->kind) {
      case WordKind::kInstruction:
        return compile_instruction(word->value);
      case WordKind::kDirective:
        directive_ = {error_.line, error_.column};
        return directive(static_cast<Directive>(word->value));
      case WordKind::kAbsent:
        return fail_at(Status::kAbsentWord, word->value, error_.line, error_.column);
    }
  }
  return number(parse_number(error_.token, error_.token_length, tables_.cell_bits));
}

// Binary search by name in byte order.
const Word* Compiler::table_word() const {
  uint32_t low = 0, high = tables_.word_count;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    const char* name = tables_.words[middle].name;
    uint32_t i = 0;
    while (name[i] != 0 && name[i] == error_.token[i]) ++i;
    if (name[i] == error_.token[i]) return &tables_.words[middle];
    if (static_cast<unsigned char>(name[i]) < static_cast<unsigned char>(error_.token[i])) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return nullptr;
}

// ---- code ----

bool Compiler::compile_entry(const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::kWord:
      return call(entry.value);
    case EntryKind::kData:
    case EntryKind::kConst:
      return literal(entry.value);
    case EntryKind::kDoubleConst:
      return double_literal(entry.value, entry.high);
  }
  return false;
}

// An instruction with an operand field takes it from the number just before it.
bool Compiler::compile_instruction(int op) {
  int64_t operand = 0;
  if (tables_.encodings[op].imm_kind != 0) {
    if (!literal_.valid || literal_.end != code_.here() || literal_.is_double)
      return fail(Status::kOperandMissing);
    operand = tables_.cell_bits == 16 ? static_cast<int16_t>(literal_.low) : static_cast<int32_t>(literal_.low);
    if (operand < 0 && tables_.encodings[op].imm_kind == 2) operand = literal_.low;
    code_.set_here(literal_.pc);
    literal_.valid = false;
  }
  const uint32_t pc = code_.here();
  if (!ok(code_.emit_op(op, operand))) return false;
  told(pc);
  return true;
}

bool Compiler::number(const Number& number) {
  switch (number.kind) {
    case NumberKind::kNone:
      return fail(Status::kUnknownWord);
    case NumberKind::kBad:
      return fail(Status::kBadNumber);
    case NumberKind::kRange:
      return fail(Status::kNumberRange);
    case NumberKind::kSingle:
      return literal(cell(number.value));
    case NumberKind::kDouble:
      return double_literal(cell(number.value), cell(number.value >> tables_.cell_bits));
  }
  return false;
}

bool Compiler::literal(uint32_t value) {
  const uint32_t pc = code_.here();
  const int32_t as_signed = tables_.cell_bits == 16 ? static_cast<int16_t>(value) : static_cast<int32_t>(value);
  if (!literal_code(as_signed)) return false;
  literal_ = {true, false, pc, code_.here(), cell(value), 0};
  return true;
}

bool Compiler::double_literal(uint32_t low, uint32_t high) {
  const uint32_t pc = code_.here();
  const bool negative = (low >> (tables_.cell_bits - 1) & 1) != 0;
  const bool extends = high == (negative ? cell(~uint64_t{0}) : 0);
  if (!literal(low)) return false;
  if (extends && code_.has(Role::kExtend)) {
    if (!emit(Role::kExtend)) return false;
  } else if (!literal(high)) {
    return false;
  }
  literal_ = {true, true, pc, code_.here(), low, high};
  return true;
}

// The shortest literal, or a shorter one and the low bits shifted in after it.
bool Compiler::literal_code(int32_t value) {
  if (code_.fits(Role::kLiteralShort, value)) return emit(Role::kLiteralShort, value);
  if (code_.fits(Role::kLiteralLong, value)) return emit(Role::kLiteralLong, value);
  return literal_code(value >> 8) && emit(Role::kLiteralExtend, value & 255);
}

bool Compiler::call(uint32_t pc) {
  const bool near = code_.reaches(Role::kCall, code_.here(), pc) || !code_.has(Role::kCallFar);
  return branch(near ? Role::kCall : Role::kCallFar, pc);
}

bool Compiler::emit(Role role, int64_t operand) {
  const uint32_t pc = code_.here();
  if (!code_.has(role)) error_.detail = static_cast<uint16_t>(role);
  if (!ok(code_.emit(role, operand))) return false;
  told(pc);
  return true;
}

bool Compiler::branch(Role role, uint32_t target) {
  const uint32_t pc = code_.here();
  if (!code_.has(role)) error_.detail = static_cast<uint16_t>(role);
  if (!ok(code_.emit_branch(role, target))) return false;
  told(pc);
  return true;
}

bool Compiler::patch(uint32_t pc, Role role, uint32_t target) { return ok(code_.patch(pc, role, target)); }

// Something jumps to `here`: what stands before it can no longer be taken back or extended.
void Compiler::label() {
  literal_.valid = false;
  skip_valid_ = false;
}

void Compiler::told(uint32_t pc) {
  if (listener_.emitted != nullptr) listener_.emitted(listener_.self, pc, error_.line, error_.column);
}

uint32_t Compiler::cell(uint64_t value) const {
  return tables_.cell_bits == 16 ? static_cast<uint16_t>(value) : static_cast<uint32_t>(value);
}

}  // namespace rexa::vm
