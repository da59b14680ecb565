// Makes a failing program small: delta debugging (Zeller, Hildebrandt, "Simplifying and isolating
// failure-inducing input", IEEE TSE 2002) on the words of a text, with steps that know its structure.
// The result fails still; whether a candidate fails is the caller's business, and one that does not compile
// simply does not fail.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace rexa {

struct ShrinkOptions {
  int max_tries = 3000;
  std::function<void(int tries, std::size_t size)> on_progress;  // may be empty
};

// `text` must fail. Comments are dropped; what is left is laid out afresh.
std::string shrink_text(const std::string& text, const std::function<bool(const std::string&)>& fails,
                        const ShrinkOptions& options = {});

// The same for bytecode: bytes are cut off the end, taken out, or replaced by `filler` (an instruction without
// effect).
std::vector<std::uint8_t> shrink_bytes(const std::vector<std::uint8_t>& code, std::uint8_t filler,
                                       const std::function<bool(const std::vector<std::uint8_t>&)>& fails,
                                       const ShrinkOptions& options = {});

}  // namespace rexa
