#!/usr/bin/env python3
"""Every target generated twice, from different folders: equal bytes, and nothing in them that tells of the
place or time of making: no absolute path, no date, no host name.

usage: deterministic.py REXA CONFIG
"""
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile

TARGETS = ["vm", "embed", "systemc", "verilog", "manual", "vectors"]
ABSOLUTE = re.compile(r"(?<![\w.:/<])/(?:home|root|tmp|usr|var|work|build|mnt|opt)/\w")
DATE = re.compile(r"\b20[2-9]\d-[01]\d-[0-3]\d\b|\b[0-2]\d:[0-5]\d:[0-5]\d\b")


def generate(rexa, config, target, folder, cwd):
    done = subprocess.run([rexa, "gen", "--config", config, "--target", target, "-o", folder], cwd=cwd,
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"FAULT {target}: exit {done.returncode}\n{done.stderr}")
    root = pathlib.Path(cwd) / folder
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def traces(name, text):
    found = [f"{name}: absolute path: {match[0]}" for match in ABSOLUTE.finditer(text)]
    found += [f"{name}: date or time: {match[0]}" for match in DATE.finditer(text)]
    host = socket.gethostname()
    if len(host) > 3 and re.search(rf"\b{re.escape(host)}\b", text):
        found.append(f"{name}: host name {host}")
    return found


def main():
    rexa, config = os.path.abspath(sys.argv[1]), sys.argv[2]
    faults = []
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        for target in TARGETS:
            first = generate(rexa, config, target, "out_" + target, one)
            second = generate(rexa, config, target, os.path.join(two, "elsewhere", target), two)
            print(f"{target}: {len(first)} files, {sum(map(len, first.values())):,} bytes")
            if not first:
                faults.append(f"{target}: no files")
            if first != second:
                names = sorted(set(first) | set(second))
                faults.append(f"{target}: differs: {[n for n in names if first.get(n) != second.get(n)]}")
            for name, content in first.items():
                faults += traces(f"{target}/{name}", content.decode("utf-8", "replace"))
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
