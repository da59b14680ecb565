#include "gen/word_index.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <numeric>

#include "vm/word_search.hpp"

namespace rexa {
namespace {

constexpr WordSearchName kNames[] = {
    {"sorted", "search_sorted"}, {"perfect", "search_perfect"}, {"trie", "search_trie"}};

// ---- perfect hash ----

class PerfectHash {
 public:
  explicit PerfectHash(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      hashes_.push_back(vm::fold_hash(vm::word_fold(name.data(), static_cast<std::uint32_t>(name.size()))));
    }
    while ((std::size_t{4} << bits_) < names.size()) ++bits_;
  }

  std::optional<WordIndex> build() {
    std::vector<std::uint32_t> sorted = hashes_;
    std::sort(sorted.begin(), sorted.end());
    if (hashes_.empty() || std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) return std::nullopt;
    // As few slots as there is a way for: one of the shifts lets every word find its own.
    for (std::size_t slots = std::bit_ceil(hashes_.size()); slots <= 8 * hashes_.size(); slots *= 2) {
      for (std::uint32_t shift = 0; shift < 32; ++shift) {
        if (place_all(slots, shift)) return index(shift);
      }
    }
    return std::nullopt;
  }

 private:
  // The fullest buckets first, while there is room to choose from.
  bool place_all(std::size_t slots, std::uint32_t shift) {
    std::vector<std::vector<std::size_t>> buckets(std::size_t{1} << bits_);
    for (std::size_t i = 0; i < hashes_.size(); ++i) buckets[hashes_[i] >> (32 - bits_)].push_back(i);
    std::vector<std::size_t> by_size(buckets.size());
    std::iota(by_size.begin(), by_size.end(), 0);
    std::stable_sort(by_size.begin(), by_size.end(),
                     [&](std::size_t a, std::size_t b) { return buckets[a].size() > buckets[b].size(); });
    slots_.assign(slots, WordIndex::kNoWord);
    displacements_.assign(buckets.size(), 0);
    return std::all_of(by_size.begin(), by_size.end(),
                       [&](std::size_t bucket) { return place(buckets[bucket], displacements_[bucket], shift); });
  }

  bool place(const std::vector<std::size_t>& bucket, std::uint8_t& chosen, std::uint32_t shift) {
    for (std::uint32_t displacement = 0; displacement < 256; ++displacement) {
      std::vector<std::uint32_t> taken;
      for (std::size_t i : bucket) {
        const std::uint32_t slot =
            vm::perfect_slot(hashes_[i], displacement, shift, static_cast<std::uint32_t>(slots_.size()));
        if (slots_[slot] != WordIndex::kNoWord || std::count(taken.begin(), taken.end(), slot) > 0) break;
        taken.push_back(slot);
      }
      if (taken.size() < bucket.size()) continue;
      for (std::size_t i = 0; i < bucket.size(); ++i) slots_[taken[i]] = bucket[i];
      chosen = static_cast<std::uint8_t>(displacement);
      return true;
    }
    return false;
  }

  WordIndex index(std::uint32_t shift) const {
    WordIndex made;
    made.order = slots_;
    made.bytes = {static_cast<std::uint8_t>(bits_), static_cast<std::uint8_t>(shift)};
    made.bytes.insert(made.bytes.end(), displacements_.begin(), displacements_.end());
    return made;
  }

  std::vector<std::uint32_t> hashes_;
  int bits_ = 1;
  std::vector<std::size_t> slots_;
  std::vector<std::uint8_t> displacements_;
};

// ---- trie ----

class Trie {
 public:
  explicit Trie(const std::vector<std::string>& names) : names_(names) {}

  std::optional<WordIndex> build() {
    bytes_.assign(2 * vm::kTrieRoots, 0);
    for (std::size_t from = 0; from < names_.size();) {
      const std::uint32_t root = static_cast<unsigned char>(names_[from][0]) - vm::kTrieFirst;
      const std::size_t to = end_of(from, names_.size(), 0);
      if (root >= vm::kTrieRoots) return std::nullopt;
      set_target(2 * root, target(from, to, 1));
      from = to;
    }
    if (bytes_.size() >= vm::kTrieWord || names_.size() >= vm::kTrieWord) return std::nullopt;
    WordIndex made;
    made.order.resize(names_.size());
    std::iota(made.order.begin(), made.order.end(), 0);
    made.bytes = std::move(bytes_);
    return made;
  }

 private:
  char at(std::size_t name, std::size_t depth) const {
    return depth < names_[name].size() ? names_[name][depth] : '\0';
  }
  // The first name from `from` on that has another character at `depth`.
  std::size_t end_of(std::size_t from, std::size_t limit, std::size_t depth) const {
    std::size_t to = from + 1;
    while (to < limit && at(to, depth) == at(from, depth)) ++to;
    return to;
  }

  std::size_t target(std::size_t from, std::size_t to, std::size_t depth) {
    if (to - from == 1) return vm::kTrieWord + from;
    const std::size_t list = bytes_.size();
    bytes_.push_back(0);
    for (std::size_t first = from; first < to; first = end_of(first, to, depth)) {
      ++bytes_[list];
      bytes_.insert(bytes_.end(), {static_cast<std::uint8_t>(at(first, depth)), 0, 0});
    }
    std::size_t branch = list + 2;
    for (std::size_t first = from; first < to; branch += 3) {
      const std::size_t next = end_of(first, to, depth);
      set_target(branch, target(first, next, depth + 1));
      first = next;
    }
    return list;
  }

  void set_target(std::size_t place, std::size_t target) {
    bytes_[place] = static_cast<std::uint8_t>(target);
    bytes_[place + 1] = static_cast<std::uint8_t>(target >> 8);
  }

  const std::vector<std::string>& names_;
  std::vector<std::uint8_t> bytes_;
};

}  // namespace

const WordSearchName& word_search_name(WordSearch search) { return kNames[static_cast<int>(search)]; }

std::optional<WordSearch> word_search_named(const std::string& name) {
  for (const WordSearchName& known : kNames) {
    if (name == known.name) return static_cast<WordSearch>(&known - kNames);
  }
  return std::nullopt;
}

std::optional<WordIndex> build_word_index(const std::vector<std::string>& names, WordSearch search) {
  switch (search) {
    case WordSearch::kPerfect:
      return PerfectHash(names).build();
    case WordSearch::kTrie:
      return Trie(names).build();
    case WordSearch::kSorted:
      break;
  }
  WordIndex made;
  made.order.resize(names.size());
  std::iota(made.order.begin(), made.order.end(), 0);
  return made;
}

}  // namespace rexa
