// SPDX-License-Identifier: Apache-2.0
// See model_text.h.
#include "harness/fleet/model_text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace fleetmark::fleet {
namespace {

std::string number(double value) {
  std::array<char, 40> text{};
  const auto [end, code] = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end};
}

constexpr const char* kConstant = "constant";

// With the constant as a column of its own, so that every format can state it.
Milp with_constant_column(Milp milp) {
  if (milp.constant != 0) milp.add_column({kConstant, milp.constant, 1, 1, false});
  return milp;
}

bool is_equality(const Row& row) { return row.lower == row.upper; }
bool has_both(const Row& row) {
  return std::isfinite(row.lower) && std::isfinite(row.upper) && !is_equality(row);
}

char sense_of(const Row& row) {
  if (is_equality(row)) return 'E';
  if (std::isfinite(row.upper)) return 'L';
  return std::isfinite(row.lower) ? 'G' : 'N';
}

struct Entry {
  std::size_t row;
  double factor;
};
std::vector<std::vector<Entry>> by_column(const Milp& milp) {
  std::vector<std::vector<Entry>> entries(milp.columns.size());
  for (std::size_t r = 0; r < milp.rows.size(); ++r) {
    for (const auto& term : milp.rows[r].terms) {
      entries[static_cast<std::size_t>(term.column)].push_back({r, term.factor});
    }
  }
  return entries;
}

void add_mps_bounds(const Column& column, std::string& text) {
  const auto bound = [&](const char* kind, double value) {
    text += std::string(" ") + kind + " b " + column.name + " " + number(value) + "\n";
  };
  if (column.lower == column.upper) {
    bound("FX", column.lower);
    return;
  }
  if (column.lower != 0) bound("LO", column.lower);
  if (std::isfinite(column.upper)) {
    bound("UP", column.upper);
  } else if (column.is_integer) {
    text += " PL b " + column.name + "\n";
  }
}

std::string lp_sum(const std::vector<Term>& terms, const Milp& milp) {
  std::string text;
  for (const auto& term : terms) {
    text += (term.factor < 0 ? " - " : " + ") + number(std::abs(term.factor)) + " " +
            milp.columns[static_cast<std::size_t>(term.column)].name;
  }
  return text.empty() ? " 0 " + milp.columns.front().name : text;
}

}  // namespace

std::string mps_text(const Milp& original) {
  const Milp milp = with_constant_column(original);
  std::string text = "NAME fleet\nROWS\n N cost\n";
  for (const auto& row : milp.rows) {
    text += std::string(" ") + sense_of(row) + " " + row.name + "\n";
  }
  text += "COLUMNS\n";
  const auto entries = by_column(milp);
  bool is_in_integers = false;
  const auto switch_to = [&](bool is_integer) {
    if (is_integer == is_in_integers) return;
    text += std::string(" M 'MARKER' ") + (is_integer ? "'INTORG'" : "'INTEND'") + "\n";
    is_in_integers = is_integer;
  };
  for (std::size_t c = 0; c < milp.columns.size(); ++c) {
    const Column& column = milp.columns[c];
    switch_to(column.is_integer);
    text += " " + column.name + " cost " + number(column.cost) + "\n";
    for (const auto& entry : entries[c]) {
      text +=
          " " + column.name + " " + milp.rows[entry.row].name + " " + number(entry.factor) + "\n";
    }
  }
  switch_to(false);
  text += "RHS\n";
  for (const auto& row : milp.rows) {
    const double side = sense_of(row) == 'G' ? row.lower : row.upper;
    if (sense_of(row) != 'N' && side != 0) text += " r " + row.name + " " + number(side) + "\n";
  }
  text += "RANGES\n";
  for (const auto& row : milp.rows) {
    if (has_both(row)) text += " g " + row.name + " " + number(row.upper - row.lower) + "\n";
  }
  text += "BOUNDS\n";
  for (const auto& column : milp.columns) add_mps_bounds(column, text);
  return text + "ENDATA\n";
}

std::string lp_text(const Milp& original) {
  const Milp milp = with_constant_column(original);
  std::vector<Term> costs;
  for (std::size_t c = 0; c < milp.columns.size(); ++c) {
    if (milp.columns[c].cost != 0) costs.push_back({static_cast<int>(c), milp.columns[c].cost});
  }
  std::string text = "Minimize\n cost:" + lp_sum(costs, milp) + "\nSubject To\n";
  for (const auto& row : milp.rows) {
    const std::string sum = lp_sum(row.terms, milp);
    if (is_equality(row)) {
      text += " " + row.name + ":" + sum + " = " + number(row.upper) + "\n";
      continue;
    }
    const bool is_split = has_both(row);
    if (std::isfinite(row.upper)) {
      text += " " + row.name + ":" + sum + " <= " + number(row.upper) + "\n";
    }
    if (std::isfinite(row.lower)) {
      text +=
          " " + row.name + (is_split ? "_low" : "") + ":" + sum + " >= " + number(row.lower) + "\n";
    }
  }
  text += "Bounds\n";
  for (const auto& column : milp.columns) {
    text += " " + number(column.lower) + " <= " + column.name +
            (std::isfinite(column.upper) ? " <= " + number(column.upper) : "") + "\n";
  }
  text += "General\n";
  for (const auto& column : milp.columns) {
    if (column.is_integer) text += " " + column.name + "\n";
  }
  return text + "End\n";
}

}  // namespace fleetmark::fleet
