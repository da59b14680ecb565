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
# Strategies of the vm engine besides the one that counts; the last one shows what the checks cost.
OTHERS = ["switch", "threaded", "ungrouped", "unchecked"]


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


def mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def main():
    rexa = sys.argv[1]
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    strategies = ["translated", *OTHERS]
    ours = [[rexa, "run", "--config", "wide", "--engine", "vm", "--strategy", name] for name in strategies]
    with tempfile.TemporaryDirectory() as folder:
        empty = pathlib.Path(folder) / "empty"
        empty.write_text("\n")
        start, _ = best([["gforth-fast", str(empty), "-e", "bye"], *([*run, str(empty)] for run in ours)], repeats + 1)
    print("Processor seconds of gforth-fast; then, for each strategy of the vm, its seconds and the ratio: gforth-fast's")
    print("time by ours. All checks are on but for `unchecked`, which makes none.\n")
    print(f"{'program':<10}{'gforth-fast':>12}" + "".join(f"{name:>16}" for name in strategies), flush=True)
    ratios = [[] for _ in strategies]
    for path in sorted(PROGRAMS.glob("*.rexa")):
        commands = [["gforth-fast", str(path.with_suffix(".fs")), "-e", "bye"], *([*run, str(path)] for run in ours)]
        times, printed = best(commands, repeats)
        for name, text in zip(strategies, printed[1:]):
            if printed[0].split() != text.split():
                raise SystemExit(f"{path.stem}: gforth prints {printed[0]!r}, the vm ({name}) {text!r}")
        seconds = [max(time - base, 1e-6) for time, base in zip(times, start)]
        line = f"{path.stem:<10}{seconds[0]:>12.3f}"
        for index, mine in enumerate(seconds[1:]):
            ratios[index].append(seconds[0] / mine)
            line += f"{mine:>10.3f}{ratios[index][-1]:>6.2f}"
        print(line, flush=True)
    print(f"{'geometric mean':<22}" + "".join(f"{mean(column):>16.2f}" for column in ratios))
    print(f"\ntranslated: geometric mean {mean(ratios[0]):.2f} (wanted: {LEAST_MEAN}), least {min(ratios[0]):.2f} "
          f"(wanted: {LEAST_RATIO}); the checks cost {100 * (mean(ratios[-1]) / mean(ratios[0]) - 1):.0f} %")


if __name__ == "__main__":
    main()
