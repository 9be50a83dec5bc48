// SPDX-License-Identifier: Apache-2.0
#include "kernels/api/units.h"
auto wrong() { return fleetmark::Bytes(1) + fleetmark::Seconds(1); }
