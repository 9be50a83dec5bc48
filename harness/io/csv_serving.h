// SPDX-License-Identifier: Apache-2.0
// Tables of serving points: the columns id, device, engine, engine_version, model, precision, mode,
// isl, osl, concurrency, batch_size, tp, pp, ep, attention_dp, prefill_workers, prefill_tp,
// decode_workers, decode_tp, ttft_ms, tpot_ms, date. Only device and model must be there.
#pragma once

#include <filesystem>
#include <vector>

#include "harness/io/csv_table.h"
#include "harness/io/loaded.h"
#include "harness/record/published.h"

namespace fleetmark::io {

// A row whose id stands further up is that record again, which must not count twice. Questions have
// one answer to an id: there it is an error. Among records the first row counts, and a warning
// tells of the others.
enum class Twins { kRefused, kLeftOut };

// Columns of other names are named in a warning and not read. A row without id is called by its
// line. Errors: kIo, kBadData: file, line, column, what was found, what is allowed.
Result<Loaded<std::vector<record::ServingPoint>>> read_serving_points(
    const std::filesystem::path& path, Twins twins);
Result<Loaded<std::vector<record::ServingPoint>>> serving_points_from(const CsvTable& table,
                                                                      Twins twins);

}  // namespace fleetmark::io
