#!/usr/bin/env python3
"""`rexa compare`: its figures are those of `rexa mcu` and `rexa run --engine tlm`; different outputs are an error.

usage: compare_test.py REXA ...
"""
import json
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import unittest

import common

CORPUS = common.ROOT / "tests" / "programs"

# Stands in for yosys: writes what `stat` would, and the netlist.
YOSYS = r"""#!/bin/sh
for argument in "$@"; do commands=$argument; done
stat=$(printf '%s' "$commands" | sed 's/.*tee -o \([^ ]*\) stat.*/\1/')
json=$(printf '%s' "$commands" | sed 's/.*-json \([^;]*\);.*/\1/')
printf '     SB_CARRY   11\n     SB_DFF     7\n     SB_DFFE    5\n     SB_LUT4  123\n     SB_RAM40_4K  9\n' >"$stat"
echo '{}' >"$json"
echo ran >>"$FAKE_LOG"
"""
PLACER = r"""#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in --log) log=$2 ;; --seed) seed=$2 ;; esac
  shift
done
[ -n "$FAKE_TOO_LARGE" ] && exit 1
echo "Info: Max frequency for clock 'clk_i': 4$seed.50 MHz (PASS at 12.00 MHz)" >"$log"
"""


class Compare(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rexa-compare-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return name

    def rexa(self, *args, code=0, env=None):
        done = subprocess.run([common.REXA, *map(str, args)], cwd=self.folder, capture_output=True, text=True,
                              env={**os.environ, **(env or {})})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout, done.stderr

    def test_wrong_usage(self):
        for args, what in ((["x", "--boards", "stm32f"], "unknown board 'stm32f'; did you mean 'stm32f1'?"),
                           ([], "no program given"),
                           (["x", "--boards", "none", "--configs", "none"], "neither a board nor a configuration"),
                           (["x", "--configs", "tiny,tiny"], "'tiny' is listed twice"),
                           (["x", "--configs", "tiny,"], "there is an empty name"),
                           (["x", "--clock", "fast"], "--clock: 'fast' is no clock in MHz"),
                           (["x", "--record", "f"], "--record needs --measure")):
            _, err = self.rexa("compare", *args, code=2)
            self.assertIn("rexa compare: " + what, err)
        _, err = self.rexa("compare", "--boards", "none", "--configs", "tinny", "x", code=1)
        self.assertIn("tinny", err)

    def test_figures_are_those_of_the_other_commands(self):
        programs = [CORPUS / "crc16.rexa", CORPUS / "sha1.rexa"]
        out, _ = self.rexa("compare", "--json", "--configs", "tiny,default", "--boards", "stm32f4,stm32f1", *programs)
        for path, compared in zip(programs, json.loads(out)["programs"]):
            rows = {row["on"]: row for row in compared["rows"]}
            self.assertEqual(list(rows), ["stm32f4", "stm32f1", "tiny", "default"])
            for board in common.BOARDS:
                mcu = json.loads(self.rexa("mcu", "--json", "-b", board, path)[0])
                run = mcu["programs"][0]["run"]
                self.assertEqual((rows[board]["instructions"], rows[board]["clocks_low"], rows[board]["clocks_high"]),
                                 (run["instructions"], run["cycles_low"], run["cycles_high"]))
                self.assertEqual(rows[board]["clock_mhz"] * 1e6, mcu["clock_hz"])
                self.assertEqual(rows[board]["takes"]["flash_bytes"], mcu["flash_bytes"])
            run = json.loads(self.rexa("run", "--engine", "tlm", "--json", path)[0])
            self.assertEqual((rows["default"]["instructions"], rows["default"]["clocks_low"],
                              rows["default"]["clocks_high"]), (run["retired"], run["cycles"], run["cycles"]))
            self.assertEqual("does_not_run" in rows["tiny"], path.stem == "sha1")
            self.assertEqual(compared["equal_outputs"], 3 if path.stem == "sha1" else 4)

    def test_table(self):
        out, _ = self.rexa("compare", "--configs", "tiny", "--boards", "stm32f1", "--clock", "50", CORPUS / "sha1.rexa")
        self.assertIn("sha1.rexa: 1 runs it\n", out)
        self.assertIn("  tiny       '2lsh' is not in configuration 'tiny'\n", out)
        self.assertIn("24.0 MHz", out)

    def test_different_outputs(self):
        self.write("small.json", json.dumps({
            "name": "other", "doc": "The same with 32-bit cells.",
            "parameters": {"cell_bits": 32, "code_bytes": 2048, "data_bytes": 512, "data_stack_cells": 32,
                           "return_stack_cells": 32, "loop_stack_cells": 8},
            "sets": ["core"], "core": {"multiplier": "none", "divider": "none", "chain_levels": 12}}))
        self.write("a.rexa", "40000 .\n")
        out, err = self.rexa("compare", "--boards", "stm32f1", "--configs", "tiny,small.json", "a.rexa", code=3)
        self.assertEqual((out, err), ("", "rexa compare: a.rexa: other prints something else than those before it\n"))

    def test_runs_on_none(self):
        self.write("a.rexa", "1 0 /\n")
        _, err = self.rexa("compare", "--configs", "tiny", "--boards", "stm32f1", "a.rexa", code=1)
        self.assertIn("a.rexa runs on none of them: trap div_zero", err)

    def test_figures_of_the_fpga(self):
        tools = self.folder / "tools"
        tools.mkdir()
        for name, text in (("yosys", YOSYS), ("nextpnr-ice40", PLACER)):
            (tools / name).write_text(text)
            (tools / name).chmod(stat.S_IRWXU)
        # A configuration that nobody has measured, with the engine of the corpus's own cache.
        config = json.loads((common.ROOT / "configs" / "tiny.json").read_text())
        config["parameters"]["data_bytes"] = 256
        config["name"] = "nobody"
        self.write("nobody.json", json.dumps(config))
        env = {"PATH": f"{tools}:{os.environ['PATH']}", "FAKE_LOG": str(self.folder / "fake.log")}
        self.write("a.rexa", "1 .\n")
        base = ["compare", "--json", "--boards", "none", "--configs", "nobody.json", "a.rexa"]

        def row(*more, **extra):
            return json.loads(self.rexa(*base, *more, env={**env, **extra})[0])["programs"][0]["rows"][0]

        found = row()
        self.assertEqual((found["clock_mhz"], found["clock"], found["takes"]), (None, "unknown: not measured", None))
        found = row("--clock", "25")
        self.assertEqual((found["clock_mhz"], found["clock"]), (25, "as given by --clock: not measured"))
        found = row("--measure", "--record", "measured.json", FAKE_TOO_LARGE="")
        self.assertEqual(found["clock_mhz"], 43.5)
        self.assertEqual(found["clock"], "nextpnr-ice40, HX8K, median of five seeds")
        self.assertEqual(found["takes"], {"luts": 123, "block_rams": 9, "dsps": 0})
        recorded = json.loads((self.folder / "measured.json").read_text())
        self.assertEqual([entry["configuration"] for entry in recorded.values()], ["nobody"])
        # Kept: measured once.
        self.assertEqual(row("--measure"), found)
        self.assertEqual(row(), found)
        self.assertEqual((self.folder / "fake.log").read_text().split(), ["ran"])
        # Another Verilog is another core.
        config["parameters"]["data_bytes"] = 128
        self.write("nobody.json", json.dumps(config))
        self.assertEqual(row("--measure", FAKE_TOO_LARGE="1")["clock"], "unknown: does not fit an HX8K")


if __name__ == "__main__":
    # Figures that the tests make up go to a cache of their own, whose engines are those of the common one.
    with tempfile.TemporaryDirectory(prefix="rexa-compare-cache-") as cache:
        common_cache = pathlib.Path(os.environ.get("REXA_CACHE") or pathlib.Path.home() / ".cache" / "rexa")
        if common_cache.is_dir():
            for path in common_cache.iterdir():
                if not path.name.startswith(("fpga-", "build-")):
                    (pathlib.Path(cache) / path.name).symlink_to(path)
        os.environ["REXA_CACHE"] = cache
        unittest.main(argv=sys.argv[:1])
