#!/usr/bin/env python3
"""Programs written from the description of the language alone, with the outputs that it promises.

usage: language.py REXA CONFIG
All programs that the configuration has the words for run in one lockstep of the four engines; what they print is
compared on one engine each in turn, since lockstep has shown that all print the same. A program says what it needs:

  \\ needs: SET...       the sets of its words
  \\ cells: 16           only where cells are so wide
  \\ traps: NAME         it must end in this trap
"""
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "language"


def setting(program, key):
    match = re.search(rf"^\\ {key}:(.*)$", program.read_text(), re.MULTILINE)
    return match[1].split() if match else []


def programs_for(config):
    described = json.loads((ROOT / "configs" / f"{config}.json").read_text())
    cell_bits = str(described["parameters"]["cell_bits"])
    for program in sorted(HERE.glob("*.rexa")):
        needs = set(setting(program, "needs"))
        if not needs:
            raise SystemExit(f"FAULT {program.name} has no `\\ needs:` line")
        if needs <= set(described["sets"]) and setting(program, "cells") in ([], [cell_bits]):
            yield program


def check_output(rexa, config, program):
    done = subprocess.run([rexa, "run", "--config", config, "--engine", "vm", "--json", str(program)],
                          capture_output=True, text=True, errors="replace")
    if not done.stdout:
        return f"not run:\n{done.stderr}"
    report = json.loads(done.stdout)
    trap = (report["state"].get("trap") or "none") if report["status"] == "trapped" else "none"
    wanted_trap = (setting(program, "traps") or ["none"])[0]
    wanted = program.with_suffix(".out").read_text()
    if report["output"] != wanted:
        return f"wrong output\n--- promised\n{wanted}\n--- got\n{report['output']}"
    if report["status"] not in ("halted", "trapped") or trap != wanted_trap:
        return f"{report['status']}, trap {trap}, promised: {wanted_trap}"
    return ""


def main():
    rexa, config = sys.argv[1], sys.argv[2]
    chosen = list(programs_for(config))
    faults = []
    for program in chosen:
        fault = check_output(rexa, config, program)
        if fault:
            faults.append(f"{program.stem} on {config}: {fault}")
    engines = sys.argv[3] if len(sys.argv) > 3 else "eval,vm,tlm,rtl"
    done = subprocess.run([rexa, "cosim", "--config", config, "--engines", engines, *map(str, chosen)],
                          capture_output=True, text=True, errors="replace")
    print(done.stdout, end="")
    if done.returncode != 0:
        faults.append(f"lockstep: exit {done.returncode}\n{done.stderr}")
    print(f"{len(chosen)} programs on {config}")
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
