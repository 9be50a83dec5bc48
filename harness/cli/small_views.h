// SPDX-License-Identifier: Apache-2.0
// A suite and a latency class as 'show' prints them. Not among the views of report, which does not
// know what is measured.
#pragma once

#include "harness/measure/suite.h"
#include "harness/model/predict/operating_point.h"
#include "harness/report/document.h"

namespace fleetmark::cli {

// What the file asks for, of any device; 'measure --list' says what of it runs here.
report::Document suite_view(const measure::Suite& suite);

report::Document slo_view(const model::SloClass& slo);

}  // namespace fleetmark::cli
