// SPDX-License-Identifier: Apache-2.0
// The string table of what the terminal views say, by subject. A gap "{}" stands for a name or a
// figure, or for a text that stands here, too.
#pragma once

#include <span>

#include "harness/report/html/words.h"

namespace fleetmark::report::html {

std::span<const Words> measuring_words();
std::span<const Words> cost_words();
std::span<const Words> origin_words();
std::span<const Words> plan_words();

}  // namespace fleetmark::report::html
