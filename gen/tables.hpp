// The text compiler's tables of one machine: as data for the toolkit, and as a C++ header for firmware.
#pragma once

#include <string>
#include <vector>

#include "base/files.hpp"
#include "isa/spec.hpp"
#include "vm/tables.hpp"

namespace rexa {

// Owns what the tables point into. May be moved, not copied.
class CompilerTables {
 public:
  // Errors: "unknown-directive", "unknown-role" (a name that the compiler does not know), "word-twice".
  static Result<CompilerTables> make(const Machine& machine);

  CompilerTables(CompilerTables&&) = default;
  CompilerTables& operator=(CompilerTables&&) = default;
  const vm::Tables& tables() const { return tables_; }
  const std::vector<vm::Word>& words() const { return words_; }
  const std::vector<std::string>& absent_reasons() const { return reasons_; }

 private:
  CompilerTables() = default;
  std::vector<vm::Encoding> encodings_;
  std::vector<std::string> names_;
  std::vector<vm::Word> words_;
  std::vector<std::string> reasons_;
  std::vector<const char*> reason_pointers_;
  std::vector<char> library_;
  vm::Tables tables_{};
};

// "rexa_tables.hpp": the same tables as constants, rexa::vm::kTables.
Result<FileSet> emit_tables(const Machine& machine);

}  // namespace rexa
