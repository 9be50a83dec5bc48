// SPDX-License-Identifier: Apache-2.0
// What this build contains. The definitions are generated from the folder names under kernels/, so
// that a new family or backend is one new folder and no list is edited.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kernels/api/backend.h"
#include "kernels/api/kernel.h"

namespace fleetmark {

struct BackendOptions {
  std::string
      module_dir;  // where run-time modules (fleetmark_cuda.so) lie; empty: beside the program
};

// Every spec of every family, sorted by id.
std::vector<const KernelSpec*> all_kernel_specs();
const KernelSpec* find_kernel_spec(std::string_view id);  // null when there is none
// Every backend, best first (gpu before cpu).
std::vector<std::unique_ptr<Backend>> all_backends(const BackendOptions& options);

}  // namespace fleetmark
