// Directives: what the compiler itself carries out, above all definitions and data.
#include "vm/compiler_emit.hpp"
#include "vm/word_search.hpp"

namespace rexa::vm {

bool Compiler::directive(Directive directive) {
  switch (directive) {
    case Directive::kColon:
    case Directive::kColonExport:
      if (in_definition_) return fail(Status::kNestedDefinition);
      return expect(directive == Directive::kColon ? Expect::kColonName : Expect::kExportName);
    case Directive::kSemicolon:
      return end_definition();
    case Directive::kIf:
      return open_if();
    case Directive::kElse:
      return else_part();
    case Directive::kEndif:
      return close_if();
    case Directive::kBegin:
      label();
      return push(Opener::kBegin, code_.here());
    case Directive::kUntil:
      return close_begin(Role::kBranchZero);
    case Directive::kAgain:
      return close_begin(Role::kJump);
    case Directive::kWhile:
      return while_part();
    case Directive::kRepeat:
      return repeat();
    case Directive::kDo:
      return open_do();
    case Directive::kLoop:
      return close_do(false);
    case Directive::kPlusLoop:
      return close_do(true);
    case Directive::kLeave:
      return leave();
    case Directive::kConst:
      return begin_const();
    case Directive::kVar:
      return expect(Expect::kVarName);
    case Directive::kTwoVar:
      return expect(Expect::kTwoVarName);
    case Directive::kArray:
      return expect(Expect::kArrayName);
    case Directive::kImport:
      return expect(Expect::kImportName);
    case Directive::kTick:
      return expect(Expect::kTickName);
    case Directive::kPrint:
    case Directive::kString:
      return begin_string(directive);
    case Directive::kEnd:
      return close_frame();
    case Directive::kComment:
    case Directive::kLineComment:
      scan_ = directive == Directive::kComment ? Scan::kComment : Scan::kLineComment;
      return true;
    case Directive::kCount:
      break;
  }
  return fail(Status::kBadTables);
}

bool Compiler::expect(Expect what) {
  expect_ = what;
  directive_ = position();
  return true;
}

bool Compiler::expected_token(Meaning word) {
  const Expect what = expect_;
  expect_ = Expect::kCode;
  switch (what) {
    case Expect::kArrayLength:
      return array_length();
    case Expect::kArrayElement:
      return array_element();
    case Expect::kTickName:
      return tick(word);
    case Expect::kImportName:
      return import();
    default:
      return named(what, word);
  }
}

// The token is the name of something new.
bool Compiler::named(Expect what, Meaning word) {
  uint32_t address = 0;
  switch (what) {
    case Expect::kColonName:
      return begin_definition(word, false);
    case Expect::kExportName:
      return begin_definition(word, true);
    case Expect::kConstName:
      return define(word, literal_.is_double ? EntryKind::kDoubleConst : EntryKind::kConst, literal_.low,
                    literal_.high);
    case Expect::kVarName:
      return allot(1, &address) && define(word, EntryKind::kData, address);
    case Expect::kTwoVarName:
      return allot(2, &address) && define(word, EntryKind::kData, address);
    case Expect::kArrayName:
      return begin_array(word);
    default:
      return fail(Status::kBadTables);
  }
}

// `word`: what the name means to the machine.
bool Compiler::define(Meaning word, EntryKind kind, uint32_t value, uint32_t high, bool exported) {
  if (word.known() && word.kind() == WordKind::kDirective) return fail(Status::kReservedName);
  if ((!fixed::kFast || *token_ <= '9') && parsed().kind != NumberKind::kNone)
    return fail(Status::kReservedName);
  if (token_length_ > kNameLimit) return fail(Status::kNameTooLong);
  if constexpr (fixed::kFast) shadows_ = shadows_ || word.is_built_in();
  const uint8_t flags = phase_ == Phase::kBooting && token_has('#') ? Entry::kHidden : 0;
  if (!ok(dictionary_.define(token_, token_length_, fold_, {kind, exported, flags, value, high}))) return false;
  if (fixed::kListens && listener_.defined != nullptr) {
    const EntryKind told = kind == EntryKind::kExport ? EntryKind::kWord : kind;
    listener_.defined(listener_.self, token_, token_length_, told, value);
  }
  return true;
}

// ---- words ----

// Execution jumps over definitions. Definitions that follow each other share one jump. The library is never
// run through, so it needs none.
bool Compiler::begin_definition(Meaning word, bool exported) {
  const bool extend = skip_valid_ && skip_end_ == code_.here();
  if (phase_ != Phase::kBooting && !extend) {
    skip_pc_ = code_.here();
    if (!branch(skip_role(), skip_pc_)) return false;
  }
  label();
  in_definition_ = true;
  const bool placed = fixed::kPlacesFrames && exported && placed_;
  if (placed && !may_export()) return false;
  const EntryKind kind = placed ? EntryKind::kExport : EntryKind::kWord;
  return define(word, kind, code_.here(), 0, exported) &&
         ok(dictionary_.push({Opener::kDefinition, 0, 0, directive_.line, directive_.column}));
}

bool Compiler::end_definition() {
  if (!in_definition_) return fail(Status::kStray);
  drop_whiles();
  const Control open = dictionary_.control(0);
  if (open.opener != Opener::kDefinition) return fail_unfinished(open);
  dictionary_.pop();
  in_definition_ = false;
  if (!emit(Role::kReturn)) return false;
  label();
  if (phase_ == Phase::kBooting) return true;
  skip_valid_ = true;
  skip_end_ = code_.here();
  return patch(skip_pc_, skip_role(), code_.here());
}

bool Compiler::tick(Meaning word) {
  if (const uint32_t offset = find()) {
    Entry entry;
    dictionary_.read(offset, &entry);
    if (fixed::kPlacesFrames && entry.kind == EntryKind::kExport) return tick_export(entry);
    return entry.kind == EntryKind::kWord ? literal(entry.value) : fail(Status::kNoToken);
  }
  return fail(word.known() ? Status::kNoToken : Status::kUnknownWord);
}

bool Compiler::import() {
  const uint32_t offset = find();
  Entry entry = {};
  if (offset >= library_top_) dictionary_.read(offset, &entry);
  const bool gone = fixed::kPlacesFrames && entry.kind == EntryKind::kExport && offset < mark_.top &&
                    (entry.flags & Entry::kLive) == 0;
  return (offset != 0 && (offset < library_top_ || (entry.exported && !gone))) || fail(Status::kNotExported);
}

// Takes the number back out of the code.
bool Compiler::begin_const() {
  if (!has_literal()) return fail(Status::kConstWithoutNumber);
  literal_.end = kNoPlace;
  code_.set_here(literal_.pc);
  return expect(Expect::kConstName);
}

// ---- data ----

void Compiler::store_cell(uint32_t address, uint32_t value) {
  for (uint32_t i = 0; i < cell_bytes(); ++i) data_[address + i] = static_cast<uint8_t>(value >> (8 * i));
}

// Up to here.
void Compiler::clear_data(uint32_t from) {
  uint8_t* at = data_ + from;
  uint8_t* const end = data_ + data_here_;
  if constexpr (fixed::kFast) {
    for (; end - at >= 8; at += 8) __builtin_memset(at, 0, 8);
  }
  for (; at < end; ++at) *at = 0;
}

bool Compiler::allot(uint32_t cells, uint32_t* address) {
  if (!reserve(cells, address)) return false;
  clear_data(*address);
  return true;
}

// Without clearing it.
bool Compiler::reserve(uint32_t cells, uint32_t* address) {
  const uint32_t mask = cell_bytes() - 1;
  const uint32_t start = (data_here_ + mask) & ~mask;
  if (start > data_end_ || cells > (data_end_ - start) / cell_bytes()) return fail(Status::kDataFull);
  *address = start;
  data_here_ = start + cells * cell_bytes();
  return true;
}

// | length | first cell | ... ; the name stands for the address of the first cell.
bool Compiler::begin_array(Meaning word) {
  if (!allot(1, &object_)) return false;
  if (data_here_ >= data_end_) return fail(Status::kDataFull);
  if (!define(word, EntryKind::kData, data_here_)) return false;
  expect_ = Expect::kArrayLength;
  return true;
}

// A number or a constant.
bool Compiler::constant_token(uint32_t* value) {
  const Number number = parsed();
  if (number.kind == NumberKind::kNone) {
    const uint32_t offset = find();
    if (offset != 0) {
      Entry entry;
      dictionary_.read(offset, &entry);
      *value = entry.value;
      if (entry.kind == EntryKind::kConst) return true;
    }
  }
  if (number.kind == NumberKind::kRange) return fail(Status::kNumberRange);
  if (number.kind != NumberKind::kSingle) return fail(Status::kBadNumber);
  *value = static_cast<uint32_t>(number.value);
  return true;
}

bool Compiler::array_length() {
  if (token_is('{')) {
    expect_ = Expect::kArrayElement;
    return true;
  }
  uint32_t length = 0;
  uint32_t address = 0;
  if (!constant_token(&length)) return false;
  if ((length >> (cell_bits() - 1) & 1) != 0) return fail(Status::kBadLength);
  if (!allot(length, &address)) return false;
  store_cell(object_, length);
  return true;
}

bool Compiler::array_element() {
  if (token_is('}')) {
    store_cell(object_, (data_here_ - object_) / cell_bytes() - 1);
    return true;
  }
  uint32_t value = 0;
  if (!constant_token(&value) || !element(value)) return false;
  expect_ = Expect::kArrayElement;
  return true;
}

bool Compiler::element(uint32_t value) {
  uint32_t address = 0;
  if (!reserve(1, &address)) return false;
  store_cell(address, value);
  return true;
}

// | length in characters | characters | zero bytes up to a whole cell |
bool Compiler::begin_string(Directive kind) {
  if (!allot(1, &object_)) return false;
  string_kind_ = kind;
  scan_ = Scan::kStringStart;
  return true;
}

bool Compiler::data_byte(char c) {
  if (data_here_ >= data_end_) return fail(Status::kDataFull);
  data_[data_here_++] = static_cast<uint8_t>(c);
  return true;
}

bool Compiler::end_string() {
  store_cell(object_, data_here_ - object_ - cell_bytes());
  while (data_here_ % cell_bytes() != 0) {
    if (!data_byte(0)) return false;
  }
  uint32_t word = 0;
  if (!library_word(string_kind_ == Directive::kPrint ? ".\"#" : "s\"#", &word))
    return fail(Status::kMissingLibrary);
  return literal(object_) && call(word);
}

// The library's own word of that name, whatever the program has defined since.
bool Compiler::library_word(const char* name, uint32_t* pc) const {
  uint32_t length = 0;
  while (name[length] != 0) ++length;
  const uint32_t limit = phase_ == Phase::kBooting ? dictionary_.top() : library_top_;
  const uint32_t offset = dictionary_.find_below(limit, name, length, word_fold(name, length));
  if (offset == 0) return false;
  Entry entry;
  dictionary_.read(offset, &entry);
  *pc = entry.value;
  return true;
}

}  // namespace rexa::vm
