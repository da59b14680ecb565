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
        # What the frame before says may still come, but before the answer.
        out, _ = self.send(*LISTEN, trap, code=1)
        self.assertTrue(out.endswith("7 \n-- trap div_zero in trap\n-- done\n"), out)

    def test_frame_of_the_same_name_is_replaced(self):
        first = self.file("a.rexa", '." first" cr begin 1000 sleep again')
        second = self.file("b.rexa", '." second" cr')
        with subprocess.Popen([REXA, "send", "--port", self.port, "--name", "x", *LISTEN, first], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True) as sender:
            self.assertEqual(sender.stdout.readline(), "first\n")
            sender.send_signal(signal.SIGINT)
            self.assertEqual(sender.wait(timeout=60), 0)
        if PLACE == "pty":
            out, err = self.send("--name", "x", *LISTEN, second)
            self.assertEqual(out, "second\n-- done\n")
            self.assertIn("frame 'x'", err)

    def test_frame_is_replaced_while_it_runs(self):
        paths = []
        for folder, text in [("old", "begin 1000 sleep again"), ("new", '." new" cr')]:
            os.mkdir(os.path.join(self.folder.name, folder))
            paths.append(self.file(folder + "/same.rexa", text))
        out, _ = self.send(*LISTEN, "--status", *paths)
        self.assertTrue(out.startswith("new\n-- done\n"), out)
        self.assertTrue(out.endswith("frames: same\n"), out)

    def test_two_frames_beside_each_other(self):
        first = self.file("one.rexa", "3 0 do 1 . 20 sleep loop")
        second = self.file("two.rexa", "3 0 do 2 . 20 sleep loop")
        out, _ = self.send(*LISTEN, "--status", first, second)
        lines = out.splitlines()
        self.assertEqual(sorted(word for word in out.split() if word in "12"), ["1", "1", "1", "2", "2", "2"])
        self.assertEqual(lines[-2], "-- done")
        self.assertIn("no task, free: ", lines[-1])
        self.assertTrue(lines[-1].endswith(", frames: one two"), lines[-1])


def check_sum(data):
    """CRC-16 as in HDLC."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0x8408 if value & 1 else value >> 1
    return value ^ 0xFFFF


def packet(kind, number, payload=b""):
    body = bytes([len(payload), ord(kind), number]) + payload
    body += check_sum(body).to_bytes(2, "little")
    return b"\2" + b"".join(bytes([16, byte ^ 64]) if byte in (2, 3, 16) else bytes([byte]) for byte in body) + b"\3"


def packets(data):
    """(type, number, payload) of each, from their description in docs/link.md."""
    for part in data.split(b"\2")[1:]:
        body, escaped = bytearray(), False
        for byte in part[:part.index(3)]:
            if byte == 16 and not escaped:
                escaped = True
            else:
                body.append(byte ^ 64 if escaped else byte)
                escaped = False
        if body[0] != len(body) - 5 or check_sum(body[:-2]) != int.from_bytes(body[-2:], "little"):
            raise ValueError(part)
        yield chr(body[1]), body[2], bytes(body[3:-2])


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

    def test_packets_by_hand_through_pipes(self):
        text = b"1 2 + . cr"
        closing = len(text).to_bytes(4, "little") + (check_sum(text) ^ 0xFFFF).to_bytes(2, "little")
        talk = [packet("H", 2), packet("O", 3, b"\1sum"), packet("T", 4, text), b"\2\1\3", packet("T", 4, text),
                packet("C", 5, closing), packet("T", 9, text)]
        done = subprocess.run([REXA, "node"], input=b"".join(talk), capture_output=True, timeout=200)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(list(packets(done.stdout)),
                         [("a", 2, b"\0\1\x40"), ("a", 3, b"\0"), ("a", 4, b"\0"), ("n", 0, b""), ("a", 4, b"\0"),
                          ("a", 5, b"\0"), ("o", 0, b"3 \n"), ("e", 1, b"done"), ("a", 9, b"\10")])

    def test_hint_where_the_machine_is_known(self):
        path = self.file("near.rexa", ": f ( n -- m ) dpu ;")
        _, err = self.send(path, code=1)
        self.assertNotIn("did you mean", err)
        _, err = self.send("--config", "default", path, code=1)
        self.assertIn("near.rexa:1:16: error: unknown word 'dpu'", err)
        self.assertIn("did you mean 'dup'?", err)

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
