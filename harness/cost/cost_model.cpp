// SPDX-License-Identifier: Apache-2.0
// See cost_model.h.
#include "harness/cost/cost_model.h"

#include <array>

#include "harness/cost/ownership.h"
#include "harness/cost/training_goodput.h"

namespace fleetmark::cost {
namespace {

using model::Known;
using model::RatePrediction;
using model::Unknown;

// What an input is for; it is asked of the devices that have it alone.
enum class Applies : std::uint8_t {
  kAlways,
  kOwned,       // bought, not rented
  kColocation,  // bought, standing in somebody's hall
  kOwnHall,     // bought, standing in one's own
  kHostPrice,   // bought without its host
  kHostPower,   // provisioned without its host
  kImported,    // bought or rented abroad
  kDuty,        // bought abroad at a price without duty
  kOperations,
  kStatedGoodput,
  kJobFailures,  // training where the file says how devices fail
  kJobInterval,  // the same; absent: the optimum
  kEmissions,
};

struct InputPlace {
  MaybeInput Economics::*member;
  double CostTerms::*place;
  Applies applies;
};

// Where each input of the economics file lands.
constexpr std::array<InputPlace, 38> kInputPlaces{{
    {&Economics::cost_of_capital_per_year, &CostTerms::cost_of_capital_per_year, Applies::kAlways},
    {&Economics::life_months, &CostTerms::life_months, Applies::kAlways},
    {&Economics::residual_share, &CostTerms::residual_share, Applies::kOwned},
    {&Economics::host_and_network_price, &CostTerms::host_and_network_price, Applies::kHostPrice},
    {&Economics::storage_price, &CostTerms::storage_price, Applies::kOwned},
    {&Economics::freight_share, &CostTerms::freight_share, Applies::kOwned},
    {&Economics::install_share, &CostTerms::install_share, Applies::kOwned},
    {&Economics::spares_share, &CostTerms::spares_share, Applies::kOwned},
    {&Economics::prepayment_share, &CostTerms::prepayment_share, Applies::kOwned},
    {&Economics::lead_months, &CostTerms::lead_months, Applies::kOwned},
    {&Economics::prepayment_recovery_share, &CostTerms::prepayment_recovery_share, Applies::kOwned},
    {&Economics::blocked_delivery_probability, &CostTerms::blocked_delivery_probability,
     Applies::kImported},
    {&Economics::import_duty_share, &CostTerms::duty_share, Applies::kDuty},
    {&Economics::vat_share, &CostTerms::vat_share, Applies::kOwned},
    {&Economics::vat_recoverable_share, &CostTerms::vat_recoverable_share, Applies::kOwned},
    {&Economics::host_and_network_w_per_device, &CostTerms::host_and_network_w,
     Applies::kHostPower},
    {&Economics::colocation_price, &CostTerms::colocation_price, Applies::kColocation},
    {&Economics::owned_facility_price, &CostTerms::owned_facility_price, Applies::kOwnHall},
    {&Economics::owned_facility_life_months, &CostTerms::owned_facility_life_months,
     Applies::kOwnHall},
    {&Economics::owned_facility_opex_share_per_year, &CostTerms::owned_facility_opex_share_per_year,
     Applies::kOwnHall},
    {&Economics::power_price, &CostTerms::power_price, Applies::kOwned},
    {&Economics::pue, &CostTerms::pue, Applies::kEmissions},
    {&Economics::draw_share_of_provisioned, &CostTerms::draw_share_of_provisioned,
     Applies::kEmissions},
    {&Economics::idle_share_of_draw, &CostTerms::idle_share_of_draw, Applies::kOwned},
    {&Economics::maintenance_share_per_year, &CostTerms::maintenance_share_per_year,
     Applies::kOwned},
    {&Economics::insurance_share_per_year, &CostTerms::insurance_share_per_year, Applies::kOwned},
    {&Economics::software_licence_price, &CostTerms::software_licence_price, Applies::kAlways},
    {&Economics::engineer_price, &CostTerms::engineer_price, Applies::kAlways},
    {&Economics::devices_per_engineer, &CostTerms::devices_per_engineer, Applies::kAlways},
    {&Economics::compliance_fixed_price, &CostTerms::compliance_fixed_price, Applies::kImported},
    {&Economics::compliance_price_per_device, &CostTerms::compliance_price_per_device,
     Applies::kImported},
    {&Economics::availability, &CostTerms::availability, Applies::kOperations},
    {&Economics::goodput, &CostTerms::goodput, Applies::kStatedGoodput},
    {&Economics::accelerator_mtbf_h, &CostTerms::accelerator_mtbf_h, Applies::kJobFailures},
    {&Economics::checkpoint_s, &CostTerms::checkpoint_s, Applies::kJobFailures},
    {&Economics::restart_s, &CostTerms::restart_s, Applies::kJobFailures},
    {&Economics::checkpoint_interval_s, &CostTerms::checkpoint_interval_s, Applies::kJobInterval},
    {&Economics::utilisation, &CostTerms::utilisation, Applies::kOperations},
}};

bool divides_allocation(Applies what) {
  return what == Applies::kOperations || what == Applies::kStatedGoodput ||
         what == Applies::kJobFailures || what == Applies::kJobInterval;
}

bool applies(Applies what, const DeviceInputs& device, const Economics& economics) {
  const bool is_owned = economics.tenure == Tenure::kOwned;
  const bool stands_in_own_hall = economics.facility == Facility::kOwned;
  switch (what) {
    case Applies::kOwned:
      return is_owned;
    case Applies::kColocation:
      return is_owned && !stands_in_own_hall;
    case Applies::kOwnHall:
      return is_owned && stands_in_own_hall;
    case Applies::kHostPrice:
      return is_owned && !device.is_its_own_host &&
             !(device.price && device.price->includes_host_and_network);
    case Applies::kHostPower:
      return !device.is_its_own_host && !(device.power && device.power->is_all_in);
    case Applies::kImported:
      return is_owned && !device.is_domestic;
    case Applies::kDuty:
      return is_owned && !device.is_domestic && !(device.price && device.price->includes_duty);
    case Applies::kStatedGoodput:
      return !derives_goodput(device, economics);
    case Applies::kJobFailures:
    case Applies::kJobInterval:
      return derives_goodput(device, economics);
    case Applies::kEmissions:
    case Applies::kOperations:
    case Applies::kAlways:
      break;
  }
  return true;
}

// A rate for domestic devices takes the place of the general one for them.
MaybeInput Economics::*applied(const DeviceInputs& device, const Economics& economics,
                               MaybeInput Economics::*member) {
  constexpr std::array<std::pair<MaybeInput Economics::*, MaybeInput Economics::*>, 2> kDomestic{
      {{&Economics::power_price, &Economics::power_price_domestic_devices},
       {&Economics::prepayment_share, &Economics::prepayment_share_domestic_devices}}};
  if (!device.is_domestic) return member;
  for (const auto& [general, domestic] : kDomestic) {
    if (member == general && economics.*domestic) return domestic;
  }
  return member;
}

const EconomicsField& field_of(MaybeInput Economics::*member) {
  for (const auto& field : kEconomicsFields) {
    if (field.member == member) return field;
  }
  return kEconomicsFields.front();
}

void add(CostModel& model, std::string key, double CostTerms::*place, Distribution distribution,
         bool is_shared, bool is_operations = false) {
  if (distribution.is_fixed()) return;
  model.inputs.push_back({std::move(key), place, distribution, is_shared, is_operations});
}

void add_input(CostModel& model, const MaybeInput& input, const EconomicsField& field,
               double CostTerms::*place, bool is_operations = false) {
  model.terms.*place = input->figure.value;
  add(model, "inputs." + std::string(field.key), place,
      Distribution::of(*input, field.min, field.max), true, is_operations);
}

// The number of devices, and whether such a job gets anywhere.
void add_job(CostModel& model, const DeviceInputs& device) {
  if (!device.training_devices) {
    model.missing_operations.emplace_back("--training-devices: how many devices the job has");
    return;
  }
  model.terms.job_devices = *device.training_devices;
  if (!model.missing_operations.empty()) return;
  const auto failures = job_failures(model.terms);
  if (failures && model::goodput_of(*failures).share <= 0) {
    model.makes_progress = false;
    model.missing_operations.push_back(model::why_no_progress(*failures));
  }
}

void add_economics(CostModel& model, const DeviceInputs& device, const Economics& economics,
                   std::vector<std::string>& missing) {
  for (const auto& [general, place, what] : kInputPlaces) {
    if (!applies(what, device, economics)) continue;
    const auto member = applied(device, economics, general);
    const EconomicsField& field = field_of(member);
    const bool is_operations = divides_allocation(what);
    if (const MaybeInput& input = economics.*member) {
      add_input(model, input, field, place, is_operations);
    } else if (what == Applies::kJobInterval) {
      continue;
    } else if (is_operations) {
      model.missing_operations.push_back(missing_key(field.key, economics) +
                                         (what == Applies::kStatedGoodput && fails_by_job(economics)
                                              ? " (how devices fail tells that of training alone)"
                                              : ""));
    } else if (!field.is_optional) {
      missing.push_back(missing_key(field.key, economics));
    }
  }
  if (derives_goodput(device, economics)) add_job(model, device);
  model.has_operations = model.missing_operations.empty();
  if (const MaybeInput& grid = economics.grid_kgco2_per_kwh) {
    model.terms.grid_kgco2_per_kwh = grid->figure.value;
  }
}

Distribution spread(const Range& range) {
  const bool varies = range.low && range.high && *range.low > 0 && *range.low < *range.high;
  if (!varies) return Distribution::fixed(range.typical);
  return Distribution::lognormal(*range.low, range.typical, *range.high);
}

// The price is divided by the rate that it comes from and multiplied by the file's own.
void add_exchange(CostModel& model, const std::string& currency, const Economics& economics) {
  if (currency == economics.currency) return;
  for (const auto& fx : economics.fx) {
    const Input& units = fx.units_per_usd;
    const bool is_from = fx.currency == currency;
    if ((!is_from && fx.currency != economics.currency) || !units.low || !units.high) continue;
    const double value = units.figure.value;
    const Range factor = is_from ? Range{1, value / *units.high, value / *units.low}
                                 : Range{1, *units.low / value, *units.high / value};
    add(model, "fx." + fx.currency, is_from ? &CostTerms::fx_from_factor : &CostTerms::fx_to_factor,
        spread(factor), true);
  }
}

void add_price(CostModel& model, const DeviceInputs& device, const Economics& economics,
               std::vector<std::string>& missing) {
  if (economics.tenure == Tenure::kRented) {
    model::collect_missing(device.rental, missing);
    if (!device.rental) return;
    model.terms.rental_price = device.rental->amount.typical;
    add(model, "rental_price", &CostTerms::rental_price, spread(device.rental->amount), false);
    add_exchange(model, device.rental->currency, economics);
    return;
  }
  model::collect_missing(device.price, missing);
  model::collect_missing(device.power, missing);
  if (!device.price) return;
  model.terms.device_price = device.price->amount.typical;
  add(model, "purchase_price", &CostTerms::device_price, spread(device.price->amount), false);
  add_exchange(model, device.price->currency, economics);
}

// Where months of work are known, who does it and how many devices share it must be too.
void add_porting(CostModel& model, const DeviceInputs& device, const Economics& economics) {
  if (!device.porting) {
    for (const auto& key : device.porting.missing()) model.left_out.push_back("porting: " + key);
    return;
  }
  const Range& months = device.porting->person_months;
  const bool is_shared_by_fleet = months.typical > 0 || model.terms.compliance_fixed_price > 0;
  if (!is_shared_by_fleet) return;
  for (const auto& [member, place] :
       {std::pair{&Economics::fleet_devices, &CostTerms::fleet_devices},
        std::pair{&Economics::porting_engineers, &CostTerms::porting_engineers}}) {
    const EconomicsField& field = field_of(member);
    if (!(economics.*member)) {
      model.left_out.push_back("porting: " + missing_key(field.key, economics));
      model.terms.compliance_fixed_price = 0;
      return;
    }
    add_input(model, economics.*member, field, place);
  }
  model.terms.porting_person_months = months.typical;
  add(model, "porting", &CostTerms::porting_person_months, spread(months), false);
}

}  // namespace

double usage_per_task(double per_hour, double tasks_per_s) {
  return per_hour / (3600 * tasks_per_s);
}

double allocation_per_task(double usage, double availability, double goodput, double utilisation) {
  return usage / (availability * goodput * utilisation);
}

double joules_per_item(double power_kw, double items_per_s) {
  return power_kw * 1000 / items_per_s;
}

TaskPrice price_at(const CostTerms& terms) {
  const double busy = sum(hour_parts(terms, 1));
  const double idle =
      terms.tenure == Tenure::kRented
          ? 0
          : (terms.drawn_kw(1) - terms.drawn_kw(terms.utilisation)) * terms.pue * terms.power_price;
  const double share = terms.availability * goodput_of(terms) * terms.utilisation;
  return {usage_per_task(busy, terms.tasks_per_s),
          usage_per_task(busy - idle, terms.tasks_per_s) / (share * terms.productive_share())};
}

Known<CostModel> cost_model(const DeviceInputs& device, const Economics& economics,
                            const Known<RatePrediction>& rate, double amount) {
  std::vector<std::string> missing;
  model::collect_missing(rate, missing);
  CostModel model;
  model.id = device.id;
  model.terms.compounding = economics.compounding;
  model.terms.tenure = economics.tenure;
  model.terms.facility = economics.facility;
  add_price(model, device, economics, missing);
  add_economics(model, device, economics, missing);
  if (!missing.empty()) return Unknown{missing};
  if (device.power) model.terms.device_w = device.power->w;
  add_porting(model, device, economics);
  if (model.terms.productive_share() <= 0) {
    return Unknown{{"porting ends within the life of " + device.id +
                    ": more inputs.porting_engineers or a longer inputs.life_months"}};
  }
  const double scale = device.throughput_scale / amount;
  model.terms.tasks_per_s = rate->per_s * scale;
  if (rate->p10_per_s < rate->p90_per_s) {
    add(model, "rate", &CostTerms::tasks_per_s,
        Distribution::lognormal(rate->p10_per_s * scale, model.terms.tasks_per_s,
                                rate->p90_per_s * scale),
        false);
  }
  return model;
}

}  // namespace fleetmark::cost
