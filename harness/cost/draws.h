// SPDX-License-Identifier: Apache-2.0
// Random draws that depend on nothing but seed, stream and number: the same on any thread, in any
// order, whatever else is drawn.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace fleetmark::cost {

// FNV-1a of a stream's name.
std::uint64_t stream_of(std::string_view name);

// Uniform in (0, 1): SplitMix64 (Steele, Lea and Flood 2014) at position `i` of the stream.
double uniform_draw(std::uint64_t seed, std::uint64_t stream, std::uint64_t i);

// `count` standard normal draws of a stream.
std::vector<double> normal_draws(std::uint64_t seed, std::string_view stream, std::size_t count);

// Value at `p` of draws (not sorted), between neighbours by position; as a copy is sorted, several
// are taken at once.
std::vector<double> quantiles_of(std::vector<double> draws, const std::vector<double>& p);

// Rank of each value, 0 first.
std::vector<double> ranks_of(const std::vector<double>& values);

// Pearson's, of equally long columns; 0 where one does not vary. Of ranks it is Spearman's.
double correlation(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace fleetmark::cost
