#!/usr/bin/env python3
"""ARM instructions for each instruction of the VM, with all checks, on every board at -O2 and -O3: a nested loop with a
counter in doubles, and a loop that calls a word. The aim is 15; the limit is what it takes now, so that it cannot grow
unnoticed. Lower it with it."""
import json

from common import BOARDS, ROOT, Faults, rexa

LIMIT = 17.0
faults = Faults()
for name in ("counter", "calls"):
    program = ROOT / "tests" / "firmware" / "programs" / f"{name}.rexa"
    expected = rexa("run", "-c", "stm32f4", program).stdout.decode()
    for board in BOARDS:
        for level in "23":
            found = json.loads(rexa("mcu", "--json", "-b", board, "-O", level, program).stdout)["programs"][0]
            ratio = found["run"]["instructions"] / found["vm_instructions"]
            print(f"{name} {board} -O{level}: {ratio:.2f} instructions for each of the VM's")
            faults.check(ratio <= LIMIT, f"{name} on {board} -O{level}: {ratio:.2f}, more than {LIMIT}")
            faults.check(found["output"] == expected, f"{name} on {board} -O{level} prints {found['output']!r}")
faults.end()
