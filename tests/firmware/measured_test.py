#!/usr/bin/env python3
"""rtl/measured.json holds figures of the Verilog as it is now, for the configurations that README.md compares.

usage: measured_test.py REXA ...
When it fails: `rexa compare --measure --record rtl/measured.json --boards none --configs ... PROGRAM`, and the new
table goes into README.md. Takes a minute: the smallest core is synthesized again.
"""
import json
import os
import re
import subprocess
import tempfile

from common import Faults, REXA, ROOT

COMMAND = re.compile(r"rexa compare --configs (\S+)")


def main():
    faults = Faults()
    configs = COMMAND.search((ROOT / "README.md").read_text())[1]
    recorded = {entry["configuration"]: entry for entry in json.loads((ROOT / "rtl" / "measured.json").read_text()).values()}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REXA_CACHE"] = folder  # so that nothing but the file is known
        done = subprocess.run([REXA, "compare", "--json", "--boards", "none", "--configs", configs,
                               ROOT / "tests" / "programs" / "crc16.rexa"], cwd=ROOT, capture_output=True, text=True, check=True)
        for row in json.loads(done.stdout)["programs"][0]["rows"]:
            faults.check(row["takes"] is not None, f"{row['on']} has changed since it was measured")
        done = subprocess.run([ROOT / "scripts" / "synth.sh", "tiny"], cwd=ROOT, capture_output=True, text=True, check=True,
                              env={**os.environ, "REXA": REXA, "SYNTH_DIR": folder})
        sizes = [int(word) for word in done.stdout.splitlines()[1].split()[1:]]
        keys = ("luts", "flip_flops", "carries", "block_rams", "dsps")
        faults.check(sizes == [recorded["tiny"][key] for key in keys], f"tiny: {sizes}, recorded {recorded['tiny']}")
        print(f"{configs}: figures are those of the Verilog; tiny synthesized again")
    faults.end()


if __name__ == "__main__":
    main()
