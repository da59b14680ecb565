#!/usr/bin/env python3
"""Images for boards: .elf, .bin and .hex hold the same, begin with a sound vector table, end no emulator; the handlers of
the direct form stay within the piece of stack that they share.

usage: images_test.py REXA ...
Prints what each takes of flash and RAM.
"""
import pathlib
import re
import struct
import tempfile

from common import BOARDS, Faults, ROOT, rexa, target, tool


def from_hex(text):
    """Intel HEX -> {address: byte}, check sums checked."""
    memory, base = {}, 0
    for line in text.split():
        record = bytes.fromhex(line[1:])
        if sum(record) & 255 != 0:
            raise SystemExit("FAULT check sum of " + line)
        count, address, kind = record[0], record[1] << 8 | record[2], record[3]
        data = record[4:4 + count]
        if kind == 4:
            base = int.from_bytes(data, "big") << 16
        elif kind == 0:
            memory.update({base + address + i: byte for i, byte in enumerate(data)})
    return memory


def shared_stack(text):
    """Of a disassembled image: bytes of stack that the direct form's handlers have, bytes up to the highest that any of
    them reaches, how many handlers there are, and what moves the stack's pointer in one of them."""
    piece = int(re.search(r"<rexa_direct_enter>:\n(?:.*\n)*?.*\tsub\tsp, #(\d+)", text)[1])
    reached, count, moves = 0, 0, []
    for function in text.split("\n\n"):
        if not re.search(r"<.*(do|after|to_page)_\w+>?.*>:\n", function[:function.find("\n") + 1]):
            continue
        count += 1
        moves += re.findall(r"\t(?:push|pop|(?:add|sub)\w*\tsp,|stmdb\tsp|\w+\t.*\[sp, #-?\d+\]!).*", function)
        # Up to eight bytes at once.
        for offset in re.findall(r"\[sp(?:, #(\d+))?\]", function):
            reached = max(reached, int(offset or 0) + 8)
    return piece, reached, count, moves


def check_shared_stack(faults, board, folder):
    for level in "23":
        rexa("firmware", "-b", board, "-O", level, "-o", folder)
        text = tool("arm-none-eabi-objdump", "-d", "-C", folder / "run.elf")
        piece, reached, count, moves = shared_stack(text)
        what = f"{board} -O{level}: {count} handlers reach {reached} of {piece} bytes of stack"
        print(what)
        # Some of them do, so the check sees how.
        faults.check(count > 100 and 0 < reached <= piece and not moves, f"{what}; {moves[:3]}")


def main():
    faults = Faults()
    images = sorted(path.parent.name for path in (ROOT / "firmware").glob("*/main.cpp"))
    for board in BOARDS:
        for image in images:
            with tempfile.TemporaryDirectory() as folder:
                folder = pathlib.Path(folder)
                print(rexa("firmware", "-b", board, "-i", image, "-o", folder).stdout.decode().splitlines()[-1])
                binary = (folder / f"{image}.bin").read_bytes()
                memory = from_hex((folder / f"{image}.hex").read_text())
                facts = target(board)
                origin = int(facts["flash"]["origin"], 16)
                what = f"{image} for {board}"
                faults.check(bytes(memory[a] for a in sorted(memory)) == binary and min(memory) == origin,
                             f"{what}: .bin and .hex differ")
                stack, reset = struct.unpack("<II", binary[:8])
                ram = int(facts["ram"]["origin"], 16)
                faults.check(ram < stack <= ram + facts["ram"]["bytes"] and stack % 8 == 0, f"{what}: stack at {stack:#x}")
                faults.check(reset % 2 == 1 and origin < reset < origin + len(binary), f"{what}: reset at {reset:#x}")
                text = tool("arm-none-eabi-objdump", "-d", folder / f"{image}.elf")
                faults.check(not re.search(r"\bbkpt\b", text), f"{what}: semihosting in an image for a board")
                undefined = tool("arm-none-eabi-nm", "-u", folder / f"{image}.elf")
                faults.check(undefined.strip() == "", f"{what}: undefined {undefined}")
        with tempfile.TemporaryDirectory() as folder:
            check_shared_stack(faults, board, pathlib.Path(folder))
        # The check can fail: the emulator's image has it.
        with tempfile.TemporaryDirectory() as folder:
            rexa("firmware", "-b", board, "-i", "run", "--qemu", "-o", folder)
            text = tool("arm-none-eabi-objdump", "-d", pathlib.Path(folder) / "run.elf")
            faults.check(re.search(r"\bbkpt\b", text), f"{board}: no end in the emulator's image")
    faults.end()


if __name__ == "__main__":
    main()
