// SPDX-License-Identifier: Apache-2.0
// The exported C table. Every entry catches what is thrown behind it: nothing but C crosses.
#include <algorithm>
#include <cstring>
#include <new>

#include "kernels/backends/cuda/module/cuda_session.h"
#include "kernels/backends/cuda/module/joined_kernel.h"
#include "kernels/gpu/guards.h"

namespace fleetmark::cuda {
namespace {

void set_status(fleetmark_status* status, const Error& error) {
  if (status == nullptr) return;
  status->code = static_cast<std::int32_t>(error.code);
  std::strncpy(status->message, error.message.c_str(), sizeof status->message - 1);
  status->message[sizeof status->message - 1] = '\0';
}

// Runs `body`; an Error or an exception becomes status and `failure`.
template <typename Answer, typename Body>
Answer guarded(fleetmark_status* status, Answer failure, Body body) {
  try {
    auto result = body();
    if (result) return *std::move(result);
    set_status(status, result.error());
  } catch (const std::bad_alloc&) {
    set_status(status, Error{ErrorCode::kOutOfMemory, "the host has too little free memory"});
  } catch (const std::exception& error) {
    set_status(status, Error{ErrorCode::kInternal, error.what()});
  }
  return failure;
}

template <typename Body>
std::int32_t succeeded(fleetmark_status* status, Body body) {
  return guarded<std::int32_t>(status, 0, [&]() -> Result<std::int32_t> {
    FLEETMARK_CHECK(body());
    return std::int32_t{1};
  });
}

// The current device belongs to the calling thread, which may have worked on another one since.
template <typename Body>
std::int32_t succeeded_on(const fleetmark_session& session, fleetmark_status* status, Body body) {
  return succeeded(status, [&]() -> Result<> {
    FLEETMARK_GPU(gpuSetDevice(session.device));
    return body();
  });
}

InputRecipe recipe_of(const fleetmark_recipe& plain) {
  return {static_cast<DataPattern>(plain.pattern), plain.seed};
}

std::int32_t device_count(fleetmark_status* status) {
  std::string reason;
  const int count = count_devices(reason);
  if (count == 0) set_status(status, Error{ErrorCode::kNoDevice, reason});
  return count;
}

void libraries(fleetmark_fact_sink sink, void* context) {
  int version = 0;
  if (gpuRuntimeGetVersion(&version) == gpu::kGpuSuccess) {
    sink(context, "cuda_runtime", 1, version, nullptr, nullptr);
  }
  if (gpuDriverGetVersion(&version) == gpu::kGpuSuccess && version > 0) {
    sink(context, "cuda_driver", 1, version, nullptr, nullptr);
  } else {
    sink(context, "cuda_driver", 0, 0, nullptr, "no driver");
  }
}

std::int32_t describe(std::int32_t device, fleetmark_device* out, fleetmark_fact_sink sink,
                      void* context, fleetmark_status* status) {
  return succeeded(status, [&] { return describe_device(device, *out, sink, context); });
}

fleetmark_session* open_device(std::int32_t device, fleetmark_status* status) {
  return guarded<fleetmark_session*>(status, nullptr, [&]() -> Result<fleetmark_session*> {
    FLEETMARK_TRY(auto session, open_session(device));
    return session.release();
  });
}

void close_device(fleetmark_session* session) {
  // Whatever else is left behind: what is measured next has the CPUs that it would have had.
  session->near_device.reset();
  if (!session->is_abandoned) delete session;
}

std::int32_t variant_count(fleetmark_session* session) {
  return static_cast<std::int32_t>(session->variants.size());
}

void describe_variant(fleetmark_session* session, std::int32_t index, fleetmark_variant* out) {
  const gpu::GpuVariant& variant = session->variants[static_cast<std::size_t>(index)];
  const auto copy = [](char* to, std::size_t size, std::string_view text) {
    const std::size_t count = std::min(size - 1, text.size());
    std::memcpy(to, text.data(), count);
    to[count] = '\0';
  };
  copy(out->kernel, sizeof out->kernel, variant.kernel);
  copy(out->variant, sizeof out->variant, variant.name);
  copy(out->implementation, sizeof out->implementation, variant.implementation);
  out->dtype_mask = 0;
  for (const DType dtype : variant.dtypes) out->dtype_mask |= 1U << static_cast<unsigned>(dtype);
  out->is_library = variant.is_library ? 1 : 0;
}

fleetmark_kernel* prepare(fleetmark_session* session, const fleetmark_problem* problem,
                          const fleetmark_recipe* recipe, fleetmark_status* status) {
  return guarded<fleetmark_kernel*>(status, nullptr, [&]() -> Result<fleetmark_kernel*> {
    FLEETMARK_GPU(gpuSetDevice(session->device));
    FLEETMARK_TRY(auto kernel, prepare_kernel(*session, *problem, recipe_of(*recipe)));
    return kernel.release();
  });
}

void release(fleetmark_kernel* kernel) {
  if (!kernel->session->is_abandoned) delete kernel;
}

gpu::gpu_stream stream_of(fleetmark_kernel* kernel) { return kernel->session->stream.get(); }

std::int32_t fill(fleetmark_kernel* kernel, const fleetmark_recipe* recipe,
                  fleetmark_status* status) {
  return succeeded_on(*kernel->session, status,
                      [&] { return kernel->kernel->fill(stream_of(kernel), recipe_of(*recipe)); });
}

std::int32_t poison(fleetmark_kernel* kernel, fleetmark_status* status) {
  return succeeded_on(*kernel->session, status,
                      [&] { return kernel->kernel->poison(stream_of(kernel)); });
}

std::int32_t enqueue(fleetmark_kernel* kernel, std::int32_t set, fleetmark_status* status) {
  return succeeded_on(*kernel->session, status,
                      [&] { return kernel->kernel->enqueue(stream_of(kernel), set); });
}

std::int64_t elements(fleetmark_kernel* kernel) { return kernel->kernel->elements(); }

std::int32_t read(fleetmark_kernel* kernel, std::int32_t set, std::int64_t first, double* out,
                  std::int64_t count, fleetmark_status* status) {
  return succeeded_on(*kernel->session, status, [&]() -> Result<> {
    FLEETMARK_CHECK(wait_for_session(*kernel->session));
    return kernel->kernel->read(stream_of(kernel), set, first,
                                std::span<double>(out, static_cast<std::size_t>(count)));
  });
}

std::int32_t time(fleetmark_session* session, fleetmark_kernel* kernel, std::int32_t first_set,
                  std::int32_t launches, fleetmark_timing* out, fleetmark_status* status) {
  return succeeded_on(*session, status, [&]() -> Result<> {
    FLEETMARK_TRY(*out, time_batch(*session, *kernel, first_set, launches));
    return {};
  });
}

std::int32_t state(fleetmark_session* session, fleetmark_state* out, fleetmark_status* status) {
  return succeeded(status, [&] { return read_state(*session, *out); });
}

std::int32_t counters(fleetmark_session* session, fleetmark_fact_sink sink, void* context,
                      fleetmark_status* status) {
  return succeeded(status, [&] { return read_counters(*session, sink, context); });
}

std::int32_t check_memory(fleetmark_session* session, fleetmark_status* status) {
  return succeeded_on(*session, status, [&]() -> Result<> {
    FLEETMARK_CHECK(wait_for_session(*session));
    return gpu::check_guards();
  });
}

void choice(fleetmark_kernel* kernel, char* out, std::int32_t bytes) {
  if (bytes <= 0) return;
  out[0] = '\0';
  try {
    const std::string text = kernel->kernel->choice();
    const std::size_t count = std::min(static_cast<std::size_t>(bytes) - 1, text.size());
    std::memcpy(out, text.data(), count);
    out[count] = '\0';
  } catch (const std::exception&) {
    out[0] = '\0';  // no memory for a line of text: there is nothing to say
  }
}

fleetmark_kernel* join(fleetmark_session* session, fleetmark_kernel* const* kernels,
                       const std::int64_t* launches, std::int32_t count, fleetmark_status* status) {
  return guarded<fleetmark_kernel*>(status, nullptr, [&]() -> Result<fleetmark_kernel*> {
    FLEETMARK_GPU(gpuSetDevice(session->device));
    std::vector<JoinedStep> steps;
    for (std::int32_t i = 0; i < count; ++i) {
      steps.push_back({kernels[i]->kernel.get(), launches[i]});
    }
    auto joined = std::make_unique<fleetmark_kernel>();
    joined->session = session;
    FLEETMARK_TRY(joined->kernel, join_kernels(session->stream.get(), std::move(steps)));
    return joined.release();
  });
}

constexpr fleetmark_module_table kTable{FLEETMARK_MODULE_ABI,
                                        sizeof(fleetmark_module_table),
                                        "cuda",
                                        device_count,
                                        libraries,
                                        describe,
                                        open_device,
                                        close_device,
                                        variant_count,
                                        describe_variant,
                                        prepare,
                                        release,
                                        fill,
                                        poison,
                                        enqueue,
                                        elements,
                                        read,
                                        time,
                                        state,
                                        counters,
                                        check_memory,
                                        choice,
                                        join};

}  // namespace
}  // namespace fleetmark::cuda

extern "C" __attribute__((visibility("default"))) const fleetmark_module_table* fleetmark_module(
    uint32_t abi_version) {
  return abi_version == FLEETMARK_MODULE_ABI ? &fleetmark::cuda::kTable : nullptr;
}
