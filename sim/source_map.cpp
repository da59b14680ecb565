#include "sim/source_map.hpp"

#include <algorithm>

namespace rexa {

std::string source_line(const std::string& text, int line) {
  std::size_t start = 0;
  for (int k = 1; k < line; ++k) {
    start = text.find('\n', start);
    if (start == std::string::npos) return "";
    ++start;
  }
  return text.substr(start, text.find('\n', start) - start);
}

Where where_of(const Program& program, std::uint32_t pc) {
  Where where;
  where.file = program.source_file.empty() ? program.name : program.source_file;
  if (pc >= program.code.size()) return where;
  const auto next = std::upper_bound(program.lines.begin(), program.lines.end(), pc,
                                     [](std::uint32_t at, const Program::Line& line) { return at < line.pc; });
  if (next == program.lines.begin()) return where;
  const Program::Line& line = *std::prev(next);
  where.line = line.line;
  where.column = line.column;
  where.excerpt = source_line(program.source, line.line);
  return where;
}

std::string symbol_at(const Program& program, std::uint32_t pc) {
  const Program::Symbol* found = nullptr;
  for (const auto& symbol : program.symbols) {
    if (symbol.pc <= pc && (found == nullptr || symbol.pc >= found->pc)) found = &symbol;
  }
  return found == nullptr || pc >= program.code.size() ? "" : found->name;
}

}  // namespace rexa
