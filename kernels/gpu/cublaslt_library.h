// SPDX-License-Identifier: Apache-2.0
// cuBLASLt, opened at run time from where the machine has it. Plain C++: no CUDA, nothing linked. A
// library that is missing or unfit is a reason in one line.
#pragma once

#include <string>
#include <vector>

#include "kernels/api/result.h"
#include "kernels/gpu/cublaslt_functions.h"

namespace fleetmark::gpu {

// Where to look. Folders need not exist.
struct LibrarySearch {
  std::string asked;                         // this file and no other
  std::vector<std::string> toolkits;         // folders of a CUDA toolkit
  std::vector<std::string> python_packages;  // "site-packages" folders
};

// Files to try, best first: toolkits, then the CUDA wheels of the Python folders, then names for
// the loader's own path. Pure.
std::vector<std::string> cublaslt_files(const LibrarySearch& search);

// FLEETMARK_CUBLASLT; CUDA_HOME, CUDA_PATH and NVIDIA's default folder; the Python folders of the
// active environment, of the user and of the system.
LibrarySearch cublaslt_search_here();

struct CublasLt {
  cublaslt::Functions functions;
  std::string version;  // "13.1.0"
  std::string file;     // as the loader found it
};

// The first of `files` that can be used; it stays open for good. kNotSupported: none, and why.
Result<CublasLt> open_cublaslt(const std::vector<std::string>& files);

}  // namespace fleetmark::gpu
