#!/usr/bin/env python3
"""The program corpus on both boards: the same output as on the host, the same counts twice.

usage: corpus_test.py REXA ...
What does not fit into a board's memories is in MISFITS, with what is to be said of it; nothing else may fail. At
present all of it fits, also into 8 KB of RAM.
A wrong expectation and a count that is off by one must be noticed.
"""
import json
import subprocess
import sys

import common
from common import BOARDS, Faults, PROGRAMS, REXA, rexa, target

MISFITS = {}  # board: {program: "64 cells of the return stack, there are 48"}


def on_board(board):
    done = rexa("mcu", "--json", "-b", board, *PROGRAMS, code=None)
    return json.loads(done.stdout), done.stderr.decode()


def on_host(program, config):
    """Output and instructions of `rexa run` on the reference engine, which needs no compiling."""
    done = subprocess.run([REXA, "run", "--engine", "eval", "--json", "-c", config, str(program)], capture_output=True)
    report = json.loads(done.stdout) if done.stdout else {"output": None, "retired": 0}
    return report["output"], report["retired"]


def compare(board, first, second, expected):
    """Faults of two runs of the corpus against {program: (output, VM instructions)}."""
    found = []
    again = {run["program"]: run for run in second["programs"]}
    for run in first["programs"]:
        name = run["program"]
        if name in MISFITS.get(board, {}):
            continue
        output, retired = expected[name]
        if run["status"] != "halted":
            found.append(f"{name}: {run['status']}")
        if run["output"] != output:
            found.append(f"{name}: prints {run['output']!r}, on the host {output!r}")
        if run["vm_instructions"] != retired:
            found.append(f"{name}: {run['vm_instructions']} VM instructions, on the host {retired}")
        if run != again[name]:
            found.append(f"{name}: the second run differs")
        if run["unknown_timing"] != 0:
            found.append(f"{name}: instructions of unknown timing")
    return found


def main():
    faults = Faults()
    for board in BOARDS:
        config = target(board)["configuration"]
        first, why = on_board(board)
        second, _ = on_board(board)
        expected = {program.name: on_host(program, config) for program in PROGRAMS}
        for program in PROGRAMS:  # the host's own output is the corpus's
            name = program.name
            if name not in MISFITS.get(board, {}):
                faults.check(expected[name][0] == program.with_suffix(".out").read_text(), f"{board}: host, {name}")
        ran = {run["program"] for run in first["programs"] if run["status"] == "halted"}
        misfits = MISFITS.get(board, {})
        faults.check(ran | set(misfits) == {program.name for program in PROGRAMS} and not ran & set(misfits),
                     f"{board}: ran {sorted(ran)}")
        for name, reason in misfits.items():
            faults.check(reason in why and name in why, f"{board}: {name} is not explained by '{reason}':\n{why}")
            print(f"{board}: {name} does not fit: it takes {reason}")
        for fault in compare(board, first, second, expected):
            faults.check(False, f"{board}: {fault}")

        # Planted faults.
        planted = dict(expected)
        planted["gcd.rexa"] = (planted["gcd.rexa"][0].replace("1", "2", 1), planted["gcd.rexa"][1])
        found = compare(board, first, second, planted)
        faults.check(len(found) == 1 and "gcd.rexa: prints" in found[0], f"{board}: a wrong expectation is not noticed")
        changed = json.loads(json.dumps(second))
        next(run for run in changed["programs"] if run["program"] == "gcd.rexa")["run"]["instructions"] += 1
        found = compare(board, first, changed, expected)
        faults.check(found == ["gcd.rexa: the second run differs"], f"{board}: a count off by one is not noticed")

        words = sum(run["vm_instructions"] for run in first["programs"] if run["status"] == "halted")
        total = {key: sum(run["run"][key] for run in first["programs"] if run["status"] == "halted")
                 for key in ("instructions", "cycles_low", "cycles_high")}
        print(f"{board}, {first['optimize']}: {len(ran)} programs, {words:,} VM instructions, "
              f"{total['instructions'] / words:.1f} ARM instructions each, "
              f"{total['cycles_low'] / words:.1f} .. {total['cycles_high'] / words:.1f} clocks; "
              f"flash {first['flash_bytes']:,}, RAM {first['ram_bytes']:,} bytes")
    faults.end()


if __name__ == "__main__":
    main()
