#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "sim/eval_engine.hpp"
#include "sim/lockstep.hpp"
#include "sim/vectors.hpp"

namespace rexa {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kMostSteps = 10000;

std::string hex(const std::uint8_t* bytes, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += fmt::format("{:02x}", bytes[i]);
  return text;
}

// Runs of bytes that differ from what the memory held at the start.
Json memory_changes(const RexaState& state, const std::vector<std::uint8_t>& start) {
  Json changes = Json::array();
  const auto before = [&](std::uint32_t at) { return at < start.size() ? start[at] : std::uint8_t{0}; };
  for (std::uint32_t at = 0; at < state.data_bytes; ++at) {
    if (state.data[at] == before(at)) continue;
    std::uint32_t end = at;
    while (end < state.data_bytes && state.data[end] != before(end)) ++end;
    changes.push_back({{"address", at}, {"bytes", hex(state.data + at, end - at)}});
    at = end;
  }
  return changes;
}

Json expectation(const Machine& machine, const RexaState& state, const Program& program,
                 const std::string& output) {
  Json expect = {{"status", to_string(state.status)}};
  if (state.trap != 0) {
    const Trap* trap = machine.trap(state.trap);
    expect["trap"] = trap ? trap->name : std::to_string(state.trap);
  }
  expect["pc"] = state.pc;
  expect["retired"] = state.retired;
  const char* names[kStackCount] = {"data_stack", "return_stack", "loop_stack"};
  for (int s = 0; s < kStackCount; ++s) {
    Json cells = Json::array();
    for (std::uint32_t i = 0; i < state.depth[s]; ++i) cells.push_back(state.stack[s][i]);
    expect[names[s]] = cells;
  }
  expect["memory"] = memory_changes(state, program.data);
  expect["output"] = hex(reinterpret_cast<const std::uint8_t*>(output.data()), output.size());
  return expect;
}

}  // namespace

Result<FileSet> emit_vectors(const Machine& machine, const VectorOptions& options) {
  const std::unique_ptr<Engine> eval = make_eval_engine(machine);
  const auto state = std::make_unique<RexaState>();
  Json vectors = Json::array();
  for (const TestVector& vector : make_vectors(machine, options)) {
    IoWorld io(vector.input);
    eval->load(vector.program, io);
    run_in_world(*eval, io, kMostSteps, nullptr);
    eval->inspect(*state);
    // A task may wait for ever, which shows nothing.
    if (state->status == REXA_RUNNING && machine.has_tasks()) continue;
    if (state->status == REXA_RUNNING)
      return error("vector-runs-on", "the vector '" + vector.program.name + "' does not come to an end");
    Json json = {{"name", vector.program.name}};
    if (!vector.instruction.empty()) json["instruction"] = vector.instruction;
    json["code"] = hex(vector.program.code.data(), vector.program.code.size());
    if (machine.has_tasks()) {
      json["system"] = vector.program.system;
      json["registers"] = vector.program.registers;
    }
    json["expect"] = expectation(machine, *state, vector.program, io.output());
    vectors.push_back(std::move(json));
  }
  const std::vector<std::uint8_t> data = vector_data();
  Json document = {{"machine", machine.name},     {"config_hash", machine.config_hash},
                   {"seed", options.seed},        {"cell_bits", machine.parameters.cell_bits},
                   {"input", TestVector{}.input}, {"data", hex(data.data(), data.size())}};
  // One vector to a line: short to read, easy to cut.
  std::string text = document.dump(1);
  text.resize(text.size() - 2);
  text += ",\n \"vectors\": [\n";
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    text += "  " + vectors[i].dump() + (i + 1 < vectors.size() ? ",\n" : "\n");
  }
  text += " ]\n}\n";
  FileSet files;
  files[machine.name + ".vectors.json"] = text;
  return files;
}

}  // namespace rexa
