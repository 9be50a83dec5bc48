// SPDX-License-Identifier: Apache-2.0
// See origin.h.
#include "harness/report/html/origin.h"

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
  if (!origin.is_known()) return text(shown);
  Attributes attributes{{"class", "n"}};
  for (auto& one : origin_attributes(origin)) attributes.push_back(std::move(one));
  return element("span", attributes, text(shown));
}

Markup unknown(const std::string& why) {
  return element("span", {{"class", "unknown"}, {"title", why}}, said(kUnknown));
}

}  // namespace fleetmark::report::html
