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
    "\006" "import"
    "\003" "min"
    "\005" "cell+"
    "\006" "return"
    "\004" "2and"
    "\002" "<="
    "\001" "f"
    "\001" "!"
    "\003" "2f@"
    "\002" "s!"
    "\005" "leave"
    "\001" "-"
    "\002" "f>"
    "\001" "."
    "\004" "2min"
    "\004" "2not"
    "\002" ":*"
    "\004" "2abs"
    "\005" "fdrop"
    "\004" "loop"
    "\006" "negate"
    "\002" ".\""
    "\003" "dup"
    "\001" "("
    "\003" "and"
    "\005" "await"
    "\003" "2>r"
    "\004" "-rot"
    "\005" "minus"
    "\004" "tuck"
    "\004" "2ext"
    "\003" "2or"
    "\003" "abs"
    "\005" "traps"
    "\004" "2rsh"
    "\005" "until"
    "\004" "swap"
    "\003" "nip"
    "\001" "<"
    "\003" "not"
    "\004" "-dup"
    "\004" "2lsh"
    "\002" "c!"
    "\005" "const"
    "\003" "2>f"
    "\005" "depth"
    "\002" "2>"
    "\004" "2rot"
    "\002" "r>"
    "\001" "+"
    "\002" "1+"
    "\007" "receive"
    "\002" "2="
    "\001" "r"
    "\005" "fpick"
    "\001" "j"
    "\002" "r@"
    "\006" "2minus"
    "\004" "2var"
    "\004" "2max"
    "\005" "2drop"
    "\001" ":"
    "\005" "yield"
    "\001" ";"
    "\004" "send"
    "\005" "2over"
    "\003" "end"
    "\006" "catch#"
    "\001" ">"
    "\003" "2f>"
    "\002" "f@"
    "\002" "if"
    "\006" "repeat"
    "\002" "0<"
    "\004" "2mod"
    "\001" "*"
    "\002" "me"
    "\001" "i"
    "\001" "$"
    "\002" "do"
    "\007" "nonzero"
    "\006" "entry#"
    "\002" "cr"
    "\003" "xor"
    "\005" "+loop"
    "\007" "ungate#"
    "\002" "2+"
    "\005" "begin"
    "\002" "2<"
    "\004" "base"
    "\004" "2xor"
    "\002" "2!"
    "\004" "2dup"
    "\001" "\\"
    "\003" "rot"
    "\002" ">f"
    "\003" "mod"
    "\002" "2*"
    "\004" "end#"
    "\002" "s@"
    "\004" "drop"
    "\004" "?dup"
    "\004" "pick"
    "\005" "throw"
    "\010" "uncatch#"
    "\003" "max"
    "\002" "2@"
    "\002" "u<"
    "\003" "2r>"
    "\005" "array"
    "\004" "exec"
    "\005" "while"
    "\003" "out"
    "\002" ">="
    "\007" "caught#"
    "\004" "over"
    "\001" "@"
    "\005" "endif"
    "\002" "2-"
    "\002" "2f"
    "\005" "again"
    "\002" "or"
    "\003" "rsh"
    "\005" "task#"
    "\004" "task"
    "\002" "2r"
    "\002" "2."
    "\002" "1-"
    "\003" "var"
    "\002" "2/"
    "\005" "catch"
    "\004" "else"
    "\002" "<>"
    "\002" "*/"
    "\002" ".s"
    "\003" "2r@"
    "\002" ">r"
    "\003" "inp"
    "\004" "then"
    "\004" "emit"
    "\005" "sleep"
    "\004" "2red"
    "\002" "0="
    "\003" "lsh"
    "\006" "unloop"
    "\001" "/"
    "\002" "s\""
    "\002" "c@"
    "\005" "2swap"
    "\003" "nop"
    "\001" "="
    "";

inline constexpr Word kWords[] = {
    {0, Word::meaning_of(WordKind::kDirective, 19)},
    {7, Word::meaning_of(WordKind::kAbsent, 0)},
    {11, Word::meaning_of(WordKind::kAbsent, 0)},
    {17, Word::meaning_of(WordKind::kInstruction, 9)},
    {24, Word::meaning_of(WordKind::kAbsent, 2)},
    {29, Word::meaning_of(WordKind::kAbsent, 0)},
    {32, Word::meaning_of(WordKind::kAbsent, 1)},
    {34, Word::meaning_of(WordKind::kInstruction, 19)},
    {36, Word::meaning_of(WordKind::kAbsent, 1)},
    {40, Word::meaning_of(WordKind::kAbsent, 0)},
    {43, Word::meaning_of(WordKind::kAbsent, 1)},
    {49, Word::meaning_of(WordKind::kAbsent, 0)},
    {51, Word::meaning_of(WordKind::kAbsent, 1)},
    {54, Word::meaning_of(WordKind::kAbsent, 0)},
    {56, Word::meaning_of(WordKind::kAbsent, 2)},
    {61, Word::meaning_of(WordKind::kAbsent, 2)},
    {66, Word::meaning_of(WordKind::kDirective, 1)},
    {69, Word::meaning_of(WordKind::kAbsent, 2)},
    {74, Word::meaning_of(WordKind::kAbsent, 1)},
    {80, Word::meaning_of(WordKind::kAbsent, 1)},
    {85, Word::meaning_of(WordKind::kAbsent, 0)},
    {92, Word::meaning_of(WordKind::kDirective, 21)},
    {95, Word::meaning_of(WordKind::kInstruction, 11)},
    {99, Word::meaning_of(WordKind::kDirective, 23)},
    {101, Word::meaning_of(WordKind::kAbsent, 0)},
    {105, Word::meaning_of(WordKind::kAbsent, 3)},
    {111, Word::meaning_of(WordKind::kAbsent, 2)},
    {115, Word::meaning_of(WordKind::kAbsent, 0)},
    {120, Word::meaning_of(WordKind::kAbsent, 0)},
    {126, Word::meaning_of(WordKind::kAbsent, 0)},
    {131, Word::meaning_of(WordKind::kAbsent, 2)},
    {136, Word::meaning_of(WordKind::kAbsent, 2)},
    {140, Word::meaning_of(WordKind::kAbsent, 0)},
    {144, Word::meaning_of(WordKind::kAbsent, 3)},
    {150, Word::meaning_of(WordKind::kAbsent, 2)},
    {155, Word::meaning_of(WordKind::kDirective, 7)},
    {161, Word::meaning_of(WordKind::kAbsent, 0)},
    {166, Word::meaning_of(WordKind::kAbsent, 0)},
    {170, Word::meaning_of(WordKind::kInstruction, 16)},
    {172, Word::meaning_of(WordKind::kAbsent, 0)},
    {176, Word::meaning_of(WordKind::kInstruction, 13)},
    {181, Word::meaning_of(WordKind::kAbsent, 2)},
    {186, Word::meaning_of(WordKind::kAbsent, 0)},
    {189, Word::meaning_of(WordKind::kDirective, 15)},
    {195, Word::meaning_of(WordKind::kAbsent, 1)},
    {199, Word::meaning_of(WordKind::kAbsent, 0)},
    {205, Word::meaning_of(WordKind::kAbsent, 2)},
    {208, Word::meaning_of(WordKind::kAbsent, 2)},
    {213, Word::meaning_of(WordKind::kInstruction, 18)},
    {216, Word::meaning_of(WordKind::kInstruction, 14)},
    {218, Word::meaning_of(WordKind::kAbsent, 0)},
    {221, Word::meaning_of(WordKind::kAbsent, 3)},
    {229, Word::meaning_of(WordKind::kAbsent, 2)},
    {232, Word::meaning_of(WordKind::kAbsent, 0)},
    {234, Word::meaning_of(WordKind::kAbsent, 1)},
    {240, Word::meaning_of(WordKind::kAbsent, 1)},
    {242, Word::meaning_of(WordKind::kAbsent, 0)},
    {245, Word::meaning_of(WordKind::kAbsent, 2)},
    {252, Word::meaning_of(WordKind::kDirective, 17)},
    {257, Word::meaning_of(WordKind::kAbsent, 2)},
    {262, Word::meaning_of(WordKind::kAbsent, 0)},
    {268, Word::meaning_of(WordKind::kDirective, 0)},
    {270, Word::meaning_of(WordKind::kAbsent, 3)},
    {276, Word::meaning_of(WordKind::kDirective, 2)},
    {278, Word::meaning_of(WordKind::kAbsent, 3)},
    {283, Word::meaning_of(WordKind::kAbsent, 2)},
    {289, Word::meaning_of(WordKind::kDirective, 25)},
    {293, Word::meaning_of(WordKind::kAbsent, 3)},
    {300, Word::meaning_of(WordKind::kAbsent, 0)},
    {302, Word::meaning_of(WordKind::kAbsent, 1)},
    {306, Word::meaning_of(WordKind::kAbsent, 1)},
    {309, Word::meaning_of(WordKind::kDirective, 3)},
    {312, Word::meaning_of(WordKind::kDirective, 10)},
    {319, Word::meaning_of(WordKind::kAbsent, 0)},
    {322, Word::meaning_of(WordKind::kAbsent, 2)},
    {327, Word::meaning_of(WordKind::kAbsent, 0)},
    {329, Word::meaning_of(WordKind::kAbsent, 3)},
    {332, Word::meaning_of(WordKind::kAbsent, 1)},
    {334, Word::meaning_of(WordKind::kDirective, 20)},
    {336, Word::meaning_of(WordKind::kAbsent, 1)},
    {339, Word::meaning_of(WordKind::kAbsent, 0)},
    {347, Word::meaning_of(WordKind::kAbsent, 3)},
    {354, Word::meaning_of(WordKind::kAbsent, 0)},
    {357, Word::meaning_of(WordKind::kAbsent, 0)},
    {361, Word::meaning_of(WordKind::kAbsent, 1)},
    {367, Word::meaning_of(WordKind::kAbsent, 3)},
    {375, Word::meaning_of(WordKind::kAbsent, 2)},
    {378, Word::meaning_of(WordKind::kDirective, 6)},
    {384, Word::meaning_of(WordKind::kAbsent, 2)},
    {387, Word::meaning_of(WordKind::kAbsent, 0)},
    {392, Word::meaning_of(WordKind::kAbsent, 2)},
    {397, Word::meaning_of(WordKind::kAbsent, 2)},
    {400, Word::meaning_of(WordKind::kAbsent, 0)},
    {405, Word::meaning_of(WordKind::kDirective, 24)},
    {407, Word::meaning_of(WordKind::kAbsent, 0)},
    {411, Word::meaning_of(WordKind::kAbsent, 1)},
    {414, Word::meaning_of(WordKind::kAbsent, 0)},
    {418, Word::meaning_of(WordKind::kAbsent, 2)},
    {421, Word::meaning_of(WordKind::kAbsent, 3)},
    {426, Word::meaning_of(WordKind::kAbsent, 0)},
    {429, Word::meaning_of(WordKind::kInstruction, 12)},
    {434, Word::meaning_of(WordKind::kInstruction, 13)},
    {439, Word::meaning_of(WordKind::kInstruction, 21)},
    {444, Word::meaning_of(WordKind::kAbsent, 3)},
    {450, Word::meaning_of(WordKind::kAbsent, 3)},
    {459, Word::meaning_of(WordKind::kAbsent, 0)},
    {463, Word::meaning_of(WordKind::kAbsent, 2)},
    {466, Word::meaning_of(WordKind::kAbsent, 0)},
    {469, Word::meaning_of(WordKind::kAbsent, 2)},
    {473, Word::meaning_of(WordKind::kDirective, 18)},
    {479, Word::meaning_of(WordKind::kAbsent, 0)},
    {484, Word::meaning_of(WordKind::kDirective, 9)},
    {490, Word::meaning_of(WordKind::kAbsent, 0)},
    {494, Word::meaning_of(WordKind::kAbsent, 0)},
    {497, Word::meaning_of(WordKind::kAbsent, 3)},
    {505, Word::meaning_of(WordKind::kAbsent, 0)},
    {510, Word::meaning_of(WordKind::kAbsent, 0)},
    {512, Word::meaning_of(WordKind::kDirective, 5)},
    {518, Word::meaning_of(WordKind::kAbsent, 2)},
    {521, Word::meaning_of(WordKind::kAbsent, 1)},
    {524, Word::meaning_of(WordKind::kDirective, 8)},
    {530, Word::meaning_of(WordKind::kAbsent, 0)},
    {533, Word::meaning_of(WordKind::kAbsent, 0)},
    {537, Word::meaning_of(WordKind::kAbsent, 3)},
    {543, Word::meaning_of(WordKind::kAbsent, 3)},
    {548, Word::meaning_of(WordKind::kAbsent, 2)},
    {551, Word::meaning_of(WordKind::kAbsent, 2)},
    {554, Word::meaning_of(WordKind::kAbsent, 0)},
    {557, Word::meaning_of(WordKind::kDirective, 16)},
    {561, Word::meaning_of(WordKind::kAbsent, 2)},
    {564, Word::meaning_of(WordKind::kAbsent, 3)},
    {570, Word::meaning_of(WordKind::kDirective, 4)},
    {575, Word::meaning_of(WordKind::kAbsent, 0)},
    {578, Word::meaning_of(WordKind::kAbsent, 2)},
    {581, Word::meaning_of(WordKind::kAbsent, 0)},
    {584, Word::meaning_of(WordKind::kAbsent, 2)},
    {588, Word::meaning_of(WordKind::kInstruction, 17)},
    {591, Word::meaning_of(WordKind::kInstruction, 22)},
    {595, Word::meaning_of(WordKind::kDirective, 5)},
    {600, Word::meaning_of(WordKind::kInstruction, 20)},
    {605, Word::meaning_of(WordKind::kAbsent, 3)},
    {611, Word::meaning_of(WordKind::kAbsent, 2)},
    {616, Word::meaning_of(WordKind::kAbsent, 0)},
    {619, Word::meaning_of(WordKind::kAbsent, 0)},
    {623, Word::meaning_of(WordKind::kAbsent, 1)},
    {630, Word::meaning_of(WordKind::kInstruction, 15)},
    {632, Word::meaning_of(WordKind::kDirective, 22)},
    {635, Word::meaning_of(WordKind::kAbsent, 0)},
    {638, Word::meaning_of(WordKind::kAbsent, 2)},
    {644, Word::meaning_of(WordKind::kAbsent, 0)},
    {648, Word::meaning_of(WordKind::kAbsent, 0)},
};

inline constexpr uint8_t kIndex[] = {
    6, 145, 244, 69, 37, 5, 8, 1, 0, 1, 18, 8, 2, 0, 34, 45, 22, 15, 10, 16,
    1, 21, 41, 4, 0, 4, 0, 1, 1, 4, 2, 0, 0, 7, 0, 19, 118, 9, 3, 1,
    73, 1, 0, 129, 3, 13, 0, 11, 0, 8, 0, 2, 18, 1, 88, 13, 1, 34, 0, 3,
    4, 17, 0, 0, 45, 108, 29, 87, 106,
};

// Why the words are absent that are.
inline constexpr const char* kAbsentReasons[] = {
    "this configuration leaves it out",
    "instruction set 'loop' is not in this configuration",
    "instruction set 'double' is not in this configuration",
    "instruction set 'task' is not in this configuration",
    nullptr};

inline constexpr char kLibrary[] =
    "";

inline constexpr Tables kTables = {
    16, nullptr, {0, 0, 0}, 64, kEncodings, 23, kWords, 151, kNames, search_perfect, kIndex,
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
    kLibrary, 0};

}  // namespace rexa::vm
