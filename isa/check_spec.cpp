// check_spec_file: every fault of one file in one run. The checks are those of loading, but nothing is chosen:
// all instructions are typed, at every cell width that the specification allows.
#include <algorithm>
#include <set>
#include <tuple>

#include "isa/check_names.hpp"
#include "isa/encoding.hpp"
#include "isa/library_selection.hpp"
#include "isa/lower_instruction.hpp"

namespace rexa {

namespace {

void append(Diagnostics& to, const Diagnostics& from) { to.insert(to.end(), from.begin(), from.end()); }

// Without its format or its effect an instruction cannot be typed; that they are missing is reported elsewhere.
bool can_lower(const InstructionSpec& instruction) {
  if (instruction.place.has("sequence")) return !instruction.place.has("do");
  if (!instruction.place.has("do") || !instruction.place.has("stack")) return false;
  if (instruction.format_index >= 0) return true;
  const std::string& text = instruction.semantics;
  return text.find("imm") == std::string::npos && text.find("target") == std::string::npos;
}

std::vector<int> cell_widths(const Spec& spec) {
  std::vector<int> widths;
  for (const ParameterSpec& parameter : spec.parameters) {
    if (parameter.name == "cell_bits") widths = parameter.values;
  }
  std::erase_if(widths, [](int width) { return width != 16 && width != 32; });
  return widths.empty() ? std::vector<int>{16, 32} : widths;
}

// A fault that shows at every width is reported for the first.
Diagnostics check_meaning(const Spec& spec) {
  Diagnostics diagnostics;
  std::set<std::tuple<std::string, int, int, std::string>> earlier;
  for (const int width : cell_widths(spec)) {
    Parameters parameters;
    parameters.cell_bits = width;
    Diagnostics found;
    const bool has_tasks = !spec.system_operations.empty();
    for (const InstructionSpec& instruction : spec.instructions) {
      if (!can_lower(instruction)) continue;
      if (has_tasks) append(found, lower_instruction(spec, instruction, parameters, true).diagnostics());
      if (has_tasks && instruction.set == kTaskSet) continue;
      append(found, lower_instruction(spec, instruction, parameters).diagnostics());
    }
    for (const InstructionSpec& operation : spec.system_operations) {
      append(found, lower_instruction(spec, operation, parameters, true).diagnostics());
    }
    const auto key = [](const Diagnostic& d) {
      return std::tuple(d.where.pointer, d.where.line, d.where.column, d.code);
    };
    std::erase_if(found, [&](const Diagnostic& d) { return earlier.count(key(d)) != 0; });
    for (const Diagnostic& d : found) earlier.insert(key(d));
    append(diagnostics, found);
  }
  return diagnostics;
}

Diagnostics check_library_order(const Spec& spec) {
  std::vector<LibraryWord> words;
  for (const LibrarySpec& word : spec.library) {
    LibraryWord candidate;
    candidate.word = word.word;
    candidate.aliases = word.aliases;
    candidate.define = word.define;
    candidate.where = word.place.where("word");
    words.push_back(std::move(candidate));
  }
  return select_library(words, [](const std::string&) { return true; }, {}).diagnostics();
}

Diagnostics check_all(Spec& spec) {
  Diagnostics diagnostics = check_formats(spec);
  append(diagnostics, assign_opcodes(spec));
  append(diagnostics, check_names(spec));
  append(diagnostics, check_library_order(spec));
  append(diagnostics, check_meaning(spec));
  return diagnostics;
}

// In the order of the file; what two cell widths both report, once.
Diagnostics tidy(Diagnostics diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.where.file, a.where.line, a.where.column) <
           std::tie(b.where.file, b.where.line, b.where.column);
  });
  std::set<std::tuple<std::string, int, int, std::string, std::string>> seen;
  std::erase_if(diagnostics, [&](const Diagnostic& d) {
    return !seen.emplace(d.where.file, d.where.line, d.where.column, d.code, d.message).second;
  });
  return diagnostics;
}

}  // namespace

Diagnostics check_spec_file(const std::string& path) {
  Result<JsonDocument> loaded = JsonDocument::load(path);
  if (!loaded) return loaded.diagnostics();
  const auto document = std::make_shared<const JsonDocument>(std::move(*loaded));
  const FileKind kind = kind_of(*document);
  if (kind == FileKind::kConfiguration) return tidy(load_machine(path, {}).diagnostics());
  Spec spec;
  Diagnostics diagnostics;
  if (kind == FileKind::kExtension) {
    Result<JsonDocument> installed = JsonDocument::load(home_folder() + "/isa/rexa.json");
    if (!installed) return installed.diagnostics();
    append(diagnostics, read_spec(std::make_shared<const JsonDocument>(std::move(*installed)), spec));
    append(diagnostics, read_extension(document, spec));
  } else {
    append(diagnostics, read_spec(document, spec));
  }
  append(diagnostics, check_all(spec));
  return tidy(std::move(diagnostics));
}

}  // namespace rexa
