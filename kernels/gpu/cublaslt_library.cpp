// SPDX-License-Identifier: Apache-2.0
// See cublaslt_library.h.
#include "kernels/gpu/cublaslt_library.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

namespace fleetmark::gpu {
namespace fs = std::filesystem;
namespace {

constexpr std::array<const char*, 3> kNames{"libcublasLt.so.13", "libcublasLt.so.12",
                                            "libcublasLt.so"};
// Older ones lack what is asked of fp8; nothing here was tried with them.
constexpr std::size_t kOldestVersion = 120000;

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets any
  return value == nullptr ? "" : value;
}

std::vector<std::string> split_path(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// PREFIX/lib/python3.11/site-packages and the like, newest first as far as names tell.
void add_python_folders(std::vector<std::string>& folders, const std::string& prefix) {
  if (prefix.empty()) return;
  std::vector<std::string> found;
  for (const char* lib : {"lib", "lib64"}) {
    std::error_code ignored;
    for (fs::directory_iterator entry(fs::path(prefix) / lib, ignored), end;
         !ignored && entry != end; entry.increment(ignored)) {
      if (!entry->path().filename().string().starts_with("python3")) continue;
      for (const char* packages : {"site-packages", "dist-packages"}) {
        found.push_back((entry->path() / packages).string());
      }
    }
  }
  std::ranges::sort(found, std::greater<>());
  folders.insert(folders.end(), found.begin(), found.end());
}

std::string first_line(const char* text) {
  const std::string all = text == nullptr ? "unknown reason" : text;
  return all.substr(0, all.find('\n'));
}

std::string version_text(std::size_t version) {  // 130100 -> "13.1.0"
  return std::to_string(version / 10000) + "." + std::to_string(version / 100 % 100) + "." +
         std::to_string(version % 100);
}

// Where the loader found the library that holds `symbol`.
std::string file_of(const void* symbol, const std::string& asked) {
  Dl_info info{};
  return ::dladdr(symbol, &info) != 0 && info.dli_fname != nullptr ? info.dli_fname : asked;
}

// Empty when the library can be used.
std::string examine(void* library, const std::string& file, CublasLt& out) {
  const std::string missing = cublaslt::find_functions(library, out.functions);
  if (!missing.empty()) return file + " has no " + missing;
  const std::size_t version = out.functions.version();
  out.version = version_text(version);
  out.file = file_of(reinterpret_cast<const void*>(out.functions.version), file);
  if (version < kOldestVersion)
    return file + " is version " + out.version + "; needs 12.0 or newer";
  return {};
}

}  // namespace

std::string cublaslt::find_functions(void* library, Functions& f) {
  std::string missing;
  const auto find = [&](auto& function, const char* name) {
    function =
        reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
    if (function == nullptr && missing.empty()) missing = name;
  };
  find(f.version, "cublasLtGetVersion");
  find(f.status_name, "cublasLtGetStatusName");
  find(f.create, "cublasLtCreate");
  find(f.destroy, "cublasLtDestroy");
  find(f.desc_create, "cublasLtMatmulDescCreate");
  find(f.desc_destroy, "cublasLtMatmulDescDestroy");
  find(f.desc_set, "cublasLtMatmulDescSetAttribute");
  find(f.layout_create, "cublasLtMatrixLayoutCreate");
  find(f.layout_destroy, "cublasLtMatrixLayoutDestroy");
  find(f.preference_create, "cublasLtMatmulPreferenceCreate");
  find(f.preference_destroy, "cublasLtMatmulPreferenceDestroy");
  find(f.preference_set, "cublasLtMatmulPreferenceSetAttribute");
  find(f.heuristic, "cublasLtMatmulAlgoGetHeuristic");
  find(f.check, "cublasLtMatmulAlgoCheck");
  find(f.config_get, "cublasLtMatmulAlgoConfigGetAttribute");
  find(f.matmul, "cublasLtMatmul");
  return missing;
}

std::vector<std::string> cublaslt_files(const LibrarySearch& search) {
  if (!search.asked.empty()) return {search.asked};
  std::vector<std::string> files;
  const auto add_folder = [&files](const std::string& folder) {
    for (const char* name : kNames) files.push_back(folder + "/" + name);
  };
  for (const auto& toolkit : search.toolkits) {
    for (const char* lib :
         {"/lib64", "/lib", "/targets/x86_64-linux/lib", "/targets/sbsa-linux/lib"}) {
      add_folder(toolkit + lib);
    }
  }
  for (const auto& packages : search.python_packages) {
    add_folder(packages + "/nvidia/cu13/lib");
    add_folder(packages + "/nvidia/cublas/lib");
  }
  files.insert(files.end(), kNames.begin(), kNames.end());
  return files;
}

LibrarySearch cublaslt_search_here() {
  LibrarySearch search;
  search.asked = environment("FLEETMARK_CUBLASLT");
  for (const char* name : {"CUDA_HOME", "CUDA_PATH"}) {
    if (auto folder = environment(name); !folder.empty()) search.toolkits.push_back(folder);
  }
  search.toolkits.emplace_back("/usr/local/cuda");
  if (auto folder = environment("CONDA_PREFIX"); !folder.empty()) search.toolkits.push_back(folder);
  search.python_packages = split_path(environment("PYTHONPATH"));
  for (const char* name : {"VIRTUAL_ENV", "CONDA_PREFIX"}) {
    add_python_folders(search.python_packages, environment(name));
  }
  // An interpreter on PATH has its packages beside it: PREFIX/bin/python3.
  for (const auto& folder : split_path(environment("PATH"))) {
    std::error_code ignored;
    if (!fs::exists(fs::path(folder) / "python3", ignored)) continue;
    add_python_folders(search.python_packages, fs::path(folder).parent_path().string());
  }
  if (const std::string home = environment("HOME"); !home.empty()) {
    add_python_folders(search.python_packages, home + "/.local");
  }
  for (const char* prefix : {"/usr/local", "/usr"}) {
    add_python_folders(search.python_packages, prefix);
  }
  std::vector<std::string> once;
  for (auto& folder : search.python_packages) {
    if (std::ranges::find(once, folder) == once.end()) once.push_back(std::move(folder));
  }
  search.python_packages = std::move(once);
  return search;
}

Result<CublasLt> open_cublaslt(const std::vector<std::string>& files) {
  std::string refused;
  for (const auto& file : files) {
    const bool is_path = file.find('/') != std::string::npos;
    std::error_code ignored;
    if (is_path && files.size() > 1 && !fs::exists(file, ignored)) continue;
    void* library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
      // That a bare name is nowhere on the loader's path is no news.
      if (is_path && refused.empty()) refused = "cannot be loaded: " + first_line(::dlerror());
      continue;
    }
    CublasLt found;
    const std::string fault = examine(library, file, found);
    if (fault.empty()) return found;
    if (refused.empty()) refused = fault;
    ::dlclose(library);
  }
  return Error{
      ErrorCode::kNotSupported,
      refused.empty()
          ? "cuBLASLt was found neither in a CUDA toolkit nor among the Python packages nor "
            "by the loader; set FLEETMARK_CUBLASLT to the file"
          : "cuBLASLt: " + refused};
}

}  // namespace fleetmark::gpu
