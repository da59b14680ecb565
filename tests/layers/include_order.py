#!/usr/bin/env python3
"""Folders are layers: a file may include its own folder and those below it, nothing else of ours.

usage: include_order.py [ROOT]. Prints the include edges found; exit 1 on one that breaks the order.
"""
import collections
import pathlib
import re
import sys

ALLOWED = {
    "base": set(),
    "isa": {"base"},
    "hls": {"base", "isa"},
    "vm": set(),  # freestanding: nothing but itself and generated tables
    "gen": {"base", "isa", "hls", "vm"},
    "sim": {"base", "isa", "hls", "vm", "gen"},
    "firmware/host": {"base", "isa", "hls", "vm", "gen", "sim", "firmware"},
    "firmware/common": {"firmware"},  # for the device, like the targets and images: nothing but the VM and itself
    "firmware/run": {"firmware", "vm"},
    "firmware/node": {"firmware", "vm"},
    "firmware/latency": {"firmware", "vm"},
    "firmware/targets": {"firmware"},
    "firmware/qemu": {"firmware"},
    "cli": {"base", "isa", "hls", "vm", "gen", "sim", "firmware"},
}
SUFFIXES = {".hpp", ".cpp", ".h", ".c", ".in"}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
FREESTANDING_BANNED = re.compile(
    r"^\s*#\s*include\s+<(string|vector|map|set|memory|functional|iostream|fstream|sstream|cstdio|stdio\.h|"
    r"stdlib\.h|cstdlib|optional|variant|exception|stdexcept|fmt/.*|nlohmann/.*)>")


def main():
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
    faults = []
    edges = collections.Counter()
    for layer, allowed in ALLOWED.items():
        for path in sorted((root / layer).rglob("*")):
            if path.suffix not in SUFFIXES or not path.is_file():
                continue
            for number, line in enumerate(path.read_text().splitlines(), 1):
                where = f"{path.relative_to(root)}:{number}"
                if layer == "vm" and FREESTANDING_BANNED.match(line):
                    faults.append(f"{where}: vm/ is freestanding: {line.strip()}")
                match = INCLUDE.match(line)
                if not match or "/" not in match[1]:
                    continue
                target = match[1].split("/")[0]
                if target not in ALLOWED and not (root / target).is_dir():
                    continue
                edges[(layer, target)] += 1
                if target != layer and target not in allowed:
                    faults.append(f"{where}: {layer}/ may not include {match[1]}")
    for (layer, target), count in sorted(edges.items()):
        print(f"{layer:>5} -> {target:<5} {count}")
    for fault in faults:
        print("FAULT", fault)
    if not edges:
        print("FAULT no include found: is this the right folder?")
    return 1 if faults or not edges else 0


if __name__ == "__main__":
    sys.exit(main())
