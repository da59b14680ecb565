#!/usr/bin/env python3
"""`rexa node`, `rexa send` and `rexa monitor`: on a pseudo-terminal, or on an emulated board.

usage: node_test.py REXA pty|BOARD
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

REXA, PLACE = "", ""
LISTEN = ["--for", "60000"]  # ends when no task is left

COUNT = ": count 5 0 do i . 10 sleep loop cr ;\ncount\n"
FAULTY = "1 2 +\n  3 foo . cr\n"


class Node(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.node = None
        self.port = "qemu:" + PLACE
        if PLACE == "pty":
            self.port = self.folder.name + "/line"
            self.node = subprocess.Popen([REXA, "node", "--pty", "--link", self.port], stdout=subprocess.PIPE, text=True)
            self.assertTrue(self.node.stdout.readline().startswith("/dev/"))

    def tearDown(self):
        if self.node is not None:
            self.node.send_signal(signal.SIGTERM)
            self.assertEqual(self.node.wait(timeout=60), 0)
            self.node.stdout.close()
            self.assertFalse(os.path.lexists(self.port))
        self.folder.cleanup()

    def file(self, name, text):
        path = pathlib.Path(self.folder.name, name)
        path.write_text(text)
        return str(path)

    def send(self, *arguments, code=0):
        done = subprocess.run([REXA, "send", "--port", self.port, *arguments], capture_output=True, text=True, timeout=200)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout, done.stderr

    def test_frame_runs_and_its_output_comes(self):
        out, err = self.send(*LISTEN, self.file("count.rexa", COUNT))
        self.assertEqual(out, "0 1 2 3 4 \n-- done\n")
        self.assertIn(f"{self.port}: frame 'count', {len(COUNT)} bytes", err)

    def test_fault_is_told_with_its_place(self):
        path = self.file("faulty.rexa", FAULTY)
        out, err = self.send(path, code=1)
        self.assertEqual(out, "")
        self.assertIn(f"{path}:2:5: error: unknown word 'foo'", err)
        self.assertIn("  |   3 foo . cr\n  |     ^\n", err)

    def test_node_goes_on_after_a_fault_and_a_trap(self):
        faulty, trap, good = (self.file(f"{name}.rexa", text) for name, text in
                              [("faulty", FAULTY), ("trap", "7 . cr 1 0 / ."), ("good", "6 7 * . cr 50 sleep")])
        _, err = self.send(faulty, good, code=1)
        self.assertIn("frame 'good'", err)
        out, _ = self.send(*LISTEN, trap, code=1)
        self.assertEqual(out.replace("42 \n", ""), "7 \n-- trap div_zero in trap\n-- done\n")

    def test_frame_of_the_same_name_is_replaced(self):
        first = self.file("a.rexa", '." first" cr begin 1000 sleep again')
        second = self.file("b.rexa", '." second" cr')
        out, err = self.send("--name", "x", *LISTEN[:1], "300", first)
        self.assertEqual(out, "first\n")
        if PLACE == "pty":
            out, err = self.send("--name", "x", *LISTEN, second)
            self.assertEqual(out, "second\n-- done\n")
            self.assertIn("frame 'x'", err)

    def test_two_frames_beside_each_other(self):
        first = self.file("one.rexa", "3 0 do 1 . 20 sleep loop")
        second = self.file("two.rexa", "3 0 do 2 . 20 sleep loop")
        out, _ = self.send(*LISTEN, "--status", first, second)
        lines = out.splitlines()
        self.assertEqual(sorted("".join(lines[:-2]).split()), ["1", "1", "1", "2", "2", "2"])
        self.assertEqual(lines[-2], "-- done")
        self.assertIn("no task, free: ", lines[-1])
        self.assertTrue(lines[-1].endswith("frames: one two"), lines[-1])


class Line(Node):
    """What needs a node that stays."""

    def test_monitor_sees_what_comes_later(self):
        # Nobody reads what comes after the answer until the monitor does.
        self.send(self.file("late.rexa", '300 sleep ." 1 of 2" cr 1 0 /'))
        with subprocess.Popen([REXA, "monitor", "--port", self.port], stdout=subprocess.PIPE, text=True) as monitor:
            seen = [monitor.stdout.readline() for _ in range(3)]
            monitor.send_signal(signal.SIGINT)
            self.assertEqual(monitor.wait(timeout=60), 0)
        self.assertEqual(seen, ["1 of 2\n", "-- trap div_zero in late\n", "-- done\n"])

    def test_stop_and_remove(self):
        self.send(self.file("long.rexa", "begin again"))
        self.send("--stop", "--remove", "long")
        _, err = self.send("--remove", "long", code=1)
        self.assertIn("the node has no frame 'long'", err)

    def test_text_that_ends_too_early(self):
        _, err = self.send(self.file("early.rexa", ": f if ( here"), code=1)
        self.assertIn("early.rexa:1:8: error: unfinished comment", err)

    def test_node_that_prints_without_an_end_can_be_stopped(self):
        self.send(self.file("flood.rexa", "begin 12345 . again"))
        self.send("--stop")
        out, _ = self.send(*LISTEN, self.file("quiet.rexa", '." quiet" cr'))
        self.assertTrue(out.endswith("quiet\n-- done\n"), out[-200:])

    def test_faults_of_use(self):
        _, err = subprocess_error(self, ["send", "--port", self.folder.name + "/none", "x"], 1)
        self.assertIn("none: error: this port cannot be opened: No such file or directory [no-port]", err)
        _, err = subprocess_error(self, ["send", "--port", "/dev/null", "x"], 1)
        self.assertIn("this is not a serial line", err)
        _, err = subprocess_error(self, ["send", "x"], 2)
        self.assertIn("no --port given", err)
        _, err = subprocess_error(self, ["monitor", "--port", "qemu"], 2)
        self.assertIn("rexa send --port qemu", err)
        _, err = subprocess_error(self, ["send", "--port", "qemu:stm32f5", "x"], 2)
        self.assertIn("did you mean", err)
        self.send("--name", "a name", self.file("x.rexa", "1 ."), code=1)


def subprocess_error(test, arguments, code):
    done = subprocess.run([REXA, *arguments], capture_output=True, text=True, timeout=60)
    test.assertEqual(done.returncode, code, done.stdout + done.stderr)
    return done.stdout, done.stderr


if __name__ == "__main__":
    REXA, PLACE = sys.argv[1:3]
    unittest.main(argv=[sys.argv[0], "Line" if PLACE == "pty" else "Node"], verbosity=0)
