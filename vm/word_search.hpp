// How the compiler finds a word of its tables by name. Three ways, which give the same answers; the generator
// picks one (gen/word_index.hpp), and a linker that drops unused sections keeps that one alone.
#pragma once

#include <stdint.h>

#include "vm/bytes.hpp"
#include "vm/tables.hpp"

namespace rexa::vm {

// Between names.
constexpr bool is_space(char c) { return static_cast<unsigned char>(c) <= ' '; }

// What a name is found by: its characters in groups of four, the first of a group lowest, folded into 32 bits
// one group after the other. The fold of a name of up to four characters is these characters; where its top bit
// is clear, no other name has the same. The hash is the fold spread over all bits.
inline constexpr uint32_t kLongFold = 0x80000000;
constexpr uint32_t fold_group(uint32_t folded, uint32_t group) { return (folded << 25 | folded >> 7) ^ group; }
constexpr uint32_t word_fold(const char* name, uint32_t length) {
  uint32_t folded = 0;
  for (uint32_t i = 0; i < length; ++i) {
    const uint32_t character = static_cast<unsigned char>(name[i]);
    folded = i % 4 == 0 ? fold_group(folded, character) : folded ^ character << 8 * (i % 4);
  }
  return length > 4 ? folded | kLongFold : folded;
}
constexpr uint32_t fold_hash(uint32_t fold) { return fold * 0x9e3779b1; }

// Words in byte order of their names; no index.
const Word* search_sorted(const Tables& tables, const char* name, uint32_t length, uint32_t fold);

// Words by slot of a perfect hash; the slots are a power of two. The fold of an empty one is kLongFold, with
// the name of a word that has another: nothing is taken for it.
//   index: | bits | shift | 2^bits displacements |
// The top `bits` of the hash pick a displacement; that and the hash, shifted, give the slot.
const Word* search_perfect(const Tables& tables, const char* name, uint32_t length, uint32_t fold);
constexpr uint32_t perfect_slot(uint32_t hash, uint32_t displacement, uint32_t shift, uint32_t count) {
  return ((hash >> shift) + displacement) & (count - 1);
}

// Names of the same length, at least 1: compared from both ends, in parts that may overlap.
inline bool same_name(const char* a, const char* b, uint32_t length) {
  if (length < 4) {
    return length == 1 ? *a == *b : load16(a) == load16(b) && a[length - 1] == b[length - 1];
  }
  const uint32_t last = length - 4;
  for (uint32_t i = 0; i < last; i += 4) {
    if (load32(a + i) != load32(b + i)) return false;
  }
  return load32(a + last) == load32(b + last);
}
inline bool is_named(const Tables& tables, const Word& word, const char* name, uint32_t length) {
  const char* at = tables.names + word.name;
  if (static_cast<unsigned char>(*at) != length) return false;
  return same_name(at + 1, name, length);
}
inline const Word* perfect_word(const Tables& tables, const char* name, uint32_t length, uint32_t fold) {
  const uint8_t* const index = tables.index;
  const uint32_t hash = fold_hash(fold);
  const uint32_t displacement = index[2 + (hash >> (32u - index[0]))];
  const Word* word = &tables.words[perfect_slot(hash, displacement, index[1], tables.word_count)];
  if (word->fold != fold) return nullptr;
  return (fold & kLongFold) == 0 || is_named(tables, *word, name, length) ? word : nullptr;
}

// A trie over the first characters of the names, down to where one word is left.
//   index: | target for each first character from '!' to '~': 2 bytes | lists |
//   list:  | number of branches | for each: character, 0 for the end of the name | target: 2 bytes | ...
//   target, low byte first: 0 none, from 0x8000 on a word, else the place of a list
const Word* search_trie(const Tables& tables, const char* name, uint32_t length, uint32_t fold);
inline constexpr uint32_t kTrieFirst = '!', kTrieRoots = '~' - '!' + 1, kTrieWord = 0x8000;

}  // namespace rexa::vm
