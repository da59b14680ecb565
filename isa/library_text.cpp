#include "isa/library_text.hpp"

#include <algorithm>
#include <cctype>

namespace rexa {

namespace {

bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

bool all_digits(const std::string& text, int base) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [base](char c) {
    const int digit = std::isdigit(static_cast<unsigned char>(c)) ? c - '0'
                      : std::isxdigit(static_cast<unsigned char>(c))
                          ? std::tolower(static_cast<unsigned char>(c)) - 'a' + 10
                          : 99;
    return digit < base;
  });
}

std::vector<LibraryToken> split(const std::string& text) {
  std::vector<LibraryToken> tokens;
  std::size_t at = 0;
  while (at < text.size()) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    const std::size_t start = at;
    while (at < text.size() && !is_space(text[at])) ++at;
    const std::string token = text.substr(start, at - start);
    tokens.push_back({token, static_cast<int>(start)});
    // Comments and strings end at a character, not at white space.
    const char end = token == "(" ? ')' : token == "\\" ? '\n' : token == ".\"" || token == "s\"" ? '"' : '\0';
    if (end != '\0') at = std::min(text.find(end, at), text.size() - 1) + 1;
  }
  return tokens;
}

bool defines_next(const std::string& token) {
  static const std::vector<std::string> kDefining = {":", ":*", "const", "var", "2var", "array"};
  return std::find(kDefining.begin(), kDefining.end(), token) != kDefining.end();
}

}  // namespace

bool is_number(const std::string& token) {
  std::string digits = token;
  if (!digits.empty() && digits.front() == '-') digits.erase(0, 1);
  if (digits.size() > 1 && digits.back() == 'l' && all_digits(digits.substr(0, digits.size() - 1), 10))
    return true;
  if (digits.size() > 2 && digits.rfind("0x", 0) == 0) return all_digits(digits.substr(2), 16);
  if (digits.size() > 2 && digits.rfind("0b", 0) == 0) return all_digits(digits.substr(2), 2);
  if (digits.size() > 1 && digits.front() == '$') return all_digits(digits.substr(1), 16);
  if (digits.size() > 1 && digits.front() == '%') return all_digits(digits.substr(1), 2);
  return all_digits(digits, 10);
}

LibraryUse scan_library_text(const std::string& text) {
  LibraryUse use;
  const std::vector<LibraryToken> tokens = split(text);
  bool in_definition = false;
  bool in_braces = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string& token = tokens[i].text;
    if (token == ":" || token == ":*") {
      if (in_definition) use.fault = "a definition inside a definition";
      in_definition = true;
    } else if (token == ";") {
      if (!in_definition) use.fault = "';' without ':'";
      in_definition = false;
    }
    if (token == "{" || token == "}") {
      in_braces = token == "{";
      continue;
    }
    if (is_number(token) || token == "cell_bits") continue;
    if (in_braces) {
      use.fault = "'" + token + "' is not a number, as an array's contents must be";
      continue;
    }
    use.uses.push_back(tokens[i]);
    if (defines_next(token)) {
      if (i + 1 < tokens.size()) {
        use.defines.push_back(tokens[++i]);
      } else {
        use.fault = "a name must follow '" + token + "'";
      }
    }
  }
  if (in_definition) use.fault = "the definition is not ended by ';'";
  if (in_braces) use.fault = "'{' is not closed";
  std::erase_if(use.uses, [&](const LibraryToken& used) {
    return std::any_of(use.defines.begin(), use.defines.end(),
                       [&](const LibraryToken& defined) { return defined.text == used.text; });
  });
  return use;
}

std::string substitute_cell_bits(const std::string& text, int cell_bits) {
  static const std::string kName = "cell_bits";
  std::string result = text;
  for (std::size_t at = result.find(kName); at != std::string::npos; at = result.find(kName, at + 1)) {
    const std::size_t end = at + kName.size();
    const bool starts = at == 0 || is_space(result[at - 1]);
    const bool ends = end == result.size() || is_space(result[end]);
    if (starts && ends) result.replace(at, kName.size(), std::to_string(cell_bits));
  }
  return result;
}

}  // namespace rexa
