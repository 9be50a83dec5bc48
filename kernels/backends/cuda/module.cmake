# SPDX-License-Identifier: Apache-2.0
# fleetmark_cuda.so: device code and the C table, opened at run time. The runtime is linked statically
# and neither the driver nor NVML is linked at all, so the program starts where none of them is.
file(GLOB gpu_sources CONFIGURE_DEPENDS gpu/*.cpp gpu/*.cu backends/cuda/module/*.cpp)
set(GPU_DECLARATIONS "")
set(GPU_FAMILIES "")
foreach(family IN LISTS families)
  file(GLOB family_gpu CONFIGURE_DEPENDS ${family}/*_gpu.cu)
  if(family_gpu)
    list(APPEND gpu_sources ${family_gpu} ${family}/${family}_spec.cpp)
    string(APPEND GPU_DECLARATIONS "std::span<const gpu::GpuVariant> ${family}_gpu_variants();\n")
    string(APPEND GPU_FAMILIES "      ${family}_gpu_variants(),\n")
  endif()
endforeach()
configure_file(api/gpu_registry.cpp.in gpu_registry.cpp @ONLY)

add_library(fleetmark_cuda MODULE ${gpu_sources} ${CMAKE_CURRENT_BINARY_DIR}/gpu_registry.cpp)
set_target_properties(
  fleetmark_cuda PROPERTIES PREFIX "" CUDA_RUNTIME_LIBRARY Static CXX_VISIBILITY_PRESET hidden
                            CUDA_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
target_include_directories(fleetmark_cuda SYSTEM PRIVATE ${CUDAToolkit_INCLUDE_DIRS})
target_link_libraries(fleetmark_cuda PRIVATE fleetmark_flags CUDA::cudart_static ${CMAKE_DL_LIBS})
target_link_options(fleetmark_cuda PRIVATE -static-libstdc++ -static-libgcc -Wl,--exclude-libs,ALL)
# constexpr functions of kernels/api (input values) run on the device, too. A kernel that spills or
# needs local memory is an error.
target_compile_options(
  fleetmark_cuda
  PRIVATE "$<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr>"
          "$<$<COMPILE_LANGUAGE:CUDA>:SHELL:-Xptxas -warn-spills,-warn-lmem-usage,-Werror>")
