#!/usr/bin/env python3
"""Random programs on several engines in lockstep, with the coverage reached.

usage: random_cosim.py REXA CONFIG ENGINES INSTRUCTIONS SEED
All records must agree, the clocks of tlm and rtl too, and at least INSTRUCTIONS must have retired. From a
million instructions on, every instruction of the build and every trap must have been reached.
"""
import json
import subprocess
import sys


def main():
    rexa, config, engines, instructions, seed = sys.argv[1:6]
    done = subprocess.run([rexa, "cosim", "--config", config, "--engines", engines, "--random", instructions,
                           "--seed", seed, "--coverage", "--json"], capture_output=True, text=True)
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        print(f"FAULT no report, exit {done.returncode}\n{done.stdout}{done.stderr}")
        return 1
    total = report["total"]
    print(f"{config}, {engines}, seed {seed}: {total['retired']:,} instructions, {report['programs'][0]['verdict']}")
    faults = []
    if done.returncode != 0 or not total["equal"]:
        faults.append(f"exit {done.returncode}\n{json.dumps(report.get('differences', []), indent=2)}\n"
                      f"{report.get('minimal_program', '')}\n{done.stderr}")
    if total["retired"] < int(instructions):
        faults.append(f"only {total['retired']:,} instructions of {int(instructions):,}")
    if "tlm" in engines and "rtl" in engines and total["tlm_cycles"] != total["rtl_cycles"]:
        faults.append(f"tlm {total['tlm_cycles']:,} clocks, rtl {total['rtl_cycles']:,}")
    for what, figure in report.get("coverage", {}).items():
        print(f"  {what}: {figure['reached']} of {figure['possible']}"
              + (f", not {' '.join(map(str, figure['missing'][:12]))}" if figure["missing"] else ""))
        thorough = int(instructions) >= 1_000_000 and what in ("instructions", "traps")
        if thorough and figure["reached"] < figure["possible"]:
            faults.append(f"{what} not reached: {figure['missing']}")
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
