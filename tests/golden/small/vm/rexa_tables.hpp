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
    "\004" "2max"
    "\003" "2r>"
    "\002" "<>"
    "\002" ":*"
    "\004" "2and"
    "\004" "over"
    "\005" "sleep"
    "\004" "tuck"
    "\003" "2f@"
    "\002" "2="
    "\004" "base"
    "\002" "0<"
    "\004" "2lsh"
    "\004" "2rsh"
    "\005" "fpick"
    "\004" "relu"
    "\003" "rsh"
    "\004" "2mod"
    "\003" "var"
    "\006" "unloop"
    "\001" "."
    "\003" "end"
    "\006" "negate"
    "\002" ".\""
    "\002" "or"
    "\001" "*"
    "\001" "-"
    "\006" "return"
    "\002" "r>"
    "\005" "again"
    "\005" "minus"
    "\003" "nop"
    "\004" "swap"
    "\002" "*/"
    "\003" "rot"
    "\005" "leave"
    "\005" "traps"
    "\004" "end#"
    "\004" "-rot"
    "\005" "while"
    "\002" "u<"
    "\002" "2<"
    "\005" "fdrop"
    "\001" "$"
    "\003" "abs"
    "\004" "?dup"
    "\005" "2over"
    "\001" "<"
    "\005" "depth"
    "\004" "else"
    "\002" ">r"
    "\005" "await"
    "\003" "2or"
    "\001" "+"
    "\006" "repeat"
    "\003" "xor"
    "\004" "hull"
    "\001" "r"
    "\005" "write"
    "\001" "i"
    "\004" "2abs"
    "\005" "task#"
    "\004" "2var"
    "\002" "2r"
    "\005" "2drop"
    "\004" "task"
    "\004" "2ext"
    "\001" ";"
    "\007" "ungate#"
    "\003" "sin"
    "\002" "2."
    "\007" "sigmoid"
    "\003" "nip"
    "\004" "2rot"
    "\002" "s!"
    "\004" "2dup"
    "\002" "if"
    "\003" "and"
    "\002" "2!"
    "\005" "cell+"
    "\002" "2*"
    "\005" "until"
    "\001" ":"
    "\004" "exec"
    "\002" "r@"
    "\001" "j"
    "\003" "dup"
    "\003" "2f>"
    "\003" "max"
    "\002" "1-"
    "\001" "\\"
    "\003" "min"
    "\001" "="
    "\005" "+loop"
    "\006" "catch#"
    "\004" "lowp"
    "\001" ">"
    "\001" "f"
    "\005" "catch"
    "\007" "receive"
    "\004" "drop"
    "\006" "entry#"
    "\001" "!"
    "\005" "highp"
    "\002" "me"
    "\001" "@"
    "\002" "s\""
    "\004" "then"
    "\006" "2minus"
    "\002" "s@"
    "\004" "-dup"
    "\004" "loop"
    "\003" "log"
    "\003" "mod"
    "\003" "2>f"
    "\004" "send"
    "\005" "begin"
    "\004" "read"
    "\005" "valid"
    "\004" "2xor"
    "\003" "2r@"
    "\002" ">="
    "\003" "inp"
    "\002" "2>"
    "\005" "const"
    "\002" "<="
    "\004" "2red"
    "\002" "2f"
    "\002" "0="
    "\004" "pick"
    "\002" "1+"
    "\002" "2@"
    "\004" "2min"
    "\004" "2not"
    "\003" "out"
    "\010" "uncatch#"
    "\003" "not"
    "\002" "2/"
    "\006" "import"
    "\002" "f@"
    "\005" "array"
    "\002" "c@"
    "\004" "emit"
    "\002" ".s"
    "\003" "2>r"
    "\007" "caught#"
    "\002" "do"
    "\005" "throw"
    "\002" ">f"
    "\002" "2-"
    "\002" "2+"
    "\002" "f>"
    "\003" "lsh"
    "\002" "cr"
    "\001" "/"
    "\007" "nonzero"
    "\001" "("
    "\005" "2swap"
    "\005" "endif"
    "\002" "c!"
    "\005" "yield"
    "";

inline constexpr Word kWords[] = {
    {0, Word::meaning_of(WordKind::kAbsent, 2)},
    {5, Word::meaning_of(WordKind::kAbsent, 2)},
    {9, Word::meaning_of(WordKind::kAbsent, 0)},
    {12, Word::meaning_of(WordKind::kDirective, 1)},
    {15, Word::meaning_of(WordKind::kAbsent, 2)},
    {20, Word::meaning_of(WordKind::kAbsent, 0)},
    {25, Word::meaning_of(WordKind::kAbsent, 5)},
    {31, Word::meaning_of(WordKind::kAbsent, 0)},
    {36, Word::meaning_of(WordKind::kAbsent, 1)},
    {40, Word::meaning_of(WordKind::kAbsent, 2)},
    {43, Word::meaning_of(WordKind::kAbsent, 0)},
    {48, Word::meaning_of(WordKind::kAbsent, 0)},
    {51, Word::meaning_of(WordKind::kAbsent, 2)},
    {56, Word::meaning_of(WordKind::kAbsent, 2)},
    {61, Word::meaning_of(WordKind::kAbsent, 1)},
    {67, Word::meaning_of(WordKind::kAbsent, 4)},
    {72, Word::meaning_of(WordKind::kAbsent, 0)},
    {76, Word::meaning_of(WordKind::kAbsent, 2)},
    {81, Word::meaning_of(WordKind::kDirective, 16)},
    {85, Word::meaning_of(WordKind::kAbsent, 1)},
    {92, Word::meaning_of(WordKind::kAbsent, 0)},
    {94, Word::meaning_of(WordKind::kDirective, 25)},
    {98, Word::meaning_of(WordKind::kAbsent, 0)},
    {105, Word::meaning_of(WordKind::kDirective, 21)},
    {108, Word::meaning_of(WordKind::kAbsent, 0)},
    {111, Word::meaning_of(WordKind::kAbsent, 0)},
    {113, Word::meaning_of(WordKind::kAbsent, 0)},
    {115, Word::meaning_of(WordKind::kInstruction, 9)},
    {122, Word::meaning_of(WordKind::kInstruction, 18)},
    {125, Word::meaning_of(WordKind::kDirective, 8)},
    {131, Word::meaning_of(WordKind::kAbsent, 0)},
    {137, Word::meaning_of(WordKind::kAbsent, 0)},
    {141, Word::meaning_of(WordKind::kAbsent, 0)},
    {146, Word::meaning_of(WordKind::kAbsent, 2)},
    {149, Word::meaning_of(WordKind::kAbsent, 0)},
    {153, Word::meaning_of(WordKind::kAbsent, 1)},
    {159, Word::meaning_of(WordKind::kAbsent, 5)},
    {165, Word::meaning_of(WordKind::kAbsent, 5)},
    {170, Word::meaning_of(WordKind::kAbsent, 0)},
    {175, Word::meaning_of(WordKind::kDirective, 9)},
    {181, Word::meaning_of(WordKind::kAbsent, 0)},
    {184, Word::meaning_of(WordKind::kAbsent, 2)},
    {187, Word::meaning_of(WordKind::kAbsent, 1)},
    {193, Word::meaning_of(WordKind::kDirective, 20)},
    {195, Word::meaning_of(WordKind::kAbsent, 0)},
    {199, Word::meaning_of(WordKind::kInstruction, 13)},
    {204, Word::meaning_of(WordKind::kAbsent, 2)},
    {210, Word::meaning_of(WordKind::kInstruction, 16)},
    {212, Word::meaning_of(WordKind::kAbsent, 0)},
    {218, Word::meaning_of(WordKind::kDirective, 4)},
    {223, Word::meaning_of(WordKind::kInstruction, 17)},
    {226, Word::meaning_of(WordKind::kAbsent, 5)},
    {232, Word::meaning_of(WordKind::kAbsent, 2)},
    {236, Word::meaning_of(WordKind::kInstruction, 14)},
    {238, Word::meaning_of(WordKind::kDirective, 10)},
    {245, Word::meaning_of(WordKind::kAbsent, 0)},
    {249, Word::meaning_of(WordKind::kAbsent, 4)},
    {254, Word::meaning_of(WordKind::kAbsent, 0)},
    {256, Word::meaning_of(WordKind::kAbsent, 3)},
    {262, Word::meaning_of(WordKind::kAbsent, 1)},
    {264, Word::meaning_of(WordKind::kAbsent, 2)},
    {269, Word::meaning_of(WordKind::kAbsent, 5)},
    {275, Word::meaning_of(WordKind::kDirective, 17)},
    {280, Word::meaning_of(WordKind::kAbsent, 2)},
    {283, Word::meaning_of(WordKind::kAbsent, 0)},
    {289, Word::meaning_of(WordKind::kAbsent, 5)},
    {294, Word::meaning_of(WordKind::kAbsent, 2)},
    {299, Word::meaning_of(WordKind::kDirective, 2)},
    {301, Word::meaning_of(WordKind::kAbsent, 5)},
    {309, Word::meaning_of(WordKind::kAbsent, 4)},
    {313, Word::meaning_of(WordKind::kAbsent, 2)},
    {316, Word::meaning_of(WordKind::kAbsent, 4)},
    {324, Word::meaning_of(WordKind::kAbsent, 0)},
    {328, Word::meaning_of(WordKind::kAbsent, 2)},
    {333, Word::meaning_of(WordKind::kAbsent, 0)},
    {336, Word::meaning_of(WordKind::kAbsent, 0)},
    {341, Word::meaning_of(WordKind::kDirective, 3)},
    {344, Word::meaning_of(WordKind::kAbsent, 0)},
    {348, Word::meaning_of(WordKind::kAbsent, 2)},
    {351, Word::meaning_of(WordKind::kAbsent, 0)},
    {357, Word::meaning_of(WordKind::kAbsent, 2)},
    {360, Word::meaning_of(WordKind::kDirective, 7)},
    {366, Word::meaning_of(WordKind::kDirective, 0)},
    {368, Word::meaning_of(WordKind::kAbsent, 0)},
    {373, Word::meaning_of(WordKind::kAbsent, 0)},
    {376, Word::meaning_of(WordKind::kAbsent, 1)},
    {378, Word::meaning_of(WordKind::kInstruction, 11)},
    {382, Word::meaning_of(WordKind::kAbsent, 1)},
    {386, Word::meaning_of(WordKind::kAbsent, 0)},
    {390, Word::meaning_of(WordKind::kAbsent, 0)},
    {393, Word::meaning_of(WordKind::kDirective, 24)},
    {395, Word::meaning_of(WordKind::kAbsent, 0)},
    {399, Word::meaning_of(WordKind::kAbsent, 0)},
    {401, Word::meaning_of(WordKind::kAbsent, 1)},
    {407, Word::meaning_of(WordKind::kAbsent, 5)},
    {414, Word::meaning_of(WordKind::kAbsent, 4)},
    {419, Word::meaning_of(WordKind::kAbsent, 0)},
    {421, Word::meaning_of(WordKind::kAbsent, 1)},
    {423, Word::meaning_of(WordKind::kAbsent, 5)},
    {429, Word::meaning_of(WordKind::kAbsent, 5)},
    {437, Word::meaning_of(WordKind::kInstruction, 12)},
    {442, Word::meaning_of(WordKind::kAbsent, 5)},
    {449, Word::meaning_of(WordKind::kInstruction, 19)},
    {451, Word::meaning_of(WordKind::kAbsent, 4)},
    {457, Word::meaning_of(WordKind::kAbsent, 5)},
    {460, Word::meaning_of(WordKind::kAbsent, 0)},
    {462, Word::meaning_of(WordKind::kDirective, 22)},
    {465, Word::meaning_of(WordKind::kDirective, 5)},
    {470, Word::meaning_of(WordKind::kAbsent, 2)},
    {477, Word::meaning_of(WordKind::kAbsent, 0)},
    {480, Word::meaning_of(WordKind::kInstruction, 13)},
    {485, Word::meaning_of(WordKind::kAbsent, 1)},
    {490, Word::meaning_of(WordKind::kAbsent, 4)},
    {494, Word::meaning_of(WordKind::kAbsent, 0)},
    {498, Word::meaning_of(WordKind::kAbsent, 1)},
    {502, Word::meaning_of(WordKind::kAbsent, 5)},
    {507, Word::meaning_of(WordKind::kDirective, 6)},
    {513, Word::meaning_of(WordKind::kAbsent, 3)},
    {518, Word::meaning_of(WordKind::kAbsent, 0)},
    {524, Word::meaning_of(WordKind::kAbsent, 2)},
    {529, Word::meaning_of(WordKind::kAbsent, 2)},
    {533, Word::meaning_of(WordKind::kAbsent, 0)},
    {536, Word::meaning_of(WordKind::kInstruction, 22)},
    {540, Word::meaning_of(WordKind::kAbsent, 2)},
    {543, Word::meaning_of(WordKind::kDirective, 15)},
    {549, Word::meaning_of(WordKind::kAbsent, 0)},
    {552, Word::meaning_of(WordKind::kAbsent, 2)},
    {557, Word::meaning_of(WordKind::kAbsent, 1)},
    {560, Word::meaning_of(WordKind::kAbsent, 0)},
    {563, Word::meaning_of(WordKind::kInstruction, 21)},
    {568, Word::meaning_of(WordKind::kAbsent, 0)},
    {571, Word::meaning_of(WordKind::kAbsent, 2)},
    {574, Word::meaning_of(WordKind::kAbsent, 2)},
    {579, Word::meaning_of(WordKind::kAbsent, 2)},
    {584, Word::meaning_of(WordKind::kAbsent, 0)},
    {588, Word::meaning_of(WordKind::kAbsent, 5)},
    {597, Word::meaning_of(WordKind::kAbsent, 0)},
    {601, Word::meaning_of(WordKind::kAbsent, 2)},
    {604, Word::meaning_of(WordKind::kDirective, 19)},
    {611, Word::meaning_of(WordKind::kAbsent, 1)},
    {614, Word::meaning_of(WordKind::kDirective, 18)},
    {620, Word::meaning_of(WordKind::kAbsent, 0)},
    {623, Word::meaning_of(WordKind::kInstruction, 20)},
    {628, Word::meaning_of(WordKind::kAbsent, 0)},
    {631, Word::meaning_of(WordKind::kAbsent, 2)},
    {635, Word::meaning_of(WordKind::kAbsent, 5)},
    {643, Word::meaning_of(WordKind::kAbsent, 1)},
    {646, Word::meaning_of(WordKind::kAbsent, 5)},
    {652, Word::meaning_of(WordKind::kAbsent, 1)},
    {655, Word::meaning_of(WordKind::kAbsent, 2)},
    {658, Word::meaning_of(WordKind::kAbsent, 2)},
    {661, Word::meaning_of(WordKind::kAbsent, 1)},
    {664, Word::meaning_of(WordKind::kAbsent, 0)},
    {668, Word::meaning_of(WordKind::kAbsent, 0)},
    {671, Word::meaning_of(WordKind::kInstruction, 15)},
    {673, Word::meaning_of(WordKind::kAbsent, 0)},
    {681, Word::meaning_of(WordKind::kDirective, 23)},
    {683, Word::meaning_of(WordKind::kAbsent, 2)},
    {689, Word::meaning_of(WordKind::kDirective, 5)},
    {695, Word::meaning_of(WordKind::kAbsent, 0)},
    {698, Word::meaning_of(WordKind::kAbsent, 5)},
};

inline constexpr uint8_t kIndex[] = {
    6, 145, 244, 69, 37, 12, 22, 2, 0, 2, 0, 35, 0, 18, 3, 3, 34, 3, 9, 19,
    21, 2, 6, 0, 0, 5, 1, 0, 0, 3, 6, 0, 18, 14, 0, 10, 29, 1, 0, 46,
    6, 1, 0, 15, 4, 6, 0, 10, 0, 218, 0, 51, 8, 15, 61, 15, 21, 24, 0, 22,
    1, 0, 1, 0, 178, 46, 61, 1, 3,
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
    16, nullptr, {0, 0, 0}, 64, kEncodings, 23, kWords, 161, kNames, search_perfect, kIndex,
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
