#!/usr/bin/env python3
"""Runs the examples in the tables of docs/language.md and compares what they print.

usage: language.py REXA
A row's last two cells are the example and what it prints. The rows of one section make one program.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "language.md"
ROW = re.compile(r"\| `([^`]+)` \| (?:`([^`]+)`|-) \|$")


def sections():
    """(title, [(line number, example, printed)])"""
    title, rows = "", []
    for number, line in enumerate(PAGE.read_text().splitlines(), 1):
        if line.startswith("## "):
            if rows:
                yield title, rows
            title, rows = line[3:], []
        match = ROW.search(line)
        if match:
            rows.append((number, match[1], match[2] or ""))
        elif line.startswith("| ") and not line.endswith("prints |"):
            raise SystemExit(f"FAULT docs/language.md:{number}: no example in this row")
    if rows:
        yield title, rows


def check(rexa, title, rows, folder):
    program = pathlib.Path(folder) / "examples.rexa"
    program.write_text("".join(f"{example}\ncr\n" for _, example, _ in rows))
    done = subprocess.run([rexa, "run", "--engine", "vm", str(program)], capture_output=True, text=True)
    faults = [] if done.returncode == 0 else [f"section {title}: exit {done.returncode}\n{done.stderr}"]
    printed = done.stdout.split("\n")
    for (number, example, wanted), line in zip(rows, printed):
        if line.split() != wanted.split():
            faults.append(f"docs/language.md:{number}: `{example}` prints '{line}', not '{wanted}'")
    return faults


def main():
    faults, count = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for title, rows in sections():
            count += len(rows)
            faults += check(sys.argv[1], title, rows, folder)
    print(f"{count} examples")
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults or count < 40 else 0


if __name__ == "__main__":
    sys.exit(main())
