// A program text cut into units that are removed or kept as a whole, and the control structures among them.
// Not a parser: a text that does not compile gives units as well.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rexa {

// One word, or several that belong together: `." text"`, `$ name`, `var name`, `array name { 1 2 }`.
std::vector<std::string> program_units(const std::string& text);

// Positions of the units that make up one structure, in order: `if else endif`, `: ;`, `begin while repeat`.
// A loop closed by `while` alone is { begin, while }.
std::vector<std::vector<std::size_t>> program_structures(const std::vector<std::string>& units);

// One text of it again, with line breaks.
std::string join_units(const std::vector<std::string>& units);

}  // namespace rexa
