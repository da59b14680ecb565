// Walks JSON text and notes where every key and value starts. It does not build values: that is left to the
// JSON library. Invariant: after a scan without errors the text is well-formed JSON without duplicate keys.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace rexa {

struct JsonFault {
  std::string code;  // "json-syntax" or "json-duplicate-key"
  std::size_t offset = 0;
  std::string pointer;
  std::string message;
  std::string hint;
};

// Called once for each value with its JSON pointer and the offsets of its key (of itself in arrays) and of
// itself.
using JsonVisitor = std::function<void(const std::string& pointer, std::size_t key, std::size_t value)>;

// A syntax fault ends the scan and comes last; duplicate keys do not end it.
std::vector<JsonFault> scan_json(const std::string& text, const JsonVisitor& visit);

// One step of a JSON pointer, '~' and '/' escaped (RFC 6901, section 3).
std::string pointer_token(const std::string& key);

// The offset in `text` of the byte `index` of the decoded string literal that opens at `quote`.
std::size_t offset_in_string(const std::string& text, std::size_t quote, int index);

}  // namespace rexa
