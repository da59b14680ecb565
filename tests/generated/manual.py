#!/usr/bin/env python3
"""The generated reference names every word of the build, with its doc, and every trap.

usage: manual.py REXA
"""
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    rexa = sys.argv[1]
    spec = json.loads((ROOT / "isa" / "rexa.json").read_text())
    faults = []
    for config in ("default", "tiny"):
        sets = json.loads((ROOT / "configs" / f"{config}.json").read_text())["sets"]
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([rexa, "gen", "--config", config, "--target", "manual", "-o", folder], check=True,
                           stdout=subprocess.DEVNULL)
            text = (pathlib.Path(folder) / "reference.md").read_text()
        flat = text.replace("\\|", "|")
        wanted = [entry for entry in spec["instructions"] + spec["library"] + spec["directives"]
                  if entry["set"] in sets]
        named = 0
        for entry in wanted:
            if entry.get("internal") and "define" in entry:
                continue
            for word in [entry["word"]] + entry.get("aliases", []):
                named += 1
                if f"`{word}`" not in flat:
                    faults.append(f"{config}: `{word}` is missing")
            if entry["word"] in ("*", "/", "mod") and config == "tiny":
                continue
            if entry["doc"] not in flat:
                faults.append(f"{config}: the doc of `{entry['word']}` is missing")
        for trap in spec["traps"]:
            if f"`{trap['name']}`" not in flat:
                faults.append(f"{config}: trap {trap['name']} is missing")
        header = 0  # bars in the first line of the table
        for line in text.splitlines():
            bars = line.replace("\\|", "").count("|") if line.startswith("|") else 0
            header = header if header and bars else bars
            if bars != header:
                faults.append(f"{config}: a table row has a stray bar: {line}")
        print(f"{config}: {named} words")
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
