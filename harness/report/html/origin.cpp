// SPDX-License-Identifier: Apache-2.0
// See origin.h.
#include "harness/report/html/origin.h"

#include "harness/report/html/words_views.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kUnknown{"UNKNOWN", "未知"};

}  // namespace

Attributes origin_attributes(const Origin& origin) {
  if (!origin.is_known()) return {};
  Attributes attributes = said_as("data-kind", origin.kind);
  attributes.push_back({"data-tier", origin.tier});
  attributes.push_back({"data-source", origin.source});
  attributes.push_back({"data-date", origin.date});
  attributes.push_back({"data-note", origin.note});
  return attributes;
}

Markup number(const std::string& shown, const Origin& origin) {
  const Phrase words = known_phrase(shown);  // "below 12 USD (...)"
  if (!origin.is_known()) return said(words);
  Attributes attributes{{"class", "n"}};
  for (auto& one : origin_attributes(origin)) attributes.push_back(std::move(one));
  return element("span", attributes, said(words));
}

Markup unknown(const std::string& why) {
  Attributes attributes{{"class", "unknown"}};
  for (auto& one : said_as("title", known_phrase(why))) attributes.push_back(std::move(one));
  return element("span", attributes, said(kUnknown));
}

}  // namespace fleetmark::report::html
