#!/usr/bin/env python3
"""Every relative link in README.md, docs/ and the folders' README files leads to a file that exists.

usage: links.py
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
FENCE = re.compile(r"```.*?```", re.DOTALL)


def main():
    faults, count = [], 0
    documents = [ROOT / "README.md"] + sorted((ROOT / "docs").rglob("*.md")) + sorted(ROOT.glob("*/README.md"))
    for path in documents:
        for target in LINK.findall(FENCE.sub("", path.read_text())):
            if re.match(r"[a-z]+:", target):
                continue
            count += 1
            if not (path.parent / target).exists():
                faults.append(f"{path.relative_to(ROOT)}: {target} does not exist")
    for layer in ("base", "isa", "hls", "vm", "gen", "sim", "cli", "rtl", "configs", "scripts", "tests"):
        if not (ROOT / layer / "README.md").exists():
            faults.append(f"{layer}/ has no README.md")
    print(f"{len(documents)} documents, {count} links")
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
