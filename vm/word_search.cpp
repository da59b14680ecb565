#include "vm/word_search.hpp"

namespace rexa::vm {
namespace {

bool is_named(const Tables& tables, const Word& word, const char* name, uint32_t length) {
  const char* at = tables.names + word.name;
  if (static_cast<unsigned char>(*at) != length) return false;
  for (const char* const end = name + length; name != end;) {
    if (*++at != *name++) return false;
  }
  return true;
}

uint32_t load16(const uint8_t* at) { return at[0] | static_cast<uint32_t>(at[1]) << 8; }

}  // namespace

const Word* search_sorted(const Tables& tables, const char* name, uint32_t length, uint32_t) {
  uint32_t low = 0, high = tables.word_count;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    const Word* word = &tables.words[middle];
    const char* at = tables.names + word->name;
    const uint32_t word_length = static_cast<unsigned char>(*at++);
    const uint32_t common = length < word_length ? length : word_length;
    uint32_t i = 0;
    while (i < common && at[i] == name[i]) ++i;
    if (i == common && length == word_length) return word;
    const bool after =
        i == common ? length > word_length : static_cast<unsigned char>(name[i]) > static_cast<unsigned char>(at[i]);
    if (after) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return nullptr;
}

const Word* search_perfect(const Tables& tables, const char* name, uint32_t length, uint32_t hash) {
  const uint8_t* const index = tables.index;
  const uint32_t salt = load16(index + 1) | load16(index + 3) << 16;
  const uint32_t displacement = index[5 + (hash >> (32u - index[0]))];
  const Word* word = &tables.words[perfect_slot(hash, displacement, salt, tables.word_count)];
  return is_named(tables, *word, name, length) ? word : nullptr;
}

const Word* search_trie(const Tables& tables, const char* name, uint32_t length, uint32_t) {
  const uint8_t* const index = tables.index;
  uint32_t c = static_cast<unsigned char>(name[0]);
  if (c - kTrieFirst >= kTrieRoots) return nullptr;
  uint32_t target = load16(index + 2 * (c - kTrieFirst));
  for (uint32_t depth = 1; target != 0; ++depth) {
    if (target >= kTrieWord) {
      const Word* word = &tables.words[target - kTrieWord];
      return is_named(tables, *word, name, length) ? word : nullptr;
    }
    c = depth < length ? static_cast<unsigned char>(name[depth]) : 0;
    const uint8_t* branch = index + target;
    uint32_t left = *branch++;
    while (left > 0 && *branch != c) branch += 3, --left;
    target = left > 0 ? load16(branch + 1) : 0;
  }
  return nullptr;
}

}  // namespace rexa::vm
