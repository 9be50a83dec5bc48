// SPDX-License-Identifier: Apache-2.0
// See progress.h. Carriage return and erase-to-end: the line is redrawn in place and leaves
// nothing.
#include "harness/cli/progress.h"

#include <fmt/core.h>

#include "harness/report/document.h"

namespace fleetmark::cli {

Progress::Progress(std::ostream& err, bool is_live, std::size_t total)
    : err_(err), is_live_(is_live), total_(total) {}

Progress::~Progress() { show(""); }

void Progress::begin(const std::string& what, double elapsed_s) {
  std::string line = fmt::format("[{}/{}] {:.0f} s", done_ + 1, total_, elapsed_s);
  // As long for each of the rest as it took for those that are done: nothing is said before one is.
  if (done_ > 0 && total_ > done_) {
    const double each_s = elapsed_s / static_cast<double>(done_);
    line += fmt::format(", about {:.0f} s left", each_s * static_cast<double>(total_ - done_));
  }
  line += "  " + what;
  if (!last_result_.empty()) line += "  (last: " + last_result_;
  if (widest_) {
    line +=
        fmt::format("; least certain: +-{:.2g} % of {}", widest_->half_width * 100, widest_->what);
  }
  if (!last_result_.empty()) line += ")";
  what_ = what;
  show(line);
}

void Progress::end(const std::string& result, std::optional<double> half_width) {
  ++done_;
  last_result_ = result;
  if (half_width && (!widest_ || *half_width > widest_->half_width)) {
    widest_ = Widest{*half_width, what_};
  }
}

void Progress::show(const std::string& text) {
  if (is_live_) err_ << "\r\x1b[K" << report::printable(text) << std::flush;
}

}  // namespace fleetmark::cli
