# SPDX-License-Identifier: Apache-2.0
# fleetmark_cuda.so: device code and the C table, opened at run time. The runtime is linked statically
# and neither the driver nor NVML is linked at all, so the program starts where none of them is.
#   <family>/*_gpu*.cu        device code for every architecture, or what prepares and launches it
#   <family>/*_gpu*_sm90a.cu  the same for sm_90a alone: chosen at run time by compute capability, so
#                             that no empty kernel of another architecture can be launched
#   <family>/*_gpu*_sm90.cu   for sm_90 and everything after it, chosen in the same way
#   <family>/*_plan.cpp       pure choices of launch and tile, in the program's tests as well
#   <family>/*_spec.cpp *_verify.cpp   the table of kernels and what it refers to
file(GLOB gpu_sources CONFIGURE_DEPENDS api/*.cpp gpu/*.cpp gpu/*.cu backends/cuda/module/*.cpp)
set(GPU_DECLARATIONS "")
set(GPU_FAMILIES "")
foreach(family IN LISTS families)
  file(GLOB family_gpu CONFIGURE_DEPENDS ${family}/*_gpu*.cu)
  if(family_gpu)
    file(GLOB family_plans CONFIGURE_DEPENDS ${family}/*_plan.cpp ${family}/*_spec.cpp ${family}/*_verify.cpp)
    list(APPEND gpu_sources ${family_gpu} ${family_plans})
    string(APPEND GPU_DECLARATIONS "std::span<const gpu::GpuVariant> ${family}_gpu_variants();\n")
    string(APPEND GPU_FAMILIES "      ${family}_gpu_variants(),\n")
  endif()
endforeach()
configure_file(api/gpu_registry.cpp.in gpu_registry.cpp @ONLY)

# What holds no device code is the host compiler's work: once, not once for each architecture.
foreach(source IN LISTS gpu_sources)
  if(source MATCHES "\\.cu$")
    file(STRINGS ${source} device_lines REGEX "__global__|__device__|<<<|\\.cuh\"|<cub/")
    if(NOT device_lines)
      set_source_files_properties(${source} PROPERTIES LANGUAGE CXX)
    endif()
  endif()
endforeach()

set(sm90a_sources ${gpu_sources})
list(FILTER sm90a_sources INCLUDE REGEX "_sm90a\\.cu$")
set(sm90_sources ${gpu_sources})
list(FILTER sm90_sources INCLUDE REGEX "_sm90\\.cu$")
list(FILTER gpu_sources EXCLUDE REGEX "_sm90a?\\.cu$")

# constexpr functions of kernels/api (input values) run on the device, too. A kernel that spills or
# needs local memory is an error; what the assembler says of the others is kept beside the object.
function(fleetmark_device_code target)
  set_target_properties(${target} PROPERTIES CXX_VISIBILITY_PRESET hidden CUDA_VISIBILITY_PRESET hidden
                                             VISIBILITY_INLINES_HIDDEN ON)
  target_include_directories(${target} SYSTEM PRIVATE ${CUDAToolkit_INCLUDE_DIRS})
  target_link_libraries(${target} PRIVATE fleetmark_flags)
  target_compile_options(
    ${target}
    PRIVATE "$<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr>"
            "$<$<COMPILE_LANGUAGE:CUDA>:SHELL:-Xptxas -warn-spills,-warn-lmem-usage,-Werror,-v>")
  set_target_properties(
    ${target} PROPERTIES CUDA_COMPILER_LAUNCHER
                         "sh;${CMAKE_CURRENT_SOURCE_DIR}/backends/cuda/keep_report.sh;${CMAKE_CUDA_COMPILER_LAUNCHER}")
endfunction()

add_library(fleetmark_cuda MODULE ${gpu_sources} ${CMAKE_CURRENT_BINARY_DIR}/gpu_registry.cpp)
fleetmark_device_code(fleetmark_cuda)
set_target_properties(fleetmark_cuda PROPERTIES PREFIX "" CUDA_RUNTIME_LIBRARY Static)
target_link_libraries(fleetmark_cuda PRIVATE CUDA::cudart_static ${CMAKE_DL_LIBS})
# nodelete: a telemetry thread that waits for a driver in vain stays in this code for ever.
target_link_options(fleetmark_cuda PRIVATE -static-libstdc++ -static-libgcc -Wl,--exclude-libs,ALL
                                           -Wl,-z,nodelete -Wl,--no-undefined)

# Sources for some architectures only, as an object library of its own.
function(fleetmark_device_part name sources architectures)
  if(NOT sources)
    return()
  endif()
  add_library(fleetmark_cuda_${name} OBJECT ${sources})
  fleetmark_device_code(fleetmark_cuda_${name})
  set_target_properties(fleetmark_cuda_${name} PROPERTIES CUDA_ARCHITECTURES "${architectures}"
                                                          CUDA_RUNTIME_LIBRARY Static)
  target_sources(fleetmark_cuda PRIVATE $<TARGET_OBJECTS:fleetmark_cuda_${name}>)
endfunction()

fleetmark_device_part(sm90a "${sm90a_sources}" 90a-real)
set(from_sm90 ${CMAKE_CUDA_ARCHITECTURES})
list(FILTER from_sm90 INCLUDE REGEX "^(9[0-9]|[0-9][0-9][0-9])")
if(NOT from_sm90)
  set(from_sm90 90-virtual)  # compiled all the same, for a device that the list does not name
endif()
fleetmark_device_part(sm90 "${sm90_sources}" "${from_sm90}")
