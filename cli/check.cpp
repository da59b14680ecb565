// rexa check: every fault of specifications, extensions and configurations.
#include <iostream>

#include "base/json_document.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"

namespace rexa::cli {
namespace {

// A configuration says which sets it wants by name and gives parameters values; a spec defines both.
bool is_configuration(const nlohmann::ordered_json& root) {
  if (!root.is_object() || root.contains("instructions") || root.contains("library")) return false;
  const bool values = root.contains("parameters") && root["parameters"].is_object();
  const bool names =
      root.contains("sets") && root["sets"].is_array() && !root["sets"].empty() && root["sets"][0].is_string();
  return values || names || root.contains("core");
}

// So that `rexa check configs/*.json` does what one means.
bool is_schema(const std::string& file) {
  const auto document = JsonDocument::load(file);
  return document && document->root().is_object() && document->root().contains("$schema") &&
         document->root().contains("properties");
}

Diagnostics check_file(const std::string& file) {
  const auto document = JsonDocument::load(file);
  if (!document) return document.diagnostics();
  if (is_configuration(document->root())) return load_machine(file, {}).diagnostics();
  return check_spec_file(file);
}

}  // namespace

int command_check(const std::vector<std::string>& args) {
  CommandLine line;
  line.name = "check";
  line.synopsis = "FILE.json...";
  line.summary =
      "Checks specifications, extensions of the instruction set, and configurations; reports every fault.";
  line.positional = "file";
  const auto values = parse(line, args);
  if (!values) return kDone;
  const auto files = strings(*values, "file");
  if (files.empty()) throw UsageError("no file given");
  int code = kDone;
  for (const auto& file : files) {
    if (is_schema(file)) {
      std::cout << file << ": a JSON schema, nothing to check\n";
      continue;
    }
    const Diagnostics diagnostics = check_file(file);
    report(diagnostics);
    if (has_errors(diagnostics)) {
      code = kInputAtFault;
    } else {
      std::cout << file << ": no faults\n";
    }
  }
  return code;
}

}  // namespace rexa::cli
