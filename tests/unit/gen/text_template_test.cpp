#include "gen/text_template.hpp"

#include <catch2/catch.hpp>

using namespace rexa;

TEST_CASE("placeholders are replaced in place and as blocks") {
  const auto text =
      fill_template("a @{x} b @{x}\n  @{block}\nend\n", {{"x", "1"}, {"block", "one\n\ntwo\n"}}, "t");
  REQUIRE(text);
  CHECK(*text == "a 1 b 1\n  one\n\n  two\nend\n");
}

TEST_CASE("an unknown placeholder is fatal and says where") {
  const auto text = fill_template("ok\nhere @{what}\n", {}, "t.in");
  REQUIRE_FALSE(text);
  REQUIRE(text.diagnostics().size() == 1);
  CHECK(text.diagnostics()[0].code == "template-unknown");
  CHECK(text.diagnostics()[0].where.line == 2);
}

TEST_CASE("a value that no placeholder takes is fatal") {
  const auto text = fill_template("ok\n", {{"spare", ""}}, "t.in");
  REQUIRE_FALSE(text);
  CHECK(text.diagnostics()[0].code == "template-unused");
}

TEST_CASE("lines depend on whether a value is empty") {
  const char* const text = "@if a\none @{a}\n@if b\nboth\n@end\n@else\nnone @{other}\n@end\nlast\n";
  const auto fill = [&](const std::string& a, const std::string& b) {
    const auto filled = fill_template(text, {{"a", a}, {"b", b}, {"other", "x"}}, "t");
    REQUIRE(filled);
    return *filled;
  };
  CHECK(fill("1", "") == "one 1\nlast\n");
  CHECK(fill("1", "2") == "one 1\nboth\nlast\n");
  CHECK(fill("", "2") == "none x\nlast\n");
}

TEST_CASE("conditions out of place are fatal") {
  for (const char* text : {"@if a\n", "@end\n", "@else\n@end\n", "@if b\n@end\n@if a\n@end\n",
                           "@if a\n@else\n@else\n@end\n"}) {
    INFO(text);
    const auto filled = fill_template(text, {{"a", "1"}}, "t.in");
    REQUIRE_FALSE(filled);
    CHECK(filled.diagnostics()[0].code == "template-condition");
  }
}
