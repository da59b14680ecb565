// A small machine for testing the text compiler: hand-written tables, memories of exact size on the heap so
// that the address sanitizer sees every step beyond them.
#pragma once

#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "vm/compiler.hpp"
#include "vm/word_search.hpp"

namespace rexa::vm::test {

inline constexpr Encoding kEncodings[] = {
    {0x0, 14, 2, 1},      // 0 literal_short
    {0x1, 30, 4, 1},  // 1 literal_long
    {0xd6, 8, 2, 2},       // 2 literal_extend
    {0xd70d, 0, 2, 0},       // 3 2ext
    {0x1b, 11, 2, 3},      // 4 0branch
    {0x1c, 11, 2, 3},      // 5 1branch
    {0x1d, 11, 2, 3},      // 6 branch
    {0xd4, 16, 3, 2},    // 7 farbranch
    {0x1e, 11, 2, 3},      // 8 call
    {0xd5, 16, 3, 2},    // 9 farcall
    {0x81, 0, 1, 0},         // 10 return
    {0x82, 0, 1, 0},         // 11 halt
    {0xb2, 0, 1, 0},         // 12 do
    {0x1f, 11, 2, 3},      // 13 (loop)
    {0xd707, 0, 2, 0},       // 14 (+loop)
    {0xb5, 0, 1, 0},         // 15 unloop
    {0x83, 0, 1, 0},         // 16 dup
    {0x8e, 0, 1, 0},         // 17 +
    {0xc0, 8, 2, 2},       // 18 add8, an instruction with an operand
};

struct NamedWord {
  std::string_view name;
  WordKind kind;
  uint16_t value;
};

inline constexpr NamedWord kNamedWords[] = {
    {"$", WordKind::kDirective, static_cast<uint16_t>(Directive::kTick)},
    {"(", WordKind::kDirective, static_cast<uint16_t>(Directive::kComment)},
    {"+", WordKind::kInstruction, 17},
    {"+loop", WordKind::kDirective, static_cast<uint16_t>(Directive::kPlusLoop)},
    {".\"", WordKind::kDirective, static_cast<uint16_t>(Directive::kPrint)},
    {"2ext", WordKind::kInstruction, 3},
    {"2var", WordKind::kDirective, static_cast<uint16_t>(Directive::kTwoVar)},
    {":", WordKind::kDirective, static_cast<uint16_t>(Directive::kColon)},
    {":*", WordKind::kDirective, static_cast<uint16_t>(Directive::kColonExport)},
    {";", WordKind::kDirective, static_cast<uint16_t>(Directive::kSemicolon)},
    {"\\", WordKind::kDirective, static_cast<uint16_t>(Directive::kLineComment)},
    {"add8", WordKind::kInstruction, 18},
    {"again", WordKind::kDirective, static_cast<uint16_t>(Directive::kAgain)},
    {"array", WordKind::kDirective, static_cast<uint16_t>(Directive::kArray)},
    {"begin", WordKind::kDirective, static_cast<uint16_t>(Directive::kBegin)},
    {"const", WordKind::kDirective, static_cast<uint16_t>(Directive::kConst)},
    {"do", WordKind::kDirective, static_cast<uint16_t>(Directive::kDo)},
    {"dup", WordKind::kInstruction, 16},
    {"else", WordKind::kDirective, static_cast<uint16_t>(Directive::kElse)},
    {"end", WordKind::kDirective, static_cast<uint16_t>(Directive::kEnd)},
    {"endif", WordKind::kDirective, static_cast<uint16_t>(Directive::kEndif)},
    {"if", WordKind::kDirective, static_cast<uint16_t>(Directive::kIf)},
    {"import", WordKind::kDirective, static_cast<uint16_t>(Directive::kImport)},
    {"leave", WordKind::kDirective, static_cast<uint16_t>(Directive::kLeave)},
    {"loop", WordKind::kDirective, static_cast<uint16_t>(Directive::kLoop)},
    {"repeat", WordKind::kDirective, static_cast<uint16_t>(Directive::kRepeat)},
    {"return", WordKind::kInstruction, 10},
    {"s\"", WordKind::kDirective, static_cast<uint16_t>(Directive::kString)},
    {"then", WordKind::kDirective, static_cast<uint16_t>(Directive::kEndif)},
    {"unloop", WordKind::kInstruction, 15},
    {"until", WordKind::kDirective, static_cast<uint16_t>(Directive::kUntil)},
    {"var", WordKind::kDirective, static_cast<uint16_t>(Directive::kVar)},
    {"vecadd", WordKind::kAbsent, 0},
    {"while", WordKind::kDirective, static_cast<uint16_t>(Directive::kWhile)},
};

struct Words {
  Word words[std::size(kNamedWords)];
  char names[512];
};
inline constexpr Words kWords = [] {
  Words made{};
  uint16_t next = 0;
  for (std::size_t i = 0; i < std::size(kNamedWords); ++i) {
    const NamedWord& word = kNamedWords[i];
    made.words[i] = {word_fold(word.name.data(), static_cast<uint32_t>(word.name.size())), next,
                     Meaning::of(word.kind, word.value)};
    made.names[next++] = static_cast<char>(word.name.size());
    for (char c : word.name) made.names[next++] = c;
  }
  return made;
}();

inline constexpr char kLibrary[] =
    ": twice# dup + ;\n: .\"# twice# ;\n: s\"# twice# ;\n: four twice# twice# ;\n";

inline constexpr Tables tables(uint8_t cell_bits) {
  return {cell_bits, nullptr, {0, 0, 0}, 512, kEncodings, std::size(kEncodings), kWords.words,
          std::size(kNamedWords), kWords.names, search_sorted, nullptr,
          {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, -1}, kLibrary, sizeof(kLibrary) - 1};
}
inline constexpr Tables kTables16 = tables(16);
inline constexpr Tables kTables32 = tables(32);

// Memories and a booted compiler.
class Bench {
 public:
  explicit Bench(const Tables& tables = kTables16, uint32_t code_size = 4096, uint32_t data_size = 512,
                 uint32_t dictionary_size = 2048)
      : code(new uint8_t[code_size]()),
        data(new uint8_t[data_size]()),
        dictionary(new uint8_t[dictionary_size]()),
        compiler(tables, {code.get(), code_size, data.get(), data_size, dictionary.get(), dictionary_size}) {
    booted = compiler.boot();
    base = compiler.here();
  }

  Status compile(std::string_view text) {
    compiler.begin_frame();
    compiler.feed(text.data(), static_cast<uint32_t>(text.size()));
    return compiler.finish();
  }
  Status compile_in_place(std::string_view text, uint32_t offset) {
    std::memcpy(code.get() + offset, text.data(), text.size());
    return compiler.compile_in_place(offset, static_cast<uint32_t>(text.size()));
  }
  // The last frame's code, the halt included.
  std::vector<int> frame() const { return {code.get() + compiler.entry(), code.get() + compiler.here()}; }
  std::vector<int> data_from(uint32_t start) const {
    return {data.get() + start, data.get() + compiler.data_here()};
  }

  std::unique_ptr<uint8_t[]> code, data, dictionary;
  Compiler compiler;
  Status booted = Status::kOk;
  uint32_t base = 0;  // code bytes of the library
};

}  // namespace rexa::vm::test
