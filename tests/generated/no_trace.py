#!/usr/bin/env python3
"""No file of the project mentions a folder of somebody's machine, and none is generated output.

usage: no_trace.py ROOT
"""
import pathlib
import re
import subprocess
import sys

HOME = re.compile(r"(?<![\w.:/<$}])/(?:home|root|work|Users|mnt)/\w+")
GENERATED = re.compile(r"\.(?:vvp|vcd|fst|o|so|a|pyc|blif|asc|log)$")


def files(root):
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-co", "--exclude-standard"], capture_output=True,
                            text=True)
    if listed.returncode == 0 and listed.stdout:
        return [root / name for name in listed.stdout.splitlines()]
    return [path for path in root.rglob("*") if path.is_file() and "build" not in path.relative_to(root).parts]


def main():
    root = pathlib.Path(sys.argv[1])
    faults = []
    count = 0
    for path in files(root):
        if not path.is_file():
            continue
        count += 1
        name = path.relative_to(root)
        if GENERATED.search(path.name):
            faults.append(f"{name} looks like generated output")
        text = path.read_bytes().decode("utf-8", "replace")
        for number, line in enumerate(text.splitlines(), 1):
            for match in HOME.finditer(line):
                faults.append(f"{name}:{number}: {match[0]}")
    print(f"{count} files")
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
