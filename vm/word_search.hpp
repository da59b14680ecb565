// How the compiler finds a word of its tables by name. Three ways, which give the same answers; the generator
// picks one (gen/word_index.hpp), and a linker that drops unused sections keeps that one alone.
#pragma once

#include <stdint.h>

#include "vm/tables.hpp"

namespace rexa::vm {

// The hash of a name: its characters folded in one by one as they are read, then spread over all bits.
inline constexpr uint32_t kHashSpread = 0x9e3779b1;
constexpr uint32_t hash_fold(uint32_t folded, char c) {
  return (folded << 7 | folded >> 25) ^ static_cast<unsigned char>(c);
}
constexpr uint32_t hash_spread(uint32_t folded) { return folded * kHashSpread; }
constexpr uint32_t word_hash(const char* name, uint32_t length) {
  uint32_t folded = 0;
  for (uint32_t i = 0; i < length; ++i) folded = hash_fold(folded, name[i]);
  return hash_spread(folded);
}

// Words in byte order of their names; no index.
const Word* search_sorted(const Tables& tables, const char* name, uint32_t length, uint32_t hash);

// Words by slot of a minimal perfect hash.
//   index: | bits | salt: 4 bytes, low first | 2^bits displacements |
// The top `bits` of the hash pick a displacement; hash and displacement give the slot.
const Word* search_perfect(const Tables& tables, const char* name, uint32_t length, uint32_t hash);
constexpr uint32_t perfect_slot(uint32_t hash, uint32_t displacement, uint32_t salt, uint32_t count) {
  return (((hash ^ displacement) * salt) >> 16) * count >> 16;
}

template <typename Part>
inline bool same_part(const void* a, const void* b) {
  Part x, y;
  __builtin_memcpy(&x, a, sizeof x);
  __builtin_memcpy(&y, b, sizeof y);
  return x == y;
}
// Names of the same length, at least 1: compared from both ends, in parts that may overlap.
inline bool same_name(const char* a, const char* b, uint32_t length) {
  if (length < 4) {
    return length == 1 ? *a == *b : same_part<uint16_t>(a, b) && a[length - 1] == b[length - 1];
  }
  const uint32_t last = length - 4;
  for (uint32_t i = 0; i < last; i += 4) {
    if (!same_part<uint32_t>(a + i, b + i)) return false;
  }
  return same_part<uint32_t>(a + last, b + last);
}
inline bool is_named(const Tables& tables, const Word& word, const char* name, uint32_t length) {
  const char* at = tables.names + word.name;
  if (static_cast<unsigned char>(*at) != length) return false;
  return same_name(at + 1, name, length);
}
inline uint32_t load16(const uint8_t* at) { return at[0] | static_cast<uint32_t>(at[1]) << 8; }
inline const Word* perfect_word(const Tables& tables, const char* name, uint32_t length, uint32_t hash) {
  const uint8_t* const index = tables.index;
  const uint32_t salt = load16(index + 1) | load16(index + 3) << 16;
  const uint32_t displacement = index[5 + (hash >> (32u - index[0]))];
  const Word* word = &tables.words[perfect_slot(hash, displacement, salt, tables.word_count)];
  return is_named(tables, *word, name, length) ? word : nullptr;
}

// A trie over the first characters of the names, down to where one word is left.
//   index: | target for each first character from '!' to '~': 2 bytes | lists |
//   list:  | number of branches | for each: character, 0 for the end of the name | target: 2 bytes | ...
//   target, low byte first: 0 none, from 0x8000 on a word, else the place of a list
const Word* search_trie(const Tables& tables, const char* name, uint32_t length, uint32_t hash);
inline constexpr uint32_t kTrieFirst = '!', kTrieRoots = '~' - '!' + 1, kTrieWord = 0x8000;

}  // namespace rexa::vm
