#include <algorithm>

#include "gen/rtl_engine.hpp"
#include "gen/systemc.hpp"
#include "gen/vm_cpp.hpp"
#include "gen/vm_direct.hpp"
#include "gen/vm_translated.hpp"
#include "hls/schedule.hpp"
#include "sim/engine.hpp"
#include "sim/eval_engine.hpp"
#include "sim/plugin_build.hpp"
#include "sim/plugin_engine.hpp"

namespace rexa {

namespace {

Result<FileSet> engine_sources(const std::string& name, const Machine& machine, const EngineOptions& options) {
  if (name == "vm") {
    if (options.vm_strategy == "threaded" || options.vm_strategy == "switch") return emit_vm_engine(machine);
    if (options.vm_strategy == "direct") return emit_direct_engine(machine);
    return emit_translated_engine(machine, options.vm_strategy != "ungrouped");
  }
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
  Result<FileSet> sources = engine_sources(name, machine, options);
  if (!sources) return sources.diagnostics();
  BuildOptions build;
  build.top_module = "rexa_machine";
  build.waveforms = options.waveforms && name == "rtl";
  build.on_build = options.on_build;
  if (name == "vm" && options.vm_strategy == "switch") build.extra_flags = {"-DREXA_VM_SWITCH"};
  if (name == "vm" && options.vm_strategy == "unchecked") build.extra_flags = {"-DREXA_VM_UNCHECKED"};
  Result<std::string> object = build_plugin(*sources, name, build);
  if (!object) return object.diagnostics();
  return load_plugin(*object, name, machine.config_hash);
}

}  // namespace rexa
