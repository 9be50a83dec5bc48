// SPDX-License-Identifier: Apache-2.0
// See thin_record.h. A handler of nlohmann's events: false ends the parse.
#include "harness/io/thin_record.h"

#include <cstdint>
#include <string>
#include <utility>

#include "harness/io/json_document.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

constexpr std::size_t kMostSamples = 2000;  // as the schema says
constexpr std::uint64_t kMostLaunches = 1'000'000;

class ThinReader final : public nlohmann::json_sax<json> {
 public:
  std::optional<ThinRecord> take() {
    if (!root_.is_object() || !root_.contains("measurements")) return std::nullopt;
    if (root_["measurements"].size() != samples_.size()) return std::nullopt;
    return ThinRecord{std::move(root_), std::move(samples_)};
  }

  bool null() override {
    if (mode_ != Mode::kSample) return place(nullptr) != nullptr;
    return field_ == Field::kClock && set(kHasClock);
  }
  bool boolean(bool value) override { return place(value) != nullptr; }
  bool string(std::string& value) override { return place(std::move(value)) != nullptr; }
  bool binary(json::binary_t&) override { return false; }
  bool number_integer(std::int64_t value) override { return place(value) != nullptr; }
  bool number_unsigned(std::uint64_t value) override {
    if (mode_ != Mode::kSample) return place(value) != nullptr;
    if (field_ != Field::kLaunch) return set_number(static_cast<double>(value));
    sample_.launch = static_cast<int>(value);
    return value < kMostLaunches && set(kHasLaunch);
  }
  bool number_float(double value, const std::string& text) override {
    if (text.size() > kMaxNumberLength) return false;
    return mode_ == Mode::kSample ? set_number(value) : place(value) != nullptr;
  }

  bool start_object(std::size_t) override {
    if (mode_ == Mode::kTree) return open(json::object());
    if (mode_ != Mode::kList || samples_.back().size() == kMostSamples) return false;
    mode_ = Mode::kSample;
    sample_ = {};
    has_ = 0;
    return true;
  }
  bool key(std::string& name) override {
    if (mode_ == Mode::kTree) {
      key_ = std::move(name);
      return true;
    }
    if (name == "seconds") field_ = Field::kSeconds;
    if (name == "clock_hz") field_ = Field::kClock;
    if (name == "launch") field_ = Field::kLaunch;
    return name == "seconds" || name == "clock_hz" || name == "launch";
  }
  bool end_object() override {
    if (mode_ == Mode::kTree) return close();
    mode_ = Mode::kList;
    samples_.back().push_back(sample_);
    return has_ == (kHasSeconds | kHasClock | kHasLaunch);
  }
  bool start_array(std::size_t) override {
    if (mode_ != Mode::kTree) return false;
    if (stack_.size() == 3 && stack_[1] == measurements_ && key_ == "samples") {
      mode_ = Mode::kList;
      samples_.emplace_back();
      return true;
    }
    const bool is_measurements = stack_.size() == 1 && key_ == "measurements";
    if (!open(json::array())) return false;
    if (is_measurements) measurements_ = stack_.back();
    return true;
  }
  bool end_array() override {
    if (mode_ == Mode::kTree) return close();
    mode_ = Mode::kTree;
    if (samples_.back().empty()) return false;
    const auto& first = samples_.back().front();
    json one{{"seconds", first.seconds},
             {"clock_hz", first.clock_hz ? json(*first.clock_hz) : json(nullptr)},
             {"launch", static_cast<std::uint64_t>(first.launch)}};
    key_ = "samples";
    return place(json::array({std::move(one)})) != nullptr;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  enum class Mode : std::uint8_t { kTree, kList, kSample };  // in the document, in a list, in one
  enum class Field : std::uint8_t { kSeconds, kClock, kLaunch };
  static constexpr unsigned kHasSeconds = 1;
  static constexpr unsigned kHasClock = 2;
  static constexpr unsigned kHasLaunch = 4;

  // Each field once.
  bool set(unsigned field) {
    const bool is_new = (has_ & field) == 0;
    has_ |= field;
    return is_new;
  }
  bool set_number(double value) {
    if (!(value > 0) || field_ == Field::kLaunch) return false;
    if (field_ == Field::kClock) {
      sample_.clock_hz = value;
      return set(kHasClock);
    }
    sample_.seconds = value;
    return set(kHasSeconds);
  }

  // Null where a value has no place: within samples, or a key a second time. What is open does not
  // move while its parts are added.
  json* place(json value) {
    if (mode_ != Mode::kTree) return nullptr;
    if (stack_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    json& parent = *stack_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    const auto [at, is_new] = parent.emplace(key_, std::move(value));
    return is_new ? &*at : nullptr;
  }
  bool open(json container) {
    if (stack_.size() == kMaxJsonDepth) return false;
    json* placed = place(std::move(container));
    if (placed == nullptr) return false;
    stack_.push_back(placed);
    return true;
  }
  bool close() {
    stack_.pop_back();
    return true;
  }

  json root_;
  std::vector<json*> stack_;
  json* measurements_ = nullptr;
  std::string key_;
  Mode mode_ = Mode::kTree;
  Field field_ = Field::kSeconds;
  record::Sample sample_;
  unsigned has_ = 0;
  std::vector<std::vector<record::Sample>> samples_;
};

}  // namespace

std::optional<ThinRecord> parse_thin_record(std::string_view text) {
  ThinReader reader;
  if (!json::sax_parse(text.begin(), text.end(), &reader)) return std::nullopt;
  return reader.take();
}

}  // namespace fleetmark::io
