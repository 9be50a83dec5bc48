// SPDX-License-Identifier: Apache-2.0
// The groups of devices that may share a model that is served: how many, and who has its attention.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/predict/serving.h"
#include "harness/record/published.h"

namespace fleetmark::model {

// By tensor parallelism devices share the heads of every sequence. By data each has all of
// attention for sequences of its own, and the experts are spread over the group (SGLang's
// --enable-dp-attention with --ep-size, vLLM's --data-parallel-size with --enable-expert-parallel,
// TensorRT-LLM's enable_attention_dp): a latent cache is then not held by every device again.
enum class AttentionSharing : std::uint8_t { kTensor, kData };

// "tp", "dp".
std::string_view name_of(AttentionSharing attention);
std::optional<AttentionSharing> attention_from_name(std::string_view name);

struct ServingGroup {
  std::int64_t devices = 1;
  AttentionSharing attention = AttentionSharing::kTensor;

  bool operator==(const ServingGroup&) const = default;
};

// "tp=8", "dp=8".
std::string label_of(const ServingGroup& group);
std::optional<ServingGroup> group_from_label(std::string_view label);

Parallel parallel_of(const ServingGroup& group);

// As tables of serving points tell it: the same devices counted in tp, ep and attention_dp.
void set_group(record::ServingPoint& point, const ServingGroup& group);
ServingGroup serving_group_of(const record::ServingPoint& point);

struct GroupsAsked {
  std::vector<std::int64_t> devices;          // empty: 1, 2, 4, ...
  std::optional<AttentionSharing> attention;  // absent: tensor where devices are named, else all
                                              // that the workload allows
};

// 1, 2, 4, ... up to `most`.
std::vector<std::int64_t> powers_of_two(std::int64_t most);

// Experts can be spread.
bool may_spread_attention(const Workload& workload);

// In order of devices. `most`: the widest of those that are not named.
std::vector<ServingGroup> groups_of(const Workload& workload, const GroupsAsked& asked,
                                    std::int64_t most);

}  // namespace fleetmark::model
