// SPDX-License-Identifier: Apache-2.0
// Whether a sanitizer watches: it makes draws dear by twenty, and a tenth of them visit the same
// code. Rates of errors are judged where they are cheap.
#pragma once

namespace fleetmark::test {

#ifdef __SANITIZE_ADDRESS__
inline constexpr bool kIsSanitized = true;
#else
inline constexpr bool kIsSanitized = false;
#endif

}  // namespace fleetmark::test
