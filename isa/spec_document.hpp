// The specification and its extensions as data: what the JSON says, with the place where it says it. Nothing is
// chosen, typed or encoded yet. Reading is tolerant: a missing or mistyped value, which the schema check
// reports, becomes an empty one, so that the other faults of a file can still be found.
#pragma once

#include <memory>

#include "isa/spec.hpp"

namespace rexa {

// An object of a JSON file. The document outlives every Place into it.
struct Place {
  std::shared_ptr<const JsonDocument> document;
  std::string pointer;
  Where where() const { return document->where(pointer); }
  Where where(const std::string& key, int offset = -1) const {
    return document->where(pointer + "/" + key, offset);
  }
  bool has(const std::string& key) const;
};

struct ParameterSpec {
  std::string name;
  std::vector<int> values;
  std::optional<int> min, max, multiple;
  int default_value = 0;
  Place place;
};

struct TrapSpec : Trap {
  Place place;
};

struct FormatSpec : Format {
  Place place;
};

struct SetSpec {
  std::string name;
  std::string doc;
  Place place;
};

struct InstructionSpec {
  std::string word;
  std::vector<std::string> aliases;
  std::string name;
  std::string set;      // the extension's name when an extension gives none
  bool always = false;  // of an extension and without a set: in every build
  std::string format;
  std::optional<std::uint32_t> opcode;
  std::string role;
  bool internal = false;
  std::string stack_text, return_text, loop_text;
  std::string semantics;
  std::string sequence;  // old words fused into this one, instead of semantics
  std::string library;   // body of the library form, may be empty
  std::string doc;
  Place place;
  // Filled in by assign_opcodes.
  int format_index = -1;
  std::uint32_t base = 0;

  std::string library_body() const { return library.empty() ? sequence : library; }
  const char* library_key() const { return library.empty() ? "sequence" : "library"; }
};

struct LibrarySpec {
  std::string word;
  std::vector<std::string> aliases;
  std::string set;
  bool always = false;
  std::string stack_text;
  std::string define;
  bool internal = false;
  std::string doc;
  Place place;
};

struct DirectiveSpec : Directive {
  Place place;
};

struct SystemTableSpec {
  std::string name;
  std::string count;  // product of parameters and numbers: "tasks*control_depth"
  std::vector<std::string> fields;
  std::string doc;
  Place place;
};

struct RegisterSpec : Register {
  Place place;
};

struct Spec {
  std::vector<ParameterSpec> parameters;
  std::vector<TrapSpec> traps;
  std::vector<FormatSpec> formats;
  std::vector<SetSpec> sets;
  std::vector<RegisterSpec> registers;
  std::vector<SystemTableSpec> system;
  std::vector<InstructionSpec> instructions;
  std::vector<InstructionSpec> system_operations;  // without encoding; the word is the name
  std::vector<LibrarySpec> library;
  std::vector<DirectiveSpec> directives;

  std::vector<Trap> plain_traps() const;
  const InstructionSpec* instruction(const std::string& word) const;  // by word or alias
  const LibrarySpec* library_word(const std::string& word) const;
  const DirectiveSpec* directive(const std::string& word) const;
  bool has_set(const std::string& name) const;
  std::vector<std::string> set_names() const;
  // Everything that a program or the library may write, aliases included.
  std::vector<std::string> words() const;
};

// What a JSON file of the toolkit is, by its contents.
enum class FileKind { kSpec, kExtension, kConfiguration };
FileKind kind_of(const JsonDocument& document);

// Both check the file against its schema and append what it says to `spec`.
Diagnostics read_spec(std::shared_ptr<const JsonDocument> document, Spec& spec);
Diagnostics read_extension(std::shared_ptr<const JsonDocument> document, Spec& spec);

// Registers and system memory, laid out for these parameters. `in_build`: whether instructions may use them.
SystemState system_state(const Spec& spec, const Parameters& parameters, bool in_build);

// The number that a table's "count" stands for, 0 when it is none.
int table_count(const std::string& text, const Parameters& parameters);

// The set that registers, system memory and system operations come with.
inline constexpr const char* kTaskSet = "task";

// The parameters that a Machine is made of, and the place of one of them in `parameters`.
const std::vector<std::string>& parameter_names();
int* parameter(Parameters& parameters, const std::string& name);

}  // namespace rexa
