// Text to bytecode, on the device: one pass, token by token, into memories that the caller owns. A token that
// lies whole within a piece of text is compiled where it lies.
// Not a linker and not an optimiser. Invariants: the bytecode does not depend on how the text was split into
// pieces; after an error the memories are as they were before the frame.
//
//   Compiler compiler(tables, memories);
//   compiler.boot();                                 // library words, once
//   compiler.begin_frame();
//   compiler.feed(text, length); ...                 // as it arrives
//   if (compiler.finish() == Status::kOk) run(compiler.entry());
#pragma once

#include <stdint.h>

#include "vm/compiler_code.hpp"
#include "vm/compiler_dictionary.hpp"
#include "vm/compiler_number.hpp"
#include "vm/compiler_status.hpp"
#include "vm/fixed_tables.hpp"

namespace rexa::vm {

// At most 65536 bytes each; 65534 with packed tables (vm/fixed_tables.hpp).
struct Memories {
  uint8_t* code = nullptr;
  uint32_t code_bytes = 0;
  uint8_t* data = nullptr;  // zeroed by the caller before boot
  uint32_t data_bytes = 0;
  uint8_t* dictionary = nullptr;
  uint32_t dictionary_bytes = 0;
};

// Where a frame goes: [code, code_end) in code memory, [data, data_end) in data memory.
struct Place {
  uint32_t code, code_end;
  uint32_t data, data_end;
  uint32_t free_exports;  // names that no frame has exported yet and this one may
  // More text of the frame before, whose words are known. Else a new frame, which knows what others export.
  bool more;
};

// What a host may want to hear while text is compiled; any of them may be null.
struct Listener {
  void* self = nullptr;
  // An instruction now stands at `pc`, from the token at line and column, or from the text's end. What was
  // reported at this pc or above it before is void (a constant's number is taken back).
  void (*emitted)(void* self, uint32_t pc, uint32_t line, uint32_t column) = nullptr;
  void (*defined)(void* self, const char* name, uint32_t length, EntryKind kind, uint32_t value) = nullptr;
};

// What a build that tells nobody keeps of it: nothing.
struct NoListener {
  NoListener(const Listener&) {}
  static constexpr Listener kNobody = {};
  static constexpr auto self = kNobody.self;
  static constexpr auto emitted = kNobody.emitted;
  static constexpr auto defined = kNobody.defined;
};
template <bool kListens>
struct Heard {
  using Type = Listener;
};
template <>
struct Heard<false> {
  using Type = NoListener;
};

class Compiler : UsesTables {
 public:
  Compiler(const Tables& tables, const Memories& memories, const Listener& listener = {});

  // Compiles the library words. Once, before any frame.
  Status boot();
  // Names of the host, known to all frames; between boot and the first frame. Statuses: kOk, kNameTooLong,
  // kReservedName (a number, a word of the machine, or declared already), kDictionaryFull, kNoFrame (too late).
  Status declare_function(const char* name, uint32_t length, uint32_t number, const HostFunction& function);
  Status declare_data(const char* name, uint32_t length, uint32_t address);
  // Starts a frame. Words of earlier frames are forgotten unless exported; their code and data stay.
  // Goes behind the frame before it. In a build with tasks, frame data begins with the number base.
  Status begin_frame();
  // The same at a given place, whose data starts at a multiple of the cell. For vm/frames, which puts right
  // what then stands in the dictionary; words of other frames are called through their slots.
  Status begin_placed(const Place& place);
  // Compiles the next piece of the text. Stops after `end`; consumed() tells how much of the piece was read.
  Status feed(const char* text, uint32_t length);
  Status finish();
  // A whole frame whose text lies in code memory, at or above here(). Bytecode replaces it from here() on.
  Status compile_in_place(uint32_t offset, uint32_t length);
  // The same for a frame that has begun.
  Status finish_in_place(uint32_t offset, uint32_t length);
  // Takes the last frame back: its code, data and words, exported ones too.
  void discard_frame();

  // What is read so far could be the whole text: nothing is open, no name or number is awaited.
  bool complete() const;

  uint32_t entry() const { return entry_; }       // of the last frame
  uint32_t here() const { return code_.here(); }  // code bytes used
  uint32_t data_here() const { return data_here_; }
  uint32_t consumed() const { return consumed_; }
  uint32_t characters() const { return characters_; }  // read of the frame's text
  bool ended() const { return phase_ == Phase::kEnded; }
  // Valid after a status other than kOk.
  const Error& error() const { return error_; }
  const Dictionary& dictionary() const { return dictionary_; }
  Dictionary& dictionary() { return dictionary_; }
  uint32_t library_top() const { return library_top_; }  // of the dictionary
  // Of the frame begun last: where its own entries begin, and how far code memory has been written for it.
  uint32_t first_entry() const { return mark_.top; }
  uint32_t code_written() const { return code_.written(); }
#if defined(REXA_VM_DIRECT)
  // Behind the code, where no instruction may begin: what the handlers of vm/direct.hpp stop at.
  void leave_tail() { code_.leave_tail(code_.op(Role::kHalt)); }
#endif
  bool made_stub() const { return stub_; }
  // The library's own word of that name, whatever the program has defined since.
  bool library_word(const char* name, uint32_t* pc) const;
  void listen(const Listener& listener) { listener_ = listener; }

 private:
  enum class Phase : uint8_t { kUnbooted, kIdle, kBooting, kOpen, kEnded, kFailed };
  // kOver: nothing more is read, for the frame has ended or failed.
  enum class Scan : uint8_t { kText, kComment, kLineComment, kStringStart, kString, kOver };
  // What the next token is for.
  enum class Expect : uint8_t {
    kCode,
    kColonName,
    kExportName,
    kConstName,
    kVarName,
    kTwoVarName,
    kArrayName,
    kArrayLength,
    kArrayElement,
    kTickName,
    kImportName
  };
  struct Literal {
    bool is_double = false;
    Offset pc = 0, end = kNoPlace;
    uint32_t low = 0, high = 0;
  };
  static constexpr Offset kNoPlace = static_cast<Offset>(~Offset{0});
  struct Position {
    uint32_t line = 0, column = 0;
  };
  // What scan() has come to the end of.
  enum class Scanned : uint8_t { kNothing, kToken, kTooLong, kString };

  inline const char* scan(const char* at, const char* end, Scanned* scanned);
  inline const char* scan_token(const char* at, const char* end, Scanned* scanned);
  inline const char* tokens(const char* at, const char* end, const char* text_end);
  const char* comment(const char* at, const char* end);
  REXA_IN_LINE const char* comment(const char* at, const char* end, char closing);
  inline const char* long_token(const char* at, uint32_t folded);
  inline void new_line(const char* from);
  uint32_t column(uintptr_t at) const { return static_cast<uint32_t>(at - line_at_) + 1; }
  Position position() const;
  void settle_position();
  void keep(const char* text, uint32_t length);
  bool act(Scanned scanned);
  bool open() const { return phase_ == Phase::kOpen || phase_ == Phase::kBooting; }

  // Each of these returns false after fail().
  bool token();
  REXA_IN_LINE bool compile_token();
  bool compile_one();
  bool expected_token(Meaning word);
  bool named(Expect what, Meaning word);
  bool directive(Directive directive);
  bool expect(Expect what);
  bool compile_word(Meaning word);
  REXA_IN_LINE bool compile_entry(uint32_t offset);
  bool compile_other(uint32_t offset);
  REXA_IN_LINE bool compile_instruction(int op);
  bool take_operand(int op);
  Status declare(const char* name, uint32_t length, EntryKind kind, uint32_t value);
  bool host_call(uint32_t number, const HostFunction& function);
  // The token's entry in the dictionary, 0 when there is none.
  uint32_t find() const {
    const uint32_t found = dictionary_.find(token_, token_length_, fold_);
    if (found < library_top_) return found != 0 && dictionary_.has(found, Entry::kHidden) ? 0 : found;
    return !fixed::kPlacesFrames || found >= locals_from_ ? found : visible(found);
  }
  uint32_t visible(uint32_t offset) const;
  uint32_t older_export(uint32_t limit) const;
  bool compile_export(const Entry& entry);
  bool tick_export(const Entry& entry);
  bool may_export();
  Status begin_data();
  void begin(uint32_t code, uint32_t code_end, uint32_t data, uint32_t data_end);
  Number parsed() const { return parse_number(token_, token_length_, cell_bits()); }
  bool number(const Number& number);
  inline NumberKind short_decimal(uint32_t* value) const;
  bool short_double(int32_t value);
  REXA_IN_LINE bool literal(uint32_t value);
  bool double_literal(uint32_t low, uint32_t high);
  bool has_literal() const { return literal_.end == code_.here(); }
  bool long_literal(uint32_t value);
  bool literal_code(int32_t value);
  inline bool call(uint32_t pc);
  REXA_IN_LINE bool put(int op, uint32_t operand);
  bool put_tight(int op, uint32_t operand);
  inline void emitted(uint32_t pc);
  REXA_IN_LINE bool emit(Role role, uint32_t operand = 0);
  REXA_IN_LINE bool branch(Role role, uint32_t target);
  REXA_IN_LINE bool patch(uint32_t pc, Role role, uint32_t target);

  bool open_if();
  bool else_part();
  bool close_if();
  bool close_begin(Role role);
  bool while_part();
  bool repeat();
  bool open_do();
  bool close_do(bool plus);
  bool leave();
  bool push(Opener opener, uint32_t pc, uint32_t other = 0);
  bool close(Opener either, Opener other, Control* control);
  bool unmatched(Opener either, Opener other);
  void drop_whiles();

  bool begin_definition(Meaning word, bool exported);
  bool end_definition();
  bool define(Meaning word, EntryKind kind, uint32_t value, uint32_t high = 0, bool exported = false);
  bool begin_const();
  void clear_data(uint32_t from);
  bool allot(uint32_t cells, uint32_t* address);
  bool reserve(uint32_t cells, uint32_t* address);
  bool begin_array(Meaning word);
  bool array_length();
  bool array_element();
  bool element(uint32_t value);
  bool constant_token(uint32_t* value);
  bool tick(Meaning word);
  bool import();
  bool begin_string(Directive kind);
  bool data_byte(char c);
  bool end_string();
  bool close_frame();

  bool fail(Status status) { return fail(status, error_.detail); }
  bool fail(Status status, uint16_t detail);
  bool fail_unfinished(const Control& open);
  bool fail_at(Status status, uint16_t detail, uint32_t line, uint32_t column);
  bool ok(Status status) { return status == Status::kOk || fail(status); }
  Status status() const { return phase_ == Phase::kFailed ? error_.status : Status::kOk; }
  void compile_library();
  void reset_frame();
  void roll_back();
  void label();
  Meaning table_word() const { return find_word(token_, token_length_, fold_); }
  bool token_has(char c) const {
    for (uint32_t i = 0; i < token_length_; ++i) {
      if (token_[i] == c) return true;
    }
    return false;
  }
  bool token_is(char c) const { return token_length_ == 1 && *token_ == c; }
  uint32_t cell_bytes() const { return cell_bits() / 8u; }
  inline uint32_t cell(NumberValue value) const;
  inline uint32_t sign_extended(uint32_t cell) const;
  void store_cell(uint32_t address, uint32_t value);
  Role skip_role() const { return code_.has(Role::kJumpFar) ? Role::kJumpFar : Role::kJump; }

  // In the order in which small machines reach them most cheaply: bytes first, what is large last.
  Scan scan_ = Scan::kText;
  Expect expect_ = Expect::kCode;
  Phase phase_ = Phase::kUnbooted;
  bool in_definition_ = false;
  bool shadows_ = false;  // an entry of the dictionary has, or had, the name of an instruction or a directive
  bool skip_valid_ = false;  // a definition ended at skip_end_, which its skip jump at skip_pc_ leads to
  Directive string_kind_ = Directive::kPrint;
  bool memories_sound_;
  bool placed_ = false;
  bool stub_ = false;

  Offset library_top_ = 0;  // of the dictionary
  Offset entry_ = 0;
  Offset code_bytes_;
  Offset data_bytes_;
  struct {
    Offset here, data_here, top;  // before the frame
    Offset data_start;            // of the frame
  } mark_ = {0, 0, 0, 0};
  Offset skip_pc_ = 0, skip_end_ = 0;
  uint32_t data_here_ = 0;
  uint32_t data_end_;    // of the frame's block
  uint32_t object_ = 0;  // address of the array or string being read
  Literal literal_;      // the newest instruction, while it is a literal; then what `const` takes from it
  const char* token_ = nullptr;  // the token being compiled
  uint32_t token_length_ = 0;
  uint32_t fold_ = 0;
  uint8_t* data_;
  CodeWriter code_;
  Dictionary dictionary_;
  Position directive_;  // of the directive that expects something
  uint32_t line_ = 1;
  // Where the line would begin if it lay in one piece with the text; between pieces from 0.
  uintptr_t line_at_ = 0;
  Offset locals_from_ = 0;  // entries between the library and here are others': known only as far as exported
  Offset free_exports_ = 0;
  uint32_t consumed_ = 0, characters_ = 0;
  [[no_unique_address]] Heard<fixed::kListens>::Type listener_;
  Error error_;  // its token is also the buffer of one that comes in pieces; its position the token's
};

}  // namespace rexa::vm
