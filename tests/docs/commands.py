#!/usr/bin/env python3
"""Runs every command that README.md and docs/ show in a ```sh block, from the root of the project.

usage: commands.py REXA
`build/release/bin/rexa` stands for the REXA given. Entry points that would run this test again, or take very
long, are not run: it is checked that they exist, are executable and know --help; for presets, that they exist.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = re.compile(r"^(scripts/\w+\.sh|\.ci/run)\b")
PRESET = re.compile(r"^cmake (?:--build )?--preset (\S+)")
TESTS = re.compile(r"^ctest ")


def documents():
    found = [ROOT / "README.md"] + sorted((ROOT / "docs").rglob("*.md"))
    return found + sorted(path for path in ROOT.glob("*/README.md") if path.parent.name not in ("docs", "build"))


def blocks(path):
    """(line number, text) of each ```sh block."""
    lines = path.read_text().splitlines()
    start = None
    for number, line in enumerate(lines, 1):
        if start is None and line.strip() == "```sh":
            start = number
        elif start is not None and line.strip() == "```":
            yield start + 1, "\n".join(lines[start:number - 1])
            start = None
    if start is not None:
        raise SystemExit(f"FAULT {path}: a ```sh block that starts at line {start} has no end")


def commands(block):
    """One command for each line; a backslash continues it; comments go."""
    for line in block.replace("\\\n", " ").splitlines():
        line = re.sub(r"\s+#.*$", "", line).strip()
        if line and not line.startswith("#"):
            yield line


def check_entry_point(command):
    script = SCRIPT.match(command)
    if script:
        path = ROOT / script[1]
        if not path.exists():
            return f"{script[1]} does not exist"
        if not os.access(path, os.X_OK):
            return f"{script[1]} cannot be executed"
        if script[1].startswith("scripts/") and "setup" not in script[1]:
            done = subprocess.run([str(path), "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60)
            if done.returncode != 0 or not done.stdout:
                return f"{script[1]} --help: exit {done.returncode}"
        for option in re.findall(r"\s(--[\w-]+)", command):
            if option not in path.read_text():
                return f"{script[1]} does not know {option}"
        return ""
    preset = PRESET.match(command)
    if preset:
        presets = json.loads((ROOT / "CMakePresets.json").read_text())
        known = {entry["name"] for entry in presets["configurePresets"] if not entry.get("hidden")}
        return "" if preset[1] in known else f"there is no preset {preset[1]}"
    return ""


def run(command, rexa):
    command = re.sub(r"(?<![\w/])build/release/bin/rexa\b", rexa, command)
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True, text=True,
                          timeout=600, errors="replace")
    if done.returncode != 0:
        return f"exit {done.returncode}\n{done.stdout}{done.stderr}"
    return ""


def main():
    rexa = os.path.abspath(sys.argv[1])
    shutil.rmtree(ROOT / "build" / "docs", ignore_errors=True)
    faults, ran, checked = [], 0, 0
    for path in documents():
        for line, block in blocks(path):
            for command in commands(block):
                where = f"{path.relative_to(ROOT)}:{line}: {command}"
                if SCRIPT.match(command) or PRESET.match(command) or TESTS.match(command):
                    fault = check_entry_point(command)
                    checked += 1
                    print("checked", where)
                else:
                    fault = run(command, rexa)
                    ran += 1
                    print("ran    ", where)
                if fault:
                    faults.append(f"{where}: {fault}")
    print(f"{ran} commands run, {checked} entry points checked")
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults or ran == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
