// SPDX-License-Identifier: Apache-2.0
// The live line on a terminal while cases run: which one, how many, the last rate, the least
// certain so far, time so far and time left. On anything that is not a terminal it prints nothing.
#pragma once

#include <optional>
#include <ostream>
#include <string>

namespace fleetmark::cli {

class Progress {
 public:
  // `is_live`: standard error is a terminal and --quiet was not given.
  Progress(std::ostream& err, bool is_live, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void begin(const std::string& what, double elapsed_s);
  // `half_width`: half of the result's 95 % interval over its median; the widest so far stays in
  // the line. Absent where nothing was measured.
  void end(const std::string& result, std::optional<double> half_width = {});

 private:
  void show(const std::string& text);

  struct Widest {
    double half_width = 0;
    std::string what;
  };

  std::ostream& err_;
  bool is_live_;
  std::size_t total_;
  std::size_t done_ = 0;
  std::string what_, last_result_;
  std::optional<Widest> widest_;
};

}  // namespace fleetmark::cli
