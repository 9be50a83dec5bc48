// SPDX-License-Identifier: Apache-2.0
// Which efficiencies of a profile take the place of the fitted ones.
#pragma once

#include "harness/model/predict/device_rates.h"

namespace fleetmark::model {

// From a run record, as `calibrate` writes it, and no kernel of our own where a library is asked
// for.
bool is_measured_here(const DeviceProfile& profile, const Utilisation& entry);

// Measured with this program (`calibrate`): always. Published for a library or framework: only for
// devices of other vendors than the one whose records the parameters rest on (kGenericVendor),
// since those records already speak for its own. Planned values and kernels in isolation never.
void add_own_shares(const DeviceProfile& profile, DeviceRates& rates);

}  // namespace fleetmark::model
