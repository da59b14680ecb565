#include "isa/schema.hpp"

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "base/json_scanner.hpp"

namespace rexa {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxString = 4096;

bool starts_with(const std::string& text, const std::string& prefix) { return text.rfind(prefix, 0) == 0; }

// The text between the first and the last single quote.
std::string quoted(const std::string& text) {
  const std::size_t open = text.find('\'');
  const std::size_t close = text.rfind('\'');
  return open == close ? "" : text.substr(open + 1, close - open - 1);
}

const char* type_name(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  if (value.is_string()) return "a string";
  if (value.is_boolean()) return "true or false";
  if (value.is_number_integer()) return "an integer";
  if (value.is_number()) return "a fraction";
  return "null";
}

std::string wanted_type_name(const std::string& type) {
  if (type == "object" || type == "integer") return "an " + type;
  if (type == "array") return "a list";
  if (type == "boolean") return "true or false";
  return "a " + type;
}

class Checker {
 public:
  Checker(const JsonDocument& document, Json schema, Diagnostics& diagnostics)
      : document_(document), schema_(std::move(schema)), diagnostics_(diagnostics) {}

  void run() {
    const Json root = Json::parse(document_.root().dump());
    unknown_keys(root, schema_, "");
    if (long_strings(root, "")) return;
    valijson::Schema compiled;
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema_), compiled);
    valijson::Validator validator(valijson::Validator::kStrongTypes);
    valijson::ValidationResults results;
    validator.validate(compiled, valijson::adapters::NlohmannJsonAdapter(root), &results);
    for (const valijson::ValidationResults::Error& fault : results) {
      // These repeat a fault of a part for the whole; unknown keys are reported above.
      if (starts_with(fault.description, "Failed to validate") ||
          starts_with(fault.description, "Object contains a property")) {
        continue;
      }
      report(root, pointer_of(fault.context), fault.description);
    }
  }

 private:
  // valijson writes a path as "<root>", "[key]", "[0]".
  static std::string pointer_of(const std::vector<std::string>& context) {
    std::string pointer;
    for (const std::string& part : context) {
      if (part.size() >= 2 && part.front() == '[')
        pointer += "/" + pointer_token(part.substr(1, part.size() - 2));
    }
    return pointer;
  }

  const Json& resolve(const Json& schema) const {
    const auto reference = schema.find("$ref");
    if (reference == schema.end()) return schema;
    return schema_.at(Json::json_pointer(reference->get<std::string>().substr(1)));
  }

  // The schema that governs the value at a pointer.
  const Json& schema_at(const Json& root, const std::string& pointer) const {
    static const Json kAnything = Json::object();
    const Json* schema = &resolve(schema_);
    const Json* value = &root;
    std::size_t at = 0;
    while (at < pointer.size()) {
      const std::size_t end = std::min(pointer.find('/', at + 1), pointer.size());
      const Json::json_pointer step(pointer.substr(at, end - at));
      const std::string key = step.back();
      const auto inner = value->is_array() ? schema->find("items") : schema->find("properties");
      if (inner == schema->end() || (!value->is_array() && !inner->contains(key))) return kAnything;
      schema = &resolve(value->is_array() ? *inner : inner->at(key));
      value = &value->at(step);
      at = end;
    }
    return *schema;
  }

  // The regular expressions of the standard library recurse for each character.
  bool long_strings(const Json& value, const std::string& pointer) {
    if (value.is_string() && value.get_ref<const std::string&>().size() > kMaxString) {
      diagnostics_.push_back(error("too-long",
                                   "a string of more than " + std::to_string(kMaxString) + " characters",
                                   document_.where(pointer)));
      return true;
    }
    if (!value.is_structured()) return false;
    bool found = false;
    for (const auto& [key, part] : value.items()) {
      found = long_strings(part, pointer + "/" + pointer_token(key)) || found;
    }
    return found;
  }

  void unknown_keys(const Json& value, const Json& reference, const std::string& pointer) {
    const Json& schema = resolve(reference);
    if (value.is_array() && schema.contains("items")) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        unknown_keys(value[i], schema["items"], pointer + "/" + std::to_string(i));
      }
    }
    if (!value.is_object() || !schema.contains("properties")) return;
    std::vector<std::string> known;
    for (const auto& [key, part] : schema["properties"].items()) known.push_back(key);
    for (const auto& [key, part] : value.items()) {
      const std::string child = pointer + "/" + pointer_token(key);
      if (schema["properties"].contains(key)) {
        unknown_keys(part, schema["properties"][key], child);
      } else if (schema.value("additionalProperties", Json(true)) == Json(false)) {
        std::string hint = did_you_mean(key, known);
        if (hint.empty()) hint = "known keys: " + list(known);
        diagnostics_.push_back(
            error("unknown-key", "unknown key '" + key + "'", document_.where_key(child), hint));
      }
    }
  }

  static std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
  }

  void report(const Json& root, const std::string& pointer, const std::string& description) {
    const Json& value = root.at(Json::json_pointer(pointer));
    const Json& schema = schema_at(root, pointer);
    const Where where = document_.where(pointer);
    const std::string form = schema.value("description", "");
    auto add = [&](const char* code, const std::string& message, const std::string& hint) {
      diagnostics_.push_back(error(code, message, where, hint));
    };
    if (starts_with(description, "Value type not permitted")) {
      const std::string wanted = wanted_type_name(schema.value("type", "value"));
      add("wrong-type", "expected " + wanted + ", found " + type_name(value), form);
    } else if (starts_with(description, "Missing required property")) {
      add("missing-key", "the key '" + quoted(description) + "' is missing", "");
    } else if (starts_with(description, "Failed to match against any enum") && value.is_number() &&
               schema.value("type", "") == "integer") {
      std::string choices;
      for (const Json& choice : schema.value("enum", Json::array()))
        choices += (choices.empty() ? "one of: " : ", ") + choice.dump();
      add("bad-value", value.dump() + " is not allowed", choices);
    } else if (starts_with(description, "Failed to match against any enum") && !value.is_string()) {
      // Its type has been reported.
    } else if (starts_with(description, "Failed to match against any enum")) {
      std::vector<std::string> choices;
      for (const Json& choice : schema.value("enum", Json::array()))
        choices.push_back(choice.get<std::string>());
      std::string hint = did_you_mean(value.get<std::string>(), choices);
      if (hint.empty()) hint = "one of: " + list(choices);
      add("bad-value", "unknown value '" + value.get<std::string>() + "'", hint);
    } else if (starts_with(description, "Failed to match regex") && value.is_string()) {
      add("bad-value", "'" + value.get<std::string>() + "' does not have the right form", "expected " + form);
    } else if (starts_with(description, "Expected number") && value.is_number()) {
      std::string range;
      if (schema.contains("minimum")) range = "from " + schema["minimum"].dump();
      if (schema.contains("maximum")) range += (range.empty() ? "up to " : " to ") + schema["maximum"].dump();
      add("out-of-range", value.dump() + " is out of range", "allowed: " + range);
    } else if (starts_with(description, "String should be no fewer")) {
      add("bad-value", "this may not be empty", form.empty() ? "" : "expected " + form);
    } else {
      add("schema", description, form);
    }
  }

  const JsonDocument& document_;
  Json schema_;
  Diagnostics& diagnostics_;
};

}  // namespace

Diagnostics check_schema(const JsonDocument& document, const std::string& schema_path,
                         const std::string& definition) {
  const Result<JsonDocument> loaded = JsonDocument::load(schema_path);
  if (!loaded) return loaded.diagnostics();
  Diagnostics diagnostics;
  try {
    Json schema = Json::parse(loaded->root().dump());
    if (!definition.empty()) {
      Json part = schema.at("definitions").at(definition);
      part["definitions"] = schema.at("definitions");
      schema = std::move(part);
    }
    Checker(document, std::move(schema), diagnostics).run();
  } catch (const std::exception& fault) {
    // The schema itself is unusable: a fault of the installation, not of the document.
    Where where;
    where.file = schema_path;
    diagnostics.push_back(error("schema", std::string("this schema cannot be used: ") + fault.what(), where));
  }
  return diagnostics;
}

}  // namespace rexa
