// Loading: what a configuration makes of the installed specification, and how opcodes and the library follow.
#include "isa/spec.hpp"

#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>

#include "base/files.hpp"
#include "isa/encoding.hpp"
#include "isa/library_text.hpp"

using namespace rexa;

namespace {

const std::string kHome = REXA_SOURCE_DIR;

Machine machine_of(const std::string& config, const std::vector<std::string>& extensions = {}) {
  auto machine = load_machine(kHome + "/configs/" + config + ".json", extensions);
  INFO(format(machine.diagnostics()));
  REQUIRE(machine);
  return *machine;
}

// A configuration given as text.
Result<Machine> machine_from(const std::string& config, const std::vector<std::string>& extensions = {}) {
  const std::string path =
      (std::filesystem::temp_directory_path() / ("rexa_spec_" + std::to_string(getpid()) + ".json")).string();
  REQUIRE(write_file(path, config).empty());
  return load_machine(path, extensions);
}

const LibraryWord* library_word(const Machine& machine, const std::string& word) {
  for (const LibraryWord& candidate : machine.library) {
    if (candidate.word == word) return &candidate;
  }
  return nullptr;
}

std::string absent_reason(const Machine& machine, const std::string& word) {
  for (const AbsentWord& absent : machine.absent) {
    if (absent.word == word) return absent.reason;
  }
  return "";
}

}  // namespace

TEST_CASE("the shipped configurations load and their IR is well formed") {
  for (const char* config : {"default", "tiny", "wide"}) {
    INFO(config);
    const Machine machine = machine_of(config);
    CHECK(machine.name == config);
    CHECK(machine.config_hash.size() == 16);
    CHECK(machine.trap(9)->name == "div_zero");
    CHECK(machine.trap(200) == nullptr);
    std::set<std::string> names;
    for (const Instruction& instruction : machine.instructions) {
      INFO(instruction.word);
      CHECK(format(verify_ir(instruction.ir)) == "");
      CHECK(names.insert(instruction.name).second);
    }
  }
}

TEST_CASE("words are found by word, alias and name") {
  const Machine machine = machine_of("default");
  CHECK(machine.find("+")->name == "add");
  CHECK(machine.find("negate")->word == "minus");
  CHECK(machine.find("two_dup")->word == "2dup");
  CHECK(machine.find("no such word") == nullptr);
  CHECK(machine.find("+")->base == 0x8eU);
  CHECK(machine.find("pick")->base == 0xd700U);
  CHECK(machine.find("call")->base == 0xf000U);
  CHECK(machine.formats[static_cast<std::size_t>(machine.find("litl")->format)].imm_bits == 30);
}

TEST_CASE("a core without units takes library forms, in an order that compiles") {
  const Machine machine = machine_of("tiny");
  CHECK(machine.find("*") == nullptr);
  CHECK(machine.find("dup") != nullptr);
  REQUIRE(library_word(machine, "/") != nullptr);
  CHECK(library_word(machine, "u/mod#")->define.find(" 16 begin") != std::string::npos);
  std::set<std::string> defined;
  for (const LibraryWord& word : machine.library) {
    for (const LibraryToken& token : scan_library_text(word.define).uses) {
      const bool directive = std::any_of(machine.directives.begin(), machine.directives.end(),
                                         [&](const Directive& d) { return d.word == token.text; });
      INFO(word.word << " uses " << token.text);
      CHECK((directive || machine.find(token.text) != nullptr || defined.count(token.text) == 1));
    }
    defined.insert(word.word);
  }
  CHECK(absent_reason(machine, "2+") == "instruction set 'double' is not in this configuration");
  CHECK(absent_reason(machine, "loop") == "instruction set 'loop' is not in this configuration");
}

TEST_CASE("internal library words come in only where they are used") {
  CHECK(library_word(machine_of("default"), "u/mod#") == nullptr);
  CHECK(library_word(machine_of("default"), ".\"#") != nullptr);
}

TEST_CASE("units, omissions and library choices of a configuration") {
  const auto machine = machine_from(R"({"name": "c", "doc": "Test.", "sets": ["core", "double"],
      "core": {"divider": "none"}, "library": ["*"], "omit": ["emit"]})");
  INFO(format(machine.diagnostics()));
  REQUIRE(machine);
  CHECK(machine->parameters.code_bytes == 8192);
  CHECK(machine->parameters.stack_cells[2] == 32);
  CHECK(library_word(*machine, "*") != nullptr);
  CHECK(machine->find("2*") != nullptr);
  CHECK(absent_reason(*machine, "2/") == "it needs a divider, which this configuration does not have");
  CHECK(absent_reason(*machine, "emit") == "this configuration leaves it out");
  CHECK(absent_reason(*machine, "cr") == "its definition uses 'emit', which is not in this configuration");
  CHECK(absent_reason(*machine, ".\"") == "its definition uses 'emit', which is not in this configuration");
  CHECK(absent_reason(*machine, ".") != "");
}

TEST_CASE("words that use an omitted directive go with it") {
  const auto machine = machine_from(R"({"name": "c", "doc": "Test.", "sets": ["core"], "omit": ["if"]})");
  REQUIRE(machine);
  CHECK(absent_reason(*machine, "if") == "this configuration leaves it out");
  CHECK(absent_reason(*machine, ".") == "its definition uses 'if', which is not in this configuration");
  CHECK(library_word(*machine, ".") == nullptr);
  CHECK(library_word(*machine, "cr") != nullptr);
}

TEST_CASE("extensions get free opcodes and keep them in every build") {
  const std::vector<std::string> extensions = {kHome + "/isa/extensions/fused.json"};
  const Machine machine = machine_of("default", extensions);
  CHECK(machine.find("mac")->base == 0xb9U);
  CHECK(machine.find("over+")->stack_text == "( x1 x2 -- y1 y2 )");
  CHECK(machine.find("over+")->base == 0xbaU);
  CHECK(library_word(machine, "dot") != nullptr);
  const Machine tiny = machine_of("tiny", extensions);
  CHECK(tiny.find("mac") == nullptr);
  CHECK(library_word(tiny, "mac")->define == ": mac * + ;");
  CHECK(tiny.find("over+")->base == 0xbaU);
}

TEST_CASE("extension instructions overflow into the second page") {
  std::string text = R"({"name": "many", "doc": "More than the first page holds.", "instructions": [)";
  for (int i = 0; i < 40; ++i) {
    const std::string n = std::to_string(i);
    text += std::string(i == 0 ? "" : ",") + "{\"word\": \"x" + n + "\", \"name\": \"x" + n +
            "\", \"stack\": \"( -- )\", \"do\": \"\", \"doc\": \"Nothing.\"}";
  }
  const std::string path =
      (std::filesystem::temp_directory_path() / ("rexa_many_" + std::to_string(getpid()) + ".json")).string();
  REQUIRE(write_file(path, text + "]}").empty());
  const Machine machine = machine_of("default", {path});
  // 0xd2 begins the page of the host functions.
  CHECK(machine.find("x24")->base == 0xd1U);
  CHECK(machine.find("x25")->base == 0xd72aU);
}

TEST_CASE("the hash follows what generated forms depend on, and nothing else") {
  const std::string head = R"({"name": "c", "sets": ["core"], "doc": )";
  const auto a = machine_from(head + R"("One."})");
  const auto b = machine_from(head + R"("Two."})");
  const auto c = machine_from(head + R"("One.", "parameters": {"data_bytes": 8192}})");
  const auto d = machine_from(head + R"("One.", "core": {"chain_levels": 7}})");
  REQUIRE((a && b && c && d));
  CHECK(a->config_hash == b->config_hash);
  CHECK(a->config_hash != c->config_hash);
  CHECK(a->config_hash != d->config_hash);
}

TEST_CASE("encodings overlap when no fixed bit tells them apart") {
  auto format_of = [](const std::string& pattern) {
    Format format;
    format.pattern = pattern;
    format.bytes = static_cast<int>(pattern.size()) / 8;
    format.opcode_bits = static_cast<int>(std::count(pattern.begin(), pattern.end(), 'o'));
    return format;
  };
  const Format op = format_of("1ooooooo");
  const Format page = format_of("11010111oooooooo");
  const Format relative = format_of("oooooiiiiiiiiiii");
  CHECK(encode(relative, 0b11011).base == 0xd800U);
  CHECK(encode(relative, 0b11011).fixed == 0xf800U);
  CHECK_FALSE(overlap(encode(op, 1), encode(op, 2)));
  CHECK(overlap(encode(op, 0x57), encode(page, 0)));
  CHECK_FALSE(overlap(encode(op, 0x56), encode(page, 0)));
  CHECK(overlap(encode(op, 0x5f), encode(relative, 0b11011)));
  CHECK(overlap(encode(format_of("01iiiiiiiiiiiiiiiiiiiiiiiiiiiiii"), 0), encode(format_of("0ooooooo"), 0x40)));
}

TEST_CASE("library text is read as the compiler reads it") {
  const LibraryUse use = scan_library_text(": a ( x ; y ) 1 -2 70000l $ff 0b11 .\" hi ; there\" b \\ c\n a ;");
  std::vector<std::string> words;
  for (const LibraryToken& token : use.uses) words.push_back(token.text);
  CHECK(words == std::vector<std::string>{":", "(", ".\"", "b", "\\", ";"});
  CHECK(use.fault == "");
  CHECK(scan_library_text(": a : b ; ;").fault != "");
  CHECK(scan_library_text(": a").fault != "");
  CHECK(scan_library_text("array a { 1 x }").fault != "");
  CHECK(substitute_cell_bits("cell_bits xcell_bits cell_bits", 32) == "32 xcell_bits 32");
}
