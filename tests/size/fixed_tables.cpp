// Compiles the texts named on the command line, whole and cut off at many places, and prints what came of each: status,
// error, and a sum over code, data and dictionary. Built with fixed tables and without: see fixed_tables.py.
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
  std::vector<uint8_t> code = std::vector<uint8_t>(8192), data = std::vector<uint8_t>(4096),
                       dictionary = std::vector<uint8_t>(4096);
  Compiler compiler{kTables, Memories{code.data(), uint32_t(code.size()), data.data(), uint32_t(data.size()),
                                      dictionary.data(), uint32_t(dictionary.size())}};
};

uint64_t sum_of(const std::vector<uint8_t>& bytes, uint32_t used, uint64_t sum) {
  for (uint32_t i = 0; i < used; ++i) sum = (sum ^ bytes[i]) * 0x100000001b3;
  return sum;
}

void compile(const char* name, const std::string& text) {
  Bench bench;
  Compiler& compiler = bench.compiler;
  Status status = compiler.boot();
  compiler.begin_frame();
  constexpr uint32_t kPiece = 13;
  for (std::size_t at = 0; at < text.size() && !compiler.ended(); at += kPiece) {
    const std::string piece = text.substr(at, kPiece);
    if (compiler.feed(piece.data(), uint32_t(piece.size())) != Status::kOk) break;
  }
  status = compiler.finish();
  uint64_t sum = sum_of(bench.code, compiler.here(), 0xcbf29ce484222325);
  sum = sum_of(bench.data, compiler.data_here(), sum);
  sum = sum_of(bench.dictionary, compiler.dictionary().top(), sum);
  const Error& error = compiler.error();
  const bool failed = status != Status::kOk;
  std::printf("%s %zu: %d %u:%u %d '%s' entry %u code %u data %u sum %016llx\n", name, text.size(), int(status),
              failed ? error.line : 0, failed ? error.column : 0, failed ? error.detail : 0, failed ? error.token : "",
              compiler.entry(), compiler.here(), compiler.data_here(), static_cast<unsigned long long>(sum));
}

}  // namespace

int main(int count, char** names) {
  for (int i = 1; i < count; ++i) {
    std::ifstream file(names[i], std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const char* const slash = std::strrchr(names[i], '/');
    for (std::size_t length = text.size() % 29; length <= text.size(); length += 29)
      compile(slash != nullptr ? slash + 1 : names[i], text.substr(0, length));
  }
}
