// A fused sequence does what its parts do one after another, trap for trap. Both sides are run by a small
// machine around the IR evaluation.
#include "isa/sequence.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <random>

#include "base/files.hpp"
#include "isa/encoding.hpp"
#include "isa/evaluate.hpp"
#include "isa/lower_instruction.hpp"

using namespace rexa;

namespace {

constexpr int kDataBytes = 64;

struct SmallMachine : MachineView {
  std::vector<std::uint64_t> stacks[kStackCount];
  std::array<std::uint8_t, kDataBytes> data{};

  std::uint64_t input(StackId stack, int depth) override {
    const auto& cells = stacks[static_cast<int>(stack)];
    return cells[cells.size() - 1 - static_cast<std::size_t>(depth)];
  }
  std::uint64_t immediate() override { return 0; }
  std::uint64_t pc() override { return 0; }
  std::uint64_t next_pc() override { return 0; }
  std::uint64_t target() override { return 0; }
  std::uint64_t depth(StackId) override { return 0; }
  std::uint64_t peek(StackId, std::uint64_t) override { return 0; }
  std::uint64_t load(std::uint64_t address, int bytes) override {
    std::uint64_t bits = 0;
    for (int i = bytes - 1; i >= 0; --i) bits = bits << 8 | data[address + static_cast<std::uint64_t>(i)];
    return bits;
  }
  std::uint64_t port_read(std::uint64_t) override { return 0; }

  // The trap code, 0 for none. After a trap the machine is as before.
  int execute(const InstructionIr& ir) {
    Evaluation evaluation(ir, *this);
    int at = 0;
    while (true) {
      const Block& block = ir.blocks[static_cast<std::size_t>(at)];
      for (const Action& action : block.actions) {
        if (action.kind == ActionKind::kRead) evaluation.value(action.value);
        if (action.kind == ActionKind::kTrapIf && evaluation.value(action.condition) != 0) return action.trap;
        if (action.kind == ActionKind::kStore) {
          for (int i = 0; i < action.bytes; ++i) {
            data[evaluation.bits(action.address) + static_cast<std::uint64_t>(i)] =
                static_cast<std::uint8_t>(evaluation.bits(action.value) >> (8 * i));
          }
        }
      }
      if (block.condition == kNone) {
        leave(ir, ir.paths[static_cast<std::size_t>(block.path)], evaluation);
        return 0;
      }
      at = evaluation.value(block.condition) != 0 ? block.then_block : block.else_block;
    }
  }

  void leave(const InstructionIr& ir, const Leaf& leaf, Evaluation& evaluation) {
    std::vector<std::uint64_t> outputs[kStackCount];
    for (int stack = 0; stack < kStackCount; ++stack) {
      for (ValueId id : leaf.outputs[stack]) outputs[stack].push_back(evaluation.bits(id));
    }
    for (int stack = 0; stack < kStackCount; ++stack) {
      stacks[stack].resize(stacks[stack].size() - static_cast<std::size_t>(ir.inputs[stack]));
      stacks[stack].insert(stacks[stack].end(), outputs[stack].begin(), outputs[stack].end());
    }
  }
};

Spec installed_spec() {
  auto document = JsonDocument::load(std::string(REXA_SOURCE_DIR) + "/isa/rexa.json");
  REQUIRE(document);
  Spec spec;
  REQUIRE(read_spec(std::make_shared<const JsonDocument>(std::move(*document)), spec).empty());
  REQUIRE(assign_opcodes(spec).empty());
  return spec;
}

Result<InstructionIr> fuse(Spec spec, const std::string& sequence, const Parameters& parameters) {
  const std::string text =
      R"({"name": "t", "doc": "Test.", "instructions": [{"word": "t", "name": "t", "doc": "Test.",
      "sequence": ")" +
      sequence + "\"}]}";
  auto document = JsonDocument::parse("t.json", text);
  REQUIRE(document);
  REQUIRE(read_extension(std::make_shared<const JsonDocument>(std::move(*document)), spec).empty());
  return lower_instruction(spec, spec.instructions.back(), parameters);
}

}  // namespace

TEST_CASE("fused sequences equal their parts") {
  const Spec spec = installed_spec();
  const unsigned seed = 20240607;
  INFO("seed " << seed);
  std::mt19937 random(seed);
  for (const int cell_bits : {16, 32}) {
    Parameters parameters;
    parameters.cell_bits = cell_bits;
    parameters.data_bytes = kDataBytes;
    for (const char* sequence :
         {"over +", "dup *", "?dup", "swap ?dup", "?dup drop", "?dup swap ?dup + 1 -", "dup 1 cell+ swap @",
          "/ swap mod", "2over 2+ 2swap", "over @ + swap !", ">r >r 2dup r> r>", "i + >f",
          "= 0= swap 0x7fff and", "2dup < swap -300 max", "c@ swap c@ *", "u< 2ext 2minus"}) {
      INFO(cell_bits << " bits: " << sequence);
      const auto fused = fuse(spec, sequence, parameters);
      INFO(format(fused.diagnostics()));
      REQUIRE(fused);
      CHECK(format(verify_ir(*fused)) == "");
      std::vector<InstructionIr> parts;
      std::vector<std::optional<std::int64_t>> literals;
      for (const SequenceToken& token : split_sequence(sequence)) {
        literals.push_back(literal_value(token.text));
        parts.emplace_back();
        if (literals.back()) continue;
        auto part = lower_instruction(spec, *spec.instruction(token.text), parameters);
        REQUIRE(part);
        parts.back() = *part;
      }
      for (int round = 0; round < 200; ++round) {
        SmallMachine whole;
        const std::uint64_t mask = (1ULL << cell_bits) - 1;
        for (auto& stack : whole.stacks) {
          for (int i = 0; i < 10; ++i) {
            const std::uint64_t small = random() % (kDataBytes + 4);
            stack.push_back(random() % 3 == 0 ? random() & mask : small & (random() % 2 == 0 ? ~3ULL : ~0ULL));
          }
        }
        for (auto& byte : whole.data) byte = static_cast<std::uint8_t>(random());
        SmallMachine stepwise = whole;
        const SmallMachine before = whole;
        int trap = 0;
        for (std::size_t i = 0; i < parts.size() && trap == 0; ++i) {
          if (literals[i]) {
            stepwise.stacks[0].push_back(static_cast<std::uint64_t>(*literals[i]) & mask);
          } else {
            trap = stepwise.execute(parts[i]);
          }
        }
        if (trap != 0) stepwise = before;
        REQUIRE(whole.execute(*fused) == trap);
        for (int stack = 0; stack < kStackCount; ++stack)
          REQUIRE(whole.stacks[stack] == stepwise.stacks[stack]);
        REQUIRE(whole.data == stepwise.data);
      }
    }
  }
}

TEST_CASE("what cannot be fused is refused") {
  const Spec spec = installed_spec();
  for (const char* sequence :
       {"", "dup return", "2 pick", "depth", "! @", "! ! !", "nosuchword", "halt", "lit", "2! 2!"}) {
    INFO(sequence);
    CHECK_FALSE(fuse(spec, sequence, Parameters{}));
  }
}
