#include "isa/spec_document.hpp"

#include <algorithm>
#include <sstream>

#include "isa/schema.hpp"

namespace rexa {

namespace {

using Json = nlohmann::ordered_json;

// Tolerant access to an object's values; see the header.
class Reader {
 public:
  Reader(const Json& object, Place place) : object_(object), place_(std::move(place)) {}

  const Place& place() const { return place_; }
  bool has(const char* key) const { return object_.is_object() && object_.contains(key); }
  std::string text(const char* key) const {
    return has(key) && object_[key].is_string() ? object_[key].get<std::string>() : "";
  }
  bool flag(const char* key) const { return has(key) && object_[key].is_boolean() && object_[key].get<bool>(); }
  std::optional<int> number(const char* key) const {
    if (!has(key) || !object_[key].is_number_integer()) return std::nullopt;
    const auto value = object_[key].get<std::int64_t>();
    return static_cast<int>(std::clamp<std::int64_t>(value, INT32_MIN, INT32_MAX));
  }
  std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> all;
    if (!has(key) || !object_[key].is_array()) return all;
    for (const Json& item : object_[key]) {
      if (item.is_string()) all.push_back(item.get<std::string>());
    }
    return all;
  }
  std::vector<int> numbers(const char* key) const {
    std::vector<int> all;
    if (!has(key) || !object_[key].is_array()) return all;
    for (const Json& item : object_[key]) {
      if (item.is_number_integer()) all.push_back(item.get<int>());
    }
    return all;
  }
  std::vector<Reader> objects(const char* key) const {
    std::vector<Reader> all;
    if (!has(key) || !object_[key].is_array()) return all;
    for (std::size_t i = 0; i < object_[key].size(); ++i) {
      if (!object_[key][i].is_object()) continue;
      const std::string pointer = place_.pointer + "/" + key + "/" + std::to_string(i);
      all.emplace_back(object_[key][i], Place{place_.document, pointer});
    }
    return all;
  }

 private:
  const Json& object_;
  Place place_;
};

ParameterSpec read_parameter(const Reader& in) {
  ParameterSpec out;
  out.name = in.text("name");
  out.values = in.numbers("values");
  out.min = in.number("min");
  out.max = in.number("max");
  out.multiple = in.number("multiple");
  if (out.multiple && *out.multiple < 1) out.multiple.reset();
  out.default_value = in.number("default").value_or(0);
  out.place = in.place();
  return out;
}

TrapSpec read_trap(const Reader& in) {
  TrapSpec out;
  out.name = in.text("name");
  out.code = in.number("code").value_or(0);
  out.doc = in.text("doc");
  out.place = in.place();
  return out;
}

FormatSpec read_format(const Reader& in) {
  FormatSpec out;
  out.name = in.text("name");
  out.pattern = in.text("pattern");
  const std::string imm = in.text("imm");
  if (imm == "signed") out.imm = ImmKind::kSigned;
  if (imm == "unsigned") out.imm = ImmKind::kUnsigned;
  if (imm == "relative") out.imm = ImmKind::kRelative;
  out.bytes = static_cast<int>(out.pattern.size()) / 8;
  out.imm_bits = static_cast<int>(std::count(out.pattern.begin(), out.pattern.end(), 'i'));
  out.opcode_bits = static_cast<int>(std::count(out.pattern.begin(), out.pattern.end(), 'o'));
  out.place = in.place();
  return out;
}

InstructionSpec read_instruction(const Reader& in) {
  InstructionSpec out;
  out.word = in.text("word");
  out.aliases = in.texts("aliases");
  out.name = in.text("name");
  out.set = in.text("set");
  out.format = in.text("format");
  if (const std::optional<int> opcode = in.number("opcode"); opcode && *opcode >= 0) {
    out.opcode = static_cast<std::uint32_t>(*opcode);
  }
  out.role = in.text("role");
  out.internal = in.flag("internal");
  out.stack_text = in.text("stack");
  out.return_text = in.text("return");
  out.loop_text = in.text("loop");
  out.semantics = in.text("do");
  out.sequence = in.text("sequence");
  out.library = in.text("library");
  out.doc = in.text("doc");
  out.place = in.place();
  return out;
}

SystemTableSpec read_table(const Reader& in) {
  SystemTableSpec out;
  out.name = in.text("name");
  out.count = in.text("count");
  out.fields = in.texts("fields");
  out.doc = in.text("doc");
  out.place = in.place();
  return out;
}

RegisterSpec read_register(const Reader& in) {
  RegisterSpec out;
  out.name = in.text("name");
  out.doc = in.text("doc");
  out.place = in.place();
  return out;
}

InstructionSpec read_system_operation(const Reader& in) {
  InstructionSpec out = read_instruction(in);
  out.word = out.name;
  out.set = kTaskSet;
  out.internal = true;
  return out;
}

LibrarySpec read_library_word(const Reader& in) {
  LibrarySpec out;
  out.word = in.text("word");
  out.aliases = in.texts("aliases");
  out.set = in.text("set");
  out.stack_text = in.text("stack");
  out.define = in.text("define");
  out.internal = in.flag("internal");
  out.doc = in.text("doc");
  out.place = in.place();
  return out;
}

DirectiveSpec read_directive(const Reader& in) {
  DirectiveSpec out;
  out.word = in.text("word");
  out.aliases = in.texts("aliases");
  out.set = in.text("set");
  out.doc = in.text("doc");
  out.place = in.place();
  return out;
}

std::string schema_path() { return home_folder() + "/isa/rexa.schema.json"; }

}  // namespace

bool Place::has(const std::string& key) const {
  const Json::json_pointer here(pointer);
  return document->root().contains(here) && document->root().at(here).contains(key);
}

std::vector<Trap> Spec::plain_traps() const { return {traps.begin(), traps.end()}; }

namespace {

template <class Item>
const Item* find_word(const std::vector<Item>& items, const std::string& word) {
  for (const Item& item : items) {
    if (item.word == word) return &item;
    if (std::find(item.aliases.begin(), item.aliases.end(), word) != item.aliases.end()) return &item;
  }
  return nullptr;
}

template <class Item>
void add_words(const std::vector<Item>& items, std::vector<std::string>& words) {
  for (const Item& item : items) {
    words.push_back(item.word);
    words.insert(words.end(), item.aliases.begin(), item.aliases.end());
  }
}

}  // namespace

const InstructionSpec* Spec::instruction(const std::string& word) const {
  return find_word(instructions, word);
}
const LibrarySpec* Spec::library_word(const std::string& word) const { return find_word(library, word); }
const DirectiveSpec* Spec::directive(const std::string& word) const { return find_word(directives, word); }

bool Spec::has_set(const std::string& name) const {
  return std::any_of(sets.begin(), sets.end(), [&](const SetSpec& set) { return set.name == name; });
}

std::vector<std::string> Spec::set_names() const {
  std::vector<std::string> names;
  for (const SetSpec& set : sets) names.push_back(set.name);
  return names;
}

std::vector<std::string> Spec::words() const {
  std::vector<std::string> all;
  for (const InstructionSpec& instruction : instructions) {
    if (!instruction.internal) add_words(std::vector<InstructionSpec>{instruction}, all);
  }
  add_words(library, all);
  add_words(directives, all);
  return all;
}

FileKind kind_of(const JsonDocument& document) {
  const Json& root = document.root();
  auto is_list_of_objects = [&](const char* key) {
    return root.contains(key) && root[key].is_array() && !root[key].empty() && root[key][0].is_object();
  };
  if (!root.is_object()) return FileKind::kSpec;
  for (const char* key : {"formats", "traps", "directives", "state"}) {
    if (root.contains(key)) return FileKind::kSpec;
  }
  if (is_list_of_objects("parameters")) return FileKind::kSpec;
  if (root.contains("instructions") || is_list_of_objects("library")) return FileKind::kExtension;
  return FileKind::kConfiguration;
}

Diagnostics read_spec(std::shared_ptr<const JsonDocument> document, Spec& spec) {
  Diagnostics diagnostics = check_schema(*document, schema_path());
  const Reader root(document->root(), Place{document, ""});
  for (const Reader& in : root.objects("parameters")) spec.parameters.push_back(read_parameter(in));
  for (const Reader& in : root.objects("traps")) spec.traps.push_back(read_trap(in));
  for (const Reader& in : root.objects("formats")) spec.formats.push_back(read_format(in));
  for (const Reader& in : root.objects("sets")) {
    spec.sets.push_back({in.text("name"), in.text("doc"), in.place()});
  }
  for (const Reader& in : root.objects("instructions")) spec.instructions.push_back(read_instruction(in));
  for (const Reader& in : root.objects("registers")) spec.registers.push_back(read_register(in));
  for (const Reader& in : root.objects("system")) spec.system.push_back(read_table(in));
  for (const Reader& in : root.objects("system_operations")) {
    spec.system_operations.push_back(read_system_operation(in));
  }
  for (const Reader& in : root.objects("library")) spec.library.push_back(read_library_word(in));
  for (const Reader& in : root.objects("directives")) spec.directives.push_back(read_directive(in));
  return diagnostics;
}

Diagnostics read_extension(std::shared_ptr<const JsonDocument> document, Spec& spec) {
  Diagnostics diagnostics = check_schema(*document, schema_path(), "extension");
  const Reader root(document->root(), Place{document, ""});
  const std::string name = root.text("name");
  for (const Reader& in : root.objects("instructions")) {
    InstructionSpec out = read_instruction(in);
    out.always = !in.has("set");
    if (out.always) out.set = name;
    spec.instructions.push_back(std::move(out));
  }
  for (const Reader& in : root.objects("library")) {
    LibrarySpec out = read_library_word(in);
    out.always = !in.has("set");
    if (out.always) out.set = name;
    spec.library.push_back(std::move(out));
  }
  return diagnostics;
}

int table_count(const std::string& text, const Parameters& parameters) {
  Parameters values = parameters;
  std::int64_t product = 1;
  std::istringstream parts(text);
  std::string part;
  while (std::getline(parts, part, '*')) {
    const int* named = parameter(values, part);
    const bool is_digits = !part.empty() && part.size() < 7 && part.find_first_not_of("0123456789") == std::string::npos;
    product *= named != nullptr ? *named : is_digits ? std::stoi(part) : 0;
    product = std::clamp<std::int64_t>(product, 0, INT32_MAX);
  }
  return text.empty() ? 0 : static_cast<int>(product);
}

SystemState system_state(const Spec& spec, const Parameters& parameters, bool in_build) {
  SystemState state;
  state.in_build = in_build;
  state.registers.assign(spec.registers.begin(), spec.registers.end());
  int next = 0;
  for (const SystemTableSpec& from : spec.system) {
    SystemTable table;
    table.name = from.name;
    table.count = table_count(from.count, parameters);
    table.fields = from.fields;
    table.doc = from.doc;
    table.stride = 1;
    while (table.stride < static_cast<int>(table.fields.size())) table.stride *= 2;
    table.base = (next + table.stride - 1) / table.stride * table.stride;
    next = table.base + table.count * table.stride;
    state.tables.push_back(std::move(table));
  }
  return state;
}

const std::vector<std::string>& parameter_names() {
  static const std::vector<std::string> kNames = {
      "cell_bits", "code_bytes", "data_bytes", "data_stack_cells", "return_stack_cells", "loop_stack_cells",
      "tasks", "frames", "exports", "mailbox_cells", "control_depth", "slice_instructions",
      "host32_bytes", "host16_bytes", "host8_bytes"};
  return kNames;
}

int* parameter(Parameters& parameters, const std::string& name) {
  if (name == "cell_bits") return &parameters.cell_bits;
  if (name == "code_bytes") return &parameters.code_bytes;
  if (name == "data_bytes") return &parameters.data_bytes;
  if (name == "data_stack_cells") return &parameters.stack_cells[static_cast<int>(StackId::kData)];
  if (name == "return_stack_cells") return &parameters.stack_cells[static_cast<int>(StackId::kReturn)];
  if (name == "loop_stack_cells") return &parameters.stack_cells[static_cast<int>(StackId::kLoop)];
  if (name == "tasks") return &parameters.tasks;
  if (name == "frames") return &parameters.frames;
  if (name == "exports") return &parameters.exports;
  if (name == "mailbox_cells") return &parameters.mailbox_cells;
  if (name == "control_depth") return &parameters.control_depth;
  if (name == "slice_instructions") return &parameters.slice_instructions;
  if (name == "host32_bytes") return &parameters.host_bytes[0];
  if (name == "host16_bytes") return &parameters.host_bytes[1];
  if (name == "host8_bytes") return &parameters.host_bytes[2];
  return nullptr;
}

}  // namespace rexa
