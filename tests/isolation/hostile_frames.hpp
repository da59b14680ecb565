// Frames that attack whatever runs beside them, by kind of attack. Each is a text that a stranger could send.
#pragma once

#include <string>
#include <vector>

namespace rexa::test {

struct HostileFrame {
  std::string name;  // kind and number
  std::string text;
};

// For 16-bit cells and the encodings of the shipped specification (forged code is written as literals).
std::vector<HostileFrame> hostile_frames();

}  // namespace rexa::test
