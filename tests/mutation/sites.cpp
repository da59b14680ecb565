#include "tests/mutation/sites.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace rexa::mutation {
namespace {

class Scanner {
 public:
  explicit Scanner(Subject& subject) : subject_(subject), tokens_(subject.tokens) {}

 protected:
  bool at(std::size_t i, std::string_view what) const { return i < tokens_.size() && tokens_[i].is(what); }
  bool name_at(std::size_t i) const { return i < tokens_.size() && tokens_[i].is_name(); }
  // The first token from `i` on, outside brackets opened on the way, that is `what`.
  std::size_t find(std::size_t i, std::string_view what) const {
    while (i < tokens_.size() && !tokens_[i].is(what)) i = opens(i) ? closing(tokens_, i) + 1 : i + 1;
    return i;
  }
  bool opens(std::size_t i) const { return at(i, "(") || at(i, "[") || at(i, "{"); }
  std::string text(std::size_t first, std::size_t last) const {
    return source(subject_.text, tokens_, first, last);
  }
  void add(Site site) { subject_.sites.push_back(std::move(site)); }
  Site& add(SiteKind kind, std::size_t first, std::size_t last, std::string target) {
    Site site;
    site.kind = kind;
    site.first = site.statement_first = first;
    site.last = site.statement_last = last;
    site.target = std::move(target);
    add(std::move(site));
    return subject_.sites.back();
  }

  Subject& subject_;
  const Tokens& tokens_;
};

class VerilogScanner : Scanner {
 public:
  using Scanner::Scanner;

  void run() {
    std::size_t i = 0;
    while (i < tokens_.size()) i = next(i);
  }

 private:
  std::size_t next(std::size_t i) {
    static const std::set<std::string> kDeclarations = {"module", "reg",    "parameter",
                                                        "input",  "output", "genvar"};
    const std::string& word = tokens_[i].text;
    if (word == "generate") in_generate_ = true;
    if (word == "endgenerate") in_generate_ = false;
    if (word == "localparam") return constants(i);
    if (kDeclarations.count(word) != 0) return find(i, ";") + 1;
    if (word == "assign") return continuous(i + 1);
    if (word == "wire") return continuous(at(i + 1, "[") ? closing(tokens_, i + 1) + 1 : i + 1);
    if (word == "if") return condition(i);
    if (word == "case" || word == "casez") {
      branched_ = true;
      return closing(tokens_, i + 1) + 1;
    }
    if (word == "always") {
      defaults_.clear();
      branched_ = false;
      return at(i + 2, "(") ? closing(tokens_, i + 2) + 1 : i + 3;
    }
    if (word == "begin") return at(i + 1, ":") ? i + 3 : i + 1;
    if (!tokens_[i].is_name()) return i + 1;
    const std::size_t past = at(i + 1, "[") ? closing(tokens_, i + 1) + 1 : i + 1;
    if (at(past, "=") || at(past, "<=")) return assignment(i, past);
    if (at(i + 1, "#") || (name_at(i + 1) && at(i + 2, "("))) return instance(i);
    return i + 1;
  }

  std::size_t constants(std::size_t i) {
    const std::size_t end = find(i, ";");
    std::vector<std::string> names;
    for (std::size_t k = i + 1; k < end; ++k) {
      if (name_at(k) && at(k + 1, "=")) names.push_back(tokens_[k].text);
    }
    const bool is_trap = names.size() == 1 && names[0].rfind("TRAP_", 0) == 0;
    if (is_trap && !subject_.families.empty())
      subject_.families[0].push_back(names[0]);
    else if (is_trap || names.size() > 1)
      subject_.families.push_back(names);
    return end + 1;
  }

  std::size_t continuous(std::size_t i) {
    const std::size_t end = find(i, ";"), equals = find(i, "=");
    const bool one = equals < end && (equals == i + 1 || at(i + 1, "["));
    if (one) add(SiteKind::kContinuous, equals + 1, end, tokens_[i].text);
    return end + 1;
  }

  std::size_t condition(std::size_t i) {
    branched_ = true;
    const std::size_t close = closing(tokens_, i + 1);
    if (!in_generate_) {
      Site& site = add(SiteKind::kCondition, i + 2, close, "");
      const std::size_t value = close + (at(close + 1, "begin") ? 4 : 3);
      site.guards_trap = name_at(value) && tokens_[value].text.rfind("TRAP_", 0) == 0;
    }
    return close + 1;
  }

  std::size_t assignment(std::size_t i, std::size_t equals) {
    const std::size_t end = find(i, ";");
    const std::string target = text(i, equals), value = text(equals + 1, end);
    Site site;
    site.statement_first = i;
    site.statement_last = end + 1;
    site.first = equals + 1;
    site.last = end;
    site.target = target;
    // Without a default, at the head of a combinational block, leaving this one out would make a latch; one
    // that repeats the default says nothing.
    const auto found = defaults_.find(target);
    site.deletable = at(equals, "<=") || (found != defaults_.end() && found->second != value);
    if (!branched_) defaults_.emplace(target, value);
    add(std::move(site));
    return end + 1;
  }

  // Inputs of a module's instance; those that are mere names have nothing to change.
  std::size_t instance(std::size_t i) {
    const std::size_t end = find(i, ";");
    for (std::size_t k = i; k + 2 < end; ++k) {
      if (!at(k, ".") || !name_at(k + 1) || !at(k + 2, "(")) continue;
      const std::string& port = tokens_[k + 1].text;
      const std::size_t close = closing(tokens_, k + 2);
      if (port.size() > 2 && port.substr(port.size() - 2) == "_i" && port != "clk_i")
        add(SiteKind::kArgument, k + 3, close, port);
      k = close;
    }
    return end + 1;
  }

  bool in_generate_ = false, branched_ = false;
  std::map<std::string, std::string> defaults_;
};

class CppScanner : Scanner {
 public:
  using Scanner::Scanner;

  void run() {
    for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) {
      if (!name_at(i) || !at(i + 1, "(")) continue;
      const std::size_t close = closing(tokens_, i + 1);
      if (!at(close + 1, "{")) continue;
      // The loop over instructions, and what a machine with tasks does between them.
      if (!at(i, "run") && !at(i, "stretch") && !at(i, "carry_out")) continue;
      if (i == 0 || !at(i - 1, "::")) continue;
      const std::size_t end = closing(tokens_, close + 1);
      for (std::size_t k = close + 2; k < end;) k = next(k);
      i = end;
    }
  }

 private:
  std::size_t next(std::size_t i) {
    static const std::set<std::string> kSkipped = {"static",    "goto",          "return",
                                                   "REXA_NEXT", "static_assert", "constexpr"};
    const std::string& word = tokens_[i].text;
    if (word == "[") return closing(tokens_, i) + 1;
    if (kSkipped.count(word) != 0) return find(i, ";") + 1;
    if (word == "REXA_TRAP_IF") return macro(i, 0, true);
    if (word == "REXA_RETIRE" || word == "REXA_RETIRE_HALT" || word == "REXA_RETIRE_CHANGED") return macro(i, 3, false);
    if (word == "if" || word == "while") {
      if (at(i + 1, "constexpr")) return closing(tokens_, i + 2) + 1;
      const std::size_t close = closing(tokens_, i + 1);
      add(SiteKind::kCondition, i + 2, close, "");
      return close + 1;
    }
    if (word == "REXA_OP" || word == "REXA_SYSTEM_OP") return closing(tokens_, i + 1) + 1;
    if (!tokens_[i].is_name() || word == "else" || word == "switch" || at(i + 1, ":")) return i + 1;
    return statement(i);
  }

  std::size_t macro(std::size_t i, int index, bool trap) {
    const std::size_t close = closing(tokens_, i + 1);
    std::size_t first = i + 2;
    for (; index > 0; --index) first = find(first, ",") + 1;
    const std::size_t last = std::min(find(first, ","), close);
    if (!(trap && at(first, "true"))) {
      Site& site = add(trap ? SiteKind::kCondition : SiteKind::kArgument, first, last, trap ? "" : "next_pc");
      site.guards_trap = trap;
    }
    return find(close, ";") + 1;
  }

  std::size_t statement(std::size_t i) {
    const std::size_t end = find(i, ";");
    std::size_t equals = i;
    while (equals < end && !at(equals, "=") && !at(equals, "+=") && !at(equals, "-="))
      equals = opens(equals) ? closing(tokens_, equals) + 1 : equals + 1;
    Site site;
    site.statement_first = i;
    site.statement_last = end + 1;
    site.last = end;
    site.deletable = true;
    if (equals < end) {
      site.first = equals + 1;
      site.target = text(i, equals);
      const bool declaration = name_at(i + 1) || at(i + 1, "*") || at(i + 1, "&") || at(i, "const");
      if (declaration) site.kind = SiteKind::kContinuous;
      if (declaration) site.deletable = false;
    } else if (at(i + 1, "(") && closing(tokens_, i + 1) + 1 == end) {
      site.target = tokens_[i].text;
      site.first = i + 2;
      site.last = std::min(find(i + 2, ","), closing(tokens_, i + 1));
    } else if (at(i + 1, ".") && at(i + 3, "(")) {  // what an observer is told
      site.target = tokens_[i + 2].text;
      site.first = i + 4;
      site.last = std::min(find(i + 4, ","), closing(tokens_, i + 3));
    } else {
      return end + 1;
    }
    add(std::move(site));
    return end + 1;
  }
};

}  // namespace

Subject verilog_subject(const std::string& file, const std::string& text) {
  Subject subject{file, Language::kVerilog, text, tokenize(text), {}, {}};
  VerilogScanner(subject).run();
  return subject;
}

Subject cpp_subject(const std::string& file, const std::string& text) {
  Subject subject{file, Language::kCpp, text, tokenize(text), {}, {}};
  CppScanner(subject).run();
  return subject;
}

}  // namespace rexa::mutation
