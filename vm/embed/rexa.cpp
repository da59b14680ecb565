// The C interface (vm/rexa.h) over the generated core and the text compiler. Compiled in the generated folder, not
// in the toolkit: it is for the one machine whose rexa_vm_core.hpp and rexa_tables.hpp lie beside it.
//
// rexa_runner.hpp, generated, picks how frames run: as tasks, or one after another in a build without tasks.
#include "rexa.h"

// Sizes that a project may choose with -D.
#ifndef REXA_DICTIONARY_BYTES
#define REXA_DICTIONARY_BYTES 4096
#endif
#ifndef REXA_MOST_FUNCTIONS
#define REXA_MOST_FUNCTIONS 32
#endif
#ifndef REXA_MOST_FRAMES
#define REXA_MOST_FRAMES 8
#endif

#include "rexa_runner.hpp"

namespace rexa::vm {
namespace {

constexpr uint32_t kFunctions = REXA_MOST_FUNCTIONS;
constexpr uint32_t kFirstHostPort = 8 * kFirstHostBlock;
static_assert(kFunctions <= kMostHostFunctions && kFunctions >= kTables.function_count,
              "REXA_MOST_FUNCTIONS: at least what the configuration declares, at most 224");

uint32_t length_of(const char* text) {
  uint32_t length = 0;
  while (text[length] != 0) ++length;
  return length;
}

struct Function {
  uint8_t inputs, outputs;  // cells
  bool doubles;
  rexa_function cells_function;
  rexa_double_function doubles_function;
  void* user;
};

}  // namespace
}  // namespace rexa::vm

using namespace rexa::vm;

struct rexa_vm {
  explicit rexa_vm(const rexa_host& its_host)
      : runner((Core::attach(context, memories), memories), context, dictionary, sizeof dictionary), host(its_host) {}

  Core::Memories memories{};
  Core::Context context{};
  uint8_t dictionary[REXA_DICTIONARY_BYTES]{};
  Runner runner;
  rexa_host host;
  Function functions[kFunctions]{};
  uint32_t function_count = kTables.function_count;
  uint32_t free_data[3]{};  // addresses: what is left of the areas
  uint32_t passing[kMostHostInputs]{};  // arguments, then results of the host call under way
  uint32_t now = 0;
  rexa_status status = REXA_DONE;
};

namespace rexa::vm {
namespace {

int32_t cell_value(uint32_t cell) { return sign_extend<Core::kCellBits>(cell); }

void call(rexa_vm& vm, uint32_t number) {
  const Function& function = vm.functions[number];
  if (number >= vm.function_count) return;
  if (function.doubles && function.doubles_function != nullptr) {
    int64_t in[2] = {0, 0}, out[1] = {0};
    for (uint32_t i = 0; i < function.inputs / 2u; ++i) {
      const uint64_t bits = vm.passing[2 * i] | uint64_t{vm.passing[2 * i + 1]} << Core::kCellBits;
      in[i] = sign_extend_long<2 * Core::kCellBits>(bits);
    }
    function.doubles_function(function.user, in, out);
    vm.passing[0] = low_bits<Core::kCellBits>(static_cast<uint32_t>(out[0]));
    vm.passing[1] = low_bits<Core::kCellBits>(static_cast<uint32_t>(static_cast<uint64_t>(out[0]) >> Core::kCellBits));
  } else {
    int32_t in[kMostHostInputs] = {0, 0, 0, 0}, out[kMostHostOutputs] = {0, 0};
    for (uint32_t i = 0; i < function.inputs; ++i) in[i] = cell_value(vm.passing[i]);
    if (function.cells_function != nullptr) function.cells_function(function.user, in, out);
    for (int i = 0; i < kMostHostOutputs; ++i) {
      vm.passing[i] = low_bits<Core::kCellBits>(static_cast<uint32_t>(out[i]));
    }
  }
}

void port_write(void* self, uint32_t port, uint32_t value) {
  rexa_vm& vm = *static_cast<rexa_vm*>(self);
  if (port == 0) {
    if (vm.host.put != nullptr) vm.host.put(vm.host.user, static_cast<char>(value & 0xff));
  } else if (port >= kFirstHostPort) {
    const uint32_t number = (port - kFirstHostPort) / 8, place = port % 8;
    if (place == 0 && number < kFunctions) call(vm, number);
    if (place >= 1 && place <= kMostHostInputs) vm.passing[place - 1] = value;
  } else if (port != 1 && vm.host.port_write != nullptr) {
    vm.host.port_write(vm.host.user, port, value);
  }
}

uint32_t port_read(void* self, uint32_t port) {
  rexa_vm& vm = *static_cast<rexa_vm*>(self);
  if (port == 0) return vm.host.get == nullptr ? ~uint32_t{0} : static_cast<uint32_t>(vm.host.get(vm.host.user));
  if (port == 1) return vm.now;
  if (port >= kFirstHostPort) {
    const uint32_t place = port % 8;
    return place >= 1 && place <= kMostHostInputs ? vm.passing[place - 1] : 0;
  }
  return vm.host.port_read == nullptr ? 0 : vm.host.port_read(vm.host.user, port);
}

// --- names ---

rexa_status declared(Status status) {
  switch (status) {
    case Status::kOk:
      return REXA_DONE;
    case Status::kDictionaryFull:
      return REXA_NO_ROOM;
    case Status::kReservedName:
      return REXA_NAME_TAKEN;
    case Status::kNoFrame:
      return REXA_NOT_NOW;
    default:
      return REXA_BAD_NAME;
  }
}

// The name's word among those that the configuration declares of the host, or null.
const Word* host_word(const char* name) {
  const uint32_t length = length_of(name);
  const Word* word = kTables.search(kTables, name, length, word_fold(name, length));
  return word != nullptr && word->meaning.kind() == WordKind::kHost ? word : nullptr;
}

rexa_status register_function(rexa_vm& vm, const char* name, const Function& function) {
  if (function.inputs > kMostHostInputs || function.outputs > kMostHostOutputs ||
      kTables.host_calls[function.inputs][function.outputs] < 0) {
    return REXA_WRONG_ARITY;
  }
  if (const Word* word = host_word(name)) {
    if (word->meaning.value() >= kFirstHostData) return REXA_NAME_TAKEN;
    const HostFunction& wanted = kTables.functions[word->meaning.value()];
    if (wanted.inputs != function.inputs || wanted.outputs != function.outputs) return REXA_WRONG_ARITY;
    vm.functions[word->meaning.value()] = function;
    return REXA_DONE;
  }
  if (vm.function_count == kFunctions) return REXA_NO_ROOM;
  const rexa_status status = declared(vm.runner.compiler().declare_function(
      name, length_of(name), vm.function_count, HostFunction{function.inputs, function.outputs}));
  if (status == REXA_DONE) vm.functions[vm.function_count++] = function;
  return status;
}

// Sets the address of an array with elements of `bits`.
rexa_status register_data(rexa_vm& vm, const char* name, size_t count, int area, uint32_t* address) {
  const uint32_t bytes = 4u >> area;
  if (const Word* word = host_word(name)) {
    if (word->meaning.value() < kFirstHostData) return REXA_NAME_TAKEN;
    const HostData& wanted = kTables.data[word->meaning.value() - kFirstHostData];
    const uint32_t length = wanted.length == 0 ? 65536u : wanted.length;
    if (wanted.bits != 8 * bytes || count > length) return REXA_WRONG_SIZE;
    *address = wanted.address;
    return REXA_DONE;
  }
  uint32_t end = kTables.data_bytes;
  for (int i = 0; i <= area; ++i) end += kTables.host_bytes[i];
  const uint32_t at = vm.free_data[area];
  if (count == 0 || count > (end - at) / bytes) return REXA_NO_ROOM;
  const rexa_status status = declared(vm.runner.compiler().declare_data(name, length_of(name), at));
  if (status != REXA_DONE) return status;
  *address = at;
  vm.free_data[area] = (at + static_cast<uint32_t>(count) * bytes + 3) & ~uint32_t{3};
  return REXA_DONE;
}

uint8_t* data_of(::rexa_vm* vm, const char* name, size_t count, int area) {
  if (vm == nullptr) return nullptr;
  uint32_t address = 0;
  vm->status = name == nullptr ? REXA_BAD_ARGUMENT : register_data(*vm, name, count, area, &address);
  return vm->status == REXA_DONE ? vm->memories.data + address : nullptr;
}

}  // namespace
}  // namespace rexa::vm

namespace {

rexa_status kept(rexa_vm* vm, rexa_status status) {
  vm->status = status;
  return status;
}

}  // namespace

// Placement without <new>, which a freestanding project may lack.
struct RexaPlace {};
inline void* operator new(size_t, void* memory, RexaPlace) noexcept { return memory; }

extern "C" {

size_t rexa_size(void) { return sizeof(rexa_vm); }
size_t rexa_alignment(void) { return alignof(rexa_vm); }
int rexa_has_tasks(void) { return Core::kHasTasks ? 1 : 0; }

rexa_vm* rexa_init(void* memory, size_t bytes, const rexa_host* host) {
  if (memory == nullptr || host == nullptr || bytes < sizeof(rexa_vm)) return nullptr;
  if (reinterpret_cast<uintptr_t>(memory) % alignof(rexa_vm) != 0) return nullptr;
  rexa_vm* vm = new (memory, RexaPlace{}) rexa_vm(*host);
  vm->context.io = {vm, port_write, port_read};
  vm->context.status = RunStatus::kHalted;
  uint32_t end = kTables.data_bytes;
  for (int area = 0; area < 3; ++area) {
    vm->free_data[area] = end;
    end += kTables.host_bytes[area];
  }
  for (uint32_t i = 0; i < kTables.data_count; ++i) {
    const HostData& data = kTables.data[i];
    const int area = data.bits == 32 ? 0 : data.bits == 16 ? 1 : 2;
    const uint32_t length = data.length == 0 ? 65536u : data.length;
    const uint32_t past = (data.address + length * (data.bits / 8u) + 3) & ~uint32_t{3};
    if (past > vm->free_data[area]) vm->free_data[area] = past;
  }
  for (uint32_t i = 0; i < kTables.function_count; ++i) {
    vm->functions[i].inputs = kTables.functions[i].inputs;
    vm->functions[i].outputs = kTables.functions[i].outputs;
  }
  return vm->runner.boot() ? vm : nullptr;
}

#if defined(REXA_STATIC)
rexa_vm* rexa_static(const rexa_host* host) {
  alignas(rexa_vm) static unsigned char memory[sizeof(rexa_vm)];
  return rexa_init(memory, sizeof memory, host);
}
#endif

rexa_status rexa_register_function(rexa_vm* vm, const char* name, int in, int out, rexa_function function, void* user) {
  if (vm == nullptr || name == nullptr || function == nullptr) return REXA_BAD_ARGUMENT;
  if (in < 0 || out < 0 || in > kMostHostInputs || out > kMostHostOutputs) return kept(vm, REXA_WRONG_ARITY);
  return kept(vm, register_function(*vm, name,
                                    Function{static_cast<uint8_t>(in), static_cast<uint8_t>(out), false, function,
                                             nullptr, user}));
}

rexa_status rexa_register_double_function(rexa_vm* vm, const char* name, int in, int out, rexa_double_function function,
                                          void* user) {
  if (vm == nullptr || name == nullptr || function == nullptr) return REXA_BAD_ARGUMENT;
  if (in < 0 || out < 0 || in > kMostHostInputs / 2 || out > kMostHostOutputs / 2) return kept(vm, REXA_WRONG_ARITY);
  return kept(vm, register_function(*vm, name,
                                    Function{static_cast<uint8_t>(2 * in), static_cast<uint8_t>(2 * out), true,
                                             nullptr, function, user}));
}

int32_t* rexa_register_data32(rexa_vm* vm, const char* name, size_t count) {
  return reinterpret_cast<int32_t*>(data_of(vm, name, count, 0));
}
int16_t* rexa_register_data16(rexa_vm* vm, const char* name, size_t count) {
  return reinterpret_cast<int16_t*>(data_of(vm, name, count, 1));
}
int8_t* rexa_register_data8(rexa_vm* vm, const char* name, size_t count) {
  return reinterpret_cast<int8_t*>(data_of(vm, name, count, 2));
}

rexa_status rexa_last_status(const rexa_vm* vm) { return vm == nullptr ? REXA_BAD_ARGUMENT : vm->status; }

rexa_status rexa_open(rexa_vm* vm, const char* name) {
  if (vm == nullptr || name == nullptr) return REXA_BAD_ARGUMENT;
  return kept(vm, vm->runner.open(name));
}

rexa_status rexa_feed(rexa_vm* vm, const char* text, size_t length) {
  if (vm == nullptr || (text == nullptr && length > 0)) return REXA_BAD_ARGUMENT;
  constexpr size_t kMost = size_t{1} << 30;
  rexa_status status = REXA_DONE;
  do {
    const uint32_t part = static_cast<uint32_t>(length < kMost ? length : kMost);
    status = vm->runner.feed(text, part);
    text += part;
    length -= part;
  } while (status == REXA_DONE && length > 0);
  return kept(vm, status);
}

rexa_status rexa_close(rexa_vm* vm, int* frame) {
  if (vm == nullptr) return REXA_BAD_ARGUMENT;
  int number = -1;
  const rexa_status status = vm->runner.close(&number);
  if (status == REXA_DONE && frame != nullptr) *frame = number;
  return kept(vm, status);
}

void rexa_abandon(rexa_vm* vm) { vm->runner.abandon(); }
int rexa_text_ended(const rexa_vm* vm) { return vm->runner.compiler().ended() ? 1 : 0; }

rexa_status rexa_replace(rexa_vm* vm, int frame) {
  return vm == nullptr ? REXA_BAD_ARGUMENT : kept(vm, vm->runner.replace(frame));
}

rexa_status rexa_remove(rexa_vm* vm, int frame) {
  return vm == nullptr ? REXA_BAD_ARGUMENT : kept(vm, vm->runner.remove(frame));
}

rexa_status rexa_start(rexa_vm* vm, int frame, int priority, int* task) {
  if (vm == nullptr || priority < 0 || priority > 255) return REXA_BAD_ARGUMENT;
  int number = -1;
  const rexa_status status = vm->runner.start(frame, priority, &number);
  if (status == REXA_DONE && task != nullptr) *task = number;
  return kept(vm, status);
}

rexa_fault rexa_text_fault(const rexa_vm* vm) {
  const Error& error = vm->runner.compiler().error();
  return {static_cast<int>(error.status), error.detail, status_text(error.status), error.line, error.column, error.token};
}

rexa_status rexa_run(rexa_vm* vm, uint32_t steps) {
  return vm == nullptr ? REXA_BAD_ARGUMENT : kept(vm, vm->runner.run(steps, vm->now));
}

void rexa_advance(rexa_vm* vm, uint32_t milliseconds) { vm->now += milliseconds; }

void rexa_stop(rexa_vm* vm) { vm->runner.stop(); }

int rexa_next_trap(rexa_vm* vm, rexa_trap* trap) {
  rexa_trap found = {0, 0, 0, nullptr, 0};
  if (!vm->runner.next_trap(&found)) return 0;
  found.name = rexa_trap_name(found.code);
  if (trap != nullptr) *trap = found;
  return 1;
}

uint64_t rexa_retired(const rexa_vm* vm) { return vm->context.retired; }
int rexa_depth(const rexa_vm* vm) { return static_cast<int>(vm->context.depth[0]); }
int32_t rexa_item(const rexa_vm* vm, int below) {
  if (below < 0 || static_cast<uint32_t>(below) >= vm->context.depth[0]) return 0;
  return cell_value(item(vm->context, 0, static_cast<uint32_t>(below)));
}

int rexa_frame(const rexa_vm* vm, const char* name) { return vm->runner.find(name); }

const char* rexa_frame_name(const rexa_vm* vm, int frame) { return vm->runner.name(frame); }
uint32_t rexa_free_code(const rexa_vm* vm) { return vm->runner.free_code(); }
uint32_t rexa_free_data(const rexa_vm* vm) { return vm->runner.free_data(); }

const char* rexa_trap_name(int code) {
  switch (code) {
#define REXA_TRAP_NAME(number, name) \
  case number:                       \
    return name;
#include "rexa_traps.inc"
#undef REXA_TRAP_NAME
    default:
      return "?";
  }
}

}  // extern "C"
