#!/usr/bin/env python3
"""Builds api.c against the folder for embedding of machine.json, with sanitizers, and runs it.

usage: api.py REXA TEST_FOLDER WORK_FOLDER
"""
import pathlib
import shutil
import subprocess
import sys


def main():
    rexa, test, work = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    shutil.rmtree(work, ignore_errors=True)
    vm = work / "vm"
    subprocess.run([rexa, "gen", "--config", str(test / "machine.json"), "--target", "embed", "-o", str(vm)],
                   check=True, stdout=subprocess.DEVNULL)
    checks = ["-Wall", "-Wextra", "-Werror", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-O1", f"-I{vm}"]
    subprocess.run(["gcc", "-std=c11", "-pedantic", *checks, "-c", str(test / "api.c"), "-o", str(work / "api.o")],
                   check=True)
    sources = [str(path) for path in sorted(vm.rglob("*.cpp"))]
    subprocess.run(["g++", "-std=c++20", *checks, "-o", str(work / "api"), str(work / "api.o"), *sources], check=True)
    return subprocess.run([str(work / "api")]).returncode


if __name__ == "__main__":
    sys.exit(main())
