// SPDX-License-Identifier: Apache-2.0
// NVIDIA devices through a module that is opened at run time: without driver, toolkit or module the
// program starts all the same, and unavailable_reason() says in one line what is missing.
#pragma once

#include <memory>

#include "kernels/api/backend.h"
#include "kernels/api/registry.h"

namespace fleetmark::cuda {

std::unique_ptr<Backend> make_cuda_backend(const BackendOptions& options);

}  // namespace fleetmark::cuda
