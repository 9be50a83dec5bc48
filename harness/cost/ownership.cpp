// SPDX-License-Identifier: Apache-2.0
// See ownership.h.
#include "harness/cost/ownership.h"

#include <cmath>

namespace fleetmark::cost {
namespace {

constexpr double kHoursPerYear = 12 * kHoursPerMonth;

constexpr std::array<HourPartRow, kHourParts> kRows{{
    {"capital_device", "Purchase of the device",
     "price as an annuity over its life, monthly in arrears, less what is left at the end"},
    {"duty", "Import duty", "duty x price as an annuity"},
    {"freight", "Freight", "freight x price as an annuity"},
    {"vat", "Value added tax", "VAT x (1 - recoverable share) on all purchases, as an annuity"},
    {"spares", "Spares", "spares x price as an annuity"},
    {"capital_host_and_network", "Purchase of its host and network share",
     "share of host and network as an annuity, less what is left"},
    {"storage", "Purchase of its storage share", "storage as an annuity, less what is left"},
    {"install", "Installation", "install x price as an annuity"},
    {"prepayment", "Interest on the prepayment",
     "prepaid share x price x interest of the months until delivery, as an annuity"},
    {"blocked_delivery", "Risk of a blocked delivery",
     "prepaid share x price x (1 - recovery) x b / (1 - b), as an annuity; b: probability"},
    {"rent", "Rent", "price of a rented device-hour"},
    {"facility", "Facility", "provisioned kW x colocation rate / 730 h, or the hall as an annuity"},
    {"energy", "Energy", "drawn kW x PUE x power price"},
    {"maintenance", "Maintenance", "share per year x price of device and host"},
    {"insurance", "Insurance", "share per year x price of device and host"},
    {"licences", "Software licences", "price per device-year"},
    {"staff", "Operations staff", "price of an engineer / devices that one runs"},
    {"porting", "Porting", "person-months x price of an engineer / (fleet x life)"},
    {"compliance", "Compliance",
     "per device, and once for the fleet, as annuities over the life of the device"},
}};

double& at(HourParts& parts, HourPart part) { return parts[static_cast<std::size_t>(part)]; }

// What a device pays for once, apart from buying hardware.
void add_once(const CostTerms& t, double sunk_per_hour, HourParts& parts) {
  const double fleet = t.fleet_devices;
  at(parts, HourPart::kPorting) =
      t.porting_person_months * t.engineer_price / (fleet * t.life_months * kHoursPerMonth);
  at(parts, HourPart::kCompliance) =
      (t.compliance_price_per_device + t.compliance_fixed_price / fleet) * sunk_per_hour;
}

void add_running(const CostTerms& t, HourParts& parts) {
  at(parts, HourPart::kLicences) = t.software_licence_price / kHoursPerYear;
  at(parts, HourPart::kStaff) = t.engineer_price / t.devices_per_engineer / kHoursPerMonth;
}

void add_purchase(const CostTerms& t, double rate, double sunk, HourParts& parts) {
  const double price = t.price();
  const double kept = annuity_per_hour(rate, t.life_months, t.residual_share);
  const double landed = price * (1 + t.duty_share + t.freight_share);
  at(parts, HourPart::kDevice) = price * kept;
  at(parts, HourPart::kDuty) = price * t.duty_share * sunk;
  at(parts, HourPart::kFreight) = price * t.freight_share * sunk;
  at(parts, HourPart::kVat) = (landed + t.host_and_network_price + t.storage_price) * t.vat_share *
                              (1 - t.vat_recoverable_share) * sunk;
  at(parts, HourPart::kSpares) = price * t.spares_share * sunk;
  at(parts, HourPart::kHostAndNetwork) = t.host_and_network_price * kept;
  at(parts, HourPart::kStorage) = t.storage_price * kept;
  at(parts, HourPart::kInstall) = price * t.install_share * sunk;
  const double prepaid = t.prepayment_share * price;
  at(parts, HourPart::kPrepayment) = prepaid * std::expm1(t.lead_months * std::log1p(rate)) * sunk;
  at(parts, HourPart::kBlockedDelivery) = prepaid * (1 - t.prepayment_recovery_share) *
                                          t.blocked_delivery_probability /
                                          (1 - t.blocked_delivery_probability) * sunk;
  const double hardware = price + t.host_and_network_price;
  at(parts, HourPart::kMaintenance) = hardware * t.maintenance_share_per_year / kHoursPerYear;
  at(parts, HourPart::kInsurance) = hardware * t.insurance_share_per_year / kHoursPerYear;
}

double facility_per_hour(const CostTerms& t, double rate) {
  const double kw = t.provisioned_kw();
  if (t.facility == Facility::kColocation) return kw * t.colocation_price / kHoursPerMonth;
  const double hall = kw * 1000 * t.owned_facility_price;
  return hall * annuity_per_hour(rate, t.owned_facility_life_months, 0) +
         hall * t.owned_facility_opex_share_per_year / kHoursPerYear;
}

}  // namespace

const HourPartRow& row_of(HourPart part) { return kRows[static_cast<std::size_t>(part)]; }

double monthly_rate(double cost_of_capital_per_year, Compounding compounding) {
  return compounding == Compounding::kNominalMonthly
             ? cost_of_capital_per_year / 12
             : std::expm1(std::log1p(cost_of_capital_per_year) / 12);
}

double annuity_per_hour(double rate_per_month, double months, double residual_share) {
  if (rate_per_month == 0) return (1 - residual_share) / months / kHoursPerMonth;
  // expm1 and log1p keep the digits that 1 - (1 + rate)^-months loses at small rates.
  const double one_minus_discount = -std::expm1(-months * std::log1p(rate_per_month));
  const double recovery = rate_per_month / one_minus_discount;
  return (1 - residual_share * (1 - one_minus_discount)) * recovery / kHoursPerMonth;
}

HourParts hour_parts(const CostTerms& terms, double load) {
  HourParts parts{};
  const double rate = monthly_rate(terms.cost_of_capital_per_year, terms.compounding);
  const double sunk = annuity_per_hour(rate, terms.life_months, 0);
  add_once(terms, sunk, parts);
  add_running(terms, parts);
  if (terms.tenure == Tenure::kRented) {
    at(parts, HourPart::kRent) = terms.rental_price * terms.fx_from_factor * terms.fx_to_factor;
    return parts;
  }
  add_purchase(terms, rate, sunk, parts);
  at(parts, HourPart::kFacility) = facility_per_hour(terms, rate);
  at(parts, HourPart::kEnergy) = terms.drawn_kw(load) * terms.pue * terms.power_price;
  return parts;
}

double sum(const HourParts& parts) {
  double total = 0;
  for (const double part : parts) total += part;
  return total;
}

double landed_price(const CostTerms& terms) {
  const double price = terms.price();
  const double beside = terms.host_and_network_price + terms.storage_price;
  const double landed = price * (1 + terms.duty_share + terms.freight_share);
  return landed + price * (terms.spares_share + terms.install_share) + beside +
         (landed + beside) * terms.vat_share * (1 - terms.vat_recoverable_share) +
         terms.compliance_price_per_device;
}

OwnershipCost ownership_cost(const CostTerms& terms, double load) {
  const HourParts parts = hour_parts(terms, load);
  OwnershipCost cost;
  for (std::size_t i = 0; i < kHourParts; ++i) {
    if (parts[i] != 0) cost.lines.push_back({static_cast<HourPart>(i), parts[i]});
  }
  cost.per_hour = sum(parts);
  return cost;
}

}  // namespace fleetmark::cost
