// SPDX-License-Identifier: Apache-2.0
// One case that can be predicted: the task, the device, and the names by which records that are
// like it are found. Made from a row of a serving table or from a published result.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/model/borrow/likeness.h"
#include "harness/model/predict/task.h"
#include "harness/model/spoken_name.h"
#include "harness/record/published.h"

namespace fleetmark::model {

// Cases whose unexplained part is of one kind, and which one set of parameters describes.
enum class Channel : std::uint8_t {
  kTpot,
  kTtft,
  kOutput,   // closed loop, output tokens
  kOffline,  // as fast as it goes
  kPrefill,
  kTraining,
  kGemm,
  kStream,
  kAttention,
  kRecommendation,
  kOther,  // encoders, vision, speech
  kCount
};
inline constexpr std::size_t kChannels = static_cast<std::size_t>(Channel::kCount);
std::string_view name_of(Channel channel);
std::optional<Channel> channel_from_name(std::string_view name);
bool is_serving(Channel channel);  // of a closed loop of requests
bool is_kernel(Channel channel);   // of one operator alone

// The layout of groups in which each device has all of attention (serving_group.h).
inline constexpr std::string_view kDataParallelAttention = "data parallel attention";

struct Case {
  std::string id;
  Channel channel = Channel::kTpot;
  Task task;
  DeviceRates rates;
  std::array<std::string, kTraits> traits;  // by Trait
  std::array<double, kExtents> extents{};   // by Extent; at least 1
  // Of an output rate: requests follow one another, so that TTFT and TPOT make it up.
  bool is_closed_loop = false;
};

// What profiles describe, ready for many cases. Devices and workloads by id and by alias in any
// case of letters, else by what they are called elsewhere, where that means one alone.
class Library {
 public:
  Library(const std::vector<DeviceProfile>& devices, std::vector<Workload> workloads);

  // Null when there is none. A device that misses figures is Unknown with their keys.
  [[nodiscard]] const Known<DeviceRates>* device(std::string_view name) const;
  [[nodiscard]] const Workload* workload(std::string_view name) const;
  // Ids that a name leaves open: it is no id itself, and theirs add a digit to it ("ascend-910b":
  // ascend-910b1 to ascend-910b4). Empty for an id.
  [[nodiscard]] std::vector<std::string> submodels(std::string_view name) const;

 private:
  std::map<std::string, Known<DeviceRates>, std::less<>> devices_;
  SpokenNames spoken_devices_{Spoken::kDevice}, spoken_workloads_{Spoken::kModel};
  std::vector<std::string> spoken_ids_;     // of devices, as spoken_devices_ counts them
  std::set<std::string, std::less<>> ids_;  // of devices, without aliases
  std::vector<Workload> workloads_;
  std::map<std::string, std::size_t, std::less<>> workload_index_;
};

// Why there is no case: what a table calls its status.
struct NoCase {
  bool is_infeasible = false;  // else unknown
  std::string what;            // "precision", "workload Foo-9B", "memory: needs 235 GB ..."
};
// "unknown:precision", "infeasible:memory: ...".
std::string status_of(const NoCase& none);
template <typename T>
using CaseOr = std::variant<T, NoCase>;

// TPOT, TTFT and output rate of one operating point, in this order.
struct ServingCases {
  Case tpot, ttft, output;
};
CaseOr<ServingCases> serving_cases(const record::ServingPoint& point, const Library& library);

// A published result and its value in the quantity of its case: seconds, or per second and device.
struct PublishedCase {
  Case what;
  double measured = 0;
};
CaseOr<PublishedCase> published_case(const record::PublishedResult& result, const Library& library);

}  // namespace fleetmark::model
