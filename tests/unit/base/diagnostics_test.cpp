// The text of diagnostics; suggestions.
#include "base/diagnostics.hpp"

#include <catch2/catch.hpp>

using namespace rexa;

TEST_CASE("a diagnostic shows place, excerpt, caret and hint") {
  const Diagnostic d = error("bad-thing", "no", {"f.json", 3, 4, "/x", "\tab c"}, "yes");
  CHECK(format(d) == "f.json:3:4: error: no [bad-thing]\n  at /x\n  | \tab c\n  | \t  ^\n  hint: yes\n");
  CHECK(format(error("c", "m")) == "error: m [c]\n");
}

TEST_CASE("long lines are cut around the caret") {
  const std::string line(300, 'x');
  const std::string text = format(error("c", "m", {"f", 1, 200, "", line}));
  CHECK(text.find("| ..." + std::string(100, 'x') + "...\n") != std::string::npos);
  CHECK(text.find("  |    " + std::string(50, ' ') + "^\n") != std::string::npos);
}

TEST_CASE("suggestions") {
  CHECK(did_you_mean("fromat", {"format", "opcode"}) == "did you mean 'format'?");
  CHECK(closest("cor", {"core", "loop"}) == "core");
  CHECK(closest("x", {"y"}) == "");
  CHECK(closest("entirely", {"different"}) == "");
}

TEST_CASE("severity decides") {
  Diagnostic d;
  d.severity = Severity::kWarning;
  CHECK_FALSE(has_errors({d}));
  d.severity = Severity::kError;
  CHECK(has_errors({d}));
}
