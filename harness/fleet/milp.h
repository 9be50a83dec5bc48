// SPDX-License-Identifier: Apache-2.0
// A mixed-integer linear program, to be minimised, and what a solver says of it. Plain data: who
// solves it is behind `Solver`.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace fleetmark::fleet {

inline constexpr double kUnbounded = std::numeric_limits<double>::infinity();

struct Column {
  std::string name;
  double cost = 0;
  double lower = 0, upper = kUnbounded;
  bool is_integer = false;
  bool is_detail = false;  // whole, but little is lost where it is decided after all others
  bool is_choice =
      false;              // yes or no at a price, and much is lost where it is decided after others
  bool is_sum = false;    // of whole columns: decides nothing, and says much of their cost
  bool is_spare = false;  // where details need not be whole, nothing is lost by leaving it at 0
  int kind = -1;          // columns of one kind, such as at several sites; -1: by itself
};

// Columns and rows are counted in int, and held in vectors.
inline std::size_t at(int i) { return static_cast<std::size_t>(i); }

struct Term {
  int column = 0;
  double factor = 0;
};

// lower <= sum of terms <= upper.
struct Row {
  std::string name;
  std::vector<Term> terms;
  double lower = -kUnbounded, upper = kUnbounded;
  int family = 0;  // rows that stand or fall together, such as one budget over all periods
  int kind = -1;   // rows of one kind, such as at several sites; -1: by itself
};

struct Milp {
  std::vector<Column> columns;
  std::vector<Row> rows;
  double constant = 0;  // of the objective

  int add_column(Column column);
  void add_row(Row row);
  [[nodiscard]] std::size_t integers() const;
};

// Without whole numbers.
Milp relaxed(Milp milp);

// Details need not be whole in it: it costs at most as much.
Milp without_details(Milp milp);

// Only choices need be whole in it, or choices and sums: it costs at most as much.
Milp with_choices_alone(Milp milp);
Milp with_choices_and_sums(Milp milp);

// Largest breach of a bound or row by `values`, relative to the size of its numbers where these
// exceed 1; of integrality for integer columns.
double breach(const Milp& milp, const std::vector<double>& values);
double objective(const Milp& milp, const std::vector<double>& values);

// How far a search is; whoever watches is told now and then, and may look at the clock.
struct SearchState {
  std::optional<double> incumbent;  // cost of the best plan so far
  double bound = -kUnbounded;       // proven: nothing costs less

  // (incumbent - bound) / |incumbent|; without an incumbent endless.
  [[nodiscard]] double gap() const;
};
class SearchWatcher {
 public:
  virtual ~SearchWatcher() = default;
  virtual void on_state(const SearchState& state) = 0;
};

// How a search goes about: plans do not depend on it, but which is found first does.
enum class SearchStyle : std::uint8_t {
  kThorough,
  kHasty,  // a good plan soon, at the price of a weaker bound
  kPlain,  // many nodes of the program as it is: where the others stay stuck
};

struct SolveLimits {
  double gap = 0.01;    // relative, at which the search ends
  double seconds = 60;  // of the whole search
  int most_nodes = 2'000'000;
  SearchStyle style = SearchStyle::kThorough;
  double enough_bound = kUnbounded;  // the search ends once nothing is proven to cost less
  SearchWatcher* watcher = nullptr;  // must outlive the search
};

enum class SolveStatus : std::uint8_t {
  kDone,        // proven within the gap
  kStopped,     // by time or nodes: values hold, the gap is wider
  kInfeasible,  // proven
  kNoMinimum,   // costs fall without end: the program is wrong
  kNothing,     // no values within the limits
};

struct Solution {
  SolveStatus status = SolveStatus::kNothing;
  std::vector<double> values;
  double objective = kUnbounded;  // of the values
  double bound = -kUnbounded;     // proven: nothing costs less
  int nodes = 0;
  double seconds = 0;  // that the search took

  [[nodiscard]] bool has_values() const { return !values.empty(); }
  // (objective - bound) / |objective|; 0 when both are 0.
  [[nodiscard]] double gap() const;
};

// Of a program whose columns need not be whole.
struct LinearOptimum {
  double objective = 0;
  std::vector<double> row_prices;  // change of the objective for one more in a row's bound
};

class Solver {
 public:
  virtual ~Solver() = default;
  // Whole columns are taken as any others; none where there is no optimum.
  virtual std::optional<LinearOptimum> linear_optimum(const Milp& milp) = 0;
  // `start`: integers of an earlier solution to begin from; may be empty.
  virtual Solution solve(const Milp& milp, const SolveLimits& limits,
                         const std::vector<double>& start) = 0;
  Solution solve(const Milp& milp, const SolveLimits& limits) { return solve(milp, limits, {}); }

  // Answers of jobs that do not depend on one another, in their order. A solver may run them side
  // by side in copies of the process: what a job changes in memory may be lost, and a watcher would
  // speak from several places at once.
  virtual std::vector<Solution> each(std::size_t count,
                                     const std::function<Solution(std::size_t)>& job);
};

}  // namespace fleetmark::fleet
