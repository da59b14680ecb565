// A parsed JSON file that still knows where each value stood, so that diagnostics can show line and caret.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "base/diagnostics.hpp"

namespace rexa {

class JsonDocument {
 public:
  // Errors: "json-syntax" with line and column.
  static Result<JsonDocument> parse(const std::string& file, const std::string& text);
  // Adds "file-not-found" and friends.
  static Result<JsonDocument> load(const std::string& file);

  const nlohmann::ordered_json& root() const { return root_; }
  const std::string& file() const { return file_; }

  // The place of the value at a JSON pointer ("/instructions/3/do"). For a string value, an `offset` of 0
  // or more gives the place of that byte of the decoded string (escape sequences are accounted for).
  // An unknown pointer gives the place of its nearest existing parent.
  Where where(const std::string& pointer, int offset = -1) const;
  // The place of an object's key rather than of its value.
  Where where_key(const std::string& pointer) const;

 private:
  std::string file_;
  std::string text_;
  nlohmann::ordered_json root_;
  struct Span { std::size_t key = 0; std::size_t value = 0; };
  std::map<std::string, Span> spans_;
  Where at(std::size_t offset, const std::string& pointer) const;
};

}  // namespace rexa
