// SPDX-License-Identifier: Apache-2.0
// What changed between two sides: a forest of effects with intervals, the band that counts as no
// change behind them.
#pragma once

#include "harness/compare/comparison.h"
#include "harness/report/html/section.h"

namespace fleetmark::report::html {

Section comparison_section(const compare::Comparison& comparison);

}  // namespace fleetmark::report::html
