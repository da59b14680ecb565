// Puts the words of a machine in the order, and builds the index, by which the compiler finds them: one of the
// ways of vm/word_search.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rexa {

enum class WordSearch { kSorted, kPerfect, kTrie };
// A perfect hash takes the fewest instructions, if more bytes than the sorted table: see vm/README.md.
inline constexpr WordSearch kDefaultWordSearch = WordSearch::kPerfect;

struct WordSearchName {
  const char* name;      // on the command line
  const char* function;  // of rexa::vm
};
const WordSearchName& word_search_name(WordSearch search);
std::optional<WordSearch> word_search_named(const std::string& name);

struct WordIndex {
  static constexpr std::size_t kNoWord = ~std::size_t{0};
  std::vector<std::size_t> order;    // order[place] = index into the names, or kNoWord
  std::vector<std::uint8_t> bytes;  // Tables::index
};

// Of names in byte order. Nothing when there is none: names that share a hash, or too many for a trie.
std::optional<WordIndex> build_word_index(const std::vector<std::string>& names, WordSearch search);

}  // namespace rexa
