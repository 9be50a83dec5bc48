// SPDX-License-Identifier: Apache-2.0
// See served_question.h.
#include "harness/model/predict/served_question.h"

#include "harness/model/predict/case_parts.h"
#include "harness/model/predict/group_links.h"

namespace fleetmark::model {
namespace {

constexpr std::int64_t kWidestGroup = 16;    // that is taken unasked
constexpr std::int64_t kAllRequests = 4096;  // as many as are wanted: memory decides

CaseOr<Case> on_group(const ServingGroup& group, const Question& question,
                      const Precision& precision, const DeviceRates& rates) {
  const bool is_loop = question.concurrency > 0;
  const ServingLoad load{question.input_tokens, question.output_tokens,
                         is_loop ? question.concurrency : kAllRequests};
  const Parallel parallel = parallel_of(group);
  const auto none = [](const Error& error) {
    return NoCase{error.code == ErrorCode::kNotSupported, error.message};
  };
  auto work = serving_work(*question.workload, &precision, parallel, load, rates.capacity_bytes);
  if (!work) return none(work.error());
  if (!is_loop) {
    const auto done = take_prompts_together(*work, *question.workload, &precision, parallel);
    if (!done) return none(done.error());
  }
  Case made;
  made.is_closed_loop = is_loop;
  made.channel = is_loop ? Channel::kOutput : Channel::kOffline;
  describe(made, rates, question.workload, question.stack, precision.name, layout_of(parallel));
  made.extents = {work->devices, is_loop ? static_cast<double>(load.concurrency) : 1,
                  static_cast<double>(load.input_tokens), static_cast<double>(load.output_tokens)};
  made.task = {std::move(*work), is_loop ? Quantity::kOutputRate : Quantity::kOfflineRate};
  return made;
}

}  // namespace

CaseOr<Case> served_case(const Question& question, const Precision& precision,
                         const DeviceRates& rates, const Predictor& predictor) {
  GroupsAsked asked{.devices = {}, .attention = question.attention};
  if (question.tensor > 0) asked.devices = {question.tensor};
  const auto groups = groups_of(*question.workload, asked, kWidestGroup);
  if (groups.size() == 1) return on_group(groups.front(), question, precision, rates);
  std::optional<Case> best;
  double most = 0;
  NoCase none;
  std::int64_t widest = 1;
  for (const ServingGroup& group : groups) {
    const bool is_known = missing_link(rates, group.devices).empty();
    // Where nobody published a link at all, that is the answer to whoever needs one.
    if (!is_known && (best || rates.link_bytes_per_s)) break;
    widest = group.devices;
    auto found = on_group(group, question, precision, rates);
    if (const auto* why = std::get_if<NoCase>(&found)) {
      none = *why;
      if (!none.is_infeasible) return none;
      continue;
    }
    if (!is_known) return found;
    auto& made = std::get<Case>(found);
    const auto prediction = predictor.predict(made);
    const double rate = prediction ? prediction->value : 0;
    if (best && rate <= most) continue;
    most = rate;
    best = std::move(made);
  }
  if (best) return *std::move(best);
  none.what += "; " + std::to_string(widest) + " share it at most unasked: see --tp";
  return none;
}

}  // namespace fleetmark::model
