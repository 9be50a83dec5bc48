// SPDX-License-Identifier: Apache-2.0
// The page: one file with its style and script in it, which loads nothing and reads well without
// script.
#pragma once

#include <string>
#include <vector>

#include "harness/report/html/section.h"

namespace fleetmark::report::html {

struct Page {
  Phrase title;
  std::vector<Phrase> lead;  // lines below the title: what, when, under which prices
  Markup answer = {};        // what the reader came for, before all else: may be empty
  std::vector<Section> sections;
  Phrase made_by = {};  // last line: version of the tool, date
  Language language = Language::kEnglish;
};

std::string html_page(const Page& page);

// style and script of all files in assets/, in the order of their names; made by the build.
extern const char* const kPageStyle;
extern const char* const kPageScript;

}  // namespace fleetmark::report::html
