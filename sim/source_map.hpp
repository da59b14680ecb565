// From an address in code memory back to the program's text.
#pragma once

#include <string>

#include "sim/engine.hpp"

namespace rexa {

// Line, column and excerpt of the text that the instruction at `pc` comes from. line is 0 when it comes from
// no text: the library, bytecode without a source map, or beyond the program.
Where where_of(const Program& program, std::uint32_t pc);

// Name of the word around `pc`, empty if there is none.
std::string symbol_at(const Program& program, std::uint32_t pc);

// One line of the text, 1 the first; empty beyond its end.
std::string source_line(const std::string& text, int line);

}  // namespace rexa
