// SPDX-License-Identifier: Apache-2.0
// Every name of the GPU runtime that device code uses, as CUDA or as HIP: the only place where the
// two differ. Wave size is never assumed by what includes this.
#pragma once

#if defined(FLEETMARK_HIP)
#include <hip/hip_runtime.h>
#define FLEETMARK_GPU_ALIAS(name) hip##name
#else
#include <cuda_runtime.h>
#define FLEETMARK_GPU_ALIAS(name) cuda##name
#endif

namespace fleetmark::gpu {

using gpu_error = FLEETMARK_GPU_ALIAS(Error_t);
using gpu_stream = FLEETMARK_GPU_ALIAS(Stream_t);
using gpu_event = FLEETMARK_GPU_ALIAS(Event_t);
using gpu_graph = FLEETMARK_GPU_ALIAS(Graph_t);
using gpu_graph_exec = FLEETMARK_GPU_ALIAS(GraphExec_t);
using gpu_properties =
#if defined(FLEETMARK_HIP)
    hipDeviceProp_t;
#else
    cudaDeviceProp;
#endif

#if !defined(FLEETMARK_HIP)
// What NVIDIA's parts alone have: clusters of blocks, and tensor maps of the driver.
using gpu_launch_config = cudaLaunchConfig_t;
using gpu_launch_attribute = cudaLaunchAttribute;
using gpu_entry_point_query = cudaDriverEntryPointQueryResult;
inline constexpr cudaLaunchAttributeID kGpuClusterDimension = cudaLaunchAttributeClusterDimension;
inline constexpr gpu_entry_point_query kGpuEntryPointFound = cudaDriverEntryPointSuccess;
inline constexpr gpu_entry_point_query kGpuEntryPointMissing = cudaDriverEntryPointSymbolNotFound;
inline constexpr int kGpuSharedCarveoutMost = cudaSharedmemCarveoutMaxShared;
#endif

inline constexpr gpu_error kGpuSuccess = FLEETMARK_GPU_ALIAS(Success);
inline constexpr gpu_error kGpuNotReady = FLEETMARK_GPU_ALIAS(ErrorNotReady);

}  // namespace fleetmark::gpu

#define gpuFree FLEETMARK_GPU_ALIAS(Free)
#define gpuMalloc FLEETMARK_GPU_ALIAS(Malloc)
#define gpuMemGetInfo FLEETMARK_GPU_ALIAS(MemGetInfo)
#define gpuMemset FLEETMARK_GPU_ALIAS(Memset)
#define gpuMemcpy FLEETMARK_GPU_ALIAS(Memcpy)
#define gpuMemcpyAsync FLEETMARK_GPU_ALIAS(MemcpyAsync)
#define gpuMemcpy2DAsync FLEETMARK_GPU_ALIAS(Memcpy2DAsync)
#define gpuMemcpyDeviceToHost FLEETMARK_GPU_ALIAS(MemcpyDeviceToHost)
#define gpuMemcpyHostToDevice FLEETMARK_GPU_ALIAS(MemcpyHostToDevice)
#define gpuMemcpyDeviceToDevice FLEETMARK_GPU_ALIAS(MemcpyDeviceToDevice)
#define gpuMemcpyPeerAsync FLEETMARK_GPU_ALIAS(MemcpyPeerAsync)
#define gpuMemsetAsync FLEETMARK_GPU_ALIAS(MemsetAsync)
#define gpuHostGetDevicePointer FLEETMARK_GPU_ALIAS(HostGetDevicePointer)
#if defined(FLEETMARK_HIP)
#define gpuFreeHost hipHostFree
#define gpuHostAlloc hipHostMalloc  // hipHostAlloc is deprecated
#define gpuHostAllocDefault hipHostMallocDefault
#define gpuHostAllocMapped hipHostMallocMapped
#else
#define gpuFreeHost cudaFreeHost
#define gpuHostAlloc cudaHostAlloc
#define gpuHostAllocDefault cudaHostAllocDefault
#define gpuHostAllocMapped cudaHostAllocMapped
#endif
#define gpuGetLastError FLEETMARK_GPU_ALIAS(GetLastError)
#define gpuGetErrorName FLEETMARK_GPU_ALIAS(GetErrorName)
#define gpuGetErrorString FLEETMARK_GPU_ALIAS(GetErrorString)
#define gpuGetDeviceCount FLEETMARK_GPU_ALIAS(GetDeviceCount)
#define gpuGetDeviceProperties FLEETMARK_GPU_ALIAS(GetDeviceProperties)
#define gpuSetDevice FLEETMARK_GPU_ALIAS(SetDevice)
#define gpuGetDevice FLEETMARK_GPU_ALIAS(GetDevice)
#define gpuDeviceCanAccessPeer FLEETMARK_GPU_ALIAS(DeviceCanAccessPeer)
#define gpuDeviceEnablePeerAccess FLEETMARK_GPU_ALIAS(DeviceEnablePeerAccess)
#define gpuErrorPeerAccessAlreadyEnabled FLEETMARK_GPU_ALIAS(ErrorPeerAccessAlreadyEnabled)
#define gpuFuncSetAttribute FLEETMARK_GPU_ALIAS(FuncSetAttribute)
#define gpuFuncAttributeMaxDynamicSharedMemorySize \
  FLEETMARK_GPU_ALIAS(FuncAttributeMaxDynamicSharedMemorySize)
#define gpuOccupancyMaxActiveBlocksPerMultiprocessor \
  FLEETMARK_GPU_ALIAS(OccupancyMaxActiveBlocksPerMultiprocessor)
#define gpuLaunchKernel FLEETMARK_GPU_ALIAS(LaunchKernel)
#if !defined(FLEETMARK_HIP)
#define gpuFuncAttributePreferredSharedMemoryCarveout cudaFuncAttributePreferredSharedMemoryCarveout
#define gpuLaunchKernelExC cudaLaunchKernelExC
#define gpuOccupancyMaxActiveClusters cudaOccupancyMaxActiveClusters
#define gpuGetDriverEntryPointByVersion cudaGetDriverEntryPointByVersion
#define gpuEnableDefault cudaEnableDefault
#endif
#define gpuDriverGetVersion FLEETMARK_GPU_ALIAS(DriverGetVersion)
#define gpuRuntimeGetVersion FLEETMARK_GPU_ALIAS(RuntimeGetVersion)
#define gpuDeviceGetPCIBusId FLEETMARK_GPU_ALIAS(DeviceGetPCIBusId)
#define gpuStreamCreate FLEETMARK_GPU_ALIAS(StreamCreate)
#define gpuStreamDestroy FLEETMARK_GPU_ALIAS(StreamDestroy)
#define gpuStreamSynchronize FLEETMARK_GPU_ALIAS(StreamSynchronize)
#define gpuEventCreate FLEETMARK_GPU_ALIAS(EventCreate)
#define gpuEventDestroy FLEETMARK_GPU_ALIAS(EventDestroy)
#define gpuEventRecord FLEETMARK_GPU_ALIAS(EventRecord)
#define gpuEventSynchronize FLEETMARK_GPU_ALIAS(EventSynchronize)
#define gpuEventQuery FLEETMARK_GPU_ALIAS(EventQuery)
#define gpuStreamQuery FLEETMARK_GPU_ALIAS(StreamQuery)
#define gpuEventElapsedTime FLEETMARK_GPU_ALIAS(EventElapsedTime)
#define gpuStreamWaitEvent FLEETMARK_GPU_ALIAS(StreamWaitEvent)
#define gpuStreamBeginCapture FLEETMARK_GPU_ALIAS(StreamBeginCapture)
#define gpuStreamEndCapture FLEETMARK_GPU_ALIAS(StreamEndCapture)
#define gpuStreamCaptureModeThreadLocal FLEETMARK_GPU_ALIAS(StreamCaptureModeThreadLocal)
#define gpuGraphDestroy FLEETMARK_GPU_ALIAS(GraphDestroy)
#define gpuGraphExecDestroy FLEETMARK_GPU_ALIAS(GraphExecDestroy)
#define gpuGraphInstantiate FLEETMARK_GPU_ALIAS(GraphInstantiateWithFlags)
#define gpuGraphLaunch FLEETMARK_GPU_ALIAS(GraphLaunch)
#define gpuGraphUpload FLEETMARK_GPU_ALIAS(GraphUpload)
