// Where JSON values stand, and what is said about text that is not JSON.
#include "base/json_document.hpp"

#include <catch2/catch.hpp>

using rexa::JsonDocument;

namespace {

std::string faults(const std::string& text) {
  return rexa::format(JsonDocument::parse("a.json", text).diagnostics());
}

}  // namespace

TEST_CASE("places of values, keys and characters in strings") {
  const auto document = JsonDocument::parse("a.json", "{\n  \"list\": [1, {\"do\": \"a\\tb \\u00e9 c\"}]\n}\n");
  REQUIRE(document);
  CHECK(document->root()["list"][0] == 1);
  CHECK(document->where("/list/0").line == 2);
  CHECK(document->where("/list/0").column == 12);
  CHECK(document->where_key("/list/1/do").column == 16);
  CHECK(document->where("/list/1/do").column == 22);
  CHECK(document->where("/list/1/do", 0).column == 23);
  CHECK(document->where("/list/1/do", 1).column == 24);
  CHECK(document->where("/list/1/do", 2).column == 26);
  CHECK(document->where("/list/1/do", 4).column == 28);
  CHECK(document->where("/list/1/do", 6).column == 34);  // after the two bytes of U+00E9
  CHECK(document->where("/list/1/do").excerpt == "  \"list\": [1, {\"do\": \"a\\tb \\u00e9 c\"}]");
  CHECK(document->where("/list/7/x").column == 11);  // the nearest parent
  CHECK(document->where("nonsense").line == 1);
}

TEST_CASE("pointers escape slashes") {
  const auto document = JsonDocument::parse("a.json", "{\"a/b\": {\"~\": 1}}");
  REQUIRE(document);
  CHECK(document->where("/a~1b/~0").column == 15);
}

TEST_CASE("syntax faults show line and caret") {
  CHECK(faults("{\"a\": 1,\n \"b\": 2,\n}") ==
        "a.json:3:1: error: expected a key in double quotes, found '}' [json-syntax]\n"
        "  | }\n"
        "  | ^\n"
        "  hint: remove the comma before it\n");
  CHECK(faults("[1 2]") ==
        "a.json:1:4: error: expected ',' or ']', found '2' [json-syntax]\n"
        "  | [1 2]\n"
        "  |    ^\n"
        "  hint: inside the '[' of line 1\n");
  for (const char* text :
       {"", "{", "[", "\"", "\"\\x\"", "\"\\u12\"", "01", "1.", "-", "tru", "{}x", "{\"a\"}", "// c"}) {
    INFO(text);
    CHECK_FALSE(JsonDocument::parse("a.json", text));
  }
  CHECK_FALSE(JsonDocument::parse("a.json", "\"\xff\""));
  CHECK_FALSE(JsonDocument::parse("a.json", std::string(100000, '[')));
}

TEST_CASE("duplicate keys are all reported") {
  const auto result = JsonDocument::parse("a.json", "{\"a\": 1, \"a\": 2, \"b\": {\"c\": 1, \"c\": 2}}");
  REQUIRE_FALSE(result);
  REQUIRE(result.diagnostics().size() == 2);
  CHECK(result.diagnostics()[0].code == "json-duplicate-key");
  CHECK(result.diagnostics()[1].where.pointer == "/b/c");
}

TEST_CASE("a missing file") {
  const auto result = JsonDocument::load("no/such.json");
  REQUIRE_FALSE(result);
  CHECK(rexa::format(result.diagnostics()) == "no/such.json: error: there is no such file [file-not-found]\n");
}
