// The text compiler's tables of one machine: as data for the toolkit, and as a C++ header for firmware.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "gen/word_index.hpp"
#include "isa/spec.hpp"
#include "vm/tables.hpp"

namespace rexa {

// Owns what the tables point into. May be moved, not copied.
class CompilerTables {
 public:
  struct NamedWord {
    std::string name;
    vm::WordKind kind;
    std::uint16_t value;
  };

  // Errors: "unknown-directive", "unknown-role" (a name that the compiler does not know), "word-twice",
  // "word-is-number", "long-encoding". Without an index of the way asked for (two names share a hash) the words
  // are sorted.
  static Result<CompilerTables> make(const Machine& machine, WordSearch search = kDefaultWordSearch);

  CompilerTables(CompilerTables&&) = default;
  CompilerTables& operator=(CompilerTables&&) = default;
  const vm::Tables& tables() const { return tables_; }
  // Sorted by name.
  const std::vector<NamedWord>& words() const { return words_; }
  // Bytes of a device's memory that the words take: their entries, names and index.
  std::size_t word_bytes() const { return entries_.size() * sizeof(vm::Word) + names_.size() + index_.size(); }
  const std::vector<std::string>& absent_reasons() const { return reasons_; }
  WordSearch search() const { return search_; }
  const std::vector<std::uint8_t>& index() const { return index_; }

 private:
  CompilerTables() = default;
  std::vector<vm::Encoding> encodings_;
  std::vector<NamedWord> words_;
  std::vector<vm::Word> entries_;
  std::vector<char> names_;
  std::vector<std::uint8_t> index_;
  std::vector<std::string> reasons_;
  WordSearch search_ = WordSearch::kSorted;
  std::vector<char> library_;
  std::unique_ptr<vm::SystemLayout> system_;
  std::vector<vm::HostFunction> functions_;
  std::vector<vm::HostData> data_;
  vm::Tables tables_{};
};

// "rexa_tables.hpp": the same tables as constants, rexa::vm::kTables.
Result<FileSet> emit_tables(const Machine& machine, WordSearch search = kDefaultWordSearch);

}  // namespace rexa
