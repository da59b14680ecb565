#include "sim/plugin_engine.hpp"

#include <dlfcn.h>

namespace rexa {

namespace {

class PluginEngine : public Engine {
 public:
  PluginEngine(std::string name, const RexaEngineApi* api, void* engine)
      : name_(std::move(name)), api_(api), engine_(engine) {}
  ~PluginEngine() override { api_->destroy(engine_); }
  PluginEngine(const PluginEngine&) = delete;
  PluginEngine& operator=(const PluginEngine&) = delete;

  const std::string& name() const override { return name_; }
  bool counts_cycles() const override { return name_ == "tlm" || name_ == "rtl"; }
  void load(const Program& program, IoWorld& io) override {
    io_ = io.io();
    RexaImage image{};
    image.code = program.code.data();
    image.code_bytes = static_cast<std::uint32_t>(program.code.size());
    image.data = program.data.data();
    image.data_bytes = static_cast<std::uint32_t>(program.data.size());
    image.system = program.system.data();
    image.system_cells = static_cast<std::uint32_t>(program.system.size());
    image.registers = program.registers.data();
    image.register_count = static_cast<std::uint32_t>(program.registers.size());
    image.entry = program.entry;
    api_->load(engine_, &image, &io_);
  }
  std::uint64_t run(std::uint64_t max_steps, RexaRecord* records) override {
    return api_->run(engine_, max_steps, records);
  }
  void inspect(RexaState& state) override { api_->inspect(engine_, &state); }
  bool trace(const std::string& path, std::uint64_t from_cycle, std::uint64_t to_cycle) override {
    if (api_->trace == nullptr) return false;
    api_->trace(engine_, path.c_str(), from_cycle, to_cycle);
    return true;
  }

 private:
  std::string name_;
  const RexaEngineApi* api_;
  void* engine_;
  RexaIo io_{};
};

Diagnostic unusable(const std::string& path, const std::string& reason) {
  Where where;
  where.file = path;
  return error("plugin-unusable", "this engine cannot be used: " + reason, where,
               "remove the file to have it built again");
}

}  // namespace

Result<std::unique_ptr<Engine>> load_plugin(const std::string& path, const std::string& name,
                                            const std::string& config_hash) {
  // Never closed: SystemC's kernel keeps pointers into what was loaded, and engines are few.
  void* object = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (object == nullptr) return unusable(path, dlerror());
  const auto entry = reinterpret_cast<RexaEngineEntry>(dlsym(object, REXA_ENGINE_SYMBOL));
  if (entry == nullptr) return unusable(path, "it has no " REXA_ENGINE_SYMBOL);
  const RexaEngineApi* api = entry();
  if (api == nullptr || api->abi_version != REXA_ABI_VERSION)
    return unusable(path, "it was made for another version of the engine interface");
  if (config_hash != api->config_hash) return unusable(path, "it is another machine's");
  void* engine = api->create();
  if (engine == nullptr) return unusable(path, "it does not start");
  return std::unique_ptr<Engine>(std::make_unique<PluginEngine>(name, api, engine));
}

}  // namespace rexa
