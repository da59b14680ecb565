// An Engine around a compiled plug-in (sim/engine_abi.h).
#pragma once

#include "sim/engine.hpp"

namespace rexa {

// Errors: "plugin-unusable" when the object cannot be loaded, speaks another version of the interface, or was
// built for another machine than `config_hash` says.
Result<std::unique_ptr<Engine>> load_plugin(const std::string& path, const std::string& name,
                                            const std::string& config_hash);

}  // namespace rexa
