// SPDX-License-Identifier: Apache-2.0
// See why_cost.h.
#include "harness/report/why/why_cost.h"

#include <fmt/core.h>

#include "harness/cost/ownership.h"
#include "harness/cost/training_goodput.h"
#include "harness/report/why/why_goodput.h"

namespace fleetmark::report {
namespace {

using cost::CostTerms;
using cost::HourPart;

// The numbers that several lines share.
struct Shared {
  double rate = 0;  // per month
  double kept = 0;  // per hour for each unit paid, of what has a value left at the end
  double sunk = 0;  // the same of what has none
  cost::HourParts parts{};
};

class CostLines {
 public:
  CostLines(const TaskRow& row, const TaskRows& task)
      : t(row.cost->model.terms), cost(*row.cost), row_(row), task_(task) {
    shared.rate = cost::monthly_rate(t.cost_of_capital_per_year, t.compounding);
    shared.sunk = cost::annuity_per_hour(shared.rate, t.life_months, 0);
    shared.kept = cost::annuity_per_hour(shared.rate, t.life_months, t.residual_share);
    shared.parts = cost::hour_parts(t, 1);
  }

  void taken(const std::string& figure, double value, const std::string& unit,
             const std::string& from) {
    lines.push_back({row_.placement.entry.id, figure, "", "", value, unit, from});
  }
  void result(const std::string& figure, const std::string& formula, const std::string& numbers,
              double value, const std::string& unit) {
    lines.push_back({row_.placement.entry.id, figure, formula, numbers, value, unit, ""});
  }
  // A part of the device-hour; those that are 0 are left out, as in the table of parts.
  void part(HourPart which, const char* formula, const std::string& numbers) {
    const double value = shared.parts[static_cast<std::size_t>(which)];
    if (value == 0) return;
    result(std::string(cost::row_of(which).title), formula, numbers, value, per_hour());
  }
  [[nodiscard]] const std::string& currency() const { return task_.currency; }
  [[nodiscard]] std::string per_hour() const { return task_.currency + "/h"; }
  [[nodiscard]] const TaskRow& row() const { return row_; }
  [[nodiscard]] const TaskRows& task() const { return task_; }

  const CostTerms& t;
  const cost::TaskCost& cost;
  Shared shared;
  std::vector<WhyLine> lines;

 private:
  const TaskRow& row_;
  const TaskRows& task_;
};

std::string x(std::initializer_list<double> numbers) { return joined_by("x", numbers); }

void add_annuities(CostLines& c) {
  const CostTerms& t = c.t;
  const double i = t.cost_of_capital_per_year;
  const bool is_nominal = t.compounding == cost::Compounding::kNominalMonthly;
  c.taken("cost of capital a year, i", i, "", "economics file or --set");
  c.result("interest a month, r", is_nominal ? "i / 12" : "(1 + i) ^ (1 / 12) - 1",
           is_nominal ? digits(i) + " / 12" : "(1 + " + digits(i) + ") ^ (1 / 12) - 1",
           c.shared.rate, "");
  const std::string r = digits(c.shared.rate), n = digits(t.life_months);
  const std::string s = digits(t.residual_share);
  c.taken("life, n", t.life_months, "months", "economics file or --set");
  if (c.shared.rate == 0) {
    c.result("hourly share of what is paid, k", "1 / n / 730", "1 / " + n + " / 730", c.shared.sunk,
             "1/h");
  } else {
    c.result("hourly share of what is paid, k", "r / (1 - (1 + r) ^ (0 - n)) / 730",
             r + " / (1 - (1 + " + r + ") ^ (0 - " + n + ")) / 730", c.shared.sunk, "1/h");
  }
  c.result("the same with s left at the end, ks", "(1 - s x (1 + r) ^ (0 - n)) x k",
           "(1 - " + s + " x (1 + " + r + ") ^ (0 - " + n + ")) x " + digits(c.shared.sunk),
           c.shared.kept, "1/h");
}

void add_purchase(CostLines& c) {
  const CostTerms& t = c.t;
  const double k = c.shared.sunk, ks = c.shared.kept, price = t.price();
  const double hardware = price + t.host_and_network_price;
  c.taken("price of the device, P", price, c.currency(), c.cost.origin);
  add_annuities(c);
  c.part(HourPart::kDevice, "P x ks", x({price, ks}));
  c.part(HourPart::kDuty, "P x duty x k", x({price, t.duty_share, k}));
  c.part(HourPart::kFreight, "P x freight x k", x({price, t.freight_share, k}));
  c.part(HourPart::kVat, "(P x (1 + duty + freight) + host + storage) x VAT x (1 - recovered) x k",
         fmt::format("({} x (1 + {} + {}) + {} + {}) x {} x (1 - {}) x {}", digits(price),
                     digits(t.duty_share), digits(t.freight_share),
                     digits(t.host_and_network_price), digits(t.storage_price), digits(t.vat_share),
                     digits(t.vat_recoverable_share), digits(k)));
  c.part(HourPart::kSpares, "P x spares x k", x({price, t.spares_share, k}));
  c.part(HourPart::kHostAndNetwork, "host x ks", x({t.host_and_network_price, ks}));
  c.part(HourPart::kStorage, "storage x ks", x({t.storage_price, ks}));
  c.part(HourPart::kInstall, "P x install x k", x({price, t.install_share, k}));
  c.part(HourPart::kPrepayment, "prepaid x P x ((1 + r) ^ lead - 1) x k",
         fmt::format("{} x ((1 + {}) ^ {} - 1) x {}", x({t.prepayment_share, price}),
                     digits(c.shared.rate), digits(t.lead_months), digits(k)));
  c.part(HourPart::kBlockedDelivery, "prepaid x P x (1 - recovery) x b / (1 - b) x k",
         fmt::format("{} x (1 - {}) x {} / (1 - {}) x {}", x({t.prepayment_share, price}),
                     digits(t.prepayment_recovery_share), digits(t.blocked_delivery_probability),
                     digits(t.blocked_delivery_probability), digits(k)));
  const auto a_year = [&](double share) {
    return fmt::format("{} x {} / 8760", digits(hardware), digits(share));
  };
  c.part(HourPart::kMaintenance, "(P + host) x share a year / 8760",
         a_year(t.maintenance_share_per_year));
  c.part(HourPart::kInsurance, "(P + host) x share a year / 8760",
         a_year(t.insurance_share_per_year));
}

void add_power(CostLines& c) {
  const CostTerms& t = c.t;
  const double kw = t.provisioned_kw();
  c.result("provisioned power", "(device + host W) / 1000",
           fmt::format("({} + {}) / 1000", digits(t.device_w), digits(t.host_and_network_w)), kw,
           "kW");
  if (t.facility == cost::Facility::kColocation) {
    c.part(HourPart::kFacility, "kW x price of a kW and month / 730",
           x({kw, t.colocation_price}) + " / 730");
  } else {
    const double hall = cost::annuity_per_hour(c.shared.rate, t.owned_facility_life_months, 0);
    c.taken("hourly share of the hall, kh", hall, "1/h", "k with the hall's life");
    c.part(HourPart::kFacility, "kW x 1000 x price of a W x (kh + running share / 8760)",
           fmt::format("{} x ({} + {} / 8760)", x({kw, 1000, t.owned_facility_price}), digits(hall),
                       digits(t.owned_facility_opex_share_per_year)));
  }
  c.part(HourPart::kEnergy, "kW x drawn share x PUE x price of a kWh",
         x({kw, t.draw_share_of_provisioned, t.pue, t.power_price}));
}

void add_running(CostLines& c) {
  const CostTerms& t = c.t;
  c.part(HourPart::kLicences, "licences a year / 8760",
         digits(t.software_licence_price) + " / 8760");
  c.part(HourPart::kStaff, "engineer a month / devices of one / 730",
         fmt::format("{} / {} / 730", digits(t.engineer_price), digits(t.devices_per_engineer)));
  c.part(HourPart::kPorting, "person-months x engineer a month / (fleet x n x 730)",
         fmt::format("{} / ({} x 730)", x({t.porting_person_months, t.engineer_price}),
                     x({t.fleet_devices, t.life_months})));
  c.part(HourPart::kCompliance, "(a device + once / fleet) x k",
         fmt::format("({} + {} / {}) x {}", digits(t.compliance_price_per_device),
                     digits(t.compliance_fixed_price), digits(t.fleet_devices),
                     digits(c.shared.sunk)));
}

void add_hour(CostLines& c) {
  std::vector<double> parts;
  for (const double part : c.shared.parts) {
    if (part != 0) parts.push_back(part);
  }
  c.result("a device-hour under load, c", "sum of its parts", joined_by("+", parts),
           cost::sum(c.shared.parts), c.per_hour());
}

void add_rate(CostLines& c) {
  const auto& entry = c.row().placement.entry;
  if (!entry.rate) return;
  const double rate = entry.rate->per_s, amount = static_cast<double>(c.task().unit.amount);
  const double scale = c.t.tasks_per_s * amount / rate;  // 1 unless the user scales throughput
  c.taken("rate", rate, c.task().bound_unit, entry.rate->origin);
  const bool is_scaled = scale < 1 - 1e-12 || scale > 1 + 1e-12;
  c.result("tasks a second, q", is_scaled ? "rate x scale / amount" : "rate / amount",
           (is_scaled ? x({rate, scale}) : digits(rate)) + " / " + digits(amount), c.t.tasks_per_s,
           "1/s");
}

void add_goodput(CostLines& c) {
  const auto failures = cost::job_failures(c.t);
  if (!failures) {
    c.taken("goodput, g", c.t.goodput, "", "economics file or --set");
    return;
  }
  for (auto& line : why_goodput(*failures, "economics file or --set", "--training-devices")) {
    line.row = c.row().placement.entry.id;
    c.lines.push_back(std::move(line));
  }
}

void add_task(CostLines& c) {
  const CostTerms& t = c.t;
  const double hour = cost::sum(c.shared.parts), q = t.tasks_per_s;
  c.result("usage cost of the task", "c / (3600 x q)",
           fmt::format("{} / (3600 x {})", digits(hour), digits(q)), c.cost.usage.typical,
           c.currency());
  if (c.cost.kwh_per_task) {
    c.result("energy of the task", "kW x drawn share x PUE / 3600 / q",
             x({t.provisioned_kw(), t.draw_share_of_provisioned, t.pue}) + " / 3600 / " + digits(q),
             *c.cost.kwh_per_task, "kWh");
  }
  if (!c.cost.allocation) return;
  const bool is_rented = t.tenure == cost::Tenure::kRented;
  const double drawn = t.drawn_kw(1) * t.pue * t.power_price;
  const double idle =
      is_rented ? 0 : (t.drawn_kw(1) - t.drawn_kw(t.utilisation)) * t.pue * t.power_price;
  c.taken("availability, a", t.availability, "", "economics file or --set");
  add_goodput(c);
  c.taken("utilisation, U", t.utilisation, "", "economics file or --set");
  if (idle != 0) {
    c.result("energy that idle hours save, e", "Energy x (1 - idle share) x (1 - U)",
             fmt::format("{} x (1 - {}) x (1 - {})", digits(drawn), digits(t.idle_share_of_draw),
                         digits(t.utilisation)),
             idle, c.per_hour());
  }
  const bool is_ported = t.porting_months() > 0;
  if (is_ported) {
    c.result("share of life that porting leaves, p", "1 - person-months / engineers / n",
             fmt::format("1 - {} / {} / {}", digits(t.porting_person_months),
                         digits(t.porting_engineers), digits(t.life_months)),
             t.productive_share(), "");
  }
  const std::string numerator =
      idle == 0 ? digits(hour) : "(" + digits(hour) + " - " + digits(idle) + ")";
  c.result("allocation cost of the task",
           std::string(idle == 0 ? "c" : "(c - e)") + " / (3600 x q x a x g x U" +
               (is_ported ? " x p)" : ")"),
           fmt::format("{} / (3600 x {}{})", numerator,
                       x({q, t.availability, cost::goodput_of(t), t.utilisation}),
                       is_ported ? " x " + digits(t.productive_share()) : ""),
           c.cost.allocation->typical, c.currency());
}

}  // namespace

std::vector<WhyLine> why_cost(const TaskRows& task) {
  std::vector<WhyLine> lines;
  for (const auto& row : task.rows) {
    if (!row.cost) continue;
    CostLines c(row, task);
    if (c.t.tenure == cost::Tenure::kRented) {
      add_annuities(c);
      c.part(HourPart::kRent, "price of an hour",
             digits(c.t.rental_price * c.t.fx_from_factor * c.t.fx_to_factor));
    } else {
      add_purchase(c);
      add_power(c);
    }
    add_running(c);
    add_hour(c);
    add_rate(c);
    add_task(c);
    lines.insert(lines.end(), c.lines.begin(), c.lines.end());
  }
  return lines;
}

}  // namespace fleetmark::report
