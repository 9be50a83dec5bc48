// SPDX-License-Identifier: Apache-2.0
// See fake_backend.h.
#include "tests/support/fake_backend.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "kernels/api/registry.h"
#include "kernels/api/sequence.h"

namespace fleetmark::test {
namespace {

constexpr double kScalar = 3.0;  // the memory family's s

class FakeKernel final : public PreparedKernel, public OutputReader {
 public:
  FakeKernel(const KernelVariant& variant, const Problem& problem, int sets,
             const FakeOptions& options, std::shared_ptr<int> prepared)
      : variant_(variant.name),
        problem_(problem),
        fault_(variant.is_library ? options.rival_fault : options.fault),
        speed_(variant.is_library ? options.rival_speed : 1),
        choice_(options.choice),
        prepared_(std::move(prepared)) {
    ++*prepared_;
    const bool is_fma = problem.kernel == "compute.fma";
    const auto size = static_cast<std::size_t>(problem.size(is_fma ? "threads" : "n"));
    outputs_.assign(static_cast<std::size_t>(sets), std::vector<double>(size));
  }
  ~FakeKernel() override { --*prepared_; }
  [[nodiscard]] int operand_sets() const override { return static_cast<int>(outputs_.size()); }
  Result<> fill(const InputRecipe& recipe) override {
    recipe_ = recipe;
    right_.resize(outputs_[0].size());
    for (std::size_t i = 0; i < right_.size(); ++i) right_[i] = value(i);
    return {};
  }
  Result<> poison() override {
    for (auto& output : outputs_) {
      std::ranges::fill(output, std::numeric_limits<double>::quiet_NaN());
    }
    return {};
  }
  Result<> enqueue(int set) override {
    auto& output = outputs_[static_cast<std::size_t>(set)];
    if (fault_ == Fault::kEarlyReturn) return {};
    const std::size_t end = fault_ == Fault::kSkippedTail ? output.size() - 1 : output.size();
    std::copy_n(right_.begin(), end, output.begin());
    if (fault_ == Fault::kWrongElement) output[output.size() / 2] += 1;
    if (fault_ == Fault::kNan) output[0] = std::numeric_limits<double>::quiet_NaN();
    return {};
  }
  OutputReader& output(int set) override {
    read_set_ = static_cast<std::size_t>(set);
    return *this;
  }
  [[nodiscard]] std::int64_t elements() const override {
    return static_cast<std::int64_t>(outputs_[0].size());
  }
  Result<> read(std::int64_t first, std::span<double> out) override {
    std::copy_n(outputs_[read_set_].begin() + first, out.size(), out.begin());
    return {};
  }
  [[nodiscard]] std::string choice() const override { return choice_; }
  [[nodiscard]] const Problem& problem() const { return problem_; }
  [[nodiscard]] const std::string& variant() const { return variant_; }
  [[nodiscard]] double speed() const { return speed_; }
  [[nodiscard]] bool is_spoilt_by_timing() const { return fault_ == Fault::kAfterTiming; }
  void spoil(int set) { outputs_[static_cast<std::size_t>(set)][0] += 1; }

 private:
  [[nodiscard]] double value(std::size_t i) const {
    if (problem_.kernel == "compute.fma") return static_cast<double>(problem_.size("n"));
    const auto first = static_cast<double>(input_value(recipe_, 0, i));
    if (problem_.kernel == "memory.copy") return first;
    const auto second = static_cast<double>(input_value(recipe_, 1, i));
    if (problem_.dtype == DType::kF64) return first + kScalar * second;
    return static_cast<float>(first) + static_cast<float>(kScalar) * static_cast<float>(second);
  }

  std::string variant_;
  Problem problem_;
  Fault fault_;
  double speed_;
  std::string choice_;
  std::shared_ptr<int> prepared_;  // kernels alive
  InputRecipe recipe_;
  std::vector<double> right_;  // what launches write, worked out when the operands are filled
  std::vector<std::vector<double>> outputs_;
  std::size_t read_set_ = 0;
};

struct FakeSequence final : SequenceKernel {
  using SequenceKernel::SequenceKernel;
  using SequenceKernel::steps;  // for the sum of their times
};

class FakeSession final : public Session {
 public:
  FakeSession(FakeClock& clock, const FakeOptions& options, DeviceInfo info)
      : clock_(clock), options_(options), info_(std::move(info)) {
    add("compute.fma", "registers", {DType::kF32});
    add("memory.copy", "plain", {DType::kF64, DType::kF32});
    add("memory.triad", "plain", {DType::kF64, DType::kF32});
    if (options.rival_speed > 0) {
      add("memory.triad", "library", {DType::kF64, DType::kF32});
      variants_.back().is_library = true;
    }
  }
  [[nodiscard]] const DeviceInfo& device() const override { return info_; }
  [[nodiscard]] const std::vector<KernelVariant>& variants() const override { return variants_; }

  Result<std::unique_ptr<PreparedKernel>> prepare(const KernelVariant& variant,
                                                  const Problem& problem,
                                                  const PrepareOptions& options) override {
    if (options_.most_prepared >= 0 && *prepared_ >= options_.most_prepared) {
      return Error{ErrorCode::kOutOfMemory, "the fake memory is full"};
    }
    auto kernel =
        std::make_unique<FakeKernel>(variant, problem, options.operand_sets, options_, prepared_);
    FLEETMARK_CHECK(kernel->fill(options.recipe));
    FLEETMARK_CHECK(kernel->poison());
    return std::unique_ptr<PreparedKernel>(std::move(kernel));
  }

  Result<std::unique_ptr<PreparedKernel>> join(std::vector<SequenceStep> steps) override {
    return std::unique_ptr<PreparedKernel>(std::make_unique<FakeSequence>(std::move(steps)));
  }

  Result<TimedBatch> time(PreparedKernel& prepared, int first_set, int launches) override {
    if (options_.lost_after_batches >= 0 && batches_ >= options_.lost_after_batches) {
      return Error{ErrorCode::kDeviceLost, "the fake device was lost"};
    }
    if (options_.throw_after_batches >= 0 && batches_ >= options_.throw_after_batches) {
      throw std::logic_error("the fake backend threw");
    }
    if (options_.real_s_per_batch > 0) {
      std::this_thread::sleep_for(std::chrono::duration<double>(options_.real_s_per_batch));
    }
    for (int i = 0; i < std::min(launches, prepared.operand_sets()); ++i) {
      FLEETMARK_CHECK(prepared.enqueue((first_set + i) % prepared.operand_sets()));
    }
    const bool is_wrong_by_now =
        options_.wrong_after_batches >= 0 && batches_ >= options_.wrong_after_batches;
    auto* kernel = dynamic_cast<FakeKernel*>(&prepared);
    const bool is_spoilt = kernel != nullptr && (kernel->is_spoilt_by_timing() || is_wrong_by_now);
    if (is_spoilt) kernel->spoil(first_set);
    if (options_.timed != nullptr && kernel != nullptr) {
      options_.timed->push_back(kernel->variant() + " " + std::to_string(launches));
    }
    const double ideal = kernel != nullptr ? ideal_seconds(kernel->problem()) / kernel->speed()
                                           : ideal_seconds(dynamic_cast<FakeSequence&>(prepared));
    const double each = ideal * (1 + options_.noise * noise()) * mode_factor();
    TimedBatch batch;
    batch.elapsed = Seconds(each * launches);
    if (options_.has_clock) batch.clock = Hertz(clock_hz());
    batch.cpu_migrations = options_.cpu_migrations;
    batch.preemptions = options_.preemptions;
    clock_.advance(batch.elapsed.value + 1e-5);  // launching costs a little, too
    ++batches_;
    return batch;
  }

  DeviceState state() override {
    DeviceState state;
    if (options_.has_clock) state.clock = Hertz(options_.window_clock_factor * clock_hz());
    if (!options_.throttle.empty()) state.throttle = options_.throttle;
    state.other_load = options_.other_load;
    if (options_.power_w > 0) {
      state.power = Watts(options_.power_w);
      state.energy = Joules(options_.power_w * options_.energy_factor * clock_.now_s());
      state.power_source = "fake";
    }
    if (options_.temperature_c > 0) state.temperature_c = options_.temperature_c;
    return state;
  }

  Result<std::vector<DeviceFact>> counters() override {
    std::vector<DeviceFact> facts;
    for (const auto& [name, rate] : options_.counter_rates) {
      facts.push_back({name, rate * clock_.now_s(), {}, {}});
    }
    if (options_.xid_with_batch >= 0) {
      facts.push_back({"xid_errors", batches_ > options_.xid_with_batch ? 1.0 : 0.0, {}, {}});
    }
    const double limit =
        limits_asked_++ == 0 ? options_.power_limit_w : options_.later_power_limit_w;
    if (limit > 0) facts.push_back({"power_limit_w", limit, {}, {}});
    if (options_.default_power_limit_w > 0) {
      facts.push_back({"default_power_limit_w", options_.default_power_limit_w, {}, {}});
    }
    return facts;
  }

  Result<> check_memory() override {
    if (!options_.writes_outside) return {};
    return Error{ErrorCode::kWrongAnswer, "something was written outside the fake buffers"};
  }

 private:
  void add(std::string_view id, std::string name, std::vector<DType> dtypes) {
    KernelVariant variant;
    variant.spec = find_kernel_spec(id);
    variant.name = std::move(name);
    variant.implementation = "fake";
    variant.dtypes = std::move(dtypes);
    variants_.push_back(std::move(variant));
  }
  [[nodiscard]] double ideal_seconds(const Problem& problem) const {
    const Work work = find_kernel_spec(problem.kernel)->work(problem);
    const double bytes = work.read.value + work.written.value;
    return bytes > 0 ? bytes / options_.bytes_per_s : work.flops.value / options_.flop_per_s;
  }
  [[nodiscard]] double ideal_seconds(const FakeSequence& sequence) const {
    double seconds = sequence.steps().empty() ? 0 : options_.gap_s;
    for (const auto& step : sequence.steps()) {
      const auto& kernel = dynamic_cast<const FakeKernel&>(*step.kernel);
      seconds += static_cast<double>(step.launches) * ideal_seconds(kernel.problem());
    }
    return seconds;
  }
  // Uniform in [0, 1): times are only ever lengthened.
  double noise() {
    return static_cast<double>(mix64(static_cast<std::uint64_t>(batches_)) >> 11) * 0x1p-53;
  }
  [[nodiscard]] double mode_factor() const {
    const bool is_second = options_.mode_batches > 0 && batches_ / options_.mode_batches % 2 == 1;
    return is_second ? options_.second_mode : 1;
  }
  [[nodiscard]] double clock_hz() const { return 1e9 * (1 + options_.clock_drift * batches_); }

  FakeClock& clock_;
  FakeOptions options_;
  DeviceInfo info_;
  std::vector<KernelVariant> variants_;
  std::shared_ptr<int> prepared_ = std::make_shared<int>(0);
  int batches_ = 0;
  int limits_asked_ = 0;
};

class FakeBackend final : public Backend {
 public:
  FakeBackend(FakeClock& clock, const FakeOptions& options) : clock_(clock), options_(options) {}
  [[nodiscard]] std::string_view name() const override { return "fake"; }
  [[nodiscard]] std::string unavailable_reason() const override {
    return options_.has_device ? "" : "the fake device is switched off";
  }
  [[nodiscard]] std::vector<DeviceFact> libraries() const override { return {}; }
  [[nodiscard]] std::vector<DeviceInfo> devices() const override {
    if (!options_.has_device) return {};
    DeviceInfo info;
    info.id = "fake:0";
    info.backend = "fake";
    info.name = "Fake accelerator";
    info.vendor = "fleetmark tests";
    info.architecture = "fake_1";
    info.memory_total = Bytes(1e6);
    info.memory_available = Bytes(12 * 65536.0);
    info.last_level_cache = Bytes(32768);
    info.compute_units = 4;
    info.facts = {DeviceFact{"revision", 1, {}, {}}, DeviceFact{"power_limit_w", {}, {}, "fake"}};
    std::vector<DeviceInfo> all(static_cast<std::size_t>(options_.devices), info);
    for (std::size_t i = 0; i < all.size(); ++i) all[i].id = "fake:" + std::to_string(i);
    return all;
  }
  Result<std::unique_ptr<Session>> open(int index) override {
    const auto all = devices();
    if (index < 0 || static_cast<std::size_t>(index) >= all.size()) {
      return Error{ErrorCode::kNoDevice, "there is no such fake device"};
    }
    if (index == options_.broken_device) {
      return Error{ErrorCode::kDeviceLost, "this fake device does not open"};
    }
    return std::unique_ptr<Session>(
        std::make_unique<FakeSession>(clock_, options_, all[static_cast<std::size_t>(index)]));
  }

 private:
  FakeClock& clock_;
  FakeOptions options_;
};

}  // namespace

std::unique_ptr<Backend> make_fake_backend(FakeClock& clock, const FakeOptions& options) {
  return std::make_unique<FakeBackend>(clock, options);
}

FakeOptions parse_fake_options(const std::string& text) {
  FakeOptions options;
  std::istringstream words(text);
  for (std::string word; std::getline(words, word, ',');) {
    const std::string key = word.substr(0, word.find('='));
    const std::string value = word.substr(std::min(word.size(), key.size() + 1));
    if (key == "fault" && value == "wrong_element") options.fault = Fault::kWrongElement;
    if (key == "fault" && value == "nan") options.fault = Fault::kNan;
    if (key == "fault" && value == "skipped_tail") options.fault = Fault::kSkippedTail;
    if (key == "fault" && value == "early_return") options.fault = Fault::kEarlyReturn;
    if (key == "throttle") options.throttle = value;
    if (key == "devices") options.devices = std::stoi(value);
    if (key == "broken_device") options.broken_device = std::stoi(value);
    if (key == "no_device") options.has_device = false;
    if (key == "lost_after") options.lost_after_batches = std::stoi(value);
    if (key == "throw_after") options.throw_after_batches = std::stoi(value);
    if (key == "real_s_per_batch") options.real_s_per_batch = std::stod(value);
    if (key == "rival_speed") options.rival_speed = std::stod(value);
    if (key == "rival_fault" && value == "nan") options.rival_fault = Fault::kNan;
    if (key == "bytes_per_s") options.bytes_per_s = std::stod(value);
    if (key == "power_w") options.power_w = std::stod(value);
    if (key == "clock_drift") options.clock_drift = std::stod(value);
    if (key == "wrong_after") options.wrong_after_batches = std::stoi(value);
    if (key == "counter") {  // "counter=throttled_thermal_s:0.1"
      const std::size_t colon = value.find(':');
      options.counter_rates.emplace_back(value.substr(0, colon),
                                         std::stod(value.substr(colon + 1)));
    }
  }
  return options;
}

}  // namespace fleetmark::test
