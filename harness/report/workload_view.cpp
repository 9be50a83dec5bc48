// SPDX-License-Identifier: Apache-2.0
// See workload_view.h.
#include "harness/report/workload_view.h"

#include "harness/record/joined.h"
#include "harness/report/numbers.h"
#include "harness/report/sources_table.h"

namespace fleetmark::report {
namespace {

Cell whole(std::int64_t value) { return {std::to_string(value), static_cast<double>(value)}; }

Table shape_table(const model::Workload& workload) {
  Table table{"shape",
              "Shape of " + workload.id,
              {{"figure", "figure"},
               {"value", "value", Align::kRight},
               {"meaning", "meaning"},
               {"source", "source"},
               {"note", "note", Align::kLeft, true}},
              {},
              {}};
  for (const auto& figure : workload.shape) {
    table.rows.push_back(
        {figure.name, whole(figure.value), figure.meaning, figure.source, figure.note});
  }
  return table;
}

std::string percent_off(double ratio) {
  return (ratio < 1 ? "-" : "+") + percent(ratio < 1 ? 1 - ratio : ratio - 1, 2);
}

// Counted as the publisher counts, so that the two can be compared.
std::vector<Cell> count_row(const model::Workload& workload, const std::string& what,
                            std::int64_t model::WeightCount::*member,
                            const std::optional<model::PublishedCount>& published) {
  std::string left_out;
  for (const auto& name : published ? published->without : std::vector<std::string>{}) {
    left_out += " without " + name;
  }
  // The loader has evaluated the same expressions already.
  const auto counted =
      model::count_weights(workload, published ? published->without : std::vector<std::string>{});
  if (!counted) return {what, unknown_cell(), unknown_cell(), "", "", ""};
  const std::int64_t count = *counted.*member;
  if (!published) return {what, whole(count), unknown_cell("not published"), "", "", ""};
  const double ratio = static_cast<double>(count) / static_cast<double>(published->value);
  return {what + left_out,         whole(count),
          whole(published->value), Cell(percent_off(ratio), ratio - 1),
          published->source,       published->note};
}

Table weights_table(const model::Workload& workload, bool has_idle_weights) {
  Table table{"weights",
              "Weights, counted from the shape and as published",
              {{"what", "weights"},
               {"counted", "counted", Align::kRight},
               {"published", "published", Align::kRight},
               {"difference", "difference", Align::kRight},
               {"source", "source"},
               {"note", "note", Align::kLeft, true}},
              {},
              {}};
  table.rows = {count_row(workload, "total", &model::WeightCount::total, workload.published_total)};
  if (has_idle_weights) {
    table.rows.push_back(count_row(workload, "active for a token", &model::WeightCount::active,
                                   workload.published_active));
  }
  return table;
}

Cell bytes_cell(double bytes) { return {si(bytes, "B"), bytes}; }

std::string name_of_format(const model::WeightFormat& format) {
  const std::string type =
      format.matrix_peak.empty() ? std::string(name_of(format.type)) : format.matrix_peak;
  return format.bits ? type + " in " + plain(*format.bits) + " bits" : type;
}

std::string weights_text(const model::Precision& precision) {
  const std::string all = name_of_format(precision.weights);
  return precision.experts ? all + ", experts " + name_of_format(*precision.experts) : all;
}

Table precision_table(const model::Workload& workload,
                      const std::optional<model::WeightCount>& weights, std::int64_t kv_elements) {
  Table table{"precisions",
              "Precisions",
              {{"precision", "precision"},
               {"weights", "weights"},
               {"activations", "activations"},
               {"kv", "cache"},
               {"weight_bytes", "weights take", Align::kRight},
               {"kv_bytes_per_token", "cache per token", Align::kRight},
               {"quality", "quality"},
               {"source", "source"},
               {"note", "note", Align::kLeft, true}},
              {},
              {}};
  for (const auto& p : workload.precisions) {
    const double kv_bytes = static_cast<double>(kv_elements) * static_cast<double>(bytes_of(p.kv));
    table.rows.push_back(
        {p.name, weights_text(p), std::string(name_of(p.activations)),
         kv_elements == 0 ? "-" : std::string(name_of(p.kv)),
         weights ? bytes_cell(stored_bytes(*weights, &p)) : unknown_cell("not counted"),
         kv_elements == 0 ? Cell("-") : bytes_cell(kv_bytes), p.quality,
         p.source.empty() ? "-" : p.source, p.note});
  }
  return table;
}

std::string conditions_text(const model::Phase& phase) {
  std::string text;
  for (const auto& [name, value] : phase.conditions) {
    text += (text.empty() ? "" : " ") + name + "=" + std::to_string(value);
  }
  return text;
}

Table phase_table(const model::Workload& workload) {
  Table table{"phases",
              "One run of each phase",
              {{"phase", "phase"},
               {"conditions", "at"},
               {"amount", "yields", Align::kRight},
               {"measure", "of"},
               {"bytes_read", "bytes read", Align::kRight},
               {"bytes_written", "bytes written", Align::kRight},
               {"flop", "operations", Align::kRight},
               {"flop_per_byte", "operations per byte", Align::kRight}},
              {},
              {}};
  for (const auto& phase : workload.phases) {
    const double intensity =
        static_cast<double>(phase.total.flops) / static_cast<double>(phase.total.bytes());
    table.rows.push_back({phase.name, conditions_text(phase), whole(phase.amount),
                          std::string(name_of(phase.measure)), whole(phase.total.bytes_read),
                          whole(phase.total.bytes_written), whole(phase.total.flops),
                          Cell(plain(intensity, 4), intensity)});
  }
  return table;
}

Table operator_table(const model::Workload& workload) {
  Table table{"operators",
              "Operators of " + workload.id,
              {{"phase", "phase"},
               {"name", "what"},
               {"operator", "operator"},
               {"count", "count", Align::kRight},
               {"bytes_each", "bytes each", Align::kRight},
               {"flop_each", "operations each", Align::kRight}},
              {},
              {}};
  for (const auto& phase : workload.phases) {
    for (const auto& op : phase.operators) {
      table.rows.push_back({phase.name, op.name, op.problem.key(), whole(op.count),
                            whole(op.each.bytes()), whole(op.each.flops)});
    }
  }
  return table;
}

std::vector<std::string> serving_notes(const model::Workload& workload) {
  std::vector<std::string> notes;
  for (const auto& rate : workload.speculative) {
    notes.push_back(both_of("Speculative decoding: " + plain(rate.tokens_per_step, 4) +
                                " tokens a step with " + std::to_string(rate.drafts) + " drafts [" +
                                rate.source + "]",
                            rate.note));
  }
  if (const auto& rate = workload.prefix_cache_hit_rate) {
    notes.push_back(both_of(
        "Prefix cache hit rate: " + percent(rate->value) + " [" + rate->source + "]", rate->note));
  }
  return notes;
}

std::string aliases_text(const model::Workload& workload) {
  std::string text;
  for (const auto& alias : workload.aliases) text += (text.empty() ? "" : ", ") + alias;
  return text;
}

}  // namespace

Document workload_view(const model::Workload& workload) {
  Document document;
  document.lead = {workload.name + ": task unit " + workload.unit.phrase};
  if (!workload.aliases.empty()) document.lead.push_back("Also: " + aliases_text(workload));
  if (!workload.template_id.empty()) {
    document.lead.push_back("Operators of the template " + workload.template_id);
  }
  std::optional<model::WeightCount> weights;
  if (!workload.shape.empty()) document.tables.push_back(shape_table(workload));
  if (!workload.weight_rules.empty()) {
    const auto counted = model::count_weights(workload);
    if (counted) weights = *counted;
    document.tables.push_back(
        weights_table(workload, counted && counted->active != counted->total));
  }
  if (!workload.precisions.empty()) {
    const auto kv = model::kv_elements_of_token(workload, {});
    document.tables.push_back(precision_table(workload, weights, kv ? *kv : 0));
  }
  document.tables.push_back(phase_table(workload));
  document.tables.push_back(operator_table(workload));
  if (!workload.sources.empty()) document.tables.push_back(sources_table(workload.sources));
  document.notes = serving_notes(workload);
  if (!workload.notes.empty()) document.notes.push_back(workload.notes);
  return document;
}

Table workload_list(std::span<const model::Workload> workloads) {
  Table table{"workloads",
              "",
              {{"id", "id"},
               {"title", "title"},
               {"weights", "weights", Align::kRight},
               {"active_weights", "active", Align::kRight},
               {"phases", "phases"},
               {"task_unit", "task unit"},
               {"aliases", "also called"}},
              {},
              {}};
  for (const auto& workload : workloads) {
    std::string phases;
    for (const auto& phase : workload.phases) phases += (phases.empty() ? "" : " ") + phase.name;
    Cell total("-"), active("-");
    if (const auto weights = model::count_weights(workload); weights && weights->total > 0) {
      total =
          Cell(si(static_cast<double>(weights->total), ""), static_cast<double>(weights->total));
      active =
          Cell(si(static_cast<double>(weights->active), ""), static_cast<double>(weights->active));
    }
    table.rows.push_back({workload.id, workload.name, total, active, phases, workload.unit.name,
                          aliases_text(workload)});
  }
  return table;
}

}  // namespace fleetmark::report
