// SPDX-License-Identifier: Apache-2.0
// What was learnt from published records, as predictions use it: for each channel one set of global
// parameters, how alike cases must be to share what the model leaves unexplained, those remainders,
// and how wide an interval has to be on each rung.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/borrow/kriging.h"
#include "harness/model/predict/case.h"
#include "harness/model/predict/parameter_set.h"

namespace fleetmark::model {

// What an interval of nominal 80 and 90 % needs as factors of the kriged sigma, found by leaving
// records out, and the median of ln(measured / predicted) there.
struct RungWidth {
  std::size_t records = 0;  // that the factors rest on
  double factor_80 = 1.2815515655446004, factor_90 = 1.6448536269514722;
  double bias = 0;
};

struct ChannelFit {
  Channel channel = Channel::kTpot;
  ParameterSet parameters;
  LikenessScale scale;
  std::array<RungWidth, kRungs> widths;
  std::vector<Residual> residuals;
  std::vector<std::string> ids;            // of the records, as the residuals are ordered
  double cost_before = 0, cost_after = 0;  // mean |ln(modelled / measured)|, weighted
};

// Names that traits were given, in the order of their numbers.
class NameTable {
 public:
  std::uint32_t number(const std::string& name);  // a new one for a new name
  [[nodiscard]] std::optional<std::uint32_t> find(const std::string& name) const;
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  std::map<std::string, std::uint32_t> numbers_;
};

struct Fit {
  NameTable names;
  std::array<std::optional<ChannelFit>, kChannels> channels;
};

Likeness likeness_of(const Case& what, NameTable& names);
// Names that no record had are different from all.
Likeness likeness_of(const Case& what, const NameTable& names);

// "h100-sxm5-80 / llama-3.1-70b": what is left out together in cross-validation.
std::string group_of(const Case& what);

}  // namespace fleetmark::model
