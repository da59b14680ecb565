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
