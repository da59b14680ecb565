// However the text arrives, the bytecode is the same.
#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace rexa::vm;
using rexa::vm::test::Bench;
using rexa::vm::test::kTables16;

namespace {

const std::string_view kTexts[] = {
    ": a dup if dup else + endif ; \\ comment\n ( another ) :* b a begin a while + repeat ;\n"
    "var v array w { 1 2 -3 } .\" some text\" 70000l const big big 40000 do i leave loop",
    ": sum do dup leave 5 +loop s\" abc\" ; sum 5 const n array x n $ sum end what ever",
    "begin dup\nif unknown endif",
    ".\" abc",
    "",
};

struct Outcome {
  Status status = Status::kOk;
  std::vector<int> code, data;
  uint32_t line = 0, column = 0;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome outcome(const Bench& bench, Status status) {
  Outcome result;
  result.status = status;
  if (status == Status::kOk) {
    result.code = bench.frame();
    result.data = bench.data_from(0);
  } else {
    result.line = bench.compiler.error().line;
    result.column = bench.compiler.error().column;
  }
  return result;
}

Outcome whole(std::string_view text) {
  Bench bench;
  const Status status = bench.compile(text);
  return outcome(bench, status);
}

}  // namespace

TEST_CASE("every split of a text gives the same bytecode") {
  for (const auto text : kTexts) {
    const Outcome expected = whole(text);
    const auto size = static_cast<uint32_t>(text.size());
    for (uint32_t split = 0; split <= size; ++split) {
      Bench bench;
      bench.compiler.begin_frame();
      bench.compiler.feed(text.data(), split);
      bench.compiler.feed(text.data() + split, size - split);
      REQUIRE(outcome(bench, bench.compiler.finish()) == expected);
    }
    Bench bench;
    bench.compiler.begin_frame();
    for (char c : text) bench.compiler.feed(&c, 1);
    REQUIRE(outcome(bench, bench.compiler.finish()) == expected);
  }
}

TEST_CASE("feeding stops at the end of the frame") {
  Bench bench;
  bench.compiler.begin_frame();
  CHECK(bench.compiler.feed("dup end dup", 11) == Status::kOk);
  CHECK(bench.compiler.ended());
  CHECK(bench.compiler.consumed() == 7);
  CHECK(bench.compiler.finish() == Status::kOk);
}

TEST_CASE("in place, from every offset") {
  for (const auto text : kTexts) {
    const Outcome expected = whole(text);
    const uint32_t base = Bench().base;
    for (uint32_t offset = base; offset < base + 300; ++offset) {
      Bench bench;
      const Status status = bench.compile_in_place(text, offset);
      REQUIRE(outcome(bench, status) == expected);
    }
  }
}

TEST_CASE("in place, bytecode does not overtake the text") {
  // Each of these variables takes four bytes of code for two of text.
  std::string text = "9000 const a";
  for (int i = 0; i < 100; ++i) text += " a";
  const uint32_t base = Bench().base;
  SECTION("the text is moved up while there is room") {
    Bench bench(kTables16, base + 404 + 60);
    CHECK(bench.compile_in_place(text, base) == Status::kOk);
    CHECK(outcome(bench, Status::kOk) == whole(text));
  }
  SECTION("else code memory is full") {
    Bench bench(kTables16, base + 250);
    CHECK(bench.compile_in_place(text, base) == Status::kCodeFull);
    CHECK(bench.compiler.here() == base);
  }
  SECTION("text outside code memory, or below the code") {
    Bench bench(kTables16, base + 250);
    CHECK(bench.compiler.compile_in_place(base - 1, 5) == Status::kTextOutside);
    CHECK(bench.compiler.compile_in_place(base, 251) == Status::kTextOutside);
    CHECK(bench.compiler.compile_in_place(base + 251, 0) == Status::kTextOutside);
    CHECK(bench.compiler.compile_in_place(0xFFFFFFFF, 0xFFFFFFFF) == Status::kTextOutside);
    CHECK(bench.compiler.compile_in_place(base + 250, 0) == Status::kOk);
  }
}
