#include "sim/record_fields.hpp"

#include <fmt/format.h>

namespace rexa {

std::vector<RecordField> record_fields(const RexaRecord& record) {
  return {
      {"pc", record.pc},
      {"insn", record.insn},
      {"op", record.op},
      {"next_pc", record.next_pc},
      {"depth.data", record.depth[0]},
      {"top.data[0]", record.top[0][0]},
      {"top.data[1]", record.top[0][1]},
      {"depth.return", record.depth[1]},
      {"top.return[0]", record.top[1][0]},
      {"top.return[1]", record.top[1][1]},
      {"depth.loop", record.depth[2]},
      {"top.loop[0]", record.top[2][0]},
      {"top.loop[1]", record.top[2][1]},
      {"mem_bytes", record.mem_bytes},
      {"mem_addr", record.mem_addr},
      {"mem_data", record.mem_data},
      {"port_kind", record.port_kind},
      {"port", record.port},
      {"port_data", record.port_data},
      {"trap", record.trap},
      {"halted", record.halted},
      {"task", record.task},
      {"reserved[0]", record.reserved[0]},
      {"reserved[1]", record.reserved[1]},
      {"cycle", record.cycle},
  };
}

std::string field_text(std::uint64_t value) {
  return value < 10 ? fmt::format("{}", value) : fmt::format("{:#x} ({})", value, value);
}

}  // namespace rexa
