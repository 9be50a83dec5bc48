// SPDX-License-Identifier: Apache-2.0
// Devices as the CUDA runtime and NVML report them; and why there are none.
#include <algorithm>
#include <cstring>

#include "kernels/backends/cuda/module/cuda_session.h"
#include "kernels/gpu/nvml_patience.h"
#include "kernels/gpu/wait.h"

namespace fleetmark::cuda {
namespace {

constexpr const char* kNvmlLibrary = "libnvidia-ml.so.1";

void copy_text(char* to, std::size_t size, const std::string& text) {
  const std::size_t count = std::min(size - 1, text.size());
  std::memcpy(to, text.data(), count);
  to[count] = '\0';
}

struct Sink {
  fleetmark_fact_sink sink;
  void* context;

  void text(const char* key, const std::string& value) const {
    sink(context, key, 0, 0, value.c_str(), nullptr);
  }
  template <typename T>
  void number(const char* key, const std::optional<T>& value, const std::string& reason) const {
    if (value) {
      sink(context, key, 1, static_cast<double>(*value), nullptr, nullptr);
    } else {
      sink(context, key, 0, 0, nullptr, reason.c_str());
    }
  }
};

void add_nvml_facts(const std::string& bus_id, const Sink& sink) {
  const auto [facts, reason] = gpu::nvml_facts(kNvmlLibrary, bus_id);
  sink.number("power_limit_w", facts.power_limit_w, reason);
  sink.number("default_power_limit_w", facts.default_power_limit_w, reason);
  sink.number("ecc_enabled", facts.ecc_enabled, reason);
  sink.number("mig_enabled", facts.mig_enabled, reason);
  sink.number("persistence_enabled", facts.persistence_enabled, reason);
  sink.number("pcie_generation_now", facts.pcie_generation, reason);
  sink.number("pcie_width_now", facts.pcie_width, reason);
  sink.number("nvlinks_active", facts.nvlinks_active, reason);
  if (facts.driver_version) sink.text("driver_version", *facts.driver_version);
}

std::string bus_id_of(int device) {
  char id[32] = {};
  if (gpuDeviceGetPCIBusId(id, sizeof id, device) != gpu::kGpuSuccess) gpuGetLastError();
  return id;
}

}  // namespace

int count_devices(std::string& reason) {
  int count = 0;  // the runtime leaves it untouched on failure
  const gpu::gpu_error status = gpuGetDeviceCount(&count);
  if (status == gpu::kGpuSuccess) {
    if (count == 0) reason = "the NVIDIA driver reports no device";
    return count;
  }
  gpuGetLastError();
  const std::string name = gpuGetErrorName(status);
  int driver = 0;
  if (gpuDriverGetVersion(&driver) != gpu::kGpuSuccess) gpuGetLastError();
  reason = "no usable NVIDIA device (" + name + ": " + gpuGetErrorString(status) + ")";
  // The runtime calls an absent driver too old; version 0 tells them apart.
  if (name == "cudaErrorInsufficientDriver" && driver == 0) {
    reason = "no NVIDIA driver on this machine";
  }
  if (name == "cudaErrorStubLibrary") {
    reason = "the toolkit's stub stands in for the NVIDIA driver; take it off LD_LIBRARY_PATH";
  }
  return 0;
}

Result<> describe_device(int device, fleetmark_device& out, fleetmark_fact_sink sink,
                         void* context) {
  gpu::gpu_properties p{};
  FLEETMARK_GPU(gpuGetDeviceProperties(&p, device));
  copy_text(out.name, sizeof out.name, p.name);
  copy_text(out.vendor, sizeof out.vendor, "NVIDIA");
  copy_text(out.architecture, sizeof out.architecture,
            "sm_" + std::to_string(p.major) + std::to_string(p.minor));
  out.memory_total_bytes = static_cast<double>(p.totalGlobalMem);
  out.memory_available_bytes = -1;
  out.last_level_cache_bytes = p.l2CacheSize > 0 ? static_cast<double>(p.l2CacheSize) : -1;
  out.compute_units = p.multiProcessorCount;
  FLEETMARK_GPU(gpuSetDevice(device));
  std::size_t free_bytes = 0;
  std::size_t total_bytes = 0;
  FLEETMARK_GPU(gpuMemGetInfo(&free_bytes, &total_bytes));
  out.memory_available_bytes = static_cast<double>(free_bytes);
  const Sink facts{sink, context};
  const std::string bus_id = bus_id_of(device);
  facts.text("pci_bus_id", bus_id);
  facts.number("sm_count", std::optional<int>(p.multiProcessorCount), "");
  facts.number("l2_bytes", std::optional<int>(p.l2CacheSize), "");
  facts.number("threads_per_sm", std::optional<int>(p.maxThreadsPerMultiProcessor), "");
  facts.number("memory_bus_bits", std::optional<int>(p.memoryBusWidth), "");
  const auto host = gpu::host_node_of("", bus_id, gpu::cpus_of_this_thread());
  facts.number("host_numa_node", host.node, "the kernel does not tell");
  facts.text("host_thread", host.binding());
  if (gpu::Hold::is_off()) {
    facts.text("stream_hold", "off by FLEETMARK_HOLD: pauses of the host are timed");
  }
  add_nvml_facts(bus_id, facts);
  return {};
}

namespace {

// What runs here, and then what does not under any of its names: asking for that is answered with
// what it needs.
std::vector<gpu::GpuVariant> offered_variants(const gpu::DeviceShape& shape) {
  std::vector<gpu::GpuVariant> offered;
  std::vector<gpu::GpuVariant> refused;
  for (auto& variant : gpu::all_gpu_variants()) {
    (variant.runs_on(shape) ? offered : refused).push_back(std::move(variant));
  }
  for (auto& variant : refused) {
    const bool is_known = std::ranges::any_of(offered, [&](const gpu::GpuVariant& other) {
      return other.kernel == variant.kernel && other.name == variant.name;
    });
    if (!is_known) offered.push_back(std::move(variant));
  }
  return offered;
}

// The driver loads a kernel when it is first launched, and may wait for the device to do so: not
// for the first time while the stream is held.
Result<> load_helpers(fleetmark_session& session) {
  FLEETMARK_CHECK(session.hold.begin(session.stream.get()));
  session.hold.release();
  FLEETMARK_CHECK(session.stamper.before(session.stream.get()));
  FLEETMARK_CHECK(session.stamper.after(session.stream.get()));
  return gpu::wait_for(session.stream.get());
}

}  // namespace

Result<std::unique_ptr<fleetmark_session>> open_session(int device) {
  gpu::gpu_properties p{};
  FLEETMARK_GPU(gpuGetDeviceProperties(&p, device));
  FLEETMARK_GPU(gpuSetDevice(device));
  auto session = std::make_unique<fleetmark_session>();
  session->device = device;
  // First of all: pinned memory lies where the thread was that asked for it.
  const auto host = gpu::host_node_of("", bus_id_of(device), gpu::cpus_of_this_thread());
  session->near_device = std::make_unique<gpu::OnCpus>(host.cpus);
  session->shape = {p.major,
                    p.minor,
                    p.multiProcessorCount,
                    p.maxThreadsPerMultiProcessor,
                    p.l2CacheSize,
                    static_cast<int>(p.sharedMemPerBlockOptin)};
  FLEETMARK_TRY(session->stream, gpu::Stream::create());
  FLEETMARK_TRY(session->begin, gpu::Event::create());
  FLEETMARK_TRY(session->end, gpu::Event::create());
  FLEETMARK_TRY(session->hold, gpu::Hold::create());
  FLEETMARK_TRY(session->stamped, gpu::Event::create());
  FLEETMARK_TRY(session->stamper, gpu::Stamper::create(p.multiProcessorCount));
  FLEETMARK_CHECK(load_helpers(*session));
  // One that is not there leaves readings unknown; one that hangs tells of a device that is ill.
  auto opened = gpu::open_nvml(kNvmlLibrary, bus_id_of(device));
  if (opened.has_hung) {
    // Freeing may wait for the same driver: left behind, as by everybody who waited in vain.
    session->near_device.reset();
    static_cast<void>(session.release());
    return Error{ErrorCode::kDeviceLost, opened.reason};
  }
  if (opened.nvml) session->telemetry = gpu::Telemetry::start(std::move(opened.nvml), {});
  session->variants = offered_variants(session->shape);
  return session;
}

}  // namespace fleetmark::cuda
