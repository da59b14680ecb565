// The error of the words that stand for a function, measured by evaluating their meaning. Both forms of a word
// give the same results (tests hold them equal), so one measurement serves both.
#pragma once

#include <cstdint>

#include "isa/approximation.hpp"

namespace rexa {

// Errors in units of the function's true result: a result of 842 at scale 1000 is 0.842.
struct Accuracy {
  std::int64_t first = 0, last = 0;  // the arguments run from one to the other
  std::int64_t arguments = 0;        // measured
  double rms = 0;
  double max = 0;
  std::int64_t worst = 0;  // argument of the largest error
  double floor_rms = 0;    // of the true result rounded to the scale: what no word can go below
};

// With cells of 16 bits every argument. With wider ones every argument of 16 bits and as many beyond, at even
// distances.
Accuracy measure_accuracy(const ApproximatedWord& word, int cell_bits);

// Numbers in the library form's text that are longer than a byte: what stands in place of a table.
struct Literals {
  int count = 0;
  int bytes = 0;  // at the least number of whole bytes for each
};
Literals literals_of(const ApproximatedWord& word);

}  // namespace rexa
