#!/usr/bin/env python3
"""`rexa mcu` and `rexa firmware` as a user meets them: exit codes, faults with place and remedy, the report.

usage: usage_test.py REXA ...
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

import common


def of_process(pid, name):
    """What Linux tells of a process; nothing when it is gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""


class Usage(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rexa-firmware-")
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

    def fails(self, code, expected, *args):
        out, err = self.rexa(*args, code=code)
        self.assertEqual((out, err), ("", expected))

    def test_wrong_usage(self):
        more = "`rexa mcu --help` tells more.\n"
        self.fails(2, "rexa mcu: no program given\n" + more, "mcu")
        self.fails(2, "rexa mcu: unknown board 'stm32f'; did you mean 'stm32f1'?\n" + more, "mcu", "-b", "stm32f", "x")
        self.fails(2, "rexa mcu: unknown option '--bord'; did you mean '--board'?\n" + more, "mcu", "--bord", "x", "y")
        self.fails(2, "rexa mcu: unknown level '4'; there are s, 1, 2, 3\n" + more, "mcu", "-O", "4", "x")
        more = "`rexa firmware --help` tells more.\n"
        self.fails(2, "rexa firmware: --output is missing\n" + more, "firmware")
        self.fails(2, "rexa firmware: unknown image 'rum'; did you mean 'run'?\n" + more, "firmware", "-i", "rum", "-o", "x")

    def test_files_at_fault(self):
        _, err = self.rexa("mcu", "none.rexa", code=1)
        self.assertIn("none.rexa", err)
        _, err = self.rexa("mcu", "-c", "defalt", "none.rexa", code=1)
        self.assertIn("defalt", err)

    def test_text_at_fault(self):
        self.write("a.rexa", "1 . dubble\n")
        self.fails(1, "a.rexa:1:5: error: unknown word 'dubble' [unknown-word]\n  | 1 . dubble\n  |     ^\n",
                   "mcu", "a.rexa")

    def test_trap(self):
        self.write("a.rexa", "1 .\n: x 5 0 / ;\nx\n")
        out, err = self.rexa("mcu", "-b", "stm32f1", "a.rexa", code=1)
        self.assertTrue(out.startswith("1 \n-- stm32f1, cortex-m3 at 24 MHz, -O2\n"), out)
        self.assertIn("a.rexa:2:9: error: trap div_zero at pc 0x", err)
        out, _ = self.rexa("mcu", "--json", "-b", "stm32f1", "a.rexa", code=1)
        run = json.loads(out)["programs"][0]
        self.assertEqual((run["status"], run["output"]), ("trapped", "1 "))

    def test_trap_in_the_library(self):
        self.write("a.rexa", "1 sin drop 0 0 */\n")
        _, err = self.rexa("mcu", "a.rexa", code=1)
        self.assertIn("trap data_underflow", err)

    def test_limit(self):
        self.write("a.rexa", "begin again\n")
        _, err = self.rexa("mcu", "--max-steps", "5000", "a.rexa", code=1)
        self.assertEqual(err, "rexa mcu: stopped after 5000 instructions (--max-steps)\n")

    def test_memories_that_are_too_small(self):
        for text, what, remedy in (
                (": deep dup if 1- deep endif ; 100 deep .", "of the return stack, there are ", "raise return_stack_cells"),
                ("array big 2000 1 .", "bytes of data memory, there are ", "raise data_bytes"),
                ("1 . " + "70000l 2. " * 500, "bytes of code memory, there are ", "raise code_bytes"),
                ("".join(f"1 const a{'x' * 24}{i:02} " for i in range(70)), "bytes of the dictionary, and there are only 1024",
                 "raise dictionary_bytes"),
                # More than the library leaves, which only the device finds out.
                ("".join(f"1 const a{'x' * 24}{i:02} " for i in range(27)), "of the dictionary than the 1024 bytes",
                 "raise dictionary_bytes"),
                ("".join(f"1 const a{'x' * 24}{i:02} " for i in range(20)), "", "")):
            self.write("a.rexa", text + "\n")
            if not what:
                self.rexa("mcu", "-b", "stm32f1", "a.rexa", code=0)
                continue
            _, err = self.rexa("mcu", "-b", "stm32f1", "a.rexa", code=1)
            self.assertIn("the program does not fit into stm32f1: ", err)
            self.assertIn(what, err)
            self.assertIn(remedy, err)
            self.assertIn("bytes of its RAM are free", err)

    def test_text_that_is_too_long(self):
        self.write("a.rexa", "1 .\n" + " " * 70000)
        _, err = self.rexa("mcu", "a.rexa", code=1)
        self.assertIn("its text takes 70004 bytes of flash, there are 65520", err)

    def test_image_that_does_not_fit(self):
        self.write("a.rexa", "1 .\n")
        _, err = self.rexa("mcu", "-b", "stm32f1", "-c", "default", "a.rexa", code=1)
        self.assertRegex(err, r"error: image 'run' takes \d+ bytes more RAM than the 8192 that stm32f1 has for it")

    def test_a_task_that_a_trap_ends(self):
        self.write("a.rexa", ": bad 1 0 / ;\n$ bad 1 task drop yield 7 . yield 8 .\n")
        _, host = self.rexa("run", "-c", "stm32f1", "a.rexa")
        out, err = self.rexa("mcu", "-b", "stm32f1", "a.rexa")
        self.assertTrue(out.startswith("7 8 \n--"), out)
        self.assertIn("warning: trap div_zero", err)
        pc_free = lambda text: [line.split(" at pc")[0] for line in text.splitlines()]  # frames begin 3 bytes later
        self.assertEqual(pc_free(err), pc_free(host))

    def test_other_machines(self):
        for config in ("tiny", common.ROOT / "examples" / "cores" / "doubles.json"):  # without tasks
            program = common.ROOT / "tests" / "programs" / "crc16.rexa"
            out, _ = self.rexa("mcu", "--json", "-b", "stm32f4", "-c", config, "-O", "s", program)
            self.assertEqual(json.loads(out)["programs"][0]["output"], program.with_suffix(".out").read_text())

    def test_tools_that_are_missing(self):
        self.write("a.rexa", "1 .\n")
        _, err = self.rexa("mcu", "a.rexa", code=2, env={"PATH": "/nonexistent"})
        self.assertEqual(err, "error: the program 'arm-none-eabi-g++' is needed to build firmware and is not installed "
                              "[tool-missing]\n  hint: scripts/setup.sh installs it\n")

    def test_bytecode(self):
        self.write("a.rexa", "1 .\n")
        self.rexa("compile", "-c", "stm32f4", "a.rexa", "-o", "a.json")
        self.fails(1, "a.json: error: this is compiled bytecode; a microcontroller compiles text by itself "
                      "[bytecode-program]\n  hint: give the program's text\n", "mcu", "a.json")

    def test_texts_at_the_edge(self):
        for text, output in (("", ""), ("\n", ""), ("30 emit 1 . 30 emit", "\x1e1 \x1e"), ("( only a remark )", ""),
                             ('1 . end 2 . " not read', "1 "), ("10 emit 13 emit 255 emit", "\n\r\ufffd")):
            self.write("a.rexa", text)
            out, _ = self.rexa("mcu", "--json", "-b", "stm32f1", "a.rexa")
            run = json.loads(out)["programs"][0]
            self.assertEqual((run["status"], run["output"]), ("halted", output), text)

    def test_several_programs(self):
        self.write("a.rexa", "1 .\n")
        self.write("b.rexa", "2 . cr\n")
        out, _ = self.rexa("mcu", "a.rexa", "b.rexa")
        heads = [line for line in out.splitlines() if line.startswith(("==", "--", "1", "2"))]
        self.assertEqual(heads, ["== a.rexa", "1 ", "-- stm32f4, cortex-m4 at 168 MHz, -O2",
                                 "== b.rexa", "2 ", "-- stm32f4, cortex-m4 at 168 MHz, -O2"])

    def test_profile(self):
        self.write("a.rexa", "10 0 do i . loop\n")
        out, _ = self.rexa("mcu", "--json", "--profile", "p.txt", "a.rexa")
        counted = sum(int(line.split()[1]) for line in (self.folder / "p.txt").read_text().splitlines())
        self.assertEqual(counted, json.loads(out)["programs"][0]["total"]["instructions"])

    def test_folders_with_commas(self):
        (self.folder / "a,b").mkdir()
        self.write("a,b/c,d.rexa", "10 0 do i . loop\n")
        env = {**os.environ, "REXA_CACHE": str(self.folder / "a,b"), "TMPDIR": str(self.folder / "a,b")}
        done = subprocess.run([common.REXA, "mcu", "--profile", "a,b/p,q", "a,b/c,d.rexa"], cwd=self.folder,
                              capture_output=True, text=True, env=env)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith("0 1 2 3 4 5 6 7 8 9 \n--"), done.stdout)
        self.assertTrue((self.folder / "a,b" / "p,q").stat().st_size > 1000)

    def test_the_emulator_ends_with_us(self):
        self.write("a.rexa", "begin again\n")
        self.rexa("mcu", "--max-steps", "1", "a.rexa", code=1)  # all is built
        running = subprocess.Popen([common.REXA, "mcu", "a.rexa"], cwd=self.folder, stdout=subprocess.DEVNULL)
        emulators = []
        while not emulators:  # the test's time limit is the limit, here and below
            time.sleep(0.05)
            children = of_process(running.pid, f"task/{running.pid}/children").split()
            emulators = [pid for pid in children if "qemu" in of_process(pid, "cmdline").split("\0")[0]]
        running.terminate()
        running.wait()
        while of_process(emulators[0], "cmdline"):  # empty when it has ended
            time.sleep(0.05)

    def test_time_is_that_of_the_host(self):
        self.write("a.rexa", "1 inp 50 sleep 1 inp swap - . 3000 0 do loop 1 inp .\n")
        host = subprocess.run([common.REXA, "run", "-c", "stm32f4", "a.rexa"], cwd=self.folder, capture_output=True)
        out, _ = self.rexa("mcu", "--json", "a.rexa")
        self.assertEqual(json.loads(out)["programs"][0]["output"], host.stdout.decode())

    def test_tasks(self):
        self.write("a.rexa", ": b 5 0 do i . 3 sleep loop ;\n$ b 2 task drop 20 0 do i 100 + . 1 sleep loop\n")
        host = subprocess.run([common.REXA, "run", "-c", "stm32f1", "a.rexa"], cwd=self.folder, capture_output=True)
        for board in common.BOARDS:
            out, _ = self.rexa("mcu", "--json", "-b", board, "a.rexa")
            self.assertEqual(json.loads(out)["programs"][0]["output"], host.stdout.decode())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
