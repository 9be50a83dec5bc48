// SPDX-License-Identifier: Apache-2.0
// See device_figures.h.
#include "harness/model/device_figures.h"

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
  return all;
}

template <typename Entry>
void append_range(std::vector<NamedFigure>& all, const std::string& prefix, const Entry& entry) {
  all.push_back({prefix + ".low", pointer_to(entry.low)});
  all.push_back({prefix + ".typical", pointer_to(entry.typical)});
  all.push_back({prefix + ".high", pointer_to(entry.high)});
}

}  // namespace

std::vector<NamedFigure> figures_of(const DeviceProfile& p) {
  std::vector<NamedFigure> all = specification_of(p);
  for (std::size_t i = 0; i < p.prices.size(); ++i) {
    append_range(all, "prices." + std::to_string(i), p.prices[i]);
  }
  for (std::size_t i = 0; i < p.leases.size(); ++i) {
    append_range(all, "leases." + std::to_string(i), p.leases[i]);
  }
  for (std::size_t i = 0; i < p.utilisation.size(); ++i) {
    all.push_back({"utilisation." + std::to_string(i) + ".value", &p.utilisation[i].value});
  }
  for (std::size_t i = 0; i < p.published.size(); ++i) {
    all.push_back({"measured." + std::to_string(i), &p.published[i].figure});
  }
  for (std::size_t i = 0; i < p.healthy.size(); ++i) {
    all.push_back({"healthy." + std::to_string(i) + ".level", &p.healthy[i].level});
    all.push_back({"healthy." + std::to_string(i) + ".spread", &p.healthy[i].spread});
  }
  for (std::size_t i = 0; i < p.alternatives.size(); ++i) {
    all.push_back({"alternatives." + std::to_string(i), &p.alternatives[i].figure});
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

const Figure* find_figure(const DeviceProfile& profile, const std::string& key) {
  for (const auto& named : specification_of(profile)) {
    if (named.key == key) return named.figure;
  }
  return nullptr;
}

}  // namespace fleetmark::model
