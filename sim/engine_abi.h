/* The C interface between the toolkit and an engine that was generated and compiled for one configuration
   (vm, tlm, rtl: shared objects). It is also the layout of a retirement record. Plain C types only; every
   structure is fully initialised, padding included, so that records can be compared as bytes. */
#ifndef REXA_SIM_ENGINE_ABI_H
#define REXA_SIM_ENGINE_ABI_H

#include <stdint.h>

#define REXA_ABI_VERSION 2
#define REXA_NO_OP 0xFFFFu /* record.op when nothing was decoded: trap bad_pc or illegal */

#ifdef __cplusplus
extern "C" {
#endif

/* One retired (or trapped) instruction. Cells are zero-extended to 32 bits. On a trap nothing has changed:
   next_pc = pc, depths and tops as before, no memory or port write.
   System operations (`switch`, `end`) make records too: insn is zero. After a leaf that rebases the stacks (see
   isa/ir.hpp) depth and next_pc are the new ones and every top is zero. */
typedef struct RexaRecord {
  uint64_t cycle;    /* tlm, rtl: clocks since the start, counting the one it retires in; eval, vm: 0 */
  uint64_t mem_data; /* bytes written, first in the low bits */
  uint32_t pc;
  uint32_t next_pc;
  uint32_t insn;     /* code bytes, first one in bits 31..24, bytes past the instruction zero;
                        illegal: the bytes decoded, two in a second page, else one; bad_pc: zero */
  uint32_t top[3][2]; /* after it: data, return, loop stack; [0] the top. Zero where the stack is not that
                         deep, and [1] of the return stack always */
  uint32_t mem_addr;  /* of the first byte written, zero if none */
  uint32_t port;      /* last port written or read */
  uint32_t port_data;
  uint16_t depth[3];  /* after it */
  uint16_t op;        /* index of the instruction in the build */
  uint16_t task;      /* register `task` before it; zero without tasks */
  uint8_t mem_bytes;  /* 0: no memory write */
  uint8_t port_kind;  /* 0 none, 1 write, 2 read */
  uint8_t trap;       /* 0 none, else the trap's code */
  uint8_t halted;     /* 1: this was `halt` */
  uint8_t reserved[2]; /* zero; [0] is 1 when an engine's own account of the state before contradicts its last */
} RexaRecord;

typedef enum RexaStatus { REXA_RUNNING = 0, REXA_HALTED = 1, REXA_TRAPPED = 2, REXA_HUNG = 3 } RexaStatus;

#define REXA_MOST_REGISTERS 16

/* What an engine starts from. Memories are zero beyond what is given. `registers` holds the machine registers'
   first values by index, `system` the cells of system memory; both null in a build without tasks. */
typedef struct RexaImage {
  const uint8_t* code;
  const uint8_t* data;
  const uint32_t* system;
  const uint32_t* registers;
  uint32_t code_bytes;
  uint32_t data_bytes;
  uint32_t system_cells;
  uint32_t register_count;
  uint32_t entry;
} RexaImage;

/* The world at the ports. Called in program order. */
typedef struct RexaIo {
  void* self;
  void (*out)(void* self, uint32_t port, uint32_t value);
  uint32_t (*inp)(void* self, uint32_t port);
} RexaIo;

/* The whole architectural state. Stacks are copied bottom first; data points into the engine. */
typedef struct RexaState {
  RexaStatus status;
  uint8_t trap;
  uint32_t pc;
  uint64_t retired; /* trapped instructions not counted */
  uint64_t cycle;
  uint32_t depth[3]; /* of the running task, as are the stacks */
  uint32_t stack[3][1024];
  const uint8_t* data;
  uint32_t data_bytes;
  const uint32_t* system; /* cells, points into the engine; null without tasks */
  uint32_t system_cells;
  uint32_t registers[REXA_MOST_REGISTERS];
} RexaState;

typedef struct RexaEngineApi {
  uint32_t abi_version;
  const char* config_hash;
  void* (*create)(void);
  void (*destroy)(void* engine);
  /* Resets the machine, fills its memories and registers, starts at image->entry. */
  void (*load)(void* engine, const RexaImage* image, const RexaIo* io);
  /* Retires at most max_steps instructions, a trapping one included, and returns how many records that made.
     records may be null. Fewer than max_steps only when the machine stopped. */
  uint64_t (*run)(void* engine, uint64_t max_steps, RexaRecord* records);
  void (*inspect)(void* engine, RexaState* state);
  /* rtl engines built with waveforms: writes a VCD of the clocks from..to of the next load and run to `path`.
     Null elsewhere. */
  void (*trace)(void* engine, const char* path, uint64_t from_cycle, uint64_t to_cycle);
} RexaEngineApi;

/* The one symbol that an engine exports. */
typedef const RexaEngineApi* (*RexaEngineEntry)(void);
#define REXA_ENGINE_SYMBOL "rexa_engine_api"

#ifdef __cplusplus
}
#endif
#endif
