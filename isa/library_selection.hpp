// Which words a build defines in the machine's own language, and in which order they must be compiled.
#pragma once

#include <functional>
#include <map>

#include "isa/spec_document.hpp"

namespace rexa {

struct LibrarySelection {
  std::vector<LibraryWord> words;               // every word after those that it uses
  std::map<std::string, std::string> unusable;  // word -> why it cannot be defined in this build
};

// `candidates`: all words that the configuration allows, in spec order. `is_available` tells of any other word
// whether the build has it. Internal words come in only where they are used; `wanted` names those that the text
// compiler uses by itself. Error: "library-cycle".
Result<LibrarySelection> select_library(const std::vector<LibraryWord>& candidates,
                                        const std::function<bool(const std::string&)>& is_available,
                                        const std::vector<std::string>& wanted);

}  // namespace rexa
