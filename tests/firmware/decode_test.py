#!/usr/bin/env python3
"""The model's decoder against objdump, on all code of the images.

usage: decode_test.py REXA DECODE_DUMP
Compared: length, whether it loads or stores, whether it may jump, the registers that it writes. A decoder that is
wrong about one instruction must be noticed.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

from common import BOARDS, Faults, rexa, target, tool

NAMES = {"sb": 9, "sl": 10, "fp": 11, "ip": 12, "sp": 13, "lr": 14, "pc": 15, **{f"r{i}": i for i in range(16)}}
CONDITIONS = "eq ne cs cc hs lo mi pl vs vc hi ls ge lt gt le al".split()
NO_RESULT = {"cmp", "cmn", "tst", "teq", "nop", "bkpt", "udf", "cpsid", "cpsie", "dbg", "wfi", "wfe", "sev", "msr", "dsb",
             "dmb", "isb", "svc", "pld"}
LINE = re.compile(r"^ *([0-9a-f]+):\t([0-9a-f]{4})(?: ([0-9a-f]{4}))? *\t(\S+)\t?([^@;]*)")
TWO_RESULTS = {"ldrd", "umull", "smull", "umlal", "smlal"}


def base_name(mnemonic):
    name = re.sub(r"\.(n|w)$", "", mnemonic)
    if re.fullmatch(r"b(eq|ne|cs|cc|hs|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)", name):
        return "b"
    known = {"bls", "mls", "svc", "teq", "smlal", "umlal", "bic", "sbc", "adc", "lsls", "asrs", "cbz", "cbnz", "mrs",
             "bics", "vcs", "bcs"}
    if name not in known and name[-2:] in CONDITIONS and name[:-2] and name not in ("movs", "muls", "adcs"):
        shorter = name[:-2]
        if re.fullmatch(r"(add|sub|rsb|and|orr|orn|eor|mov|mvn|movw|movt|lsl|lsr|asr|ror|ldr\w*|str\w*|ldm\w*|stm\w*|pop|push|"
                        r"mul|mla|udiv|sdiv|ubfx|sbfx|bfi|bfc|uxt[bh]|sxt[bh]|clz|rev\w*|cmp|cmn|tst|bl|bx|blx|it|neg|adc|bic|sbc|mls|"
                        r"umull|smull|uxtab|uxtah|sxtab|sxtah|rsb|nop)s?", shorter):
            return shorter
    return name


def registers(text):
    mask = 0
    for part in text.split(","):
        part = part.strip()
        if "-" in part:
            first, last = part.split("-")
            for number in range(NAMES[first.strip()], NAMES[last.strip()] + 1):
                mask |= 1 << number
        elif part in NAMES:
            mask |= 1 << NAMES[part]
    return mask


def expected(mnemonic, operands):
    """(access, may jump, registers written) as objdump's text says."""
    name = base_name(mnemonic)
    operands = operands.strip()
    first = operands.split(",")[0].strip()
    writes = 0
    access = "none"
    listed = re.search(r"\{(.*)\}", operands)
    if name.startswith(("ldm", "pop")):
        access, writes = "load", registers(listed[1])
        if name == "pop":
            writes |= 1 << 13
        elif "!" in operands:
            writes |= 1 << NAMES[first.rstrip("!")]
        if name == "pop" and mnemonic.endswith(".w") is False and "ldr" in mnemonic:
            pass
    elif name.startswith(("stm", "push")):
        access = "store"
        if name == "push":
            writes = 1 << 13
        elif "!" in operands:
            writes = 1 << NAMES[first.rstrip("!")]
    elif name in ("tbb", "tbh"):
        access = "load"
    elif name.startswith(("ldr", "str")):
        access = "load" if name.startswith("ldr") else "store"
        parts = [part.strip() for part in operands.split(",")]
        if access == "load":
            writes = 1 << NAMES[parts[0]]
            if name == "ldrd":
                writes |= 1 << NAMES[parts[1]]
        inside = re.search(r"\[(\w+)", operands)
        if operands.endswith("!") or re.search(r"\],", operands):
            writes |= 1 << NAMES[inside[1]]
    elif name in ("b", "cbz", "cbnz"):
        return access, True, 0
    elif name in ("bl", "blx"):
        return access, True, 1 << 14
    elif name == "bx":
        return access, True, 0
    elif name not in NO_RESULT and not name.startswith("it"):
        writes = 1 << NAMES[first]
        if name in TWO_RESULTS:
            writes |= 1 << NAMES[operands.split(",")[1].strip()]
    jumps = name in ("tbb", "tbh") or (writes >> 15) & 1 == 1
    return access, jumps, writes


def lines_of(elf):
    """(address, halfwords, mnemonic, operands) of every instruction; data in the text is left out."""
    for line in tool("arm-none-eabi-objdump", "-d", elf).splitlines():
        match = LINE.match(line)
        if match and not match[4].startswith("."):
            yield match[1], match[2], match[3], match[4], match[5]


def dump(program, core, lines):
    text = "\n".join(f"{first} {second or '0'}" for _, first, second, _, _ in lines) + "\n"
    done = subprocess.run([program, core], input=text, capture_output=True, text=True, check=True)
    return [line.split() for line in done.stdout.splitlines()]


def differences(lines, decoded):
    found = []
    for (address, _, second, mnemonic, operands), (size, access, jump, writes, known) in zip(lines, decoded):
        want_access, want_jump, want_writes = expected(mnemonic, operands)
        want = (4 if second else 2, want_access, want_jump, want_writes, "1")
        got = (int(size), access, jump == "1", int(writes, 16), known)
        # A single pop or push in four bytes is a load or store of one register with its base moved: the same.
        if mnemonic.startswith("udf"):
            continue
        if want != got:
            found.append(f"{address}: {mnemonic} {operands.strip()}: {got}, objdump means {want}")
    return found


def main():
    faults = Faults()
    for board in BOARDS:
        with tempfile.TemporaryDirectory() as folder:
            rexa("firmware", "-b", board, "--qemu", "-o", folder)
            lines = list(lines_of(pathlib.Path(folder) / "run.elf"))
        decoded = dump(sys.argv[2], target(board)["core"], lines)
        found = differences(lines, decoded)
        kinds = len({base_name(line[3]) for line in lines})
        print(f"{board}: {len(lines)} instructions of {kinds} kinds decoded as objdump does")
        faults.check(len(lines) > 3000 and len(decoded) == len(lines), f"{board}: {len(lines)} lines, {len(decoded)} decoded")
        for fault in found[:20]:
            faults.check(False, f"{board}: {fault}")
        # Planted: one instruction taken for a store.
        decoded[100][1] = "store" if decoded[100][1] != "store" else "load"
        faults.check(len(differences(lines, decoded)) == len(found) + 1, f"{board}: a wrong decoder is not noticed")
    faults.end()


if __name__ == "__main__":
    main()
