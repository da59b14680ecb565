#!/usr/bin/env python3
"""Instructions of the host per byte of program text while it is compiled, counted by callgrind.

usage: instructions.py [--limit N] COMPILE_SPEED CONFIG PROGRAM ...
Prints them for each way to find words, in place, and for a large frame. Exit 1 when the default way takes more
than N for the programs, or when a frame twice as large takes clearly more than twice as long.
"""
import re
import shutil
import subprocess
import sys
import tempfile


def count(tool, *arguments):
    with tempfile.NamedTemporaryFile() as out:
        done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}",
                               "--collect-atstart=no", "--toggle-collect=*measured*", tool, *arguments],
                              capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    text = re.search(r"(\d+) bytes of text, (\d+) bytes of words", done.stdout)
    if done.returncode != 0 or not found or not text:
        raise SystemExit(f"instructions.py: {tool} failed\n{done.stdout}{done.stderr}")
    return int(found[1]) / int(text[1]), int(text[2])


def main():
    arguments = sys.argv[1:]
    limit = None
    if arguments[:1] == ["--limit"]:
        limit, arguments = float(arguments[1]), arguments[2:]
    if len(arguments) < 3 or not shutil.which("valgrind"):
        raise SystemExit(__doc__ + ("" if len(arguments) < 3 else "valgrind is missing\n"))
    tool, config, *programs = arguments
    print(f"{'':<34}{'instructions per byte':>22}{'bytes of words':>16}")

    def line(what, figures):
        print(f"{what:<34}{figures[0]:>22.1f}{figures[1]:>16}", flush=True)
        return figures[0]

    default = line("programs, perfect hash (default)", count(tool, "--search", "perfect", config, *programs))
    line("programs, trie", count(tool, "--search", "trie", config, *programs))
    line("programs, sorted table", count(tool, "--search", "sorted", config, *programs))
    line("programs, compiled in place", count(tool, "--in-place", config, *programs))
    small = line("frame of 200 words", count(tool, "--large", "200", config))
    large = line("frame of 400 words", count(tool, "--large", "400", config))
    if limit is not None and default > limit:
        print(f"FAULT more than {limit} instructions per byte")
        return 1
    if large > 1.2 * small:
        print("FAULT the time to compile grows faster than the program")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
