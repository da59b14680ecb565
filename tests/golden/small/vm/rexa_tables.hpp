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
    "\002" ".\""
    "\003" "2r>"
    "\004" "2mod"
    "\002" "2<"
    "\007" "nonzero"
    "\004" "drop"
    "\002" "u<"
    "\005" "leave"
    "\003" "dup"
    "\002" "0="
    "\004" "task"
    "\002" "2*"
    "\004" "2dup"
    "\005" "write"
    "\001" "\\"
    "\002" "2@"
    "\002" "0<"
    "\001" "$"
    "\004" "2xor"
    "\005" "fpick"
    "\004" "tuck"
    "\002" "me"
    "\005" "+loop"
    "\005" "2swap"
    "\003" "max"
    "\001" "*"
    "\002" "2."
    "\002" ".s"
    "\002" "s\""
    "\005" "minus"
    "\001" "i"
    "\001" ";"
    "\002" ">="
    "\001" "+"
    "\001" ":"
    "\001" "-"
    "\002" "2/"
    "\003" "nip"
    "\004" "2min"
    "\002" "<="
    "\003" "var"
    "\002" "f>"
    "\005" "sleep"
    "\002" ">r"
    "\003" "xor"
    "\006" "catch#"
    "\007" "caught#"
    "\002" "<>"
    "\003" "nop"
    "\002" "r@"
    "\004" "pick"
    "\004" "read"
    "\003" "and"
    "\002" ">f"
    "\002" "if"
    "\003" "2or"
    "\004" "emit"
    "\003" "2f@"
    "\004" "then"
    "\001" "f"
    "\003" "abs"
    "\001" "/"
    "\006" "negate"
    "\007" "ungate#"
    "\004" "else"
    "\004" "2var"
    "\005" "array"
    "\003" "rsh"
    "\002" "2!"
    "\002" "do"
    "\002" "r>"
    "\003" "2>r"
    "\005" "throw"
    "\002" "c@"
    "\002" "cr"
    "\004" "2ext"
    "\007" "receive"
    "\006" "entry#"
    "\006" "import"
    "\004" "?dup"
    "\001" "("
    "\002" "2-"
    "\001" "!"
    "\004" "swap"
    "\005" "await"
    "\003" "2>f"
    "\003" "out"
    "\001" "@"
    "\002" "s@"
    "\006" "unloop"
    "\006" "repeat"
    "\003" "end"
    "\004" "base"
    "\004" "2and"
    "\002" "2r"
    "\005" "fdrop"
    "\004" "-dup"
    "\002" "*/"
    "\005" "2drop"
    "\004" "2abs"
    "\002" "1+"
    "\002" "f@"
    "\003" "min"
    "\005" "until"
    "\003" "mod"
    "\005" "endif"
    "\005" "while"
    "\005" "depth"
    "\004" "send"
    "\003" "2r@"
    "\005" "yield"
    "\003" "inp"
    "\001" "<"
    "\002" "2>"
    "\004" "2max"
    "\006" "2minus"
    "\004" "-rot"
    "\002" ":*"
    "\001" "r"
    "\001" ">"
    "\002" "1-"
    "\006" "return"
    "\001" "j"
    "\002" "2f"
    "\002" "c!"
    "\003" "rot"
    "\005" "again"
    "\004" "2lsh"
    "\003" "lsh"
    "\004" "2rot"
    "\004" "over"
    "\005" "task#"
    "\002" "2="
    "\001" "."
    "\004" "exec"
    "\005" "traps"
    "\002" "s!"
    "\003" "2f>"
    "\005" "cell+"
    "\005" "catch"
    "\005" "begin"
    "\010" "uncatch#"
    "\005" "2over"
    "\002" "or"
    "\001" "="
    "\004" "2not"
    "\005" "const"
    "\002" "2+"
    "\003" "not"
    "\004" "2red"
    "\004" "end#"
    "\004" "loop"
    "\004" "2rsh"
    "";

inline constexpr Word kWords[] = {
    {0, Word::meaning_of(WordKind::kDirective, 21)},
    {3, Word::meaning_of(WordKind::kAbsent, 2)},
    {7, Word::meaning_of(WordKind::kAbsent, 2)},
    {12, Word::meaning_of(WordKind::kAbsent, 2)},
    {15, Word::meaning_of(WordKind::kAbsent, 0)},
    {23, Word::meaning_of(WordKind::kInstruction, 12)},
    {28, Word::meaning_of(WordKind::kAbsent, 0)},
    {31, Word::meaning_of(WordKind::kAbsent, 1)},
    {37, Word::meaning_of(WordKind::kInstruction, 11)},
    {41, Word::meaning_of(WordKind::kAbsent, 0)},
    {44, Word::meaning_of(WordKind::kAbsent, 4)},
    {49, Word::meaning_of(WordKind::kAbsent, 2)},
    {52, Word::meaning_of(WordKind::kAbsent, 0)},
    {57, Word::meaning_of(WordKind::kAbsent, 3)},
    {63, Word::meaning_of(WordKind::kDirective, 24)},
    {65, Word::meaning_of(WordKind::kAbsent, 2)},
    {68, Word::meaning_of(WordKind::kAbsent, 0)},
    {71, Word::meaning_of(WordKind::kDirective, 20)},
    {73, Word::meaning_of(WordKind::kAbsent, 2)},
    {78, Word::meaning_of(WordKind::kAbsent, 1)},
    {84, Word::meaning_of(WordKind::kAbsent, 0)},
    {89, Word::meaning_of(WordKind::kAbsent, 4)},
    {92, Word::meaning_of(WordKind::kAbsent, 1)},
    {98, Word::meaning_of(WordKind::kAbsent, 2)},
    {104, Word::meaning_of(WordKind::kAbsent, 0)},
    {108, Word::meaning_of(WordKind::kAbsent, 0)},
    {110, Word::meaning_of(WordKind::kAbsent, 2)},
    {113, Word::meaning_of(WordKind::kAbsent, 0)},
    {116, Word::meaning_of(WordKind::kDirective, 22)},
    {119, Word::meaning_of(WordKind::kAbsent, 0)},
    {125, Word::meaning_of(WordKind::kAbsent, 1)},
    {127, Word::meaning_of(WordKind::kDirective, 2)},
    {129, Word::meaning_of(WordKind::kAbsent, 0)},
    {132, Word::meaning_of(WordKind::kInstruction, 14)},
    {134, Word::meaning_of(WordKind::kDirective, 0)},
    {136, Word::meaning_of(WordKind::kAbsent, 0)},
    {138, Word::meaning_of(WordKind::kAbsent, 2)},
    {141, Word::meaning_of(WordKind::kAbsent, 0)},
    {145, Word::meaning_of(WordKind::kAbsent, 2)},
    {150, Word::meaning_of(WordKind::kAbsent, 0)},
    {153, Word::meaning_of(WordKind::kDirective, 16)},
    {157, Word::meaning_of(WordKind::kAbsent, 1)},
    {160, Word::meaning_of(WordKind::kAbsent, 4)},
    {166, Word::meaning_of(WordKind::kInstruction, 17)},
    {169, Word::meaning_of(WordKind::kAbsent, 0)},
    {173, Word::meaning_of(WordKind::kAbsent, 4)},
    {180, Word::meaning_of(WordKind::kAbsent, 4)},
    {188, Word::meaning_of(WordKind::kAbsent, 0)},
    {191, Word::meaning_of(WordKind::kAbsent, 0)},
    {195, Word::meaning_of(WordKind::kAbsent, 0)},
    {198, Word::meaning_of(WordKind::kInstruction, 21)},
    {203, Word::meaning_of(WordKind::kAbsent, 3)},
    {208, Word::meaning_of(WordKind::kAbsent, 0)},
    {212, Word::meaning_of(WordKind::kAbsent, 1)},
    {215, Word::meaning_of(WordKind::kDirective, 3)},
    {218, Word::meaning_of(WordKind::kAbsent, 2)},
    {222, Word::meaning_of(WordKind::kInstruction, 20)},
    {227, Word::meaning_of(WordKind::kAbsent, 1)},
    {231, Word::meaning_of(WordKind::kDirective, 5)},
    {236, Word::meaning_of(WordKind::kAbsent, 1)},
    {238, Word::meaning_of(WordKind::kAbsent, 0)},
    {242, Word::meaning_of(WordKind::kInstruction, 15)},
    {244, Word::meaning_of(WordKind::kAbsent, 0)},
    {251, Word::meaning_of(WordKind::kAbsent, 4)},
    {259, Word::meaning_of(WordKind::kDirective, 4)},
    {264, Word::meaning_of(WordKind::kDirective, 17)},
    {269, Word::meaning_of(WordKind::kDirective, 18)},
    {275, Word::meaning_of(WordKind::kAbsent, 0)},
    {279, Word::meaning_of(WordKind::kAbsent, 2)},
    {282, Word::meaning_of(WordKind::kAbsent, 1)},
    {285, Word::meaning_of(WordKind::kInstruction, 18)},
    {288, Word::meaning_of(WordKind::kAbsent, 2)},
    {292, Word::meaning_of(WordKind::kAbsent, 4)},
    {298, Word::meaning_of(WordKind::kAbsent, 0)},
    {301, Word::meaning_of(WordKind::kAbsent, 0)},
    {304, Word::meaning_of(WordKind::kAbsent, 2)},
    {309, Word::meaning_of(WordKind::kAbsent, 4)},
    {317, Word::meaning_of(WordKind::kAbsent, 4)},
    {324, Word::meaning_of(WordKind::kDirective, 19)},
    {331, Word::meaning_of(WordKind::kInstruction, 13)},
    {336, Word::meaning_of(WordKind::kDirective, 23)},
    {338, Word::meaning_of(WordKind::kAbsent, 2)},
    {341, Word::meaning_of(WordKind::kInstruction, 19)},
    {343, Word::meaning_of(WordKind::kAbsent, 0)},
    {348, Word::meaning_of(WordKind::kAbsent, 4)},
    {354, Word::meaning_of(WordKind::kAbsent, 1)},
    {358, Word::meaning_of(WordKind::kAbsent, 0)},
    {362, Word::meaning_of(WordKind::kAbsent, 0)},
    {364, Word::meaning_of(WordKind::kAbsent, 0)},
    {367, Word::meaning_of(WordKind::kAbsent, 1)},
    {374, Word::meaning_of(WordKind::kDirective, 10)},
    {381, Word::meaning_of(WordKind::kDirective, 25)},
    {385, Word::meaning_of(WordKind::kAbsent, 0)},
    {390, Word::meaning_of(WordKind::kAbsent, 2)},
    {395, Word::meaning_of(WordKind::kAbsent, 2)},
    {398, Word::meaning_of(WordKind::kAbsent, 1)},
    {404, Word::meaning_of(WordKind::kInstruction, 13)},
    {409, Word::meaning_of(WordKind::kAbsent, 2)},
    {412, Word::meaning_of(WordKind::kAbsent, 0)},
    {418, Word::meaning_of(WordKind::kAbsent, 2)},
    {423, Word::meaning_of(WordKind::kAbsent, 0)},
    {426, Word::meaning_of(WordKind::kAbsent, 1)},
    {429, Word::meaning_of(WordKind::kAbsent, 0)},
    {433, Word::meaning_of(WordKind::kDirective, 7)},
    {439, Word::meaning_of(WordKind::kAbsent, 0)},
    {443, Word::meaning_of(WordKind::kDirective, 5)},
    {449, Word::meaning_of(WordKind::kDirective, 9)},
    {455, Word::meaning_of(WordKind::kAbsent, 0)},
    {461, Word::meaning_of(WordKind::kAbsent, 4)},
    {466, Word::meaning_of(WordKind::kAbsent, 2)},
    {470, Word::meaning_of(WordKind::kAbsent, 4)},
    {476, Word::meaning_of(WordKind::kInstruction, 22)},
    {480, Word::meaning_of(WordKind::kInstruction, 16)},
    {482, Word::meaning_of(WordKind::kAbsent, 2)},
    {485, Word::meaning_of(WordKind::kAbsent, 2)},
    {490, Word::meaning_of(WordKind::kAbsent, 2)},
    {497, Word::meaning_of(WordKind::kAbsent, 0)},
    {502, Word::meaning_of(WordKind::kDirective, 1)},
    {505, Word::meaning_of(WordKind::kAbsent, 0)},
    {507, Word::meaning_of(WordKind::kAbsent, 0)},
    {509, Word::meaning_of(WordKind::kAbsent, 0)},
    {512, Word::meaning_of(WordKind::kInstruction, 9)},
    {519, Word::meaning_of(WordKind::kAbsent, 1)},
    {521, Word::meaning_of(WordKind::kAbsent, 1)},
    {524, Word::meaning_of(WordKind::kAbsent, 0)},
    {527, Word::meaning_of(WordKind::kAbsent, 0)},
    {531, Word::meaning_of(WordKind::kDirective, 8)},
    {537, Word::meaning_of(WordKind::kAbsent, 2)},
    {542, Word::meaning_of(WordKind::kAbsent, 0)},
    {546, Word::meaning_of(WordKind::kAbsent, 2)},
    {551, Word::meaning_of(WordKind::kAbsent, 0)},
    {556, Word::meaning_of(WordKind::kAbsent, 4)},
    {562, Word::meaning_of(WordKind::kAbsent, 2)},
    {565, Word::meaning_of(WordKind::kAbsent, 0)},
    {567, Word::meaning_of(WordKind::kAbsent, 0)},
    {572, Word::meaning_of(WordKind::kAbsent, 4)},
    {578, Word::meaning_of(WordKind::kAbsent, 0)},
    {581, Word::meaning_of(WordKind::kAbsent, 1)},
    {585, Word::meaning_of(WordKind::kAbsent, 0)},
    {591, Word::meaning_of(WordKind::kAbsent, 4)},
    {597, Word::meaning_of(WordKind::kDirective, 6)},
    {603, Word::meaning_of(WordKind::kAbsent, 4)},
    {612, Word::meaning_of(WordKind::kAbsent, 2)},
    {618, Word::meaning_of(WordKind::kAbsent, 0)},
    {621, Word::meaning_of(WordKind::kAbsent, 0)},
    {623, Word::meaning_of(WordKind::kAbsent, 2)},
    {628, Word::meaning_of(WordKind::kDirective, 15)},
    {634, Word::meaning_of(WordKind::kAbsent, 2)},
    {637, Word::meaning_of(WordKind::kAbsent, 0)},
    {641, Word::meaning_of(WordKind::kAbsent, 2)},
    {646, Word::meaning_of(WordKind::kAbsent, 4)},
    {651, Word::meaning_of(WordKind::kAbsent, 1)},
    {656, Word::meaning_of(WordKind::kAbsent, 2)},
};

inline constexpr uint8_t kIndex[] = {
    6, 187, 36, 151, 226, 12, 2, 12, 1, 4, 7, 9, 3, 0, 29, 2, 32, 24, 26, 1,
    5, 0, 45, 11, 0, 5, 0, 0, 1, 0, 0, 0, 0, 6, 0, 4, 34, 26, 0, 4,
    6, 13, 0, 57, 2, 33, 0, 79, 0, 8, 0, 15, 5, 10, 25, 31, 2, 17, 0, 5,
    1, 13, 1, 0, 30, 24, 22, 1, 46,
};

// Why the words are absent that are.
inline constexpr const char* kAbsentReasons[] = {
    "this configuration leaves it out",
    "instruction set 'loop' is not in this configuration",
    "instruction set 'double' is not in this configuration",
    "instruction set 'io' is not in this configuration",
    "instruction set 'task' is not in this configuration",
    nullptr};

inline constexpr HostFunction kHostFunctions[] = {
    {0, 0}};

inline constexpr HostData kHostData[] = {
    {0, 0, 8}};

inline constexpr char kLibrary[] =
    "";

inline constexpr Tables kTables = {
    16, nullptr, {0, 0, 0}, 64, kEncodings, 23, kWords, 153, kNames, search_perfect, kIndex,
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
