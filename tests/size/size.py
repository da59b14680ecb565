#!/usr/bin/env python3
"""Size of the VM on a Cortex-M3: generated core, compiler and tables, built and linked as firmware does.

usage: size.py REXA SOURCE WORK [--config NAME] [--code LIMIT] [--ram LIMIT]
Prints code and constants by section and by function, and the memory beside what the owner gives for code, data,
stacks and the dictionary: the machine's context, the compiler's object, system memory without the control stacks.
"""
import argparse
import json
import pathlib
import subprocess
import sys

TARGET = "firmware/targets/stm32f1/target.json"  # with the flags of its small firmware
FLAGS = ("-fno-exceptions -fno-rtti -ffreestanding -fno-threadsafe-statics -ffunction-sections -fdata-sections -flto "
         "-DREXA_VM_FIXED_TABLES -std=c++20 -Wall -Wextra -Werror").split()
LINK = "-nostdlib -Wl,--gc-sections -Wl,-e,device -Wl,--unresolved-symbols=ignore-all".split()


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"size.py: {' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("rexa")
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--config", default="device")  # one of this folder
    parser.add_argument("--code", type=int)
    parser.add_argument("--ram", type=int)
    given = parser.parse_args()
    here = given.source / "tests" / "size"
    target = json.loads((given.source / TARGET).read_text())
    flags = [*target["flags"], "-Os", *target["small_flags"], *FLAGS]
    generated = given.work / "generated"
    generated.mkdir(parents=True, exist_ok=True)
    run(given.rexa, "gen", "-c", here / f"{given.config}.json", "-t", "vm", "-o", generated)

    objects = []
    for source in [*sorted((given.source / "vm").glob("compiler*.cpp")), here / "device.cpp"]:
        objects.append(given.work / (source.stem + ".o"))
        run("arm-none-eabi-g++", *flags, f"-I{generated}", f"-I{given.source}", "-c", source, "-o", objects[-1])
    image = given.work / "device.elf"
    run("arm-none-eabi-g++", *flags, *LINK, *objects, "-lgcc", "-o", image)

    sections = {}
    for line in run("arm-none-eabi-size", "-A", image).splitlines():
        part = line.split()
        if len(part) == 3 and part[1].isdigit():
            sections[part[0]] = int(part[1])
    symbols, seen = [], set()
    for line in run("arm-none-eabi-nm", "-S", "-C", "--size-sort", image).splitlines():
        address, size, kind, name = line.split(" ", 3)
        if (address, size) not in seen:  # a constructor has two names
            symbols.append((int(size, 16), kind, name))
        seen.add((address, size))
    code = sum(sections.get(name, 0) for name in (".text", ".rodata", ".ARM.exidx", ".data"))
    ram = [(size, name) for size, _, name in symbols if name.startswith("ram_")]
    groups = {}
    for size, kind, name in symbols:
        if kind not in "bBdD":
            groups.setdefault(group(name), []).append((size, name.replace("rexa::vm::", "")))
    for name, members in sorted(groups.items(), key=lambda item: -sum(size for size, _ in item[1])):
        print(f"{sum(size for size, _ in members):>6}  {name}")
        for size, member in sorted(members, reverse=True)[:8]:
            print(f"        {size:>6}  {member[:100]}")
    print("\nsections:", ", ".join(f"{name} {size}" for name, size in sections.items()
                                   if name in (".text", ".rodata", ".ARM.exidx", ".data", ".bss")))
    total = sum(size for size, _ in ram)
    print(f"code and constants {code} bytes; memory of the VM's own {total} bytes: "
          + ", ".join(f"{name[4:]} {size}" for size, name in ram))
    missing = sorted({line.split()[-1] for line in run("arm-none-eabi-nm", "-u", image).splitlines()})
    if missing:
        print("left to the C library, not counted:", " ".join(missing))
    faults = [f"{what}: {size} bytes, more than {most}"
              for what, size, most in (("code and constants", code, given.code), ("memory", total, given.ram))
              if most is not None and size > most]
    for fault in faults:
        print("FAULT", fault)
    return 1 if faults else 0


def group(name):
    if name == "device" or "Core::run" in name:
        return "run loop"
    if "Core::" in name:
        return "decode tables of the run loop"
    if name.startswith("rexa::vm::k"):
        return "tables of the compiler"
    if name.startswith("rexa::vm::"):
        return "compiler"
    return "other"


if __name__ == "__main__":
    sys.exit(main())
