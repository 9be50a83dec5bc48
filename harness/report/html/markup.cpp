// SPDX-License-Identifier: Apache-2.0
// See markup.h.
#include "harness/report/html/markup.h"

#include <fmt/core.h>

#include <cmath>
#include <cstdint>
#include <optional>

namespace fleetmark::report::html {
namespace {

// Stands for "no value": no file can hold it as a value, for visible() would show it.
constexpr std::string_view kAlone{"\0", 1};

struct Decoded {
  std::uint32_t code = 0;
  std::size_t bytes = 1;
};

// One character of UTF-8; absent for bytes that are none.
std::optional<Decoded> decode(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return Decoded{first, 1};
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return std::nullopt;
  std::uint32_t code = first & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
    code = code << 6 | (byte(i) & 0x3FU);
  }
  const bool is_overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (is_overlong || is_surrogate || code > 0x10FFFF) return std::nullopt;
  return Decoded{code, bytes};
}

bool is_control(std::uint32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

// Invisible, and changes where or how its neighbours are shown.
bool is_deceptive(std::uint32_t code) {
  return (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

const char* entity(char letter) {
  switch (letter) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    case '`':
      return "&#96;";
    default:
      return nullptr;
  }
}

std::string written(const Attributes& attributes) {
  std::string text;
  for (const auto& [name, value] : attributes) {
    if (value.empty()) continue;
    text += " " + name;
    if (value != kAlone) text += "=\"" + escaped(value) + "\"";
  }
  return text;
}

}  // namespace

std::string visible(std::string_view text) {
  std::string answer;
  answer.reserve(text.size());
  while (!text.empty()) {
    const auto letter = decode(text);
    const std::size_t bytes = letter ? letter->bytes : 1;
    if (!letter) {
      answer += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (is_control(letter->code)) {
      answer += fmt::format("\\x{:02x}", letter->code);
    } else if (is_deceptive(letter->code)) {
      answer += fmt::format("\\u{{{:04x}}}", letter->code);
    } else {
      answer += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return answer;
}

std::string escaped(std::string_view text) {
  std::string answer;
  for (const char letter : visible(text)) {
    if (const char* name = entity(letter)) {
      answer += name;
    } else {
      answer += letter;
    }
  }
  return answer;
}

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

Markup text(std::string_view words) { return {escaped(words)}; }

Markup element(std::string_view tag, const Attributes& attributes, const Markup& content) {
  return {fmt::format("<{}{}>{}</{}>", tag, written(attributes), content.text, tag)};
}

Markup void_element(std::string_view tag, const Attributes& attributes) {
  return {fmt::format("<{}{}/>", tag, written(attributes))};
}

Attribute flag(std::string_view name) { return {std::string(name), std::string(kAlone)}; }

Markup json_block(std::string_view id, std::string_view json) {
  return {fmt::format("<script type=\"application/json\" id=\"{}\">{}</script>", escaped(id),
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
