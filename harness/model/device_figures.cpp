// SPDX-License-Identifier: Apache-2.0
// See device_figures.h.
#include "harness/model/device_figures.h"

#include <algorithm>

namespace fleetmark::model {
namespace {

const Figure* pointer_to(const MaybeFigure& figure) { return figure ? &*figure : nullptr; }
const Fact* pointer_to(const MaybeFact& fact) { return fact ? &*fact : nullptr; }

std::vector<NamedFigure> specification_of(const DeviceProfile& p) {
  std::vector<NamedFigure> all{
      {"silicon.compute_units", pointer_to(p.compute_units)},
      {"silicon.boost_clock", pointer_to(p.boost_clock)},
      {"memory.capacity", pointer_to(p.memory_capacity)},
      {"memory.bandwidth", pointer_to(p.memory_bandwidth)},
      {"memory.last_level_cache", pointer_to(p.last_level_cache)},
  };
  for (const auto& [name, figure] : p.peak_dense) {
    all.push_back({"peak_dense." + name, pointer_to(figure)});
  }
  all.push_back({"link.bandwidth_per_direction", pointer_to(p.link_per_direction)});
  if (p.link_per_peer) all.push_back({"link.per_peer_per_direction", pointer_to(p.link_per_peer)});
  all.push_back({"link.scale_up_domain", pointer_to(p.scale_up_domain)});
  all.push_back({"link.scale_out_per_direction", pointer_to(p.scale_out_per_direction)});
  all.push_back({"power.tdp", pointer_to(p.tdp)});
  all.push_back({"power.all_in", pointer_to(p.all_in_power)});
  if (p.load_power) all.push_back({"power.under_load", pointer_to(p.load_power)});
  return all;
}

template <typename Entry>
void append_range(std::vector<NamedFigure>& all, const std::string& prefix, const Entry& entry,
                  const std::string& context) {
  all.push_back({prefix + ".low", pointer_to(entry.low), context, entry.note});
  all.push_back({prefix + ".typical", pointer_to(entry.typical), context, entry.note});
  all.push_back({prefix + ".high", pointer_to(entry.high), context, entry.note});
}

std::string context_of(const Price& price) {
  std::string text = "per " + price.scope + ", " + price.condition;
  for (const auto& part : price.includes) text += ", with " + part;
  if (!price.region.empty()) text += ", " + price.region;
  return text;
}

std::string context_of(const Utilisation& entry) {
  return entry.operator_class + (entry.dtype.empty() ? "" : " " + entry.dtype) + ", " +
         std::string(name_of(entry.level));
}

}  // namespace

std::vector<NamedFigure> figures_of(const DeviceProfile& p) {
  std::vector<NamedFigure> all = specification_of(p);
  for (std::size_t i = 0; i < p.prices.size(); ++i) {
    append_range(all, "prices." + std::to_string(i), p.prices[i], context_of(p.prices[i]));
  }
  for (std::size_t i = 0; i < p.leases.size(); ++i) {
    append_range(all, "leases." + std::to_string(i), p.leases[i], p.leases[i].region);
  }
  for (std::size_t i = 0; i < p.utilisation.size(); ++i) {
    all.push_back({"utilisation." + std::to_string(i) + ".value", &p.utilisation[i].value,
                   context_of(p.utilisation[i]),
                   p.utilisation[i].stack + " (" + p.utilisation[i].basis + ")"});
  }
  for (std::size_t i = 0; i < p.published.size(); ++i) {
    all.push_back({"measured." + std::to_string(i), &p.published[i].figure, p.published[i].metric,
                   p.published[i].what});
  }
  if (p.software.operator_overrides) {
    all.push_back({"software.operator_overrides", pointer_to(p.software.operator_overrides)});
  }
  for (std::size_t i = 0; i < p.software.porting.size(); ++i) {
    const std::string prefix = "software.porting." + std::to_string(i);
    const auto& porting = p.software.porting[i];
    all.push_back({prefix + ".low", &porting.low, porting.task, porting.basis});
    all.push_back({prefix + ".high", &porting.high, porting.task, porting.basis});
  }
  for (std::size_t i = 0; i < p.healthy.size(); ++i) {
    all.push_back(
        {"healthy." + std::to_string(i) + ".level", &p.healthy[i].level, p.healthy[i].metric});
    all.push_back(
        {"healthy." + std::to_string(i) + ".spread", &p.healthy[i].spread, p.healthy[i].metric});
  }
  for (std::size_t i = 0; i < p.alternatives.size(); ++i) {
    all.push_back({"alternatives." + std::to_string(i), &p.alternatives[i].figure,
                   "not chosen for " + p.alternatives[i].key});
  }
  return all;
}

std::vector<NamedFact> facts_of(const DeviceProfile& p) {
  return {{"release", pointer_to(p.release)},
          {"silicon.process_node", pointer_to(p.process_node)},
          {"memory.type", pointer_to(p.memory_type)},
          {"link.type", pointer_to(p.link_type)},
          {"link.host_link", pointer_to(p.host_link)}};
}

std::vector<std::string> unknown_keys(const DeviceProfile& p) {
  std::vector<std::string> keys;
  for (const auto& named : facts_of(p)) {
    if (named.fact == nullptr) keys.push_back(named.key);
  }
  for (const auto& named : specification_of(p)) {
    if (named.figure == nullptr) keys.push_back(named.key);
  }
  const auto has_quote = [](const auto& entry) { return entry.low || entry.typical || entry.high; };
  if (std::ranges::none_of(p.prices, has_quote)) keys.emplace_back("prices");
  if (std::ranges::none_of(p.leases, has_quote)) keys.emplace_back("leases");
  for (const char* operator_class :
       {"stream", "gemm_large", "gemm_small_m", "weight_streaming", "attention_prefill",
        "attention_decode", "all_reduce", "training"}) {
    if (std::ranges::none_of(p.utilisation, [&](const Utilisation& entry) {
          return entry.operator_class == operator_class && !entry.is_planned;
        })) {
      keys.push_back("utilisation." + std::string(operator_class));
    }
  }
  if (std::ranges::none_of(p.published, [](const Published& one) {
        return one.metric == "small_operator_latency";
      })) {
    keys.emplace_back("measured.small_operator_latency");
  }
  if (!p.load_power) keys.emplace_back("power.under_load");
  if (p.software.cuda_closeness.empty()) keys.emplace_back("software.cuda_closeness");
  if (p.software.porting.empty() && p.software.cuda_closeness != "native") {
    keys.emplace_back("software.porting");
  }
  if (p.export_status.empty() && p.tier != Tier::kDomestic) keys.emplace_back("export_status");
  return keys;
}

const Utilisation* best_share(const DeviceProfile& profile, const std::string& operator_class,
                              const std::string& dtype, Level level) {
  const Utilisation* best = nullptr;
  for (const auto& entry : profile.utilisation) {
    // What nobody reached, and what only says that others reach more, are no best.
    if (entry.is_planned || entry.is_own_lower_bound) continue;
    if (entry.operator_class != operator_class || entry.level != level) continue;
    if (!dtype.empty() && entry.dtype != dtype) continue;
    if (best == nullptr || entry.value.value > best->value.value) best = &entry;
  }
  return best;
}

const Figure* find_figure(const DeviceProfile& profile, const std::string& key) {
  for (const auto& named : specification_of(profile)) {
    if (named.key == key) return named.figure;
  }
  return nullptr;
}

}  // namespace fleetmark::model
