// SPDX-License-Identifier: Apache-2.0
// See run_journal.h.
#include "harness/io/run_journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "harness/io/files.h"
#include "harness/io/json_document.h"
#include "harness/io/json_run_record.h"
#include "harness/io/thin_record.h"

namespace fleetmark::io {
namespace fs = std::filesystem;
namespace {

std::string compact(const nlohmann::ordered_json& value) {
  return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

// The first free <output>.interrupted-<n>; the old journal moves there. Empty when there was none.
Result<std::string> keep_old_journal(const fs::path& output) {
  std::error_code error;
  const fs::path old = journal_path(output);
  if (!fs::exists(old, error)) return std::string();
  for (int n = 1;; ++n) {
    const fs::path kept = output.string() + ".interrupted-" + std::to_string(n);
    if (fs::exists(kept, error)) continue;
    fs::rename(old, kept, error);
    if (error) {
      return Error{ErrorCode::kIo, old.string() + ": an earlier run's journal cannot be kept: " +
                                       error.message() + "; move it away"};
    }
    return kept.string();
  }
}

// Of a record that was put in place, what it lacks as a whole.
void warn_of_gaps(Loaded<record::RunRecord>& loaded, const std::string& name) {
  const record::RunRecord& run = loaded.value;
  if (run.is_incomplete()) {
    loaded.warnings.push_back(name + ": incomplete run: " + run.why_incomplete());
  }
  if (run.has_measured_nothing()) loaded.warnings.push_back(name + ": holds no measurement");
}

}  // namespace

fs::path journal_path(const fs::path& output) { return output.string() + ".partial"; }

RunJournal::RunJournal(fs::path output, int descriptor, std::string recovered)
    : output_(std::move(output)), descriptor_(descriptor), recovered_(std::move(recovered)) {}

RunJournal::~RunJournal() { ::close(descriptor_); }

Result<std::unique_ptr<RunJournal>> RunJournal::create(const fs::path& output,
                                                       const record::RunRecord& header) {
  std::error_code error;
  if (fs::is_directory(output, error)) {
    return Error{ErrorCode::kIo, output.string() + ": is a folder; name a file in it"};
  }
  if (fs::exists(output, error) && !fs::is_regular_file(output, error)) {
    return Error{ErrorCode::kIo, output.string() +
                                     ": is a device or a pipe, which cannot be "
                                     "replaced at the end; name a regular file"};
  }
  FLEETMARK_TRY(const std::string recovered, keep_old_journal(output));
  const fs::path path = journal_path(output);
  FLEETMARK_CHECK(write_file_atomically(path, compact(to_json(header)) + "\n"));
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (descriptor < 0) {
    return Error{ErrorCode::kIo,
                 path.string() + ": cannot open for appending: " + std::strerror(errno)};
  }
  return std::unique_ptr<RunJournal>(new RunJournal(output, descriptor, recovered));
}

Result<> RunJournal::append_line(const char* key, const nlohmann::ordered_json& value) {
  const nlohmann::ordered_json line{{key, value}};
  return write_all(descriptor_, compact(line) + "\n", journal_path(output_).string());
}
Result<> RunJournal::append(const record::Measurement& measurement) {
  return append_line("measurement", to_json(measurement));
}
Result<> RunJournal::append(const record::Skipped& skipped) {
  return append_line("skipped", to_json(skipped));
}
Result<> RunJournal::append(const record::SoakStretch& stretch) {
  return append_line("soak", to_json(stretch));
}

Result<> RunJournal::append(const record::Replica& replica) {
  return append_line("replica", to_json(replica));
}

Result<> RunJournal::append(const record::RivalPair& pair) {
  return append_line("rival", to_json(pair));
}

Result<bool> RunJournal::finalise(const record::RunRecord& whole) {
  std::error_code ignored;
  const bool is_put_in_place = !whole.has_measured_nothing() || !fs::exists(output_, ignored);
  if (is_put_in_place) {
    const std::string text =
        to_json(whole).dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
    FLEETMARK_CHECK(write_file_atomically(output_, text));
  }
  fs::remove(journal_path(output_), ignored);
  return is_put_in_place;
}

Result<Loaded<record::RunRecord>> read_run_record(const fs::path& path,
                                                  const nlohmann::json& schema) {
  FLEETMARK_TRY(const auto compiled, Schema::compile(schema, "run.schema.json"));
  return read_run_record(path, compiled);
}

Result<Loaded<record::RunRecord>> read_run_record(const fs::path& path, const Schema& schema) {
  FLEETMARK_TRY(const std::string text, read_file(path));
  const std::string name = path.string();
  const std::size_t first_end = text.find('\n');
  // A record is indented: its first line is a lone brace. A journal's first line is a whole object.
  const bool is_journal = first_end != std::string::npos &&
                          text.rfind('}', first_end) == first_end - 1 && first_end > 2;
  Loaded<record::RunRecord> loaded;
  if (!is_journal) {
    if (auto thin = parse_thin_record(text)) {
      FLEETMARK_TRY(loaded.value, run_record_from_thin(std::move(*thin), schema, name));
    } else {
      FLEETMARK_TRY(const auto document, parse_json(text, name));
      FLEETMARK_TRY(loaded.value, run_record_from_json(document, schema, name));
    }
    warn_of_gaps(loaded, name);
    return loaded;
  }
  FLEETMARK_TRY(auto document, parse_json(std::string_view(text).substr(0, first_end), name));
  if (!document.is_object() || !document.contains("measurements") ||
      !document.contains("skipped")) {
    FLEETMARK_TRY(loaded.value, run_record_from_json(document, schema, name));
    return loaded;
  }
  std::size_t begin = first_end + 1;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) {
      loaded.warnings.push_back(name +
                                ": the last line is torn (the run was cut off); it is left out");
      break;
    }
    FLEETMARK_TRY(const auto line,
                  parse_json(std::string_view(text).substr(begin, end - begin), name));
    if (line.is_object() && line.contains("measurement")) {
      document["measurements"].push_back(line["measurement"]);
    } else if (line.is_object() && line.contains("skipped")) {
      document["skipped"].push_back(line["skipped"]);
    } else if (line.is_object() && line.contains("soak")) {
      document["soak"].push_back(line["soak"]);
    } else if (line.is_object() && line.contains("replica")) {
      document["replicas"].push_back(line["replica"]);
    } else if (line.is_object() && line.contains("rival")) {
      document["rivals"].push_back(line["rival"]);
    } else {
      return Error{ErrorCode::kBadData,
                   name +
                       ": a journal line is neither a measurement, a skip, a stretch of a soak, "
                       "a replica nor a pair of rivals; remove that line"};
    }
    begin = end + 1;
  }
  FLEETMARK_TRY(loaded.value, run_record_from_json(document, schema, name));
  loaded.warnings.push_back(
      name + ": incomplete run: " +
      (loaded.value.soak.empty()
           ? std::to_string(loaded.value.measurements.size()) + " measurements"
           : std::to_string(loaded.value.soak.size()) + " stretches of a soak") +
      " were saved before it was cut off");
  loaded.value.ended_by = "cut off";
  return loaded;
}

}  // namespace fleetmark::io
