// SPDX-License-Identifier: Apache-2.0
// Cost of having one device for one hour, in the currency of the economics file. Owned: purchase
// with all that comes on top as annuities, facility on provisioned power, energy on drawn power,
// and running it. Rented: the price of the hour, with the staff and licences that a tenant pays.
//
// P purchase price, r monthly rate, n months of life, crf = r / (1 - (1 + r)^-n):
//   capital     (1 - residual (1 + r)^-n) crf / 730 h     for device, host and storage
//   sunk        crf / 730 h      for duty, freight, VAT not recovered, spares, installation
//   prepayment  share P ((1 + r)^lead - 1), and share P (1 - recovery) b / (1 - b) for deliveries
//               that are blocked with probability b after payment
// (Barroso and Hoelzle, The Datacenter as a Computer, chapter 6.)
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "harness/cost/terms.h"

namespace fleetmark::cost {

inline constexpr double kHoursPerMonth = 730;  // 8,760 h / 12

enum class HourPart : std::uint8_t {
  kDevice,
  kDuty,
  kFreight,
  kVat,
  kSpares,
  kHostAndNetwork,
  kStorage,
  kInstall,
  kPrepayment,
  kBlockedDelivery,
  kRent,
  kFacility,
  kEnergy,
  kMaintenance,
  kInsurance,
  kLicences,
  kStaff,
  kPorting,
  kCompliance,
  kCount
};
inline constexpr std::size_t kHourParts = static_cast<std::size_t>(HourPart::kCount);

struct HourPartRow {
  std::string_view key;      // "capital_device"
  std::string_view title;    // "Purchase of the device"
  std::string_view formula;  // in words
};
const HourPartRow& row_of(HourPart part);

// Per device-hour, by part.
using HourParts = std::array<double, kHourParts>;
// Energy at `load`: the share of hours with work.
HourParts hour_parts(const CostTerms& terms, double load);
double sum(const HourParts& parts);  // in their order

// What is paid for one device by the time that it stands: price, duty, freight, tax that is not
// recovered, spares, installation, host, storage, compliance.
double landed_price(const CostTerms& terms);

struct CostLine {
  HourPart part = HourPart::kDevice;
  double per_hour = 0;
  [[nodiscard]] const HourPartRow& row() const { return row_of(part); }
};
struct OwnershipCost {
  std::vector<CostLine> lines;  // those that are not 0
  double per_hour = 0;          // sum of the lines
};
OwnershipCost ownership_cost(const CostTerms& terms, double load = 1);

double monthly_rate(double cost_of_capital_per_year, Compounding compounding);

// Cost per hour over `months` for each unit paid at the start: annuity, monthly in arrears, less
// the residual discounted from the end. Straight line at an interest of 0.
double annuity_per_hour(double rate_per_month, double months, double residual_share);

}  // namespace fleetmark::cost
