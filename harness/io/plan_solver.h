// SPDX-License-Identifier: Apache-2.0
// The solver of plans: HiGHS where CMake has found it, else CBC.
#pragma once

#ifdef FLEETMARK_HIGHS
#include "harness/io/highs_solver.h"
#else
#include "harness/io/cbc_solver.h"
#endif

namespace fleetmark::io {

#ifdef FLEETMARK_HIGHS
using PlanSolver = HighsSolver;
#else
using PlanSolver = CbcSolver;
#endif

}  // namespace fleetmark::io
