// SPDX-License-Identifier: Apache-2.0
// Series and fleets of known make: what the error rates of our rules are counted on. Nothing here
// is a measurement; the spreads are assumptions that the first measured fleet must replace.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "harness/compare/acceptance.h"
#include "harness/compare/seeded_draws.h"

namespace fleetmark::compare {

// Noise of 1 % around a level of 100: normal; Student's t with 3 degrees of freedom; normal with
// 2 % of points 15 % high; first-order autoregression with a correlation of 0.5.
enum class TrialNoise : std::uint8_t { kNormal, kStudent3, kSpikes, kAutocorrelated };
inline constexpr std::array kTrialNoises{TrialNoise::kNormal, TrialNoise::kStudent3,
                                         TrialNoise::kSpikes, TrialNoise::kAutocorrelated};
std::string_view name_of(TrialNoise noise);

std::vector<double> trial_series(TrialNoise noise, SeededDraws& draws, std::size_t points);

// A fleet of eight devices a host, with one case: silicon leans to the low side, hosts differ a
// little, three launches are noisy. Rates spread by 1.6 % in all, rates per clock cycle by 0.25 %.
inline constexpr double kTrialRatePerS = 8e14;
inline constexpr double kTrialClockHz = 1.7e9;
inline constexpr double kTrialRateSpread = 0.016;
inline constexpr double kTrialCycleSpread = 0.0025;
std::vector<RunResult> trial_fleet(SeededDraws& draws, std::size_t devices, bool has_clock);
// A device of such a fleet; its host, id and UUID ("GPU-5") follow from its number.
RunResult trial_device(std::size_t number, double rate_per_s, std::optional<double> per_cycle = {});

// What a profile would hold after 200 devices, a little off: level 1 % low, spread 15 % wide.
Priors trial_priors();

}  // namespace fleetmark::compare
