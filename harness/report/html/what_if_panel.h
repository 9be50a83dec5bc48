// SPDX-License-Identifier: Apache-2.0
// Prices, power, utilisation, life and software to be moved by the reader: fields and a table that
// the page's script (what_if_page.js) brings to life. Without script it is not shown.
#pragma once

#include "harness/report/html/money.h"

namespace fleetmark::report::html {

// `key` ends its ids. What all tasks share (power, prices, life) moves in all panels of a page.
Markup what_if_panel(const TaskRows& task, const std::string& key);

}  // namespace fleetmark::report::html
