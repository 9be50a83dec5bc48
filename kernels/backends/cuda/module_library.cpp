// SPDX-License-Identifier: Apache-2.0
// See module_library.h.
#include "kernels/backends/cuda/module_library.h"

#include <dlfcn.h>

#include <vector>

namespace fleetmark::cuda {
namespace fs = std::filesystem;
namespace {

std::vector<fs::path> places(const std::string& asked) {
  if (!asked.empty()) return {asked};
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  return {program.parent_path(), program.parent_path().parent_path() / "lib" / "fleetmark"};
}

std::string first_line(const char* text) {
  const std::string all = text == nullptr ? "unknown reason" : text;
  return all.substr(0, all.find('\n'));
}

ModuleLibrary refused(std::string reason) {
  return ModuleLibrary{nullptr, nullptr, std::move(reason)};
}

}  // namespace

ModuleLibrary open_module(const std::string& asked, const std::string& file) {
  fs::path found;
  for (const auto& place : places(asked)) {
    std::error_code ignored;
    if (found.empty() && fs::exists(place / file, ignored)) found = place / file;
  }
  if (found.empty()) return refused("this installation has no " + file + " (built without CUDA)");
  std::shared_ptr<void> handle(::dlopen(found.c_str(), RTLD_NOW | RTLD_LOCAL), [](void* library) {
    if (library != nullptr) ::dlclose(library);
  });
  if (!handle) return refused(file + " cannot be loaded: " + first_line(::dlerror()));
  const auto entry =
      reinterpret_cast<fleetmark_module_function>(::dlsym(handle.get(), FLEETMARK_MODULE_SYMBOL));
  if (entry == nullptr) return refused(file + " is no fleetmark module");
  const fleetmark_module_table* table = entry(FLEETMARK_MODULE_ABI);
  if (table == nullptr || table->abi_version != FLEETMARK_MODULE_ABI ||
      table->struct_bytes != sizeof(fleetmark_module_table)) {
    return refused(file + " belongs to another version of fleetmark; install both from one build");
  }
  return ModuleLibrary{std::move(handle), table, {}};
}

}  // namespace fleetmark::cuda
