// SPDX-License-Identifier: Apache-2.0
#include "kernels/api/units.h"
fleetmark::Seconds wrong() { return 1.0; }
