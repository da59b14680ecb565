#include "base/json_document.hpp"

#include "base/files.hpp"
#include "base/json_scanner.hpp"

namespace rexa {

Result<JsonDocument> JsonDocument::parse(const std::string& file, const std::string& text) {
  JsonDocument document;
  document.file_ = file;
  document.text_ = text;
  const std::vector<JsonFault> faults =
      scan_json(text, [&](const std::string& pointer, std::size_t key, std::size_t value) {
        document.spans_.insert_or_assign(pointer, Span{key, value});
      });
  Diagnostics diagnostics;
  for (const JsonFault& fault : faults) {
    const Where where = document.at(fault.offset, fault.pointer);
    diagnostics.push_back(error(fault.code, fault.message, where, fault.hint));
  }
  if (!diagnostics.empty()) return diagnostics;
  try {
    document.root_ = nlohmann::ordered_json::parse(text);
  } catch (const nlohmann::json::parse_error& fault) {
    // What the scanner lets through and the library does not: invalid UTF-8, lone surrogates.
    const std::size_t offset = fault.byte > 0 ? fault.byte - 1 : 0;
    return error("json-syntax", "this is not valid JSON text", document.at(offset, ""),
                 "the file must be UTF-8");
  } catch (const nlohmann::json::exception& fault) {
    return error("json-syntax", fault.what(), document.at(0, ""));
  }
  return document;
}

Result<JsonDocument> JsonDocument::load(const std::string& file) {
  const Result<std::string> text = read_file(file);
  if (!text) return text.diagnostics();
  return parse(file, *text);
}

Where JsonDocument::where(const std::string& pointer, int offset) const {
  std::string nearest = pointer;
  while (!nearest.empty() && spans_.find(nearest) == spans_.end()) {
    const std::size_t slash = nearest.rfind('/');
    nearest.erase(slash == std::string::npos ? 0 : slash);
  }
  const auto span = spans_.find(nearest);
  if (span == spans_.end()) return at(0, pointer);
  std::size_t place = span->second.value;
  if (nearest == pointer && offset >= 0 && text_[place] == '"') place = offset_in_string(text_, place, offset);
  return at(place, pointer);
}

Where JsonDocument::where_key(const std::string& pointer) const {
  const auto span = spans_.find(pointer);
  return span == spans_.end() ? where(pointer) : at(span->second.key, pointer);
}

Where JsonDocument::at(std::size_t offset, const std::string& pointer) const {
  Where where;
  where.file = file_;
  where.pointer = pointer;
  where.line = 1;
  std::size_t start = 0;
  if (offset > text_.size()) offset = text_.size();
  for (std::size_t i = 0; i < offset; ++i) {
    if (text_[i] == '\n') {
      ++where.line;
      start = i + 1;
    }
  }
  where.column = 1;
  for (std::size_t i = start; i < offset; ++i) {
    const bool continuation = (static_cast<unsigned char>(text_[i]) & 0xC0U) == 0x80U;
    where.column += continuation ? 0 : 1;
  }
  std::size_t end = text_.find('\n', start);
  if (end == std::string::npos) end = text_.size();
  where.excerpt = text_.substr(start, end - start);
  if (!where.excerpt.empty() && where.excerpt.back() == '\r') where.excerpt.pop_back();
  return where;
}

}  // namespace rexa
