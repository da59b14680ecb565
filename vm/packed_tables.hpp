// The constants of rexa_tables.hpp in as few bytes as possible, packed at compile time, and how they are read.
// Included by vm/fixed_tables.hpp for small code.
#pragma once

#include <stdint.h>

#include "rexa_tables.hpp"
#include "vm/bytes.hpp"
#include "vm/word_search.hpp"

namespace rexa::vm {

namespace packed {

template <uint32_t kSize>
struct Bytes {
  uint8_t at[kSize] = {};
};

constexpr uint32_t name_length(const Word& word) { return static_cast<uint8_t>(kNames[word.name]); }

// ---- words, by meaning. A byte below a space begins a run: | 1 + top three bits of its first word's meaning |
// low byte of it |; each name that follows means one more than the name before. The last character of a name
// has its top bit set.

constexpr uint32_t known_words() {
  uint32_t count = 0;
  for (const Word& word : kWords) count += word.meaning.known();
  return count;
}
constexpr auto words_by_meaning() {
  struct {
    uint16_t at[known_words()];
  } order = {};
  uint32_t count = 0;
  for (uint32_t i = 0; i < kTables.word_count; ++i) {
    if (!kWords[i].meaning.known()) continue;
    uint32_t to = count++;
    for (; to > 0 && kWords[order.at[to - 1]].meaning.bits > kWords[i].meaning.bits; --to)
      order.at[to] = order.at[to - 1];
    order.at[to] = static_cast<uint16_t>(i);
  }
  return order;
}
constexpr uint32_t pack_words_to(uint8_t* packed) {
  const auto order = words_by_meaning();
  uint32_t to = 0, due = 0x10000;
  const auto put = [&](uint32_t byte) {
    if (packed != nullptr) packed[to] = static_cast<uint8_t>(byte);
    ++to;
  };
  for (const uint16_t index : order.at) {
    const Word& word = kWords[index];
    if (word.meaning.bits != due) {
      put(1u + (word.meaning.bits >> 13));
      put(word.meaning.bits);
    }
    due = word.meaning.bits + 1u;
    for (uint32_t i = 1; i <= name_length(word); ++i)
      put(static_cast<uint8_t>(kNames[word.name + i]) | (i == name_length(word) ? 0x80u : 0u));
  }
  put(0);
  return to;
}
constexpr auto pack_words() {
  Bytes<pack_words_to(nullptr)> packed;
  pack_words_to(packed.at);
  return packed;
}
constexpr bool words_fit() {
  for (const Word& word : kWords) {
    if (!word.meaning.known()) continue;
    if (name_length(word) == 0 || (word.meaning.bits & 0x1f00) != 0) return false;
    for (uint32_t i = 1; i <= name_length(word); ++i) {
      if (kNames[word.name + i] <= ' ') return false;
    }
  }
  return true;
}
static_assert(words_fit(), "a word's name or number does not fit packed tables");
inline constexpr auto kPackedWords = pack_words();

// ---- encodings: runs of instructions of the same form whose codes follow each other

constexpr bool continues(uint32_t op) {
  const Encoding &a = kEncodings[op - 1], &b = kEncodings[op];
  return a.imm_bits == b.imm_bits && a.bytes == b.bytes && a.imm_kind == b.imm_kind && a.code + 1 == b.code;
}
constexpr uint32_t run_count() {
  uint32_t count = 1;
  for (uint32_t op = 1; op < kTables.encoding_count; ++op) count += continues(op) ? 0 : 1;
  return count;
}
inline constexpr uint32_t kRunBytes =
    5;  // | last op | operand bits | bytes, kind << 4 | code less op: 2 bytes |
constexpr auto pack_runs() {
  Bytes<run_count() * kRunBytes> packed;
  uint32_t to = 0;
  for (uint32_t op = 0; op < kTables.encoding_count; ++op) {
    if (op + 1u < kTables.encoding_count && continues(op + 1)) continue;
    const Encoding& encoding = kEncodings[op];
    const uint32_t base = encoding.code - op;
    packed.at[to++] = static_cast<uint8_t>(op);
    packed.at[to++] = encoding.imm_bits;
    packed.at[to++] = static_cast<uint8_t>(encoding.bytes | encoding.imm_kind << 4);
    packed.at[to++] = static_cast<uint8_t>(base);
    packed.at[to++] = static_cast<uint8_t>(base >> 8);
  }
  return packed;
}
static_assert(kTables.encoding_count <= 256, "too many instructions for packed tables");
inline constexpr auto kRuns = pack_runs();

REXA_OUT_OF_LINE inline Encoding encoding(uint32_t op) {
  const uint8_t* run = kRuns.at;
  while (op > run[0]) run += kRunBytes;
  Encoding found;
  found.code = static_cast<uint16_t>(op + load16(run + 3));
  found.imm_bits = run[1];
  found.bytes = run[2] & 15;
  found.imm_kind = run[2] >> 4;
  return found;
}

// ---- roles and host calls: op number and one, 0 for none

constexpr auto pack_roles() {
  Bytes<static_cast<uint32_t>(Role::kCount)> packed;
  for (uint32_t i = 0; i < static_cast<uint32_t>(Role::kCount); ++i)
    packed.at[i] = static_cast<uint8_t>(kTables.roles[i] + 1);
  return packed;
}
inline constexpr auto kRoles = pack_roles();

constexpr auto pack_host_calls() {
  Bytes<(kMostHostInputs + 1) * (kMostHostOutputs + 1)> packed;
  uint32_t to = 0;
  for (const auto& row : kTables.host_calls) {
    for (const int16_t op : row) packed.at[to++] = static_cast<uint8_t>(op + 1);
  }
  return packed;
}
inline constexpr auto kHostCalls = pack_host_calls();

// ---- the library: a word of the machine is a byte from kFirstToken on, instructions first, then directives;
// any other token a byte that is its length, and its characters

inline constexpr uint32_t kFirstToken = 32;
static_assert(kFirstToken + kTables.encoding_count + static_cast<uint32_t>(Directive::kCount) <= 256,
              "too many instructions for a packed library");
constexpr uint32_t token_of(const char* text, uint32_t length) {
  for (const Word& word : kWords) {
    bool same = word.meaning.known() && name_length(word) == length;
    for (uint32_t i = 0; same && i < length; ++i) same = kNames[word.name + 1 + i] == text[i];
    if (!same) continue;
    if (word.meaning.kind() == WordKind::kInstruction) return kFirstToken + word.meaning.value();
    if (word.meaning.kind() == WordKind::kDirective)
      return kFirstToken + kTables.encoding_count + word.meaning.value();
  }
  return 0;
}
constexpr uint32_t pack_library_to(uint8_t* packed) {
  uint32_t to = 0;
  for (uint32_t at = 0; at < kTables.library_bytes;) {
    if (is_space(kLibrary[at])) {
      ++at;
      continue;
    }
    uint32_t end = at;
    while (end < kTables.library_bytes && !is_space(kLibrary[end])) ++end;
    const uint32_t token = token_of(kLibrary + at, end - at);
    if (packed != nullptr) packed[to] = static_cast<uint8_t>(token != 0 ? token : end - at);
    ++to;
    for (; token == 0 && at != end; ++at, ++to) {
      if (packed != nullptr) packed[to] = static_cast<uint8_t>(kLibrary[at]);
    }
    at = end;
  }
  return to;
}
inline constexpr uint32_t kLibraryBytes = pack_library_to(nullptr);
constexpr auto pack_library() {
  Bytes<kLibraryBytes + 1> packed;
  pack_library_to(packed.at);
  return packed;  // ends with a zero
}
inline constexpr auto kPackedLibrary = pack_library();

}  // namespace packed

struct PackedTables {
  static Encoding encoding(int op) { return packed::encoding(static_cast<uint32_t>(op)); }
  static int role(Role role) { return packed::kRoles.at[static_cast<int>(role)] - 1; }
  static int host_call(const HostFunction& function) {
    return packed::kHostCalls.at[function.inputs * (kMostHostOutputs + 1) + function.outputs] - 1;
  }
  // Of no kind when there is no such word: Meaning::known().
  static Meaning find_word(const char* name, uint32_t length, uint32_t) {
    const uint8_t* at = packed::kPackedWords.at;
    for (uint32_t meaning = 0; *at != 0; ++meaning) {
      if (*at < ' ') {
        meaning = (at[0] - 1u) << 13 | at[1];
        at += 2;
      }
      uint32_t same = 0, i = 0;
      uint8_t c;
      do {
        c = *at++;
        if (i < length && (c & 0x7f) == static_cast<uint8_t>(name[i])) ++same;
        ++i;
      } while (c < 0x80);
      if (same == length && i == length) return {static_cast<uint16_t>(meaning)};
    }
    return {Meaning::kUnknown};
  }
};

}  // namespace rexa::vm
