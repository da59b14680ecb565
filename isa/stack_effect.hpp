// Stack effects: "( a b:double -- c:flag ) | ( a b:double -- )", one per stack of an instruction.
// Alternatives share their inputs and differ in their outputs. Items are written bottom first.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "isa/ir.hpp"

namespace rexa {

enum class ItemKind { kCell, kUcell, kDouble, kUdouble, kFlag };  // "addr" is kUcell

struct EffectItem {
  std::string name;
  ItemKind kind = ItemKind::kCell;
  int offset = 0;  // of the name in the text
};

struct StackEffect {
  std::vector<EffectItem> inputs;
  std::vector<std::vector<EffectItem>> alternatives;  // outputs; at least one
};

int cells_of(ItemKind kind);
int cells_of(const std::vector<EffectItem>& items);
Type type_of(ItemKind kind, int cell_bits);

// Error code "stack-effect". `where` maps an offset in the text to its place in the user's file.
// An empty text is "( -- )".
Result<StackEffect> parse_stack_effect(const std::string& text, const std::function<Where(int)>& where);

}  // namespace rexa
