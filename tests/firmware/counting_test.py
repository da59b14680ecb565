#!/usr/bin/env python3
"""The plug-in counts what it should: bare programs with counts known by hand, on both emulated machines.

usage: counting_test.py REXA ...
The plug-in is the one that `rexa mcu` builds. A changed program must give another count.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from common import BOARDS, Faults, ROOT, rexa, target, tool

START = """
.syntax unified
.thumb
.section .vectors, "a"
.word 0x20001000
.word reset + 1
.rept 13
.word fault + 1
.endr
.word tick + 1
.text
.thumb_func
fault: b fault
.thumb_func
tick:
  ldr r0, =0x20000100
  ldr r1, [r0]
  adds r1, r1, #1
  str r1, [r0]
  bx lr
.ltorg
.thumb_func
reset:
"""
STOP = """
  movs r0, #0x18
  ldr r1, =0x20026
  bkpt 0xab
  b .
.ltorg
"""

# (name, text, {region: (entered, instructions, clocks with P 1 (low), clocks with P 3 (high))})
PROGRAMS = [
    ("a loop", """
  movs r0, #100
  dbg #1
1: subs r0, #1
  bne 1b
  dbg #2
""", {1: (1, 200, 200 + 99 * 1, 200 + 99 * 3)}),
    ("regions within each other, entered often", """
  movs r4, #10
  dbg #3
1: dbg #5
  nop
  nop
  dbg #6
  subs r4, #1
  bne 1b
  dbg #4
""", {3: (1, 60, 60 + 9, 60 + 27), 5: (10, 20, 20, 20)}),
    # The last halfword of a page and the next page's first make one instruction.
    ("wide instructions across pages of 1 KiB", """
  b 1f
  .balign 1024
  .skip 1022
1: dbg #1
  .rept 1100
  add.w r0, r0, #1
  .endr
  dbg #2
""", {1: (1, 1100, 1100, 1100)}),
    # Memory of a peripheral, which makes the emulator leave its block.
    ("reading a register of SysTick", """
  ldr r2, =0xe000e010
  movs r3, #50
  dbg #1
1: ldr r0, [r2, #8]
  ldr r0, [r2, #8]
  subs r3, #1
  bne 1b
  dbg #2
""", {1: (1, 200, 5 * 50 + 49, 5 * 50 + 49 * 3)}),
    ("skipped instructions count", """
  movs r0, #0
  dbg #1
  cmp r0, #1
  ittt eq
  moveq r1, #1
  moveq r1, #2
  ldreq r1, [r2]
  dbg #2
""", {1: (1, 5, 1 + 0 + 1 + 1 + 1, 1 + 1 + 1 + 1 + 2)}),
    ("a region that is left open is not counted", """
  dbg #1
  nop
  dbg #2
  dbg #1
  nop
""", {1: (2, 1, 1, 1)}),
]

# SysTick every 2001 clocks while a loop runs: 20,000 rounds of two instructions.
INTERRUPTED = """
  ldr r0, =0x20000100
  movs r1, #0
  str r1, [r0]
  ldr r2, =0xe000e010
  ldr r3, =2000
  str r3, [r2, #4]
  movs r3, #7
  str r3, [r2, #0]
  ldr r4, =20000
  dbg #1
1: subs r4, #1
  bne 1b
  dbg #2
  movs r3, #0
  str r3, [r2, #0]
"""


def count(folder, board, plugin, text, extra=""):
    facts = target(board)
    source, obj, elf, out = (folder / name for name in ("a.s", "a.o", "a.elf", "counts.json"))
    source.write_text(START + text + STOP)
    cpu = "-mcpu=" + facts["core"]
    tool("arm-none-eabi-as", cpu, "-mthumb", source, "-o", obj)
    tool("arm-none-eabi-ld", "-Ttext=0x08000040", "--section-start=.vectors=0x08000000", "-e", "reset", obj, "-o", elf)
    low, high = facts["pipeline_refill"]
    done = subprocess.run(
        ["qemu-system-arm", "-M", facts["qemu"]["machine"], "-display", "none", "-monitor", "none", "-serial", "none",
         "-kernel", str(elf), "-semihosting-config", "enable=on,target=native",
         "-icount", f"shift={facts['qemu']['icount_shift']},sleep=off",
         "-plugin", f"{plugin},out={out},core={facts['core']},refill_low={low},refill_high={high}{extra}"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise SystemExit(f"FAULT qemu-system-arm: {done.returncode} {done.stderr}")
    return json.loads(out.read_text())


def regions(counts):
    return {region["region"]: (region["entered"], region["instructions"], region["cycles_low"], region["cycles_high"])
            for region in counts["regions"]}


def main():
    faults = Faults()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        cache = folder / "cache"
        nothing = folder / "nothing.rexa"
        nothing.write_text("1 .\n")
        os.environ["REXA_CACHE"] = str(cache)
        rexa("mcu", nothing)
        plugin = next(cache.glob("qemu-*.so"))
        for board in BOARDS:
            for name, text, wanted in PROGRAMS:
                found = regions(count(folder, board, plugin, text))
                faults.check(found == wanted, f"{board}, {name}: {found}, by hand {wanted}")
            changed = regions(count(folder, board, plugin, PROGRAMS[0][1].replace("#100", "#101")))
            faults.check(changed[1] == (1, 202, 202 + 100, 202 + 300), f"{board}: one round more gives {changed}")
            runs = [count(folder, board, plugin, INTERRUPTED) for _ in range(3)]
            faults.check(runs[0] == runs[1] == runs[2], f"{board}: interrupted runs differ")
            more = regions(runs[0])[1][1] - 40_000
            faults.check(more > 0 and more % 5 == 0, f"{board}: {more} instructions in interrupts of 5 each")
            symbols = tool("arm-none-eabi-nm", folder / "a.elf").split()
            tick = symbols[symbols.index("tick") - 2]
            known = count(folder, board, plugin, INTERRUPTED, f",handler=0x{tick}")
            ticks = more // 5
            # ldr, ldr whose address it loads, adds, str, bx: 2 + 2 (3) + 1 + 1 + 1, 12 to enter, 10 to 12 to leave;
            # the literal may take one more. Where it interrupts a branch that is taken, its P is not seen.
            low, high = (regions(known)[1][i] for i in (2, 3))
            least, most = 40_000 + 19_999 - ticks + ticks * 29, 40_000 + 3 * 19_999 + ticks * (7 + 2 + 24)
            faults.check(least <= low <= high <= most, f"{board}: clocks {low} .. {high}, by hand {least} .. {most}")
            print(f"{board}: {len(PROGRAMS)} programs counted as by hand; {ticks} interrupts")
    faults.end()


if __name__ == "__main__":
    main()
