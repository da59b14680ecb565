// The text compiler's tables for configuration 'small'. Generated from the spec; do not edit.
#pragma once

#include "vm/tables.hpp"

namespace rexa::vm {

inline constexpr Encoding kEncodings[] = {
    {0x0000, 2, 14, 1},  // literal_short
    {0x40000000, 4, 30, 1},  // literal_long
    {0xd600, 2, 8, 2},  // literal_extend
    {0xd800, 2, 11, 3},  // branch_zero
    {0xe000, 2, 11, 3},  // branch_nonzero
    {0xe800, 2, 11, 3},  // jump
    {0xf000, 2, 11, 3},  // call
    {0xd40000, 3, 16, 2},  // jump_far
    {0xd50000, 3, 16, 2},  // call_far
    {0x81, 1, 0, 0},  // return
    {0x82, 1, 0, 0},  // halt
    {0x83, 1, 0, 0},  // dup
    {0x84, 1, 0, 0},  // drop
    {0x8b, 1, 0, 0},  // question_dup
    {0x8e, 1, 0, 0},  // add
    {0x91, 1, 0, 0},  // div
    {0xa1, 1, 0, 0},  // less
    {0xa8, 1, 0, 0},  // to_r
    {0xa9, 1, 0, 0},  // r_from
    {0xac, 1, 0, 0},  // store
    {0xb0, 1, 0, 0},  // emit
    {0xd700, 2, 0, 0},  // pick
    {0xd706, 2, 0, 0},  // inp
};

inline constexpr Word kWords[] = {
    {"!", WordKind::kInstruction, 19},
    {"$", WordKind::kDirective, 20},
    {"(", WordKind::kDirective, 23},
    {"*", WordKind::kAbsent, 0},
    {"*/", WordKind::kAbsent, 2},
    {"+", WordKind::kInstruction, 14},
    {"+loop", WordKind::kAbsent, 1},
    {"-", WordKind::kAbsent, 0},
    {"-dup", WordKind::kInstruction, 13},
    {"-rot", WordKind::kAbsent, 0},
    {".", WordKind::kAbsent, 0},
    {".\"", WordKind::kDirective, 21},
    {".s", WordKind::kAbsent, 0},
    {"/", WordKind::kInstruction, 15},
    {"0<", WordKind::kAbsent, 0},
    {"0=", WordKind::kAbsent, 0},
    {"1+", WordKind::kAbsent, 0},
    {"1-", WordKind::kAbsent, 0},
    {"2!", WordKind::kAbsent, 2},
    {"2*", WordKind::kAbsent, 2},
    {"2+", WordKind::kAbsent, 2},
    {"2-", WordKind::kAbsent, 2},
    {"2.", WordKind::kAbsent, 2},
    {"2/", WordKind::kAbsent, 2},
    {"2<", WordKind::kAbsent, 2},
    {"2=", WordKind::kAbsent, 2},
    {"2>", WordKind::kAbsent, 2},
    {"2>f", WordKind::kAbsent, 1},
    {"2>r", WordKind::kAbsent, 2},
    {"2@", WordKind::kAbsent, 2},
    {"2abs", WordKind::kAbsent, 2},
    {"2and", WordKind::kAbsent, 2},
    {"2drop", WordKind::kAbsent, 0},
    {"2dup", WordKind::kAbsent, 0},
    {"2ext", WordKind::kAbsent, 2},
    {"2f", WordKind::kAbsent, 1},
    {"2f>", WordKind::kAbsent, 1},
    {"2f@", WordKind::kAbsent, 1},
    {"2lsh", WordKind::kAbsent, 2},
    {"2max", WordKind::kAbsent, 2},
    {"2min", WordKind::kAbsent, 2},
    {"2minus", WordKind::kAbsent, 2},
    {"2mod", WordKind::kAbsent, 2},
    {"2not", WordKind::kAbsent, 2},
    {"2or", WordKind::kAbsent, 2},
    {"2over", WordKind::kAbsent, 2},
    {"2r", WordKind::kAbsent, 2},
    {"2r>", WordKind::kAbsent, 2},
    {"2r@", WordKind::kAbsent, 2},
    {"2red", WordKind::kAbsent, 2},
    {"2rot", WordKind::kAbsent, 2},
    {"2rsh", WordKind::kAbsent, 2},
    {"2swap", WordKind::kAbsent, 2},
    {"2var", WordKind::kDirective, 17},
    {"2xor", WordKind::kAbsent, 2},
    {":", WordKind::kDirective, 0},
    {":*", WordKind::kDirective, 1},
    {";", WordKind::kDirective, 2},
    {"<", WordKind::kInstruction, 16},
    {"<=", WordKind::kAbsent, 0},
    {"<>", WordKind::kAbsent, 0},
    {"=", WordKind::kAbsent, 0},
    {">", WordKind::kAbsent, 0},
    {">=", WordKind::kAbsent, 0},
    {">f", WordKind::kAbsent, 1},
    {">r", WordKind::kInstruction, 17},
    {"?dup", WordKind::kInstruction, 13},
    {"@", WordKind::kAbsent, 0},
    {"\\", WordKind::kDirective, 24},
    {"abs", WordKind::kAbsent, 0},
    {"again", WordKind::kDirective, 8},
    {"and", WordKind::kAbsent, 0},
    {"array", WordKind::kDirective, 18},
    {"await", WordKind::kAbsent, 3},
    {"base", WordKind::kAbsent, 0},
    {"begin", WordKind::kDirective, 6},
    {"c!", WordKind::kAbsent, 0},
    {"c@", WordKind::kAbsent, 0},
    {"catch", WordKind::kAbsent, 3},
    {"catch#", WordKind::kAbsent, 3},
    {"caught#", WordKind::kAbsent, 3},
    {"cell+", WordKind::kAbsent, 0},
    {"const", WordKind::kDirective, 15},
    {"cr", WordKind::kAbsent, 0},
    {"depth", WordKind::kAbsent, 0},
    {"do", WordKind::kAbsent, 1},
    {"drop", WordKind::kInstruction, 12},
    {"dup", WordKind::kInstruction, 11},
    {"else", WordKind::kDirective, 4},
    {"emit", WordKind::kInstruction, 20},
    {"end", WordKind::kDirective, 25},
    {"end#", WordKind::kAbsent, 3},
    {"endif", WordKind::kDirective, 5},
    {"entry#", WordKind::kAbsent, 3},
    {"exec", WordKind::kAbsent, 0},
    {"f", WordKind::kAbsent, 1},
    {"f>", WordKind::kAbsent, 1},
    {"f@", WordKind::kAbsent, 1},
    {"fdrop", WordKind::kAbsent, 1},
    {"fpick", WordKind::kAbsent, 1},
    {"i", WordKind::kAbsent, 1},
    {"if", WordKind::kDirective, 3},
    {"import", WordKind::kDirective, 19},
    {"inp", WordKind::kInstruction, 22},
    {"j", WordKind::kAbsent, 1},
    {"leave", WordKind::kAbsent, 1},
    {"loop", WordKind::kAbsent, 1},
    {"lsh", WordKind::kAbsent, 0},
    {"max", WordKind::kAbsent, 0},
    {"me", WordKind::kAbsent, 3},
    {"min", WordKind::kAbsent, 0},
    {"minus", WordKind::kAbsent, 0},
    {"mod", WordKind::kAbsent, 0},
    {"negate", WordKind::kAbsent, 0},
    {"nip", WordKind::kAbsent, 0},
    {"nonzero", WordKind::kAbsent, 0},
    {"nop", WordKind::kAbsent, 0},
    {"not", WordKind::kAbsent, 0},
    {"or", WordKind::kAbsent, 0},
    {"out", WordKind::kAbsent, 0},
    {"over", WordKind::kAbsent, 0},
    {"pick", WordKind::kInstruction, 21},
    {"r", WordKind::kAbsent, 0},
    {"r>", WordKind::kInstruction, 18},
    {"r@", WordKind::kAbsent, 0},
    {"receive", WordKind::kAbsent, 3},
    {"repeat", WordKind::kDirective, 10},
    {"return", WordKind::kInstruction, 9},
    {"rot", WordKind::kAbsent, 0},
    {"rsh", WordKind::kAbsent, 0},
    {"s!", WordKind::kAbsent, 0},
    {"s\"", WordKind::kDirective, 22},
    {"s@", WordKind::kAbsent, 0},
    {"send", WordKind::kAbsent, 3},
    {"sleep", WordKind::kAbsent, 3},
    {"swap", WordKind::kAbsent, 0},
    {"task", WordKind::kAbsent, 3},
    {"task#", WordKind::kAbsent, 3},
    {"then", WordKind::kDirective, 5},
    {"throw", WordKind::kAbsent, 3},
    {"traps", WordKind::kAbsent, 3},
    {"tuck", WordKind::kAbsent, 0},
    {"u<", WordKind::kAbsent, 0},
    {"uncatch#", WordKind::kAbsent, 3},
    {"ungate#", WordKind::kAbsent, 3},
    {"unloop", WordKind::kAbsent, 1},
    {"until", WordKind::kDirective, 7},
    {"var", WordKind::kDirective, 16},
    {"while", WordKind::kDirective, 9},
    {"xor", WordKind::kAbsent, 0},
    {"yield", WordKind::kAbsent, 3},
};

inline constexpr const char* kAbsentReasons[] = {
    "this configuration leaves it out",
    "instruction set 'loop' is not in this configuration",
    "instruction set 'double' is not in this configuration",
    "instruction set 'task' is not in this configuration",
    nullptr};

inline constexpr char kLibrary[] =
    "";

inline constexpr Tables kTables = {
    16, nullptr, {0, 0, 0}, 64, kEncodings, 23, kWords, 151,
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
    kAbsentReasons, kLibrary, 0};

}  // namespace rexa::vm
