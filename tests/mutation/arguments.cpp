#include "tests/mutation/arguments.hpp"

namespace rexa::mutation {
namespace {

struct Argument {
  const char* file;
  const char* target;    // what the mutated statement assigns, or the port it connects
  const char* original;  // part of the unchanged expression
  const char* edited;    // part of what the fault changes, "" for any
  const char* reason;
};

constexpr Argument kArguments[] = {
    {"rexa_divider.v", "left_q", "left_q - 1'b1", "",
     "results are read in the very clock in which they are complete; the counter only lets the unit rest "
     "afterwards"},
    {"rexa_divider.v", "quotient_o", "zero_q ? {WIDTH{1'b0}}", "1'b0",
     "every instruction that divides traps on zero: that result is not read"},
    {"rexa_divider.v", "remainder_o", "zero_q ? {WIDTH{1'b0}}", "1'b0",
     "every instruction that divides traps on zero: that result is not read"},
    {"rexa_fetch.v", "waited_q", "!odd", "odd",
     "looked at on even addresses only, and the address stays while an instruction waits"},
    {"rexa_ram.v", "rdata_o", "1'bx", "",
     "what a read gives during a write to its place is not used, as the x says"},
    {"rexa_core.v", "ret_mem_addr_o", "store_addr", "stores && first",
     "means something only in the retiring clock; until then data_0_q, the address, stays"},
    {"rexa_core.v", "t1_1_d", "data_depth - 16'd1", "",
     "peek past the depth: the trap of the same step undoes it"},
    {"rexa_core.v", "we_i", "_write", "_write",
     "writes of others go to the free place above the top, where the next push writes"},
    {"rexa_core.v", "we_i", "return_write", "fault", "only pushes write; one that traps writes above the top"},
    {"rexa_vm_core.hpp", "top", "int32_t(uint32_t(int16_t(top))) >> 16", "16",
     "the sign of a sign-extended cell: one place further is the sign again"},
    {"rexa_core.v", "we_i", "loop_write", "fault", "only pushes write; one that traps writes above the top"},
    {"rexa_core.v", "store_addr", "t16_0_q", "", "shown for the first store of an instruction, and this is its second"},
    {"rexa_vm_core.hpp", "top", "int16_t(s1) < int16_t(top) ? s1 : top", "<", "of two equal cells either is the lower"},
    {"rexa_vm_core.hpp", "const uint32_t target", "REXA_OWN_PC(2)", "2",
     "the threaded form, which runs here, has its pc at the instruction: the length is for small code"},
    {"rexa_vm_core.hpp", "const uint32_t v6", "int32_t(v2) < 0 ? 0u - v2 : v2", "<", "minus zero is zero"},
};

}  // namespace

std::string argument_for(const Subject& subject, const Mutant& mutant) {
  const Site& site = subject.sites[mutant.fault.site];
  const std::string expression = source(subject.text, subject.tokens, site.first, site.last);
  for (const Argument& argument : kArguments) {
    if (subject.file == argument.file && site.target == argument.target &&
        expression.find(argument.original) != std::string::npos &&
        mutant.fault.was.find(argument.edited) != std::string::npos)
      return argument.reason;
  }
  return "";
}

}  // namespace rexa::mutation
