// SPDX-License-Identifier: Apache-2.0
// See settings.h.
#include "harness/cost/settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

namespace fleetmark::cost {
namespace {

constexpr std::string_view kInputs = "inputs.";
struct DeviceKey {
  std::string_view name;
  double min, max;
};
constexpr std::array<DeviceKey, 5> kDeviceKeys{{{"purchase_price", 0, 1e9},
                                                {"rental_price", 0, 1e6},
                                                {"power_w", 1, 1e5},
                                                {"porting_person_months", 0, 1e5},
                                                {"throughput_scale", 0.001, 1000}}};

Error usage(const std::string& key, const std::string& value, const std::string& allowed) {
  return Error{ErrorCode::kUsage, "--set " + key + ": found '" + value + "'; allowed: " + allowed};
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::string short_text(double value) {
  std::array<char, 32> text{};
  const auto [end, code] = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end};
}

// "0.6" or "0.4:0.6:0.8".
Result<Range> range_of(const std::string& key, const std::string& value, double min, double max) {
  const std::string allowed =
      "a number of " + short_text(min) + " to " + short_text(max) + ", or P10:typical:P90";
  std::vector<double> numbers;
  std::string_view rest = value;
  while (true) {
    const std::size_t colon = rest.find(':');
    const auto number = number_of(rest.substr(0, colon));
    if (!number || *number < min || *number > max) return usage(key, value, allowed);
    numbers.push_back(*number);
    if (colon == std::string_view::npos) break;
    rest.remove_prefix(colon + 1);
  }
  if (numbers.size() == 1) return Range{numbers[0], {}, {}};
  if (numbers.size() != 3 || !std::ranges::is_sorted(numbers)) return usage(key, value, allowed);
  return Range{numbers[1], numbers[0], numbers[2]};
}

Input stated(const Range& range, const std::string& unit, const std::string& value) {
  Input input;
  input.figure.value = range.typical;
  input.figure.unit = unit;
  input.figure.as_written = value + " " + unit;
  input.figure.source = kStatedByUser;
  input.low = range.low;
  input.high = range.high;
  return input;
}

template <typename Enum>
Result<> set_word(const std::string& key, const std::string& value,
                  std::span<const std::string_view> names, Enum& to) {
  const auto found = std::ranges::find(names, value);
  if (found == names.end()) {
    std::string allowed;
    for (const auto name : names) allowed += (allowed.empty() ? "" : ", ") + std::string(name);
    return usage(key, value, allowed);
  }
  to = static_cast<Enum>(found - names.begin());
  return {};
}

// Of a field whose bounds are in USD: what they are in the file's currency.
double units_per_usd(const Economics& economics) {
  for (const auto& fx : economics.fx) {
    if (fx.currency == economics.currency) return fx.units_per_usd.figure.value;
  }
  return economics.currency == "USD" ? 1 : 1e3;
}

Result<> set_input(const EconomicsField& field, const std::string& value, Economics& economics) {
  const double max = is_money(field) ? std::ceil(field.max * units_per_usd(economics)) : field.max;
  const std::string key(field.key);
  FLEETMARK_TRY(const Range range, range_of(key, value, field.min, max));
  if (field.is_a_choice && range.low) {
    return usage(key, value, "one number: it is chosen and has no range");
  }
  // What a job's failures would tell is stated.
  if (field.member == &Economics::goodput) {
    for (const auto member : kJobFailureInputs) (economics.*member).reset();
  }
  economics.*field.member = stated(range, unit_of(field, economics.currency), value);
  return {};
}

Result<> set_rate(const std::string& key, const std::string& value, Economics& economics) {
  const std::string currency = key.substr(3);
  FLEETMARK_TRY(const Range range, range_of(key, value, 1e-6, 1e6));
  const auto found = std::ranges::find(economics.fx, currency, &FxRate::currency);
  const Input rate = stated(range, currency + "/USD", value);
  if (found != economics.fx.end()) {
    found->units_per_usd = rate;
  } else {
    economics.fx.push_back({currency, rate});
  }
  return {};
}

Result<> set_of_device(const std::string& key, const std::string& value, Settings& settings) {
  const std::size_t dot = key.find('.');
  const std::string name = key.substr(0, dot);
  const auto* row = std::ranges::find(kDeviceKeys, name, &DeviceKey::name);
  FLEETMARK_TRY(const Range range, range_of(key, value, row->min, row->max));
  DeviceOverrides& device = settings.devices[key.substr(dot + 1)];
  if (name == "purchase_price") device.purchase_price = range;
  if (name == "rental_price") device.rental_price = range;
  if (name == "power_w") device.power_w = range;
  if (name == "porting_person_months") device.porting_person_months = range;
  if (name == "throughput_scale") device.throughput_scale = range.typical;
  return {};
}

void scale(MaybeInput& input, double factor, const std::string& unit) {
  if (!input) return;
  input->figure.value *= factor;
  input->figure.unit = unit;
  if (input->low) *input->low *= factor;
  if (input->high) *input->high *= factor;
}

}  // namespace

DeviceOverrides Settings::of(const std::string& id) const {
  const auto found = devices.find(id);
  DeviceOverrides overrides = found == devices.end() ? DeviceOverrides{} : found->second;
  overrides.throughput_scale *= throughput_scale;
  return overrides;
}

std::vector<std::string> setting_keys(const Economics& economics,
                                      const std::vector<std::string>& devices) {
  std::vector<std::string> keys{"tenure", "facility", "compounding", "throughput_scale",
                                "api_price"};
  for (const auto& field : kEconomicsFields) keys.emplace_back(field.key);
  for (const auto& fx : economics.fx) keys.push_back("fx." + fx.currency);
  for (const auto& id : devices) {
    for (const auto& key : kDeviceKeys) keys.push_back(std::string(key.name) + "." + id);
  }
  return keys;
}

Result<> apply_setting(const std::string& asked, const std::string& value, Economics& economics,
                       Settings& settings) {
  const std::string key = asked.starts_with(kInputs) ? asked.substr(kInputs.size()) : asked;
  if (key == "tenure") return set_word(key, value, kTenureNames, economics.tenure);
  if (key == "facility") return set_word(key, value, kFacilityNames, economics.facility);
  if (key == "compounding") return set_word(key, value, kCompoundingNames, economics.compounding);
  if (key == "throughput_scale") {
    FLEETMARK_TRY(const Range range, range_of(key, value, 0.001, 1000));
    settings.throughput_scale = range.typical;
    return {};
  }
  if (key == "api_price") {
    FLEETMARK_TRY(const Range range, range_of(key, value, 0, 1e9));
    settings.api_price = range.typical;
    return {};
  }
  if (key.starts_with("fx.")) return set_rate(key, value, economics);
  if (key.find('.') != std::string::npos) return set_of_device(key, value, settings);
  const auto* field = std::ranges::find(kEconomicsFields, key, &EconomicsField::key);
  if (field == kEconomicsFields.end()) return usage(key, value, "a key that can be set");
  return set_input(*field, value, economics);
}

model::Known<Economics> in_currency(const Economics& economics, const std::string& currency) {
  const auto factor = file_currency(1, economics.currency, [&] {
    Economics target = economics;
    target.currency = currency;
    return target;
  }());
  if (!factor) return model::Unknown{factor.missing()};
  Economics converted = economics;
  converted.home_currency =
      economics.home_currency.empty() ? economics.currency : economics.home_currency;
  converted.currency = currency;
  for (const auto& field : kEconomicsFields) {
    if (is_money(field)) scale(converted.*field.member, *factor, unit_of(field, currency));
  }
  return converted;
}

}  // namespace fleetmark::cost
