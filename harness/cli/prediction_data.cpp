// SPDX-License-Identifier: Apache-2.0
// See prediction_data.h.
#include "harness/cli/prediction_data.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>

#include "harness/io/csv_serving.h"
#include "harness/io/json_published.h"
#include "harness/io/json_slo.h"
#include "harness/report/task_rows.h"

namespace fleetmark::cli {
namespace fs = std::filesystem;
namespace {

fs::path folder_of_published(const Catalogue& catalogue) {
  return catalogue.folders().results_schema.parent_path() / "published";
}

std::vector<std::string> files_kept(const Catalogue& catalogue) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator it(folder_of_published(catalogue), error), end; !error && it != end;
       it.increment(error)) {
    const auto extension = it->path().extension();
    if (extension == ".json" || extension == ".csv") files.push_back(it->path().string());
  }
  std::ranges::sort(files);
  return files;
}

std::size_t learnt(const model::Observations& observations) {
  return static_cast<std::size_t>(
      std::ranges::count_if(observations.all, &model::Observation::is_learnt));
}

}  // namespace

Result<model::Library> open_library(const Catalogue& catalogue) {
  FLEETMARK_TRY(const auto devices, catalogue.devices());
  FLEETMARK_TRY(auto workloads, catalogue.workloads());
  return model::Library(devices, std::move(workloads));
}

Result<io::FitFile> open_fit(const Catalogue& catalogue, const std::string& asked) {
  FLEETMARK_TRY(const auto schema, catalogue.schema_of("fit"));
  FLEETMARK_TRY(const auto path, resolve_id(catalogue.folders().profiles / "fits",
                                            asked.empty() ? kDefaultFit : asked, "fit"));
  return io::read_fit(path, schema);
}

Result<model::SloClass> slo_named(const Catalogue& catalogue, const std::string& asked) {
  FLEETMARK_TRY(const auto schema, catalogue.schema_of("slo"));
  FLEETMARK_TRY(const auto path, resolve_id(catalogue.folders().profiles / "slo", asked, "slo"));
  return io::read_slo(path, schema);
}

Result<ReadRecords> read_records(const Catalogue& catalogue, const model::Library& library,
                                 std::vector<std::string> files) {
  if (files.empty()) files = files_kept(catalogue);
  if (files.empty()) {
    return Error{ErrorCode::kUsage, "no records in '" + folder_of_published(catalogue).string() +
                                        "'; name files of serving points (.csv) or published "
                                        "results (.json)"};
  }
  FLEETMARK_TRY(const auto schema, catalogue.schema_of("published"));
  ReadRecords read;
  for (const auto& file : files) {
    const std::size_t before = learnt(read.observations);
    const std::string name = fs::path(file).filename().string();
    std::vector<std::string> warnings;
    if (file.ends_with(".csv")) {
      FLEETMARK_TRY(auto points, io::read_serving_points(file, io::Twins::kLeftOut));
      model::add_points(points.value, library, name, read.observations);
      warnings = std::move(points.warnings);
    } else {
      FLEETMARK_TRY(auto results, io::read_published(file, schema, catalogue.today()));
      model::add_results(results.value, library, name, read.observations);
      warnings = std::move(results.warnings);
    }
    for (const auto& warning : warnings) read.warnings.push_back(name + ": " + warning);
    read.counts.push_back({name, learnt(read.observations) - before});
  }
  return read;
}

Error no_records(const std::string& what, const model::Observations& observations) {
  constexpr std::size_t kMostReasons = 3;
  std::vector<std::pair<std::size_t, std::string>> reasons;
  for (const auto& [status, records] : observations.left_out) reasons.emplace_back(records, status);
  std::ranges::stable_sort(reasons, std::greater<>{}, [](const auto& one) { return one.first; });
  std::string why;
  for (std::size_t i = 0; i < std::min(reasons.size(), kMostReasons); ++i) {
    why += (why.empty() ? "" : ", ") + std::to_string(reasons[i].first) + " x " + reasons[i].second;
  }
  if (reasons.size() > kMostReasons) {
    why += " and " + std::to_string(reasons.size() - kMostReasons) + " more reasons";
  }
  return Error{ErrorCode::kBadData, "the files hold no record that " + what + ": " +
                                        (why.empty() ? "no row at all, or none of its kind" : why) +
                                        "; see results/README.md for what a record needs"};
}

model::Question question_of(const RunOptions& options, const model::Workload& workload) {
  model::Question question;
  question.workload = &workload;
  question.precision = options.precision;
  question.phase = options.phase.empty() ? model::training_by_default(workload) : options.phase;
  question.stack = options.engine;
  question.input_tokens = options.input_tokens.value_or(question.input_tokens);
  question.output_tokens = options.output_tokens.value_or(question.output_tokens);
  question.concurrency = options.concurrency.value_or(0);
  question.tensor = options.tp.value_or(0);
  question.attention = model::attention_from_name(options.attention);
  question.batch = options.batch.value_or(0);
  question.context = options.context.value_or(0);
  if (options.training_devices) {
    question.job_devices = static_cast<double>(*options.training_devices);
  }
  question.global_batch = options.global_batch;
  if (options.pp) question.pipeline = model::Pipeline{*options.pp, options.chunks.value_or(1)};
  question.expert = options.ep.value_or(0);
  question.recompute = options.recompute;
  return question;
}

std::string spread_of(const model::GradientExchange& exchange) {
  const std::int64_t over = std::llround(exchange.copies.all / exchange.expert_copies.all);
  return over > 1 ? ", experts over " + std::to_string(over) : "";
}

std::string mode_of(const model::Case& what) {
  const auto* work = std::get_if<model::ServingWork>(&what.task.what);
  if (work == nullptr) {
    const auto& gradients = std::get<model::StepTask>(what.task.what).gradients;
    if (!gradients) return "-";
    const model::Copies& copies = gradients->copies;
    return "training job of " + std::to_string(std::llround(copies.devices())) + " devices, " +
           std::to_string(std::llround(copies.all)) + " copies" + spread_of(*gradients);
  }
  const std::string_view layout = what.traits[static_cast<std::size_t>(model::Trait::kLayout)];
  const std::string attention(layout == model::kDataParallelAttention ? report::kDpAttention : "");
  if (!what.is_closed_loop) return "offline" + attention;
  return "closed loop of " + std::to_string(work->load.concurrency) + " requests" + attention;
}

std::string devices_of_model(const model::Case& what) {
  if (const auto* work = std::get_if<model::ServingWork>(&what.task.what)) {
    return std::to_string(std::llround(work->devices));
  }
  const auto& gradients = std::get<model::StepTask>(what.task.what).gradients;
  if (!gradients) return "-";
  return std::to_string(std::llround(gradients->copies.tensor * gradients->copies.stages));
}

std::string held_by(const model::Case& what) {
  const auto* step = std::get_if<model::StepTask>(&what.task.what);
  if (step == nullptr || step->least_devices <= what.extents[0]) return "";
  const bool trains = what.channel == model::Channel::kTraining;
  return "at least " + std::to_string(std::llround(step->least_devices)) + " devices hold its " +
         (trains ? "weights, gradients and optimizer" : "tables") +
         ", and what passes between them for that is not counted";
}

}  // namespace fleetmark::cli
