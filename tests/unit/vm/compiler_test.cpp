#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace rexa::vm;
using rexa::vm::test::Bench;
using rexa::vm::test::kTables16;
using rexa::vm::test::kTables32;
using Bytes = std::vector<int>;

namespace {

// What a text compiles to, without the halt.
Bytes compiled(const char* text, const Tables& tables = kTables16) {
  Bench bench(tables);
  REQUIRE(bench.booted == Status::kOk);
  INFO(text);
  REQUIRE(bench.compile(text) == Status::kOk);
  Bytes code = bench.frame();
  REQUIRE(code.back() == 0x82);
  code.pop_back();
  return code;
}

}  // namespace

TEST_CASE("numbers take the shortest literal") {
  CHECK(compiled("5") == Bytes{0x00, 0x05});
  CHECK(compiled("-1") == Bytes{0x3F, 0xFF});
  CHECK(compiled("8191 -8192") == Bytes{0x1F, 0xFF, 0x20, 0x00});
  CHECK(compiled("8192") == Bytes{0x40, 0x00, 0x20, 0x00});
  CHECK(compiled("$1f 0x1F %101 0b101 -$7") ==
        Bytes{0x00, 0x1F, 0x00, 0x1F, 0x00, 0x05, 0x00, 0x05, 0x3F, 0xF9});
  SECTION("singles wrap to the cell") {
    CHECK(compiled("40000") == compiled("-25536"));
    CHECK(compiled("70000") == compiled("4464"));
  }
  SECTION("32-bit cells shift the last byte in") {
    CHECK(compiled("536870911", kTables32) == Bytes{0x5F, 0xFF, 0xFF, 0xFF});
    CHECK(compiled("$12345678", kTables32) == Bytes{0x52, 0x34, 0x56, 0x78});
    CHECK(compiled("$7fffffff", kTables32) == Bytes{0x40, 0x7F, 0xFF, 0xFF, 0xD6, 0xFF});
    CHECK(compiled("4294967295", kTables32) == compiled("-1", kTables32));
  }
  SECTION("doubles extend a cell, or are two cells, low first") {
    CHECK(compiled("-7l") == Bytes{0x3F, 0xF9, 0xD7, 0x0D});
    CHECK(compiled("70000l") == Bytes{0x11, 0x70, 0x00, 0x01});
    CHECK(compiled("40000l") == Bytes{0x7F, 0xFF, 0x9C, 0x40, 0x00, 0x00});
  }
}

TEST_CASE("control structures branch where they should") {
  CHECK(compiled("if dup endif") == Bytes{0xD8, 0x03, 0x83});
  CHECK(compiled("if dup else + then") == Bytes{0xD8, 0x05, 0x83, 0xE8, 0x03, 0x8E});
  CHECK(compiled("begin dup until") == Bytes{0x83, 0xDF, 0xFF});
  CHECK(compiled("begin dup again") == Bytes{0x83, 0xEF, 0xFF});
  CHECK(compiled("begin dup while") == Bytes{0x83, 0xE7, 0xFF});
  CHECK(compiled("begin dup while + repeat") == Bytes{0x83, 0xD8, 0x05, 0x8E, 0xEF, 0xFC});
  SECTION("a while without repeat inside an if is a loop of its own") {
    CHECK(compiled("if begin dup while + endif") == Bytes{0xD8, 0x06, 0x83, 0xE7, 0xFF, 0x8E});
  }
  SECTION("while .. repeat nest") {
    CHECK(compiled("begin begin dup while + repeat while dup repeat") ==
          Bytes{0x83, 0xD8, 0x05, 0x8E, 0xEF, 0xFC, 0xD8, 0x05, 0x83, 0xEF, 0xF7});
  }
  SECTION("counted loops") {
    CHECK(compiled("do dup loop") == Bytes{0xB2, 0x83, 0xFF, 0xFF});
    CHECK(compiled("do dup +loop") == Bytes{0xB2, 0x83, 0xD7, 0x07, 0xE7, 0xFD});
    CHECK(compiled("do leave dup leave loop") ==
          Bytes{0xB2, 0xB5, 0xE8, 0x08, 0x83, 0xB5, 0xE8, 0x04, 0xFF, 0xF9});
    CHECK(compiled("do if leave endif loop") == Bytes{0xB2, 0xD8, 0x05, 0xB5, 0xE8, 0x04, 0xFF, 0xFB});
  }
}

TEST_CASE("definitions are skipped by one jump") {
  Bench bench;
  REQUIRE(bench.compile(": a dup ; : b a a ; b") == Status::kOk);
  const int base = static_cast<int>(bench.base);
  // farbranch over both, dup return, call a, call a, return, call b, halt
  CHECK(bench.frame() == Bytes{0xD4, 0, base + 10, 0x83, 0x81, 0xF7, 0xFE, 0xF7, 0xFC, 0x81, 0xF7, 0xFB, 0x82});
  SECTION("not across a place that is jumped to") {
    CHECK(compiled(": a ; begin : b ; until").size() == 3 + 1 + 3 + 1 + 2);
  }
  SECTION("a word is visible in its own body, and `$` pushes its address") {
    REQUIRE(bench.compile(": a a ; $ a") == Status::kOk);
    const int a = static_cast<int>(bench.compiler.entry()) + 3;
    CHECK(bench.frame() == Bytes{0xD4, 0, a + 3, 0xF0, 0x00, 0x81, 0, a, 0x82});
  }
  SECTION("a word may redefine an instruction") {
    REQUIRE(bench.compile(": dup + ; dup") == Status::kOk);
    CHECK(bench.frame().size() == 3 + 2 + 2 + 1);
  }
}

TEST_CASE("a call out of reach is a far call") {
  std::string text = ": a ;";
  for (int i = 0; i < 1100; ++i) text += " +";
  Bench bench;
  REQUIRE(bench.compile(text + " a") == Status::kOk);
  Bytes code = bench.frame();
  CHECK(code[code.size() - 4] == 0xD5);
}

TEST_CASE("constants are taken back out of the code") {
  CHECK(compiled("5 const five five five") == compiled("5 5"));
  CHECK(compiled("-7l const x x") == compiled("-7l"));
  CHECK(compiled("70000l const x x") == compiled("70000l"));
  CHECK(compiled("5 const a a const b b") == compiled("5"));
  CHECK(compiled("5 add8") == Bytes{0xC0, 0x05});
}

TEST_CASE("variables and arrays live in data memory") {
  Bench bench;
  REQUIRE(bench.compile("var a 2var b array c 3 array d { 1 -2 $ff } var e  a b c d e") == Status::kOk);
  CHECK(bench.frame() == Bytes{0, 0, 0, 2, 0, 8, 0, 16, 0, 22, 0x82});
  CHECK(bench.data_from(0) ==
        Bytes{0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 3, 0, 1, 0, 0xFE, 0xFF, 0xFF, 0, 0, 0});
  SECTION("a constant may give the length") {
    Bench other;
    REQUIRE(other.compile("3 const n array c n array d { n }") == Status::kOk);
    CHECK(other.data_from(0) == Bytes{3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 3, 0});
  }
}

TEST_CASE("strings are counted in data memory") {
  Bench bench;
  REQUIRE(bench.compile(".\" abc\" s\" \"") == Status::kOk);
  CHECK(bench.data_from(0) == Bytes{3, 0, 'a', 'b', 'c', 0, 0, 0});
  CHECK(bench.frame().size() == 2 + 2 + 2 + 2 + 1);
  SECTION("whatever the program calls its own words") {
    Bench other;
    REQUIRE(other.compile(": .\"# ; .\" abc\"") == Status::kOk);
  }
}

TEST_CASE("comments, and the end") {
  CHECK(compiled("( dup ) 5 \\ dup\n( a\nb ) dup \\\n") == Bytes{0, 5, 0x83});
  CHECK(compiled(": ( name ) a ; a").size() == 6);
  CHECK(compiled("5 end garbage \" ( if") == compiled("5"));
}

TEST_CASE("a word of the machine can get another meaning, until its frame is gone") {
  const auto last_two = [](Bench& bench, const char* text) {
    REQUIRE(bench.compile(text) == Status::kOk);
    const Bytes code = bench.frame();
    return Bytes(code.end() - 3, code.end() - 1);
  };
  Bench bench;
  const Bytes plain = last_two(bench, "dup +   ");
  CHECK(last_two(bench, "7 const dup dup   ") == Bytes{0, 7});
  // The others keep theirs, directives too.
  CHECK(last_two(bench, "7 const dup : a + ; if endif dup + +   ") == Bytes(2, plain[1]));
  CHECK(bench.compile("7 const if") == Status::kReservedName);
  CHECK(last_two(bench, "dup +   ") == plain);
  REQUIRE(bench.compile(":* dup + ;   ") == Status::kOk);
  CHECK(last_two(bench, "dup +   ") != plain);
}

TEST_CASE("names that begin alike, and with other characters than ASCII's") {
  // The fourth character may have the bit that tells the folds of longer names.
  const std::string names[] = {"abc",   "abcd",      "abcde",    "abcdabcd", "abc\xe4", "\xe4",
                               "\xe4\xe4", "abcd\xe4", "abcdefgh", "abcdefg",  "bcd",     "d"};
  std::string text;
  int number = 0;
  for (const std::string& name : names) text += std::to_string(++number) + " const " + name + "\n";
  number = 0;
  for (const std::string& name : names) {
    INFO(name);
    CHECK(compiled((text + name + "   ").c_str()) == Bytes{0, ++number});
    Bench bench;
    CHECK(bench.compile("1 " + name + "   ") == Status::kUnknownWord);
  }
}

TEST_CASE("exported words outlive their frame") {
  Bench bench;
  REQUIRE(bench.compile(": local dup ; :* shared local ;") == Status::kOk);
  CHECK(bench.compile("import shared shared") == Status::kOk);
  CHECK(bench.compile("local") == Status::kUnknownWord);
  CHECK(bench.compile("import local") == Status::kNotExported);
  CHECK(bench.compile("import four four") == Status::kOk);
}

TEST_CASE("an error leaves everything as it was before the frame") {
  Bench bench;
  REQUIRE(bench.compile(":* shared dup ; var x array y { 1 2 }") == Status::kOk);
  const auto here = bench.compiler.here();
  const auto data_here = bench.compiler.data_here();
  const auto top = bench.compiler.dictionary().top();
  CHECK(bench.compile(":* other ; array z { 1 2 3 } .\" abc\" if") == Status::kUnfinished);
  CHECK(bench.compiler.here() == here);
  CHECK(bench.compiler.data_here() == data_here);
  CHECK(bench.compiler.dictionary().top() <= top);
  for (uint32_t i = data_here; i < 512; ++i) REQUIRE(bench.data[i] == 0);
  CHECK(bench.compile("other") == Status::kUnknownWord);
  CHECK(bench.compile("shared") == Status::kOk);
}

TEST_CASE("a frame can be taken back") {
  Bench bench;
  REQUIRE(bench.compile(":* shared dup ; var x") == Status::kOk);
  bench.compiler.discard_frame();
  CHECK(bench.compiler.here() == bench.base);
  CHECK(bench.compiler.data_here() == 0);
  CHECK(bench.compile("shared") == Status::kUnknownWord);
}
