#!/usr/bin/env python3
"""Generates the folder for embedding, builds the example against it, runs it, compares what it prints.

usage: example.py REXA EXAMPLE_FOLDER WORK_FOLDER
"""
import pathlib
import shutil
import subprocess
import sys


def main():
    rexa, example, work = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    shutil.rmtree(work, ignore_errors=True)
    subprocess.run([rexa, "gen", "--config", str(example / "node.json"), "--target", "embed", "-o", str(work / "vm")],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["make", "-s", "-C", str(example), f"REXA_DIR={work / 'vm'}", f"OUT={work}"], check=True)
    said = subprocess.run([str(work / "embed")], check=True, capture_output=True, text=True).stdout
    expected = (example / "main.out").read_text()
    if said != expected:
        print(f"expected:\n{expected}\nfound:\n{said}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
