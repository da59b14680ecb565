#include "vm/word_search.hpp"

namespace rexa::vm {

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
    const bool after = i == common ? length > word_length
                                   : static_cast<unsigned char>(name[i]) > static_cast<unsigned char>(at[i]);
    if (after) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return nullptr;
}

const Word* search_perfect(const Tables& tables, const char* name, uint32_t length, uint32_t fold) {
  return perfect_word(tables, name, length, fold);
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
