// SPDX-License-Identifier: Apache-2.0
// See search_progress.h.
#include "harness/cli/search_progress.h"

#include <cmath>
#include <utility>

#include "harness/report/numbers.h"

namespace fleetmark::cli {
namespace {

constexpr double kRedrawS = 0.2;
constexpr double kLineS = 30;

std::string text_of(const fleet::SearchState& state) {
  const bool is_bounded = std::isfinite(state.bound);
  std::string text = state.incumbent ? "best so far " + report::plain(*state.incumbent, 4)
                                     : std::string("no plan yet");
  if (is_bounded) text += ", none costs less than " + report::plain(state.bound, 4);
  if (state.incumbent && is_bounded) text += ", gap " + report::percent(state.gap(), 2);
  return text;
}

}  // namespace

SearchProgress::SearchProgress(std::ostream& err, Mode mode, measure::Clock& clock)
    : err_(err), mode_(mode), clock_(clock), began_s_(clock.now_s()), last_s_(began_s_) {}

SearchProgress::~SearchProgress() { erase_line(); }

void SearchProgress::begin(std::string what) { what_ = std::move(what); }

void SearchProgress::on_state(const fleet::SearchState& state) {
  if (mode_ == Mode::kNone) return;
  const double now_s = clock_.now_s();
  if (now_s - last_s_ < (mode_ == Mode::kLive ? kRedrawS : kLineS)) return;
  last_s_ = now_s;
  const std::string line = what_ + ": " + report::plain(now_s - began_s_) + " s, " + text_of(state);
  if (mode_ == Mode::kLines) {
    err_ << "fleetmark: " << line << "\n" << std::flush;
    return;
  }
  err_ << "\r\x1b[K" << line << std::flush;
  is_line_there_ = true;
}

void SearchProgress::erase_line() {
  if (std::exchange(is_line_there_, false)) err_ << "\r\x1b[K" << std::flush;
}

}  // namespace fleetmark::cli
