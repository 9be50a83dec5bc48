// SPDX-License-Identifier: Apache-2.0
#include "kernels/api/result.h"
fleetmark::Result<int> answer();
void wrong() { answer(); }
