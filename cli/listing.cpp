#include "cli/listing.hpp"

#include <fmt/format.h>

#include <map>
#include <sstream>
#include <vector>

#include "gen/disassembler.hpp"

namespace rexa::cli {
namespace {

std::vector<std::string> split_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// Each source line above the first of the instructions that come from it.
std::string listing_with_source(const Program& program, const std::vector<ListingLine>& listing) {
  std::map<std::uint32_t, int> line_at;
  for (const auto& line : program.lines) line_at[line.pc] = line.line;
  const auto source = split_lines(program.source);
  std::string out;
  int shown = 0;
  for (const ListingLine& line : listing) {
    const auto found = line_at.find(line.pc);
    if (found != line_at.end() && found->second != shown) {
      shown = found->second;
      const auto index = static_cast<std::size_t>(shown - 1);
      out +=
          fmt::format("; {}:{}: {}\n", program.source_file, shown, index < source.size() ? source[index] : "");
    }
    out += print_listing({line});
  }
  return out;
}

}  // namespace

std::string program_listing(const Machine& machine, const Program& program, const ListingOptions& options) {
  std::map<std::uint32_t, std::string> symbols;
  for (const auto& symbol : program.symbols) symbols[symbol.pc] = symbol.name;
  const std::uint32_t from = options.library ? 0 : program.entry;
  const auto listing =
      disassemble(machine, program.code, from, static_cast<std::uint32_t>(program.code.size()), symbols);
  return options.source ? listing_with_source(program, listing) : print_listing(listing);
}

}  // namespace rexa::cli
