"""The measurement behind bench.sh.

usage: bench.py REXA CONFIG
Each program is wrapped in nothing: its text is repeated until one run takes long enough, then the best of
three runs counts, less the time of an empty program (process start, compiling the text).
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

ENGINES = ["eval", "vm", "tlm", "rtl"]
# Instructions to run on each engine, by its speed: about a second or two each.
TARGET = {"eval": 2_000_000, "vm": 200_000_000, "tlm": 40_000_000, "rtl": 8_000_000}

# The kernels run under a counted repetition, so that one text serves every engine.
KERNELS = {
    "nested loop": "1000 0 do 100 0 do i j + drop loop loop",
    "fibonacci": "18 fib drop",
    "sieve": "sieve",
    "memory copy": "64 0 do i from + c@ i to + c! loop",
}
DEFINITIONS = """
: fib dup 2 < if return endif dup 1- fib swap 2 - fib + ;
array flags 256
: sieve 512 0 do 0 i flags + c! loop
  23 2 do i flags + c@ 0= if i dup * begin dup 512 < while 1 over flags + c! i + repeat drop endif loop ;
array from 64 array to 64
"""


def run(rexa, config, engine, path, *options):
    start = time.perf_counter()
    done = subprocess.run([rexa, "run", "--config", config, "--engine", engine, "--json", *options, str(path)],
                          capture_output=True, text=True)
    seconds = time.perf_counter() - start
    report = json.loads(done.stdout)
    if report["status"] != "halted":
        raise SystemExit(f"{path}: {report['status']} on {engine}\n{done.stderr}")
    return seconds, report["retired"], report["cycles"] or 0


def text(kernel, repetitions):
    outer = max(1, -(-repetitions // 30000))
    inner = min(repetitions, 30000)
    body = f": kernel {KERNELS[kernel]} ;\n"
    return DEFINITIONS + body + f"{outer} 0 do {inner} 0 do kernel loop loop\nend\n"


def measure(rexa, config, engine, kernel, folder):
    path = folder / "kernel.rexa"
    path.write_text(text(kernel, 1))
    run(rexa, config, engine, path)  # builds the engine if need be
    overhead, once, _ = min(run(rexa, config, engine, path) for _ in range(3))
    path.write_text(text(kernel, max(1, TARGET[engine] // once)))
    best, retired, cycles = min(run(rexa, config, engine, path) for _ in range(3))
    seconds = max(best - overhead, 1e-9)
    return retired / seconds / 1e6, cycles / seconds / 1e6


def main():
    rexa, config = sys.argv[1], sys.argv[2]
    print(f"configuration {config}: million VM instructions per second\n")
    print(f"{'program':<14}" + "".join(f"{engine:>10}" for engine in ENGINES)
          + f"{'vm/rtl':>10}{'tlm/rtl':>10}{'vm/eval':>10}{'rtl clocks':>16}", flush=True)
    sums = dict.fromkeys(ENGINES, 0.0)
    with tempfile.TemporaryDirectory() as folder:
        for kernel in KERNELS:
            speed = {}
            for engine in ENGINES:
                speed[engine], clocks = measure(rexa, config, engine, kernel, pathlib.Path(folder))
                sums[engine] += 1 / speed[engine]
            print(row(kernel, speed) + f"{clocks:>10.1f} M/s", flush=True)
        print(row("mean", {engine: len(KERNELS) / total for engine, total in sums.items()}))
        window(rexa, config, pathlib.Path(folder))
    print("\nmean: harmonic, that is the same number of instructions of each program. rtl: Verilated, without trace.")


def window(rexa, config, folder):
    """A waveform of 200 clocks near the end of a long run: what it costs against the run without."""
    path = folder / "window.rexa"
    path.write_text(text("nested loop", 15))
    _, _, clocks = run(rexa, config, "rtl", path)
    options = ["--vcd", str(folder / "window.vcd"), "--vcd-from", str(clocks - 300), "--vcd-to", str(clocks - 100)]
    run(rexa, config, "rtl", path, *options)
    plain = min(run(rexa, config, "rtl", path)[0] for _ in range(3))
    traced = min(run(rexa, config, "rtl", path, *options)[0] for _ in range(3))
    print(f"\nrtl with a waveform window of 200 clocks in {clocks:,}: {traced / plain:.2f} times the time without")


def row(name, speed):
    return (f"{name:<14}" + "".join(f"{speed[engine]:>10.2f}" for engine in ENGINES)
            + f"{speed['vm'] / speed['rtl']:>10.1f}{speed['tlm'] / speed['rtl']:>10.1f}"
            + f"{speed['vm'] / speed['eval']:>10.1f}")


if __name__ == "__main__":
    main()
