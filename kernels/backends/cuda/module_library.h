// SPDX-License-Identifier: Apache-2.0
// Finding and opening a device module at run time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "kernels/api/module_abi.h"

namespace fleetmark::cuda {

// An open module, or the one-line reason why there is none.
struct ModuleLibrary {
  std::shared_ptr<void> handle;  // keeps the module loaded
  const fleetmark_module_table* table = nullptr;
  std::string reason;
};

// Looks for `file` in `asked` (when not empty), beside the running program, and in
// ../lib/fleetmark.
ModuleLibrary open_module(const std::string& asked, const std::string& file);

}  // namespace fleetmark::cuda
