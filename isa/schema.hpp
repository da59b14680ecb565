// Checks a JSON document against one of the toolkit's JSON schemas (draft 7) and reports every departure where
// it stands. Only the form is checked here; what the names mean is checked by whoever reads the document.
#pragma once

#include "base/json_document.hpp"

namespace rexa {

// `definition` names one of the schema's definitions to check against instead of the schema itself.
// Errors: "unknown-key", "missing-key", "wrong-type", "bad-value", "out-of-range", "too-long", "schema".
Diagnostics check_schema(const JsonDocument& document, const std::string& schema_path,
                         const std::string& definition = "");

}  // namespace rexa
