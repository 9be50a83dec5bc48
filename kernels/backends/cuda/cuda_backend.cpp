// SPDX-License-Identifier: Apache-2.0
// See cuda_backend.h: Backend, Session and PreparedKernel over the C table of the module.
#include "kernels/backends/cuda/cuda_backend.h"

#include <cmath>

#include "kernels/api/sequence.h"
#include "kernels/backends/cuda/module_library.h"

namespace fleetmark::cuda {
namespace {

Error error_of(const fleetmark_status& status) {
  const bool is_known = status.code >= 0 && status.code <= static_cast<int>(ErrorCode::kInternal);
  return Error{is_known ? static_cast<ErrorCode>(status.code) : ErrorCode::kInternal,
               status.message};
}

Result<> result_of(std::int32_t is_ok, const fleetmark_status& status) {
  if (is_ok == 0) return error_of(status);
  return {};
}

fleetmark_recipe recipe_of(const InputRecipe& recipe) {
  return {static_cast<std::int32_t>(recipe.pattern), recipe.seed};
}

void add_fact(void* context, const char* key, std::int32_t number_known, double number,
              const char* text, const char* reason) {
  DeviceFact fact{key, {}, {}, {}};
  if (number_known != 0) {
    fact.number = number;
  } else if (text != nullptr) {
    fact.text = text;
  } else {
    fact.unknown_reason = reason != nullptr ? reason : "not reported";
  }
  static_cast<std::vector<DeviceFact>*>(context)->push_back(std::move(fact));
}

std::optional<Bytes> known_bytes(double value) {
  return value >= 0 ? std::optional<Bytes>(Bytes(value)) : std::nullopt;
}
template <typename Unit>
std::optional<Unit> known(double value) {
  return std::isnan(value) || value < 0 ? std::nullopt : std::optional<Unit>(Unit(value));
}

class ModuleKernel final : public PreparedKernel, public OutputReader {
 public:
  ModuleKernel(const ModuleLibrary& module, fleetmark_kernel* kernel, int sets)
      : module_(module), kernel_(kernel), sets_(sets) {}
  ~ModuleKernel() override { module_.table->release(kernel_); }
  ModuleKernel(const ModuleKernel&) = delete;
  ModuleKernel& operator=(const ModuleKernel&) = delete;

  [[nodiscard]] int operand_sets() const override { return sets_; }
  Result<> fill(const InputRecipe& recipe) override {
    fleetmark_status status{};
    const fleetmark_recipe plain = recipe_of(recipe);
    return result_of(module_.table->fill(kernel_, &plain, &status), status);
  }
  Result<> poison() override {
    fleetmark_status status{};
    return result_of(module_.table->poison(kernel_, &status), status);
  }
  Result<> enqueue(int set) override {
    fleetmark_status status{};
    return result_of(module_.table->enqueue(kernel_, set, &status), status);
  }
  OutputReader& output(int set) override {
    read_set_ = set;
    return *this;
  }
  [[nodiscard]] std::string choice() const override {
    char text[256] = {};
    module_.table->choice(kernel_, text, sizeof text);
    return text;
  }
  [[nodiscard]] std::int64_t elements() const override { return module_.table->elements(kernel_); }
  Result<> read(std::int64_t first, std::span<double> out) override {
    fleetmark_status status{};
    return result_of(module_.table->read(kernel_, read_set_, first, out.data(),
                                         static_cast<std::int64_t>(out.size()), &status),
                     status);
  }
  [[nodiscard]] fleetmark_kernel* raw() const { return kernel_; }

 private:
  ModuleLibrary module_;
  fleetmark_kernel* kernel_;
  int sets_;
  int read_set_ = 0;
};

class ModuleSession final : public Session {
 public:
  ModuleSession(const ModuleLibrary& module, fleetmark_session* session, DeviceInfo info)
      : module_(module), session_(session), info_(std::move(info)) {
    for (std::int32_t i = 0; i < module_.table->variant_count(session_); ++i) add_variant(i);
  }
  ~ModuleSession() override { module_.table->close(session_); }
  ModuleSession(const ModuleSession&) = delete;
  ModuleSession& operator=(const ModuleSession&) = delete;

  [[nodiscard]] const DeviceInfo& device() const override { return info_; }
  [[nodiscard]] const std::vector<KernelVariant>& variants() const override { return variants_; }

  Result<std::unique_ptr<PreparedKernel>> prepare(const KernelVariant& variant,
                                                  const Problem& problem,
                                                  const PrepareOptions& options) override {
    std::vector<const char*> names;
    std::vector<std::int64_t> sizes;
    for (const auto& [name, value] : problem.sizes) {
      names.push_back(name.c_str());
      sizes.push_back(value);
    }
    const fleetmark_problem plain{
        problem.kernel.c_str(), variant.name.c_str(), static_cast<std::int32_t>(problem.dtype),
        names.data(),           sizes.data(),         static_cast<std::int32_t>(sizes.size()),
        options.operand_sets};
    const fleetmark_recipe recipe = recipe_of(options.recipe);
    fleetmark_status status{};
    fleetmark_kernel* kernel = module_.table->prepare(session_, &plain, &recipe, &status);
    if (kernel == nullptr) return error_of(status);
    return std::unique_ptr<PreparedKernel>(
        std::make_unique<ModuleKernel>(module_, kernel, options.operand_sets));
  }

  Result<TimedBatch> time(PreparedKernel& kernel, int first_set, int launches) override {
    auto* ours = dynamic_cast<ModuleKernel*>(&kernel);
    FLEETMARK_ASSERT(ours != nullptr);
    fleetmark_status status{};
    fleetmark_timing timing{};
    if (module_.table->time(session_, ours->raw(), first_set, launches, &timing, &status) == 0) {
      return error_of(status);
    }
    TimedBatch batch;
    batch.elapsed = Seconds(timing.elapsed_s);
    batch.clock = known<Hertz>(timing.clock_hz);
    return batch;
  }

  Result<std::unique_ptr<PreparedKernel>> join(std::vector<SequenceStep> steps) override {
    std::vector<fleetmark_kernel*> kernels;
    std::vector<std::int64_t> launches;
    for (const auto& step : steps) {
      auto* ours = dynamic_cast<ModuleKernel*>(step.kernel);
      FLEETMARK_ASSERT(ours != nullptr);
      kernels.push_back(ours->raw());
      launches.push_back(step.launches);
    }
    fleetmark_status status{};
    fleetmark_kernel* joined =
        module_.table->join(session_, kernels.data(), launches.data(),
                            static_cast<std::int32_t>(kernels.size()), &status);
    if (joined == nullptr) return error_of(status);
    return std::unique_ptr<PreparedKernel>(
        std::make_unique<ModuleKernel>(module_, joined, SequenceKernel::kPasses));
  }

  DeviceState state() override {
    fleetmark_state plain{};
    fleetmark_status status{};
    DeviceState state;
    if (module_.table->state(session_, &plain, &status) == 0) return state;  // time() will say why
    state.clock = known<Hertz>(plain.clock_hz);
    state.memory_clock = known<Hertz>(plain.memory_clock_hz);
    state.power = known<Watts>(plain.power_w);
    state.energy = known<Joules>(plain.energy_j);
    if (!std::isnan(plain.temperature_c)) state.temperature_c = plain.temperature_c;
    if (plain.pcie_generation >= 0) state.pcie_generation = static_cast<int>(plain.pcie_generation);
    if (plain.throttle[0] != '\0') state.throttle = plain.throttle;
    state.clock_source = plain.clock_source;
    state.power_source = plain.power_source;
    return state;
  }

  Result<std::vector<DeviceFact>> counters() override {
    std::vector<DeviceFact> facts;
    fleetmark_status status{};
    if (module_.table->counters(session_, add_fact, &facts, &status) == 0) return error_of(status);
    return facts;
  }

  Result<> check_memory() override {
    fleetmark_status status{};
    return result_of(module_.table->check_memory(session_, &status), status);
  }

 private:
  void add_variant(std::int32_t index) {
    fleetmark_variant plain{};
    module_.table->variant(session_, index, &plain);
    KernelVariant variant;
    variant.spec = find_kernel_spec(plain.kernel);
    if (variant.spec == nullptr) return;  // a kernel that this program has no oracle for
    variant.name = plain.variant;
    variant.implementation = plain.implementation;
    variant.is_library = plain.is_library != 0;
    for (const auto& row : kDTypes) {
      if ((plain.dtype_mask >> static_cast<unsigned>(row.dtype)) & 1U) {
        variant.dtypes.push_back(row.dtype);
      }
    }
    variants_.push_back(std::move(variant));
  }

  ModuleLibrary module_;
  fleetmark_session* session_;
  DeviceInfo info_;
  std::vector<KernelVariant> variants_;
};

class CudaBackend final : public Backend {
 public:
  explicit CudaBackend(const BackendOptions& options)
      : module_(open_module(options.module_dir, "fleetmark_cuda.so")) {
    if (module_.table == nullptr) return;
    fleetmark_status status{};
    count_ = module_.table->device_count(&status);
    if (count_ == 0) module_.reason = status.message;
  }
  [[nodiscard]] std::string_view name() const override { return "cuda"; }
  [[nodiscard]] std::string unavailable_reason() const override { return module_.reason; }
  [[nodiscard]] std::vector<DeviceFact> libraries() const override {
    std::vector<DeviceFact> facts;
    if (module_.table != nullptr) module_.table->libraries(add_fact, &facts);
    return facts;
  }
  [[nodiscard]] std::vector<DeviceInfo> devices() const override {
    std::vector<DeviceInfo> devices;
    for (std::int32_t i = 0; i < count_; ++i) {
      if (auto info = describe(i)) devices.push_back(*std::move(info));
    }
    return devices;
  }
  Result<std::unique_ptr<Session>> open(int index) override {
    if (index < 0 || index >= count_) {
      return Error{ErrorCode::kNoDevice, "cuda:" + std::to_string(index) + ": " +
                                             (count_ == 0 ? module_.reason : "no such device")};
    }
    FLEETMARK_TRY(DeviceInfo info, describe(index));
    fleetmark_status status{};
    fleetmark_session* session = module_.table->open(index, &status);
    if (session == nullptr) return error_of(status);
    return std::unique_ptr<Session>(
        std::make_unique<ModuleSession>(module_, session, std::move(info)));
  }

 private:
  [[nodiscard]] Result<DeviceInfo> describe(std::int32_t index) const {
    fleetmark_device plain{};
    fleetmark_status status{};
    DeviceInfo info;
    if (module_.table->describe(index, &plain, add_fact, &info.facts, &status) == 0) {
      return error_of(status);
    }
    info.id = "cuda:" + std::to_string(index);
    info.backend = "cuda";
    info.name = plain.name;
    info.vendor = plain.vendor;
    info.architecture = plain.architecture;
    info.memory_total = known_bytes(plain.memory_total_bytes);
    info.memory_available = known_bytes(plain.memory_available_bytes);
    info.last_level_cache = known_bytes(plain.last_level_cache_bytes);
    info.compute_units = plain.compute_units;
    return info;
  }

  ModuleLibrary module_;
  std::int32_t count_ = 0;
};

}  // namespace

std::unique_ptr<Backend> make_cuda_backend(const BackendOptions& options) {
  return std::make_unique<CudaBackend>(options);
}

}  // namespace fleetmark::cuda
