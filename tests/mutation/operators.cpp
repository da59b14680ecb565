#include "tests/mutation/operators.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace rexa::mutation {
namespace {

using Table = std::map<std::string, std::string>;

const Table& other_operator() {
  static const Table kTable = {{"+", "-"},    {"-", "+"},   {"*", "+"},   {"/", "*"},   {"&", "|"},
                               {"|", "&"},    {"^", "&"},   {"==", "!="}, {"!=", "=="}, {"<", "<="},
                               {"<=", "<"},   {">", ">="},  {">=", ">"},  {"<<", ">>"}, {">>", "<<"},
                               {">>>", ">>"}, {"&&", "||"}, {"||", "&&"}, {"%", "/"}};
  return kTable;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// One more, in the notation that it is written in; "" where that makes no sense.
std::string incremented(const std::string& number, Language language) {
  if (language == Language::kCpp) {
    std::size_t used = 0;
    const unsigned long value = std::stoul(number, &used, 0);
    return fmt::format("{}{}", value + 1, number.substr(used));
  }
  const std::size_t quote = number.find('\'');
  if (quote == std::string::npos || contains(number, "?")) return "";
  const int bits = quote == 0 ? 32 : std::stoi(number.substr(0, quote));
  const char base = static_cast<char>(std::tolower(static_cast<unsigned char>(number[quote + 1])));
  const std::string digits = number.substr(quote + 2);
  if (bits > 64 || digits.find_first_of("xXzZ") != std::string::npos) return "";
  const unsigned long value = std::stoul(digits, nullptr, base == 'b' ? 2 : base == 'h' ? 16 : 10) + 1;
  const unsigned long mask = bits == 64 ? ~0ul : (1ul << bits) - 1;
  return fmt::format("{}'d{}", bits, value & mask);
}

class Finder {
 public:
  explicit Finder(const Subject& subject) : subject_(subject), tokens_(subject.tokens) {
    for (const Token& token : tokens_) {
      if (token.is_name()) names_.insert(token.text);
    }
  }

  std::vector<Fault> run() {
    for (site_index_ = 0; site_index_ < subject_.sites.size(); ++site_index_)
      visit(subject_.sites[site_index_]);
    return std::move(faults_);
  }

 private:
  bool at(std::size_t i, std::string_view what) const { return i < tokens_.size() && tokens_[i].is(what); }
  bool verilog() const { return subject_.language == Language::kVerilog; }

  void visit(const Site& site) {
    first_ = site.first;
    last_ = site.last;
    subscripts_ = 0;
    if (site.kind == SiteKind::kCondition) {
      if (site.guards_trap)
        edit("trap check", first_, last_, verilog() ? "1'b0" : "false");
      else
        edit("condition", first_, last_, "!(" + text(first_, last_) + ")");
    }
    if (site.deletable) remove(site);
    if (first_ < last_ && contains(site.target, "addr"))
      edit("address", first_, last_, "(" + text(first_, last_) + ") + 1'b1");
    if (first_ < last_ && contains(site.target, "depth_d"))
      edit("depth", first_, last_, "(" + text(first_, last_) + ") - 1'b1");
    for (std::size_t i = first_; i < last_; ++i) {
      if (at(i, "[")) ++subscripts_;
      if (at(i, "]")) --subscripts_;
      visit_token(site, i);
    }
  }

  void visit_token(const Site& site, std::size_t i) {
    const Token& token = tokens_[i];
    if (token.is_number()) return constant(site, i);
    if (token.is_name()) return name(i);
    if (token.is("[") && verilog()) return slice(i);
    if (token.is("?")) return choice(i);
    if (is_binary(i)) return binary(i);
    const bool prefix = token.is("!") || token.is("~") || (token.is("-") && !ends_operand(i - 1));
    if (prefix && !(verilog() && subscripts_ > 0)) edit("negation", i, i + 1, "");
  }

  bool ends_operand(std::size_t i) const {
    if (i < first_) return false;
    const Token& token = tokens_[i];
    return token.is_number() || token.is(")") || token.is("]") || token.is("}") ||
           (token.is_name() && !token.is("return"));
  }

  // `low_bits<14>(`: what is between is no expression.
  bool is_template(std::size_t i) const {
    return !verilog() && ((at(i, "<") && at(i + 2, ">")) || (at(i, ">") && at(i - 2, "<")));
  }

  bool is_binary(std::size_t i) const {
    if (verilog() && subscripts_ > 0) return false;
    return other_operator().count(tokens_[i].text) != 0 && i > first_ && ends_operand(i - 1) && !is_template(i);
  }

  void binary(std::size_t i) {
    static const std::set<std::string> kOrdered = {"-", "<", "<=", ">", ">=", "<<", ">>", ">>>", "/", "%"};
    const std::string& symbol = tokens_[i].text;
    const std::size_t left = operand_before(i), right = operand_after(i);
    const bool zero = right == i + 2 && is_zero(tokens_[i + 1]);  // x - 0 is x + 0
    if (!(zero && (symbol == "-" || symbol == "+"))) edit("operator", i, i + 1, other_operator().at(symbol));
    if (kOrdered.count(symbol) != 0 && text(left, i) != text(i + 1, right))
      edit("operands", left, right, text(i + 1, right) + " " + symbol + " " + text(left, i));
    if (symbol == "&&" || symbol == "||") term(i);
  }

  static bool is_zero(const Token& token) {
    return token.is_number() &&
           token.text.find_first_of(
               "123456789abcdefABCDEF",
               token.text.find('\'') == std::string::npos ? 0 : token.text.find('\'') + 2) == std::string::npos;
  }

  // The operand next to an operator: a primary, with the subscripts, members, calls and signs that belong to it.
  std::size_t operand_before(std::size_t i) const {
    std::size_t first = i - 1;
    while (first > first_) {
      if (at(first, ")") || at(first, "]") || at(first, "}")) {
        first = opening(tokens_, first);
        const bool applied = first > first_ && !at(first, "{") &&
                             (tokens_[first - 1].is_name() || at(first - 1, "]") || at(first - 1, ">"));
        if (!applied) break;
        --first;
      } else if (at(first, ">") && at(first - 2, "<")) {
        first -= 3;
      } else if (!verilog() && first > first_ + 1 && (at(first - 1, ".") || at(first - 1, "::"))) {
        first -= 2;
      } else {
        break;
      }
    }
    return std::max(first, first_);
  }
  std::size_t operand_after(std::size_t i) const {
    std::size_t last = i + 1;
    while (last < last_ && (at(last, "!") || at(last, "~") || at(last, "-"))) ++last;
    if (at(last, "(") || at(last, "{")) return std::min(closing(tokens_, last) + 1, last_);
    ++last;
    if (at(last, "<") && at(last + 2, ">")) last += 3;
    while (last < last_) {
      if (at(last, "[") || at(last, "("))
        last = closing(tokens_, last) + 1;
      else if (!verilog() && (at(last, ".") || at(last, "::")))
        last += 2;
      else
        break;
    }
    return std::min(last, last_);
  }

  // a && b without b.
  void term(std::size_t i) {
    std::size_t last = i + 1;
    while (last < last_ && !at(last, "&&") && !at(last, "||") && !at(last, "?") && !at(last, ":") &&
           !at(last, ")") && !at(last, "}") && !at(last, ","))
      last = at(last, "(") || at(last, "{") ? closing(tokens_, last) + 1 : last + 1;
    edit("term", i, last, "");
  }

  void choice(std::size_t i) {
    std::size_t first = i;
    while (first > first_) {
      const std::size_t before = first - 1;
      if (at(before, "(") || at(before, "{") || at(before, "[") || at(before, ",") || at(before, ":") ||
          at(before, "?"))
        break;
      first = at(before, ")") || at(before, "}") || at(before, "]") ? opening(tokens_, before) : before;
    }
    edit("choice", first, i, "!(" + text(first, i) + ")");
  }

  void constant(const Site& site, std::size_t i) {
    if (verilog() && (subscripts_ > 0 || at(i + 1, "{") || (at(i - 1, "{") && at(i + 1, "{")))) return;
    if (is_template(i - 1) && at(i - 1, "<")) return;
    const std::string more = incremented(tokens_[i].text, subject_.language);
    if (more.empty()) return;
    const bool depth = contains(site.target, "depth");
    const bool address = contains(site.target, "addr") || (!verilog() && subscripts_ > 0);
    edit(depth ? "depth" : address ? "address" : "constant", i, i + 1, more);
  }

  void name(std::size_t i) {
    const std::string& word = tokens_[i].text;
    if (verilog() && subscripts_ > 0) return;
    for (const auto& family : subject_.families) {
      const auto found = std::find(family.begin(), family.end(), word);
      // A trap that is compared with is a question, not a state.
      if (found == family.end() || (i > first_ && (at(i - 1, "==") || at(i - 1, "!=")))) continue;
      const auto next = found + 1 == family.end() ? family.begin() : found + 1;
      if (*next != word) edit("state", i, i + 1, *next);
    }
    if (verilog()) return verilog_register(i, word);
    const bool local = word.size() >= 2 && contains("slrv", word.substr(0, 1)) &&
                       std::all_of(word.begin() + 1, word.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (local) edit("register", i, i + 1, "top");
  }

  // data_0_q and data_1_q and the like.
  void verilog_register(std::size_t i, const std::string& word) {
    if (!ends_with(word, "_q") || word.size() < 4 || word[word.size() - 4] != '_') return;
    const std::size_t digit = word.size() - 3;
    if (word[digit] < '0' || word[digit] > '9') return;
    std::string other = word;
    other[digit] = word[digit] == '0' ? '1' : '0';
    if (names_.count(other) != 0) edit("register", i, i + 1, other);
  }

  // x[7:1] to x[6:0]; x[15] to x[14].
  void slice(std::size_t i) {
    const auto lower = [&](std::size_t k) { return std::to_string(std::stoi(tokens_[k].text) - 1); };
    const auto positive = [&](std::size_t k) {
      return tokens_[k].is_number() && !contains(tokens_[k].text, "'") && tokens_[k].text != "0";
    };
    if (positive(i + 1) && at(i + 2, "]")) edit("slice", i + 1, i + 2, lower(i + 1));
    if (positive(i + 1) && at(i + 2, ":") && positive(i + 3))
      edit("slice", i + 1, i + 4, lower(i + 1) + ":" + lower(i + 3));
  }

  void remove(const Site& site) {
    Fault fault;
    fault.rule = "deletion";
    fault.site = site_index_;
    fault.deletes = true;
    fault.was = text(site.statement_first, site.statement_last);
    fault.line = tokens_[site.statement_first].line;
    faults_.push_back(std::move(fault));
  }

  void edit(const std::string& rule, std::size_t first, std::size_t last, const std::string& becomes) {
    Fault fault;
    fault.rule = rule;
    fault.site = site_index_;
    fault.was = text(first, last);
    fault.becomes = becomes;
    fault.line = tokens_[first].line;
    const std::size_t begin = tokens_[first_].begin, end = tokens_[last_ - 1].end;
    fault.expression = subject_.text.substr(begin, tokens_[first].begin - begin) + becomes +
                       subject_.text.substr(tokens_[last - 1].end, end - tokens_[last - 1].end);
    faults_.push_back(std::move(fault));
  }

  std::string text(std::size_t first, std::size_t last) const {
    return source(subject_.text, tokens_, first, last);
  }

  const Subject& subject_;
  const Tokens& tokens_;
  std::set<std::string> names_;
  std::vector<Fault> faults_;
  std::size_t site_index_ = 0, first_ = 0, last_ = 0;
  int subscripts_ = 0;
};

}  // namespace

std::vector<Fault> all_faults(const Subject& subject) { return Finder(subject).run(); }

}  // namespace rexa::mutation
