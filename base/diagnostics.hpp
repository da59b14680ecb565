// Diagnostics and results: how every library of the toolkit reports what is wrong with its input.
// Nothing here prints or exits; cli/ turns diagnostics into text and exit codes.
// Invariant: a Result without a value carries at least one error.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rexa {

enum class Severity { kError, kWarning, kNote };

// A place in a file. line and column count from 1; 0 means unknown. `excerpt` is the source line itself.
struct Where {
  std::string file;
  int line = 0;
  int column = 0;
  std::string pointer;  // JSON pointer, empty outside JSON
  std::string excerpt;
};

struct Diagnostic {
  Severity severity = Severity::kError;
  std::string code;  // stable kebab-case name, e.g. "opcode-overlap"
  Where where;
  std::string message;
  std::string hint;  // the remedy, empty if there is none to give
};

using Diagnostics = std::vector<Diagnostic>;

bool has_errors(const Diagnostics& diagnostics);

// file:line:col: error: message [code], the excerpt, a caret below it, and the hint. Ends in a newline.
std::string format(const Diagnostic& diagnostic);
std::string format(const Diagnostics& diagnostics);

// The candidate closest to `name` by edit distance (at most a third of its length, at least 1), or "".
std::string closest(const std::string& name, const std::vector<std::string>& candidates);
// "did you mean 'x'?" or "".
std::string did_you_mean(const std::string& name, const std::vector<std::string>& candidates);

Diagnostic error(std::string code, std::string message, Where where = {}, std::string hint = {});

template <class T>
class Result {
 public:
  Result(T value, Diagnostics diagnostics = {})  // NOLINT: implicit by design
      : value_(std::move(value)), diagnostics_(std::move(diagnostics)) {}
  Result(Diagnostics diagnostics) : diagnostics_(std::move(diagnostics)) {}  // NOLINT
  Result(Diagnostic diagnostic) { diagnostics_.push_back(std::move(diagnostic)); }  // NOLINT

  explicit operator bool() const { return value_.has_value(); }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }
  const Diagnostics& diagnostics() const { return diagnostics_; }

 private:
  std::optional<T> value_;
  Diagnostics diagnostics_;
};

}  // namespace rexa
