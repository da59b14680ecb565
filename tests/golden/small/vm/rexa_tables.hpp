// The text compiler's tables for configuration 'small'. Generated from the spec; do not edit.
#pragma once

#include "vm/tables.hpp"
#include "vm/word_search.hpp"

namespace rexa::vm {

inline constexpr Encoding kEncodings[] = {
    {0x00, 14, 2, 1},  // literal_short
    {0x01, 30, 4, 1},  // literal_long
    {0xd6, 8, 2, 2},  // literal_extend
    {0x1b, 11, 2, 3},  // branch_zero
    {0x1c, 11, 2, 3},  // branch_nonzero
    {0x1d, 11, 2, 3},  // jump
    {0x1e, 11, 2, 3},  // call
    {0xd4, 16, 3, 2},  // jump_far
    {0xd5, 16, 3, 2},  // call_far
    {0x81, 0, 1, 0},  // return
    {0x82, 0, 1, 0},  // halt
    {0x83, 0, 1, 0},  // dup
    {0x84, 0, 1, 0},  // drop
    {0x8b, 0, 1, 0},  // question_dup
    {0x8e, 0, 1, 0},  // add
    {0x91, 0, 1, 0},  // div
    {0xa1, 0, 1, 0},  // less
    {0xa8, 0, 1, 0},  // to_r
    {0xa9, 0, 1, 0},  // r_from
    {0xac, 0, 1, 0},  // store
    {0xb0, 0, 1, 0},  // emit
    {0xd700, 0, 2, 0},  // pick
    {0xd706, 0, 2, 0},  // inp
};

// Each with its length in front.
inline constexpr char kNames[] =
    "\003" "rot"
    "\005" "highp"
    "\002" "do"
    "\004" "-dup"
    "\006" "import"
    "\002" "c!"
    "\004" "2lsh"
    "\004" "2dup"
    "\005" "again"
    "\003" "var"
    "\003" "out"
    "\002" "2<"
    "\002" "r@"
    "\001" ">"
    "\005" "valid"
    "\002" ".s"
    "\001" "r"
    "\006" "2minus"
    "\003" "nop"
    "\003" "end"
    "\001" "+"
    "\004" "tuck"
    "\003" "not"
    "\003" "min"
    "\003" "max"
    "\005" "traps"
    "\002" "cr"
    "\004" "swap"
    "\004" "2ext"
    "\004" "2mod"
    "\004" "2max"
    "\003" "lsh"
    "\005" "until"
    "\004" "over"
    "\002" "2-"
    "\001" "i"
    "\002" "2="
    "\004" "2min"
    "\002" "u<"
    "\003" "xor"
    "\005" "depth"
    "\005" "leave"
    "\003" "and"
    "\001" ":"
    "\005" "+loop"
    "\007" "nonzero"
    "\002" "<="
    "\002" "s@"
    "\002" "2f"
    "\003" "2f@"
    "\002" "2>"
    "\004" "2not"
    "\004" "2var"
    "\002" "f>"
    "\003" "2>r"
    "\003" "2f>"
    "\004" "exec"
    "\005" "endif"
    "\002" ">r"
    "\002" "2."
    "\003" "2>f"
    "\003" "nip"
    "\004" "drop"
    "\005" "2drop"
    "\005" "fdrop"
    "\001" "j"
    "\005" "begin"
    "\002" "s!"
    "\005" "const"
    "\002" "2/"
    "\001" "\\"
    "\003" "2or"
    "\002" "<>"
    "\001" "("
    "\003" "sin"
    "\007" "receive"
    "\005" "2swap"
    "\001" ";"
    "\002" ":*"
    "\001" "-"
    "\005" "while"
    "\004" "then"
    "\003" "rsh"
    "\005" "write"
    "\001" "@"
    "\006" "negate"
    "\005" "minus"
    "\001" "f"
    "\002" "s\""
    "\002" "2@"
    "\005" "cell+"
    "\002" "f@"
    "\004" "2xor"
    "\001" "$"
    "\004" "hull"
    "\005" "fpick"
    "\002" "0<"
    "\006" "repeat"
    "\006" "return"
    "\004" "task"
    "\002" "me"
    "\001" "<"
    "\002" "2!"
    "\004" "2abs"
    "\004" "loop"
    "\004" "2and"
    "\004" "lowp"
    "\002" "or"
    "\005" "array"
    "\001" "."
    "\005" "yield"
    "\004" "read"
    "\002" ">="
    "\002" "1+"
    "\003" "log"
    "\003" "abs"
    "\002" "*/"
    "\002" "0="
    "\004" "relu"
    "\003" "dup"
    "\004" "-rot"
    "\005" "sleep"
    "\004" "pick"
    "\005" "throw"
    "\004" "?dup"
    "\002" "2*"
    "\003" "2r@"
    "\002" "2r"
    "\003" "2r>"
    "\005" "await"
    "\007" "sigmoid"
    "\004" "base"
    "\004" "2rsh"
    "\004" "else"
    "\002" ">f"
    "\006" "unloop"
    "\005" "2over"
    "\004" "2red"
    "\004" "2rot"
    "\002" "r>"
    "\001" "*"
    "\001" "="
    "\003" "mod"
    "\002" "c@"
    "\001" "/"
    "\004" "send"
    "\005" "catch"
    "\002" "2+"
    "\003" "inp"
    "\002" "if"
    "\004" "emit"
    "\002" ".\""
    "\002" "1-"
    "\001" "!"
    "";

inline constexpr Word kWords[] = {
    {0x00746f72, 0, Meaning::of(WordKind::kAbsent, 0)},
    {0xd0d0cea2, 4, Meaning::of(WordKind::kAbsent, 4)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00006f64, 10, Meaning::of(WordKind::kAbsent, 1)},
    {0x7075642d, 13, Meaning::of(WordKind::kInstruction, 13)},
    {0xd2de94a8, 18, Meaning::of(WordKind::kDirective, 19)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00002163, 25, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x68736c32, 28, Meaning::of(WordKind::kAbsent, 2)},
    {0x70756432, 33, Meaning::of(WordKind::kAbsent, 0)},
    {0xc2d2c2a0, 38, Meaning::of(WordKind::kDirective, 8)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00726176, 44, Meaning::of(WordKind::kDirective, 16)},
    {0x0074756f, 48, Meaning::of(WordKind::kAbsent, 0)},
    {0x00003c32, 52, Meaning::of(WordKind::kAbsent, 2)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00004072, 55, Meaning::of(WordKind::kAbsent, 0)},
    {0x0000003e, 58, Meaning::of(WordKind::kAbsent, 0)},
    {0xecd2d8a6, 60, Meaning::of(WordKind::kAbsent, 0)},
    {0x0000732e, 66, Meaning::of(WordKind::kAbsent, 0)},
    {0x00000072, 69, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0xe4dca1af, 71, Meaning::of(WordKind::kAbsent, 2)},
    {0x00706f6e, 78, Meaning::of(WordKind::kAbsent, 0)},
    {0x00646e65, 82, Meaning::of(WordKind::kDirective, 25)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x0000002b, 86, Meaning::of(WordKind::kInstruction, 14)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x6b637574, 88, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00746f6e, 93, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x006e696d, 97, Meaning::of(WordKind::kAbsent, 0)},
    {0x0078616d, 101, Meaning::of(WordKind::kAbsent, 0)},
    {0xe8e0c297, 105, Meaning::of(WordKind::kAbsent, 5)},
    {0x00007263, 111, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x70617773, 114, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x74786532, 119, Meaning::of(WordKind::kAbsent, 2)},
    {0x646f6d32, 124, Meaning::of(WordKind::kAbsent, 2)},
    {0x78616d32, 129, Meaning::of(WordKind::kAbsent, 2)},
    {0x0068736c, 134, Meaning::of(WordKind::kAbsent, 0)},
    {0xead2e8b0, 138, Meaning::of(WordKind::kDirective, 7)},
    {0x7265766f, 144, Meaning::of(WordKind::kAbsent, 0)},
    {0x00002d32, 149, Meaning::of(WordKind::kAbsent, 2)},
    {0x00000069, 152, Meaning::of(WordKind::kAbsent, 1)},
    {0x00003d32, 154, Meaning::of(WordKind::kAbsent, 2)},
    {0x6e696d32, 157, Meaning::of(WordKind::kAbsent, 2)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00003c75, 162, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00726f78, 165, Meaning::of(WordKind::kAbsent, 0)},
    {0xc8e8e0a2, 169, Meaning::of(WordKind::kAbsent, 0)},
    {0xd8ecc2af, 175, Meaning::of(WordKind::kAbsent, 1)},
    {0x00646e61, 181, Meaning::of(WordKind::kAbsent, 0)},
    {0x0000003a, 185, Meaning::of(WordKind::kDirective, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0xd6dedea8, 187, Meaning::of(WordKind::kAbsent, 1)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0xdc9baebb, 193, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00003d3c, 201, Meaning::of(WordKind::kAbsent, 0)},
    {0x00004073, 204, Meaning::of(WordKind::kAbsent, 0)},
    {0x00006632, 207, Meaning::of(WordKind::kAbsent, 1)},
    {0x00406632, 210, Meaning::of(WordKind::kAbsent, 1)},
    {0x00003e32, 214, Meaning::of(WordKind::kAbsent, 2)},
    {0x746f6e32, 217, Meaning::of(WordKind::kAbsent, 2)},
    {0x72617632, 222, Meaning::of(WordKind::kDirective, 17)},
    {0x00003e66, 227, Meaning::of(WordKind::kAbsent, 1)},
    {0x00723e32, 230, Meaning::of(WordKind::kAbsent, 2)},
    {0x003e6632, 234, Meaning::of(WordKind::kAbsent, 1)},
    {0x63657865, 238, Meaning::of(WordKind::kAbsent, 0)},
    {0xcad2c8ba, 243, Meaning::of(WordKind::kDirective, 5)},
    {0x0000723e, 249, Meaning::of(WordKind::kInstruction, 17)},
    {0x00002e32, 252, Meaning::of(WordKind::kAbsent, 2)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00663e32, 255, Meaning::of(WordKind::kAbsent, 1)},
    {0x0070696e, 259, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x706f7264, 263, Meaning::of(WordKind::kInstruction, 12)},
    {0xe4dee4b8, 268, Meaning::of(WordKind::kAbsent, 0)},
    {0xccdee4b8, 274, Meaning::of(WordKind::kAbsent, 1)},
    {0x0000006a, 280, Meaning::of(WordKind::kAbsent, 1)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0xc4d2cea4, 282, Meaning::of(WordKind::kDirective, 6)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00002173, 288, Meaning::of(WordKind::kAbsent, 0)},
    {0xc6e6dcaa, 291, Meaning::of(WordKind::kDirective, 15)},
    {0x00002f32, 297, Meaning::of(WordKind::kAbsent, 2)},
    {0x0000005c, 300, Meaning::of(WordKind::kDirective, 24)},
    {0x00726f32, 302, Meaning::of(WordKind::kAbsent, 2)},
    {0x00003e3c, 306, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00000028, 309, Meaning::of(WordKind::kDirective, 23)},
    {0x006e6973, 311, Meaning::of(WordKind::kAbsent, 4)},
    {0xe4afb0a3, 315, Meaning::of(WordKind::kAbsent, 5)},
    {0xe4c2ee96, 323, Meaning::of(WordKind::kAbsent, 2)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x0000003b, 329, Meaning::of(WordKind::kDirective, 2)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00002a3a, 331, Meaning::of(WordKind::kDirective, 1)},
    {0x0000002d, 334, Meaning::of(WordKind::kAbsent, 0)},
    {0xeed8d2b5, 336, Meaning::of(WordKind::kDirective, 9)},
    {0x6e656874, 342, Meaning::of(WordKind::kDirective, 5)},
    {0x00687372, 347, Meaning::of(WordKind::kAbsent, 0)},
    {0xeee8d281, 351, Meaning::of(WordKind::kAbsent, 3)},
    {0x00000040, 357, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0xdcc2abbe, 359, Meaning::of(WordKind::kAbsent, 0)},
    {0xdaeadca1, 366, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00000066, 372, Meaning::of(WordKind::kAbsent, 1)},
    {0x00002273, 374, Meaning::of(WordKind::kDirective, 22)},
    {0x00004032, 377, Meaning::of(WordKind::kAbsent, 2)},
    {0xc6d8d8e1, 380, Meaning::of(WordKind::kAbsent, 0)},
    {0x00004066, 386, Meaning::of(WordKind::kAbsent, 1)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x726f7832, 389, Meaning::of(WordKind::kAbsent, 2)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00000024, 394, Meaning::of(WordKind::kDirective, 20)},
    {0x6c6c7568, 396, Meaning::of(WordKind::kAbsent, 4)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0xccc6d28b, 401, Meaning::of(WordKind::kAbsent, 1)},
    {0x00003c30, 407, Meaning::of(WordKind::kAbsent, 0)},
    {0xe4ca94ab, 410, Meaning::of(WordKind::kDirective, 10)},
    {0xe4ea86b8, 417, Meaning::of(WordKind::kInstruction, 9)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x6b736174, 424, Meaning::of(WordKind::kAbsent, 5)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x0000656d, 429, Meaning::of(WordKind::kAbsent, 5)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x0000003c, 432, Meaning::of(WordKind::kInstruction, 16)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00002132, 434, Meaning::of(WordKind::kAbsent, 2)},
    {0x73626132, 437, Meaning::of(WordKind::kAbsent, 2)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x706f6f6c, 442, Meaning::of(WordKind::kAbsent, 1)},
    {0x646e6132, 447, Meaning::of(WordKind::kAbsent, 2)},
    {0x70776f6c, 452, Meaning::of(WordKind::kAbsent, 4)},
    {0x0000726f, 457, Meaning::of(WordKind::kAbsent, 0)},
    {0xc2c2e49d, 460, Meaning::of(WordKind::kDirective, 18)},
    {0x0000002e, 466, Meaning::of(WordKind::kAbsent, 0)},
    {0xf2d8cab6, 468, Meaning::of(WordKind::kAbsent, 5)},
    {0x64616572, 474, Meaning::of(WordKind::kAbsent, 3)},
    {0x00003d3e, 479, Meaning::of(WordKind::kAbsent, 0)},
    {0x00002b31, 482, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00676f6c, 485, Meaning::of(WordKind::kAbsent, 4)},
    {0x00736261, 489, Meaning::of(WordKind::kAbsent, 0)},
    {0x00002f2a, 493, Meaning::of(WordKind::kAbsent, 2)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00003d30, 496, Meaning::of(WordKind::kAbsent, 0)},
    {0x756c6572, 499, Meaning::of(WordKind::kAbsent, 4)},
    {0x00707564, 504, Meaning::of(WordKind::kInstruction, 11)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x746f722d, 508, Meaning::of(WordKind::kAbsent, 0)},
    {0xe6cacaa8, 513, Meaning::of(WordKind::kAbsent, 5)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x6b636970, 519, Meaning::of(WordKind::kInstruction, 21)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0xe8dee4a7, 524, Meaning::of(WordKind::kAbsent, 5)},
    {0x7075643f, 530, Meaning::of(WordKind::kInstruction, 13)},
    {0x00002a32, 535, Meaning::of(WordKind::kAbsent, 2)},
    {0x00407232, 538, Meaning::of(WordKind::kAbsent, 2)},
    {0x00007232, 542, Meaning::of(WordKind::kAbsent, 2)},
    {0x003e7232, 545, Meaning::of(WordKind::kAbsent, 2)},
    {0xc2d2c29a, 549, Meaning::of(WordKind::kAbsent, 5)},
    {0xe6bea7bd, 555, Meaning::of(WordKind::kAbsent, 4)},
    {0x65736162, 563, Meaning::of(WordKind::kAbsent, 0)},
    {0x68737232, 568, Meaning::of(WordKind::kAbsent, 2)},
    {0x65736c65, 573, Meaning::of(WordKind::kDirective, 4)},
    {0x0000663e, 578, Meaning::of(WordKind::kAbsent, 1)},
    {0xeadea8b3, 581, Meaning::of(WordKind::kAbsent, 1)},
    {0xe4caecac, 588, Meaning::of(WordKind::kAbsent, 2)},
    {0x64657232, 594, Meaning::of(WordKind::kAbsent, 2)},
    {0x746f7232, 599, Meaning::of(WordKind::kAbsent, 2)},
    {0x00003e72, 604, Meaning::of(WordKind::kInstruction, 18)},
    {0x0000002a, 607, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x0000003d, 609, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00646f6d, 611, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00004063, 615, Meaning::of(WordKind::kAbsent, 0)},
    {0x0000002f, 618, Meaning::of(WordKind::kInstruction, 15)},
    {0x646e6573, 620, Meaning::of(WordKind::kAbsent, 5)},
    {0xc6c6e8aa, 625, Meaning::of(WordKind::kAbsent, 5)},
    {0x00002b32, 631, Meaning::of(WordKind::kAbsent, 2)},
    {0x00706e69, 634, Meaning::of(WordKind::kInstruction, 22)},
    {0x00006669, 638, Meaning::of(WordKind::kDirective, 3)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x74696d65, 641, Meaning::of(WordKind::kInstruction, 20)},
    {0x0000222e, 646, Meaning::of(WordKind::kDirective, 21)},
    {0x00002d31, 649, Meaning::of(WordKind::kAbsent, 0)},
    {kLongFold, 0, {Meaning::kUnknown}},
    {0x00000021, 652, Meaning::of(WordKind::kInstruction, 19)},
    {kLongFold, 0, {Meaning::kUnknown}},
};

inline constexpr uint8_t kIndex[] = {
    6, 3, 0, 1, 0, 0, 3, 0, 0, 8, 4, 2, 0, 7, 0, 0, 0, 1, 1, 0,
    1, 1, 0, 2, 4, 0, 0, 4, 0, 1, 1, 4, 7, 9, 1, 6, 2, 2, 13, 2,
    2, 0, 1, 6, 0, 0, 2, 3, 2, 0, 12, 0, 8, 2, 14, 0, 0, 11, 0, 6,
    4, 0, 1, 0, 0, 1,
};

// Why the words are absent that are.
inline constexpr const char* kAbsentReasons[] = {
    "this configuration leaves it out",
    "instruction set 'loop' is not in this configuration",
    "instruction set 'double' is not in this configuration",
    "instruction set 'io' is not in this configuration",
    "instruction set 'signal' is not in this configuration",
    "instruction set 'task' is not in this configuration",
    nullptr};

inline constexpr HostFunction kHostFunctions[] = {
    {0, 0}};

inline constexpr HostData kHostData[] = {
    {0, 0, 8}};

inline constexpr char kLibrary[] =
    "";

inline constexpr Tables kTables = {
    16, nullptr, {0, 0, 0}, 64, kEncodings, 23, kWords, 256, kNames, search_perfect, kIndex,
    {
        0,  // kLiteralShort
        1,  // kLiteralLong
        2,  // kLiteralExtend
        -1,  // kExtend
        3,  // kBranchZero
        4,  // kBranchNonzero
        5,  // kJump
        7,  // kJumpFar
        6,  // kCall
        8,  // kCallFar
        9,  // kReturn
        10,  // kHalt
        -1,  // kDo
        -1,  // kLoop
        -1,  // kPlusLoop
        -1,  // kUnloop
        -1,  // kCallFrame
    },
    kLibrary, 0, kHostFunctions, kHostData, 0, 0,
    {{-1, -1, -1}, {-1, -1, -1}, {-1, -1, -1}, {-1, -1, -1}, {-1, -1, -1}}};

}  // namespace rexa::vm
