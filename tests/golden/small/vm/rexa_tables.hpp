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
    "\007" "nonzero"
    "\002" "<>"
    "\003" "inp"
    "\001" "+"
    "\002" ">="
    "\006" "unloop"
    "\001" "\\"
    "\002" "2="
    "\001" "="
    "\003" "xor"
    "\002" "s@"
    "\004" "hull"
    "\002" "u<"
    "\005" "2over"
    "\001" "-"
    "\007" "sigmoid"
    "\004" "emit"
    "\005" "2swap"
    "\005" "+loop"
    "\003" "var"
    "\003" "max"
    "\006" "negate"
    "\004" "2xor"
    "\004" "2red"
    "\003" "2or"
    "\005" "leave"
    "\001" ":"
    "\002" "2-"
    "\002" ".s"
    "\002" "2@"
    "\002" "2+"
    "\007" "receive"
    "\004" "2not"
    "\001" "@"
    "\002" "s!"
    "\004" "swap"
    "\005" "yield"
    "\003" "lsh"
    "\002" "2*"
    "\002" "if"
    "\002" "2!"
    "\002" "cr"
    "\001" "!"
    "\004" "else"
    "\004" "base"
    "\005" "cell+"
    "\003" "2r>"
    "\003" "rot"
    "\002" ".\""
    "\002" "f>"
    "\005" "2drop"
    "\001" ">"
    "\001" "<"
    "\003" "mod"
    "\004" "2mod"
    "\004" "?dup"
    "\004" "-dup"
    "\002" "0="
    "\004" "task"
    "\006" "2minus"
    "\004" "2rot"
    "\004" "read"
    "\004" "2var"
    "\002" ":*"
    "\003" "and"
    "\004" "2and"
    "\003" "not"
    "\005" "await"
    "\004" "drop"
    "\002" "<="
    "\005" "until"
    "\004" "loop"
    "\002" "or"
    "\005" "valid"
    "\003" "out"
    "\005" "while"
    "\004" "pick"
    "\005" "fpick"
    "\002" "1+"
    "\001" "("
    "\004" "2abs"
    "\005" "fdrop"
    "\002" "2>"
    "\004" "tuck"
    "\005" "begin"
    "\004" "relu"
    "\003" "log"
    "\004" "2rsh"
    "\006" "repeat"
    "\006" "return"
    "\005" "depth"
    "\004" "send"
    "\006" "import"
    "\002" "2/"
    "\005" "endif"
    "\002" "do"
    "\001" "*"
    "\005" "write"
    "\001" "/"
    "\002" "*/"
    "\003" "2r@"
    "\003" "2f@"
    "\004" "lowp"
    "\002" "c@"
    "\005" "minus"
    "\003" "2>f"
    "\003" "rsh"
    "\002" "0<"
    "\002" "2f"
    "\002" "r@"
    "\003" "sin"
    "\003" "nip"
    "\002" "c!"
    "\003" "dup"
    "\004" "2dup"
    "\002" ">f"
    "\004" "2max"
    "\002" ">r"
    "\004" "exec"
    "\003" "end"
    "\001" "f"
    "\005" "const"
    "\001" ";"
    "\005" "catch"
    "\001" "$"
    "\002" "2r"
    "\001" "i"
    "\003" "nop"
    "\002" "2<"
    "\003" "2>r"
    "\005" "array"
    "\002" "2."
    "\004" "2ext"
    "\002" "s\""
    "\003" "abs"
    "\005" "traps"
    "\005" "highp"
    "\001" "r"
    "\002" "me"
    "\004" "over"
    "\002" "f@"
    "\002" "1-"
    "\004" "then"
    "\002" "r>"
    "\005" "sleep"
    "\005" "throw"
    "\005" "again"
    "\004" "2min"
    "\001" "."
    "\004" "-rot"
    "\004" "2lsh"
    "\003" "min"
    "\003" "2f>"
    "\001" "j"
    "";

inline constexpr Word kWords[] = {
    {0, Word::meaning_of(WordKind::kAbsent, 0)},
    {8, Word::meaning_of(WordKind::kAbsent, 0)},
    {11, Word::meaning_of(WordKind::kInstruction, 22)},
    {15, Word::meaning_of(WordKind::kInstruction, 14)},
    {17, Word::meaning_of(WordKind::kAbsent, 0)},
    {20, Word::meaning_of(WordKind::kAbsent, 1)},
    {27, Word::meaning_of(WordKind::kDirective, 24)},
    {29, Word::meaning_of(WordKind::kAbsent, 2)},
    {32, Word::meaning_of(WordKind::kAbsent, 0)},
    {34, Word::meaning_of(WordKind::kAbsent, 0)},
    {38, Word::meaning_of(WordKind::kAbsent, 0)},
    {41, Word::meaning_of(WordKind::kAbsent, 4)},
    {46, Word::meaning_of(WordKind::kAbsent, 0)},
    {49, Word::meaning_of(WordKind::kAbsent, 2)},
    {55, Word::meaning_of(WordKind::kAbsent, 0)},
    {57, Word::meaning_of(WordKind::kAbsent, 4)},
    {65, Word::meaning_of(WordKind::kInstruction, 20)},
    {70, Word::meaning_of(WordKind::kAbsent, 2)},
    {76, Word::meaning_of(WordKind::kAbsent, 1)},
    {82, Word::meaning_of(WordKind::kDirective, 16)},
    {86, Word::meaning_of(WordKind::kAbsent, 0)},
    {90, Word::meaning_of(WordKind::kAbsent, 0)},
    {97, Word::meaning_of(WordKind::kAbsent, 2)},
    {102, Word::meaning_of(WordKind::kAbsent, 2)},
    {107, Word::meaning_of(WordKind::kAbsent, 2)},
    {111, Word::meaning_of(WordKind::kAbsent, 1)},
    {117, Word::meaning_of(WordKind::kDirective, 0)},
    {119, Word::meaning_of(WordKind::kAbsent, 2)},
    {122, Word::meaning_of(WordKind::kAbsent, 0)},
    {125, Word::meaning_of(WordKind::kAbsent, 2)},
    {128, Word::meaning_of(WordKind::kAbsent, 2)},
    {131, Word::meaning_of(WordKind::kAbsent, 5)},
    {139, Word::meaning_of(WordKind::kAbsent, 2)},
    {144, Word::meaning_of(WordKind::kAbsent, 0)},
    {146, Word::meaning_of(WordKind::kAbsent, 0)},
    {149, Word::meaning_of(WordKind::kAbsent, 0)},
    {154, Word::meaning_of(WordKind::kAbsent, 5)},
    {160, Word::meaning_of(WordKind::kAbsent, 0)},
    {164, Word::meaning_of(WordKind::kAbsent, 2)},
    {167, Word::meaning_of(WordKind::kDirective, 3)},
    {170, Word::meaning_of(WordKind::kAbsent, 2)},
    {173, Word::meaning_of(WordKind::kAbsent, 0)},
    {176, Word::meaning_of(WordKind::kInstruction, 19)},
    {178, Word::meaning_of(WordKind::kDirective, 4)},
    {183, Word::meaning_of(WordKind::kAbsent, 0)},
    {188, Word::meaning_of(WordKind::kAbsent, 0)},
    {194, Word::meaning_of(WordKind::kAbsent, 2)},
    {198, Word::meaning_of(WordKind::kAbsent, 0)},
    {202, Word::meaning_of(WordKind::kDirective, 21)},
    {205, Word::meaning_of(WordKind::kAbsent, 1)},
    {208, Word::meaning_of(WordKind::kAbsent, 0)},
    {214, Word::meaning_of(WordKind::kAbsent, 0)},
    {216, Word::meaning_of(WordKind::kInstruction, 16)},
    {218, Word::meaning_of(WordKind::kAbsent, 0)},
    {222, Word::meaning_of(WordKind::kAbsent, 2)},
    {227, Word::meaning_of(WordKind::kInstruction, 13)},
    {232, Word::meaning_of(WordKind::kInstruction, 13)},
    {237, Word::meaning_of(WordKind::kAbsent, 0)},
    {240, Word::meaning_of(WordKind::kAbsent, 5)},
    {245, Word::meaning_of(WordKind::kAbsent, 2)},
    {252, Word::meaning_of(WordKind::kAbsent, 2)},
    {257, Word::meaning_of(WordKind::kAbsent, 3)},
    {262, Word::meaning_of(WordKind::kDirective, 17)},
    {267, Word::meaning_of(WordKind::kDirective, 1)},
    {270, Word::meaning_of(WordKind::kAbsent, 0)},
    {274, Word::meaning_of(WordKind::kAbsent, 2)},
    {279, Word::meaning_of(WordKind::kAbsent, 0)},
    {283, Word::meaning_of(WordKind::kAbsent, 5)},
    {289, Word::meaning_of(WordKind::kInstruction, 12)},
    {294, Word::meaning_of(WordKind::kAbsent, 0)},
    {297, Word::meaning_of(WordKind::kDirective, 7)},
    {303, Word::meaning_of(WordKind::kAbsent, 1)},
    {308, Word::meaning_of(WordKind::kAbsent, 0)},
    {311, Word::meaning_of(WordKind::kAbsent, 0)},
    {317, Word::meaning_of(WordKind::kAbsent, 0)},
    {321, Word::meaning_of(WordKind::kDirective, 9)},
    {327, Word::meaning_of(WordKind::kInstruction, 21)},
    {332, Word::meaning_of(WordKind::kAbsent, 1)},
    {338, Word::meaning_of(WordKind::kAbsent, 0)},
    {341, Word::meaning_of(WordKind::kDirective, 23)},
    {343, Word::meaning_of(WordKind::kAbsent, 2)},
    {348, Word::meaning_of(WordKind::kAbsent, 1)},
    {354, Word::meaning_of(WordKind::kAbsent, 2)},
    {357, Word::meaning_of(WordKind::kAbsent, 0)},
    {362, Word::meaning_of(WordKind::kDirective, 6)},
    {368, Word::meaning_of(WordKind::kAbsent, 4)},
    {373, Word::meaning_of(WordKind::kAbsent, 4)},
    {377, Word::meaning_of(WordKind::kAbsent, 2)},
    {382, Word::meaning_of(WordKind::kDirective, 10)},
    {389, Word::meaning_of(WordKind::kInstruction, 9)},
    {396, Word::meaning_of(WordKind::kAbsent, 0)},
    {402, Word::meaning_of(WordKind::kAbsent, 5)},
    {407, Word::meaning_of(WordKind::kDirective, 19)},
    {414, Word::meaning_of(WordKind::kAbsent, 2)},
    {417, Word::meaning_of(WordKind::kDirective, 5)},
    {423, Word::meaning_of(WordKind::kAbsent, 1)},
    {426, Word::meaning_of(WordKind::kAbsent, 0)},
    {428, Word::meaning_of(WordKind::kAbsent, 3)},
    {434, Word::meaning_of(WordKind::kInstruction, 15)},
    {436, Word::meaning_of(WordKind::kAbsent, 2)},
    {439, Word::meaning_of(WordKind::kAbsent, 2)},
    {443, Word::meaning_of(WordKind::kAbsent, 1)},
    {447, Word::meaning_of(WordKind::kAbsent, 4)},
    {452, Word::meaning_of(WordKind::kAbsent, 0)},
    {455, Word::meaning_of(WordKind::kAbsent, 0)},
    {461, Word::meaning_of(WordKind::kAbsent, 1)},
    {465, Word::meaning_of(WordKind::kAbsent, 0)},
    {469, Word::meaning_of(WordKind::kAbsent, 0)},
    {472, Word::meaning_of(WordKind::kAbsent, 1)},
    {475, Word::meaning_of(WordKind::kAbsent, 0)},
    {478, Word::meaning_of(WordKind::kAbsent, 4)},
    {482, Word::meaning_of(WordKind::kAbsent, 0)},
    {486, Word::meaning_of(WordKind::kAbsent, 0)},
    {489, Word::meaning_of(WordKind::kInstruction, 11)},
    {493, Word::meaning_of(WordKind::kAbsent, 0)},
    {498, Word::meaning_of(WordKind::kAbsent, 1)},
    {501, Word::meaning_of(WordKind::kAbsent, 2)},
    {506, Word::meaning_of(WordKind::kInstruction, 17)},
    {509, Word::meaning_of(WordKind::kAbsent, 0)},
    {514, Word::meaning_of(WordKind::kDirective, 25)},
    {518, Word::meaning_of(WordKind::kAbsent, 1)},
    {520, Word::meaning_of(WordKind::kDirective, 15)},
    {526, Word::meaning_of(WordKind::kDirective, 2)},
    {528, Word::meaning_of(WordKind::kAbsent, 5)},
    {534, Word::meaning_of(WordKind::kDirective, 20)},
    {536, Word::meaning_of(WordKind::kAbsent, 2)},
    {539, Word::meaning_of(WordKind::kAbsent, 1)},
    {541, Word::meaning_of(WordKind::kAbsent, 0)},
    {545, Word::meaning_of(WordKind::kAbsent, 2)},
    {548, Word::meaning_of(WordKind::kAbsent, 2)},
    {552, Word::meaning_of(WordKind::kDirective, 18)},
    {558, Word::meaning_of(WordKind::kAbsent, 2)},
    {561, Word::meaning_of(WordKind::kAbsent, 2)},
    {566, Word::meaning_of(WordKind::kDirective, 22)},
    {569, Word::meaning_of(WordKind::kAbsent, 0)},
    {573, Word::meaning_of(WordKind::kAbsent, 5)},
    {579, Word::meaning_of(WordKind::kAbsent, 4)},
    {585, Word::meaning_of(WordKind::kAbsent, 0)},
    {587, Word::meaning_of(WordKind::kAbsent, 5)},
    {590, Word::meaning_of(WordKind::kAbsent, 0)},
    {595, Word::meaning_of(WordKind::kAbsent, 1)},
    {598, Word::meaning_of(WordKind::kAbsent, 0)},
    {601, Word::meaning_of(WordKind::kDirective, 5)},
    {606, Word::meaning_of(WordKind::kInstruction, 18)},
    {609, Word::meaning_of(WordKind::kAbsent, 5)},
    {615, Word::meaning_of(WordKind::kAbsent, 5)},
    {621, Word::meaning_of(WordKind::kDirective, 8)},
    {627, Word::meaning_of(WordKind::kAbsent, 2)},
    {632, Word::meaning_of(WordKind::kAbsent, 0)},
    {634, Word::meaning_of(WordKind::kAbsent, 0)},
    {639, Word::meaning_of(WordKind::kAbsent, 2)},
    {644, Word::meaning_of(WordKind::kAbsent, 0)},
    {648, Word::meaning_of(WordKind::kAbsent, 1)},
    {652, Word::meaning_of(WordKind::kAbsent, 1)},
};

inline constexpr uint8_t kIndex[] = {
    6, 151, 54, 25, 4, 1, 8, 3, 4, 6, 8, 22, 0, 18, 5, 1, 30, 3, 20, 5,
    108, 8, 2, 0, 0, 32, 13, 0, 1, 1, 3, 5, 4, 1, 0, 7, 38, 35, 34, 7,
    3, 7, 0, 16, 7, 27, 0, 29, 0, 75, 0, 35, 12, 3, 17, 9, 16, 6, 0, 7,
    1, 12, 0, 0, 85, 8, 81, 73, 118,
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
    16, nullptr, {0, 0, 0}, 64, kEncodings, 23, kWords, 154, kNames, search_perfect, kIndex,
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
