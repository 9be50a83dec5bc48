// SPDX-License-Identifier: Apache-2.0
// Inside io: parts that measurements, soaks and replicas of a run record share.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/record/run_record.h"

namespace fleetmark::io {

// What is not known is null, never 0.
template <typename T>
nlohmann::ordered_json or_null(const std::optional<T>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}
std::optional<double> maybe_number(const nlohmann::json& value);
std::optional<std::string> maybe_text(const nlohmann::json& value);

nlohmann::ordered_json problem_json(const Problem& problem);
nlohmann::ordered_json interval_json(const record::Interval& value);
nlohmann::ordered_json interval_or_null(const std::optional<record::Interval>& value);
nlohmann::ordered_json summary_json(const record::Summary& summary);
nlohmann::ordered_json samples_json(const std::vector<record::Sample>& samples);
nlohmann::ordered_json windows_json(const std::vector<record::Window>& windows);
nlohmann::ordered_json counters_json(const std::vector<record::CounterChange>& changes);
nlohmann::ordered_json limits_json(const record::PowerLimits& limits);
nlohmann::ordered_json watch_json(const record::Watch& watch);
nlohmann::ordered_json warnings_json(const std::vector<record::Warning>& warnings);

// The schema has been checked.
Problem problem_of(const nlohmann::json& value);
record::Interval interval_of(const nlohmann::json& value);
std::optional<record::Interval> maybe_interval(const nlohmann::json& value);
record::Summary summary_of(const nlohmann::json& value);
std::vector<record::Sample> samples_of(const nlohmann::json& list);
std::vector<record::Window> windows_of(const nlohmann::json& list);
std::vector<record::CounterChange> counters_of(const nlohmann::json& list);
record::PowerLimits limits_of(const nlohmann::json& value);
record::Watch watch_of(const nlohmann::json& value);
std::vector<record::Warning> warnings_of(const nlohmann::json& list);

record::Replica replica_of(const nlohmann::json& value);
record::RivalPair rival_pair_of(const nlohmann::json& value);

// Empty, or the key and what makes no sense about it.
std::string nonsense_of(const record::Replica& replica,
                        const std::vector<record::Measurement>& measurements);
std::string nonsense_of(const record::RivalPair& pair,
                        const std::vector<record::Measurement>& measurements);
// Of a summary under the key `where` and the samples it summarises.
std::string nonsense_of(const record::Summary& summary, const std::vector<record::Sample>& samples,
                        const std::string& where);

}  // namespace fleetmark::io
