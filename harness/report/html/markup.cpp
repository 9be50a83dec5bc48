// SPDX-License-Identifier: Apache-2.0
// See markup.h.
#include "harness/report/html/markup.h"

#include <fmt/core.h>

#include <cmath>

#include "harness/report/plain_text.h"

namespace fleetmark::report::html {
namespace {

// Stands for "no value": no file can hold it as a value, for printable() would show it.
constexpr std::string_view kAlone{"\0", 1};

std::string written(const Attributes& attributes) {
  std::string text;
  for (const auto& [name, value] : attributes) {
    if (value.empty()) continue;
    text += " " + name;
    if (value != kAlone) text += "=\"" + markup_escaped(value) + "\"";
  }
  return text;
}

}  // namespace

std::string json_in_script(std::string_view json) {
  std::string answer;
  answer.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    // '<' begins "</script" and "<!--"; within JSON it stands in strings alone.
    if (json[i] == '<') {
      answer += "\\u003c";
    } else if (json.substr(i, 3) == "\u2028" || json.substr(i, 3) == "\u2029") {
      answer += json[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      answer += json[i];
    }
  }
  return answer;
}

Markup text(std::string_view words) { return {markup_escaped(words)}; }

Markup element(std::string_view tag, const Attributes& attributes, const Markup& content) {
  return {fmt::format("<{}{}>{}</{}>", tag, written(attributes), content.text, tag)};
}

Markup void_element(std::string_view tag, const Attributes& attributes) {
  return {fmt::format("<{}{}/>", tag, written(attributes))};
}

Attribute flag(std::string_view name) { return {std::string(name), std::string(kAlone)}; }

Markup json_block(std::string_view id, std::string_view json) {
  return {fmt::format("<script type=\"application/json\" id=\"{}\">{}</script>", markup_escaped(id),
                      json_in_script(json))};
}

std::string coordinate(double value) {
  if (!std::isfinite(value)) return "0";
  std::string digits = fmt::format("{:.2f}", value);
  while (digits.back() == '0') digits.pop_back();
  if (digits.back() == '.') digits.pop_back();
  return digits == "-0" ? "0" : digits;
}

}  // namespace fleetmark::report::html
