// A retirement record as named fields, for comparing and printing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/engine_abi.h"

namespace rexa {

struct RecordField {
  std::string name;  // as in RexaRecord; stacks spelt out: "top.data[0]", "depth.loop"
  std::uint64_t value = 0;
};

// Every field of the record, in a fixed order; two records are equal exactly if all their fields are.
std::vector<RecordField> record_fields(const RexaRecord& record);

// "0x1f (31)"; small numbers in decimal alone.
std::string field_text(std::uint64_t value);

}  // namespace rexa
