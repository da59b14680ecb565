"""What the tests of firmware share: running `rexa`, faults that are counted."""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = sorted((ROOT / "tests" / "programs").glob("*.rexa"))
BOARDS = sorted(path.parent.name for path in (ROOT / "firmware" / "targets").glob("*/target.json"))
REXA = str(pathlib.Path(sys.argv[1]).absolute()) if len(sys.argv) > 1 else ""


def target(board):
    return json.loads((ROOT / "firmware" / "targets" / board / "target.json").read_text())


def rexa(*args, code=0):
    done = subprocess.run([REXA, *map(str, args)], capture_output=True)
    if code is not None and done.returncode != code:
        raise SystemExit(f"FAULT rexa {' '.join(map(str, args))}: exit code {done.returncode}, not {code}\n"
                         f"{done.stderr.decode()}")
    return done


def tool(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise SystemExit(f"FAULT {' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


class Faults:
    def __init__(self):
        self.found = []

    def check(self, good, text):
        if not good:
            self.found.append(text)
        return good

    def end(self):
        for fault in self.found:
            print("FAULT", fault)
        sys.exit(1 if self.found else 0)
