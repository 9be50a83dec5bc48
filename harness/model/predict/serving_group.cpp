// SPDX-License-Identifier: Apache-2.0
// See serving_group.h.
#include "harness/model/predict/serving_group.h"

#include <charconv>

namespace fleetmark::model {

std::string_view name_of(AttentionSharing attention) {
  return attention == AttentionSharing::kData ? "dp" : "tp";
}

std::optional<AttentionSharing> attention_from_name(std::string_view name) {
  for (const auto attention : {AttentionSharing::kTensor, AttentionSharing::kData}) {
    if (name == name_of(attention)) return attention;
  }
  return std::nullopt;
}

std::string label_of(const ServingGroup& group) {
  return std::string(name_of(group.attention)) + "=" + std::to_string(group.devices);
}

std::optional<ServingGroup> group_from_label(std::string_view label) {
  const auto equals = label.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  const auto attention = attention_from_name(label.substr(0, equals));
  ServingGroup group;
  const char* end = label.data() + label.size();
  const auto read = std::from_chars(label.data() + equals + 1, end, group.devices);
  if (!attention || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  group.attention = *attention;
  return group;
}

Parallel parallel_of(const ServingGroup& group) {
  if (group.attention == AttentionSharing::kTensor) return {.tensor = group.devices};
  return {.expert = group.devices, .attention_data = group.devices};
}

void set_group(record::ServingPoint& point, const ServingGroup& group) {
  point.tensor_parallel = group.devices;
  if (group.attention == AttentionSharing::kTensor) return;
  point.expert_parallel = group.devices;
  point.attention_data_parallel = group.devices;
}

ServingGroup serving_group_of(const record::ServingPoint& point) {
  const bool is_spread = point.attention_data_parallel.value_or(1) > 1;
  return {point.tensor_parallel.value_or(1),
          is_spread ? AttentionSharing::kData : AttentionSharing::kTensor};
}

std::vector<std::int64_t> powers_of_two(std::int64_t most) {
  std::vector<std::int64_t> powers;
  for (std::int64_t power = 1; power <= most; power *= 2) powers.push_back(power);
  return powers;
}

bool may_spread_attention(const Workload& workload) {
  return workload.parameters.contains("experts");
}

std::vector<ServingGroup> groups_of(const Workload& workload, const GroupsAsked& asked,
                                    std::int64_t most) {
  const auto devices = asked.devices.empty() ? powers_of_two(most) : asked.devices;
  const bool chooses = !asked.attention && asked.devices.empty();
  std::vector<ServingGroup> groups;
  for (const std::int64_t count : devices) {
    const auto attention = asked.attention.value_or(AttentionSharing::kTensor);
    groups.push_back({count, attention});
    // A device alone has all of attention either way.
    if (chooses && count > 1 && may_spread_attention(workload)) {
      groups.push_back({count, AttentionSharing::kData});
    }
  }
  return groups;
}

}  // namespace fleetmark::model
