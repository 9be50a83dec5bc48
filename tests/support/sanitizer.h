// SPDX-License-Identifier: Apache-2.0
// Whether a sanitizer watches: it makes draws dear by twenty, and a tenth of them visit the same
// code. Rates of errors are judged where they are cheap.
#pragma once

namespace fleetmark::test {

#if defined(__SANITIZE_ADDRESS__)  // GCC
inline constexpr bool kIsSanitized = true;
#elif defined(__has_feature)  // Clang
inline constexpr bool kIsSanitized = __has_feature(address_sanitizer);
#else
inline constexpr bool kIsSanitized = false;
#endif

}  // namespace fleetmark::test
