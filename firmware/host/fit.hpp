// Why a program does not fit into a microcontroller: which memory, how much of it there is, how much it takes.
#pragma once

#include <string>

#include "firmware/host/emulator.hpp"
#include "isa/spec.hpp"
#include "sim/engine.hpp"

namespace rexa::firmware {

// The program as the device makes it. Its faults are those of compile_program, but where it is too large: then
// "does-not-fit" for each memory, with the place in the text where it ran out. "bytecode-program".
Result<Program> compile_for(const Target& target, const Machine& machine, const Image& image,
                            const std::string& file, const std::string& text);

// What ended a run that did not end well: "trap-NAME" with the place in the text (warnings for tasks that ended while
// others went on); "does-not-fit" in place of it
// when a stack was too small, with the cells that the program takes where that can be found out.
Diagnostics explain_run(const Target& target, const Machine& machine, const Image& image,
                        const Program& program, const McuRun& run);

}  // namespace rexa::firmware
