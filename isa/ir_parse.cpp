// Reads the textual form of the IR, one line at a time: every line begins with a word that says what it is.
// Grammar: docs/reference-ir.md. Form only; verify_ir checks the meaning.
#include <optional>
#include <sstream>

#include "isa/ir.hpp"

namespace rexa {
namespace {

constexpr const char* kStackNames[kStackCount] = {"data", "return", "loop"};

struct Word {
  std::string text;
  int column = 0;
};

class IrParser {
 public:
  IrParser(const std::string& text, const std::string& file) : text_(text), file_(file) {}

  Result<InstructionIr> run() {
    std::istringstream lines(text_);
    bool ended = false;
    while (std::getline(lines, line_)) {
      ++line_number_;
      split();
      if (words_.empty()) continue;
      if (ended) fail("text after 'end'");
      if (words_[0].text == "end") {
        ended = true;
        finish();
      } else {
        parse_line();
      }
    }
    if (!ended) fail("missing 'end'");
    if (has_errors(diagnostics_)) return diagnostics_;
    return ir_;
  }

 private:
  void split() {
    words_.clear();
    next_ = 0;
    const std::string line = line_.substr(0, line_.find('#'));
    std::size_t at = 0;
    while ((at = line.find_first_not_of(" \t\r", at)) != std::string::npos) {
      const std::size_t end = std::min(line.find_first_of(" \t\r", at), line.size());
      words_.push_back({line.substr(at, end - at), static_cast<int>(at) + 1});
      at = end;
    }
  }

  void fail(const std::string& message) {
    if (failed_line_ == line_number_) return;  // one per line is enough
    failed_line_ = line_number_;
    Where where;
    where.file = file_;
    where.line = line_number_;
    where.column = next_ < words_.size() ? words_[next_].column : static_cast<int>(line_.size()) + 1;
    where.excerpt = line_;
    diagnostics_.push_back(error("ir-syntax", message, where));
  }

  std::string word(const char* what) {
    if (next_ < words_.size()) return words_[next_++].text;
    fail(std::string("expected ") + what);
    return "";
  }

  bool accept(const char* text) {
    if (next_ >= words_.size() || words_[next_].text != text) return false;
    ++next_;
    return true;
  }

  std::int64_t number() {
    const std::string text = word("a number");
    try {
      std::size_t used = 0;
      const std::int64_t value = std::stoll(text, &used);
      if (used == text.size()) return value;
    } catch (const std::exception&) {
    }
    --next_;
    fail("expected a number, found '" + text + "'");
    ++next_;
    return 0;
  }

  // "v12", "b0", "p3"
  int reference(char kind) {
    const std::string text = word("a reference");
    int value = 0;
    bool good = text.size() > 1 && text.size() < 8 && text[0] == kind;
    for (std::size_t i = 1; good && i < text.size(); ++i) {
      good = text[i] >= '0' && text[i] <= '9';
      value = value * 10 + (text[i] - '0');
    }
    if (good) return value;
    if (next_ > 0) --next_;
    fail(std::string("expected ") + kind + " and a number, found '" + text + "'");
    ++next_;
    return 0;
  }

  std::optional<StackId> stack() {
    for (int i = 0; i < kStackCount; ++i) {
      if (accept(kStackNames[i])) return static_cast<StackId>(i);
    }
    return std::nullopt;
  }

  StackId need_stack() {
    const std::optional<StackId> found = stack();
    if (!found) fail("expected data, return or loop");
    return found.value_or(StackId::kData);
  }

  void parse_line() {
    const std::string first = words_[0].text;
    if (first.size() > 2 && first[0] == 'v' && first.back() == ':') {
      value();
    } else {
      ++next_;
      if (first == "instruction")
        ir_.name = word("a name");
      else if (first == "takes")
        counts(ir_.inputs);
      else if (first == "leaves")
        counts(ir_.max_outputs);
      else if (first == "block")
        begin(ir_.blocks, 'b');
      else if (first == "path")
        begin(ir_.paths, 'p');
      else if (!ir_.paths.empty())
        leaf_line(first);
      else if (!ir_.blocks.empty())
        block_line(first);
      else
        unknown(first);
    }
    if (next_ < words_.size()) fail("unexpected '" + words_[next_].text + "'");
  }

  void unknown(const std::string& first) {
    --next_;
    fail("unknown line '" + first + "'");
    next_ = words_.size();
  }

  void counts(int (&list)[kStackCount]) {
    while (next_ < words_.size()) {
      const StackId id = need_stack();
      if (failed_line_ == line_number_) return;
      list[static_cast<int>(id)] = static_cast<int>(number());
    }
  }

  template <class T>
  void begin(std::vector<T>& list, char kind) {
    if (reference(kind) != static_cast<int>(list.size())) fail("numbers must count up from 0");
    list.emplace_back();
  }

  Type type() {
    const std::string text = word("a type");
    Type type;
    bool good = text.size() > 1 && text.size() < 4 && (text[0] == 's' || text[0] == 'u');
    for (std::size_t i = 1; good && i < text.size(); ++i) {
      good = text[i] >= '0' && text[i] <= '9';
      type.bits = type.bits * 10 + (text[i] - '0');
    }
    type.is_signed = text[0] == 's';
    if (!good) fail("expected a type like s16, found '" + text + "'");
    return type;
  }

  std::optional<Op> op(const std::string& name) {
    for (int i = 0; i <= static_cast<int>(Op::kConcat); ++i) {
      if (name == to_string(static_cast<Op>(i))) return static_cast<Op>(i);
    }
    return std::nullopt;
  }

  void value() {
    words_[0].text.pop_back();  // the colon
    if (reference('v') != static_cast<int>(ir_.values.size())) fail("numbers must count up from 0");
    Value value;
    value.type = type();
    if (!accept("=")) fail("expected '='");
    const std::string name = word("an operation");
    const std::optional<Op> found = op(name);
    if (!found) fail("unknown operation '" + name + "'");
    value.op = found.value_or(Op::kConst);
    if (value.op == Op::kInput || value.op == Op::kDepth || value.op == Op::kPeek) value.stack = need_stack();
    if (value.op == Op::kInput || value.op == Op::kConst || value.op == Op::kLoad || value.op == Op::kRegister) {
      value.imm = number();
    }
    while (next_ < words_.size()) value.args.push_back(reference('v'));
    ir_.values.push_back(std::move(value));
  }

  void block_line(const std::string& first) {
    Block& block = ir_.blocks.back();
    Action action;
    if (first == "leave") {
      block.path = reference('p');
      return;
    }
    if (first == "branch") {
      block.condition = reference('v');
      block.then_block = reference('b');
      block.else_block = reference('b');
      return;
    }
    if (first == "read") {
      action.kind = ActionKind::kRead;
      action.value = reference('v');
    } else if (first == "trap_if") {
      action.kind = ActionKind::kTrapIf;
      action.condition = reference('v');
      action.trap = static_cast<int>(number());
    } else if (first == "store") {
      action.kind = ActionKind::kStore;
      action.bytes = static_cast<int>(number());
      action.address = reference('v');
      action.value = reference('v');
    } else if (first == "port_write" || first == "system_write") {
      action.kind = first == "port_write" ? ActionKind::kPortWrite : ActionKind::kSysWrite;
      action.address = reference('v');
      action.value = reference('v');
    } else {
      unknown(first);
      return;
    }
    block.actions.push_back(action);
  }

  void leaf_line(const std::string& first) {
    Leaf& leaf = ir_.paths.back();
    if (first == "jump") {
      leaf.jump = reference('v');
    } else if (first == "halt") {
      leaf.halt = true;
    } else if (first == "switch") {
      leaf.reschedule = true;
    } else if (first == "set_depth") {
      for (ValueId& id : leaf.depth) id = reference('v');
    } else if (first == "register") {
      const int index = static_cast<int>(number());
      leaf.registers.push_back({index, reference('v')});
    } else {
      --next_;
      const std::optional<StackId> id = stack();
      if (!id) {
        ++next_;
        unknown(first);
        return;
      }
      while (next_ < words_.size()) leaf.outputs[static_cast<int>(*id)].push_back(reference('v'));
    }
  }

  // References may point forward (branches, paths), so they are checked at the end.
  void finish() {
    const auto check = [&](int id, std::size_t count, const char* what) {
      if (id != kNone && id >= static_cast<int>(count))
        fail(std::string("a ") + what + " is used but not defined");
    };
    const std::size_t values = ir_.values.size();
    for (const Value& value : ir_.values) {
      for (ValueId arg : value.args) check(arg, values, "value");
    }
    for (const Block& block : ir_.blocks) {
      check(block.condition, values, "value");
      check(block.then_block, ir_.blocks.size(), "block");
      check(block.else_block, ir_.blocks.size(), "block");
      check(block.path, ir_.paths.size(), "path");
      for (const Action& action : block.actions) {
        check(action.value, values, "value");
        check(action.address, values, "value");
        check(action.condition, values, "value");
      }
    }
    for (const Leaf& leaf : ir_.paths) {
      check(leaf.jump, values, "value");
      for (ValueId id : leaf.depth) check(id, values, "value");
      for (const Leaf::RegisterWrite& write : leaf.registers) check(write.value, values, "value");
      for (const auto& outputs : leaf.outputs) {
        for (ValueId id : outputs) check(id, values, "value");
      }
    }
  }

  const std::string& text_;
  const std::string& file_;
  std::string line_;
  int line_number_ = 0, failed_line_ = 0;
  std::vector<Word> words_;
  std::size_t next_ = 0;
  InstructionIr ir_;
  Diagnostics diagnostics_;
};

}  // namespace

Result<InstructionIr> parse_ir(const std::string& text, const std::string& file) {
  return IrParser(text, file).run();
}

}  // namespace rexa
