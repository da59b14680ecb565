#include "vm/compiler_emit.hpp"
#include "vm/word_search.hpp"

namespace rexa::vm {
namespace {

uintptr_t address(const char* at) { return reinterpret_cast<uintptr_t>(at); }

// Four characters at once, the first of them lowest. A search among them gives the top bit of each that it
// finds, and is right up to the lowest bit that is set.
constexpr uint32_t kFourTimes = 0x01010101, kTopBits = 0x80 * kFourTimes;
[[maybe_unused]] uint32_t below(uint32_t four, uint32_t limit) {  // at most 0x80
  return (four - limit * kFourTimes) & ~four & kTopBits;
}
[[maybe_unused]] uint32_t equal(uint32_t four, char c) {
  return below(four ^ static_cast<unsigned char>(c) * kFourTimes, 1);
}
// The number of characters before the first one found, and all bits of these.
[[maybe_unused]] uint32_t count_before(uint32_t found) {
  return static_cast<uint32_t>(__builtin_ctz(found)) / 8;
}
[[maybe_unused]] uint32_t bits_before(uint32_t found) { return ((found - 1) & ~found) >> 7; }

// From '$' to '9': a bit for each character that a number may begin with.
constexpr uint32_t kBeginsNumber = 0x3ffu << ('0' - '$') | 1u << ('-' - '$') | 1u << ('%' - '$') | 1;
bool may_be_number(char c) {
  const uint32_t place = static_cast<uint32_t>(static_cast<unsigned char>(c)) - '$';
  return place <= '9' - '$' && (kBeginsNumber >> place & 1) != 0;
}

}  // namespace

// ---- characters ----

// Adds to the buffered token, which becomes the token. What it has no room for is left out.
void Compiler::keep(const char* text, uint32_t length) {
  uint32_t size = error_.token_length;
  for (uint32_t i = 0; i < length && size < kTokenLimit; ++i) error_.token[size++] = text[i];
  if (size <= kTokenLimit) error_.token[size] = 0;  // always; GCC 12 warns when it is not said
  error_.token_length = static_cast<uint16_t>(size);
  token_ = error_.token;
  token_length_ = size;
}

// `from` is the first character of the new line.
inline void Compiler::new_line(const char* from) {
  ++line_;
  line_at_ = address(from);
}

// Of the token. One that has been kept brings it along.
Compiler::Position Compiler::position() const {
  if (!fixed::kFast || token_ == error_.token) return {error_.line, error_.column};
  return {line_, column(address(token_))};
}

// Keeps the token's position while others are read.
void Compiler::settle_position() {
  const Position now = position();
  error_.line = now.line;
  error_.column = now.column;
}

inline const char* Compiler::scan_token(const char* at, const char* end, Scanned* scanned) {
  const char* const from = at;
  while (!is_space(*at) && ++at != end) {
  }
  const uint32_t length = static_cast<uint32_t>(at - from);
  const uint32_t buffered = error_.token_length;
  const bool too_long = length + buffered > kTokenLimit;
  if (too_long || at == end || buffered > 0) {
    keep(from, length);
  } else {
    token_ = from;
    token_length_ = length;
  }
  *scanned = too_long ? Scanned::kTooLong : at != end ? Scanned::kToken : Scanned::kNothing;
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
        error_.column = column(address(at));
      }
    }
    if (at != end) at = scan_token(at, end, scanned);
  } else if (scan_ != Scan::kString && scan_ != Scan::kStringStart) {
    at = comment(at, end);
  } else {
    // The space after the word that begins a string is not a part of it.
    if (scan_ == Scan::kStringStart) {
      if (*at++ == '\n') new_line(at);
      scan_ = Scan::kString;
    }
    while (at != end) {
      const char c = *at++;
      if (c == '\n') new_line(at);
      if (c == '"') {
        *scanned = Scanned::kString;
        scan_ = Scan::kText;
        break;
      }
      if (!data_byte(c)) break;
    }
  }
  return at;
}

// Reads up to the end of the comment.
const char* Compiler::comment(const char* at, const char* end) {
  return scan_ == Scan::kComment ? comment(at, end, ')') : comment(at, end, '\n');
}

REXA_IN_LINE const char* Compiler::comment(const char* at, const char* end, char closing) {
  [[maybe_unused]] const char* const last_four = end - at < 4 ? at : end - 3;  // behind where they begin
  while (at != end) {
    if constexpr (fixed::kFast) {
      for (; at < last_four; at += 4) {
        const uint32_t group = load32(at);
        const uint32_t bits = below(group, '\n' + 1) | (closing == '\n' ? 0 : equal(group, closing));
        if (bits == 0) continue;
        at += count_before(bits);
        break;
      }
      if (at == end) break;
    }
    const char c = *at++;
    if (c == '\n') new_line(at);
    if (c == closing) {
      scan_ = Scan::kText;
      break;
    }
  }
  return at;
}

// Compiles the tokens up to `end`, which has a space before it and three characters behind it, so that four can
// be read at once wherever a token begins. Stops after what begins a string, after a fault or the last token,
// before a token that is too long, and where the text ends within a comment.
inline const char* Compiler::tokens(const char* at, const char* end, const char* text_end) {
  while (at < end) {
    const uint32_t group = load32(at);
    const uint32_t spaces = below(group, ' ' + 1);
    if ((spaces & 0x80) != 0) {
      if (*at == '\n') new_line(at + 1);
      do ++at;
      while (*at == ' ' && at < end);
      continue;
    }
    token_ = at;
    if (spaces != 0) {
      token_length_ = count_before(spaces);
      fold_ = group & bits_before(spaces);
      at += token_length_;
    } else {
      at = long_token(at + 4, group);
      if (token_length_ > kTokenLimit) return token_;
    }
    if (expect_ == Expect::kCode) {
      compile_token();
    } else {
      token();
    }
    if (scan_ != Scan::kText) {
      settle_position();
      if (scan_ != Scan::kComment && scan_ != Scan::kLineComment) break;
      at = comment(at, text_end);
      if (scan_ != Scan::kText) break;
      continue;
    }
    at += *at == ' ';
  }
  token_ = error_.token;
  return at;
}

// The rest of a token that begins with those four characters.
inline const char* Compiler::long_token(const char* at, uint32_t folded) {
  uint32_t group = load32(at);
  uint32_t spaces = below(group, ' ' + 1);
  const uint32_t is_long = (spaces & 0x80) == 0 ? kLongFold : 0;
  for (; spaces == 0; spaces = below(group, ' ' + 1)) {
    folded = fold_group(folded, group);
    at += 4;
    group = load32(at);
  }
  if (const uint32_t last = group & bits_before(spaces)) folded = fold_group(folded, last);
  at += count_before(spaces);
  fold_ = folded | is_long;
  token_length_ = static_cast<uint32_t>(at - token_);
  return at;
}

bool Compiler::act(Scanned scanned) {
  if (scanned == Scanned::kToken) {
    fold_ = word_fold(token_, token_length_);
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

// ---- pieces of text ----

Status Compiler::feed(const char* text, uint32_t length) {
  consumed_ = 0;
  if (phase_ == Phase::kUnbooted || phase_ == Phase::kIdle) return Status::kNoFrame;
  const char* at = text;
  const char* const end = text + length;
  line_at_ += address(text);
  const char* last_space = at;  // behind the last one with three characters more
  if (fixed::kFast && length > 3) {
    for (last_space = end - 3; last_space != at && !is_space(last_space[-1]);) --last_space;
  }
  while (at != end && open()) {
    if (fixed::kFast && scan_ == Scan::kText && error_.token_length == 0 && at < last_space) {
      at = tokens(at, last_space, end);
      if (at == end || !open()) break;
    }
    Scanned scanned;
    at = scan(at, end, &scanned);
    act(scanned);
  }
  line_at_ -= address(at);
  consumed_ = static_cast<uint32_t>(at - text);
  characters_ += consumed_;
  return status();
}

Status Compiler::finish() {
  if (phase_ == Phase::kUnbooted || phase_ == Phase::kIdle) return Status::kNoFrame;
  if (open() && error_.token_length > 0) act(Scanned::kToken);
  if (open() && (scan_ == Scan::kText || scan_ == Scan::kLineComment)) {
    error_.line = line_;
    error_.column = column(0);
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
      line_at_ += address(text);
      Scanned scanned;
      const char* const at = scan(text, text + code_.unread(), &scanned);
      line_at_ -= address(at);
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

#if REXA_VM_PACKED_TABLES
void Compiler::compile_library() {
  const uint8_t* at = packed::kPackedLibrary.at;
  while (*at != 0 && open()) {
    const uint32_t token = *at++;
    if (token < packed::kFirstToken) {
      token_ = reinterpret_cast<const char*>(at);
      token_length_ = token;
      at += token;
      act(Scanned::kToken);
    } else if (token < packed::kFirstToken + kTables.encoding_count) {
      compile_instruction(static_cast<int>(token - packed::kFirstToken));
    } else {
      directive(static_cast<Directive>(token - packed::kFirstToken - kTables.encoding_count));
    }
  }
}
#else
void Compiler::compile_library() { feed(tables_.library, tables_.library_bytes); }
#endif

// ---- tokens ----

// A token that a directive expects, or a comment before it.
bool Compiler::token() {
  if (uint32_t value = 0; fixed::kFast && expect_ == Expect::kArrayElement && may_be_number(*token_) &&
                          short_decimal(&value) == NumberKind::kSingle) {
    return element(value);
  }
  const Meaning word = table_word();
  if (word.known() && word.kind() == WordKind::kDirective) {
    const auto which = static_cast<Directive>(word.value());
    if (which == Directive::kComment || which == Directive::kLineComment) return directive(which);
  }
  return expected_token(word);
}

// For those who do not want it in line.
bool Compiler::compile_one() { return compile_token(); }

REXA_IN_LINE bool Compiler::compile_token() {
  // No word's name is a number.
  if (may_be_number(*token_)) {
    uint32_t value = 0;
    const NumberKind kind = fixed::kFast ? short_decimal(&value) : NumberKind::kNone;
    if (kind == NumberKind::kSingle) return literal(cell(value));
    if (kind == NumberKind::kDouble) return short_double(static_cast<int32_t>(value));
    // Many a name begins with a digit; what is none turns out to be a number below.
    if (!fixed::kFast || *token_ < '-' || token_[token_length_ - 1] == 'l') {
      const Number read = parsed();
      if (read.kind == NumberKind::kSingle || read.kind == NumberKind::kDouble) return number(read);
    }
  }
  if constexpr (fixed::kFast) {
    const Meaning word = table_word();
    const uint16_t value = word.value();
    if (word.is_built_in()) {
      const uint32_t entry = shadows_ ? find() : 0;
      if (entry != 0) return compile_other(entry);
      if (word.kind() == WordKind::kInstruction) return compile_instruction(value);
      return directive(static_cast<Directive>(value));
    }
  }
  if (const uint32_t entry = find()) return compile_entry(entry);
  const Meaning word = table_word();
  return word.known() ? compile_word(word) : number(parsed());
}

// ---- code ----

bool Compiler::compile_word(Meaning word) {
  const uint16_t value = word.value();
  switch (word.kind()) {
    case WordKind::kInstruction:
      return compile_instruction(value);
    case WordKind::kDirective:
      return directive(static_cast<Directive>(value));
    case WordKind::kHost:
      if (value >= kFirstHostData) return literal(data_address(value - kFirstHostData));
      return host_call(value, function(value));
    case WordKind::kAbsent:
      break;
  }
  return fail(Status::kAbsentWord, value);
}

REXA_IN_LINE bool Compiler::compile_entry(uint32_t offset) {
  if constexpr (fixed::kFast) {
    const EntryKind kind = dictionary_.kind(offset);
    if (kind == EntryKind::kWord) return call(dictionary_.address(offset));
    if (kind == EntryKind::kData) return literal(dictionary_.address(offset));
  }
  return compile_other(offset);
}

bool Compiler::compile_other(uint32_t offset) {
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
      return host_call(entry.value & 0xff,
                       {static_cast<uint8_t>(entry.value >> 8 & 0xf), static_cast<uint8_t>(entry.value >> 12)});
    case EntryKind::kFrame:
      break;
  }
  return false;
}

REXA_IN_LINE bool Compiler::compile_instruction(int op) {
  const uint32_t pc = code_.here();
  if (fixed::kFast && code_.emit_byte(op)) {
    emitted(pc);
    return true;
  }
  return encoding(op).imm_kind == 0 ? put(op, 0) : take_operand(op);
}

// An instruction with an operand field takes it from the number just before it.
bool Compiler::take_operand(int op) {
  if (!has_literal() || literal_.is_double) return fail(Status::kOperandMissing);
  // A field without a sign takes -1 as the cell it stands for.
  const uint32_t operand = encoding(op).imm_kind == 2 ? literal_.low : sign_extended(literal_.low);
  code_.set_here(literal_.pc);
  literal_.end = kNoPlace;
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

// A number of so few digits that 32 bits hold it whatever they are; kNone: another one, or none.
inline NumberKind Compiler::short_decimal(uint32_t* value) const {
  const char* at = token_;
  const bool negative = *at == '-';
  if (negative) ++at;
  const char* const end = token_ + token_length_;
  if (static_cast<uint32_t>(end - at) - 1u >= 9) return NumberKind::kNone;
  NumberKind kind = NumberKind::kSingle;
  uint32_t magnitude = 0;
  do {
    const uint32_t digit = static_cast<uint32_t>(static_cast<unsigned char>(*at)) - '0';
    if (digit > 9) {
      if (*at != 'l' || at + 1 != end || end - token_ == 1 + negative) return NumberKind::kNone;
      kind = NumberKind::kDouble;
      break;
    }
    magnitude = magnitude * 10 + digit;
  } while (++at != end);
  *value = negative ? ~magnitude + 1 : magnitude;
  return kind;
}

bool Compiler::short_double(int32_t value) {
  const NumberValue low = static_cast<uint32_t>(value);
  return double_literal(cell(low), cell(cell_bits() == 16 ? low >> 16 : static_cast<NumberValue>(value >> 31)));
}

bool Compiler::double_literal(uint32_t low, uint32_t high) {
  const Offset pc = offset(code_.here());
  const bool negative = (low >> (cell_bits() - 1) & 1) != 0;
  const bool extends = high == (negative ? cell(~NumberValue{0}) : 0);
  if (!literal(low)) return false;
  if (extends && code_.has(Role::kExtend)) {
    if (!emit(Role::kExtend)) return false;
  } else if (!literal(high)) {
    return false;
  }
  literal_ = {true, pc, offset(code_.here()), low, high};
  return true;
}

bool Compiler::long_literal(uint32_t value) {
  const Offset pc = offset(code_.here());
  if (!literal_code(static_cast<int32_t>(sign_extended(value)))) return false;
  literal_ = {false, pc, offset(code_.here()), cell(value), 0};
  return true;
}

// The shortest, or a shorter one and the low bits shifted in after it.
bool Compiler::literal_code(int32_t value) {
  const uint32_t operand = static_cast<uint32_t>(value);
  if (code_.fits(Role::kLiteralShort, operand)) return put(code_.op(Role::kLiteralShort), operand);
  if (code_.fits(Role::kLiteralLong, operand)) return put(code_.op(Role::kLiteralLong), operand);
  return literal_code(value >> 8) && emit(Role::kLiteralExtend, value & 255);
}

bool Compiler::put_tight(int op, uint32_t operand) {
  const uint32_t pc = code_.here();
  if (!ok(code_.emit_tight(op, operand))) return false;
  emitted(pc);
  return true;
}

// Something jumps to `here`: what stands before it can no longer be taken back or extended.
void Compiler::label() {
  literal_.end = kNoPlace;
  skip_valid_ = false;
}

}  // namespace rexa::vm
