#!/usr/bin/env python3
"""ARM instructions for each instruction of the VM, with all checks, on every board at -O2 and -O3: a nested loop with a
counter in doubles, and a loop that calls a word. At most 15 are asked for; the limits are what it takes now, so that it
cannot grow unnoticed. Lower them with it."""
import json

from common import BOARDS, ROOT, Faults, rexa

LIMITS = {"counter": 10.2, "calls": 11.5}
faults = Faults()
for name, limit in LIMITS.items():
    program = ROOT / "tests" / "firmware" / "programs" / f"{name}.rexa"
    expected = rexa("run", "-c", "stm32f4", program).stdout.decode()
    for board in BOARDS:
        for level in "23":
            found = json.loads(rexa("mcu", "--json", "-b", board, "-O", level, program).stdout)["programs"][0]
            ratio = found["run"]["instructions"] / found["vm_instructions"]
            print(f"{name} {board} -O{level}: {ratio:.2f} instructions for each of the VM's")
            faults.check(ratio <= limit, f"{name} on {board} -O{level}: {ratio:.2f}, more than {limit}")
            faults.check(found["output"] == expected, f"{name} on {board} -O{level} prints {found['output']!r}")
faults.end()
