#!/usr/bin/env python3
"""ARM instructions per byte of program text while it is compiled on the boards: counted, so the same every time.

usage: compile_test.py REXA ...
Limits for the whole corpus and for two programs of a usual size with usual comments. The figures end at the first
instruction of the VM: programs are only compiled.
"""
import json

from common import BOARDS, PROGRAMS, Faults, rexa

LIMITS = {"all": 25, "fir.rexa": 25, "xtea.rexa": 25}


def main():
    faults = Faults()
    sizes = [path.stat().st_size for path in PROGRAMS]
    for board in BOARDS:
        done = rexa("mcu", "--json", "-b", board, "--max-steps", "1", *PROGRAMS, code=None)
        counted = [program["compile"]["instructions"] for program in json.loads(done.stdout)["programs"]]
        if not faults.check(len(counted) == len(PROGRAMS), f"{board}: {len(counted)} of {len(PROGRAMS)} programs"):
            continue
        figures = {path.name: count / size for path, count, size in zip(PROGRAMS, counted, sizes)}
        figures["all"] = sum(counted) / sum(sizes)
        for name, limit in LIMITS.items():
            print(f"{board}: {name}: {figures[name]:.1f} instructions per byte of text")
            faults.check(0 < figures[name] <= limit, f"{board}: {name}: {figures[name]:.2f} instructions per byte, limit {limit}")
    faults.end()


if __name__ == "__main__":
    main()
