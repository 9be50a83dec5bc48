// SPDX-License-Identifier: Apache-2.0
// How far a plan search is, on standard error: on a terminal a live line, elsewhere a line every
// half minute. With --quiet nothing.
#pragma once

#include <ostream>
#include <string>

#include "harness/fleet/milp.h"
#include "harness/measure/clock.h"

namespace fleetmark::cli {

class SearchProgress : public fleet::SearchWatcher {
 public:
  enum class Mode : std::uint8_t { kNone, kLive, kLines };
  // Both must outlive it.
  SearchProgress(std::ostream& err, Mode mode, measure::Clock& clock);
  ~SearchProgress() override;
  SearchProgress(const SearchProgress&) = delete;
  SearchProgress& operator=(const SearchProgress&) = delete;

  // What the searches from now on are for: "other worlds".
  void begin(std::string what);
  void on_state(const fleet::SearchState& state) override;

 private:
  void erase_line();

  std::ostream& err_;
  Mode mode_;
  measure::Clock& clock_;
  std::string what_ = "plan";
  double began_s_, last_s_;
  bool is_line_there_ = false;
};

}  // namespace fleetmark::cli
