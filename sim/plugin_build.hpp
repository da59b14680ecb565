// Compiles generated sources to a shared object, once: the result is kept in a cache folder under a name made
// of everything that it depends on. Several processes may build the same thing at the same time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/files.hpp"

namespace rexa {

struct BuildOptions {
  std::string cache_folder;              // empty: $REXA_CACHE, else $XDG_CACHE_HOME/rexa, else ~/.cache/rexa
  bool waveforms = false;                // rtl: with VCD tracing
  std::string top_module = "rexa_core";  // rtl: what Verilator makes a model of
  std::vector<std::string> extra_flags;  // for the C++ compiler
  std::function<void(const std::string&)> on_build;  // told when there is something to compile; may be empty
};

// Compiles every .cpp of `sources` (for "rtl" also every .v and .sv, by Verilator) and returns the path of the
// shared object. `kind` is "vm", "tlm" or "rtl".
// Errors: "plugin-build-failed" with the first messages of the compiler and the log's path, "tool-missing",
// "cache-unusable".
Result<std::string> build_plugin(const FileSet& sources, const std::string& kind,
                                 const BuildOptions& options = {});

// Where build_plugin keeps its results when the options name no folder.
std::string default_cache_folder();

// Runs a program found on the PATH with its output appended to `log`, and waits for it. Returns its exit code,
// 128 + signal when it was killed, 127 when it could not be started. `folder`: where it runs, empty for here.
int run_command(const std::vector<std::string>& argv, const std::string& log, const std::string& folder = "");

// The path of a program on the PATH, "" if there is none.
std::string find_program(const std::string& name);

}  // namespace rexa
