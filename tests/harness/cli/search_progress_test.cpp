// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/search_progress.h"

#include <gtest/gtest.h>

#include <sstream>

namespace fleetmark::cli {
namespace {

class SetClock : public measure::Clock {
 public:
  double now_s() override { return now; }
  double now = 100;
};

TEST(SearchProgress, a_terminal_sees_incumbent_bound_and_gap_in_one_live_line) {
  std::ostringstream err;
  SetClock clock;
  {
    SearchProgress progress(err, SearchProgress::Mode::kLive, clock);
    progress.on_state({{}, 90});
    EXPECT_EQ(err.str(), "") << "a search that ends at once shows nothing";
    clock.now = 101;
    progress.on_state({{}, 90});
    EXPECT_EQ(err.str(), "\r\x1b[Kplan: 1.00 s, no plan yet, none costs less than 90.00");
    clock.now = 101.1;
    progress.on_state({100, 90});
    clock.now = 102;
    progress.begin("other worlds");
    progress.on_state({100, 95});
  }
  EXPECT_TRUE(
      err.str().ends_with("\r\x1b[Kother worlds: 2.00 s, best so far 100.0, none costs less "
                          "than 95.00, gap 5.0 %\r\x1b[K"))
      << err.str();
  EXPECT_EQ(err.str().find("10 %"), std::string::npos) << "drawn too often";
}

TEST(SearchProgress, elsewhere_it_is_a_line_each_half_minute) {
  std::ostringstream err;
  SetClock clock;
  {
    SearchProgress progress(err, SearchProgress::Mode::kLines, clock);
    for (int s = 0; s < 65; ++s) {
      clock.now = 100 + s;
      progress.on_state({100, 99});
    }
  }
  EXPECT_EQ(err.str(),
            "fleetmark: plan: 30.0 s, best so far 100.0, none costs less than 99.00, gap 1.0 %\n"
            "fleetmark: plan: 60.0 s, best so far 100.0, none costs less than 99.00, gap 1.0 %\n");
}

TEST(SearchProgress, with_quiet_there_is_nothing) {
  std::ostringstream err;
  SetClock clock;
  {
    SearchProgress progress(err, SearchProgress::Mode::kNone, clock);
    clock.now = 1000;
    progress.on_state({100, 99});
  }
  EXPECT_EQ(err.str(), "");
}

}  // namespace
}  // namespace fleetmark::cli
