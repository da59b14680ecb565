// Bytecode files: what `rexa compile -o` writes.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "base/files.hpp"
#include "base/json_document.hpp"
#include "gen/tables.hpp"
#include "sim/program.hpp"
#include "sim/task_image.hpp"

namespace rexa {
namespace {

using nlohmann::ordered_json;

constexpr const char* kFormatName = "rexa-bytecode";
constexpr int kVersion = 1;
constexpr std::size_t kBytesPerLine = 32;

ordered_json hex_lines(const std::vector<std::uint8_t>& bytes) {
  ordered_json lines = ordered_json::array();
  for (std::size_t i = 0; i < bytes.size(); i += kBytesPerLine) {
    std::string line;
    for (std::size_t k = i; k < std::min(bytes.size(), i + kBytesPerLine); ++k)
      line += fmt::format("{:02x}", bytes[k]);
    lines.push_back(line);
  }
  return lines;
}

// Eight cells to a line.
ordered_json cell_lines(const std::vector<std::uint32_t>& cells) {
  constexpr std::size_t kCellsPerLine = 8;
  ordered_json lines = ordered_json::array();
  for (std::size_t i = 0; i < cells.size(); i += kCellsPerLine) {
    lines.push_back(fmt::format("{:x}", fmt::join(cells.begin() + static_cast<std::ptrdiff_t>(i),
                                                  cells.begin() + static_cast<std::ptrdiff_t>(std::min(cells.size(), i + kCellsPerLine)), " ")));
  }
  return lines;
}

int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// Reads one file; every fault goes to diagnostics with its place.
class Reader {
 public:
  Reader(const JsonDocument& document, Diagnostics& diagnostics)
      : document_(document), diagnostics_(diagnostics) {}

  void fault(const std::string& pointer, const std::string& message, const std::string& hint = "") {
    diagnostics_.push_back(error("bytecode-format", message, document_.where(pointer), hint));
  }

  // The value at a key of the root, or null after a fault.
  const ordered_json* member(const std::string& key, bool (ordered_json::*is)() const noexcept,
                             const char* kind) {
    const auto found = document_.root().find(key);
    if (found == document_.root().end()) {
      fault("", "'" + key + "' is missing");
    } else if (!((*found).*is)()) {
      fault("/" + key, "'" + key + "' must be " + kind);
    } else {
      return &*found;
    }
    return nullptr;
  }

  std::string string(const std::string& key) {
    const ordered_json* value = member(key, &ordered_json::is_string, "a string");
    return value == nullptr ? "" : value->get<std::string>();
  }

  std::uint32_t number(const std::string& key, std::uint32_t limit) {
    const ordered_json* value = member(key, &ordered_json::is_number_unsigned, "a whole number");
    if (value == nullptr) return 0;
    if (value->get<std::uint64_t>() > limit)
      fault("/" + key, fmt::format("'{}' must be at most {}", key, limit));
    return static_cast<std::uint32_t>(value->get<std::uint64_t>());
  }

  std::vector<std::uint8_t> bytes(const std::string& key, std::size_t limit) {
    std::vector<std::uint8_t> out;
    const ordered_json* lines = member(key, &ordered_json::is_array, "an array of hexadecimal strings");
    if (lines == nullptr) return out;
    for (std::size_t i = 0; i < lines->size(); ++i) {
      const std::string pointer = fmt::format("/{}/{}", key, i);
      if (!(*lines)[i].is_string()) {
        fault(pointer, "must be a string of hexadecimal digits");
        continue;
      }
      const auto line = (*lines)[i].get<std::string>();
      bool good = line.size() % 2 == 0;
      for (std::size_t k = 0; good && k < line.size(); k += 2) {
        const int high = nibble(line[k]), low = nibble(line[k + 1]);
        good = high >= 0 && low >= 0;
        if (good) out.push_back(static_cast<std::uint8_t>(high << 4 | low));
      }
      if (!good) fault(pointer, "must be pairs of hexadecimal digits 0-9 a-f");
    }
    if (out.size() > limit) fault("/" + key, fmt::format("{} bytes do not fit into {}", out.size(), limit));
    return out;
  }

  // Exactly `count` cells, hexadecimal, separated by spaces.
  std::vector<std::uint32_t> cells(const std::string& key, std::size_t count, std::uint32_t most) {
    std::vector<std::uint32_t> out;
    const ordered_json* lines = member(key, &ordered_json::is_array, "an array of hexadecimal strings");
    if (lines == nullptr) return out;
    for (std::size_t i = 0; i < lines->size(); ++i) {
      std::istringstream line((*lines)[i].is_string() ? (*lines)[i].get<std::string>() : "?");
      for (std::string word; line >> word;) {
        std::uint64_t value = 0;
        for (const char c : word) value = nibble(c) < 0 ? UINT32_MAX + std::uint64_t{1} : value << 4 | static_cast<std::uint64_t>(nibble(c));
        if (value > most || word.size() > 8) {
          fault(fmt::format("/{}/{}", key, i), "must be cells as hexadecimal digits 0-9 a-f");
          return out;
        }
        out.push_back(static_cast<std::uint32_t>(value));
      }
    }
    if (out.size() != count) fault("/" + key, fmt::format("must be {} cells, not {}", count, out.size()));
    return out;
  }

  // Rows of fixed form: a whole number first, then numbers or a name.
  const ordered_json* rows(const std::string& key, std::size_t columns, bool named) {
    const ordered_json* value = member(key, &ordered_json::is_array, "an array");
    if (value == nullptr) return nullptr;
    for (std::size_t i = 0; i < value->size(); ++i) {
      const ordered_json& row = (*value)[i];
      bool good = row.is_array() && row.size() == columns;
      for (std::size_t k = 0; good && k < columns; ++k) {
        good = named && k == 1 ? row[k].is_string()
                               : row[k].is_number_unsigned() && row[k].get<std::uint64_t>() <= INT32_MAX;
      }
      if (!good) {
        fault(fmt::format("/{}/{}", key, i), named ? "must be [pc, name]" : "must be [pc, line, column]");
        return nullptr;
      }
    }
    return value;
  }

  void no_other_keys(const std::set<std::string>& known) {
    for (const auto& [key, value] : document_.root().items()) {
      if (known.count(key) == 0) {
        diagnostics_.push_back(error("bytecode-format", "unknown key '" + key + "'",
                                     document_.where_key("/" + key),
                                     did_you_mean(key, {known.begin(), known.end()})));
      }
    }
  }

 private:
  const JsonDocument& document_;
  Diagnostics& diagnostics_;
};

}  // namespace

std::string bytecode_hash(const Machine& machine) {
  const auto tables = emit_tables(machine);
  std::string all = fmt::format("{} {} {} {}\n", kVersion, machine.parameters.cell_bits,
                                machine.parameters.code_bytes, machine.parameters.data_bytes);
  if (tables) {
    // Past the first line, which names the configuration.
    for (const auto& [name, text] : *tables) all += text.substr(text.find('\n'));
  }
  return content_hash(all);
}

std::string print_bytecode(const Machine& machine, const Program& program) {
  ordered_json file;
  file["format"] = kFormatName;
  file["version"] = kVersion;
  file["configuration"] = machine.name;
  file["bytecode_hash"] = bytecode_hash(machine);
  file["entry"] = program.entry;
  file["code"] = hex_lines(program.code);
  file["data"] = hex_lines(program.data);
  if (machine.has_tasks()) {
    file["system"] = cell_lines(program.system);
    file["registers"] = cell_lines(program.registers);
  }
  file["source_file"] = program.source_file;
  file["source"] = program.source;
  file["lines"] = ordered_json::array();
  for (const auto& line : program.lines) file["lines"].push_back({line.pc, line.line, line.column});
  file["symbols"] = ordered_json::array();
  for (const auto& symbol : program.symbols) {
    file["symbols"].push_back(ordered_json::array({symbol.pc, symbol.name}));
  }
  return file.dump(1, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

Result<Program> parse_bytecode(const Machine& machine, const std::string& file, const std::string& text) {
  const auto document = JsonDocument::parse(file, text);
  if (!document) return document.diagnostics();
  Diagnostics diagnostics;
  Reader reader(*document, diagnostics);
  if (!document->root().is_object() || document->root().value("format", ordered_json()) != kFormatName) {
    reader.fault("", "this is not a bytecode file", "bytecode files are written by `rexa compile -o`");
    return diagnostics;
  }
  if (reader.number("version", UINT32_MAX) != kVersion || has_errors(diagnostics)) {
    reader.fault("/version", fmt::format("this toolkit reads version {}", kVersion),
                 "compile the program again");
    return diagnostics;
  }
  const std::string hash = bytecode_hash(machine);
  const std::string configuration = reader.string("configuration");
  if (reader.string("bytecode_hash") != hash && !has_errors(diagnostics)) {
    diagnostics.push_back(error("wrong-configuration",
                                "compiled for configuration '" + configuration + "'; this '" + machine.name +
                                    "' has other instructions, encodings or memories",
                                document->where("/bytecode_hash"), "compile the program again for this one"));
    return diagnostics;
  }
  Program program;
  const Parameters& sizes = machine.parameters;
  program.name = file.substr(file.find_last_of('/') + 1);
  program.entry = reader.number("entry", static_cast<std::uint32_t>(sizes.code_bytes - 1));
  program.code = reader.bytes("code", static_cast<std::size_t>(sizes.code_bytes));
  program.data = reader.bytes("data", static_cast<std::size_t>(sizes.data_bytes));
  std::set<std::string> keys = {"format", "version", "configuration", "bytecode_hash", "entry", "code", "data",
                                "source_file", "source", "lines", "symbols"};
  if (machine.has_tasks()) {
    const std::uint32_t most = sizes.cell_bits == 16 ? UINT16_MAX : UINT32_MAX;
    program.system = reader.cells("system", static_cast<std::size_t>(machine.system_cells()), most);
    program.registers = reader.cells("registers", machine.registers.size(), most);
    keys.insert({"system", "registers"});
    const std::string wrong = has_errors(diagnostics) ? "" : start_fault(machine, program);
    if (!wrong.empty()) reader.fault("/system", wrong, "compile the program again");
  }
  program.source_file = reader.string("source_file");
  program.source = reader.string("source");
  if (const ordered_json* rows = reader.rows("lines", 3, false)) {
    for (const auto& row : *rows) program.lines.push_back({row[0], row[1], row[2]});
  }
  if (const ordered_json* rows = reader.rows("symbols", 2, true)) {
    for (const auto& row : *rows) program.symbols.push_back({row[0], row[1].get<std::string>()});
  }
  reader.no_other_keys(keys);
  if (has_errors(diagnostics)) return diagnostics;
  return program;
}

}  // namespace rexa
