// SPDX-License-Identifier: Apache-2.0
// Why a device is slower than another at one workload: the ratio of their rates as a product of
// causes, whose logarithms add exactly. First what silicon allows this workload (compute,
// bandwidth, the batch that memory holds, links), then what is lost on the way to it.
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "harness/model/predict/predictor.h"

namespace fleetmark::model {

enum class Cause : std::uint8_t {
  kCompute,
  kBandwidth,
  kCapacity,
  kLink,
  kSustained,      // what the best kernel reaches of the peaks
  kLibrary,        // what large operators of the library reach of that
  kOperators,      // real shapes, small operators, fixed times
  kCommunication,  // collectives beyond the bandwidth of the link
  kScheduler,      // batching, prefill between decode steps
  kRecords,        // what the model leaves unexplained, borrowed from records of others
  kCount
};
inline constexpr std::size_t kCauses = static_cast<std::size_t>(Cause::kCount);
std::string_view name_of(Cause cause);
constexpr bool is_silicon(Cause cause) { return cause <= Cause::kSustained; }
// What records move a prediction by has no cause that anybody observed. The rest is software.
constexpr bool is_attributed(Cause cause) { return cause != Cause::kRecords; }

// Modelled seconds for one unit of the task, without a loss and with it.
struct LossTimes {
  double without = 0, with = 0;
};

struct CauseRow {
  Cause cause = Cause::kCompute;
  double factor = 1;  // rate of the device / rate of the reference; below 1 holds the device back
  double ln = 0;      // ln(factor)
  double sigma = 0;   // of ln; 0: from data sheets
  Evidence evidence = Evidence::kX;
  std::string note;
  // What the factor is made of. A cause of silicon turns the reference into the device: factor =
  // without / with of `device`. A loss is one that both have: the same over that of `reference`.
  LossTimes device;
  std::optional<LossTimes> reference = {};
};

struct Waterfall {
  std::vector<CauseRow> rows;  // in the order of causes
  double ratio = 1;        // predicted rate of the device / of the reference; product of factors
  double ln = 0;           // sum of the rows'
  double ln_silicon = 0;   // of compute, bandwidth, capacity, link and, where told apart, sustained
  double ln_software = 0;  // of library to scheduler
  double ln_records = 0;   // not attributed to either; all three add to ln
  bool is_sustained_known = false;  // else kLibrary is silicon and library together
  Prediction device, reference;
  bool is_same = false;  // one case beside itself: its error is one

  // Of ln of the ratio: errors of two devices are taken to be apart.
  [[nodiscard]] double sigma() const {
    return is_same ? 0 : std::hypot(device.sigma, reference.sigma);
  }
};

// What silicon allows this workload with the batch that memory holds: products and attention at the
// dense peak or the full bandwidth, links at their bandwidth. Per second and device.
double ideal_rate(const Case& what);

// Shares of peak and bandwidth that somebody's best kernel reaches, where both are published.
struct SustainedShares {
  std::optional<double> compute, bandwidth;
};
SustainedShares sustained_shares(const DeviceProfile& profile, const Case& what);

// Seconds of one device for a unit of its yield, after each loss on the way from what the silicon
// allows to what is predicted. Without shares `sustained` equals `ideal`. The fit must have the
// case's channel.
struct Losses {
  double ideal = 0, sustained = 0, library = 0, operators = 0, communication = 0, scheduler = 0,
         predicted = 0;
};
Losses losses_of(const Case& what, const SustainedShares& shares, const Fit& fit,
                 const Prediction& rate);

// `device` and `reference` are cases of one workload. Unknown where the fit has no such channel.
Known<Waterfall> waterfall_of(const Case& device, const SustainedShares& device_shares,
                              const Case& reference, const SustainedShares& reference_shares,
                              const Fit& fit);

}  // namespace fleetmark::model
