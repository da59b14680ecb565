// Every status that program text can bring about, with its place.
#include <catch2/catch.hpp>

#include "bench.hpp"

using namespace rexa::vm;
using rexa::vm::test::Bench;
using rexa::vm::test::kTables16;

namespace {

struct Case {
  const char* text;
  Status status;
  uint32_t line, column;
};

std::string repeated(const char* word, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += word;
  return text;
}

}  // namespace

TEST_CASE("errors have a status and a place") {
  const std::string name_of_32(32, 'n');
  const std::string name_of_31(31, 'n');
  const std::string long_name = ": " + name_of_32 + " ;";
  const std::string token_of_72(72, 'n');
  const std::string number_of_80(80, '1');
  const Case cases[] = {
      {"dup\n  dupp", Status::kUnknownWord, 2, 3},
      {"1 vecadd", Status::kAbsentWord, 1, 3},
      {"$xyz", Status::kBadNumber, 1, 1},
      {"%12", Status::kBadNumber, 1, 1},
      {"0b", Status::kBadNumber, 1, 1},
      {"0xl", Status::kBadNumber, 1, 1},
      {"12a", Status::kUnknownWord, 1, 1},
      {"4294967296", Status::kNumberRange, 1, 1},
      {"4294967296l", Status::kNumberRange, 1, 1},
      {"99999999999999999999999999", Status::kNumberRange, 1, 1},
      {"300 add8", Status::kNumberRange, 1, 5},
      {"dup add8", Status::kOperandMissing, 1, 5},
      {long_name.c_str(), Status::kNameTooLong, 1, 3},
      {token_of_72.c_str(), Status::kNameTooLong, 1, 1},
      {number_of_80.c_str(), Status::kNumberRange, 1, 1},
      {"array a -1", Status::kBadLength, 1, 9},
      {": if ;", Status::kReservedName, 1, 3},
      {": 12 ;", Status::kReservedName, 1, 3},
      {"var $f", Status::kReservedName, 1, 5},
      {"dup :", Status::kMissingName, 1, 5},
      {"var", Status::kMissingName, 1, 1},
      {"2var ( x )", Status::kMissingName, 1, 1},
      {"array", Status::kMissingName, 1, 1},
      {"$", Status::kMissingName, 1, 1},
      {"import", Status::kMissingName, 1, 1},
      {"5 const", Status::kMissingName, 1, 3},
      {"array a", Status::kMissingLength, 1, 1},
      {"array a b", Status::kBadNumber, 1, 9},
      {"array a 5l", Status::kBadNumber, 1, 9},
      {"array a { 1 x }", Status::kBadNumber, 1, 13},
      {"array a { 1", Status::kUnfinished, 1, 1},
      {"dup if\ndup", Status::kUnfinished, 1, 5},
      {"if\ndup else", Status::kUnfinished, 1, 1},
      {"begin dup", Status::kUnfinished, 1, 1},
      {"do dup", Status::kUnfinished, 1, 1},
      {": a dup", Status::kUnfinished, 1, 1},
      {": a\n if ;", Status::kUnfinished, 2, 2},
      {"if begin endif", Status::kUnfinished, 1, 4},
      {"do if loop", Status::kUnfinished, 1, 4},
      {"dup .\" abc", Status::kUnfinished, 1, 5},
      {"dup s\"", Status::kUnfinished, 1, 5},
      {"dup ( abc", Status::kUnfinished, 1, 5},
      {"var ( abc", Status::kUnfinished, 1, 5},
      {"dup endif", Status::kStray, 1, 5},
      {"dup then", Status::kStray, 1, 5},
      {"else", Status::kStray, 1, 1},
      {"if else else endif", Status::kStray, 1, 9},
      {"until", Status::kStray, 1, 1},
      {"again", Status::kStray, 1, 1},
      {"while", Status::kStray, 1, 1},
      {"repeat", Status::kStray, 1, 1},
      {"begin repeat", Status::kStray, 1, 7},
      {"begin dup while dup while", Status::kStray, 1, 21},
      {"loop", Status::kStray, 1, 1},
      {"+loop", Status::kStray, 1, 1},
      {"leave", Status::kStray, 1, 1},
      {"do : a leave ; loop", Status::kStray, 1, 8},
      {"if : a endif ;", Status::kStray, 1, 8},
      {";", Status::kStray, 1, 1},
      {": a : b ; ;", Status::kNestedDefinition, 1, 5},
      {"const x", Status::kConstWithoutNumber, 1, 1},
      {"dup const x", Status::kConstWithoutNumber, 1, 5},
      {"5 begin const x again", Status::kConstWithoutNumber, 1, 9},
      {"if 5 endif const x", Status::kConstWithoutNumber, 1, 12},
      {"import nothing", Status::kNotExported, 1, 8},
      {"import dup", Status::kNotExported, 1, 8},
      {"$ dup", Status::kNoToken, 1, 3},
      {"var x $ x", Status::kNoToken, 1, 9},
      {"$ nothing", Status::kUnknownWord, 1, 3},
      {"twice#", Status::kUnknownWord, 1, 1},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    Bench bench;
    REQUIRE(bench.booted == Status::kOk);
    CHECK(bench.compile(c.text) == c.status);
    CHECK(bench.compiler.error().line == c.line);
    CHECK(bench.compiler.error().column == c.column);
    CHECK(bench.compiler.here() == bench.base);
    CHECK(bench.compiler.data_here() == 0);
    // The same error again, until a new frame is begun.
    CHECK(bench.compiler.feed("dup ", 4) == c.status);
    CHECK(bench.compiler.finish() == c.status);
    CHECK(bench.compile("dup") == Status::kOk);
  }
  Bench bench;
  CHECK(bench.compile(": " + name_of_31 + " ;") == Status::kOk);
}

TEST_CASE("branches have a reach") {
  CHECK(Bench().compile("if " + repeated("dup ", 1021) + "endif") == Status::kOk);
  CHECK(Bench().compile("if " + repeated("dup ", 1022) + "endif") == Status::kBranchOutOfReach);
  CHECK(Bench().compile("begin " + repeated("dup ", 1024) + "until") == Status::kOk);
  CHECK(Bench().compile("begin " + repeated("dup ", 1025) + "until") == Status::kBranchOutOfReach);
  CHECK(Bench().compile("do leave " + repeated("dup ", 1020) + "leave loop") == Status::kBranchOutOfReach);
  CHECK(Bench().compile("do leave " + repeated("dup ", 1030) + "leave loop") == Status::kBranchOutOfReach);
}

TEST_CASE("memories fill up") {
  const uint32_t base = Bench().base;
  SECTION("an instruction starts four bytes before the end at the latest") {
    Bench bench(kTables16, base + 8);
    CHECK(bench.compile("+ + + +") == Status::kOk);  // the halt at base + 4
    CHECK(bench.compile("+ + + + +") == Status::kCodeFull);
    CHECK(bench.compiler.error().token == std::string("+"));
  }
  SECTION("data") {
    CHECK(Bench(kTables16, 4096, 4).compile("var a var b") == Status::kOk);
    CHECK(Bench(kTables16, 4096, 4).compile("var a var b var c") == Status::kDataFull);
    CHECK(Bench(kTables16, 4096, 5).compile(".\" abc\"") == Status::kDataFull);
    CHECK(Bench(kTables16, 4096, 5).compile("array a { 1 2 }") == Status::kDataFull);
    CHECK(Bench(kTables16, 4096, 8).compile("array a 3") == Status::kOk);
    CHECK(Bench(kTables16, 4096, 8).compile("array a 4") == Status::kDataFull);
  }
  SECTION("dictionary") {
    const Bench roomy;
    const Dictionary& dictionary = roomy.compiler.dictionary();
    const uint32_t library = dictionary.top() - dictionary.bottom() + 4;  // a small one has a table of 4 bytes
    CHECK(Bench(kTables16, 4096, 64, library + 17).compile(": a ;") == Status::kOk);
    CHECK(Bench(kTables16, 4096, 64, library + 16).compile(": a ;") == Status::kDictionaryFull);
    CHECK(Bench(kTables16, 4096, 64, library + 19).compile("if if endif endif") == Status::kDictionaryFull);
    CHECK(Bench(kTables16, 4096, 64, library + 20).compile("if if endif endif") == Status::kOk);
  }
  SECTION("no room for the library") {
    CHECK(Bench(kTables16, 8).booted == Status::kCodeFull);
    CHECK(Bench(kTables16, 0, 0, 0).booted == Status::kDictionaryFull);
    Bench bench(kTables16, 8);
    CHECK(bench.compiler.begin_frame() == Status::kNoFrame);
    CHECK(bench.compiler.feed("dup", 3) == Status::kNoFrame);
    CHECK(bench.compiler.finish() == Status::kNoFrame);
  }
}

TEST_CASE("a build without an instruction says so") {
  Tables lacking = kTables16;
  lacking.roles[static_cast<int>(Role::kDo)] = -1;
  Bench bench(lacking);
  CHECK(bench.compile("do loop") == Status::kMissingInstruction);
  CHECK(bench.compiler.error().detail == static_cast<int>(Role::kDo));
  lacking.roles[static_cast<int>(Role::kLiteralShort)] = -1;
  lacking.roles[static_cast<int>(Role::kLiteralLong)] = -1;
  CHECK(Bench(lacking).booted == Status::kBadTables);
}

TEST_CASE("every status has a text") {
  for (int i = 0; i <= static_cast<int>(Status::kNoFrame); ++i) {
    CHECK(std::string(status_text(static_cast<Status>(i))) != "unknown status");
  }
}
