// SPDX-License-Identifier: Apache-2.0
// The exit statuses of the program, in one place: scripts and CI rely on them.
#pragma once

#include "kernels/api/result.h"

namespace fleetmark::cli {

enum ExitCode {
  kExitDone = 0,
  kExitNo = 1,           // the answer is "no": regression, acceptance or gate failed
  kExitUsage = 2,        // bad usage or bad data
  kExitNoDevice = 3,     // no usable device
  kExitWrongAnswer = 4,  // wrong answer from a kernel, or an invalid measurement
  kExitInfeasible = 5,
  kExitInconclusive = 6,
  kExitIncomplete = 7,
  kExitInternal = 70,
};

constexpr int exit_code_for(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
    case ErrorCode::kBadData:
    case ErrorCode::kIo:
      return kExitUsage;
    case ErrorCode::kNoDevice:
    case ErrorCode::kNotSupported:
    case ErrorCode::kOutOfMemory:
    case ErrorCode::kDeviceLost:
      return kExitNoDevice;
    case ErrorCode::kWrongAnswer:
    case ErrorCode::kInvalidMeasurement:
      return kExitWrongAnswer;
    case ErrorCode::kInterrupted:
      return kExitIncomplete;
    case ErrorCode::kInternal:
      return kExitInternal;
  }
  return kExitInternal;
}

}  // namespace fleetmark::cli
