#!/usr/bin/env python3
"""Every operation of the IR, at odd widths and in odd company, on all engines in lockstep.

Makes an extension with an instruction for each kind of operation on each type, and for memory, ports, stacks and
control; and a program that runs each of them on boundary and random operands. `rexa cosim` does the rest: the
engine `eval`, which interprets the IR, is the reference.

usage: operations.py REXA CONFIG ENGINES FOLDER [--types LIST] [--runs N] [--random N] [--seed S]
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

TYPES = ["u1", "s1", "u3", "s7", "u8", "s16", "u17", "s31", "s33", "udouble", "double"]
TOO_WIDE_TO_MULTIPLY = {"s33"}  # where cells have 16 bits
TWO_TYPED = "( a:double b:double -- p:double q:double )"
FOUR = "( a:double b:double -- p:double q:double r:double s:double )"


def typed(t):
    """Instructions on type `t`: (kind, stack effect, meaning)."""
    xy = f"let x = {t}(a); let y = {t}(b); "
    rows = [
        ("sum", FOUR, xy + "p = double(x + y); q = double(x - y); r = double(-x); s = double(-(x - y))"),
        ("bits", FOUR, xy + "p = double(x & y); q = double(x | ~y); r = double(x ^ y); s = double(~x)"),
        ("order", "( a:double b:double -- e n l g )",
         xy + "e = cell(x == y) | cell(x != y) << 1; n = x <= y ? 1 : 0; l = cell(x < y); g = cell(x >= y)"),
        ("choose", TWO_TYPED,
         xy + "p = double(x < y ? x : x == y ? x + x : y); q = double(x > y && a != b || !(y >= x) ? y - x : -y)"),
        ("shift", FOUR,
         xy + "p = double(x << u6(b)); q = double(x >> u6(b)); r = double(x << u3(b)); s = double(x >> u3(b))"),
        ("far", FOUR,
         xy + "p = double(x << ucell(b)); q = double(x >> ucell(b)); "
              "r = double(x << udouble(b)); s = double(x >> udouble(b))"),
        ("fixed", FOUR, xy + "p = double(x << 1); q = double(x >> 1); r = double(y << 15); s = double(y >> 15)"),
        ("fixed_far", FOUR, xy + "p = double(x << 0); q = double(x >> 31); r = double(y << 32); s = double(y >> 63)"),
        ("mixed", FOUR,
         xy + f"p = double((x + y) >> u3(x)); q = double(u17(x) + u17(s7(y))); "
              f"r = double({t}(s7(a)) - {t}(u3(b))); s = double(-(x >> 1) ^ {t}(a >> 3))"),
    ]
    if t not in TOO_WIDE_TO_MULTIPLY:
        rows += [
            ("times", TWO_TYPED, xy + "p = double(x * y); q = double(x * x + y)"),
            ("over", FOUR,
             xy + "p = double(x / y); q = double(x % y); "
             f"r = double(x / {t}(b & 1)); s = double(x % -{t}(b & 1))"),
            ("least", TWO_TYPED,  # the most negative by -1, and by 0
             f"let low = {t}(1) << {{last}}; p = double(low / ({t}(0) - {t}(a & 1))); q = double(low % -{t}(b & 1))"),
        ]
    return [(f"{t}_{kind}", stack, meaning) for kind, stack, meaning in rows]


def bits(t, cell_bits):
    return 2 * cell_bits if t.endswith("double") else int(t[1:])


OTHER = [
    # products: double width from cells of every pair of signs
    ("wide_products", "( a b c d -- p:double q:double r:double s:double )",
     "p = double(a) * double(b); q = double(udouble(ucell(a)) * udouble(ucell(b))); "
     "r = double(c) * double(ucell(d)); s = double(udouble(c) * udouble(d))"),
    ("wide_products_half", "( a b c d -- p:double q:double )",
     "p = double(ucell(a)) * double(b); q = (double(a) * double(b)) / double(c)"),
    ("high_product", "( a b -- h l )", "let p = udouble(ucell(a)) * udouble(ucell(b)); "
     "h = cell(p >> cell_bits); l = cell(p)"),
    ("narrow_product", "( a b -- c )", "c = cell(s7(a) * s7(b)) + cell(u3(a) * u3(b))"),
    ("literal_product", "( a b -- c d )", "c = a * 10; d = cell(double(b) * -3)"),
    ("own_remainder", "( a b -- c )", "c = a - a / b * b - a % b"),
    ("literal_division", "( a b -- c d )", "c = a / 10; d = b % -7"),
    ("zero_divisor", "( a b -- c d )", "c = a / 0; d = a % 0"),
    # depth of logic: far more than chain_levels
    ("deep_sum", "( a b c d -- e )",
     "let t = a; for (k in 0..8) { t = (t + b) ^ (c - t); } e = t + d"),
    ("deep_select", "( a b c d -- e )",
     "let t = a; for (k in 0..12) { t = (ucell(b) >> k & 1) != 0 ? t + c : t ^ d; } e = t"),
    ("deep_compare", "( a b c d -- e:flag )",
     "let f = a < b; for (k in 0..6) { f = (f ? a + k : c) < (f ? d : b - k); } e = f"),
    ("wide_chain", "( a:double b:double -- c:double )",
     "let t = a; for (k in 0..6) { t = ((t << 1) + b) ^ (t >> k); } c = t"),
    ("select_chain", "( a b c d -- e )",
     "e = a == 0 ? b : a == 1 ? c : a == 2 ? d : a < 0 ? b + c : a > 100 ? c - d : a < b ? ~d : -b"),
    # paths of different length
    ("uneven_paths", "( a b c -- d e )",
     "if ((a & 1) != 0) { if (b < 0) { d = a * b; e = c; } else { d = a / b; e = a % c; trap_if(0 != 0, div_zero); } } "
     "else if (c < 0) { d = b; e = a; } else { d = a + b; e = b - c; } jump(next_pc)"),
    ("paths_of_stacks", "( a b c -- ) | ( a b c -- x ) | ( a b c -- x y z )",
     "if (a < b) { x = c; } else if (b < c) { x = a; y = b; z = c * a; } else { jump(next_pc); }"),
    ("paths_of_effects", "( a b c -- d )",
     "let at = u5(a); if (b < 0) { byte[at] = u8(c); d = b; } else if (c < 0) { port[u3(a)] = b; d = c; jump(next_pc); } "
     "else if (a < 0) { d = cell(byte[at]); } else { d = port[3] / b; }"),
    ("late_choice", "( a b c -- d )",
     "let q = a / b; let r = a % b; if (q < r) { byte[u5(q)] = u8(r); d = q; } else { d = cell(byte[u4(r)]) - c; }"),
    # memory: after an effect only at fixed addresses, where no check can fail
    ("two_bytes", "( a b c -- )", "byte[u5(a)] = u8(b); byte[3] = u8(a + c)"),
    ("two_stores", "( a b c -- )", "cell[8] = a + b; cell[16] = b - c"),
    ("same_place", "( a b c -- d )", "byte[7] = u8(a); byte[6] = u8(c); d = cell(half[6]) - b"),
    ("store_load", "( a b -- c d )", "cell[12] = a; c = cell[12] + cell(byte[13]); d = cell(half[12]) ^ b"),
    ("load_store", "( a b -- c d )", "let x = cell[12]; let y = byte[u5(a)]; cell[12] = x + b; c = x; d = cell(y)"),
    ("exchange", "( x addr:addr -- y )", "y = cell[addr]; cell[addr] = x"),
    ("double_memory", "( d:double a b -- e:double f )",
     "double[24] = d; e = double[16]; f = cell(byte[25]) + a - b"),
    ("halves", "( a b -- c d )", "half[20] = s16(a); c = cell(half[20]) + cell(u8(half[22])); d = cell(byte[21])"),
    ("trap_chain", "( a b -- c )",
     "trap_if(a == 12345, div_zero); trap_if(b == 12345 && a != 0, bad_address); c = cell(byte[u5(a)]) + b"),
    ("path_traps", "( a b -- c )",
     "if (a < 0) { trap_if(b == 12345, div_zero); c = b; } else { trap_if(a == 12345, misaligned); c = a / b; }"),
    # ports, in order
    ("port_order", "( a b -- c d )", "port[5] = a; c = port[5]; port[6] = c + b; d = port[6] - port[5]"),
    ("port_paths", "( a b -- c )", "let p = port[u5(a) | 8]; if (p < b) { port[9] = p + 1; c = port[9]; } else { c = p; }"),
    ("port_memory", "( a b -- c )", "let p = port[7]; byte[9] = u8(p); port[7] = a ^ b; c = cell(byte[9]) - cell(byte[u5(2)])"),
    # stacks
    ("peeks", "( a b -- c d e f )", "c = peek(data, u1(a)); d = peek(data, u3(b)); e = peek(data, 0); "
     "f = peek(data, 3) + cell(depth(data))"),
    ("peek_far", "( a b -- c d )", "c = peek(data, ucell(a)); d = peek(data, ucell(b) & 31)"),
    ("peek_others", "( a b -- c d )", "c = peek(return, u3(a)); d = cell(depth(return)) - peek(return, ucell(u3(b)))"),
    ("long_shuffle", "( a b c d e f -- g h i j k l m )", "g = f; h = a; i = e; j = b; k = d; l = c; m = a + f"),
    ("through", "( a b -- c )", "c = b", "( r -- s )", "s = r + a"),
    ("to_return", "( a b c -- )", "", "( -- r s t )", "r = c; s = a; t = b"),
    ("from_return", "( -- a b c )", "", "( r s t -- )", "a = t; b = r; c = s"),
    ("where_am_i", "( a -- b )", "b = cell(next_pc - pc) + a"),
    ("skip", "( f:flag -- )", "if (f) { jump(next_pc + 1); }"),
    # bit fields of a cell, and concatenation by shifting
    ("fields", "( a b -- c d )", "c = cell(u3(a >> 2)) << 5 | cell(s7(b >> 4)); "
     "d = cell(u1(a >> 7)) - cell(s1(b >> 3)) + cell(u8(u17(ucell(a)) << 3))"),
    ("swap_bytes", "( a -- b )", "b = cell(ucell(a) >> 8) | a << 8"),
    ("constants", "( a -- b c )", "b = cell(0x8000) + cell_bits * cell_bytes; c = a > 0 ? -1 : 0x7fff"),
]

WORDS_TO_A_PROGRAM = 45

LOOP = [
    ("peek_loop", "( a b -- c d )", "c = peek(loop, u3(a)); d = cell(depth(loop)) + peek(loop, ucell(b))"),
    ("to_loop", "( a b c -- )", "", "( -- r s t )", "r = c; s = a; t = b"),
    ("from_loop", "( -- a b c )", "", "( r s t -- )", "a = t; b = r; c = s"),
]

# With an operand in the code: these stand in no program text, random bytecode has them.
OPERAND = [
    ("mix_operand", "imm8", 208, "( a b -- c d )",
     "c = (a ^ cell(imm)) + (cell(s7(imm)) << u3(imm)); d = b >> imm & cell(u3(imm >> 2))"),
    ("jump_low", "abs16", 209, "( a -- b )", "b = a - cell(imm); if (a < cell(imm)) { jump(u8(imm)); }"),
    ("hop", "imm8", 185, "( f:flag -- )", "if (f) { jump(next_pc + ucell(u3(imm))); }"),
]

# What the instructions above come to. `target` is the operand of branches, and these are not words of a program.
OPERATIONS = """const input imm pc next_pc depth peek load port_read add sub mul div rem and or xor shl shr eq ne lt le not neg
select convert concat""".split()


def instructions(cell_bits, types):
    rows = []
    for t in types:
        for name, stack, meaning in typed(t):
            rows.append({"word": name, "name": name, "stack": stack,
                         "do": meaning.replace("{last}", str(bits(t, cell_bits) - 1))})
    for group, other in ((OTHER, "return"), (LOOP, "loop")):
        for name, stack, meaning, *more in group:
            row = {"word": name, "name": name, "stack": stack}
            if more:
                row[other] = more[0]
                meaning = "; ".join(text for text in (meaning, more[1]) if text)
            row["do"] = meaning
            rows.append(row)
    for name, format_name, opcode, stack, meaning in OPERAND:
        rows.append({"word": name, "name": name, "format": format_name, "opcode": opcode, "stack": stack,
                     "do": meaning, "internal": True})
    for row in rows:
        row["doc"] = "For a test."
    return rows


def cells(effect):
    """Cells taken and most cells left, of a stack effect."""
    count = lambda side: sum(2 if "double" in item else 1 for item in side.split())
    sides = [alternative.strip(" ()").split("--") for alternative in effect.split("|")]
    return count(sides[0][0]), max(count(right) for _, right in sides)


# xorshift generators of full period (Marsaglia, "Xorshift RNGs", J. Stat. Soft. 8(14), 2003).
SHIFTS = {16: (7, 9, 8), 32: (13, 17, 5)}


def program(cell_bits, rows, runs, seed):
    low, high = -(1 << cell_bits - 1), (1 << cell_bits - 1) - 1
    special = [0, 1, -1, 2, -2, 3, 4, 5, 7, 8, 10, 15, 16, 17, 31, 32, 33, 63, 64, 100, 127, 128, 255, 256, -64, -128,
               0x3333, low, low + 1, high, high - 1, 0x5555]
    a, b, c = SHIFTS[cell_bits]
    text = [f"array special {{ {' '.join(map(str, special))} }}", "var seed", f"{seed} seed !",
            f": r seed @ dup {a} lsh xor dup {b} rsh xor dup {c} lsh xor dup seed !",
            "  dup 3 and if dup 5 rsh 31 and special swap cell+ @ nip endif ;"]
    for row in rows:
        word = row["word"]
        taken, left = cells(row["stack"])
        body = " ".join(["r"] * taken)
        if word == "exchange":
            body = "r r 30 and 16 +" if cell_bits == 16 else "r r 28 and 16 +"
        around = {"from_return": "r >r r >r r >r", "through": "r >r", "from_loop": "r >f r >f r >f"}.get(word, "")
        after = {"to_return": "r> r> r> drop drop drop", "through": "r> drop", "to_loop": "f> f> f> drop drop drop",
                 "skip": "nop nop"}.get(word, "")
        if "|" in row["stack"]:  # as many cells as the path left
            clean = "begin depth while drop repeat"
        else:
            clean = " ".join(["drop"] * left)
        text.append(f": t_{word} {runs} >r begin {around} {body} {word} {clean} {after} "
                    f"r> 1- dup >r 0= until r> drop ;")
    text += [f"t_{row['word']}" for row in rows]
    return "\n".join(text + ["end", ""])


def run(command):
    print("$", " ".join(map(str, command)), flush=True)
    return subprocess.run(list(map(str, command))).returncode


def check_operations(arguments, extension, rows):
    """That the instructions have every operation in them."""
    found = set()
    for row in rows:
        done = subprocess.run([arguments.rexa, "dump", "--config", arguments.config, "--isa", extension, "--stage", "ir",
                               row["word"]], capture_output=True, text=True)
        found |= set(re.findall(r"^v\d+: \S+ = (\w+)", done.stdout, re.MULTILINE))
    missing = [name for name in OPERATIONS if name not in found]
    print("operations:", " ".join(sorted(found)))
    if missing:
        print(f"FAULT no instruction has {', '.join(missing)}")
    return 1 if missing else 0


def lint(arguments, extension):
    """The same machine's Verilog under the tools that read Verilog."""
    folder = arguments.folder / "verilog"
    code = run([arguments.rexa, "gen", "--config", arguments.config, "--isa", extension, "--target", "verilog",
                "-o", folder])
    sources = sorted(folder.glob("*.v"))
    for top in ("rexa_machine", "rexa_node"):
        code = code or run(["verilator", "--lint-only", "-Wall", "--top-module", top, *sources])
    return code or run(["iverilog", "-g2005", "-Wall", "-Wno-timescale", "-s", "rexa_machine", "-o",
                        arguments.folder / "machine.vvp", *sources])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("rexa")
    parser.add_argument("config")
    parser.add_argument("engines")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--types", default=",".join(TYPES))
    parser.add_argument("--runs", type=int, default=60, help="of each instruction in a program")
    parser.add_argument("--random", type=int, default=20000, help="instructions of random programs")
    parser.add_argument("--seed", type=int, default=4711)
    arguments = parser.parse_args()
    configuration = json.loads(pathlib.Path(arguments.config).read_text())
    cell_bits = configuration["parameters"]["cell_bits"]
    rows = instructions(cell_bits, arguments.types.split(","))

    arguments.folder.mkdir(parents=True, exist_ok=True)
    extension = arguments.folder / "operations.json"
    extension.write_text(json.dumps(
        {"name": "operations", "doc": "Every operation of the IR.", "instructions": rows}, indent=1))
    programs = []
    words = [row for row in rows if not row.get("internal")]
    for start in range(0, len(words), WORDS_TO_A_PROGRAM):
        path = arguments.folder / f"operations_{start // WORDS_TO_A_PROGRAM}.rexa"
        path.write_text(program(cell_bits, words[start:start + WORDS_TO_A_PROGRAM], arguments.runs, arguments.seed))
        programs.append(path)
    print(f"{len(rows)} instructions, seed {arguments.seed}")
    common = [arguments.rexa, "cosim", "--config", arguments.config, "--isa", extension,
              "--engines", arguments.engines, "--vcd", arguments.folder / "difference.vcd"]
    code = check_operations(arguments, extension, rows) or run(common + programs)
    if code == 0 and arguments.random:
        code = run(common + ["--random", arguments.random, "--seed", arguments.seed])
    if code == 0 and "rtl" in arguments.engines:
        code = lint(arguments, extension)
    sys.exit(code)


if __name__ == "__main__":
    main()
