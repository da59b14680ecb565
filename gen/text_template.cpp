#include "gen/text_template.hpp"

#include <set>
#include <sstream>

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

}  // namespace

Result<std::string> fill_template(const std::string& text, const std::map<std::string, std::string>& values,
                                  const std::string& file) {
  Diagnostics diagnostics;
  std::set<std::string> used;
  std::string result, line;
  std::istringstream lines(text);
  const auto look_up = [&](const std::string& name, int number) -> std::string {
    const auto found = values.find(name);
    if (found != values.end()) {
      used.insert(name);
      return found->second;
    }
    Where where;
    where.file = file;
    where.line = number;
    where.excerpt = line;
    diagnostics.push_back(
        error("template-unknown", "nothing is known for the placeholder '" + name + "'", where));
    return "";
  };
  for (int number = 1; std::getline(lines, line); ++number) {
    if (const std::string name = lone_placeholder(line); !name.empty()) {
      result += indent_lines(look_up(name, number), line.substr(0, line.find('@')));
      continue;
    }
    std::size_t at = 0;
    for (std::size_t open; (open = line.find("@{", at)) != std::string::npos;) {
      const std::size_t close = line.find('}', open);
      if (close == std::string::npos) break;
      result += line.substr(at, open - at) + look_up(line.substr(open + 2, close - open - 2), number);
      at = close + 1;
    }
    result += line.substr(at) + '\n';
  }
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
