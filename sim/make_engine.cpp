#include <algorithm>

#include "gen/rtl_engine.hpp"
#include "gen/systemc.hpp"
#include "gen/vm_cpp.hpp"
#include "hls/schedule.hpp"
#include "sim/engine.hpp"
#include "sim/eval_engine.hpp"
#include "sim/plugin_build.hpp"
#include "sim/plugin_engine.hpp"

namespace rexa {

namespace {

Result<FileSet> engine_sources(const std::string& name, const Machine& machine) {
  if (name == "vm") return emit_vm_engine(machine);
  Result<std::vector<hls::Schedule>> schedules = hls::schedule_machine(machine);
  if (!schedules) return schedules.diagnostics();
  if (name == "tlm") return emit_systemc_engine(machine, hls::cycle_table(*schedules));
  return emit_rtl_engine(machine, *schedules);
}

}  // namespace

Result<std::unique_ptr<Engine>> make_engine(const std::string& name, const Machine& machine,
                                            const EngineOptions& options) {
  if (name == "eval") return make_eval_engine(machine);
  const std::vector<std::string> known = {"eval", "vm", "tlm", "rtl"};
  if (std::find(known.begin(), known.end(), name) == known.end())
    return error("unknown-engine", "there is no engine '" + name + "'", {}, did_you_mean(name, known));
  Result<FileSet> sources = engine_sources(name, machine);
  if (!sources) return sources.diagnostics();
  BuildOptions build;
  build.top_module = "rexa_machine";
  build.waveforms = options.waveforms && name == "rtl";
  build.on_build = options.on_build;
  Result<std::string> object = build_plugin(*sources, name, build);
  if (!object) return object.diagnostics();
  return load_plugin(*object, name, machine.config_hash);
}

}  // namespace rexa
