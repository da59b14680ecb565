// How fast text becomes bytecode: compiles each given program, and one large generated frame, over and over.
//   compile_speed [--search WAY] [--in-place] [--repeat N] [--large LINES] CONFIG PROGRAM ...
// Prints the bytes of text, of the machine's words, of bytecode, and megabytes of text per second. The work is in
// `measured`, so that callgrind can count that function alone. WAY: sorted, perfect or trie.
#include <fmt/format.h>

#include <chrono>
#include <cstring>
#include <vector>

#include "base/files.hpp"
#include "gen/tables.hpp"
#include "isa/spec.hpp"
#include "vm/compiler.hpp"

namespace {

using namespace rexa;

constexpr std::uint32_t kMemory = 65536;

struct Bench {
  explicit Bench(const vm::Tables& tables)
      : code(kMemory),
        data(kMemory),
        dictionary(kMemory),
        compiler(tables, {code.data(), kMemory, data.data(), kMemory, dictionary.data(), kMemory}) {}
  std::vector<std::uint8_t> code, data, dictionary;
  vm::Compiler compiler;
};

struct Total {
  std::uint64_t text = 0, code = 0;
};

// Words, constants and variables by the hundred, each used a few times.
std::string large_frame(int lines) {
  std::string text = "var total\n";
  for (int i = 0; i < lines; ++i) {
    text += fmt::format(": word{} ( n -- n ) dup {} + swap drop ;\n", i, 17 * i % 30011);
    if (i % 4 == 0) text += fmt::format("{} const limit{}  var count{}\n", i, i, i);
    text += fmt::format("total @ word{} word{} limit{} < if count{} @ 1+ count{} ! else nop endif\n", i, i * 7 / 11, i / 8 * 4,
                        i / 4 * 4, i / 4 * 4);
  }
  return text + "end\n";
}

__attribute__((noinline)) bool measured(Bench& bench, const std::string& text, bool in_place) {
  const auto size = static_cast<std::uint32_t>(text.size());
  if (in_place) {
    const std::uint32_t offset = kMemory - size;
    return bench.compiler.compile_in_place(offset, size) == vm::Status::kOk;
  }
  bench.compiler.begin_frame();
  bench.compiler.feed(text.data(), size);
  return bench.compiler.finish() == vm::Status::kOk;
}

int usage() {
  fmt::print(stderr, "usage: compile_speed [--search WAY] [--in-place] [--repeat N] [--large LINES] CONFIG PROGRAM ...\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  bool in_place = false;
  int repeat = 1, large = 0;
  std::string search = "perfect", config;
  std::vector<std::string> texts;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const auto option = [&](const char* name) { return argument == name && i + 1 < argc; };
    if (argument == "--in-place") {
      in_place = true;
    } else if (option("--repeat")) {
      repeat = std::atoi(argv[++i]);
    } else if (option("--large")) {
      large = std::atoi(argv[++i]);
    } else if (option("--search")) {
      search = argv[++i];
    } else if (config.empty()) {
      config = argument;
    } else {
      const auto text = read_file(argument);
      if (!text) return usage();
      texts.push_back(*text);
    }
  }
  const auto machine = load_machine(config, {});
  if (!machine) return usage();
  const auto way = word_search_named(search);
  if (!way) return usage();
  const auto tables = CompilerTables::make(*machine, *way);
  if (!tables) return usage();
  if (large > 0) texts.push_back(large_frame(large));
  if (texts.empty()) return usage();

  Bench bench(tables->tables());
  if (bench.compiler.boot() != vm::Status::kOk) return 1;
  const std::uint32_t base = bench.compiler.here();
  Total total;
  double seconds = 0;
  for (int round = 0; round < repeat; ++round) {
    for (const std::string& text : texts) {
      if (in_place) std::memcpy(bench.code.data() + kMemory - text.size(), text.data(), text.size());
      const auto start = std::chrono::steady_clock::now();
      const bool good = measured(bench, text, in_place);
      seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      if (!good) {
        fmt::print(stderr, "error {} at {}:{} '{}' of:\n{:.60}\n", static_cast<int>(bench.compiler.error().status),
                   bench.compiler.error().line, bench.compiler.error().column, bench.compiler.error().token, text);
        return 1;
      }
      total.text += text.size();
      total.code += bench.compiler.here() - base;
      bench.compiler.discard_frame();
    }
  }
  fmt::print("{} bytes of text, {} bytes of words, {} bytes of code, {:.1f} MB/s\n", total.text,
             tables->word_bytes(), total.code, static_cast<double>(total.text) / seconds / 1e6);
  return 0;
}
