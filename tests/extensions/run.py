#!/usr/bin/env python3
"""Machines extended by JSON alone: the programs that use the new words print what they should on every engine,
all engines agree on them, and on random programs that use the new words as well as the old.

usage: run.py REXA CONFIG [--random N] [--seed S]
"""
import argparse
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ENGINES = ["eval", "vm", "tlm", "rtl"]


def call(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, errors="replace")


def words(extension):
    return [row["word"] for row in json.loads(extension.read_text())["instructions"]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("rexa")
    parser.add_argument("config")
    parser.add_argument("--random", type=int, default=50000, help="instructions of random programs")
    parser.add_argument("--seed", type=int, default=2718)
    arguments = parser.parse_args()
    programs = sorted((HERE / "programs").glob("*.rexa"))
    extensions = [HERE / f"{path.stem}.json" for path in programs]
    machine = ["--config", arguments.config]
    for extension in extensions:
        machine += ["--isa", extension]
    faults = []

    for program, extension in zip(programs, extensions):
        for word in words(extension):
            if word not in program.read_text().split():
                faults.append(f"{program.name} does not use `{word}`")
            # Without the extension the word is not there: what the programs show is the extension's doing.
            plain = call(arguments.rexa, "explain", "--config", arguments.config, word)
            if plain.returncode != 1:
                faults.append(f"`{word}` is a word without {extension.name}")
            done = call(arguments.rexa, "dump", *machine, "--stage", "schedule", word)
            print(f"{word}: {done.stdout.splitlines()[0].split(': ')[1] if done.returncode == 0 else done.stderr}")
        expected = program.with_suffix(".out").read_text()
        for engine in ENGINES:
            done = call(arguments.rexa, "run", *machine, "--engine", engine, program)
            if done.returncode != 0:
                faults.append(f"{program.name} on {engine}: exit {done.returncode}\n{done.stderr}")
            elif done.stdout != expected:
                faults.append(f"{program.name} on {engine}:\n--- expected\n{expected}--- got\n{done.stdout}")

    done = call(arguments.rexa, "cosim", *machine, "--random", arguments.random, "--seed", arguments.seed,
                "--coverage", "--json", *programs)
    if done.returncode != 0:
        faults.append(f"lockstep: exit {done.returncode}\n{done.stdout}{done.stderr}")
    else:
        report = json.loads(done.stdout)
        for row in report["programs"]:
            print(json.dumps(row))
        missing = {name for figure in report["coverage"].values() for name in figure["missing"]}
        unreached = {word for extension in extensions for word in words(extension)} & missing
        if unreached:
            faults.append(f"never executed: {', '.join(sorted(unreached))}")
    for fault in faults:
        print(f"FAULT {arguments.config}: {fault}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
