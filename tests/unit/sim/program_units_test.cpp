#include "sim/program_units.hpp"

#include <catch2/catch.hpp>

namespace rexa {
namespace {

using Units = std::vector<std::string>;
using Structures = std::vector<std::vector<std::size_t>>;

TEST_CASE("words that belong together are one unit", "[units]") {
  CHECK(program_units("1 2 + ( not this ) 3 \\ nor this\n.\" a b\" $ name exec") ==
        Units{"1", "2", "+", "3", ".\" a b\"", "$ name", "exec"});
  CHECK(program_units("var x 10 const ten array a 4 array b { 1 2 } : w ;") ==
        Units{"var x", "10 const ten", "array a 4", "array b { 1 2 }", ": w", ";"});
  CHECK(program_units("1 end 2") == Units{"1"});
  CHECK(program_units("s\" unfinished") == Units{"s\" unfinished"});
  CHECK(program_units("array b { 1") == Units{"array b { 1"});
}

TEST_CASE("structures and the marks that make them", "[units]") {
  CHECK(program_structures(program_units("if 1 else 2 endif")) == Structures{{0, 2, 4}});
  CHECK(program_structures(program_units("2 0 do i loop")) == Structures{{2, 4}});
  CHECK(program_structures(program_units(": w begin 1 while 2 repeat ;")) == Structures{{1, 3, 5}, {0, 6}});
  // A loop that `while` alone closes, inside another one.
  CHECK(program_structures(program_units("begin begin 1 while 1 until")) == Structures{{1, 3}, {0, 5}});
  CHECK(program_structures(program_units("if begin 0 while endif")) == Structures{{1, 3}, {0, 4}});
  // What does not fit together is left alone.
  CHECK(program_structures(program_units("endif loop ; if")).empty());
}

}  // namespace
}  // namespace rexa
