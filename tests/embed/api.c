/* The C interface, status by status. Prints what differs and returns 1. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rexa.h"

static int faults = 0;
static char output[256];

static void check(int good, int line, const char* what) {
  if (good) return;
  printf("api.c:%d: %s\n", line, what);
  ++faults;
}
#define CHECK(condition) check(condition, __LINE__, #condition)

static void put(void* user, char character) {
  (void)user;
  const size_t length = strlen(output);
  if (length + 1 < sizeof output) output[length] = character;
}
static int get(void* user) { return *(*(const char**)user)++; }

static void sum4(void* user, const int32_t* in, int32_t* out) {
  ++*(int*)user;
  out[0] = in[0] + 2 * in[1] + 3 * in[2] + 4 * in[3];
}
static void split(void* user, const int32_t* in, int32_t* out) {
  (void)user;
  out[0] = in[0] / 10;
  out[1] = in[0] % 10;
}
static void product(void* user, const int64_t* in, int64_t* out) {
  (void)user;
  out[0] = in[0] * in[1];
}
static void noise(void* user, const int32_t* in, int32_t* out) {
  (void)user;
  (void)in;
  out[0] = -1;
}

/* Compiles and runs; what was printed, or the fault or trap. */
static const char* outcome(rexa_vm* vm, const char* text) {
  int frame = -1;
  memset(output, 0, sizeof output);
  if (rexa_open(vm, "try") != REXA_DONE) return "no frame";
  for (const char* at = text; *at != 0; ++at) rexa_feed(vm, at, 1);
  if (rexa_close(vm, &frame) != REXA_DONE) return rexa_text_fault(vm).text;
  if (rexa_start(vm, frame, 1, NULL) != REXA_DONE) return "no start";
  rexa_status status = REXA_READY;
  for (int i = 0; i < 10000 && status == REXA_READY; ++i) status = rexa_run(vm, 7);
  rexa_trap trap;
  const char* said = output;
  if (status != REXA_ENDED) said = "endless";
  if (rexa_next_trap(vm, &trap)) said = trap.name;
  rexa_stop(vm);
  if (rexa_remove(vm, frame) != REXA_DONE) return "no removal";
  return said;
}
static void expect(rexa_vm* vm, const char* text, const char* wanted, int line) {
  const char* said = outcome(vm, text);
  if (strcmp(said, wanted) == 0) return;
  printf("api.c:%d: %s\n  gives    %s\n  expected %s\n", line, text, said, wanted);
  ++faults;
}
#define EXPECT(text, wanted) expect(vm, text, wanted, __LINE__)

int main(void) {
  const char* input = "ab";
  rexa_host host = {.user = &input, .put = put, .get = get};
  char* memory = malloc(rexa_size() + 64);
  CHECK(rexa_init(memory, rexa_size() - 1, &host) == NULL);
  CHECK(rexa_init(memory + 1, rexa_size() + 32, &host) == NULL);
  CHECK(rexa_init(NULL, rexa_size(), &host) == NULL);
  rexa_vm* vm = rexa_init(memory, rexa_size(), &host);
  CHECK(vm != NULL);
  if (vm == NULL) return 1;

  int calls = 0;
  CHECK(rexa_register_function(vm, "sum4", 3, 1, sum4, &calls) == REXA_WRONG_ARITY);
  CHECK(rexa_register_function(vm, "sum4", 4, 1, sum4, &calls) == REXA_DONE);
  CHECK(rexa_register_function(vm, "split", 1, 2, split, NULL) == REXA_DONE);
  CHECK(rexa_register_function(vm, "adc", 1, 2, split, NULL) == REXA_NAME_TAKEN);
  CHECK(rexa_register_function(vm, "dup", 1, 2, split, NULL) == REXA_NAME_TAKEN);
  CHECK(rexa_register_function(vm, "two words", 1, 2, split, NULL) == REXA_NAME_TAKEN);
  CHECK(rexa_register_function(vm, "many", 5, 0, split, NULL) == REXA_WRONG_ARITY);
  CHECK(rexa_register_function(vm, "noise", 0, 1, noise, NULL) == REXA_DONE);
  CHECK(rexa_register_function(vm, "noise", 0, 1, noise, NULL) == REXA_NAME_TAKEN);
  CHECK(rexa_register_double_function(vm, "d*", 2, 1, product, NULL) == REXA_DONE);
  CHECK(rexa_register_function(vm, "a-name-with-more-than-thirty-one-letters", 0, 1, noise, NULL) == REXA_BAD_NAME);

  int16_t* adc = rexa_register_data16(vm, "adc", 8);
  CHECK(adc != NULL);
  CHECK(rexa_register_data16(vm, "adc", 9) == NULL && rexa_last_status(vm) == REXA_WRONG_SIZE);
  CHECK(rexa_register_data8(vm, "adc", 8) == NULL && rexa_last_status(vm) == REXA_WRONG_SIZE);
  CHECK(rexa_register_data8(vm, "noise", 1) == NULL && rexa_last_status(vm) == REXA_NAME_TAKEN);
  CHECK(rexa_register_data16(vm, "more", 1) == NULL && rexa_last_status(vm) == REXA_NO_ROOM);
  int8_t* bytes = rexa_register_data8(vm, "bytes", 12);
  int32_t* longs = rexa_register_data32(vm, "longs", 8);
  CHECK(bytes != NULL && longs != NULL);
  CHECK(rexa_register_data8(vm, "rest", 1) == NULL && rexa_last_status(vm) == REXA_NO_ROOM);
  if (adc == NULL || bytes == NULL || longs == NULL) return 1;

  EXPECT("1 2 3 4 sum4 . 47 split . .", "30 7 4 ");
  CHECK(calls == 1);
  EXPECT("noise . nobody .", "-1 0 ");
  EXPECT("70000l 3l d* 2. -70000l 3l d* 2.", "210000 -210000 ");
  EXPECT("1 2 3 sum4", "data_underflow");
  CHECK(calls == 1);

  /* One buffer, both sides. */
  adc[0] = -5;
  adc[7] = 1234;
  bytes[11] = -1;
  longs[1] = -100000;
  EXPECT("0 adc read . 7 adc read . 11 bytes read . longs 4 + 2@ 2.", "-5 1234 255 -100000 ");
  EXPECT("77 3 adc write 300 2 bytes write 200000l longs 2!", "");
  CHECK(adc[3] == 77 && bytes[2] == 44 && longs[0] == 200000);

  /* By element size, and no further than the area. */
  EXPECT("8 adc read", "bad_address");
  EXPECT("1 8 adc write", "bad_address");
  EXPECT("adc c@", "bad_address");
  EXPECT("bytes @", "bad_address");
  EXPECT("longs @", "bad_address");
  EXPECT("longs 1+ 2@", "misaligned");
  EXPECT("adc @ .", "-5 ");
  EXPECT("12 bytes read", "bad_address");
  EXPECT("array own { 5 6 7 } 2 own read . 9 1 own write own 1 cell+ @ .", "7 9 ");

  /* Faults of text leave everything as it was. */
  EXPECT(": f 1 nois ;", "unknown word");
  const rexa_fault fault = rexa_text_fault(vm);
  CHECK(fault.line == 1 && fault.column == 7 && strcmp(fault.token, "nois") == 0);
  EXPECT(": f 1", "unfinished");
  EXPECT("noise .", "-1 ");
  EXPECT("begin again", "endless");
  EXPECT("0 inp emit 0 inp emit", "ab");

  /* Calls at the wrong time. */
  int frame = -1, other = -1;
  CHECK(rexa_close(vm, &frame) == REXA_NOT_NOW);
  CHECK(rexa_feed(vm, "1", 1) == REXA_NOT_NOW);
  CHECK(rexa_open(vm, "a") == REXA_DONE);
  CHECK(rexa_open(vm, "b") == REXA_NOT_NOW);
  CHECK(rexa_register_function(vm, "late", 0, 1, noise, NULL) == REXA_NOT_NOW);
  CHECK(rexa_feed(vm, ":* one 1 ; 1 .", 14) == REXA_DONE && rexa_close(vm, &frame) == REXA_DONE);
  CHECK(rexa_open(vm, "b") == REXA_DONE && rexa_feed(vm, "import one one 1+ .", 19) == REXA_DONE);
  CHECK(rexa_close(vm, &other) == REXA_DONE && frame != other);
  CHECK(rexa_frame(vm, "a") == frame && rexa_frame(vm, "b") == other && rexa_frame(vm, "c") == -1);
  CHECK(rexa_start(vm, 77, 1, NULL) == REXA_NO_SUCH);
  CHECK(rexa_start(vm, frame, 999, NULL) == REXA_BAD_ARGUMENT);
  memset(output, 0, sizeof output);
  CHECK(rexa_start(vm, other, 1, NULL) == REXA_DONE && rexa_start(vm, frame, 1, NULL) == REXA_DONE);
  CHECK(rexa_run(vm, 2) == REXA_READY);
  CHECK(rexa_run(vm, 1000) == REXA_ENDED);
  CHECK(strstr(output, "2") != NULL && strstr(output, "1") != NULL);
  CHECK(rexa_run(vm, 1000) == REXA_ENDED);
  CHECK(rexa_replace(vm, other) == REXA_DONE);
  CHECK(rexa_feed(vm, "import one one 7 + .", 20) == REXA_DONE && rexa_close(vm, &other) == REXA_DONE);
  memset(output, 0, sizeof output);
  CHECK(rexa_start(vm, other, 1, NULL) == REXA_DONE && rexa_run(vm, 1000) == REXA_ENDED);
  CHECK(strcmp(output, "8 ") == 0);

  free(memory);
  if (faults == 0) printf("all as it should be\n");
  return faults != 0;
}
