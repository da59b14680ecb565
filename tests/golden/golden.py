#!/usr/bin/env python3
"""Goldens: what the back ends make of a small machine, byte for byte, and the clocks of the default core.

  golden.py check REXA PRINT_CLOCKS WORK       compares, then lints, compiles and runs what the goldens hold
  golden.py update REXA PRINT_CLOCKS WORK      writes the goldens anew (scripts/update-goldens.sh, never CI)

A golden shows only that nothing changed; so the Verilog in it goes through the tools that read Verilog, the C++
through the compilers of host and device, and the machine through a program on all engines.
"""
import difflib
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CONFIG = HERE / "small.json"
FORMS = HERE / "small"
TARGETS = ["vm", "systemc", "verilog", "manual"]
STAGES = ["ir", "schedule"]
WORDS = ["lit", "litl", "0branch", "call", "return", "halt", "dup", "drop", "?dup", "+", "/", "<", ">r", "r>", "!",
         "emit", "pick", "inp"]


def output(*command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"FAULT {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def by_hand(path):
    """A file of the project that a back end passes on as it is."""
    return (ROOT / path).is_file() or (ROOT / "rtl" / path).is_file()


def generate(rexa, print_clocks, folder):
    """All forms, by their path below this folder: {path: text}."""
    texts = {}
    for target in TARGETS:
        output(rexa, "gen", "--config", CONFIG, "--target", target, "-o", folder / target)
        for path in sorted((folder / target).rglob("*")):
            name = path.relative_to(folder / target)
            if path.is_file() and not by_hand(name):
                texts[f"small/{target}/{name}"] = path.read_text()
    del texts["small/systemc/rexa_vm_core.hpp"]  # as in vm/
    for stage in STAGES:
        texts[f"small/{stage}.txt"] = "\n".join(
            output(rexa, "dump", "--config", CONFIG, "--stage", stage, word) for word in WORDS)
    texts["clocks-default.txt"] = output(print_clocks, ROOT / "configs" / "default.json")
    return texts


def goldens():
    files = [HERE / "clocks-default.txt"] + sorted(FORMS.rglob("*"))
    return {str(path.relative_to(HERE)): path.read_text() for path in files if path.is_file()}


def update(texts):
    old = goldens()
    for name in sorted(set(old) - set(texts)):
        (HERE / name).unlink()
        print(f"gone     {name}")
    for name, text in texts.items():
        if old.get(name) == text:
            continue
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        print(f"{'changed' if name in old else 'new':<8} {name}")
    print(f"{len(texts)} goldens; review with `git diff tests/golden`")


def compare(texts):
    faults = 0
    old = goldens()
    for name in sorted(set(old) | set(texts)):
        if old.get(name) == texts.get(name):
            continue
        faults += 1
        lines = lambda text: (text or "").splitlines(keepends=True)
        difference = list(difflib.unified_diff(lines(old.get(name)), lines(texts.get(name)), "golden/" + name,
                                               "generated/" + name))
        print("".join(difference[:60]))
        print(f"FAULT {name} is not as it was; when it is meant to be so: scripts/update-goldens.sh")
    print(f"{len(old)} goldens compared, {faults} differ")
    return faults


def try_out(rexa, folder):
    """What the goldens hold, beside the files of the project that belong to it."""
    for name, text in goldens().items():
        path = folder / pathlib.Path(name).relative_to("small") if name.startswith("small/") else None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    shutil.copy(folder / "vm" / "rexa_vm_core.hpp", folder / "systemc")
    verilog = sorted((folder / "verilog").glob("*.v"))
    includes = ["-I", folder / "vm", "-I", ROOT]
    (folder / "vm.cpp").write_text('#include "rexa_tables.hpp"\n#include "rexa_vm_core.hpp"\n')
    (folder / "tlm.cpp").write_text('#include "rexa_tlm.hpp"\n')
    warnings = ["-std=c++20", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]
    commands = [["verilator", "--lint-only", "-Wall", "--top-module", top, *verilog]
                for top in ("rexa_machine", "rexa_node")]
    commands += [
        ["iverilog", "-g2005", "-Wall", "-Wno-timescale", "-s", "rexa_machine", "-o", folder / "machine.vvp", *verilog],
        ["g++", *warnings, *includes, folder / "vm.cpp"],
        ["arm-none-eabi-g++", *warnings, "-mcpu=cortex-m3", "-mthumb", "-ffreestanding", "-fno-exceptions", "-fno-rtti",
         *includes, folder / "vm.cpp"],
        ["g++", *warnings, "-DSC_CPLUSPLUS=201703L", "-I", folder / "systemc", "-I", ROOT, folder / "tlm.cpp"],
        [rexa, "cosim", "--config", CONFIG, HERE / "small.rexa"],
    ]
    faults = 0
    for command in commands:
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
        print(f"{pathlib.Path(command[0]).name:<20} {'ok' if done.returncode == 0 else 'FAULT'}")
        if done.returncode != 0:
            faults += 1
            print(done.stdout + done.stderr)
    got = output(rexa, "run", "--config", CONFIG, "--engine", "rtl", HERE / "small.rexa")
    expected = (HERE / "small.out").read_text()
    if got != expected:
        faults += 1
        print(f"FAULT small.rexa prints {got!r}, not {expected!r}")
    return faults


def main():
    what, rexa, print_clocks, folder = sys.argv[1], sys.argv[2], sys.argv[3], pathlib.Path(sys.argv[4])
    shutil.rmtree(folder, ignore_errors=True)
    texts = generate(rexa, print_clocks, folder)
    if what == "update":
        update(texts)
        return 0
    faults = compare(texts)
    faults += try_out(rexa, folder)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
