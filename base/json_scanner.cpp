#include "base/json_scanner.hpp"

#include <cctype>
#include <set>

namespace rexa {

namespace {

constexpr int kMaxNesting = 200;

class Scanner {
 public:
  Scanner(const std::string& text, const JsonVisitor& visit) : text_(text), visit_(visit) {}

  std::vector<JsonFault> run() {
    skip_space();
    if (scan_value("", at_, 0)) {
      skip_space();
      if (at_ < text_.size()) fail("text after the end of the JSON value");
    }
    return std::move(faults_);
  }

 private:
  // Every scan_* returns false once there is a syntax fault, and its callers then return false at once.
  bool fail(const std::string& message, const std::string& hint = "") {
    faults_.push_back({"json-syntax", at_, "", message, hint});
    return false;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  std::string found() const {
    if (at_ >= text_.size()) return "the end of the file";
    return "'" + std::string(1, peek()) + "'";
  }
  void skip_space() {
    while (at_ < text_.size() && (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r')) ++at_;
  }

  bool scan_value(const std::string& pointer, std::size_t key, int nesting) {
    if (nesting > kMaxNesting) return fail("nested deeper than " + std::to_string(kMaxNesting) + " levels");
    visit_(pointer, key, at_);
    const char c = peek();
    if (c == '{') {
      return scan_object(pointer, nesting);
    } else if (c == '[') {
      return scan_array(pointer, nesting);
    } else if (c == '"') {
      std::string contents;
      return scan_string(contents);
    } else if (c == '-' || std::isdigit(static_cast<unsigned char>(c))) {
      return scan_number();
    } else if (std::isalpha(static_cast<unsigned char>(c))) {
      return scan_name();
    } else if (c == '\'') {
      return fail("expected a value, found '''", "JSON strings stand in double quotes");
    } else if (c == '/' || c == '#') {
      return fail("expected a value, found '" + std::string(1, c) + "'", "JSON has no comments");
    } else {
      return fail("expected a value, found " + found(),
                  c == ']' || c == '}' ? "remove the comma before it" : "");
    }
  }

  bool scan_object(const std::string& pointer, int nesting) {
    const std::size_t open = at_++;
    std::set<std::string> keys;
    skip_space();
    if (peek() == '}') {
      ++at_;
      return true;
    }
    while (true) {
      skip_space();
      if (peek() != '"') {
        return fail("expected a key in double quotes, found " + found(),
                    peek() == '}' ? "remove the comma before it" : "");
      }
      const std::size_t key_offset = at_;
      std::string key;
      if (!scan_string(key)) return false;
      const std::string child = pointer + "/" + pointer_token(key);
      const bool fresh = keys.insert(key).second;
      if (!fresh) {
        faults_.push_back({"json-duplicate-key", key_offset, child,
                           "the key '" + key + "' appears twice in this object", "keep one of the two"});
      }
      skip_space();
      if (peek() != ':') return fail("expected ':' after the key '" + key + "', found " + found());
      ++at_;
      skip_space();
      if (!scan_value(child, key_offset, nesting + 1)) return false;
      skip_space();
      if (peek() == '}') break;
      if (peek() != ',') return fail("expected ',' or '}', found " + found(), unclosed(open, '{'));
      ++at_;
    }
    ++at_;
    return true;
  }

  bool scan_array(const std::string& pointer, int nesting) {
    const std::size_t open = at_++;
    skip_space();
    if (peek() == ']') {
      ++at_;
      return true;
    }
    for (int index = 0;; ++index) {
      skip_space();
      if (!scan_value(pointer + "/" + std::to_string(index), at_, nesting + 1)) return false;
      skip_space();
      if (peek() == ']') break;
      if (peek() != ',') return fail("expected ',' or ']', found " + found(), unclosed(open, '['));
      ++at_;
    }
    ++at_;
    return true;
  }

  std::string unclosed(std::size_t open, char bracket) const {
    std::size_t line = 1;
    for (std::size_t i = 0; i < open; ++i) line += text_[i] == '\n' ? 1 : 0;
    return "inside the '" + std::string(1, bracket) + "' of line " + std::to_string(line);
  }

  // Yields the literal's contents undecoded: enough to compare keys written the same way.
  bool scan_string(std::string& contents) {
    const std::size_t open = at_++;
    while (true) {
      if (at_ >= text_.size() || peek() == '\n') {
        at_ = open;
        return fail("a string is not closed on its line", "add the closing '\"'");
      }
      const char c = peek();
      if (c == '"') break;
      if (static_cast<unsigned char>(c) < 0x20)
        return fail("a control character inside a string", "write it as an escape, for example \\t");
      if (c == '\\') {
        ++at_;
        if (peek() == 'u') {
          for (int digit = 1; digit <= 4; ++digit) {
            if (at_ + 1 >= text_.size() || !std::isxdigit(static_cast<unsigned char>(text_[at_ + 1]))) {
              return fail("\\u needs four hexadecimal digits");
            }
            ++at_;
          }
        } else if (std::string("\"\\/bfnrt").find(peek()) == std::string::npos || peek() == '\0') {
          return fail("unknown escape '\\" + std::string(1, peek()) + "' in a string",
                      "write a backslash itself as '\\\\'");
        }
      }
      ++at_;
    }
    ++at_;
    contents = text_.substr(open + 1, at_ - open - 2);
    return true;
  }

  bool scan_digits() {
    if (!std::isdigit(static_cast<unsigned char>(peek()))) return fail("expected a digit, found " + found());
    while (std::isdigit(static_cast<unsigned char>(peek()))) ++at_;
    return true;
  }

  bool scan_number() {
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
      if (std::isalnum(static_cast<unsigned char>(peek()))) {
        if (peek() != 'e' && peek() != 'E')
          return fail("a number may not start with 0", "JSON numbers are decimal");
      }
    } else if (!scan_digits()) {
      return false;
    }
    if (peek() == '.') {
      ++at_;
      if (!scan_digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!scan_digits()) return false;
    }
    return true;
  }

  bool scan_name() {
    const std::size_t start = at_;
    while (std::isalnum(static_cast<unsigned char>(peek())) || peek() == '_') ++at_;
    const std::string name = text_.substr(start, at_ - start);
    if (name == "true" || name == "false" || name == "null") return true;
    at_ = start;
    return fail("expected a value, found '" + name + "'", "strings stand in double quotes");
  }

  const std::string& text_;
  const JsonVisitor& visit_;
  std::size_t at_ = 0;
  std::vector<JsonFault> faults_;
};

}  // namespace

std::vector<JsonFault> scan_json(const std::string& text, const JsonVisitor& visit) {
  return Scanner(text, visit).run();
}

std::string pointer_token(const std::string& key) {
  std::string token;
  for (char c : key) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

std::size_t offset_in_string(const std::string& text, std::size_t quote, int index) {
  std::size_t at = quote + 1;
  int decoded = 0;
  while (decoded < index && at < text.size() && text[at] != '"') {
    if (text[at] != '\\') {
      ++at;
      ++decoded;
    } else if (at + 5 < text.size() && text[at + 1] == 'u') {
      const unsigned long code = std::stoul(text.substr(at + 2, 4), nullptr, 16);
      const bool surrogate = code >= 0xD800 && code < 0xE000;  // a pair of these makes four bytes
      decoded += surrogate ? 2 : code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
      at += 6;
    } else {
      at += 2;
      ++decoded;
    }
  }
  return at;
}

}  // namespace rexa
