/* A node on a line made of two buffers: what is sent, what is answered. The clock is the number of rounds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node.h"

static const char* input = "";
static char output[4096];
static size_t said;
static uint32_t rounds;
static int faults;

static int read_byte(void* user) {
  (void)user;
  return *input == 0 ? -1 : (unsigned char)*input++;
}
static void write_byte(void* user, char c) {
  (void)user;
  if (said + 1 < sizeof output) output[said++] = c;
}
static uint32_t milliseconds(void* user) {
  (void)user;
  return rounds;
}

static void twice(void* user, const int32_t* in, int32_t* out) {
  (void)user;
  out[0] = 2 * in[0];
}

static void expect(rexa_node* node, const char* sent, const char* wanted, int line) {
  input = sent;
  said = 0;
  memset(output, 0, sizeof output);
  for (int i = 0; i < 300; ++i, ++rounds) rexa_node_poll(node);
  if (strcmp(output, wanted) == 0) return;
  printf("node_test.c:%d: sent\n%s\nanswer\n%s\nexpected\n%s\n", line, sent, output, wanted);
  ++faults;
}
#define EXPECT(sent, wanted) expect(node, sent, wanted, __LINE__)

int main(void) {
  void* memory = malloc(rexa_node_size());
  const rexa_link link = {NULL, read_byte, write_byte, milliseconds};
  rexa_node* node = rexa_node_init(memory, rexa_node_size(), &link);
  if (node == NULL) return 1;
  if (rexa_register_function(rexa_node_vm(node), "twice", 1, 1, twice, NULL) != REXA_DONE) return 1;

  EXPECT("1 2 + . end ", "ok f0\n3 \ndone\n");
  EXPECT(": f ( n -- ) twice . ;\n 21 f\nend\n", "ok f1\n42 \ndone\n");
  EXPECT("5 . \004", "ok f2\n5 \ndone\n");
  EXPECT("1 0 / end ", "ok f3\ntrap div_zero, frame 0\ndone\n");
  EXPECT("1 2\n foo bar if end 7 . end ", "fault f4 2:2: unknown word: foo\nok f4\n7 \ndone\n");
  EXPECT("begin again end ", "ok f5\n");
  EXPECT("\003", "done\n");
  EXPECT(": half 1 \003 3 . end ", "ok f6\n3 \ndone\n");
  for (int i = 0; i < 20; ++i) {
    char wanted[32];
    snprintf(wanted, sizeof wanted, "ok f%d\n8 \ndone\n", (7 + i) % 8);
    EXPECT("8 . end ", wanted);
  }
  free(memory);
  if (faults == 0) printf("all as it should be\n");
  return faults != 0;
}
