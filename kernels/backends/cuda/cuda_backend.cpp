// SPDX-License-Identifier: Apache-2.0
#include "kernels/backends/cuda/cuda_backend.h"
namespace fleetmark::cuda {
namespace {
class Absent final : public Backend {
 public:
  [[nodiscard]] std::string_view name() const override { return "cuda"; }
  [[nodiscard]] std::string unavailable_reason() const override {
    return "the CUDA module is not part of this build";
  }
  [[nodiscard]] std::vector<DeviceFact> libraries() const override { return {}; }
  [[nodiscard]] std::vector<DeviceInfo> devices() const override { return {}; }
  Result<std::unique_ptr<Session>> open(int) override {
    return Error{ErrorCode::kNoDevice, unavailable_reason()};
  }
};
}  // namespace
std::unique_ptr<Backend> make_cuda_backend(const BackendOptions&) {
  return std::make_unique<Absent>();
}
}  // namespace fleetmark::cuda
