/* A host in C: it registers its functions and its sample buffer, compiles program text, and runs it in short
   slices, as the main loop of a device would. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rexa.h"

static void put(void* user, char character) {
  (void)user;
  putchar(character);
}

static void led(void* user, const int32_t* in, int32_t* out) {
  (void)out;
  *(int*)user = in[0];
  printf("[led %s]\n", in[0] ? "on" : "off");
}

static void scale(void* user, const int32_t* in, int32_t* out) {
  (void)user;
  out[0] = in[0] * in[1] / 256;
}

static int compile(rexa_vm* vm, const char* name, const char* text) {
  int frame = -1;
  rexa_open(vm, name);
  rexa_feed(vm, text, strlen(text));
  if (rexa_close(vm, &frame) == REXA_DONE) return frame;
  const rexa_fault fault = rexa_text_fault(vm);
  printf("%s:%u:%u: %s: %s\n", name, (unsigned)fault.line, (unsigned)fault.column, fault.text, fault.token);
  return -1;
}

int main(void) {
  void* memory = malloc(rexa_size());
  rexa_host host = {.put = put};
  rexa_vm* vm = rexa_init(memory, rexa_size(), &host);
  if (vm == NULL) return 1;

  int lamp = 0;
  if (rexa_register_function(vm, "led", 1, 0, led, &lamp) != REXA_DONE) return 1;
  if (rexa_register_function(vm, "scale", 2, 1, scale, NULL) != REXA_DONE) return 1;
  int16_t* samples = rexa_register_data16(vm, "samples", 64);
  if (samples == NULL) return 1;
  for (int i = 0; i < 64; ++i) samples[i] = (int16_t)(i * i - 1000); /* the converter's work */

  const int peak = compile(vm, "peak",
                           ": larger ( n -- m ) samples read max ;\n"
                           "-32768 64 0 do i larger loop\n"
                           "dup 128 scale .\n"
                           "2000 > if 1 led else 0 led endif\n"
                           "7 0 samples write\n");
  const int broken = compile(vm, "broken", "1 0 / .\n");
  if (peak < 0 || broken < 0) return 1;
  if (compile(vm, "misspelt", ": blink 1 lde ;\n") >= 0) return 1;

  rexa_start(vm, peak, 1, NULL);
  rexa_start(vm, broken, 1, NULL);
  rexa_status status = REXA_READY;
  for (int slices = 0; status == REXA_READY && slices < 1000; ++slices) {
    status = rexa_run(vm, 100);
    rexa_advance(vm, 1);
  }
  rexa_trap trap;
  while (rexa_next_trap(vm, &trap)) printf("frame %d: trap %s\n", trap.frame, trap.name);
  printf("samples[0] = %d, lamp %d\n", samples[0], lamp);
  free(memory);
  return status == REXA_ENDED ? 0 : 1;
}
