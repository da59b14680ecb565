// What the software VM is made of besides the generated core: the context, total arithmetic, memory access.
// Freestanding C++20: no heap, no exceptions, no globals. The context and every memory belong to the caller.
// Invariant: no bytecode makes the core read or write outside the memories that the context points to.
#pragma once

#include <stdint.h>

namespace rexa::vm {

enum class RunStatus : uint8_t { kRunning = 0, kHalted = 1, kTrapped = 2 };

// The world at the ports, called in program order.
struct Io {
  void* self;
  void (*out)(void* self, uint32_t port, uint32_t value);
  uint32_t (*inp)(void* self, uint32_t port);
};

// What the running task may reach, as the core last took it from the machine's registers.
struct Reach {
  uint32_t code_lo, code_span, code_end;  // the range of code that it is in
  uint32_t data_size;
};

// One machine. The core's constants say how large each memory must be: kCodeBytes, kDataBytes and, for each
// stack, kStackCells cells. The top of the data stack is kept out of its memory:
//
//   data stack, depth n      stack[0][0] unused, [1] .. [n-1] items from the bottom, `top` the n-th
//   return and loop stack    stack[s][0] .. [n-1], the last one the top
//
// With tasks every task has its own partition of each stack. One that does not run has its top in memory too: in
// [n], or in [0] when that would be past the end.
template <class Cell>
struct Context {
  // The bytes first: some processors reach them from a pointer in shorter instructions.
  RunStatus status;
  uint8_t trap;  // code of the trap that stopped it, 0 if none
  uint8_t pending;  // system operation to carry out next: 0 none, 1 switch, 2 end
  uint8_t* code;
  uint8_t* data;
  Cell* stack[3];  // data, return, loop; with tasks kTasks partitions of kStackCells cells each, by task
  Cell* system;    // system memory, kSystemCells cells; unused without tasks
  uint32_t registers[12];  // by the core's Register enumeration
  uint32_t slice;  // instructions retired since the last switch, while more than one task lives
  Reach reach;      // the core's own
  Io io;
  uint32_t pc;
  uint32_t depth[3];
  uint32_t top;
  uint64_t retired;  // instructions carried out, a trapped one not counted
};

// Back to the start: empty stacks, running at `entry`. Leaves the memories and the machine registers as they are;
// in a build with tasks their owner sets both.
template <class Cell>
constexpr void reset(Context<Cell>& context, uint32_t entry) {
  context.status = RunStatus::kRunning;
  context.trap = 0;
  context.pc = entry;
  context.top = 0;
  context.retired = 0;
  context.slice = 0;
  context.pending = 0;
  for (uint32_t& depth : context.depth) depth = 0;
  context.stack[0][0] = 0;
}

// The cell `index` places below the top, 0 = the top; index < depth. `partition` is Core::partition(context, stack):
// the stacks are those of the running task.
template <class Cell>
constexpr uint32_t item(const Context<Cell>& context, int stack, uint32_t index, uint32_t partition = 0) {
  const uint32_t depth = context.depth[stack];
  const Cell* const cells = context.stack[stack] + partition;
  if (stack == 0) return index == 0 ? context.top : cells[depth - index];
  return cells[depth - 1 - index];
}

// --- Arithmetic that is defined for every operand. Values are held zero-extended in 32 or 64 bits.

template <int kBits, class T>
constexpr T low_bits(T value) {
  if constexpr (kBits >= int(8 * sizeof(T)))
    return value;
  else
    return value & ((T{1} << kBits) - 1);
}

template <int kBits>
constexpr int32_t sign_extend(uint32_t value) {
  return int32_t(value << (32 - kBits)) >> (32 - kBits);
}
template <int kBits>
constexpr int64_t sign_extend_long(uint64_t value) {
  return int64_t(value << (64 - kBits)) >> (64 - kBits);
}

// x / 0 = 0, x % 0 = 0; the most negative number by -1 gives itself, remainder 0.
template <class T>
constexpr T divide(T a, T b) {
  if (b == 0) return 0;
  if constexpr (T(-1) < T(0)) {
    if (b == -1) return T(uint64_t{0} - uint64_t(a));
  }
  return a / b;
}
template <class T>
constexpr T remainder(T a, T b) {
  if (b == 0) return 0;
  if constexpr (T(-1) < T(0)) {
    if (b == -1) return 0;
  }
  return a % b;
}

// Past the width: 0, or the sign.
template <class T, class Count>
constexpr T shift_left(T value, Count count) {
  return count < 8 * sizeof(T) ? T(value << count) : T{0};
}
template <class T, class Count>
constexpr T shift_right(T value, Count count) {
  constexpr Count kMost = Count(8 * sizeof(T) - 1);
  if constexpr (T(-1) < T(0))
    return value >> (count < kMost ? count : kMost);
  else
    return count <= kMost ? value >> count : T{0};
}

// --- Memory. Little-endian data, big-endian code; the caller has checked the address.

constexpr uint32_t load1(const uint8_t* at) { return at[0]; }
constexpr uint32_t load2(const uint8_t* at) { return uint32_t(at[0]) | uint32_t(at[1]) << 8; }
constexpr uint32_t load4(const uint8_t* at) { return load2(at) | load2(at + 2) << 16; }
constexpr void store1(uint8_t* at, uint32_t value) { at[0] = uint8_t(value); }
constexpr void store2(uint8_t* at, uint32_t value) {
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  const uint16_t half = uint16_t(value);
  __builtin_memcpy(at, &half, 2);
#else
  at[0] = uint8_t(value);
  at[1] = uint8_t(value >> 8);
#endif
}
constexpr void store4(uint8_t* at, uint32_t value) {
  at[0] = uint8_t(value);
  at[1] = uint8_t(value >> 8);
  at[2] = uint8_t(value >> 16);
  at[3] = uint8_t(value >> 24);
}
constexpr uint32_t fetch1(const uint8_t* at) { return at[0]; }
constexpr uint32_t fetch2(const uint8_t* at) { return uint32_t(at[0]) << 8 | at[1]; }
constexpr uint32_t fetch3(const uint8_t* at) { return fetch2(at) << 8 | at[2]; }
constexpr uint32_t fetch4(const uint8_t* at) { return fetch2(at) << 16 | fetch2(at + 2); }

// --- Tables, kept small where size counts.

// Entries `from` to `to` of a table of 256: each is `base` + index >> shift.
struct Stretch {
  uint32_t to, shift, base;
};
template <class T>
constexpr Stretch stretch_from(const T (&table)[256], uint32_t from) {
  constexpr uint32_t kShifts[] = {8, 0, 3, 6};
  Stretch best = {0, 0, 0};
  for (const uint32_t shift : kShifts) {
    const uint32_t base = table[from] - (from >> shift);
    uint32_t to = from + 1;
    while (to < 256 && table[to] == base + (to >> shift)) ++to;
    if (to > best.to) best = {to, shift, base};
  }
  return best;
}
// table[index] without the table: by comparisons.
template <const auto& table, uint32_t from = 0>
inline uint32_t look_up(uint32_t index) {
  constexpr Stretch kStretch = stretch_from(table, from);
  if constexpr (kStretch.to < 256) {
    if (index >= kStretch.to) return look_up<table, kStretch.to>(index);
  }
  return kStretch.base + (index >> kStretch.shift);
}

template <class T, uint32_t kRows>
constexpr uint32_t distinct(const T (&table)[kRows]) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < kRows; ++i) {
    uint32_t first = 0;
    while (table[first] != table[i]) ++first;
    if (first == i) ++count;
  }
  return count;
}
// A table whose equal rows are kept once.
template <class T, uint32_t kDistinct, uint32_t kRows>
struct SharedRows {
  T row[kDistinct] = {};
  uint8_t which[kRows] = {};
  constexpr explicit SharedRows(const T (&table)[kRows]) {
    static_assert(kDistinct <= 256);
    uint32_t known = 0;
    for (uint32_t i = 0; i < kRows; ++i) {
      uint32_t at = 0;
      while (at < known && row[at] != table[i]) ++at;
      if (at == known) row[known++] = table[i];
      which[i] = uint8_t(at);
    }
  }
  constexpr T operator[](uint32_t index) const { return row[which[index]]; }
};

// --- Observers. The core is a template over one; what it is told costs nothing when kWatches is false.

// What the stacks hold, for observers.
template <class Cell>
struct Stacks {
  const Cell* memory[3];
  uint32_t depth[3];
  uint32_t top;
};

struct Retired {
  uint32_t pc;
  uint32_t next_pc;
  uint16_t op;
  uint8_t path;   // index of the path taken through the instruction
  uint8_t bytes;  // length of the instruction, 0 for a system operation
  bool jumped;    // the path has a jump
  bool halted;
  bool rebased;   // other depths, perhaps of another task's stacks: Stacks holds the depths alone
  uint32_t task;  // that ran before it; 0 without tasks
};

struct Trapped {
  uint32_t pc;
  uint16_t op;  // kNoOp when nothing was decoded
  uint8_t code;
  uint8_t bytes;  // length as far as decoded: 0 for bad_pc; of an illegal code what had to be seen
  int index;      // of the trap within the instruction, -1 for a stack check
  uint32_t task;
};
inline constexpr uint16_t kNoOp = 0xffff;

// The plain VM. An observer that watches has besides, called in program order:
//   void retire(const Retired&, const uint8_t* code, const Stacks<Cell>&);
//   void trap(const Trapped&, const uint8_t* code, const Stacks<Cell>&);
//   void store(uint32_t address, uint32_t value, int bytes);         // after the write
//   void port_write(const Io&, uint32_t port, uint32_t value);       // carries it out
//   uint32_t port_read(const Io&, uint32_t port);
struct NoObserver {
  static constexpr bool kWatches = false;
};

}  // namespace rexa::vm
