"""The demonstration behind demo.sh: every corpus program on every configuration, on four machines at once.

usage: demo.py REXA
"""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "corpus"))
import corpus  # noqa: E402

EXPLANATION = """
Each program was compiled once and run at the same time on four machines, all derived from isa/rexa.json:
  eval  interprets the spec itself: slow and obvious, the reference
  vm    the software VM, the C++ that would run on a microcontroller
  tlm   the SystemC model, which also counts clock cycles
  rtl   the Verilog core, as an FPGA would run it (simulated by Verilator)
After every instruction all four had to agree on program counter, stacks, memory and output, and tlm and rtl
on the clock. `right` means that the programs printed what they should, which is known from elsewhere:
check values of CRC catalogues, published cipher vectors, counts of primes.
"""


def lockstep(rexa, config, programs):
    """The report of `rexa cosim`, program by program on the way."""
    rows, equal = [], True
    for program in programs:
        done = subprocess.run([rexa, "cosim", "--config", config, "--json", str(program)], stdout=subprocess.PIPE,
                              text=True)
        report = json.loads(done.stdout)
        row = report["total"]
        row["equal"] = done.returncode == 0 and row["equal"] and row["tlm_cycles"] == row["rtl_cycles"]
        equal = equal and row["equal"]
        rows.append(row)
        yield program, row


def right(rexa, config, program):
    done = subprocess.run([rexa, "run", "--config", config, str(program)], capture_output=True, text=True)
    return done.returncode == 0 and done.stdout == corpus.expected(program)


def show(rexa, config):
    programs = [program for program in corpus.programs() if corpus.runs_on(program, config)]
    print(f"\n{config}: {json.loads((corpus.CONFIGS / (config + '.json')).read_text())['doc']}\n", flush=True)
    print(f"  {'program':<14}{'instructions':>14}{'clocks':>12}{'output':>9}  machines")
    total = {"config": config, "programs": len(programs), "retired": 0, "clocks": 0, "wrong": 0, "different": 0}
    for program, row in lockstep(rexa, config, programs):
        good = right(rexa, config, program)
        total["retired"] += row["retired"]
        total["clocks"] += row["rtl_cycles"]
        total["wrong"] += not good
        total["different"] += not row["equal"]
        print(f"  {program.stem:<14}{row['retired']:>14,}{row['rtl_cycles']:>12,}{'right' if good else 'WRONG':>9}  "
              f"{'equal' if row['equal'] else 'DIFFERENT'}", flush=True)
    return total


def main():
    rexa = sys.argv[1]
    totals = [show(rexa, config) for config in ("default", "wide", "tiny")]
    print(EXPLANATION)
    print(f"{'machine':<10}{'programs':>9}{'instructions':>14}{'clocks':>12}{'clocks/instr.':>15}{'output':>10}"
          f"  eval = vm = tlm = rtl")
    for t in totals:
        print(f"{t['config']:<10}{t['programs']:>9}{t['retired']:>14,}{t['clocks']:>12,}"
              f"{t['clocks'] / max(t['retired'], 1):>15.2f}{'right' if not t['wrong'] else 'WRONG':>10}  "
              f"{'yes, always' if not t['different'] else 'NO: ' + str(t['different']) + ' programs'}")
    refused = len(corpus.programs()) - totals[-1]["programs"]
    print(f"\n(tiny has the core words alone; {refused} programs need more and are refused by its compiler.)")
    print("Next: README.md; `build/release/bin/rexa --help`; scripts/test.sh runs all tests.")
    return 0 if not any(t["wrong"] or t["different"] for t in totals) else 3


if __name__ == "__main__":
    sys.exit(main())
