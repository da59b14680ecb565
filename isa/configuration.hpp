// A configuration file as data: one point of the design space, checked against its schema and the
// specification.
#pragma once

#include "isa/spec_document.hpp"

namespace rexa {

struct Configuration {
  std::string name;
  Parameters parameters;
  std::vector<std::string> sets;
  std::vector<std::string> extensions;  // paths as the toolkit opens them
  CoreKnobs core;
  std::vector<std::string> library;  // words wanted in their library form
  std::vector<std::string> omit;     // words left out
  std::vector<HostFunction> host_functions;
  std::vector<HostData> host_data;
  Place place;

  bool has_set(const std::string& name) const;
};

// What the file says, checked against its schema alone. Values are read tolerantly, as in spec_document.hpp.
Diagnostics read_configuration(std::shared_ptr<const JsonDocument> document, Configuration& configuration);

// Fills in the specification's defaults and checks the rest against it.
// Errors: "bad-parameter", "unknown-set", "unknown-word", "no-library-form", "cannot-omit", and those of
// check_host_io.
Diagnostics check_configuration(const Spec& spec, Configuration& configuration);

}  // namespace rexa
