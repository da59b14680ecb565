// What firmware needs of the VM: machine, compiler and tables, each called in every way that a device does.
#include "rexa_tables.hpp"
#include "rexa_vm_core.hpp"
#include "vm/compiler.hpp"

using namespace rexa::vm;
inline void* operator new(decltype(sizeof 0), void* place) noexcept { return place; }

// The VM's own memory: measured by the names that begin with `ram_`.
__attribute__((used)) Core::Context ram_context;
alignas(Compiler) unsigned char ram_compiler[sizeof(Compiler)];
// Without the control stacks, which are stacks like the others.
constexpr uint32_t kControlCells =
    kSystemLayout.stride[static_cast<int>(Table::kControl)] * kSystemLayout.count[static_cast<int>(Table::kControl)];
__attribute__((used)) Core::Cell ram_system[kSystemLayout.cells - kControlCells];

extern Memories memories;
Compiler& compiler() { return *reinterpret_cast<Compiler*>(ram_compiler); }

extern "C" uint32_t device(const char* text, uint32_t length, uint32_t what) {
  switch (what) {
    case 0:
      return static_cast<uint32_t>((new (ram_compiler) Compiler(kTables, memories))->boot());
    case 1:
      return static_cast<uint32_t>(compiler().begin_frame());
    case 2:
      return static_cast<uint32_t>(compiler().feed(text, length));
    case 3:
      return static_cast<uint32_t>(compiler().finish());
    case 4:
      compiler().discard_frame();
      return static_cast<uint32_t>(compiler().error().status) + ram_system[0];
    default:
      return Core::run(ram_context, length);
  }
}
