// Firmware images: built from the machine, the target and firmware/IMAGE by arm-none-eabi-g++, once; the result
// is kept in the cache of compiled engines under a name made of everything that it depends on.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "firmware/host/target.hpp"
#include "isa/spec.hpp"

namespace rexa::firmware {

struct ImageOptions {
  std::string image = "run";  // folder of firmware/ with its main.cpp
  bool qemu = true;           // ends the emulator at the end; false: for a board
  std::string optimize;       // "-O2"; empty: the target's
  std::vector<std::string> extra_flags;
  std::string cache_folder;                          // as of BuildOptions
  std::function<void(const std::string&)> on_build;  // told when there is something to compile; may be empty
};

struct Image {
  std::string elf, bin, hex, map;  // paths in the cache
  std::string optimize;
  std::uint32_t flash_bytes = 0;  // code, constants, initial values
  std::uint32_t ram_bytes = 0;    // variables and the machine's memories, without the processor's stack
  std::uint32_t stack_bytes = 0;  // kept for the processor's stack
};

// Names of images that can be built, sorted.
std::vector<std::string> image_names();

// Errors: "tool-missing", "image-does-not-fit" (which memory, by how much), "image-build-failed" with the
// compiler's first messages, "cache-unusable".
Result<Image> build_image(const Target& target, const Machine& machine, const ImageOptions& options);

}  // namespace rexa::firmware
