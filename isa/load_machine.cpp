#include <algorithm>
#include <cstdlib>

#include "isa/build_machine.hpp"
#include "isa/check_names.hpp"
#include "isa/encoding.hpp"

namespace rexa {

namespace {

void append(Diagnostics& to, const Diagnostics& from) { to.insert(to.end(), from.begin(), from.end()); }

}  // namespace

const Trap* Machine::trap(int code) const {
  const auto found = std::find_if(traps.begin(), traps.end(), [code](const Trap& t) { return t.code == code; });
  return found == traps.end() ? nullptr : &*found;
}

int Machine::system_cells() const {
  int cells = 0;
  for (const SystemTable& table : system_tables) cells = std::max(cells, table.base + table.count * table.stride);
  return cells;
}

std::optional<std::size_t> Machine::system_cell(const std::string& table, int record, const std::string& field) const {
  for (const SystemTable& candidate : system_tables) {
    if (candidate.name != table || record < 0 || record >= candidate.count) continue;
    const auto found = std::find(candidate.fields.begin(), candidate.fields.end(), field);
    if (found == candidate.fields.end()) break;
    return static_cast<std::size_t>(candidate.base + record * candidate.stride + (found - candidate.fields.begin()));
  }
  return std::nullopt;
}

const Instruction& Machine::operation(int op) const {
  const auto index = static_cast<std::size_t>(op);
  return index < instructions.size() ? instructions[index] : system_operations[index - instructions.size()];
}

int Machine::register_index(const std::string& name) const {
  for (std::size_t i = 0; i < registers.size(); ++i) {
    if (registers[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

int Machine::op_number(const Instruction& operation) const {
  int op = 0;
  while (&this->operation(op) != &operation) ++op;
  return op;
}

int Machine::system_op(const std::string& name) const {
  for (std::size_t i = 0; i < system_operations.size(); ++i) {
    if (system_operations[i].name == name) return static_cast<int>(instructions.size() + i);
  }
  return -1;
}

const Instruction* Machine::find(const std::string& word) const {
  const auto by_word = std::find_if(instructions.begin(), instructions.end(), [&](const Instruction& in) {
    return in.word == word || std::find(in.aliases.begin(), in.aliases.end(), word) != in.aliases.end();
  });
  if (by_word != instructions.end()) return &*by_word;
  const auto by_name = std::find_if(instructions.begin(), instructions.end(),
                                    [&](const Instruction& in) { return in.name == word; });
  return by_name == instructions.end() ? nullptr : &*by_name;
}

std::string home_folder() {
  const char* home = std::getenv("REXA_HOME");
  return home != nullptr && *home != '\0' ? home : REXA_SOURCE_DIR;
}

Result<Machine> load_machine(const std::string& config_path, const std::vector<std::string>& extensions,
                             const std::string& spec_path) {
  Diagnostics diagnostics;
  Spec spec;
  Configuration configuration;
  auto load = [&](const std::string& path, auto read) {
    Result<JsonDocument> document = JsonDocument::load(path);
    append(diagnostics, document.diagnostics());
    if (document) append(diagnostics, read(std::make_shared<const JsonDocument>(std::move(*document))));
    return static_cast<bool>(document);
  };
  const bool has_spec = load(spec_path.empty() ? home_folder() + "/isa/rexa.json" : spec_path,
                             [&](auto document) { return read_spec(document, spec); });
  const bool has_configuration =
      load(config_path, [&](auto document) { return read_configuration(document, configuration); });
  for (const std::string& path : configuration.extensions) {
    load(path, [&](auto document) { return read_extension(document, spec); });
  }
  for (const std::string& path : extensions) {
    load(path, [&](auto document) { return read_extension(document, spec); });
  }
  if (has_spec) {
    append(diagnostics, check_formats(spec));
    append(diagnostics, assign_opcodes(spec));
    append(diagnostics, check_names(spec));
    if (has_configuration) append(diagnostics, check_configuration(spec, configuration));
  }
  if (has_errors(diagnostics)) return diagnostics;
  Result<Machine> machine = build_machine(spec, configuration);
  append(diagnostics, machine.diagnostics());
  if (!machine) return diagnostics;
  return {std::move(*machine), diagnostics};
}

}  // namespace rexa
