#include "sim/program.hpp"

#include <catch2/catch.hpp>

#include "gen/disassembler.hpp"
#include "gen/tables.hpp"
#include "vm/compiler.hpp"

using namespace rexa;

namespace {

Machine machine(const std::string& configuration) {
  auto loaded = load_machine(std::string(REXA_SOURCE_DIR) + "/configs/" + configuration + ".json", {});
  REQUIRE(loaded);
  return *loaded;
}

constexpr const char* kText =
    ": square dup * ;\nvar total\n10 const ten\nten begin dup square total @ + total ! 1- dup while\n"
    "array list { 1 2 3 } .\" sum \" total @ .\nend\n";

}  // namespace

TEST_CASE("a program has code, data, lines and symbols") {
  const auto program = compile_program(machine("default"), "sum.rexa", kText);
  REQUIRE(program);
  CHECK(program->entry < program->code.size());
  REQUIRE(!program->lines.empty());
  CHECK(program->lines.front().pc == program->entry);
  for (std::size_t i = 1; i < program->lines.size(); ++i) {
    REQUIRE(program->lines[i - 1].pc < program->lines[i].pc);
  }
  CHECK(program->lines.back().line == 6);
  bool found = false;
  for (const auto& symbol : program->symbols) found = found || symbol.name == "square";
  CHECK(found);
}

TEST_CASE("lines tell where each instruction comes from") {
  const Machine built = machine("default");
  const auto program = compile_program(built, "t.rexa", "1 const one\n dup one\n  +");
  REQUIRE(program);
  REQUIRE(program->lines.size() == 4);
  CHECK(program->lines[0].line == 2);  // dup: the number before `const` was taken back
  CHECK(program->lines[0].column == 2);
  CHECK(program->lines[1].column == 6);
  CHECK(program->lines[2].line == 3);
  CHECK(program->lines[2].column == 3);
}

TEST_CASE("a long text is compiled as a stream, to the same bytecode") {
  const Machine built = machine("default");
  const auto plain = compile_program(built, "t.rexa", kText);
  const auto padded = compile_program(built, "t.rexa", std::string(20000, ' ') + kText);
  REQUIRE(plain);
  REQUIRE(padded);
  CHECK(plain->code == padded->code);
  CHECK(plain->data == padded->data);
  SECTION("and where text and bytecode fit only one after the other") {
    std::string variables = "9000 const a\n";
    for (int i = 0; i < 1800; ++i) variables += "a\n";
    const auto full = compile_program(built, "t.rexa", variables);
    REQUIRE(full);
    CHECK(full->code.size() == full->entry + 1800 * 4 + 1);
  }
}

TEST_CASE("bytecode files") {
  const Machine built = machine("default");
  const auto program = compile_program(built, "t.rexa", kText);
  REQUIRE(program);
  const std::string file = print_bytecode(built, *program);
  const auto back = parse_bytecode(built, "t.json", file);
  REQUIRE(back);
  CHECK(back->code == program->code);
  CHECK(back->data == program->data);
  CHECK(back->entry == program->entry);
  CHECK(back->source == kText);
  CHECK(back->lines.size() == program->lines.size());
  CHECK(back->symbols.size() == program->symbols.size());
  CHECK(print_bytecode(built, *back) == file);

  const auto fault = [&](const std::string& from, const std::string& to) {
    std::string changed = file;
    const std::size_t at = changed.find(from);
    REQUIRE(at != std::string::npos);
    changed.replace(at, from.size(), to);
    const auto result = parse_bytecode(built, "t.json", changed);
    REQUIRE(!result);
    return result.diagnostics().front().code + ": " + result.diagnostics().front().message;
  };
  CHECK(fault("rexa-bytecode", "other") == "bytecode-format: this is not a bytecode file");
  CHECK(fault("\"version\": 1", "\"version\": 2") == "bytecode-format: this toolkit reads version 1");
  CHECK(fault("\"entry\"", "\"entri\"") == "bytecode-format: 'entry' is missing");
  CHECK(fault("\"entry\": ", "\"entry\": 9999") == "bytecode-format: 'entry' must be at most 8191");
  CHECK(fault("\"code\": [\n  \"", "\"code\": [\n  \"x") ==
        "bytecode-format: must be pairs of hexadecimal digits 0-9 a-f");
  CHECK(fault("\"lines\": [", "\"lines\": [[1, 2],").substr(0, 16) == "bytecode-format:");
  CHECK(fault("{", "{ \"extra\": 1,") == "bytecode-format: unknown key 'extra'");
  CHECK(fault("{", "{{").substr(0, 11) == "json-syntax");
  SECTION("are for one machine") {
    const auto other = parse_bytecode(machine("wide"), "t.json", file);
    REQUIRE(!other);
    CHECK(other.diagnostics().front().code == "wrong-configuration");
  }
}

TEST_CASE("the disassembler takes the whole library and program apart") {
  for (const char* configuration : {"default", "tiny", "wide"}) {
    const Machine built = machine(configuration);
    const auto program = compile_program(built, "t.rexa", kText);
    REQUIRE(program);
    const auto size = static_cast<std::uint32_t>(program->code.size());
    const auto listing = disassemble(built, program->code, 0, size, {});
    std::uint32_t at = 0;
    for (const auto& line : listing) {
      REQUIRE(line.pc == at);
      REQUIRE(line.text != "(illegal)");
      at += static_cast<std::uint32_t>((line.bytes.size() + 1) / 3);
    }
    CHECK(at == size);
  }
}

TEST_CASE("every word of a build compiles") {
  for (const char* configuration : {"default", "tiny", "wide"}) {
    const Machine built = machine(configuration);
    for (const auto& instruction : built.instructions) {
      if (instruction.internal || instruction.word == "do") continue;
      std::vector<std::string> names = instruction.aliases;
      names.push_back(instruction.word);
      for (const auto& name : names) {
        INFO(configuration << " " << name);
        const auto program = compile_program(built, "t.rexa", name);
        REQUIRE(program);
        const auto decoded = decode(built, program->code, program->entry);
        REQUIRE(decoded);
        CHECK(built.instructions[static_cast<std::size_t>(decoded->op)].name == instruction.name);
      }
    }
    for (const auto& word : built.library) {
      if (!word.internal) CHECK(compile_program(built, "t.rexa", word.word));
    }
    for (const auto& word : built.absent) {
      INFO(configuration << " " << word.word);
      const auto program = compile_program(built, "t.rexa", word.word);
      REQUIRE(!program);
      CHECK(program.diagnostics().front().code == "absent-word");
      CHECK(program.diagnostics().front().hint == word.reason);
    }
  }
}
