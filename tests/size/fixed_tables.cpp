// Compiles the texts named on the command line, whole and cut off at many places, in pieces, at once and in
// place, and boots with memories that are too small; prints what came of each: status, error, and a sum over
// code, data and dictionary. Built with fixed tables and without: see fixed_tables.py.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "rexa_tables.hpp"
#include "vm/compiler.hpp"

using namespace rexa::vm;

namespace {

struct Bench {
  explicit Bench(uint32_t code_bytes = 8192, uint32_t dictionary_bytes = 4096)
      : code(code_bytes), data(4096), dictionary(dictionary_bytes) {}
  std::vector<uint8_t> code, data, dictionary;
  Compiler compiler{kTables, Memories{code.data(), uint32_t(code.size()), data.data(), uint32_t(data.size()),
                                      dictionary.data(), uint32_t(dictionary.size())}};
};

uint64_t sum_of(const std::vector<uint8_t>& bytes, uint32_t used, uint64_t sum) {
  for (uint32_t i = 0; i < used; ++i) sum = (sum ^ bytes[i]) * 0x100000001b3;
  return sum;
}

// In pieces of so many characters; 0: in place.
void compile(const char* name, const std::string& text, std::size_t piece_bytes) {
  Bench bench;
  Compiler& compiler = bench.compiler;
  Status status = compiler.boot();
  if (piece_bytes == 0) {
    const std::size_t offset = bench.code.size() - text.size();
    std::copy(text.begin(), text.end(), bench.code.begin() + static_cast<std::ptrdiff_t>(offset));
    status = compiler.compile_in_place(uint32_t(offset), uint32_t(text.size()));
  } else {
    compiler.begin_frame();
    for (std::size_t at = 0; at < text.size() && !compiler.ended(); at += piece_bytes) {
      const std::string piece = text.substr(at, piece_bytes);
      if (compiler.feed(piece.data(), uint32_t(piece.size())) != Status::kOk) break;
    }
    status = compiler.finish();
  }
  uint64_t sum = sum_of(bench.code, compiler.here(), 0xcbf29ce484222325);
  sum = sum_of(bench.data, compiler.data_here(), sum);
  sum = sum_of(bench.dictionary, compiler.dictionary().top(), sum);
  const Error& error = compiler.error();
  const bool failed = status != Status::kOk;
  std::printf("%s %zu: %d %u:%u %d '%s' entry %u code %u data %u sum %016llx\n", name, text.size(), int(status),
              failed ? error.line : 0, failed ? error.column : 0, failed ? error.detail : 0,
              failed ? error.token : "", compiler.entry(), compiler.here(), compiler.data_here(),
              static_cast<unsigned long long>(sum));
}

}  // namespace

int main(int count, char** names) {
  for (int i = 1; i < count; ++i) {
    std::ifstream file(names[i], std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const char* const slash = std::strrchr(names[i], '/');
    for (std::size_t length = text.size() % 29; length <= text.size(); length += 29)
      for (const std::size_t piece : {std::size_t{13}, length + 1, std::size_t{0}})
        compile(slash != nullptr ? slash + 1 : names[i], text.substr(0, length), piece);
  }
  // Memories that the library does not fit into. Exactly allocated, so that sanitizers see whoever leaves them.
  for (uint32_t code = 0; code <= 640; code += 16) {
    for (uint32_t dictionary = 0; dictionary <= 320; dictionary += 5) {
      Bench bench(code, dictionary);
      std::printf("boot %u %u: %d\n", code, dictionary, int(bench.compiler.boot()));
    }
  }
}
