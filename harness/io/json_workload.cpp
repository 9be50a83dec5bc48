// SPDX-License-Identifier: Apache-2.0
// See json_workload.h.
#include "harness/io/json_workload.h"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "harness/io/json_document.h"
#include "harness/io/json_schema.h"
#include "harness/model/size_expression.h"

namespace fleetmark::io {
namespace {

using model::Operator;
using model::Phase;
using model::WorkTotal;
using nlohmann::json;

Error at(const std::string& where, const std::string& what) {
  return Error{ErrorCode::kBadData, where + ": " + what};
}

// A number as it is, or an expression over the parameters.
Result<std::int64_t> size_value(const json& value, const model::Parameters& parameters,
                                const std::string& where) {
  if (!value.is_string()) return value.get<std::int64_t>();
  auto size = model::evaluate_size(value.get_ref<const std::string&>(), parameters);
  if (!size) return at(where, size.error().message);
  return size;
}

Result<Operator> operator_from_json(const json& entry, const model::Parameters& parameters,
                                    const std::string& where) {
  Operator op;
  op.problem.kernel = entry["kernel"];
  op.problem.dtype = *dtype_from_name(entry["dtype"].get_ref<const std::string&>());
  const auto& sizes = entry["sizes"];
  const std::string sizes_key = where + ".sizes";
  for (const auto name : model::size_names(op.problem.kernel)) {
    const std::string key(name);
    const std::string size_key = std::string(sizes_key).append(".").append(key);
    if (!sizes.contains(key)) return at(size_key, "is missing; add it");
    FLEETMARK_TRY(const std::int64_t size, size_value(sizes[key], parameters, size_key));
    op.problem.sizes.emplace_back(key, size);
  }
  auto work = model::operator_work(op.problem);
  if (!work) return at(where, work.error().message);
  if (sizes.size() != op.problem.sizes.size()) {
    std::string names;
    for (const auto& [name, unused] : op.problem.sizes) {
      if (!names.empty()) names += ", ";
      names += name;
    }
    return at(sizes_key, "unknown size; " + op.problem.kernel + " takes exactly " + names);
  }
  op.each = *work;
  FLEETMARK_TRY(op.count, size_value(entry["count"], parameters, where + ".count"));
  if (op.count < 1) {
    return at(where + ".count", "found " + std::to_string(op.count) + "; allowed: 1 or more");
  }
  return op;
}

Result<std::vector<Phase>> phases_from_json(const json& entries,
                                            const model::Parameters& parameters,
                                            const std::string& name) {
  std::vector<Phase> phases;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Phase phase{.name = entries[i]["name"], .operators = {}};
    const auto& operators = entries[i]["operators"];
    for (std::size_t j = 0; j < operators.size(); ++j) {
      const std::string where =
          name + ": phases." + std::to_string(i) + ".operators." + std::to_string(j);
      FLEETMARK_TRY(Operator op, operator_from_json(operators[j], parameters, where));
      phase.operators.push_back(std::move(op));
    }
    phases.push_back(std::move(phase));
  }
  return phases;
}

Result<> check_totals(const json& expected, const WorkTotal& total, const std::string& name) {
  const std::array<std::pair<const char*, std::int64_t>, 3> rows{
      {{"bytes_read", total.bytes_read},
       {"bytes_written", total.bytes_written},
       {"flops", total.flops}}};
  for (const auto& [key, computed] : rows) {
    const auto stated = expected[key].get<std::int64_t>();
    if (stated != computed) {
      return at(name + ": expected_totals." + key,
                "found " + std::to_string(stated) + ", but the operators give " +
                    std::to_string(computed) + "; correct the one that is wrong");
    }
  }
  return {};
}

// Amount of the task's measure that the operators do.
Result<> check_amount(const model::Workload& workload, const std::string& name) {
  const std::int64_t done = workload.unit.measure == model::TaskMeasure::kBytes
                                ? workload.total.bytes()
                                : workload.total.flops;
  const auto wanted = static_cast<double>(workload.unit.amount);
  if (std::abs(static_cast<double>(done - workload.unit.amount)) >
      model::kTaskAmountTolerance * wanted) {
    return at(name + ": task_unit.amount",
              "found " + std::to_string(workload.unit.amount) + ", but the operators do " +
                  std::to_string(done) +
                  "; allowed: a difference of 1e-9; correct sizes or counts");
  }
  return {};
}

}  // namespace

Result<model::Workload> workload_from_json(const json& document, const json& schema,
                                           const std::string& name) {
  FLEETMARK_CHECK(check_schema(document, schema, name));
  model::Workload workload;
  workload.id = document["id"];
  workload.name = document["name"];
  workload.notes = document.value("notes", "");
  const auto& unit = document["task_unit"];
  workload.unit = {.name = unit["name"],
                   .phrase = unit["phrase"],
                   .measure = unit["measure"] == "bytes" ? model::TaskMeasure::kBytes
                                                         : model::TaskMeasure::kFlops,
                   .amount = unit["amount"].get<std::int64_t>()};
  model::Parameters parameters;
  for (const auto& [key, value] : document["parameters"].items()) {
    parameters[key] = value.get<std::int64_t>();
  }
  FLEETMARK_TRY(workload.phases, phases_from_json(document["phases"], parameters, name));
  auto total = model::total_work(workload.phases);
  if (!total) return at(name, total.error().message);
  workload.total = *total;
  FLEETMARK_CHECK(check_totals(document["expected_totals"], workload.total, name));
  FLEETMARK_CHECK(check_amount(workload, name));
  return workload;
}

Result<model::Workload> read_workload(const std::filesystem::path& path, const json& schema) {
  FLEETMARK_TRY(const auto document, read_json(path));
  FLEETMARK_TRY(auto workload, workload_from_json(document, schema, path.string()));
  if (workload.id != path.stem()) {
    return at(path.string() + ": id", "found '" + workload.id + "'; allowed: '" +
                                          path.stem().string() + "', the name of the file");
  }
  return workload;
}

}  // namespace fleetmark::io
