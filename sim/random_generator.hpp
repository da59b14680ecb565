// The state of one random text program while it is written. Private to random_program.cpp (statements),
// random_operands.cpp, random_definitions.cpp, random_tasks.cpp and random_traps.cpp.
// Invariant: at every point of the text, `scope_` says exactly how many cells the current definition has on each
// stack, on every path of execution that gets there.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/random.hpp"
#include "sim/random_program.hpp"
#include "sim/word_use.hpp"

namespace rexa {

class RandomGenerator {
 public:
  RandomGenerator(const Machine& machine, const RandomProgramOptions& options);
  std::string program();

 private:
  // A word that the program defines.
  struct Definition {
    std::string name;
    int inputs = 0;
    int outputs = 0;
    bool counted = false;  // its top input bounds its recursion and must be small
    bool throws = false;   // to be called within a `catch` alone
    double cost = 0;
    int need[kStackCount] = {0, 0, 0};  // cells beyond the caller's, the return address included
  };
  // An open `do`: what `leave` must restore.
  struct CountedLoop {
    int depth = 0;
    int floor = 0;
    int held = 0;
    int loop_cells = 0;
  };
  struct Scope {
    int depth = 0;       // data stack: cells this definition may count on
    int floor = 0;       // of them, cells at the bottom that must stay as they are
    int held = 0;        // return stack
    int loop_cells = 0;  // loop stack
    bool main = true;
    int outputs = 0;  // what the definition leaves
    int nesting = 0;
    std::vector<CountedLoop> loops;
    int while_loops = 0;  // open `begin .. while`, to be closed by `repeat`
    int peak[kStackCount] = {0, 0, 0};
  };

  // Text.
  void emit(const std::string& text);
  void line();
  std::string number(std::int64_t value);
  std::int64_t any_cell();
  int repetitions(double most);  // 1 to most, every order of magnitude alike

  // Stacks.
  void grow(int cells);
  void hold(int cells);
  void loop_grow(int cells);
  int room(int stack) const;
  void push();  // any one cell
  void push_literal();
  void push_flag();
  void push_index(int mask);     // 0 to mask, data-dependent
  void push_address(int bytes);  // valid, aligned to `bytes`
  void push_operand(OperandKind kind, const WordUse& use);
  void settle(int depth);  // to exactly this depth
  void ensure(int cells);  // at least so many above the floor
  bool spare() const { return tokens_ < max_tokens_ && tokens_ < structure_end_; }

  // Statements. `steps` is what they should take to run.
  void block(double steps, int most);
  void statement(double steps);
  void use_word(const WordUse& use);
  void word_statement();
  bool fits(const WordUse& use) const;
  void if_statement(double steps);
  void do_statement(double steps);
  void begin_statement(double steps);
  void while_statement(double steps);
  void hold_statement(double steps);
  void call_statement(double steps);
  void early_exit();
  void string_statement();
  void store_statement();

  // Tasks (random_tasks.cpp).
  void task_statement(double steps);
  void other_task_statement();
  void define_throwing(double steps);
  void catch_statement(double steps);
  void make_task(double steps);

  // Definitions.
  const Definition* callable(double steps);
  void call(const Definition& definition);
  void write_definition(Definition definition, int levels, const std::function<void()>& body);
  void define(double steps);
  void define_recursive(double steps);
  void define_endless(double steps);
  void declare_data();

  // Traps (random_traps.cpp): the text after one is not reached.
  void trap_statement();
  void underflow(const WordUse& use, int stack);
  void overflow(const WordUse& use, int stack);
  void bad_operand(const WordUse& use);
  void wild_jump();
  void runaway();
  void empty_data_stack();
  void fill_data_stack(int cells);
  void fill_stack(const std::string& word, int cells);

  const Machine& machine_;
  RandomProgramOptions options_;
  Random random_;
  std::vector<WordUse> words_;
  std::vector<int> used_;  // by word: how often it was written
  Scope scope_;
  std::vector<Definition> definitions_;
  std::vector<std::string> cells_;   // names of variables
  std::vector<std::string> arrays_;  // each holds array_cells_ cells, and two to spare
  int array_cells_ = 8;
  std::string text_, line_;
  std::string self_;      // the definition being written
  std::string finished_;  // declarations and definitions
  int tokens_ = 0, max_tokens_ = 0, structure_end_ = 0, names_ = 0, string_bytes_ = 0;
  double factor_ = 1, cost_ = 0;
  bool has_loops_ = false, has_doubles_ = false, has_tasks_ = false;
  int made_tasks_ = 0;
};

}  // namespace rexa
