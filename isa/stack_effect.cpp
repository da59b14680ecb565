#include "isa/stack_effect.hpp"

#include <cctype>
#include <set>

namespace rexa {

int cells_of(ItemKind kind) { return kind == ItemKind::kDouble || kind == ItemKind::kUdouble ? 2 : 1; }

int cells_of(const std::vector<EffectItem>& items) {
  int cells = 0;
  for (const EffectItem& item : items) cells += cells_of(item.kind);
  return cells;
}

Type type_of(ItemKind kind, int cell_bits) {
  switch (kind) {
    case ItemKind::kCell:
      return {true, cell_bits};
    case ItemKind::kUcell:
      return {false, cell_bits};
    case ItemKind::kDouble:
      return {true, 2 * cell_bits};
    case ItemKind::kUdouble:
      return {false, 2 * cell_bits};
    case ItemKind::kFlag:
      return {false, 1};
  }
  return {};
}

namespace {

struct KindName {
  const char* name;
  ItemKind kind;
};
constexpr KindName kKindNames[] = {{"cell", ItemKind::kCell},       {"ucell", ItemKind::kUcell},
                                   {"addr", ItemKind::kUcell},      {"double", ItemKind::kDouble},
                                   {"udouble", ItemKind::kUdouble}, {"flag", ItemKind::kFlag}};

struct Word {
  std::string text;
  int offset = 0;
};

class EffectParser {
 public:
  EffectParser(const std::string& text, const std::function<Where(int)>& where) : text_(text), where_(where) {
    std::size_t at = 0;
    while (at < text.size()) {
      if (std::isspace(static_cast<unsigned char>(text[at]))) {
        ++at;
        continue;
      }
      const std::size_t begin = at;
      while (at < text.size() && !std::isspace(static_cast<unsigned char>(text[at]))) ++at;
      words_.push_back({text.substr(begin, at - begin), static_cast<int>(begin)});
    }
  }

  Result<StackEffect> parse() {
    StackEffect effect;
    if (words_.empty()) {
      effect.alternatives.emplace_back();
      return effect;
    }
    do {
      const int begin = offset();
      std::vector<EffectItem> inputs, outputs;
      if (!expect("(") || !items(inputs, "--") || !expect("--") || !items(outputs, ")") || !expect(")")) {
        return diagnostics_;
      }
      check_unique(inputs);
      check_unique(outputs);
      check_passed_through(inputs, outputs);
      if (effect.alternatives.empty())
        effect.inputs = inputs;
      else
        check_alternative(effect, inputs, outputs, begin);
      effect.alternatives.push_back(outputs);
    } while (accept("|"));
    if (next_ < words_.size()) fail(offset(), "unexpected '" + words_[next_].text + "' after the stack effect");
    if (has_errors(diagnostics_)) return diagnostics_;
    return effect;
  }

 private:
  int offset() const { return next_ < words_.size() ? words_[next_].offset : static_cast<int>(text_.size()); }

  void fail(int at, std::string message, std::string hint = "") {
    diagnostics_.push_back(error("stack-effect", std::move(message), where_(at), std::move(hint)));
  }

  bool accept(const char* word) {
    if (next_ >= words_.size() || words_[next_].text != word) return false;
    ++next_;
    return true;
  }

  bool expect(const std::string& word) {
    if (accept(word.c_str())) return true;
    const std::string found = next_ < words_.size() ? "'" + words_[next_].text + "'" : "the end";
    fail(offset(), "expected '" + word + "' in the stack effect, found " + found,
         "write \"( inputs -- outputs )\" with spaces between the words");
    return false;
  }

  bool items(std::vector<EffectItem>& list, const std::string& end) {
    for (; next_ < words_.size() && words_[next_].text != end; ++next_) {
      const Word& word = words_[next_];
      if (word.text == "(" || word.text == ")" || word.text == "--" || word.text == "|") return true;
      const std::size_t colon = word.text.find(':');
      EffectItem item{word.text.substr(0, colon), ItemKind::kCell, word.offset};
      if (!is_name(item.name)) {
        fail(word.offset, "'" + item.name + "' is not a name", "use letters, digits and '_'");
      }
      if (colon != std::string::npos) {
        item.kind = kind(word.text.substr(colon + 1), word.offset + static_cast<int>(colon) + 1);
      }
      list.push_back(item);
    }
    return true;
  }

  static bool is_name(const std::string& name) {
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0]))) return false;
    for (char c : name) {
      if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_') return false;
    }
    return true;
  }

  ItemKind kind(const std::string& name, int at) {
    std::vector<std::string> names;
    for (const KindName& known : kKindNames) {
      if (name == known.name) return known.kind;
      names.push_back(known.name);
    }
    std::string hint = did_you_mean(name, names);
    if (hint.empty()) hint = "types are cell, ucell, addr, double, udouble, flag";
    fail(at, "unknown item type '" + name + "'", hint);
    return ItemKind::kCell;
  }

  void check_unique(const std::vector<EffectItem>& list) {
    std::set<std::string> seen;
    for (const EffectItem& item : list) {
      if (!seen.insert(item.name).second) fail(item.offset, "'" + item.name + "' appears twice");
    }
  }

  void check_passed_through(const std::vector<EffectItem>& inputs, const std::vector<EffectItem>& outputs) {
    for (const EffectItem& out : outputs) {
      for (const EffectItem& in : inputs) {
        if (in.name == out.name && in.kind != out.kind) {
          fail(out.offset, "'" + out.name + "' passes an input through but has another type",
               "give both the same type, or the output another name");
        }
      }
    }
  }

  // Alternatives are told apart by the outputs that are not inputs: those sets must differ.
  void check_alternative(const StackEffect& effect, const std::vector<EffectItem>& inputs,
                         const std::vector<EffectItem>& outputs, int begin) {
    const auto same = [](const EffectItem& a, const EffectItem& b) {
      return a.name == b.name && a.kind == b.kind;
    };
    bool equal = inputs.size() == effect.inputs.size();
    for (std::size_t i = 0; equal && i < inputs.size(); ++i) equal = same(inputs[i], effect.inputs[i]);
    if (!equal) fail(begin, "alternatives of a stack effect must take the same inputs");
    for (const std::vector<EffectItem>& other : effect.alternatives) {
      if (new_names(effect.inputs, other) == new_names(effect.inputs, outputs)) {
        fail(begin, "these alternatives cannot be told apart: they assign the same new outputs",
             "name the output that makes the difference");
      }
      for (const EffectItem& a : outputs) {
        for (const EffectItem& b : other) {
          if (a.name == b.name && a.kind != b.kind) {
            fail(a.offset, "'" + a.name + "' has another type in another alternative");
          }
        }
      }
    }
  }

  static std::set<std::string> new_names(const std::vector<EffectItem>& inputs,
                                         const std::vector<EffectItem>& outputs) {
    std::set<std::string> names;
    for (const EffectItem& item : outputs) names.insert(item.name);
    for (const EffectItem& item : inputs) names.erase(item.name);
    return names;
  }

  const std::string& text_;
  const std::function<Where(int)>& where_;
  std::vector<Word> words_;
  std::size_t next_ = 0;
  Diagnostics diagnostics_;
};

}  // namespace

Result<StackEffect> parse_stack_effect(const std::string& text, const std::function<Where(int)>& where) {
  return EffectParser(text, where).parse();
}

}  // namespace rexa
