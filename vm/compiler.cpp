#include "vm/compiler.hpp"

#include "vm/word_search.hpp"

namespace rexa::vm {
namespace {

constexpr uint32_t kMemoryLimit = sizeof(Offset) == 2 ? 65535 : 65536;

bool is_space(char c) { return static_cast<unsigned char>(c) <= ' '; }
Offset offset(uint32_t value) { return static_cast<Offset>(value); }
uintptr_t position(const char* at) { return reinterpret_cast<uintptr_t>(at); }
// Four characters at once: the order does not matter to who asks whether one of them is `c`.
[[maybe_unused]] uint32_t four(const char* at) {
  uint32_t word;
  __builtin_memcpy(&word, at, sizeof word);
  return word;
}
[[maybe_unused]] bool has(uint32_t four, char c) {
  const uint32_t differ = four ^ static_cast<unsigned char>(c) * 0x01010101u;
  return ((differ - 0x01010101u) & ~differ & 0x80808080u) != 0;
}
bool may_be_number(char c) { return (c >= '0' && c <= '9') || c == '-' || c == '$' || c == '%'; }

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

// ---- characters ----

// Adds to the buffered token, which becomes the token. What it has no room for is left out.
void Compiler::keep(const char* text, uint32_t length) {
  uint32_t size = error_.token_length;
  for (uint32_t i = 0; i < length && size < kTokenLimit; ++i) error_.token[size++] = text[i];
  error_.token[size] = 0;
  error_.token_length = static_cast<uint16_t>(size);
  token_ = error_.token;
  token_length_ = size;
}

// `from` is the first character of the new line.
inline void Compiler::new_line(const char* from) {
  ++line_;
  line_at_ = position(from);
}

inline const char* Compiler::scan_token(const char* at, const char* end, Scanned* scanned) {
  const char* const from = at;
  const uint32_t buffered = error_.token_length;
  uint32_t folded = buffered > 0 ? hash_ : 0;
  do {
    if (is_space(*at)) break;
    folded = hash_fold(folded, *at);
  } while (++at != end);
  const uint32_t length = static_cast<uint32_t>(at - from);
  if (length + buffered > kTokenLimit) {
    keep(from, length);
    *scanned = Scanned::kTooLong;
    return at;
  }
  if (at == end || buffered > 0) {
    hash_ = folded;
    keep(from, length);
    if (at == end) return at;
  } else {
    token_ = from;
    token_length_ = length;
  }
  hash_ = hash_spread(folded);
  *scanned = Scanned::kToken;
  return at;
}

// Reads up to the end of a token or of a string, or up to the end of the piece, and tells which. A token is not
// compiled here, so that the caller can bring it to safety first; the space after it is left for the next time.
inline const char* Compiler::scan(const char* at, const char* end, Scanned* scanned) {
  *scanned = Scanned::kNothing;
  if (scan_ == Scan::kText) {
    if (error_.token_length == 0) {
      while (at != end && is_space(*at)) {
        if (*at++ == '\n') new_line(at);
      }
      if (at != end) {
        error_.line = line_;
        error_.column = static_cast<uint32_t>(position(at) - line_at_) + 1;
      }
    }
    if (at != end) at = scan_token(at, end, scanned);
  } else if (scan_ == Scan::kLineComment) {
    if constexpr (fixed::kFast) {
      while (end - at >= 4 && !has(four(at), '\n')) at += 4;
      if (at == end) return at;
    }
    while (*at != '\n' && ++at != end) {
    }
    if (at != end) scan_ = Scan::kText;
  } else {
    // The space after the word that begins a string is not a part of it.
    if (scan_ == Scan::kStringStart) {
      if (*at++ == '\n') new_line(at);
      scan_ = Scan::kString;
    }
    const char closing = scan_ == Scan::kString ? '"' : ')';
    if (fixed::kFast && closing == ')') {
      while (end - at >= 4 && !has(four(at), '\n') && !has(four(at), ')')) at += 4;
    }
    while (at != end) {
      const char c = *at++;
      if (c == '\n') new_line(at);
      if (c == closing) {
        if (closing == '"') *scanned = Scanned::kString;
        scan_ = Scan::kText;
        break;
      }
      if (closing == '"' && !data_byte(c)) break;
    }
  }
  return at;
}

// Compiles the tokens up to `end`, which has a space before it, so that none of them needs to look out for it. Stops
// after what begins a string or a comment, after a fault or the last token, and before a token that is too long.
inline const char* Compiler::tokens(const char* at, const char* end) {
  while (at != end) {
    char c = *at++;
    if (is_space(c)) {
      if (c == '\n') new_line(at);
      continue;
    }
    const char* const from = at - 1;
    uint32_t folded = 0;
    do {
      folded = hash_fold(folded, c);
      c = *at++;
    } while (!is_space(c));
    --at;
    token_length_ = static_cast<uint32_t>(at - from);
    if (token_length_ > kTokenLimit) return from;
    error_.line = line_;
    error_.column = static_cast<uint32_t>(position(from) - line_at_) + 1;
    token_ = from;
    hash_ = hash_spread(folded);
    if (expect_ == Expect::kCode ? !compile_token() : !token()) return at;
    if (scan_ != Scan::kText || phase_ == Phase::kEnded) break;
    if (*at != '\n') ++at;
  }
  token_ = error_.token;
  return at;
}

inline bool Compiler::act(Scanned scanned) {
  if (scanned == Scanned::kToken) {
    if (expect_ == Expect::kCode ? !compile_one() : !token()) return false;
    token_ = error_.token;
    error_.token_length = 0;
    error_.token[0] = 0;
    return true;
  }
  if (scanned == Scanned::kTooLong) {
    const NumberKind kind = parse_number(error_.token, error_.token_length, cell_bits()).kind;
    const bool is_number = kind != NumberKind::kNone && kind != NumberKind::kBad;
    return fail(is_number ? Status::kNumberRange : Status::kNameTooLong);
  }
  return scanned == Scanned::kNothing || end_string();
}

// ---- frames ----

Status Compiler::boot() {
  reset_frame();
  code_.set_block(0, code_bytes_);
  dictionary_.clear();
  data_here_ = 0;
  data_end_ = data_bytes_;
  library_top_ = 0;
  locals_from_ = 0;
  placed_ = false;
  mark_ = {0, 0, 0, 0};
  phase_ = Phase::kBooting;
  if ((!fixed::kTablesSound && !tables_sound()) || !memories_sound_) {
    fail(Status::kBadTables);
  } else {
    compile_library();
    if (phase_ == Phase::kBooting) finish();
  }
  const Status result = status();
  library_top_ = dictionary_.top();
  phase_ = result == Status::kOk ? Phase::kIdle : Phase::kUnbooted;
  return result;
}

#if defined(REXA_VM_FIXED_TABLES)
void Compiler::compile_library() {
  const uint8_t* at = fixed::kPackedLibrary.at;
  while (*at != 0) {
    const uint32_t token = *at++;
    if (token < fixed::kFirstToken) {
      token_ = reinterpret_cast<const char*>(at);
      token_length_ = token;
      at += token;
      hash_ = word_hash(token_, token_length_);
      act(Scanned::kToken);
    } else if (token < fixed::kFirstToken + kTables.encoding_count) {
      compile_instruction(static_cast<int>(token - fixed::kFirstToken));
    } else {
      directive(static_cast<Directive>(token - fixed::kFirstToken - kTables.encoding_count));
    }
  }
}
#else
void Compiler::compile_library() { feed(tables_.library, tables_.library_bytes); }
#endif

Status Compiler::declare_function(const char* name, uint32_t length, uint32_t number, const HostFunction& function) {
  const uint32_t arity = uint32_t{function.outputs} << 12 | uint32_t{function.inputs} << 8;
  return declare(name, length, EntryKind::kHostFunction, arity | number);
}

Status Compiler::declare_data(const char* name, uint32_t length, uint32_t address) {
  return declare(name, length, EntryKind::kData, address);
}

Status Compiler::declare(const char* name, uint32_t length, EntryKind kind, uint32_t value) {
  if (phase_ != Phase::kIdle || dictionary_.top() != library_top_) return Status::kNoFrame;
  if (length > kNameLimit) return Status::kNameTooLong;
  const uint32_t hash = word_hash(name, length);
  bool plain = length > 0;
  for (uint32_t i = 0; i < length; ++i) plain = plain && !is_space(name[i]) && name[i] != '#';
  if (!plain || parse_number(name, length, cell_bits()).kind != NumberKind::kNone ||
      find_word(name, length, hash).known() || dictionary_.find(name, length, hash, 0) != 0) {
    return Status::kReservedName;
  }
  Entry entry = {};
  entry.kind = kind;
  entry.value = value;
  const Status result = dictionary_.define(name, length, hash, entry);
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

Status Compiler::feed(const char* text, uint32_t length) {
  consumed_ = 0;
  if (phase_ == Phase::kUnbooted || phase_ == Phase::kIdle) return Status::kNoFrame;
  const char* at = text;
  const char* const end = text + length;
  line_at_ += position(text);
  const char* last_space = at;  // behind it
  if constexpr (fixed::kFast) {
    for (last_space = end; last_space != at && !is_space(last_space[-1]);) --last_space;
  }
  while (at != end && open()) {
    if (fixed::kFast && scan_ == Scan::kText && error_.token_length == 0 && at < last_space) {
      at = tokens(at, last_space);
      if (at == end || !open()) break;
    }
    Scanned scanned;
    at = scan(at, end, &scanned);
    act(scanned);
  }
  line_at_ -= position(at);
  consumed_ = static_cast<uint32_t>(at - text);
  characters_ += consumed_;
  return status();
}

Status Compiler::finish() {
  if (phase_ == Phase::kUnbooted || phase_ == Phase::kIdle) return Status::kNoFrame;
  if (open() && error_.token_length > 0) {
    hash_ = hash_spread(hash_);
    act(Scanned::kToken);
  }
  if (open()) close_frame();
  return status();
}

Status Compiler::compile_in_place(uint32_t offset, uint32_t length) {
  const Status result = begin_frame();
  return result == Status::kOk ? finish_in_place(offset, length) : result;
}

Status Compiler::finish_in_place(uint32_t offset, uint32_t length) {
  if (phase_ != Phase::kOpen) return status();
  if (ok(code_.begin_text(offset, length))) {
    while (open() && code_.unread() > 0) {
      const char* const text = code_.text();
      line_at_ += position(text);
      Scanned scanned;
      const char* const at = scan(text, text + code_.unread(), &scanned);
      line_at_ -= position(at);
      // Bytecode may come to lie where the token did.
      if (scanned == Scanned::kToken && token_ != error_.token) keep(token_, token_length_);
      code_.skip_text(static_cast<uint32_t>(at - text));
      characters_ += static_cast<uint32_t>(at - text);
      act(scanned);
    }
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
  line_at_ = 0;
  characters_ = 0;
  token_ = error_.token;
  token_length_ = 0;
  hash_ = 0;
  in_definition_ = false;
  dictionary_.clear_controls();
  label();
}

void Compiler::roll_back() {
  for (uint32_t i = mark_.data_start; i < data_here_; ++i) data_[i] = 0;
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
  return true;
}

bool Compiler::fail(Status status, uint16_t detail) { return fail_at(status, detail, error_.line, error_.column); }

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
  return false;
}

// What the compiler takes for granted about the encodings, so that no loop of its own can run away.
bool Compiler::tables_sound() const {
  if (cell_bits() != 16 && cell_bits() != 32) return false;
  const Role literals[] = {Role::kLiteralShort, Role::kLiteralLong};
  bool literal = false;
  for (Role role : literals) {
    const int op = this->role(role);
    if (op < 0) continue;
    const Encoding& form = encoding(op);
    if (form.imm_kind != 1 || form.imm_bits < 8) return false;
    literal = true;
  }
  const int zero = role(Role::kBranchZero);
  const int nonzero = role(Role::kBranchNonzero);
  // `repeat` writes one over the other.
  const bool swappable =
      zero < 0 || nonzero < 0 || encoding(zero).bytes == encoding(nonzero).bytes;
  return literal && swappable;
}

// ---- tokens ----

// A token that a directive expects, or a comment before it.
bool Compiler::token() {
  const Word word = table_word();
  if (word.known() && word.kind() == WordKind::kDirective) {
    const auto which = static_cast<Directive>(word.value());
    if (which == Directive::kComment || which == Directive::kLineComment) return directive(which);
  }
  return expected_token();
}

bool Compiler::compile_one() { return compile_token(); }

REXA_IN_LINE bool Compiler::compile_token() {
  // No word's name is a number.
  if (may_be_number(*token_)) {
    uint32_t value = 0;
    if (fixed::kFast && short_decimal(&value)) return literal(value);
    // Many a name begins with a digit; what is none turns out to be a number below.
    if (!fixed::kFast || *token_ < '-' || token_[token_length_ - 1] == 'l') {
      const Number read = parsed();
      if (read.kind == NumberKind::kSingle || read.kind == NumberKind::kDouble) return number(read);
    }
  }
  if (const uint32_t entry = find()) return compile_entry(entry);
  const Word word = table_word();
  if (!word.known()) return number(parsed());
  const uint16_t value = word.value();
  switch (word.kind()) {
    case WordKind::kInstruction:
      if (const uint32_t pc = code_.here(); fixed::kFast && code_.emit_byte(value)) {
        emitted(pc);
        return true;
      }
      return compile_instruction(value);
    case WordKind::kDirective:
      directive_ = {error_.line, error_.column};
      return directive(static_cast<Directive>(value));
    case WordKind::kHost:
      if (value >= kFirstHostData) return literal(data_address(value - kFirstHostData));
      return host_call(value, function(value));
    case WordKind::kAbsent:
      break;
  }
  return fail(Status::kAbsentWord, value);
}

// ---- code ----

inline bool Compiler::compile_entry(uint32_t offset) {
  if constexpr (fixed::kFast) {
    const EntryKind kind = dictionary_.kind(offset);
    if (kind == EntryKind::kWord) return call(dictionary_.address(offset));
    if (kind == EntryKind::kData) return literal(dictionary_.address(offset));
  }
  Entry entry;
  dictionary_.read(offset, &entry);
  switch (entry.kind) {
    case EntryKind::kWord:
      return call(entry.value);
    case EntryKind::kExport:
      return fixed::kPlacesFrames && compile_export(entry);
    case EntryKind::kData:
    case EntryKind::kConst:
      return literal(entry.value);
    case EntryKind::kDoubleConst:
      return double_literal(entry.value, entry.high);
    case EntryKind::kHostFunction:
      if (!fixed::kCallsHost) break;
      return host_call(entry.value & 0xff, {static_cast<uint8_t>(entry.value >> 8 & 0xf),
                                            static_cast<uint8_t>(entry.value >> 12)});
    case EntryKind::kFrame:
      break;
  }
  return false;
}

// An instruction with an operand field takes it from the number just before it.
inline bool Compiler::compile_instruction(int op) {
  const uint32_t kind = encoding(op).imm_kind;
  if (kind == 0) return put(op, 0);
  if (!literal_.valid || literal_.end != code_.here() || literal_.is_double) return fail(Status::kOperandMissing);
  // A field without a sign takes -1 as the cell it stands for.
  const uint32_t operand = kind == 2 ? literal_.low : sign_extended(literal_.low);
  code_.set_here(literal_.pc);
  literal_.valid = false;
  return code_.fits_op(op, operand) ? put(op, operand) : fail(Status::kNumberRange);
}

bool Compiler::host_call(uint32_t number, const HostFunction& function) {
  const int op = UsesTables::host_call(function);
  return op < 0 ? fail(Status::kMissingInstruction) : put(op, kFirstHostBlock + number);
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
      return double_literal(cell(number.value), cell(number.value >> cell_bits()));
  }
  return false;
}

// A number that 32 bits hold whatever its digits.
inline bool Compiler::short_decimal(uint32_t* value) const {
  const char* at = token_;
  const bool negative = *at == '-';
  if (negative) ++at;
  const char* const end = token_ + token_length_;
  if (static_cast<uint32_t>(end - at) - 1u >= 9) return false;
  uint32_t magnitude = 0;
  do {
    const uint32_t digit = static_cast<uint32_t>(static_cast<unsigned char>(*at)) - '0';
    if (digit > 9) return false;
    magnitude = magnitude * 10 + digit;
  } while (++at != end);
  *value = cell(negative ? ~magnitude + 1 : magnitude);
  return true;
}

bool Compiler::literal(uint32_t value) {
  const uint32_t pc = code_.here();
  if (!literal_code(static_cast<int32_t>(sign_extended(value)))) return false;
  literal_ = {true, false, pc, code_.here(), cell(value), 0};
  return true;
}

bool Compiler::double_literal(uint32_t low, uint32_t high) {
  const uint32_t pc = code_.here();
  const bool negative = (low >> (cell_bits() - 1) & 1) != 0;
  const bool extends = high == (negative ? cell(~NumberValue{0}) : 0);
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
  const uint32_t operand = static_cast<uint32_t>(value);
  if (code_.fits(Role::kLiteralShort, operand)) return put(code_.op(Role::kLiteralShort), operand);
  if (code_.fits(Role::kLiteralLong, operand)) return put(code_.op(Role::kLiteralLong), operand);
  return literal_code(value >> 8) && emit(Role::kLiteralExtend, value & 255);
}

bool Compiler::call(uint32_t pc) {
  const bool near = code_.reaches(Role::kCall, code_.here(), pc) || !code_.has(Role::kCallFar);
  return branch(near ? Role::kCall : Role::kCallFar, pc);
}

bool Compiler::put(int op, uint32_t operand) {
  const uint32_t pc = code_.here();
  if (!code_.emit(op, operand) && !ok(code_.emit_tight(op, operand))) return false;
  emitted(pc);
  return true;
}

bool Compiler::emit(Role role, uint32_t operand) {
  const int op = code_.op(role);
  if (op < 0) return fail(Status::kMissingInstruction, static_cast<uint16_t>(role));
  return code_.fits_op(op, operand) ? put(op, operand) : fail(Status::kNumberRange);
}

bool Compiler::branch(Role role, uint32_t target) {
  const int op = code_.op(role);
  if (op < 0) return emit(role);
  const uint32_t operand = code_.operand_for(op, code_.here(), target);
  return code_.fits_op(op, operand) ? put(op, operand) : fail(Status::kBranchOutOfReach);
}

bool Compiler::patch(uint32_t pc, Role role, uint32_t target) { return ok(code_.patch(pc, role, target)); }

// Something jumps to `here`: what stands before it can no longer be taken back or extended.
void Compiler::label() {
  literal_.valid = false;
  skip_valid_ = false;
}

uint32_t Compiler::sign_extended(uint32_t cell) const {
  return cell_bits() == 16 ? static_cast<uint32_t>(static_cast<int16_t>(cell)) : cell;
}

uint32_t Compiler::cell(NumberValue value) const {
  return cell_bits() == 16 ? static_cast<uint16_t>(value) : static_cast<uint32_t>(value);
}

}  // namespace rexa::vm
