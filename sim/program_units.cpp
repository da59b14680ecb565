#include "sim/program_units.hpp"

#include <algorithm>
#include <cctype>

namespace rexa {
namespace {

class Cutter {
 public:
  explicit Cutter(const std::string& text) : text_(text) {}

  std::vector<std::string> units() {
    std::vector<std::string> units;
    for (std::string word = next(); !word.empty(); word = next()) {
      if (word == "\\") {
        skip_past('\n');
      } else if (word == "(") {
        skip_past(')');
      } else if (word == ".\"" || word == "s\"") {
        units.push_back(word + string_rest());
      } else if (word == "array") {
        units.push_back(word + array_rest());
      } else if (word == "$" || word == "var" || word == "2var" || word == "import" || word == ":" ||
                 word == ":*") {
        units.push_back(word + " " + next());
      } else if (word == "const") {
        // The value before it belongs to it.
        const std::string value = units.empty() ? "" : units.back() + " ";
        if (!units.empty()) units.pop_back();
        units.push_back(value + word + " " + next());
      } else if (word == "end") {
        break;
      } else {
        units.push_back(word);
      }
    }
    return units;
  }

 private:
  static bool blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

  std::string next() {
    while (at_ < text_.size() && blank(text_[at_])) ++at_;
    const std::size_t start = at_;
    while (at_ < text_.size() && !blank(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }

  void skip_past(char last) { at_ = std::min(text_.find(last, at_), text_.size() - 1) + 1; }

  std::string string_rest() {
    const std::size_t start = at_;
    skip_past('"');
    return text_.substr(start, at_ - start);
  }

  std::string array_rest() {
    std::string rest = " " + next();
    std::string word = next();
    rest += " " + word;
    while (word.starts_with("{") && !word.ends_with("}")) {
      const std::string each = next();
      if (each.empty()) break;
      rest += " " + each;
      if (each.ends_with("}")) break;
    }
    return rest;
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

bool opens(const std::string& unit) {
  return unit == "if" || unit == "do" || unit == "begin" || unit.starts_with(": ") || unit.starts_with(":* ");
}

bool closes(const std::string& opening, const std::string& unit) {
  if (opening == "if") return unit == "endif" || unit == "then";
  if (opening == "do") return unit == "loop" || unit == "+loop";
  if (opening == "begin") return unit == "until" || unit == "again" || unit == "repeat";
  return unit == ";";
}

bool is_closing(const std::string& unit) {
  for (const char* opening : {"if", "do", "begin", ": "}) {
    if (closes(opening, unit)) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> program_units(const std::string& text) { return Cutter(text).units(); }

std::vector<std::vector<std::size_t>> program_structures(const std::vector<std::string>& units) {
  std::vector<std::vector<std::size_t>> done, open;
  const auto closed_by_while = [&](const std::vector<std::size_t>& structure) {
    return units[structure[0]] == "begin" && structure.size() > 1;
  };
  for (std::size_t at = 0; at < units.size(); ++at) {
    const std::string& unit = units[at];
    if (opens(unit)) {
      open.push_back({at});
    } else if (unit == "else" && !open.empty() && units[open.back()[0]] == "if") {
      open.back().push_back(at);
    } else if (unit == "while") {
      // A second `while` belongs to the loop around: the first one has closed this loop.
      while (!open.empty() && closed_by_while(open.back())) {
        done.push_back(open.back());
        open.pop_back();
      }
      if (!open.empty() && units[open.back()[0]] == "begin") open.back().push_back(at);
    } else if (is_closing(unit)) {
      while (!open.empty() && closed_by_while(open.back()) && unit != "repeat") {
        done.push_back(open.back());
        open.pop_back();
      }
      if (open.empty() || !closes(units[open.back()[0]], unit)) continue;
      open.back().push_back(at);
      done.push_back(open.back());
      open.pop_back();
    }
  }
  for (const auto& structure : open) {
    if (closed_by_while(structure)) done.push_back(structure);
  }
  return done;
}

std::string join_units(const std::vector<std::string>& units) {
  constexpr std::size_t kWidth = 90;
  std::string text, line;
  const auto flush = [&] {
    if (!line.empty()) text += line + "\n";
    line.clear();
  };
  for (const auto& unit : units) {
    const bool heads = unit.starts_with(": ") || unit.starts_with("array ");
    if (heads || line.size() + unit.size() > kWidth) flush();
    line += (line.empty() ? "" : " ") + unit;
    if (unit == ";" || unit.starts_with("array ")) flush();
  }
  flush();
  return text;
}

}  // namespace rexa
