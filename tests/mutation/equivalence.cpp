#include "tests/mutation/equivalence.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <regex>

#include "sim/plugin_build.hpp"

namespace rexa::mutation {
namespace {

// In place of memories: the inputs are kept in registers, so that they are compared; what comes out is free.
constexpr const char* kOpaqueRam =
    "module rexa_ram #(parameter WIDTH = 16, parameter ADDR_BITS = 8, parameter WORDS = 256) (\n"
    "  input wire clk_i, input wire we_i, input wire [ADDR_BITS-1:0] waddr_i, input wire [WIDTH-1:0] wdata_i,\n"
    "  input wire [ADDR_BITS-1:0] raddr_i, output reg [WIDTH-1:0] rdata_o);\n"
    "  (* keep *) reg we_q;\n  (* keep *) reg [ADDR_BITS-1:0] waddr_q, raddr_q;\n  (* keep *) reg [WIDTH-1:0] "
    "wdata_q;\n"
    "  always @(posedge clk_i) begin\n    we_q <= we_i;\n    waddr_q <= we_i ? waddr_i : {ADDR_BITS{1'b0}};\n"
    "    wdata_q <= we_i ? wdata_i : {WIDTH{1'b0}};\n    raddr_q <= raddr_i;\n    rdata_o <= ~rdata_o;\n  "
    "end\nendmodule\n";
constexpr const char* kOpaqueMultiplier =
    "module rexa_multiplier #(parameter WIDTH = 16) (input wire clk_i, input wire [WIDTH-1:0] a_i,\n"
    "  input wire [WIDTH-1:0] b_i, output reg [2*WIDTH-1:0] product_o);\n"
    "  always @(posedge clk_i) product_o <= {a_i, b_i};\nendmodule\n";

// Outputs that mean something only when another one says so.
struct Mask {
  const char* output;
  const char* when;
};
constexpr Mask kMasks[] = {{"data_waddr_o", "|data_we_o"},
                           {"data_wdata_o", "|data_we_o"},
                           {"port_addr_o", "port_we_o || port_re_o"},
                           {"port_wdata_o", "port_we_o"}};

struct Output {
  std::string range, name;
};

std::vector<Output> outputs_of(const std::string& core) {
  static const std::regex kOutput(R"(output\s+(?:wire|reg)\s+(\[[^\]]*\])?\s*(\w+_o))");
  std::vector<Output> outputs;
  for (std::sregex_iterator i(core.begin(), core.end(), kOutput), end; i != end; ++i)
    outputs.push_back({(*i)[1], (*i)[2]});
  return outputs;
}

std::string input_ports_of(const std::string& core, bool declare) {
  static const std::regex kInput(R"(input\s+wire\s+(\[[^\]]*\])?\s*(\w+_n?i)\b)");
  std::string text;
  for (std::sregex_iterator i(core.begin(), core.end(), kInput), end; i != end; ++i)
    text += declare ? fmt::format("  input wire {} {},\n", (*i)[1].str(), (*i)[2].str())
                    : fmt::format(".{0}({0}), ", (*i)[2].str());
  return text;
}

// The core with its outputs masked. `trapping`: the instruction at hand ends with a trap; `disturbed`: a core
// that has trapped does something.
std::string observer(const std::string& core) {
  std::string ports = input_ports_of(core, true), connections = input_ports_of(core, false), wires, masked;
  for (const Output& output : outputs_of(core)) {
    std::string when =
        output.name.rfind("ret_", 0) == 0 && output.name != "ret_valid_o" ? "ret_valid_o" : "1'b1";
    for (const Mask& mask : kMasks)
      if (output.name == mask.output) when = mask.when;
    ports += fmt::format("  output wire {} seen_{},\n", output.range, output.name);
    wires += fmt::format("  wire {} {};\n", output.range, output.name);
    connections += fmt::format(".{0}({0}), ", output.name);
    masked += fmt::format("  assign seen_{0} = ({1}) ? {0} : 0;\n", output.name, when);
  }
  connections.resize(connections.size() - 2);
  return "module observed (\n" + ports + "  output wire trapping,\n  output wire disturbed\n);\n" + wires +
         "  rexa_core core (" + connections + ");\n" + masked +
         "  assign trapping = ret_trap_o != 8'd0;\n  assign disturbed = rst_ni && trap_o != 8'd0 && "
         "(ret_valid_o || |data_we_o || port_we_o || port_re_o);\nendmodule\n";
}

// Stack contents are part of the state that a trap leaves alone.
std::string stack_writes(const std::string& core) {
  static const std::regex kStack(R"(rexa_stack_ram #\(.*\) (\w+) \()");
  std::string proofs;
  for (std::sregex_iterator i(core.begin(), core.end(), kStack), end; i != end; ++i)
    for (const char* what : {"we_q", "waddr_q", "wdata_q"})
      proofs += fmt::format(" -prove cmp_core.{}.ram.{}.d 1", (*i)[1].str(), what);
  return proofs;
}

// To a module without registers: each one's value is an input, its next value an output.
std::string read_design(const std::string& folder, const std::string& name) {
  return fmt::format(
      "read_verilog {0}/*.v\nhierarchy -top observed\nproc\nmemory\nflatten\nopt_clean\ndffunmap\nopt_expr\n"
      "expose -dff -evert-dff\nopt_clean\nrename observed {1}\ndesign -stash {1}\n",
      folder, name);
}

}  // namespace

bool proven_equivalent(const FileSet& original, const FileSet& mutant, const std::string& work_folder) {
  namespace fs = std::filesystem;
  const fs::path work = work_folder;
  const auto prepared = [&](FileSet files) {
    if (files["rexa_multiplier.v"] == mutant.at("rexa_multiplier.v") &&
        mutant.at("rexa_multiplier.v") == original.at("rexa_multiplier.v"))
      files["rexa_multiplier.v"] = kOpaqueMultiplier;
    if (mutant.at("rexa_ram.v") == original.at("rexa_ram.v")) files["rexa_ram.v"] = kOpaqueRam;
    files["observed.v"] = observer(files["rexa_core.v"]);
    return files;
  };
  std::error_code ignored;
  for (const char* side : {"gold", "gate"}) fs::create_directories(work / side, ignored);
  if (has_errors(write_files((work / "gold").string(), prepared(original))) ||
      has_errors(write_files((work / "gate").string(), prepared(mutant))))
    return false;
  // Registers may differ after a trap; what is seen may not, ever.
  std::string seen =
      " -prove cmp_disturbed 1 -prove gate_disturbed 0" + stack_writes(original.at("rexa_core.v"));
  for (const Output& output : outputs_of(original.at("rexa_core.v")))
    seen += fmt::format(" -prove cmp_seen_{} 1", output.name);
  const std::string script = read_design("gold", "gold") + read_design("gate", "gate") +
                             "design -copy-from gold -as gold gold\ndesign -copy-from gate -as gate gate\n"
                             "miter -equiv -flatten -make_outputs -make_outcmp gold gate miter\nhierarchy -top "
                             "miter\nopt -full\nopt_clean\n"
                             "sat -timeout 60 -set gold_trapping 0 -prove trigger 0 -verify miter\n"
                             "sat -timeout 60" +
                             seen + " -verify miter\n";
  if (has_errors(write_files(work.string(), {{"prove.ys", script}}))) return false;
  return run_command({"yosys", "-q", "prove.ys"}, (work / "log").string(), work.string()) == 0;
}

}  // namespace rexa::mutation
