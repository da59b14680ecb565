#include "base/diagnostics.hpp"

#include <algorithm>

namespace rexa {

namespace {

constexpr std::size_t kExcerptColumns = 100;

const char* severity_name(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNote:
      return "note";
  }
  return "error";
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// A window of a long source line that shows the column, and the blank text that puts a caret below it.
struct Excerpt {
  std::string line;
  std::string margin;
};

Excerpt cut_excerpt(const std::string& text, int column) {
  // Columns count code points, not bytes.
  std::vector<std::string> points;
  for (char c : text) {
    if (is_continuation(c) && !points.empty()) {
      points.back() += c;
    } else if (c != '\r') {
      points.emplace_back(1, c);
    }
  }
  const std::size_t caret = column > 0 ? static_cast<std::size_t>(column) - 1 : 0;
  std::size_t from = 0;
  if (points.size() > kExcerptColumns && caret > kExcerptColumns / 2) {
    from = std::min(caret - kExcerptColumns / 2, points.size() - kExcerptColumns);
  }
  const std::size_t to = std::min(points.size(), from + kExcerptColumns);
  Excerpt excerpt;
  if (from > 0) excerpt.line = excerpt.margin = "...";
  if (from > 0) excerpt.margin = "   ";
  for (std::size_t i = from; i < to; ++i) excerpt.line += points[i];
  if (to < points.size()) excerpt.line += "...";
  for (std::size_t i = from; i < caret; ++i) {
    excerpt.margin += i < points.size() && points[i] == "\t" ? "\t" : " ";
  }
  return excerpt;
}

// Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({change, last[j] + 1, now[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    before = last;
    last = now;
  }
  return last[b.size()];
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::kError; });
}

std::string format(const Diagnostic& diagnostic) {
  const Where& where = diagnostic.where;
  std::string text;
  if (!where.file.empty()) {
    text += where.file;
    if (where.line > 0) text += ":" + std::to_string(where.line);
    if (where.line > 0 && where.column > 0) text += ":" + std::to_string(where.column);
    text += ": ";
  }
  text += std::string(severity_name(diagnostic.severity)) + ": " + diagnostic.message;
  if (!diagnostic.code.empty()) text += " [" + diagnostic.code + "]";
  text += "\n";
  if (!where.pointer.empty()) text += "  at " + where.pointer + "\n";
  if (!where.excerpt.empty()) {
    const Excerpt excerpt = cut_excerpt(where.excerpt, where.column);
    text += "  | " + excerpt.line + "\n";
    if (where.column > 0) text += "  | " + excerpt.margin + "^\n";
  }
  if (!diagnostic.hint.empty()) text += "  hint: " + diagnostic.hint + "\n";
  return text;
}

std::string format(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += format(diagnostic);
  return text;
}

std::string closest(const std::string& name, const std::vector<std::string>& candidates) {
  const std::size_t limit = std::max<std::size_t>(1, name.size() / 3);
  std::size_t best = limit + 1;
  std::string found;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(name, candidate);
    // A name with nothing in common is no suggestion, however short.
    if (distance < best && distance < std::max(name.size(), candidate.size())) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string did_you_mean(const std::string& name, const std::vector<std::string>& candidates) {
  const std::string found = closest(name, candidates);
  return found.empty() ? "" : "did you mean '" + found + "'?";
}

Diagnostic error(std::string code, std::string message, Where where, std::string hint) {
  return {Severity::kError, std::move(code), std::move(where), std::move(message), std::move(hint)};
}

}  // namespace rexa
