#include "gen/text_template.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <vector>

#include "base/files.hpp"
#include "isa/spec.hpp"

namespace rexa {

namespace {

std::string indent_lines(const std::string& text, const std::string& indentation) {
  std::istringstream lines(text);
  std::string result, line;
  while (std::getline(lines, line)) {
    if (!line.empty()) result += indentation + line;
    result += '\n';
  }
  return result;
}

// The name, when the line is one placeholder and white space.
std::string lone_placeholder(const std::string& line) {
  const std::size_t first = line.find_first_not_of(' ');
  if (first == std::string::npos || line.compare(first, 2, "@{") != 0) return "";
  const std::size_t close = line.find('}', first);
  return close + 1 == line.size() ? line.substr(first + 2, close - first - 2) : "";
}

// Which lines are there: one entry for each open @if.
class Conditions {
 public:
  // False: not such a line. `fault` is set when it is one out of place.
  bool take(const std::string& line, const std::map<std::string, std::string>& values, bool& fault) {
    if (line.starts_with("@if ")) {
      const auto value = values.find(line.substr(4));
      fault = there() && value == values.end();
      open_.push_back({value != values.end() && !value->second.empty(), false});
    } else if (line == "@else") {
      fault = open_.empty() || open_.back().turned;
      if (!fault) open_.back() = {!open_.back().there, true};
    } else if (line == "@end") {
      fault = open_.empty();
      if (!fault) open_.pop_back();
    } else {
      return false;
    }
    return true;
  }
  bool closed() const { return open_.empty(); }
  bool there() const {
    return std::all_of(open_.begin(), open_.end(), [](const Open& open) { return open.there; });
  }

 private:
  struct Open {
    bool there, turned;
  };
  std::vector<Open> open_;
};

// The names of the placeholders and conditions in a line.
std::vector<std::string> names_in(const std::string& line) {
  std::vector<std::string> names;
  if (line.starts_with("@if ")) names.push_back(line.substr(4));
  for (std::size_t open = 0; (open = line.find("@{", open)) != std::string::npos; ++open) {
    const std::size_t close = line.find('}', open);
    if (close == std::string::npos) break;
    names.push_back(line.substr(open + 2, close - open - 2));
  }
  return names;
}

}  // namespace

Result<std::string> fill_template(const std::string& text, const std::map<std::string, std::string>& values,
                                  const std::string& file) {
  Diagnostics diagnostics;
  std::set<std::string> used;
  std::string result, line;
  std::istringstream lines(text);
  Conditions conditions;
  int number = 0;
  const auto report = [&](const std::string& code, const std::string& message) {
    Where where;
    where.file = file;
    where.line = number;
    where.excerpt = line;
    diagnostics.push_back(error(code, message, where));
  };
  const auto look_up = [&](const std::string& name) -> std::string {
    const auto found = values.find(name);
    if (found != values.end()) return found->second;
    report("template-unknown", "nothing is known for the placeholder '" + name + "'");
    return "";
  };
  while (std::getline(lines, line)) {
    ++number;
    for (const std::string& name : names_in(line)) used.insert(name);
    if (bool fault = false; conditions.take(line, values, fault)) {
      if (fault) report("template-condition", "'" + line + "' is out of place, or nothing is known for its name");
      continue;
    }
    if (!conditions.there()) continue;
    if (const std::string name = lone_placeholder(line); !name.empty()) {
      result += indent_lines(look_up(name), line.substr(0, line.find('@')));
      continue;
    }
    std::size_t at = 0;
    for (std::size_t open; (open = line.find("@{", at)) != std::string::npos;) {
      const std::size_t close = line.find('}', open);
      if (close == std::string::npos) break;
      result += line.substr(at, open - at) + look_up(line.substr(open + 2, close - open - 2));
      at = close + 1;
    }
    result += line.substr(at) + '\n';
  }
  if (!conditions.closed()) report("template-condition", "an @if has no @end");
  for (const auto& [name, value] : values) {
    if (used.contains(name)) continue;
    Where where;
    where.file = file;
    diagnostics.push_back(error("template-unused", "the template has no placeholder '" + name + "'", where));
  }
  if (has_errors(diagnostics)) return diagnostics;
  return result;
}

Result<std::string> fill_template_file(const std::string& name,
                                       const std::map<std::string, std::string>& values) {
  const std::string path = home_folder() + "/gen/templates/" + name;
  Result<std::string> text = read_file(path);
  if (!text) return text;
  return fill_template(*text, values, path);
}

}  // namespace rexa
