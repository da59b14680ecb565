#!/usr/bin/env python3
"""`rexa repl` through a pipe, word for word, and on a terminal: completion and control-C.

usage: repl_test.py REXA
"""
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time
import unittest

REXA = ""
# eval: no engine to compile.
COMMAND = ["repl", "--engine", "eval"]


class Pipe(unittest.TestCase):
    maxDiff = None

    def talk(self, text, code=0):
        done = subprocess.run([REXA, *COMMAND], input=text, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout, done.stderr

    def test_state_stays_from_line_to_line(self):
        out, err = self.talk("1 2 +\n.\nvar x 7 x !\n: twice 2 * ;\nx @ twice .\n.s\n5 6\n.s\n")
        self.assertEqual(out, "ok\n3 ok\nok\nok\n14 ok\nok\nok\n5 6 ok\n")
        self.assertEqual(err, "")

    def test_definitions_over_several_lines(self):
        out, _ = self.talk(": sum ( n -- s )\n  0 swap 0 do\n    i +\n  loop ;\n11 sum .\narray a { 1 2\n3 }\na 2 cell+ @ .\n")
        self.assertEqual(out, "ok\n55 ok\nok\n3 ok\n")

    def test_faults_leave_everything_as_it_was(self):
        out, err = self.talk("4 5\n1 0 /\n.s\nfoo\n: f 1 ;\n: f 1 xx ;\nf .\n", code=1)
        self.assertEqual(out, "ok\n4 5 ok\nok\n1 ok\n")
        self.assertIn("input:2:5: error: trap div_zero", err)
        self.assertIn("input:3:1: error: unknown word 'foo'", err)
        self.assertIn("  | : f 1 xx ;\n  |       ^", err)

    def test_text_that_ends_within_a_definition(self):
        out, err = self.talk("1 .\n: f 2\n", code=1)
        self.assertEqual(out, "1 ok\n")
        self.assertIn("unfinished definition", err)

    def test_words_of_the_conversation(self):
        out, err = self.talk(": twice 2 * ;\nsee twice\nhelp dup\nhelp ddup\nwords\nbye\n1 .\n", code=1)
        self.assertIn("<twice>:", out.replace("twice:", "<twice>:", 1))
        self.assertIn("return", out)
        self.assertIn("dup  ( x -- x y )\n  Copies the top.\n", out)
        self.assertIn("did you mean", err)
        self.assertIn("\ntwice\n", out)
        self.assertNotIn("1 ok", out)


class Terminal(unittest.TestCase):
    def setUp(self):
        home = tempfile.TemporaryDirectory(prefix="rexa-repl-")
        self.addCleanup(home.cleanup)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(HOME=home.name, TERM="dumb", INPUTRC="/dev/null")
            os.execv(REXA, [REXA, *COMMAND])
        self.seen = ""

    def tearDown(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass
        os.close(self.fd)

    def wait_for(self, text):
        deadline = time.monotonic() + 60
        while text not in self.seen:
            ready, _, _ = select.select([self.fd], [], [], 1)
            if ready:
                self.seen += os.read(self.fd, 4096).decode(errors="replace")
            self.assertLess(time.monotonic(), deadline, f"no {text!r} in {self.seen!r}")
        self.seen = self.seen.split(text, 1)[1]

    def send(self, text):
        os.write(self.fd, text.encode())

    def test_control_c_breaks_a_run_and_no_more(self):
        self.wait_for("> ")
        self.send("5 : spin begin again ; 42 . cr\n")
        self.wait_for("42 \r\n")
        self.wait_for("> ")
        self.send("spin\n")
        self.wait_for("spin")
        time.sleep(0.3)
        self.send("\x03")
        self.wait_for("broken off")
        self.send(".\n")
        self.wait_for("5 ok")
        self.send("bye\n")
        self.assertEqual(os.waitpid(self.pid, 0)[1], 0)

    def test_words_are_completed(self):
        self.wait_for("> ")
        self.send(": myword 77 ;\n")
        self.wait_for("ok")
        self.send("myw\t .\n")
        self.wait_for("77 ok")


if __name__ == "__main__":
    REXA = sys.argv.pop(1)
    unittest.main()
