// Conformance vectors: for every instruction of a machine small programs that give it operands at the edges of
// their ranges and at random, and that raise each of its traps; with the state that the eval engine ends in.
// For implementations outside the toolkit. The same machine and options give the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "sim/engine.hpp"

namespace rexa {

struct VectorOptions {
  std::uint64_t seed = 1;
  int random_per_instruction = 8;
  int most_per_instruction = 64;  // programs with boundary operands; chosen by the seed when there are more
};

struct TestVector {
  std::string instruction;   // name of the one under test, empty for what is no instruction
  Program program;           // ends in `halt` or a trap; its name says what it tries
  std::string input = "Az";  // what the console gives
};

// What data memory holds at the start of every vector; zeros follow.
std::vector<std::uint8_t> vector_data();

std::vector<TestVector> make_vectors(const Machine& machine, const VectorOptions& options = {});

// <machine>.vectors.json: the vectors and what must come of them. Format: docs/reference-vectors.md.
Result<FileSet> emit_vectors(const Machine& machine, const VectorOptions& options = {});

}  // namespace rexa
