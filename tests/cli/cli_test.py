#!/usr/bin/env python3
"""The `rexa` command as a user meets it: exit codes, and exactly what it prints.

usage: cli_test.py REXA GROUP      (a group is a class below, in lower case)
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

REXA = ""
CORPUS = pathlib.Path(__file__).resolve().parent.parent / "programs"


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="rexa-cli-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name, text):
        (self.folder / name).write_text(text)
        return name

    def rexa(self, *args, code=0, stdin="", env=None):
        """Runs `rexa args` in an empty folder; returns (stdout, stderr)."""
        done = subprocess.run([REXA, *args], cwd=self.folder, input=stdin, capture_output=True, text=True,
                              env={**os.environ, **(env or {})})
        self.assertEqual(done.returncode, code, f"rexa {' '.join(args)}\n{done.stdout}{done.stderr}")
        return done.stdout, done.stderr

    def fails(self, code, expected, *args):
        out, err = self.rexa(*args, code=code)
        self.assertEqual(out, "")
        self.assertEqual(err, expected)


class Usage(Case):
    def test_help(self):
        out, err = self.rexa("--help")
        self.assertEqual(err, "")
        for command in "check gen compile disasm run cosim dump explain".split():
            self.assertIn(f"\n  {command} ", out)
            text, _ = self.rexa(command, "--help")
            self.assertTrue(text.startswith(f"rexa {command} "), text)
            self.assertIn("--help", text)

    def test_no_command(self):
        out, err = self.rexa(code=2)
        self.assertEqual(out, "")
        self.assertIn("rexa COMMAND", err)

    def test_unknown_command(self):
        self.fails(2, "rexa: unknown command 'runn'; did you mean 'run'?\n`rexa --help` lists the commands.\n",
                   "runn")

    def test_unknown_option(self):
        self.fails(2, "rexa run: unknown option '--confg'; did you mean '--config'?\n"
                      "`rexa run --help` tells more.\n", "run", "--confg", "tiny", "x")

    def test_options_are_not_abbreviated(self):
        _, err = self.rexa("run", "--conf", "tiny", "x", code=2)
        self.assertIn("unknown option '--conf'", err)

    def test_unknown_engine(self):
        self.fails(2, "rexa run: unknown engine 'evel'; did you mean 'eval'?\n`rexa run --help` tells more.\n",
                   "run", "--engine", "evel", "x")

    def test_engine_list(self):
        _, err = self.rexa("cosim", "--engines", "vm,vm", "x", code=2)
        self.assertIn("engine 'vm' is listed twice", err)
        _, err = self.rexa("cosim", "--engines", "vm,", "x", code=2)
        self.assertIn("unknown engine ''", err)
        self.fails(2, "rexa cosim: one engine alone has nothing to agree with: name two or more\n"
                      "`rexa cosim --help` tells more.\n", "cosim", "--engines", "vm", "x")

    def test_operands(self):
        self.fails(2, "rexa run: no program given\n`rexa run --help` tells more.\n", "run")
        self.fails(2, "rexa compile: no program given\n`rexa compile --help` tells more.\n", "compile")
        self.fails(2, "rexa run: unexpected operand 'b'\n`rexa run --help` tells more.\n", "run", "a", "b")
        self.fails(2, "rexa cosim: nothing to run: give programs or --random\n"
                      "`rexa cosim --help` tells more.\n", "cosim")
        self.fails(2, "rexa check: no file given\n`rexa check --help` tells more.\n", "check")

    def test_numbers(self):
        for bad in ("x", "-1", "1.5", ""):
            _, err = self.rexa("run", f"--max-steps={bad}", "a", code=2)
            self.assertIn("rexa run: ", err)

    def test_no_option_is_ignored(self):
        for fault, *args in (
                ("run: --vcd needs --engine rtl: the others have no waveforms", "run", "--vcd", "w", "x"),
                ("run: --vcd-from and --vcd-to need --vcd", "run", "-e", "rtl", "--vcd-to", "9", "x"),
                ("run: --vcd-to is before --vcd-from", "run", "-e", "rtl", "--vcd", "w", "--vcd-from", "9",
                 "--vcd-to", "3", "x"),
                ("cosim: --seed needs --random", "cosim", "--seed", "5", "x"),
                ("cosim: --no-shrink needs --random", "cosim", "--no-shrink", "x")):
            self.fails(2, f"rexa {fault}\n`rexa {args[0]} --help` tells more.\n", *args)

    def test_unwritable(self):
        self.write("p", "1 .")
        for command in (["run"], ["compile"], ["explain", "--config", "tiny", "dup"]):
            with open("/dev/full", "w") as full:
                done = subprocess.run([REXA, *command, *([] if "dup" in command else ["p"])], cwd=self.folder,
                                      stdout=full, stderr=subprocess.PIPE, text=True)
            self.assertEqual((done.returncode, done.stderr),
                             (2, f"rexa {command[0]}: cannot write to standard output\n"))
        self.fails(1, "p/w.vcd: error: cannot create its folder: Not a directory [file-unwritable]\n",
                   "run", "--engine", "rtl", "--vcd", "p/w.vcd", "p")

    def test_unknown_stage_and_target(self):
        _, err = self.rexa("dump", "--stage", "vrilog", "dup", code=2)
        self.assertIn("did you mean 'verilog'?", err)
        _, err = self.rexa("gen", "--target", "vhdl", "-o", "x", code=2)
        self.assertIn("unknown target 'vhdl'; there are ", err)

    def test_unknown_configuration(self):
        self.fails(1, "tinny: error: there is no configuration 'tinny' [config-not-found]\n"
                      "  hint: did you mean 'tiny'?\n", "run", "--config", "tinny", "x")


class Run(Case):
    def test_output_alone(self):
        self.write("p", '." hello" cr 6 7 * . cr')
        for engine in ("eval", "vm"):
            self.assertEqual(self.rexa("run", "--engine", engine, "p"), ("hello\n42 \n", ""))

    def test_trap(self):
        self.write("p", "1 2 +\n  10 0 / .\n")
        out, err = self.rexa("run", "p", code=1)
        self.assertEqual(out, "")
        lines = err.splitlines()
        self.assertRegex(lines[0], r"^p:2:8: error: trap div_zero at pc 0x[0-9a-f]{4}: Division by zero\. "
                                   r"\[trap-div_zero\]$")
        self.assertEqual(lines[1:], ["  |   10 0 / .", "  |        ^", "  data   stack: 3 10 0",
                                     "  return stack: empty", "  loop   stack: empty"])

    def test_trap_in_library(self):
        self.write("p", "10 0 /")
        _, err = self.rexa("run", "--config", "tiny", "p", code=1)
        self.assertIn("p:1:6: error: trap div_zero", err)
        self.assertIn("in library word '/'", err)

    def test_stacks_of_a_trap(self):
        self.write("p", ": w 5 >r 3 0 do -1 i drop drop drop loop ; w")
        _, err = self.rexa("run", "p", code=1)
        self.assertIn("trap data_underflow", err)
        self.assertIn("  data   stack: empty\n", err)
        self.assertRegex(err, r"  return stack: \d+ 5\n")
        self.assertIn("  loop   stack: 3 0\n", err)

    def test_output_before_a_trap_is_kept(self):
        self.write("p", '." so far" drop')
        out, _ = self.rexa("run", "p", code=1)
        self.assertEqual(out, "so far")

    def test_compile_fault(self):
        self.write("p", "2 3 dupp")
        self.fails(1, "p:1:5: error: unknown word 'dupp' [unknown-word]\n  | 2 3 dupp\n  |     ^\n"
                      "  hint: did you mean 'dup'?\n", "run", "p")

    def test_missing_file(self):
        self.fails(1, "nowhere: error: there is no such file [file-not-found]\n", "run", "nowhere")

    def test_step_limit(self):
        self.write("p", "begin 1 drop again")
        self.fails(1, "rexa run: stopped after 1000 instructions (--max-steps)\n",
                   "run", "--max-steps", "1000", "p")

    def test_stats(self):
        self.write("p", "1 2 + drop")
        out, err = self.rexa("run", "--stats", "p")
        self.assertEqual(out, "")
        self.assertEqual(err.splitlines()[0], "instructions retired    5")
        self.assertRegex(err, r"\n  \+ +1 +20\.0 %\n")

    def test_input(self):
        self.write("p", "0 inp emit 0 inp emit 0 inp .")
        self.assertEqual(self.rexa("run", "--input", "-", "p", stdin="hi")[0], "hi-1 ")
        self.write("in", "AB")
        self.assertEqual(self.rexa("run", "--input", "in", "p")[0], "AB-1 ")

    def test_json(self):
        self.write("p", '." x" 1 -2 0 /')
        out, err = self.rexa("run", "--json", "--stats", "p", code=1)
        self.assertEqual(err, "")
        result = json.loads(out)
        self.assertEqual(result["status"], "trapped")
        self.assertEqual(result["output"], "x")
        self.assertEqual(result["state"]["trap"], "div_zero")
        self.assertEqual((result["state"]["line"], result["state"]["column"]), (1, 14))
        self.assertEqual(result["state"]["stacks"]["data"], [1, -2, 0])
        self.assertNotIn("/", result["instructions"])  # it did not retire
        self.assertIsNone(result["cycles"])  # the vm has no clock
        out, _ = self.rexa("run", "--json", "-e", "tlm", "p", code=1)
        self.assertGreater(json.loads(out)["cycles"], 0)

    def test_bytecode_runs_like_its_text(self):
        text, _ = self.rexa("run", str(CORPUS / "gcd.rexa"))
        self.rexa("compile", str(CORPUS / "gcd.rexa"), "-o", "gcd.json")
        self.assertEqual(self.rexa("run", "gcd.json")[0], text)

    def test_engines_print_the_same(self):
        expected = (CORPUS / "gcd.out").read_text()
        for engine in ("eval", "vm", "tlm", "rtl"):
            self.assertEqual(self.rexa("run", "-e", engine, str(CORPUS / "gcd.rexa")), (expected, ""))


class Look(Case):
    def test_check(self):
        home = CORPUS.parent.parent
        for file in ["isa/rexa.json", "configs/default.json", "configs/wide.json", "configs/tiny.json"]:
            self.assertEqual(self.rexa("check", str(home / file)), (f"{home / file}: no faults\n", ""))

    def test_check_reports_every_file(self):
        self.write("a.json", "{ 1 }")
        _, err = self.rexa("check", "a.json", "b.json", code=1)
        self.assertIn("a.json:1:3: error:", err)
        self.assertIn("b.json: error: there is no such file", err)

    def test_check_configuration(self):
        self.write("c.json", '{"name": "c", "doc": "Test.", "sets": ["core"], "parameters": {"cell_bts": 16}}')
        _, err = self.rexa("check", "c.json", code=1)
        self.assertIn("cell_bits", err)

    def test_dump_every_stage(self):
        self.assertIn("c = a + b", self.rexa("dump", "--stage", "spec", "+")[0])
        self.assertIn("v2: s16 = add v0 v1", self.rexa("dump", "--stage", "ir", "+")[0])
        self.assertIn("step 0", self.rexa("dump", "--stage", "schedule", "+")[0])
        self.assertIn("// +  ( a b -- c )", self.rexa("dump", "--stage", "verilog", "add")[0])
        self.assertIn("s32", self.rexa("dump", "--config", "wide", "--stage", "ir", "+")[0])

    def test_dump_unknown(self):
        _, err = self.rexa("dump", "--stage", "ir", "dupp", code=1)
        self.assertIn("did you mean 'dup'?", err)
        _, err = self.rexa("dump", "--stage", "ir", "if", code=1)
        self.assertIn("'if' is not an instruction", err)

    def test_explain(self):
        out, err = self.rexa("explain", "/", "if", ".", "2swap", "--config", "default")
        self.assertEqual(err, "")
        for part in ("( a b -- q )", "trap_if(b == 0, div_zero)", "10010001", "clocks", "div_zero",
                     "library word", "word of the compiler", "( a b c d -- e f g h )"):
            self.assertIn(part, out)
        out, _ = self.rexa("explain", "--config", "tiny", "2swap")
        self.assertIn("not in this machine", out)
        self.assertIn("'double'", out)

    def test_explain_unknown(self):
        out, err = self.rexa("explain", "nipp", "nip", code=1)
        self.assertIn("did you mean 'nip'?", err)
        self.assertIn("( a b -- c )", out)

    def test_gen_writes_what_it_says(self):
        for target in ("vm", "systemc", "verilog", "manual"):
            out, _ = self.rexa("gen", "--target", target, "--config", "tiny", "-o", f"out/{target}")
            for line in out.splitlines():
                self.assertTrue((self.folder / line.split(" (")[0]).is_file(), line)

    def test_extension(self):
        self.write("ext.json", json.dumps({
            "name": "ext", "doc": "Test.", "instructions": [
                {"word": "sq", "name": "square", "set": "core", "format": "op", "stack": "( a -- b )",
                 "do": "b = a * a", "doc": "Square."}]}))
        self.write("p", "7 sq .")
        self.assertEqual(self.rexa("run", "-e", "eval", "--isa", "ext.json", "p"), ("49 ", ""))
        self.assertIn("Square.", self.rexa("explain", "--isa", "ext.json", "sq")[0])
        _, err = self.rexa("run", "-e", "eval", "p", code=1)
        self.assertIn("unknown word 'sq'", err)


class Cosim(Case):
    def test_table(self):
        out, err = self.rexa("cosim", str(CORPUS / "gcd.rexa"), str(CORPUS / "xtea.rexa"))
        self.assertEqual(err, "")
        lines = out.splitlines()
        self.assertEqual(lines[0].split(), "program instructions tlm clocks rtl clocks cpi verdict".split())
        self.assertEqual(len(lines), 4)
        for line, name in zip(lines[1:3], ("gcd.rexa", "xtea.rexa")):
            fields = line.split()
            self.assertEqual((fields[0], fields[2], fields[5]), (name, fields[3], "equal"))
        self.assertTrue(lines[3].startswith("total of 2 ") and lines[3].endswith("all equal"), lines[3])

    def test_some_engines(self):
        out, _ = self.rexa("cosim", "--engines", "eval,vm", str(CORPUS / "gcd.rexa"))
        self.assertEqual(out.splitlines()[1].split()[2:], ["-", "-", "-", "equal"])

    def test_traps_and_limits_agree(self):
        self.write("trap", "1 0 /")
        self.write("endless", "begin again")
        out, _ = self.rexa("cosim", "--max-steps", "5000", "-e", "eval,vm,tlm", "trap", "endless")
        self.assertRegex(out, r"(?m)^trap .* equal, trap div_zero$")
        self.assertRegex(out, r"(?m)^endless +5,000 .* equal, step limit$")

    def test_program_at_fault(self):
        self.write("bad", "1 if")
        self.write("good", "1 drop")
        out, err = self.rexa("cosim", "-e", "eval,vm", "bad", "good", code=1)
        self.assertIn("bad:1:3: error: unfinished if", err)
        self.assertRegex(out, r"(?m)^bad +not compiled$")
        self.assertRegex(out, r"(?m)^good .* equal$")
        out, _ = self.rexa("cosim", "-e", "eval,vm", "bad", code=1)
        self.assertRegex(out, r"(?m)^total of 0 .* nothing compared$")

    def test_json(self):
        out, _ = self.rexa("cosim", "--json", "-e", "eval,vm,tlm", "--random", "2000", "--coverage",
                           str(CORPUS / "gcd.rexa"))
        result = json.loads(out)
        self.assertEqual(result["engines"], ["eval", "vm", "tlm"])
        self.assertEqual([row["equal"] for row in result["programs"]], [True] * 3)
        self.assertIsNone(result["total"]["rtl_cycles"])  # not among the engines
        self.assertGreater(result["total"]["tlm_cycles"], 0)
        for figure in result["coverage"].values():
            self.assertEqual(figure["reached"], figure["possible"])

    def test_random_is_reproducible(self):
        run = ("cosim", "-e", "vm,tlm", "--random", "5000", "--seed", "3")
        first, err = self.rexa(*run)
        self.assertEqual(err, "")
        self.assertEqual(self.rexa(*run)[0], first)
        self.assertNotEqual(self.rexa(*run[:-1], "4")[0], first)


# A Verilator that first breaks one instruction of the core: the `xor` of two cells becomes an `or`.
BREAKING_VERILATOR = """#!/bin/sh
if [ -f rexa_core.v ]; then
  sed -i '/^ *\\/\\/ xor  (/,/last = / s/data_1_q ^ data_0_q/data_1_q | data_0_q/' rexa_core.v
fi
exec {real} "$@"
"""


class Difference(Case):
    """A machine that is wrong in one instruction, from the generated Verilog to the report."""

    def broken(self):
        real = shutil.which("verilator")
        self.assertTrue(real, "verilator is missing")
        (self.folder / "bin").mkdir()
        wrapper = self.folder / "bin" / "verilator"
        wrapper.write_text(BREAKING_VERILATOR.replace("{real}", real))
        wrapper.chmod(0o755)
        return {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "REXA_CACHE": str(self.folder / "cache")}

    def test_report(self):
        env = self.broken()
        self.write("p", "1 2 + drop\n  12 10 xor drop\n")
        out, err = self.rexa("cosim", "--config", "tiny", "-e", "vm,rtl", "p", code=3, env=env)
        self.assertEqual(err, "")
        lines = out.splitlines()
        self.assertTrue(lines[1].startswith("p ") and lines[1].endswith("DIFFERENT: vm, rtl"), lines[1])
        self.assertEqual(lines[2], "p: vm and rtl disagree on record 6")
        self.assertRegex(lines[3], r"^  pc 0x[0-9a-f]{4}: `xor` \(xor\), code [0-9a-f]{2}$")
        self.assertEqual(lines[4:7], ["  p:2:9", "      12 10 xor drop", "            ^"])
        marked = [line.split() for line in lines if line.startswith("* ")]
        self.assertEqual(marked, [["*", "top.data[0]", "6", "0xe", "(14)"]])
        waveform = self.folder / "rexa-divergence.vcd"
        self.assertIn(f"waveform: {waveform.name}, clocks 0 to ", out)
        self.assertIn("$enddefinitions", waveform.read_text())

        # The same machine under random programs: found, shrunk, and the text shows it again.
        out, _ = self.rexa("cosim", "--config", "tiny", "-e", "vm,rtl", "--random", "20000", "--json", code=3,
                           env=env)
        result = json.loads(out)
        self.assertEqual(result["differences"][0]["instruction"], "xor")
        self.assertTrue(result["differences"][0]["fields"]["top.data[0]"]["differs"])
        self.write("minimal", result["minimal_program"])
        self.rexa("cosim", "--config", "tiny", "-e", "vm,rtl", "minimal", code=3, env=env)


if __name__ == "__main__":
    REXA = str(pathlib.Path(sys.argv[1]).resolve())
    group = {"usage": Usage, "run": Run, "look": Look, "cosim": Cosim, "difference": Difference}[sys.argv[2]]
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(group)
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)
