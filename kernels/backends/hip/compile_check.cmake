# SPDX-License-Identifier: Apache-2.0
# hip_compile_check: every portable kernel through hipcc, for gfx90a and for gfx906, the nearest that a
# stock compiler has to Hygon's DCU. Compiled and never run: there is no HIP module yet, and no figure
# of a HIP device may be claimed from it. Left out is what holds instructions of NVIDIA's alone (mma,
# wgmma, bulk copies, half-precision assembly) or a library of theirs (CUB, cuBLASLt).
find_program(FLEETMARK_HIPCC hipcc REQUIRED)
set(FLEETMARK_HIP_ARCHITECTURES gfx90a gfx906 CACHE STRING "Offload architectures of hip_compile_check")
file(GLOB hip_sources CONFIGURE_DEPENDS gpu/*_gpu.cu memory/*_gpu.cu gather/*_gpu.cu latency/*_gpu.cu
                                        transfer/*_gpu.cu matmul/*_gpu.cu)
list(FILTER hip_sources EXCLUDE REGEX "(cub|mma|pool|tensor_map|cublaslt|matmul)_gpu\\.cu$|/gemm_wgmma")
set(hip_flags -x hip -std=c++20 -O2 -DFLEETMARK_HIP -I${CMAKE_SOURCE_DIR} -Wall -Wno-unused-command-line-argument)
if(FLEETMARK_WERROR)
  list(APPEND hip_flags -Werror)
endif()
foreach(architecture IN LISTS FLEETMARK_HIP_ARCHITECTURES)
  list(APPEND hip_flags --offload-arch=${architecture})
endforeach()
set(hip_objects "")
foreach(source IN LISTS hip_sources)
  file(RELATIVE_PATH name ${CMAKE_CURRENT_SOURCE_DIR} ${source})
  string(MAKE_C_IDENTIFIER ${name} object)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/hip/${object}.o)
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${FLEETMARK_HIPCC} ${hip_flags} -MD -MF ${object}.d -c ${source} -o ${object}
    DEPENDS ${source} DEPFILE ${object}.d COMMENT "hipcc ${name}" VERBATIM)
  list(APPEND hip_objects ${object})
endforeach()
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/hip)
add_custom_target(hip_compile_check DEPENDS ${hip_objects})
