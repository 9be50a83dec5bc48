// SPDX-License-Identifier: Apache-2.0
// What tests/gpu/pytorch_rivals.py prints: a line about PyTorch and its device, then one JSON
// object a line for each operator, under our kernels' names and sizes, so that `calibrate` can take
// the framework's operators for a device's library.
#include <algorithm>

#include "harness/io/foreign_parts.h"
#include "harness/io/json_document.h"
#include "harness/model/operator_work.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

Result<ForeignCase> case_of(const json& line, const ForeignFile& file, const std::string& at) {
  ForeignCase one;
  one.kernel = line.at("kernel");
  one.variant = line.at("variant");
  const std::string dtype = line.at("dtype");
  const auto known = dtype_from_name(dtype);
  if (!known) return foreign_error(file, at + ".dtype", "'" + dtype + "'", "bf16, f16, f32, f64");
  one.dtype = *known;
  const auto names = model::size_names(one.kernel);
  if (names.empty()) {
    return foreign_error(file, at + ".kernel", "'" + one.kernel + "'", model::known_kernels());
  }
  const std::string metric = line.at("metric");
  const auto quoted = metric_from_name(metric);
  if (!quoted || *quoted == Metric::kSecondsPerOperation) {
    return foreign_error(file, at + ".metric", "'" + metric + "'", "flop_per_s, bytes_per_s");
  }
  one.metric = *quoted;
  // In the order of the operator's definition, whatever the order of the file.
  for (const auto& name : names) {
    one.sizes.emplace_back(name, line.at("sizes").at(std::string(name)).get<std::int64_t>());
  }
  if (one.sizes.size() != line.at("sizes").size()) {
    return foreign_error(file, at + ".sizes", line["sizes"].dump(),
                         "those of " + one.kernel + " and no other");
  }
  return one;
}

Result<> add_line(record::RunRecord& run, const json& line, const ForeignFile& file,
                  const std::string& at) {
  FLEETMARK_TRY(ForeignCase one, case_of(line, file, at));
  if (line.contains("refused")) {
    add_failure(run, one, line["refused"].get<std::string>(), false);
    return {};
  }
  const auto work = model::operator_work({one.kernel, one.dtype, one.sizes});
  if (!work) return Error{ErrorCode::kBadData, file.name + ": " + at + ": " + work.error().message};
  one.times_s = line.at("times_s").get<std::vector<double>>();
  one.amount = one.metric == Metric::kFlopPerSecond ? static_cast<double>(work->flops)
                                                    : static_cast<double>(work->bytes());
  one.verification = "not checked by the script";
  FLEETMARK_CHECK(add_case(run, one, file.name));
  record::Measurement& added = run.measurements.back();
  added.work = Work{Bytes(static_cast<double>(work->bytes_read)),
                    Bytes(static_cast<double>(work->bytes_written)),
                    Flops(static_cast<double>(work->flops))};
  added.cache = line.at("cache");
  added.data = line.at("data");
  return {};
}

}  // namespace

Result<record::RunRecord> run_from_pytorch(const ForeignFile& file) {
  record::RunRecord run;
  run.imported_from = {"PyTorch",
                       "pytorch-rivals-jsonl",
                       file.name,
                       {"times are of the framework's operators, by events of the device"}};
  int number = 0;
  for (const auto& text : lines_in(file.text)) {
    ++number;
    if (text.find_first_not_of(" \r\t") == std::string::npos) continue;
    const std::string at = "line " + std::to_string(number);
    FLEETMARK_TRY(const json line, parse_json(text, file.name + ": " + at));
    if (line.contains("torch")) {
      run.imported_from->tool = "PyTorch " + line["torch"].get<std::string>();
      run.device.backend = "cuda";
      run.device.id = "cuda:0";
      run.device.name = line.at("device");
      continue;
    }
    FLEETMARK_CHECK(add_line(run, line, file, at));
  }
  return run;
}

}  // namespace fleetmark::io
