/* A stand-alone node: program text comes in over a serial line, frame by frame, and is compiled while tasks run.
   Plain C11; no heap, no globals.

   In:   the text of a frame, up to its word `end` or a byte 4 (control-D); a byte 3 (control-C) ends all tasks and
         forgets the frame that has begun.
   Out:  what programs print, and lines of the node's own, each after an end of line:
           ok NAME                          the frame is compiled and has been started
           fault NAME LINE:COLUMN: TEXT: WORD
           trap NAME of the trap, frame NUMBER
           done                             no task is left
   Frames are called f0 to f7 in turn; the ninth takes the place of the first. */
#ifndef REXA_NODE_H
#define REXA_NODE_H

#include "rexa.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct rexa_link {
  void* user;
  int (*read)(void* user); /* next byte, -1: none has come yet */
  void (*write)(void* user, char character);
  uint32_t (*milliseconds)(void* user); /* of a clock that may wrap */
} rexa_link;

typedef struct rexa_node rexa_node;

size_t rexa_node_size(void);
/* Null when the memory, aligned for any type, is too small. */
rexa_node* rexa_node_init(void* memory, size_t bytes, const rexa_link* link);
/* For registering functions and data before the first poll. */
rexa_vm* rexa_node_vm(rexa_node* node);
/* One round of the main loop: reads at most 32 bytes, runs at most 500 instructions. 0: nothing to do until a byte
   comes or time passes. */
int rexa_node_poll(rexa_node* node);

#ifdef __cplusplus
}
#endif

#endif
