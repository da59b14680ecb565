// Every instruction of the spec, at both cell widths: lowers, verifies, and survives print and parse.
#include "isa/ir.hpp"

#include <catch2/catch.hpp>

#include "isa/semantics.hpp"
#include "spec_sources.hpp"

using namespace rexa;

namespace {

void require_equal(const InstructionIr& a, const InstructionIr& b) {
  CHECK(a.name == b.name);
  CHECK(a.values == b.values);
  for (int i = 0; i < kStackCount; ++i) {
    CHECK(a.inputs[i] == b.inputs[i]);
    CHECK(a.max_outputs[i] == b.max_outputs[i]);
  }
  REQUIRE(a.blocks.size() == b.blocks.size());
  for (std::size_t i = 0; i < a.blocks.size(); ++i) {
    const Block &x = a.blocks[i], &y = b.blocks[i];
    CHECK((x.condition == y.condition && x.then_block == y.then_block && x.else_block == y.else_block));
    CHECK(x.path == y.path);
    REQUIRE(x.actions.size() == y.actions.size());
    for (std::size_t k = 0; k < x.actions.size(); ++k) {
      const Action &s = x.actions[k], &t = y.actions[k];
      CHECK((s.kind == t.kind && s.value == t.value && s.address == t.address && s.condition == t.condition &&
             s.trap == t.trap && s.bytes == t.bytes));
    }
  }
  REQUIRE(a.paths.size() == b.paths.size());
  for (std::size_t i = 0; i < a.paths.size(); ++i) {
    for (int s = 0; s < kStackCount; ++s) CHECK(a.paths[i].outputs[s] == b.paths[i].outputs[s]);
    CHECK((a.paths[i].jump == b.paths[i].jump && a.paths[i].halt == b.paths[i].halt));
    CHECK(a.paths[i].reschedule == b.paths[i].reschedule);
    CHECK(std::equal(std::begin(a.paths[i].depth), std::end(a.paths[i].depth), std::begin(b.paths[i].depth)));
    REQUIRE(a.paths[i].registers.size() == b.paths[i].registers.size());
    for (std::size_t k = 0; k < a.paths[i].registers.size(); ++k) {
      const Leaf::RegisterWrite &s = a.paths[i].registers[k], &t = b.paths[i].registers[k];
      CHECK((s.index == t.index && s.value == t.value));
    }
  }
}

const char* kMin =
    "instruction min\n"
    "takes data 2 return 0 loop 0\n"
    "leaves data 1 return 0 loop 0\n"
    "v0: s16 = input data 1\n"
    "v1: s16 = input data 0\n"
    "v2: u1 = lt v0 v1\n"
    "v3: s16 = select v2 v0 v1\n"
    "block b0\n"
    "  leave p0\n"
    "path p0\n"
    "  data v3\n"
    "end\n";

std::string first_message(const std::string& text) {
  const Result<InstructionIr> result = parse_ir(text, "x.ir");
  return result.diagnostics().empty() ? "" : format(result.diagnostics()[0]);
}

Diagnostics faults(std::string text, const std::string& from, const std::string& to) {
  text.replace(text.find(from), from.size(), to);
  const Result<InstructionIr> ir = parse_ir(text);
  REQUIRE(ir);
  return verify_ir(*ir);
}

}  // namespace

TEST_CASE("every instruction survives print and parse", "[ir]") {
  const auto sources = test::spec_sources();
  const int cell_bits = GENERATE(16, 32);
  const int data_bytes = GENERATE(64, 4096, 65536);
  for (std::size_t i = 0; i < sources.instructions.size(); ++i) {
    if (sources.sets[i] == "task") continue;
    const InstructionSource& source = sources.instructions[i];
    INFO(source.name << " at " << cell_bits << " bits");
    const auto ir = lower_semantics(source, test::parameters(cell_bits, data_bytes), sources.traps);
    INFO(format(ir.diagnostics()));
    REQUIRE(ir);
    CHECK(format(verify_ir(*ir)) == "");
    const std::string text = print_ir(*ir);
    INFO(text);
    const auto again = parse_ir(text);
    INFO(format(again.diagnostics()));
    REQUIRE(again);
    CHECK(print_ir(*again) == text);
    require_equal(*ir, *again);
  }
}

TEST_CASE("every operation of a machine with tasks survives print and parse", "[ir]") {
  const std::string config = GENERATE("task4", "task_wide");
  const auto machine = load_machine(REXA_SOURCE_DIR "/tests/data/" + config + ".json", {});
  INFO(format(machine.diagnostics()));
  REQUIRE(machine);
  for (int op = 0; op < machine->operation_count(); ++op) {
    const InstructionIr& ir = machine->operation(op).ir;
    INFO(print_ir(ir));
    CHECK(format(verify_ir(ir)) == "");
    const auto again = parse_ir(print_ir(ir));
    INFO(format(again.diagnostics()));
    REQUIRE(again);
    require_equal(ir, *again);
  }
}

TEST_CASE("the textual form is what the reference says", "[ir]") {
  const auto sources = test::spec_sources();
  for (const InstructionSource& source : sources.instructions) {
    if (source.name != "min") continue;
    const auto ir = lower_semantics(source, test::parameters(16), sources.traps);
    REQUIRE(ir);
    CHECK(print_ir(*ir) == kMin);
  }
}

TEST_CASE("a malformed text is refused with its place", "[ir]") {
  CHECK_THAT(first_message("instruction a\nv1: s16 = pc\nend\n"), Catch::Contains("x.ir:2"));
  CHECK_THAT(first_message("instruction a\nv0: s16 = wibble\nend\n"),
             Catch::Contains("unknown operation 'wibble'"));
  CHECK_THAT(first_message("instruction a\nblock b0\n  leave q0\nend\n"),
             Catch::Contains("expected p and a number"));
  CHECK_THAT(first_message("instruction a\nfrob\nend\n"), Catch::Contains("unknown line 'frob'"));
  CHECK_THAT(first_message("instruction a\n"), Catch::Contains("missing 'end'"));
  CHECK_THAT(first_message("instruction a\nblock b0\n  leave p3\nend\n"), Catch::Contains("not defined"));
  CHECK_THAT(first_message("instruction a\nv0: = \nv1: s16 = add v0\nend\n"),
             Catch::Contains("expected a type"));
}

TEST_CASE("verify finds what passes may not meet", "[ir]") {
  CHECK(faults(kMin, "v0: s16", "v0: s16").empty());
  CHECK(!faults(kMin, "lt v0 v1", "lt v0 v2").empty());            // not preceding
  CHECK(!faults(kMin, "v0: s16", "v0: u16").empty());              // types
  CHECK(!faults(kMin, "takes data 2", "takes data 1").empty());    // input not taken
  CHECK(!faults(kMin, "leaves data 1", "leaves data 0").empty());  // more left than declared
  CHECK(!faults(kMin, "data v3", "data v2").empty());              // not a cell
  CHECK(!faults(kMin, "leave p0", "branch v2 b0 b0\n").empty());   // not a tree
  CHECK(!faults(kMin, "  leave p0", "  store 2 v1 v0\n  trap_if v2 9\n  leave p0").empty());
  CHECK(!faults(kMin, "v3: s16 = select v2 v0 v1", "v3: s16 = port_read v2").empty());  // never read
}
