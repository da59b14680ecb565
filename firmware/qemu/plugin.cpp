// A plug-in for QEMU that counts the instructions that a Cortex-M carries out, and estimates their clocks
// (cycle_model.hpp), altogether and in the regions that `dbg #n` marks: an odd n begins region n, the next even
// one ends it. Marks themselves belong to no region.
//
//   qemu-system-arm ... -plugin counter.so,out=FILE[,core=cortex-m3][,refill_low=1][,refill_high=3]
//                   [,profile=FILE][,handler=ADDRESS]...[,passages=NUMBER:FILE]
//
// `out` gets JSON: {"total": COUNT, "regions": [{"region": 1, "entered": 1, ...COUNT}], "unknown": 0}, where
// COUNT is "instructions", "cycles_low", "cycles_high"; "longest" is the passage of a region with most
// instructions; "most" and "least" are those of each count by itself. `passages` gets a line "INSTRUCTIONS LOW
// HIGH" for each passage of one region. `profile` gets a line "ADDRESS INSTRUCTIONS" for each address that was reached. `handler`:
// where an exception begins.
//
// Everything lives on the heap and stays there: static objects end before the plug-in's exit callback.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "firmware/qemu/cycle_model.hpp"
#include "firmware/qemu/plugin_interface.hpp"

namespace {

using rexa::cycles::Core;
using rexa::cycles::Counter;
using rexa::cycles::Instruction;

struct Count {
  std::uint64_t instructions = 0, low = 0, high = 0;
  Count& operator+=(const Count& other) {
    instructions += other.instructions;
    low += other.low;
    high += other.high;
    return *this;
  }
  Count operator-(const Count& other) const {
    return {instructions - other.instructions, low - other.low, high - other.high};
  }
};

// An instruction of the program, as first translated.
struct Site {
  Instruction instruction;
  std::uint32_t pc = 0;
  bool handler = false;
  std::uint64_t count = 0;
};

struct Region {
  bool open = false;
  std::uint64_t entered = 0;
  Count begin, sum, longest, most, least;
};

constexpr int kRegions = 16;

struct State {
  Core core = Core::kCortexM4;
  std::uint64_t refill_low = 1, refill_high = 3;
  std::string out, profile, passages;
  int kept = 0;               // the region whose passages are kept
  std::vector<Count> passed;  // all of them
  std::set<std::uint32_t> handlers;
  std::map<std::uint64_t, Site> sites;  // by pc and code
  Counter* counter = nullptr;
  Region regions[kRegions];

  Count now() const { return {counter->retired(), counter->total().low, counter->total().high}; }
};
State* state = nullptr;

void mark(int number, const Count& now) {
  if (number % 2 != 0) {
    Region& region = state->regions[number];
    region.open = true;
    region.entered += 1;
    region.begin = now;
    return;
  }
  if (number == 0) return;
  Region& region = state->regions[number - 1];
  if (!region.open) return;
  region.open = false;
  const Count passage = now - region.begin;
  region.sum += passage;
  if (passage.instructions >= region.longest.instructions) region.longest = passage;
  const bool first = region.entered == 1;
  for (std::uint64_t Count::*part : {&Count::instructions, &Count::low, &Count::high}) {
    if (first || passage.*part > region.most.*part) region.most.*part = passage.*part;
    if (first || passage.*part < region.least.*part) region.least.*part = passage.*part;
  }
  if (number - 1 == state->kept) state->passed.push_back(passage);
}

void carried_out(unsigned, void* user) {
  Site& site = *static_cast<Site*>(user);
  Counter& counter = *state->counter;
  counter.arrive(site.pc, site.handler);
  const int marker = site.instruction.marker;
  if (marker >= 0 && marker % 2 == 0) mark(marker, state->now());
  counter.add(site.instruction);
  if (marker >= 0 && marker % 2 != 0) mark(marker, state->now());
  site.count += 1;
}

void translated(qemu_plugin_id_t, qemu_plugin_tb* block) {
  const std::size_t count = qemu_plugin_tb_n_insns(block);
  for (std::size_t i = 0; i < count; ++i) {
    qemu_plugin_insn* insn = qemu_plugin_tb_get_insn(block, i);
    // The size that QEMU tells is wrong at the end of a page; the second halfword is read only when it is
    // there.
    std::uint16_t first = 0, second = 0;
    const auto* code = static_cast<const unsigned char*>(qemu_plugin_insn_data(insn));
    std::memcpy(&first, code, 2);
    const bool wide = rexa::cycles::is_wide(first);
    if (wide) std::memcpy(&second, code + 2, 2);
    const auto pc = static_cast<std::uint32_t>(qemu_plugin_insn_vaddr(insn));
    const std::uint64_t key = std::uint64_t{pc} << 32 | std::uint32_t{first} << 16 | second;
    Site& site = state->sites[key];
    if (site.pc == 0) {
      site.pc = pc;
      site.instruction = rexa::cycles::decode(state->core, first, second);
      site.handler = state->handlers.count(pc) != 0;
    }
    qemu_plugin_register_vcpu_insn_exec_cb(insn, carried_out, QEMU_PLUGIN_CB_NO_REGS, &site);
  }
}

void print(std::FILE* file, const Count& count) {
  std::fprintf(file, "\"instructions\": %llu, \"cycles_low\": %llu, \"cycles_high\": %llu",
               static_cast<unsigned long long>(count.instructions), static_cast<unsigned long long>(count.low),
               static_cast<unsigned long long>(count.high));
}

void write_counts(std::FILE* file) {
  std::uint64_t unknown = 0;
  for (const auto& [key, site] : state->sites) unknown += site.instruction.known ? 0 : site.count;
  std::fprintf(file, "{\"total\": {");
  print(file, state->now());
  std::fprintf(file, "},\n \"regions\": [");
  bool first = true;
  for (int number = 1; number < kRegions; number += 2) {
    const Region& region = state->regions[number];
    if (region.entered == 0) continue;
    std::fprintf(file, "%s\n  {\"region\": %d, \"entered\": %llu, ", first ? "" : ",", number,
                 static_cast<unsigned long long>(region.entered));
    print(file, region.sum);
    std::fprintf(file, ", \"longest\": {");
    print(file, region.longest);
    std::fprintf(file, "}, \"most\": {");
    print(file, region.most);
    std::fprintf(file, "}, \"least\": {");
    print(file, region.least);
    std::fprintf(file, "}}");
    first = false;
  }
  std::fprintf(file, "],\n \"unknown\": %llu}\n", static_cast<unsigned long long>(unknown));
}

void write_profile(std::FILE* file) {
  for (const auto& [key, site] : state->sites) {
    if (site.count > 0) std::fprintf(file, "%08x %llu\n", site.pc, static_cast<unsigned long long>(site.count));
  }
}

void write_passages(std::FILE* file) {
  for (const Count& passage : state->passed) {
    std::fprintf(file, "%llu %llu %llu\n", static_cast<unsigned long long>(passage.instructions),
                 static_cast<unsigned long long>(passage.low), static_cast<unsigned long long>(passage.high));
  }
}

void write_to(const std::string& path, void (*write)(std::FILE*)) {
  if (path.empty()) return;
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (file == nullptr) {
    qemu_plugin_outs(("counter: cannot write " + path + "\n").c_str());
    return;
  }
  write(file);
  std::fclose(file);
}

void ended(qemu_plugin_id_t, void*) {
  write_to(state->out, write_counts);
  write_to(state->profile, write_profile);
  write_to(state->passages, write_passages);
}

bool option(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return false;
  const std::string name = text.substr(0, equals), value = text.substr(equals + 1);
  const auto number = [&] { return std::strtoull(value.c_str(), nullptr, 0); };
  if (name == "out") {
    state->out = value;
  } else if (name == "profile") {
    state->profile = value;
  } else if (name == "core" && (value == "cortex-m3" || value == "cortex-m4")) {
    state->core = value == "cortex-m3" ? Core::kCortexM3 : Core::kCortexM4;
  } else if (name == "refill_low") {
    state->refill_low = number();
  } else if (name == "refill_high") {
    state->refill_high = number();
  } else if (name == "handler") {
    state->handlers.insert(static_cast<std::uint32_t>(number()) & ~1u);
  } else if (name == "passages" && value.find(':') != std::string::npos) {
    state->kept = static_cast<int>(number());
    state->passages = value.substr(value.find(':') + 1);
  } else {
    return false;
  }
  return true;
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

__attribute__((visibility("default"))) int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* info,
                                                               int argc, char** argv) {
  if (std::strcmp(info->target_name, "arm") != 0 || !info->system_emulation) {
    qemu_plugin_outs("counter: for qemu-system-arm alone\n");
    return 1;
  }
  state = new State;
  for (int i = 0; i < argc; ++i) {
    if (option(argv[i])) continue;
    qemu_plugin_outs((std::string("counter: unknown option ") + argv[i] + "\n").c_str());
    return 1;
  }
  state->counter = new Counter(state->refill_low, state->refill_high);
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, ended, nullptr);
  return 0;
}
}
