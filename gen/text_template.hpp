// Fixed text with holes: "@{name}" is replaced by the value of that name. A line that holds nothing but one
// placeholder takes its indentation to every line of the value. Lines between "@if name" and "@else" or "@end" are
// there only when the value of that name is not empty, those between "@else" and "@end" only when it is.
#pragma once

#include <map>
#include <string>

#include "base/diagnostics.hpp"

namespace rexa {

// `file` names the template in diagnostics. Errors: "template-unknown" for a placeholder without a value,
// "template-unused" for a value without a placeholder, "template-condition" for an @if, @else or @end out of place.
Result<std::string> fill_template(const std::string& text, const std::map<std::string, std::string>& values,
                                  const std::string& file);

// Reads gen/templates/<name> from the toolkit's home folder and fills it.
Result<std::string> fill_template_file(const std::string& name,
                                       const std::map<std::string, std::string>& values);

}  // namespace rexa
