"""The measurement behind access_cost.sh.

usage: access_cost.py REXA CONFIG.json
Compiles the generated core of the configuration, with its set "task" and without, and counts the machine
instructions on the way through an instruction of the VM when nothing traps: from its first to the jump to the next.
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile

TARGETS = [("x86-64", "", ["-O2"]),
           ("Cortex-M3", "arm-none-eabi-", ["-O2", "-mcpu=cortex-m3", "-mthumb", "-ffreestanding", "-fno-exceptions"])]
OPERATIONS = [("@", "kFetch"), ("!", "kStore"), ("c@", "kByteFetch"), ("+", "kAdd"), ("dup", "kDup")]
SOURCE = """#include "rexa_vm_core.hpp"
using namespace rexa::vm;
template uint32_t Core::run<NoObserver>(Core::Context&, uint32_t, NoObserver&);
"""


def generate(rexa, config, folder):
    path = folder / "config.json"
    path.write_text(json.dumps(config))
    subprocess.run([rexa, "gen", "-c", str(path), "-t", "vm", "-o", str(folder)], check=True, capture_output=True)
    (folder / "core.cpp").write_text(SOURCE)


def disassemble(folder, tool, flags):
    subprocess.run([tool + "g++", "-std=c++20", "-g", *flags, "-I", str(folder), "-c", str(folder / "core.cpp"),
                    "-o", str(folder / "core.o")], check=True)
    return subprocess.run([tool + "objdump", "-d", "-l", "--no-show-raw-insn", str(folder / "core.o")],
                          check=True, capture_output=True, text=True).stdout.splitlines()


def length(listing, core, operation):
    """Instructions from the first one that comes from the operation's lines to the next indirect jump."""
    first = next(i for i, line in enumerate(core, 1) if f"REXA_OP({operation})" in line)
    last = next(i for i, line in enumerate(core[first:], first + 1) if line == "    }")
    count, inside = 0, False
    for line in listing:
        place = re.search(r"rexa_vm_core\.hpp:(\d+)", line)
        if place:
            inside = first <= int(place[1]) <= last
        code = re.match(r" *[0-9a-f]+:\t(.*)", line)
        if not code or not (inside or count):
            continue
        count += 1
        if re.match(r"(notrack )?jmp\s+\*|bx\s", code[1]):
            return count
    raise SystemExit(f"no end of {operation} in the compiled code")


def main():
    rexa, path = sys.argv[1], pathlib.Path(sys.argv[2])
    config = json.loads(path.read_text())
    sizes = ("cell_bits", "code_bytes", "data_bytes", "data_stack_cells", "return_stack_cells", "loop_stack_cells")
    bare = {"name": "bare", "doc": "For the count.", "core": config["core"],
            "parameters": {name: config["parameters"][name] for name in sizes if name in config["parameters"]},
            "sets": [name for name in config["sets"] if name not in ("task", "io")]}
    print(f"configuration {config['name']}: machine instructions on the way through an instruction of the VM\n")
    print(f"{'target':<12}{'word':<6}{'one program':>12}{'with tasks':>12}{'isolation check':>17}")
    with tempfile.TemporaryDirectory() as work:
        folders = {}
        for name, sets in (("bare", bare["sets"]), ("tasks", bare["sets"] + ["task"])):
            folders[name] = pathlib.Path(work) / name
            folders[name].mkdir()
            generate(rexa, {**bare, "sets": sets}, folders[name])
        for target, tool, flags in TARGETS:
            counts = {}
            for name, folder in folders.items():
                core = (folder / "rexa_vm_core.hpp").read_text().split("\n")
                listing = disassemble(folder, tool, flags)
                counts[name] = [length(listing, core, operation) for _, operation in OPERATIONS]
            for (word, _), without, with_tasks in zip(OPERATIONS, counts["bare"], counts["tasks"]):
                print(f"{target:<12}{word:<6}{without:>12}{with_tasks:>12}{with_tasks - without:>+17}")


if __name__ == "__main__":
    main()
