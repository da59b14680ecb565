#!/usr/bin/env python3
"""Clocks of the default core: what must retire one per clock does, and the corpus stays within its budget.

usage: clocks.py REXA
Each pattern of words is compiled N and 2N times in a row; the difference in clocks on the RTL, over N, is what the
pattern takes back to back, fetch included.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import corpus

# Patterns leave the stacks as they find them; each of their words is to take one clock.
PATTERNS = ["dup drop", "swap", "over nip", "dup +", "dup -", "dup and", "dup or", "dup xor", "dup =", "dup <", "0=",
            ">r r>", "i drop", "5 drop", "5 6 drop drop"]
NESTED_LOOP_CLOCKS = 510_000
CLOCKS_PER_INSTRUCTION = 1.6
COPIES = 80  # of at most 6 bytes, twice over: within reach of a branch


def clocks(rexa, path, engine="rtl"):
    done = subprocess.run([rexa, "run", "--engine", engine, "--json", str(path)], capture_output=True, text=True)
    report = json.loads(done.stdout)
    if report["status"] != "halted":
        raise SystemExit(f"FAULT {path}: {report['status']}\n{done.stderr}")
    return report["cycles"], report["retired"]


def back_to_back(rexa, folder, pattern):
    path = pathlib.Path(folder) / "pattern.rexa"
    found = []
    for copies in (COPIES, 2 * COPIES):
        path.write_text("3 7 1 0 do " + " ".join([pattern] * copies) + " loop 2drop\n")
        found.append(clocks(rexa, path)[0])
    return (found[1] - found[0]) / COPIES


def main():
    rexa = sys.argv[1]
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        for pattern in PATTERNS:
            taken = back_to_back(rexa, folder, pattern)
            words = len(pattern.split())
            print(f"{pattern:<16}{taken:6.2f} clocks, {words} instructions")
            if taken > words:
                faults.append(f"`{pattern}` takes {taken:.2f} clocks, not {words}")
    total_cycles = total_retired = 0
    for program in corpus.programs():
        cycles, retired = clocks(rexa, program, "tlm")
        total_cycles += cycles
        total_retired += retired
        if program.stem == "nested_loop":
            print(f"nested loop: {cycles:,} clocks (J1a, hand-written: 710,008)")
            if cycles > NESTED_LOOP_CLOCKS:
                faults.append(f"the nested loop takes {cycles:,} clocks, more than {NESTED_LOOP_CLOCKS:,}")
    average = total_cycles / total_retired
    print(f"corpus: {total_retired:,} instructions, {average:.2f} clocks per instruction")
    if average > CLOCKS_PER_INSTRUCTION:
        faults.append(f"{average:.2f} clocks per instruction, more than {CLOCKS_PER_INSTRUCTION}")
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
