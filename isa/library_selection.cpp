#include "isa/library_selection.hpp"

#include <algorithm>

#include "isa/library_text.hpp"

namespace rexa {

namespace {

class Selector {
 public:
  Selector(const std::vector<LibraryWord>& candidates,
           const std::function<bool(const std::string&)>& is_available)
      : candidates_(candidates), is_available_(is_available) {
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      by_word_[candidates_[i].word] = i;
      for (const std::string& alias : candidates_[i].aliases) by_word_[alias] = i;
      uses_.push_back(scan_library_text(candidates_[i].define).uses);
    }
    usable_.assign(candidates_.size(), true);
    missing_.resize(candidates_.size());
    state_.assign(candidates_.size(), State::kNew);
  }

  Result<LibrarySelection> run(const std::vector<std::string>& wanted) {
    drop_unusable();
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      const bool asked = std::find(wanted.begin(), wanted.end(), candidates_[i].word) != wanted.end();
      if (usable_[i] && (!candidates_[i].internal || asked)) place(i);
    }
    if (!diagnostics_.empty()) return diagnostics_;
    return std::move(selection_);
  }

 private:
  enum class State { kNew, kOpen, kPlaced };

  // A word that uses one that is not there is not there either, and so on until nothing changes.
  void drop_unusable() {
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < candidates_.size(); ++i) {
        if (!usable_[i]) continue;
        missing_[i] = first_missing(i);
        if (missing_[i].empty()) continue;
        usable_[i] = false;
        changed = true;
        selection_.unusable[candidates_[i].word] =
            "its definition uses '" + missing_[i] + "', which is not in this configuration";
      }
    }
  }

  // Users know no internal words: in place of one, what that one lacks.
  std::string first_missing(std::size_t index) const {
    for (const LibraryToken& token : uses_[index]) {
      const auto found = by_word_.find(token.text);
      if (found == by_word_.end()) {
        if (!is_available_(token.text)) return token.text;
      } else if (!usable_[found->second]) {
        return candidates_[found->second].internal ? missing_[found->second] : token.text;
      }
    }
    return "";
  }

  void place(std::size_t index) {
    if (state_[index] == State::kPlaced) return;
    if (state_[index] == State::kOpen) {
      diagnostics_.push_back(error(
          "library-cycle", "the definition of '" + candidates_[index].word + "' needs itself by way of others",
          candidates_[index].where, "a word can use only words defined before it"));
      return;
    }
    state_[index] = State::kOpen;
    for (const LibraryToken& token : uses_[index]) {
      const auto found = by_word_.find(token.text);
      if (found != by_word_.end()) place(found->second);
    }
    state_[index] = State::kPlaced;
    selection_.words.push_back(candidates_[index]);
  }

  const std::vector<LibraryWord>& candidates_;
  const std::function<bool(const std::string&)>& is_available_;
  std::map<std::string, std::size_t> by_word_;
  std::vector<std::vector<LibraryToken>> uses_;
  std::vector<bool> usable_;
  std::vector<std::string> missing_;  // why a word is not usable
  std::vector<State> state_;
  LibrarySelection selection_;
  Diagnostics diagnostics_;
};

}  // namespace

Result<LibrarySelection> select_library(const std::vector<LibraryWord>& candidates,
                                        const std::function<bool(const std::string&)>& is_available,
                                        const std::vector<std::string>& wanted) {
  return Selector(candidates, is_available).run(wanted);
}

}  // namespace rexa
