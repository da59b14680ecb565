/* Tasks behind the C interface: beside each other, asleep, replaced, removed, trapped. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rexa.h"

static int faults;
static int notes[64], note_count;

static void check(int good, int line, const char* what) {
  if (good) return;
  printf("tasks.c:%d: %s\n", line, what);
  ++faults;
}
#define CHECK(condition) check(condition, __LINE__, #condition)

static void note(void* user, const int32_t* in, int32_t* out) {
  (void)user;
  (void)out;
  if (note_count < 64) notes[note_count++] = in[0];
}

static int compile(rexa_vm* vm, const char* name, const char* text) {
  int frame = -1;
  if (rexa_open(vm, name) != REXA_DONE) return -2;
  rexa_feed(vm, text, strlen(text));
  if (rexa_close(vm, &frame) == REXA_DONE) return frame;
  const rexa_fault fault = rexa_text_fault(vm);
  printf("%s:%u: %s: %s\n", name, (unsigned)fault.line, fault.text, fault.token);
  return -1;
}

static rexa_status rest(rexa_vm* vm) {
  rexa_status status = REXA_READY;
  for (int i = 0; i < 1000 && status == REXA_READY; ++i) status = rexa_run(vm, 100);
  return status;
}

int main(void) {
  void* memory = malloc(rexa_size());
  const rexa_host host = {NULL, NULL, NULL, NULL, NULL};
  rexa_vm* vm = rexa_init(memory, rexa_size(), &host);
  if (vm == NULL) return 1;
  CHECK(rexa_has_tasks() == 1);
  CHECK(rexa_register_function(vm, "note", 1, 0, note, NULL) == REXA_DONE);
  int16_t* adc = rexa_register_data16(vm, "adc", 8);
  CHECK(adc != NULL);
  if (adc == NULL) return 1;

  /* Two frames in turn; time passes when the host says so. */
  const int slow = compile(vm, "slow", ":* double 2 * ; begin 0 adc read double note 10 sleep again");
  const int fast = compile(vm, "fast", "import double 3 0 do 7 double note 4 sleep loop");
  CHECK(slow >= 0 && fast >= 0 && slow != fast);
  int first = -1, second = -1;
  adc[0] = 50;
  CHECK(rexa_start(vm, slow, 1, &first) == REXA_DONE && rexa_start(vm, fast, 1, &second) == REXA_DONE);
  CHECK(first != second);
  CHECK(rest(vm) == REXA_IDLE);
  CHECK(note_count == 2 && notes[0] == 100 && notes[1] == 14);
  CHECK(rest(vm) == REXA_IDLE && note_count == 2);
  rexa_advance(vm, 4);
  CHECK(rest(vm) == REXA_IDLE && note_count == 3 && notes[2] == 14);
  adc[0] = -7;
  rexa_advance(vm, 6);
  CHECK(rest(vm) == REXA_IDLE && note_count == 5);
  CHECK(notes[3] + notes[4] == 0);

  /* A trap ends its task alone and is told to the host. */
  const int bad = compile(vm, "bad", "1 note 1 0 / note");
  int third = -1;
  rexa_trap trap;
  CHECK(rexa_start(vm, bad, 2, &third) == REXA_DONE && rest(vm) == REXA_IDLE);
  CHECK(rexa_next_trap(vm, &trap) == 1 && trap.task == third && trap.frame == bad);
  CHECK(strcmp(trap.name, "div_zero") == 0 && rexa_next_trap(vm, &trap) == 0);
  CHECK(note_count == 6 && notes[5] == 1);

  /* Text that does not compile stops nobody; a frame is replaced while others run. */
  CHECK(compile(vm, "wrong", "1 nte") == -1);
  CHECK(rexa_replace(vm, bad) == REXA_DONE);
  int again = -1;
  CHECK(rexa_feed(vm, "99 note", 7) == REXA_DONE && rest(vm) == REXA_IDLE);
  CHECK(rexa_close(vm, &again) == REXA_DONE && again == bad && rexa_frame(vm, "bad") == bad);
  CHECK(rexa_start(vm, bad, 1, NULL) == REXA_DONE && rest(vm) == REXA_IDLE && notes[6] == 99);

  /* Host data by element size, from a frame with its own data. */
  const int reach = compile(vm, "reach", "adc c@");
  CHECK(rexa_start(vm, reach, 1, NULL) == REXA_DONE && rest(vm) == REXA_IDLE);
  CHECK(rexa_next_trap(vm, &trap) == 1 && strcmp(trap.name, "bad_address") == 0);

  /* Removal ends the frame's tasks. */
  CHECK(rexa_remove(vm, slow) == REXA_DONE && rexa_remove(vm, slow) == REXA_NO_SUCH);
  rexa_advance(vm, 100);
  CHECK(rest(vm) == REXA_ENDED);
  rexa_stop(vm);
  CHECK(rest(vm) == REXA_ENDED);
  free(memory);
  if (faults == 0) printf("all as it should be\n");
  return faults != 0;
}
