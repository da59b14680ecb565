// An engine (sim/engine_abi.h) around the Verilated core with its memories. Config is generated
// (rexa_rtl_config.hpp): sizes, and access to the memories' contents.
//
// A clock is: settle, look at what retires, rising edge. Programs come in through the load port, as they do
// in hardware.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "Vrexa_machine.h"
#include "Vrexa_machine___024root.h"
#include "sim/engine_abi.h"
#include "verilated.h"
#ifdef REXA_WAVEFORMS
#include "verilated_vcd_c.h"
#endif

namespace rexa::plugin {

template <class Config>
class RtlMachine {
 public:
  RtlMachine() : top_(&context_) {
#ifdef REXA_WAVEFORMS
    context_.traceEverOn(true);
    top_.trace(&waves_, 99);
#endif
    data_.resize(Config::kDataBytes);
    system_.resize(Config::kSystemCells);
    // Verilator sees an edge against the evaluation before it: without this one the first clock would be lost.
    top_.clk_i = 0;
    top_.eval();
  }

  void load(const RexaImage& image, const RexaIo& io) {
    const uint8_t* const code = image.code;
    const uint8_t* const data = image.data;
    const uint32_t code_bytes = image.code_bytes, data_bytes = image.data_bytes;
    io_ = io;
    status_ = REXA_RUNNING;
    trap_ = 0;
    retired_ = cycle_ = 0;
    for (uint32_t& depth : depth_) depth = 0;
    pc_ = static_cast<Cell>(image.entry);
    recorded_ = true;
    rebased_ = false;
    open_waves();
    top_.rst_ni = 0;
    top_.entry_i = static_cast<Cell>(image.entry);
    auto byte = [](const uint8_t* bytes, uint32_t size, uint32_t at) -> uint32_t { return at < size ? bytes[at] : 0; };
    top_.load_code_we_i = 1;
    for (uint32_t at = 0; at < std::max(code_bytes, loaded_code_); at += 2) {
      top_.load_addr_i = at / 2;
      top_.load_wdata_i = static_cast<Cell>(byte(code, code_bytes, at) << 8 | byte(code, code_bytes, at + 1));
      edge();
    }
    top_.load_code_we_i = 0;
    top_.load_data_we_i = 1;
    for (uint32_t at = 0; at < Config::kDataBytes; at += kCellBytes) {
      uint32_t cell = 0;
      for (uint32_t k = 0; k < kCellBytes; ++k) cell |= byte(data, data_bytes, at + k) << (8 * k);
      top_.load_addr_i = at / kCellBytes;
      top_.load_wdata_i = static_cast<Cell>(cell);
      edge();
    }
    top_.load_data_we_i = 0;
    load_tasks(image);
    edge();
    loaded_code_ = code_bytes;
    top_.rst_ni = 1;
    edge();  // out of reset; the next clock is the first
  }

  uint64_t run(uint64_t max_steps, RexaRecord* records) {
    uint64_t steps = 0;
    unsigned idle = 0;
    while (steps < max_steps && status_ == REXA_RUNNING) {
      ++cycle_;
      if (top_.port_re_o) top_.port_rdata_i = static_cast<Cell>(io_.inp(io_.self, top_.port_addr_o));
      if (top_.port_we_o) io_.out(io_.self, top_.port_addr_o, top_.port_wdata_o);
      if (top_.ret_valid_o) {
        if (records) record(records[steps]);
        recorded_ = records != nullptr;
        rebased_ = Config::rebases(top_);
        ++steps;
        idle = 0;
        if (!top_.ret_trap_o) ++retired_;
        if (Config::stops(top_)) {
          trap_ = top_.ret_trap_o;
          status_ = trap_ ? REXA_TRAPPED : REXA_HALTED;
        }
        pc_ = top_.ret_next_pc_o;
        depth_[0] = top_.ret_data_depth_o;
        depth_[1] = top_.ret_return_depth_o;
        depth_[2] = top_.ret_loop_depth_o;
      } else if (++idle > kMostClocks) {
        status_ = REXA_HUNG;
      }
      edge();
    }
    if (status_ == REXA_HALTED || status_ == REXA_TRAPPED) watch_stopped();
    return steps;
  }

  void inspect(RexaState& state) {
    state.status = status_;
    state.trap = trap_;
    state.pc = pc_;
    state.retired = retired_;
    state.cycle = cycle_;
    for (int s = 0; s < 3; ++s) {
      const uint32_t depth = state.depth[s] = depth_[s];
      for (uint32_t d = 0; d < depth && d < 1024; ++d)
        state.stack[s][depth - 1 - d] = Config::cell(*top_.rootp, s, depth, d);
    }
    for (uint32_t at = 0; at < Config::kDataBytes; ++at) data_[at] = Config::data(*top_.rootp, at);
    state.data = data_.data();
    state.data_bytes = Config::kDataBytes;
    for (uint32_t at = 0; at < Config::kSystemCells; ++at) system_[at] = Config::system(*top_.rootp, at);
    state.system = system_.empty() ? nullptr : system_.data();
    state.system_cells = Config::kSystemCells;
    for (uint32_t r = 0; r < REXA_MOST_REGISTERS; ++r)
      state.registers[r] = r < Config::kRegisters ? Config::machine_register(*top_.rootp, r) : 0;
  }

  void trace(const char* path, uint64_t from_cycle, uint64_t to_cycle) {
    wave_path_ = path;
    wave_from_ = from_cycle;
    wave_to_ = to_cycle;
  }

  ~RtlMachine() {
#ifdef REXA_WAVEFORMS
    waves_.close();
#endif
    top_.final();
  }

 private:
  using Cell = typename Config::Cell;
  static constexpr uint32_t kCellBytes = sizeof(Cell);
  static constexpr unsigned kMostClocks = 4096;  // no instruction takes this long
  static constexpr unsigned kStoppedClocks = 48;

  void edge() {
    top_.clk_i = 1;
    top_.eval();
    dump(0);
    top_.clk_i = 0;
    top_.eval();
    dump(1);
  }

  // System memory and machine registers.
  void load_tasks(const RexaImage& image) {
    Config::load_system(top_, true);
    for (uint32_t at = 0; at < Config::kSystemCells; ++at) {
      top_.load_addr_i = at;
      top_.load_wdata_i = static_cast<Cell>(at < image.system_cells ? image.system[at] : 0);
      edge();
    }
    Config::load_system(top_, false);
    Config::load_register(top_, true);
    for (uint32_t r = 0; r < Config::kRegisters; ++r) {
      top_.load_addr_i = r;
      top_.load_wdata_i = static_cast<Cell>(r < image.register_count ? image.registers[r] : 0);
      edge();
    }
    Config::load_register(top_, false);
  }

  // A core that has stopped stays as it is; one that does anything more is a hung one.
  void watch_stopped() {
    for (unsigned clock = 0; clock < kStoppedClocks && status_ != REXA_HUNG; ++clock) {
      if (top_.ret_valid_o || top_.port_we_o || top_.port_re_o || top_.trap_o != trap_) status_ = REXA_HUNG;
      top_.clk_i = 1;
      top_.eval();
      top_.clk_i = 0;
      top_.eval();
    }
  }

  // True unless the retirement port's values before an instruction are those after the one before it.
  bool contradicts() const {
    return top_.ret_data_depth_before_o != depth_[0] || top_.ret_return_depth_before_o != depth_[1] ||
           top_.ret_loop_depth_before_o != depth_[2] || (!rebased_ && other_tops());
  }
  bool other_tops() const {
    return (depth_[0] > 0 && top_.ret_data_0_before_o != top_cell_[0][0]) ||
           (depth_[0] > 1 && top_.ret_data_1_before_o != top_cell_[0][1]) ||
           (depth_[1] > 0 && top_.ret_return_0_before_o != top_cell_[1][0]) ||
           (depth_[2] > 0 && top_.ret_loop_0_before_o != top_cell_[2][0]) ||
           (depth_[2] > 1 && top_.ret_loop_1_before_o != top_cell_[2][1]);
  }

  void record(RexaRecord& r) {
    std::memset(&r, 0, sizeof r);
    r.reserved[0] = recorded_ && contradicts();
    r.cycle = cycle_;
    r.task = Config::task(top_);
    r.pc = top_.ret_pc_o;
    r.next_pc = top_.ret_next_pc_o;
    r.op = top_.ret_op_o;
    r.trap = top_.ret_trap_o;
    r.halted = top_.ret_halt_o;
    const unsigned length = r.trap == Config::kBadPc ? 0 : top_.ret_length_o;
    r.insn = length == 0 ? 0 : top_.ret_insn_o & (~0u << (32 - 8 * length));
    r.depth[0] = top_.ret_data_depth_o;
    r.depth[1] = top_.ret_return_depth_o;
    r.depth[2] = top_.ret_loop_depth_o;
    const bool tops = !Config::rebases(top_);
    if (tops && r.depth[0] > 0) r.top[0][0] = top_.ret_data_0_o;
    if (tops && r.depth[0] > 1) r.top[0][1] = top_.ret_data_1_o;
    if (tops && r.depth[1] > 0) r.top[1][0] = top_.ret_return_0_o;
    if (tops && r.depth[2] > 0) r.top[2][0] = top_.ret_loop_0_o;
    if (tops && r.depth[2] > 1) r.top[2][1] = top_.ret_loop_1_o;
    std::memcpy(top_cell_, r.top, sizeof top_cell_);
    r.mem_bytes = top_.ret_mem_bytes_o;
    if (r.mem_bytes) {
      r.mem_addr = top_.ret_mem_addr_o;
      r.mem_data = top_.ret_mem_data_o;
    }
    r.port_kind = top_.ret_port_kind_o;
    if (r.port_kind) {
      r.port = top_.ret_port_o;
      r.port_data = top_.ret_port_data_o;
    }
  }

  // Time in a waveform is twice the clock count: falling half, rising half.
  void open_waves() {
#ifdef REXA_WAVEFORMS
    waves_.close();
    if (!wave_path_.empty()) waves_.open(wave_path_.c_str());
#endif
  }
  void dump([[maybe_unused]] int half) {
#ifdef REXA_WAVEFORMS
    if (wave_path_.empty() || !waves_.isOpen() || !top_.rst_ni) return;
    if (cycle_ >= wave_from_ && cycle_ <= wave_to_) waves_.dump(2 * cycle_ + half);
    if (cycle_ > wave_to_) waves_.close();
#endif
  }

  VerilatedContext context_;
  Vrexa_machine top_;
#ifdef REXA_WAVEFORMS
  VerilatedVcdC waves_;
#endif
  std::string wave_path_;
  uint64_t wave_from_ = 0, wave_to_ = ~uint64_t{0};
  RexaIo io_{};
  RexaStatus status_ = REXA_HALTED;  // until something is loaded
  uint8_t trap_ = 0;
  uint32_t pc_ = 0, loaded_code_ = 0;
  uint32_t depth_[3] = {0, 0, 0};
  uint32_t top_cell_[3][2] = {};  // as in the last record
  bool recorded_ = true;          // there is a record of the last instruction, or none before this one
  bool rebased_ = false;          // the last one told no tops
  uint64_t retired_ = 0, cycle_ = 0;
  std::vector<uint8_t> data_;
  std::vector<uint32_t> system_;
};

template <class Config>
const RexaEngineApi* rtl_engine_api() {
  using Machine = RtlMachine<Config>;
  static constexpr RexaEngineApi kApi = {
      REXA_ABI_VERSION,
      Config::kConfigHash,
      []() -> void* { return new (std::nothrow) Machine; },
      [](void* engine) { delete static_cast<Machine*>(engine); },
      [](void* engine, const RexaImage* image, const RexaIo* io) {
        static_cast<Machine*>(engine)->load(*image, *io);
      },
      [](void* engine, uint64_t max_steps, RexaRecord* records) -> uint64_t {
        return static_cast<Machine*>(engine)->run(max_steps, records);
      },
      [](void* engine, RexaState* state) { static_cast<Machine*>(engine)->inspect(*state); },
#ifdef REXA_WAVEFORMS
      [](void* engine, const char* path, uint64_t from_cycle, uint64_t to_cycle) {
        static_cast<Machine*>(engine)->trace(path, from_cycle, to_cycle);
      },
#else
      nullptr,
#endif
  };
  return &kApi;
}

}  // namespace rexa::plugin
