#!/usr/bin/env python3
"""The text compiler with its tables as constants, plain and packed, against the same with tables given at run time.

usage: fixed_tables.py REXA SOURCE WORK
Every program of tests/programs, whole and cut off at many places, must give the same status, error and memories; and so
must booting with too little memory.
"""
import pathlib
import subprocess
import sys

FLAGS = "-std=c++20 -Wall -Wextra -Werror -fsanitize=address,undefined -fno-sanitize-recover=all".split()


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"fixed_tables.py: {' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def build(source, generated, work, name, *defines):
    sources = [*sorted((source / "vm").glob("compiler*.cpp")), source / "vm" / "word_search.cpp"]
    run("c++", *FLAGS, *defines, f"-I{generated}", f"-I{source}", *sources,
        source / "tests" / "size" / "fixed_tables.cpp", "-o", work / name)
    return work / name


def main():
    rexa, source, work = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    generated = work / "generated"
    generated.mkdir(parents=True, exist_ok=True)
    run(rexa, "gen", "-c", source / "tests" / "size" / "device.json", "-t", "vm", "-o", generated)
    given = build(source, generated, work, "given", "-O1")
    texts = sorted((source / "tests" / "programs").glob("*.rexa"))
    wanted = run(given, *texts).splitlines()
    for name, level in (("constant", "-O1"), ("packed", "-Os")):
        fixed = build(source, generated, work, name, level, "-DREXA_VM_FIXED_TABLES")
        results = run(fixed, *texts).splitlines()
        for ours, theirs in zip(results, wanted):
            if ours != theirs:
                print(f"FAULT {name} tables: {ours}\n      given tables: {theirs}")
                return 1
        if len(results) != len(wanted):
            print(f"FAULT {name} tables: {len(results)} results, given tables: {len(wanted)}")
            return 1
    # The check can fail: another text leaves other results.
    other = work / texts[0].name
    other.write_text("1 drop " + texts[0].read_text())
    last = [[line for line in run(*command).splitlines() if line.startswith(other.name)][-1]
            for command in ((fixed, other), (given, texts[0]))]
    if last[0] == last[1]:
        print("FAULT the results do not depend on the text")
        return 1
    statuses = {line.split(": ")[1].split()[0] for line in results}
    print(f"{len(results)} results, {len(statuses)} different statuses; all equal")
    return 0 if len(statuses) > 5 else 1


if __name__ == "__main__":
    sys.exit(main())
