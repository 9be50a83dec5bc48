// SPDX-License-Identifier: Apache-2.0
// See profile_view.h.
#include "harness/report/profile_view.h"

#include <algorithm>

#include "harness/model/device_figures.h"
#include "harness/record/joined.h"
#include "harness/report/numbers.h"
#include "harness/report/sources_table.h"

namespace fleetmark::report {
namespace {

std::string date_text(const std::string& date, bool is_inherited) {
  return is_inherited ? date + " (of the source)" : date;
}

std::string note_text(const std::string& note, const std::string& reason) {
  return both_of(note, reason.empty() ? "" : "reason: " + reason);
}

std::vector<Cell> figure_row(const model::NamedFigure& named) {
  if (named.figure == nullptr) {
    return {named.key, unknown_cell(), named.context, "", "", "", named.detail};
  }
  const model::Figure& f = *named.figure;
  return {named.key,
          Cell(f.as_written.empty() ? plain(f.value, 6) + " " + f.unit : f.as_written, f.value),
          named.context,
          std::string(name_of(f.kind)),
          f.source,
          date_text(f.date, f.date_is_inherited),
          both_of(both_of(named.detail, f.definition), note_text(f.note, f.reason))};
}

// The highest of a kernel of fleetmark's own: libraries reach at least this. Null: there is none.
const model::Utilisation* best_own_bound(const model::DeviceProfile& profile,
                                         const std::pair<std::string, std::string>& class_and_type,
                                         model::Level level) {
  const model::Utilisation* best = nullptr;
  for (const auto& entry : profile.utilisation) {
    if (!entry.is_own_lower_bound || entry.is_planned || entry.level != level) continue;
    if (std::pair(entry.operator_class, entry.dtype) != class_and_type) continue;
    if (best == nullptr || entry.value.value > best->value.value) best = &entry;
  }
  return best;
}

// Best published share of peak per operator class, precision and level, in the order of first
// mention: what separates kernel, library and model is software, not silicon.
Table shares_table(const model::DeviceProfile& profile) {
  Table table{"shares",
              "Share of peak by level",
              {{"operator_class", "operator"},
               {"dtype", "type"},
               {"kernel", "kernel", Align::kRight},
               {"library", "library", Align::kRight},
               {"model", "model", Align::kRight},
               {"best_by", "reached by", Align::kLeft, true}},
              {},
              {}};
  std::vector<std::pair<std::string, std::string>> seen;
  for (const auto& entry : profile.utilisation) {
    if (entry.is_planned) continue;
    const std::pair<std::string, std::string> key{entry.operator_class, entry.dtype};
    if (std::ranges::find(seen, key) != seen.end()) continue;
    seen.push_back(key);
    std::vector<Cell> row{key.first, key.second.empty() ? "-" : key.second};
    std::string best_by;
    for (const auto level : {model::Level::kKernel, model::Level::kLibrary, model::Level::kModel}) {
      const auto* best = model::best_share(profile, key.first, key.second, level);
      if (best != nullptr && best->dtype != key.second) best = nullptr;
      if (best == nullptr) best = best_own_bound(profile, key, level);
      if (best == nullptr) {
        row.emplace_back("-");
        continue;
      }
      row.emplace_back((best->is_own_lower_bound ? "at least " : "") + percent(best->value.value),
                       best->value.value);
      best_by = both_of(best_by, std::string(name_of(level)) + ": " + best->stack + " [" +
                                     std::string(name_of(best->value.kind)) + ", " +
                                     best->value.source + "]");
    }
    row.emplace_back(best_by);
    table.rows.push_back(std::move(row));
  }
  table.notes = {
      "Of what was published. The step from silicon to kernel and library is the sustained rate; "
      "from library to model it is software and scheduling."};
  return table;
}

std::string software_text(const model::Software& software) {
  std::string text = "Software: " + software.stack + " (CUDA closeness: " +
                     (software.cuda_closeness.empty() ? "UNKNOWN" : software.cuda_closeness) + ")";
  if (!software.note.empty()) text += ". " + software.note;
  return text;
}

Cell figure_cell(const model::MaybeFigure& figure, const char* unit) {
  return figure ? Cell(si(figure->value, unit), figure->value) : unknown_cell();
}

Cell price_cell(const model::DeviceProfile& profile) {
  for (const auto& price : profile.prices) {
    if (price.typical) {
      return Cell(money(price.typical->value, price.currency) + "/" + price.scope + ", " +
                  price.date);
    }
  }
  return unknown_cell();
}

Cell peak_cell(const model::DeviceProfile& profile, const char* key) {
  const auto found = profile.peak_dense.find(key);
  return found == profile.peak_dense.end() ? unknown_cell() : figure_cell(found->second, "FLOP/s");
}

}  // namespace

Document profile_view(const model::DeviceProfile& profile,
                      const std::vector<std::string>& warnings) {
  Document document;
  const std::string maker =
      profile.vendor + (profile.architecture.empty() ? "" : ", " + profile.architecture);
  document.lead = {profile.name + " (" + maker + "), tier " + std::string(name_of(profile.tier)) +
                   ", " + profile.programming_model};
  Table figures{"figures",
                "Figures of " + profile.id,
                {{"key", "key"},
                 {"value", "value", Align::kRight},
                 {"of", "of"},
                 {"kind", "kind"},
                 {"source", "source"},
                 {"date", "date"},
                 {"note", "note", Align::kLeft, true}},
                {},
                {}};
  for (const auto& named : model::facts_of(profile)) {
    if (named.fact == nullptr) {
      figures.rows.push_back({named.key, unknown_cell(), "", "", "", "", ""});
      continue;
    }
    const model::Fact& fact = *named.fact;
    figures.rows.push_back({named.key, fact.value, "", std::string(name_of(fact.kind)), fact.source,
                            date_text(fact.date, fact.date_is_inherited),
                            note_text(fact.note, fact.reason)});
  }
  for (const auto& named : model::figures_of(profile)) figures.rows.push_back(figure_row(named));
  document.tables = {figures};
  if (!profile.utilisation.empty()) document.tables.push_back(shares_table(profile));
  document.tables.push_back(sources_table(profile.sources));
  if (!profile.same_silicon_as.empty()) {
    document.notes.push_back("The same silicon as " + profile.same_silicon_as);
  }
  document.notes.push_back(software_text(profile.software));
  if (!profile.export_status.empty()) {
    document.notes.push_back("Export: " + profile.export_status + ". " + profile.export_note +
                             " [" + std::string(name_of(profile.export_kind)) + ", " +
                             profile.export_source + "]");
  }
  if (!profile.notes.empty()) document.notes.push_back(profile.notes);
  for (const auto& warning : warnings) document.notes.push_back("warning: " + warning);
  return document;
}

Table profile_gaps(const std::vector<model::DeviceProfile>& profiles) {
  Table table{
      "gaps",
      "What is UNKNOWN, device by device",
      {{"id", "id"},
       {"tier", "tier"},
       {"unknown", "unknown", Align::kRight},
       {"estimates", "estimates", Align::kRight},
       {"keys", "keys", Align::kLeft, true}},
      {},
      {"A null peak is a rate that nobody published or a type that the silicon does not have. "
       "'estimates' counts the known figures that are estimates."}};
  struct Row {
    const model::DeviceProfile* profile;
    std::vector<std::string> keys;
  };
  std::vector<Row> rows;
  for (const auto& profile : profiles) rows.push_back({&profile, model::unknown_keys(profile)});
  std::ranges::stable_sort(rows, {}, [](const Row& row) { return row.keys.size(); });
  for (const auto& [profile, keys] : rows) {
    std::string list;
    for (const auto& key : keys) list += (list.empty() ? "" : ", ") + key;
    const auto figures = model::figures_of(*profile);
    const auto estimates = std::ranges::count_if(figures, [](const model::NamedFigure& named) {
      return named.figure != nullptr && named.figure->kind == model::Kind::kEstimate;
    });
    table.rows.push_back({profile->id, std::string(name_of(profile->tier)),
                          Cell(std::to_string(keys.size()), static_cast<double>(keys.size())),
                          Cell(std::to_string(estimates), static_cast<double>(estimates)), list});
  }
  return table;
}

Table profile_list(const std::vector<model::DeviceProfile>& profiles) {
  Table table{"profiles",
              "Device profiles",
              {{"id", "id"},
               {"tier", "tier"},
               {"vendor", "vendor"},
               {"memory_bytes", "memory", Align::kRight},
               {"memory_bandwidth_bytes_per_s", "bandwidth", Align::kRight},
               {"bf16_matrix_flop_per_s", "bf16 dense", Align::kRight},
               {"tdp_w", "TDP", Align::kRight},
               {"price", "typical price"}},
              {},
              {}};
  for (const auto& p : profiles) {
    table.rows.push_back({p.id, std::string(name_of(p.tier)), p.vendor,
                          figure_cell(p.memory_capacity, "B"),
                          figure_cell(p.memory_bandwidth, "B/s"), peak_cell(p, "bf16_matrix"),
                          figure_cell(p.tdp, "W"), price_cell(p)});
  }
  table.notes = {
      "Datasheet-like figures; 'fleetmark show ID' prints every figure with kind, source and "
      "date."};
  return table;
}

}  // namespace fleetmark::report
