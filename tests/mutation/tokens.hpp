// Words of Verilog and C++ text with their places: as much of a lexer as planting faults takes.
// Comments, strings, attributes and preprocessor lines leave no token.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rexa::mutation {

enum class TokenKind { kName, kNumber, kSymbol };

struct Token {
  TokenKind kind = TokenKind::kSymbol;
  std::string text;
  std::size_t begin = 0, end = 0;  // in the text
  int line = 1;
  bool is(std::string_view what) const { return text == what; }
  bool is_name() const { return kind == TokenKind::kName; }
  bool is_number() const { return kind == TokenKind::kNumber; }
};

using Tokens = std::vector<Token>;

Tokens tokenize(const std::string& text);

// The index of the bracket that closes the one at `open`, or opens the one at `close`; the end, or 0, if none.
std::size_t closing(const Tokens& tokens, std::size_t open);
std::size_t opening(const Tokens& tokens, std::size_t close);

// The text of tokens [first, last) as it stands in the source.
std::string source(const std::string& text, const Tokens& tokens, std::size_t first, std::size_t last);

}  // namespace rexa::mutation
