// Reading of library text, as far as the toolkit needs it: which words a definition uses and which it defines.
// The text compiler proper is vm/; this knows only what its directives do to the tokens that follow them.
#pragma once

#include <string>
#include <vector>

namespace rexa {

struct LibraryToken {
  std::string text;
  int offset = 0;
};

struct LibraryUse {
  std::vector<LibraryToken>
      uses;  // words called, in order; no numbers, comments, strings or names defined here
  std::vector<LibraryToken> defines;  // names defined, in order
  std::string fault;                  // what is wrong with the text's form, empty when nothing is
};

LibraryUse scan_library_text(const std::string& text);

// "12", "-7l", "$ff", "0xff", "%101", "0b101".
bool is_number(const std::string& token);

// Replaces the token `cell_bits` by the number.
std::string substitute_cell_bits(const std::string& text, int cell_bits);

}  // namespace rexa
