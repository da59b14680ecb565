#include "tests/mutation/tokens.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace rexa::mutation {
namespace {

constexpr std::array<std::string_view, 24> kSymbols = {"<<<", ">>>", "<<=", ">>=", "===", "!==", "&&", "||",
                                                       "==",  "!=",  "<=",  ">=",  "<<",  ">>",  "+=", "-=",
                                                       "*=",  "|=",  "&=",  "^=",  "::",  "->",  "++", "--"};

bool starts(const std::string& text, std::size_t at, std::string_view what) {
  return text.compare(at, what.size(), what) == 0;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$'; }

class Lexer {
 public:
  explicit Lexer(const std::string& text) : text_(text) {}

  Tokens run() {
    while (at_ < text_.size()) {
      if (!skip()) take();
    }
    return std::move(tokens_);
  }

 private:
  void advance(std::size_t to) {
    to = std::min(to, text_.size());
    for (; at_ < to; ++at_) {
      if (text_[at_] == '\n') ++line_;
    }
  }
  void advance_past(std::string_view end) {
    const std::size_t found = text_.find(end, at_);
    advance(found == std::string::npos ? text_.size() : found + end.size());
  }

  bool skip() {
    const char c = text_[at_];
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      advance(at_ + 1);
    } else if (starts(text_, at_, "//")) {
      advance_past("\n");
    } else if (starts(text_, at_, "/*")) {
      advance_past("*/");
    } else if (starts(text_, at_, "(* ")) {
      advance_past("*)");
    } else if (c == '"') {
      advance(at_ + 1);
      advance_past("\"");
    } else if (c == '`' || c == '#') {
      // A directive to the end of its last line; a Verilog `#(` or a number after it is a symbol. Of a choice
      // that the preprocessor makes the last branch counts, so that braces match.
      if (c == '#' &&
          (at_ + 1 >= text_.size() || std::isalpha(static_cast<unsigned char>(text_[at_ + 1])) == 0))
        return false;
      std::size_t end = text_.find('\n', at_);
      while (end != std::string::npos && text_[end - 1] == '\\') end = text_.find('\n', end + 1);
      const bool choice = starts(text_, at_, "#if");
      advance(end == std::string::npos ? text_.size() : end);
      while (choice && at_ < text_.size() && !starts(text_, at_, "#else") && !starts(text_, at_, "#endif")) {
        advance(std::min(text_.find('\n', at_), text_.size() - 1) + 1);
        advance(std::min(text_.find_first_not_of(" \n", at_), text_.size()));
      }
    } else {
      return false;
    }
    return true;
  }

  void take() {
    const char c = text_[at_];
    std::size_t end = at_ + 1;
    TokenKind kind = TokenKind::kSymbol;
    if (std::isdigit(static_cast<unsigned char>(c)) != 0 || (c == '\'' && based(at_))) {
      kind = TokenKind::kNumber;
      end = at_;
      while (end < text_.size() && is_word(text_[end])) ++end;
      if (end < text_.size() && text_[end] == '\'' && based(end)) {
        end += 2;
        while (end < text_.size() && (is_word(text_[end]) || text_[end] == '?')) ++end;
      }
    } else if (is_word(c)) {
      kind = TokenKind::kName;
      while (end < text_.size() && is_word(text_[end])) ++end;
    } else {
      for (std::string_view symbol : kSymbols) {
        if (!starts(text_, at_, symbol)) continue;
        end = at_ + symbol.size();
        break;
      }
    }
    tokens_.push_back({kind, text_.substr(at_, end - at_), at_, end, line_});
    advance(end);
  }

  bool based(std::size_t quote) const {
    return quote + 1 < text_.size() &&
           std::string_view("bdhBDHsS").find(text_[quote + 1]) != std::string_view::npos;
  }

  const std::string& text_;
  std::size_t at_ = 0;
  int line_ = 1;
  Tokens tokens_;
};

int depth_change(const Token& token) {
  if (token.is("(") || token.is("[") || token.is("{")) return 1;
  if (token.is(")") || token.is("]") || token.is("}")) return -1;
  return 0;
}

}  // namespace

Tokens tokenize(const std::string& text) { return Lexer(text).run(); }

std::size_t closing(const Tokens& tokens, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < tokens.size(); ++i) {
    depth += depth_change(tokens[i]);
    if (depth <= 0) return i;
  }
  return tokens.size();
}

std::size_t opening(const Tokens& tokens, std::size_t close) {
  int depth = 0;
  for (std::size_t i = close + 1; i-- > 0;) {
    depth += depth_change(tokens[i]);
    if (depth >= 0) return i;
  }
  return 0;
}

std::string source(const std::string& text, const Tokens& tokens, std::size_t first, std::size_t last) {
  if (first >= last) return "";
  return text.substr(tokens[first].begin, tokens[last - 1].end - tokens[first].begin);
}

}  // namespace rexa::mutation
