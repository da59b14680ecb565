// The "io" part of a configuration: functions and data of the host, by the names that programs use.
#pragma once

#include "isa/configuration.hpp"

namespace rexa {

// Takes over what the schema check has let through.
void read_host_io(const nlohmann::ordered_json& io, Configuration& configuration);

// Checks the names and gives every array its address: the areas of 32-, 16- and 8-bit elements follow the
// frames' data, arrays of one area lie in the order of their declaration, each on a multiple of four bytes. An
// area smaller than its arrays grows.
// Errors: "bad-name", "name-taken", "no-io-set", "no-room".
Diagnostics check_host_io(const Spec& spec, Configuration& configuration);

}  // namespace rexa
