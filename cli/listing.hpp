// A program's bytecode as text, on its own or below the lines of program text that it comes from.
#pragma once

#include <string>

#include "isa/spec.hpp"
#include "sim/engine.hpp"

namespace rexa::cli {

struct ListingOptions {
  bool library = false;  // the library words that come before the program, too
  bool source = false;   // each line of text above the first instruction that comes from it
};

std::string program_listing(const Machine& machine, const Program& program, const ListingOptions& options);

}  // namespace rexa::cli
