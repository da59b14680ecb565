#!/usr/bin/env python3
"""`rexa latency` on a board: equal on three runs, within the bound, few interrupts missed; the bound of a machine with
shorter slices does not hold here, and its worst case is shorter.

usage: latency_test.py REXA BOARD
"""
import json
import pathlib
import subprocess
import sys
import tempfile

REXA, BOARD = sys.argv[1:3]
ROOT = pathlib.Path(__file__).resolve().parents[2]


def latency(*arguments, code=0):
    done = subprocess.run([REXA, "latency", "--board", BOARD, *arguments], capture_output=True, text=True, timeout=300)
    if done.returncode != code:
        sys.exit(f"exit code {done.returncode}, expected {code}\n{done.stdout}{done.stderr}")
    return done.stdout, done.stderr


def main():
    runs = [latency("--events", "120", "--json")[0] for _ in range(3)]
    if len(set(runs)) != 1:
        sys.exit("three runs differ")
    found = json.loads(runs[0])
    for count in ("instructions", "cycles_low", "cycles_high"):
        if not 0 < found["worst"][count] <= found["bound"][count]:
            sys.exit(f"the worst case is {found['worst'][count]}, the bound {found['bound'][count]}")
    # Interrupts come at any place of a slice: at least one that waits for most of it, one for little of it.
    slice_instructions = found["parts"]["slice"] * found["parts"]["instruction"]["instructions"]
    if max(found["instructions"]) < slice_instructions / 5 or min(found["instructions"]) > slice_instructions / 10:
        sys.exit(f"no interrupt in the middle of a slice: {runs[0]}")
    if len(found["instructions"]) != 120 or found["missed"] > 5:
        sys.exit(f"{len(found['instructions'])} interrupts, {found['missed']} missed")
    text, _ = latency("--events", "20")
    if "worst" not in text or f"{BOARD}, cortex" not in text:
        sys.exit(text)
    with tempfile.TemporaryDirectory() as folder:
        config = json.loads((ROOT / "configs" / f"{BOARD}.json").read_text())
        config["parameters"]["slice_instructions"] = 16
        shorter = pathlib.Path(folder, "shorter.json")
        shorter.write_text(json.dumps(config))
        other = json.loads(latency("--events", "100", "--json", "--config", str(shorter))[0])
        if not other["worst"]["instructions"] <= other["bound"]["instructions"] < found["worst"]["instructions"]:
            sys.exit(f"slices of 16: worst {other['worst']}, bound {other['bound']}")
        faulty = pathlib.Path(folder, "faulty.rexa")
        faulty.write_text("foo")
        _, err = latency(str(faulty), code=1)
        if "unknown word 'foo'" not in err:
            sys.exit(err)
        for text, message in [("1 drop", "the load has ended"), ("1 0 /", "trap div_zero")]:
            ended = pathlib.Path(folder, "ended.rexa")
            ended.write_text(text)
            _, err = latency("--events", "5", str(ended), code=1)
            if message not in err:
                sys.exit(err)
    if BOARD != "stm32f1":  # which has two tasks
        other = json.loads(latency("--events", "50", "--json", str(ROOT / "docs/examples/periodic.rexa"))[0])
        if not slice_instructions / 5 < other["worst"]["instructions"] <= other["bound"]["instructions"]:
            sys.exit(f"with periodic tasks: worst {other['worst']}, bound {other['bound']}")
    print(f"{BOARD}: worst {found['worst']}, bound {found['bound']}, {found['missed']} missed")


if __name__ == "__main__":
    main()
