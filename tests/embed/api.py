#!/usr/bin/env python3
"""Builds C tests against the folder for embedding of a machine, with sanitizers, and runs them.

usage: api.py REXA CONFIGURATION WORK_FOLDER TEST.c...
"""
import pathlib
import shutil
import subprocess
import sys


def main():
    rexa, config, work = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    shutil.rmtree(work, ignore_errors=True)
    vm = work / "vm"
    subprocess.run([rexa, "gen", "--config", config, "--target", "embed", "-o", str(vm)], check=True,
                   stdout=subprocess.DEVNULL)
    checks = ["-Wall", "-Wextra", "-Werror", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-O1",
              f"-I{vm}"]
    objects = []
    for source in sorted(vm.rglob("*.cpp")):
        objects.append(str(work / (source.stem + ".o")))
        subprocess.run(["g++", "-std=c++20", "-fno-exceptions", "-fno-rtti", *checks, "-c", str(source),
                        "-o", objects[-1]], check=True)
    code = 0
    for test in sys.argv[4:]:
        program = work / pathlib.Path(test).stem
        subprocess.run(["gcc", "-std=c11", "-pedantic", *checks, "-c", test, "-o", f"{program}.test.o"], check=True)
        subprocess.run(["g++", *checks, "-o", str(program), f"{program}.test.o", *objects], check=True)
        code |= subprocess.run([str(program)]).returncode
    return code


if __name__ == "__main__":
    sys.exit(main())
