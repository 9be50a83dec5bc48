// SPDX-License-Identifier: Apache-2.0
#include "kernels/api/units.h"
bool wrong() { return fleetmark::BytesPerSecond(1) < fleetmark::FlopPerSecond(1); }
