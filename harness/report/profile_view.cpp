// SPDX-License-Identifier: Apache-2.0
// See profile_view.h.
#include "harness/report/profile_view.h"

#include "harness/model/device_figures.h"
#include "harness/report/numbers.h"

namespace fleetmark::report {
namespace {

std::string date_text(const std::string& date, bool is_inherited) {
  return is_inherited ? date + " (of the source)" : date;
}

std::string note_text(const std::string& note, const std::string& reason) {
  if (reason.empty()) return note;
  return note.empty() ? "reason: " + reason : note + "; reason: " + reason;
}

std::vector<Cell> figure_row(const model::NamedFigure& named) {
  if (named.figure == nullptr) return {named.key, unknown_cell(), "", "", "", ""};
  const model::Figure& f = *named.figure;
  return {named.key,
          Cell(f.as_written.empty() ? plain(f.value, 6) + " " + f.unit : f.as_written, f.value),
          std::string(name_of(f.kind)),
          f.source,
          date_text(f.date, f.date_is_inherited),
          note_text(f.note, f.reason)};
}

Table sources_table(const model::DeviceProfile& profile) {
  Table table{"sources",
              "Sources",
              {{"source", "source"}, {"date", "date"}, {"title", "title"}, {"url", "address"}},
              {},
              {}};
  for (const auto& [id, source] : profile.sources) {
    table.rows.push_back(
        {id, source.date, source.title,
         source.url.empty() ? unknown_cell("no public address") : Cell(source.url)});
  }
  return table;
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
  document.lead = {profile.name + " (" + profile.vendor + ", " + profile.architecture + "), tier " +
                   std::string(name_of(profile.tier)) + ", " + profile.programming_model};
  Table figures{"figures",
                "Figures of " + profile.id,
                {{"key", "key"},
                 {"value", "value", Align::kRight},
                 {"kind", "kind"},
                 {"source", "source"},
                 {"date", "date"},
                 {"note", "note"}},
                {},
                {}};
  for (const auto& named : model::facts_of(profile)) {
    if (named.fact == nullptr) {
      figures.rows.push_back({named.key, unknown_cell(), "", "", "", ""});
      continue;
    }
    const model::Fact& fact = *named.fact;
    figures.rows.push_back({named.key, fact.value, std::string(name_of(fact.kind)), fact.source,
                            date_text(fact.date, fact.date_is_inherited),
                            note_text(fact.note, fact.reason)});
  }
  for (const auto& named : model::figures_of(profile)) figures.rows.push_back(figure_row(named));
  document.tables = {figures, sources_table(profile)};
  if (!profile.software.stack.empty()) {
    document.notes.push_back("Software: " + profile.software.stack +
                             " (CUDA closeness: " + profile.software.cuda_closeness + ")");
  }
  if (!profile.export_status.empty()) {
    document.notes.push_back("Export: " + profile.export_status + ". " + profile.export_note);
  }
  if (!profile.notes.empty()) document.notes.push_back(profile.notes);
  for (const auto& warning : warnings) document.notes.push_back("warning: " + warning);
  return document;
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
