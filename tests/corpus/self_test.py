#!/usr/bin/env python3
"""run_program.py must see a wrong output, a trap, and a program that runs where it should be refused.

usage: self_test.py REXA
"""
import pathlib
import sys
import tempfile

import corpus
import run_program


def main():
    rexa = sys.argv[1]
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "planted.rexa"
        program.with_suffix(".out").write_text("4 \n")

        def faults(text, config="default"):
            program.write_text(text)
            if corpus.runs_on(program, config):
                return run_program.check_runs(rexa, config, program, ["eval", "vm"])
            return run_program.check_refusal(rexa, config, program)

        if faults("\\ needs: core\n2 2 + . cr\n"):
            missed.append("a right program is called wrong")
        if not faults("\\ needs: core\n2 3 + . cr\n"):
            missed.append("a wrong output")
        if not faults("\\ needs: core\n2 2 + . cr 1 0 / drop\n"):
            missed.append("a trap after the right output")
        if not faults("\\ needs: core loop\n2 2 + . cr\n", "tiny"):
            missed.append("a program that runs where it should be refused")
        if faults("\\ needs: core loop\n1 0 do loop\n", "tiny"):
            missed.append("a refusal is not recognised")
    for what in missed:
        print("FAULT not detected:", what)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
