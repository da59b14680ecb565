#!/usr/bin/env python3
"""One corpus program on one configuration: the right output on every engine, and all engines in lockstep.

usage: run_program.py REXA CONFIG PROGRAM [ENGINE,ENGINE...]
Where the configuration lacks a set that the program needs, the program must be refused, naming the set, or
because it does not fit the memories, if that comes first.
"""
import pathlib
import subprocess
import sys

import corpus


def call(*command):
    return subprocess.run(command, capture_output=True, text=True, errors="replace")


def check_refusal(rexa, config, program):
    absent = corpus.needs(program) - corpus.sets_of(config)
    done = call(rexa, "run", "--config", config, "--engine", "eval", str(program))
    if done.returncode != 1:
        return [f"exit {done.returncode}, expected 1: {config} lacks {', '.join(sorted(absent))}"]
    named = any(f"'{name}'" in done.stderr for name in absent)
    too_large = "[data-full]" in done.stderr or "[code-full]" in done.stderr
    if not named and not too_large:
        return [f"refused without naming one of the absent sets {sorted(absent)}:\n{done.stderr}"]
    print(f"{program.stem} on {config}: refused as it should be: {done.stderr.splitlines()[0]}")
    return []


def check_runs(rexa, config, program, engines):
    faults = []
    for engine in engines:
        done = call(rexa, "run", "--config", config, "--engine", engine, str(program))
        if done.returncode != 0:
            faults.append(f"{engine}: exit {done.returncode}\n{done.stderr}")
        elif done.stdout != corpus.expected(program):
            faults.append(f"{engine}: wrong output\n--- expected\n{corpus.expected(program)}--- got\n{done.stdout}")
    done = call(rexa, "cosim", "--config", config, "--engines", ",".join(engines), str(program))
    if done.returncode != 0:
        faults.append(f"lockstep: exit {done.returncode}\n{done.stdout}{done.stderr}")
    print(done.stdout, end="")
    return faults


def main():
    rexa, config, program = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    engines = sys.argv[4].split(",") if len(sys.argv) > 4 else ["eval", "vm", "tlm", "rtl"]
    if corpus.runs_on(program, config):
        faults = check_runs(rexa, config, program, engines)
    else:
        faults = check_refusal(rexa, config, program)
    for fault in faults:
        print(f"FAULT {program.stem} on {config}: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
