"""The comparison with gforth-fast behind bench.sh.

usage: bench_gforth.py REXA [REPEATS]
Every program in tests/bench is written twice, for this machine (NAME.rexa) and for gforth (NAME.fs). Both must
print the same. A figure is processor time of the whole process, the best of some runs in turn, less that of an
empty program. All programs run on the configuration `wide`: 32-bit cells.
"""
import math
import os
import pathlib
import subprocess
import sys
import tempfile

PROGRAMS = pathlib.Path(__file__).resolve().parent.parent / "tests" / "bench"
LEAST_MEAN, LEAST_RATIO = 1.0, 0.6


def run(command):
    """Processor seconds and what was printed."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        output.seek(0)
        printed = output.read()
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(command)}: failed\n{printed}")
    return usage.ru_utime + usage.ru_stime, printed


def best(commands, repeats):
    """The least time of each command, run in turn so that each meets the same conditions."""
    times = [math.inf] * len(commands)
    printed = [""] * len(commands)
    for _ in range(repeats):
        for index, command in enumerate(commands):
            seconds, printed[index] = run(command)
            times[index] = min(times[index], seconds)
    return times, printed


def main():
    rexa = sys.argv[1]
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    ours = [rexa, "run", "--config", "wide", "--engine", "vm"]
    with tempfile.TemporaryDirectory() as folder:
        empty = pathlib.Path(folder) / "empty"
        empty.write_text("\n")
        start, _ = best([["gforth-fast", str(empty), "-e", "bye"], [*ours, str(empty)]], repeats + 1)
    print("processor seconds, all checks on; ratio: gforth-fast's time by ours\n")
    print(f"{'program':<10}{'gforth-fast':>12}{'rexa vm':>10}{'ratio':>8}", flush=True)
    ratios = []
    for path in sorted(PROGRAMS.glob("*.rexa")):
        commands = [["gforth-fast", str(path.with_suffix(".fs")), "-e", "bye"], [*ours, str(path)]]
        times, printed = best(commands, repeats)
        if printed[0].split() != printed[1].split():
            raise SystemExit(f"{path.stem}: gforth prints {printed[0]!r}, the vm {printed[1]!r}")
        theirs, mine = (max(seconds - base, 1e-6) for seconds, base in zip(times, start))
        ratios.append(theirs / mine)
        print(f"{path.stem:<10}{theirs:>12.3f}{mine:>10.3f}{ratios[-1]:>8.2f}", flush=True)
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    print(f"\ngeometric mean {mean:.2f} (wanted: {LEAST_MEAN}), least {min(ratios):.2f} (wanted: {LEAST_RATIO})")


if __name__ == "__main__":
    main()
