// SPDX-License-Identifier: Apache-2.0
// HTML and SVG as values that are safe by type: text from outside becomes Markup only by being
// escaped, so a hostile name cannot open a tag, close an attribute or end a script.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fleetmark::report::html {

// Already safe to stand in the page.
struct Markup {
  std::string text;

  [[nodiscard]] bool is_empty() const { return text.empty(); }
  Markup& operator+=(const Markup& more) {
    text += more.text;
    return *this;
  }
};
inline Markup operator+(Markup left, const Markup& right) { return left += right; }

// JSON for a script element: the same value, with neither '<' nor U+2028 in it.
std::string json_in_script(std::string_view json);

Markup text(std::string_view words);

// `name` is the program's own word; `value` comes from anywhere.
struct Attribute {
  std::string name;
  std::string value;
};
using Attributes = std::vector<Attribute>;

// <tag name="value">content</tag>. Attributes without a value are left out unless they are of those
// that stand alone: see flag().
Markup element(std::string_view tag, const Attributes& attributes, const Markup& content = {});
// <tag name="value"/>: input, col, and all of SVG that holds nothing.
Markup void_element(std::string_view tag, const Attributes& attributes);
// An attribute that stands alone: hidden, open.
Attribute flag(std::string_view name);

// <script type="application/json" id="...">: data for the page's script.
Markup json_block(std::string_view id, std::string_view json);

// A coordinate or length: two decimals at most, no exponent, no "-0".
std::string coordinate(double value);

}  // namespace fleetmark::report::html
