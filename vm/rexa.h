/* The REXA VM in a C or C++ program: plain C11, no heap, no globals. One machine lives in memory that the caller
   gives; everything here is called from one thread, or under one lock.

     static max_align_t memory[...];                  // rexa_size() bytes
     rexa_vm* vm = rexa_init(memory, sizeof memory, &host);
     rexa_register_function(vm, "led", 1, 0, led, NULL);
     int16_t* samples = rexa_register_data16(vm, "samples", 64);
     rexa_open(vm, "blink");
     rexa_feed(vm, text, length);                     // as it arrives
     if (rexa_close(vm, &frame) == REXA_DONE) rexa_start(vm, frame, 1, NULL);
     for (;;) {
       rexa_run(vm, 1000);                            // never more than that many instructions
       rexa_advance(vm, passed_ms);
     }
*/
#ifndef REXA_H
#define REXA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rexa_vm rexa_vm;

typedef enum rexa_status {
  REXA_DONE = 0,
  /* of rexa_run */
  REXA_READY = 1, /* the steps are used up, tasks go on with the next call */
  REXA_IDLE = 2,  /* every task waits: for time, for a cell, for a message */
  REXA_ENDED = 3, /* there is no task */
  /* faults; nothing has changed */
  REXA_BAD_ARGUMENT = -1,
  REXA_NO_ROOM = -2,     /* in the dictionary, in the table of functions or frames, in an area of data */
  REXA_BAD_NAME = -3,    /* not a word that a program could write */
  REXA_NAME_TAKEN = -4,  /* a word of the machine, or registered already */
  REXA_WRONG_ARITY = -5, /* not what the configuration declares, or more than calls can carry */
  REXA_WRONG_SIZE = -6,  /* not the elements that the configuration declares, or more of them */
  REXA_NOT_NOW = -7,     /* a frame is open, or none is; names are registered before the first frame */
  REXA_TEXT_FAULT = -8,  /* the text does not compile: rexa_text_fault */
  REXA_NO_SUCH = -9      /* frame or task */
} rexa_status;

/* What stands behind the machine's ports. Any of the functions may be null: then nothing is printed, nothing
   read, other ports give zero. */
typedef struct rexa_host {
  void* user;
  void (*put)(void* user, char character);               /* console output */
  int (*get)(void* user);                                /* console input, -1: none */
  void (*port_write)(void* user, uint32_t port, uint32_t value); /* ports 2 to 255 */
  uint32_t (*port_read)(void* user, uint32_t port);
} rexa_host;

/* Bytes that a machine takes, and their alignment. */
size_t rexa_size(void);
size_t rexa_alignment(void);
/* Whether frames run as tasks beside each other; else each waits until the one started before has ended. */
int rexa_has_tasks(void);

/* Makes the machine and compiles its library. Null when the memory is too small or not aligned. */
rexa_vm* rexa_init(void* memory, size_t bytes, const rexa_host* host);
/* The one machine of a firmware, in static memory: only with -DREXA_STATIC. */
rexa_vm* rexa_static(const rexa_host* host);

/* --- Names of the host. Before the first frame. A name that the configuration declares keeps its number and
   address, and must agree with the declaration; any other name is added. */

/* `in` has the arguments, deepest first, sign-extended; `out` takes the results, the last one goes on top. */
typedef void (*rexa_function)(void* user, const int32_t* in, int32_t* out);
rexa_status rexa_register_function(rexa_vm* vm, const char* name, int in, int out, rexa_function function, void* user);

/* The same with doubles, two cells each: at most two in, one out. */
typedef void (*rexa_double_function)(void* user, const int64_t* in, int64_t* out);
rexa_status rexa_register_double_function(rexa_vm* vm, const char* name, int in, int out, rexa_double_function function,
                                          void* user);

/* An array inside the machine's data memory, which programs reach by its name with `read` and `write`, and the
   host, or a driver's DMA, through the pointer: little-endian, aligned to the element. Null when it cannot be:
   rexa_last_status tells why. */
int8_t* rexa_register_data8(rexa_vm* vm, const char* name, size_t count);
int16_t* rexa_register_data16(rexa_vm* vm, const char* name, size_t count);
int32_t* rexa_register_data32(rexa_vm* vm, const char* name, size_t count);
/* Of any call on this machine, null and false results included. */
rexa_status rexa_last_status(const rexa_vm* vm);

/* --- Frames: text that is compiled together, with its own code and data. */

rexa_status rexa_open(rexa_vm* vm, const char* name);
/* Compiles the next piece of the text, of any length. */
rexa_status rexa_feed(rexa_vm* vm, const char* text, size_t length);
/* Ends the text. `frame` (may be null) gets the frame's number. After a fault nothing of the frame is left. */
rexa_status rexa_close(rexa_vm* vm, int* frame);
/* Forgets the open frame. */
void rexa_abandon(rexa_vm* vm);
/* Whether the open frame's text has come to its word `end`: nothing after it is read. */
int rexa_text_ended(const rexa_vm* vm);
/* Opens a frame to take the place of another one when it is closed. */
rexa_status rexa_replace(rexa_vm* vm, int frame);
/* Ends the frame's tasks and takes it away. */
rexa_status rexa_remove(rexa_vm* vm, int frame);
/* Runs the frame's top level as a task. A higher priority (0 to 255) is more urgent. */
rexa_status rexa_start(rexa_vm* vm, int frame, int priority, int* task);

typedef struct rexa_fault {
  int code, detail;  /* of the compiler's status */
  const char* text;  /* "unknown word" */
  uint32_t line, column; /* from 1 */
  const char* token; /* the word in question */
} rexa_fault;
/* What the last REXA_TEXT_FAULT was. Valid until the next rexa_open. */
rexa_fault rexa_text_fault(const rexa_vm* vm);

/* --- Running. */

/* Carries out at most `steps` instructions and task switches. */
rexa_status rexa_run(rexa_vm* vm, uint32_t steps);
/* Lets time pass for `sleep`. */
void rexa_advance(rexa_vm* vm, uint32_t milliseconds);
/* Ends every task. */
void rexa_stop(rexa_vm* vm);

typedef struct rexa_trap {
  int task, frame;
  int code;
  const char* name; /* "div_zero" */
  uint32_t pc;
} rexa_trap;
/* The oldest trap that has ended a task and was not asked for yet: 1, or 0 when there is none. */
int rexa_next_trap(rexa_vm* vm, rexa_trap* trap);

/* --- Looking in. */

uint64_t rexa_retired(const rexa_vm* vm); /* instructions carried out */
int rexa_depth(const rexa_vm* vm);        /* cells on the data stack of the task that ran last */
int32_t rexa_item(const rexa_vm* vm, int below); /* 0: the top; 0 when there is no such cell */
int rexa_frame(const rexa_vm* vm, const char* name); /* number of a frame, -1 */
const char* rexa_frame_name(const rexa_vm* vm, int frame); /* "?" when there is no such frame */
uint32_t rexa_free_code(const rexa_vm* vm); /* bytes for further frames */
uint32_t rexa_free_data(const rexa_vm* vm);
const char* rexa_trap_name(int code);  /* "?" when there is no such trap */

#ifdef __cplusplus
}
#endif

#endif
