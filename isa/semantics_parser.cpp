#include <cctype>
#include <map>

#include "isa/semantics_ast.hpp"

namespace rexa::semantics {
namespace {

enum class TokenKind { kEnd, kNumber, kName, kSymbol, kBad };

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text;
  std::int64_t number = 0;
  int offset = 0;
};

class Lexer {
 public:
  Lexer(const std::string& text) : text_(text) {}

  Token next() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    Token token;
    token.offset = static_cast<int>(at_);
    if (at_ == text_.size()) return token;
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    if (is_word(text_[at_])) {
      while (at_ < text_.size() && is_word(text_[at_])) token.text += text_[at_++];
      token.kind = TokenKind::kName;
      if (std::isdigit(static_cast<unsigned char>(token.text[0]))) number(token);
      return token;
    }
    token.kind = TokenKind::kSymbol;
    for (const char* symbol : {"..", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||"}) {
      if (text_.compare(at_, 2, symbol) == 0) token.text = symbol;
    }
    if (token.text.empty()) {
      token.text = text_[at_];
      if (token.text.find_first_of("+-*/%&|^~!<>=?:;,(){}[].") != 0) token.kind = TokenKind::kBad;
    }
    at_ += token.text.size();
    return token;
  }

 private:
  static void number(Token& token) {
    token.kind = TokenKind::kNumber;
    const bool hex = token.text.size() > 2 && (token.text[1] == 'x' || token.text[1] == 'X');
    const std::uint64_t base = hex ? 16 : 10;
    std::uint64_t value = 0;
    for (std::size_t i = hex ? 2 : 0; i < token.text.size(); ++i) {
      const char c = static_cast<char>(std::tolower(static_cast<unsigned char>(token.text[i])));
      const std::uint64_t digit = std::isdigit(static_cast<unsigned char>(c))
                                      ? static_cast<std::uint64_t>(c - '0')
                                  : c >= 'a' && c <= 'f' ? static_cast<std::uint64_t>(c - 'a' + 10)
                                                         : 99;
      if (digit >= base || value > (0x7FFFFFFFFFFFFFFFu - digit) / base) {
        token.kind = TokenKind::kBad;
        return;
      }
      value = value * base + digit;
    }
    token.number = static_cast<std::int64_t>(value);
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

int precedence(const std::string& op) {
  static const std::map<std::string, int> table = {
      {"||", 1}, {"&&", 2}, {"|", 3},  {"^", 4},  {"&", 5}, {"==", 6}, {"!=", 6}, {"<", 7},  {"<=", 7},
      {">", 7},  {">=", 7}, {"<<", 8}, {">>", 8}, {"+", 9}, {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10}};
  const auto found = table.find(op);
  return found == table.end() ? 0 : found->second;
}

bool is_memory(const std::string& name) {
  return name == "cell" || name == "byte" || name == "half" || name == "double" || name == "port" ||
         name == "unchecked_cell";
}

struct SyntaxError {};  // unwinds to the statement loop, never leaves this file

class Parser {
 public:
  Parser(const std::string& text, const std::function<Where(int)>& where, Diagnostics& diagnostics)
      : lexer_(text), where_(where), diagnostics_(diagnostics) {
    advance();
  }

  Body program() {
    Body body;
    while (token_.kind != TokenKind::kEnd) {
      statements(body);
      if (is("}")) {
        report("'}' without '{'");
        advance();
      }
    }
    return body;
  }

 private:
  bool is(const char* symbol) const { return token_.kind == TokenKind::kSymbol && token_.text == symbol; }
  bool is_word(const char* word) const { return token_.kind == TokenKind::kName && token_.text == word; }
  void advance() { token_ = lexer_.next(); }

  bool accept(const char* symbol) {
    if (!is(symbol)) return false;
    advance();
    return true;
  }

  void report(const std::string& message, const std::string& hint = "") {
    diagnostics_.push_back(error("semantics-syntax", message, where_(token_.offset), hint));
  }

  [[noreturn]] void fail(const std::string& expected, const std::string& hint = "") {
    const std::string found = token_.kind == TokenKind::kEnd ? "the end" : "'" + token_.text + "'";
    report("expected " + expected + ", found " + found, hint);
    throw SyntaxError{};
  }

  void expect(const char* symbol) {
    if (!accept(symbol)) fail("'" + std::string(symbol) + "'");
  }

  std::string name(const std::string& what) {
    if (token_.kind != TokenKind::kName) fail(what);
    std::string text = token_.text;
    advance();
    return text;
  }

  // Up to '}' or the end. ';' separates; it may be left out after '}'.
  void statements(Body& body) {
    while (token_.kind != TokenKind::kEnd && !is("}")) {
      if (accept(";")) continue;
      try {
        body.push_back(statement());
        const StmtKind kind = body.back()->kind;
        if (kind == StmtKind::kIf || kind == StmtKind::kFor || is("}") || token_.kind == TokenKind::kEnd)
          continue;
        if (!accept(";")) fail("';' between statements");
      } catch (const SyntaxError&) {
        while (token_.kind != TokenKind::kEnd && !is(";") && !is("}")) advance();
      }
    }
  }

  void block(Body& body) {
    expect("{");
    statements(body);
    expect("}");
  }

  std::unique_ptr<Stmt> statement() {
    auto stmt = std::make_unique<Stmt>();
    stmt->offset = token_.offset;
    if (is_word("let")) {
      advance();
      stmt->kind = StmtKind::kLet;
      stmt->name = name("a name after 'let'");
      expect("=");
      stmt->value = expression();
    } else if (is_word("if")) {
      if_statement(*stmt);
    } else if (is_word("for")) {
      for_statement(*stmt);
    } else {
      simple_statement(*stmt);
    }
    return stmt;
  }

  void if_statement(Stmt& stmt) {
    advance();
    stmt.kind = StmtKind::kIf;
    expect("(");
    stmt.value = expression();
    expect(")");
    block(stmt.then_body);
    if (!is_word("else")) return;
    advance();
    if (is_word("if"))
      stmt.else_body.push_back(statement());
    else
      block(stmt.else_body);
  }

  void for_statement(Stmt& stmt) {
    advance();
    stmt.kind = StmtKind::kFor;
    expect("(");
    stmt.name = name("the name of the loop constant");
    if (!is_word("in")) fail("'in'", "write for (k in 0..4) { ... }");
    advance();
    stmt.value = expression();
    expect("..");
    stmt.limit = expression();
    expect(")");
    block(stmt.then_body);
  }

  void simple_statement(Stmt& stmt) {
    if (token_.kind != TokenKind::kName) fail("a statement");
    ExprPtr target = primary();
    if (target->kind == ExprKind::kCall) {
      stmt.kind = StmtKind::kCall;
      stmt.value = std::move(target);
      return;
    }
    if (!is("=")) fail("'='", "an expression alone has no effect");
    advance();
    stmt.value = expression();
    const bool assigns = target->kind != ExprKind::kAccess && target->kind != ExprKind::kField;
    stmt.kind = assigns ? StmtKind::kAssign : StmtKind::kStore;
    stmt.name = target->text;
    stmt.target = std::move(target);
  }

  ExprPtr make(ExprKind kind, int offset, std::string text = "") {
    auto expr = std::make_unique<Expr>();
    expr->kind = kind;
    expr->offset = offset;
    expr->text = std::move(text);
    return expr;
  }

  ExprPtr expression() {
    ExprPtr condition = binary(1);
    if (!is("?")) return condition;
    ExprPtr expr = make(ExprKind::kTernary, token_.offset, "?");
    advance();
    expr->args.push_back(std::move(condition));
    expr->args.push_back(expression());
    expect(":");
    expr->args.push_back(expression());
    return expr;
  }

  ExprPtr binary(int lowest) {
    ExprPtr left = unary();
    while (token_.kind == TokenKind::kSymbol && precedence(token_.text) >= lowest) {
      ExprPtr expr = make(ExprKind::kBinary, token_.offset, token_.text);
      const int level = precedence(token_.text);
      advance();
      expr->args.push_back(std::move(left));
      expr->args.push_back(binary(level + 1));
      left = std::move(expr);
    }
    return left;
  }

  ExprPtr unary() {
    if (!is("-") && !is("~") && !is("!")) return primary();
    ExprPtr expr = make(ExprKind::kUnary, token_.offset, token_.text);
    advance();
    expr->args.push_back(unary());
    return expr;
  }

  ExprPtr primary() {
    const Token token = token_;
    if (token.kind == TokenKind::kNumber) {
      advance();
      ExprPtr expr = make(ExprKind::kNumber, token.offset, token.text);
      expr->number = token.number;
      return expr;
    }
    if (accept("(")) {
      ExprPtr expr = expression();
      expect(")");
      return expr;
    }
    if (token.kind == TokenKind::kBad) fail("an expression", "numbers are decimal or 0x..., below 2^63");
    if (token.kind != TokenKind::kName) fail("an expression");
    advance();
    if (is("[")) return access(token);
    if (!accept("(")) return make(ExprKind::kName, token.offset, token.text);
    ExprPtr expr = make(ExprKind::kCall, token.offset, token.text);
    while (!is(")")) {
      expr->args.push_back(expression());
      if (!is(")")) expect(",");
    }
    advance();
    return expr;
  }

  ExprPtr access(const Token& token) {
    advance();
    ExprPtr expr = make(ExprKind::kAccess, token.offset, token.text);
    expr->args.push_back(expression());
    expect("]");
    if (is_memory(token.text)) return expr;
    if (!is(".")) {
      token_ = token;
      fail("a memory (cell, byte, half, double or port) before '['");
    }
    advance();
    expr->kind = ExprKind::kField;
    expr->field = name("a field of '" + token.text + "' after '.'");
    return expr;
  }

  Lexer lexer_;
  const std::function<Where(int)>& where_;
  Diagnostics& diagnostics_;
  Token token_;
};

}  // namespace

Body parse(const std::string& text, const std::function<Where(int)>& where, Diagnostics& diagnostics) {
  return Parser(text, where, diagnostics).program();
}

}  // namespace rexa::semantics
