#include "gen/names.hpp"

#include <cctype>
#include <set>

namespace rexa {

std::string enumerator(const std::string& name) {
  std::string result = "k";
  bool upper = true;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (!std::isalnum(byte)) {
      upper = true;
      continue;
    }
    result += upper ? static_cast<char>(std::toupper(byte)) : c;
    upper = false;
  }
  return result;
}

std::vector<std::string> op_enumerators(const Machine& machine) {
  std::vector<std::string> names;
  std::set<std::string> taken = {"kIllegalFirst", "kIllegalSecond", "kCount"};
  for (int op = 0; op < machine.operation_count(); ++op) {
    std::string name = enumerator(machine.operation(op).name);
    while (!taken.insert(name).second) name += "_";
    names.push_back(name);
  }
  return names;
}

std::string trap_enumerator(const Machine& machine, int code) {
  const Trap* trap = machine.trap(code);
  return trap ? enumerator(trap->name) : "kTrap" + std::to_string(code);
}

std::string trap_enumerator(const Machine& machine, const std::string& name) {
  for (const Trap& trap : machine.traps) {
    if (trap.name == name) return enumerator(name);
  }
  return "kMissing";  // emit_vm has checked that the spec declares the machine's own traps
}

std::string place_in_spec(const Instruction& instruction) {
  const Where& where = instruction.where;
  if (where.file.empty()) return "";
  return where.file.substr(where.file.find_last_of('/') + 1) + ":" + std::to_string(where.line);
}

}  // namespace rexa
