#include "tests/mutation/schemata.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>

namespace rexa::mutation {
namespace {

std::string squeezed(const std::string& text) {
  std::string result;
  for (char c : text) {
    const bool space = c == ' ' || c == '\n';
    if (!space)
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  return result;
}

// A statement or expression in which one of several faults is chosen at run time.
class Rewriter {
 public:
  Rewriter(const Subject& subject, const Site& site, const std::vector<const Mutant*>& mutants)
      : subject_(subject), site_(site), mutants_(mutants) {
    original_ = source(subject.text, subject.tokens, site.first, site.last);
    const Tokens& t = subject.tokens;
    if (site.kind == SiteKind::kStatement) {
      begin_ = t[site.statement_first].begin;
      end_ = t[site.statement_last - 1].end;
      before_ = subject.text.substr(begin_, t[site.first].begin - begin_);
      after_ = subject.text.substr(t[site.last - 1].end, end_ - t[site.last - 1].end);
    } else {
      begin_ = t[site.first].begin;
      end_ = t[site.last - 1].end;
    }
  }

  std::size_t begin() const { return begin_; }
  std::size_t end() const { return end_; }

  std::string with_fault() const {
    const Fault& fault = mutants_[0]->fault;
    if (fault.deletes) return subject_.language == Language::kVerilog ? "begin end" : ";";
    return before_ + "(" + fault.expression + ")" + after_;
  }

  std::string schema() const {
    if (subject_.language == Language::kVerilog)
      return site_.kind == SiteKind::kStatement ? verilog_statement() : verilog_expression();
    return cpp();
  }

 private:
  // Statements rather than ?: so that no operand of a fault changes the width or sign of the original.
  std::string verilog_statement() const {
    std::string text = "begin ";
    for (const Mutant* mutant : mutants_)
      text += fmt::format("if (mutant_i == 16'd{}) {} else ", mutant->number,
                          mutant->fault.deletes ? "begin end" : before_ + mutant->fault.expression + after_);
    return text + before_ + original_ + after_ + " end";
  }
  std::string verilog_expression() const {
    std::string text = "(";
    for (const Mutant* mutant : mutants_)
      text += fmt::format("mutant_i == 16'd{} ? ({}) : ", mutant->number, mutant->fault.expression);
    return text + "(" + original_ + "))";
  }
  std::string cpp() const {
    std::string guard, chain;
    for (const Mutant* mutant : mutants_) {
      if (mutant->fault.deletes)
        guard += fmt::format("if (rexa_mutant != {}) ", mutant->number);
      else
        chain += fmt::format("rexa_mutant == {} ? std::decay_t<decltype({})>({}) : ", mutant->number, original_,
                             mutant->fault.expression);
    }
    const std::string expression = chain.empty() ? original_ : "(" + chain + "(" + original_ + "))";
    return guard + before_ + expression + after_;
  }

  const Subject& subject_;
  const Site& site_;
  const std::vector<const Mutant*>& mutants_;
  std::string original_, before_, after_;
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace

std::vector<Mutant> choose_mutants(const std::vector<Subject>& subjects, const Choice& choice) {
  std::size_t largest = 0;
  for (std::size_t s = 0; s < subjects.size(); ++s) {
    if (subjects[s].sites.size() > subjects[largest].sites.size()) largest = s;
  }
  std::vector<Mutant> mutants;
  for (std::size_t s = 0; s < subjects.size(); ++s) {
    std::map<std::string, std::vector<Fault>> by_rule;
    for (Fault& fault : all_faults(subjects[s])) by_rule[fault.rule].push_back(std::move(fault));
    const std::size_t most = s == largest ? choice.per_rule : choice.per_rule_small;
    for (auto& [rule, faults] : by_rule) {
      const std::size_t count = std::min(most, faults.size());
      const std::size_t start = (choice.seed * 0x9e3779b9u >> 4) % faults.size();
      for (std::size_t k = 0; k < count; ++k) {
        Mutant mutant;
        mutant.subject = s;
        mutant.fault = faults[(start + k * faults.size() / count) % faults.size()];
        mutants.push_back(std::move(mutant));
      }
    }
  }
  for (std::size_t m = 0; m < mutants.size(); ++m) mutants[m].number = static_cast<int>(m) + 1;
  return mutants;
}

std::string with_mutants(const Subject& subject, std::size_t index, const std::vector<Mutant>& mutants,
                         int only) {
  std::map<std::size_t, std::vector<const Mutant*>> by_site;
  for (const Mutant& mutant : mutants) {
    if (mutant.subject == index && (only == 0 || mutant.number == only))
      by_site[mutant.fault.site].push_back(&mutant);
  }
  std::string text = subject.text;
  for (auto entry = by_site.rbegin(); entry != by_site.rend(); ++entry) {
    const Rewriter rewriter(subject, subject.sites[entry->first], entry->second);
    text.replace(rewriter.begin(), rewriter.end() - rewriter.begin(),
                 only ? rewriter.with_fault() : rewriter.schema());
  }
  return text;
}

std::string with_selector_port(const std::string& verilog) {
  static const std::regex kClockPort(R"(input\s+wire\s+clk_i)");
  static const std::regex kClockConnection(R"(\.clk_i\(clk_i\))");
  const std::string text = std::regex_replace(verilog, kClockPort, "input wire [15:0] mutant_i,\n    $&");
  return "/* verilator lint_off WIDTH */\n/* verilator lint_off UNUSED */\n" +
         std::regex_replace(text, kClockConnection, ".mutant_i(mutant_i), $&");
}

std::string describe(const Subject& subject, const Mutant& mutant) {
  const Fault& fault = mutant.fault;
  const std::string target = subject.sites[fault.site].target;
  const std::string edit = fault.deletes
                               ? squeezed(fault.was)
                               : (target.empty() ? "" : squeezed(target) + ": ") + squeezed(fault.was) +
                                     " -> " + (fault.becomes.empty() ? "(nothing)" : squeezed(fault.becomes));
  return fmt::format("{}:{} {}: {}", subject.file, fault.line, fault.rule, edit);
}

}  // namespace rexa::mutation
