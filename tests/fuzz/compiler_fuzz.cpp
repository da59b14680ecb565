// Arbitrary text into memories of arbitrary size: no access outside them, and the same outcome whether the text
// comes whole, in pieces, or lies in code memory itself.
#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "input.hpp"
#include "rexa_tables.hpp"
#include "vm/compiler.hpp"

namespace {

using namespace rexa::vm;
using rexa::fuzz::demand;
using rexa::fuzz::Input;

struct Sizes {
  std::uint32_t code, data, dictionary;
};

// Each memory is a heap block of exactly its size, for the address sanitizer's sake.
struct Bench {
  explicit Bench(const Sizes& given)
      : sizes(given),
        code(new std::uint8_t[given.code]()),
        data(new std::uint8_t[given.data]()),
        dictionary(new std::uint8_t[given.dictionary]()),
        compiler(kTables,
                 {code.get(), given.code, data.get(), given.data, dictionary.get(), given.dictionary}) {}
  Sizes sizes;
  std::unique_ptr<std::uint8_t[]> code, data, dictionary;
  Compiler compiler;
};

struct Outcome {
  Status status;
  std::uint32_t line, column;
  std::vector<std::uint8_t> code, data;
};

Outcome look(const Bench& bench, Status status) {
  const Compiler& compiler = bench.compiler;
  demand(compiler.here() <= bench.sizes.code && compiler.data_here() <= bench.sizes.data &&
             compiler.dictionary().top() <= bench.sizes.dictionary,
         "what is used lies within the memories");
  Outcome outcome{status, 0, 0, {}, {}};
  if (status != Status::kOk) {
    outcome.line = compiler.error().line;
    outcome.column = compiler.error().column;
  }
  outcome.code.assign(bench.code.get(), bench.code.get() + compiler.here());
  outcome.data.assign(bench.data.get(), bench.data.get() + bench.sizes.data);
  return outcome;
}

void demand_equal(const Outcome& a, const Outcome& b, const char* what) {
  demand(
      a.status == b.status && a.line == b.line && a.column == b.column && a.code == b.code && a.data == b.data,
      what);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Input input(bytes, size);
  const bool roomy = input.choose(4) != 0;
  const Sizes sizes = {input.choose(2048) + (roomy ? 1024 : 0), input.choose(512),
                       input.choose(1024) + (roomy ? 512 : 0)};
  const std::uint32_t piece = 1 + input.choose(20);
  // Bytecode is closest on the heels of text that begins right above the library.
  const std::uint32_t spare = input.choose(4) == 0 ? input.choose(256) : 0;

  Bench whole(sizes);
  if (whole.compiler.boot() != Status::kOk) return 0;
  const std::uint32_t base = whole.compiler.here();
  const std::uint32_t data_base = whole.compiler.data_here();
  whole.compiler.begin_frame();
  whole.compiler.feed(input.text(), input.size());
  const Outcome expected = look(whole, whole.compiler.finish());
  if (expected.status != Status::kOk) {
    demand(whole.compiler.here() == base && whole.compiler.data_here() == data_base,
           "an error leaves nothing behind");
  }

  Bench pieces(sizes);
  pieces.compiler.boot();
  pieces.compiler.begin_frame();
  for (std::uint32_t at = 0; at < input.size(); at += piece) {
    pieces.compiler.feed(input.text() + at, std::min(piece, input.size() - at));
  }
  demand_equal(look(pieces, pieces.compiler.finish()), expected, "pieces give what the whole gives");

  if (base + spare + input.size() <= sizes.code) {
    Bench place(sizes);
    place.compiler.boot();
    std::memcpy(place.code.get() + base + spare, input.bytes(), input.size());
    const Outcome outcome = look(place, place.compiler.compile_in_place(base + spare, input.size()));
    if (outcome.status != Status::kCodeFull)
      demand_equal(outcome, expected, "in place gives what a stream gives");
  }

  // A second frame on top of the first.
  whole.compiler.begin_frame();
  whole.compiler.feed(input.text(), input.size());
  look(whole, whole.compiler.finish());
  return 0;
}
