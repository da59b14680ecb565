/* A stand-alone node: program text comes in over a serial line as packets (vm/embed/link.hpp, docs/link.md), is
   compiled as it comes while tasks run, and what programs print goes back. Plain C11; no heap, no globals.

   A piece of text is compiled when its packet has come undamaged, and only once. The frame is installed when all of
   its text has; until then it can be taken back, and is when a piece does not compile, when the host asks for
   something else, or when nothing has come for two seconds.

   The node's own lines, as packets of their own:
     trap NAME in FRAME       a task has ended by a trap
     done                     no task is left
     cut off: FRAME           a transfer was given up */
#ifndef REXA_NODE_H
#define REXA_NODE_H

#include "rexa.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rexa_link {
  void* user;
  int (*read)(void* user); /* next byte, -1: none has come yet */
  void (*write)(void* user, char byte); /* waits when the line is busy */
  uint32_t (*milliseconds)(void* user); /* of a clock that may wrap */
} rexa_link;

typedef struct rexa_node rexa_node;

size_t rexa_node_size(void);
/* Null when the memory, aligned for any type, is too small. */
rexa_node* rexa_node_init(void* memory, size_t bytes, const rexa_link* link);
/* The one node of a firmware, in static memory: only with -DREXA_STATIC. */
rexa_node* rexa_node_static(const rexa_link* link);
/* For registering functions and data before the first poll. */
rexa_vm* rexa_node_vm(rexa_node* node);
/* One round of the main loop: reads at most one packet, runs at most REXA_NODE_STEPS instructions (500). 0: nothing
   to do until a byte comes or time passes. */
int rexa_node_poll(rexa_node* node);

#ifdef __cplusplus
}
#endif

#endif
