#!/usr/bin/env python3
"""Prints which corpus program runs on which configuration, and checks that the table leaves nothing out."""
import json
import sys

import corpus


def main():
    faults = []
    known = {entry["name"] for entry in json.loads((corpus.ROOT / "isa" / "rexa.json").read_text())["sets"]}
    configs = corpus.configurations()
    print(f"{'program':<16}" + "".join(f"{config:<10}" for config in configs) + "needs")
    counts = dict.fromkeys(configs, 0)
    for program in corpus.programs():
        needs = corpus.needs(program)
        if needs is None:
            faults.append(f"{program.name} has no `\\ needs:` line")
            continue
        if not needs <= known:
            faults.append(f"{program.name} needs unknown sets {sorted(needs - known)}")
        if not program.with_suffix(".out").exists():
            faults.append(f"{program.name} has no expected output")
        if not program.read_text().startswith("\\ "):
            faults.append(f"{program.name} does not open with a comment on what it computes")
        row = ""
        for config in configs:
            runs = corpus.runs_on(program, config)
            counts[config] += runs
            row += f"{'runs' if runs else 'refused':<10}"
        print(f"{program.stem:<16}{row}{' '.join(sorted(needs))}")
    print(f"{'programs':<16}" + "".join(f"{counts[config]:<10}" for config in configs))
    for out in corpus.PROGRAMS.glob("*.out"):
        if not out.with_suffix(".rexa").exists():
            faults.append(f"{out.name} belongs to no program")
    for config in configs:
        if counts[config] < 6:
            faults.append(f"only {counts[config]} programs run on {config}")
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
