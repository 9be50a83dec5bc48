// SPDX-License-Identifier: Apache-2.0
// See plain_text.h. Ranges: Unicode 15, East_Asian_Width W and F, general categories Cc, Cf, Mn.
#include "harness/report/plain_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "harness/report/document.h"

namespace fleetmark::report {
namespace {

struct Range {
  std::uint32_t first, last;
};

constexpr Range kHarmful[] = {{0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},
                              {0x61C, 0x61C},     {0x180E, 0x180E},   {0x200B, 0x200F},
                              {0x2028, 0x202E},   {0x2060, 0x206F},   {0xFEFF, 0xFEFF},
                              {0xFFF9, 0xFFFB},   {0xFFFE, 0xFFFF},   {0xE000, 0xF8FF},
                              {0x1FFFE, 0x1FFFF}, {0xE0000, 0xE0FFF}, {0xF0000, 0x10FFFF}};

constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
    {0x3400, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};

constexpr Range kCombining[] = {{0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},
                                {0x64B, 0x65F},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
                                {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};

template <std::size_t n>
bool is_in(const Range (&ranges)[n], std::uint32_t value) {
  return std::ranges::any_of(
      ranges, [value](Range range) { return value >= range.first && value <= range.last; });
}

std::size_t columns_of(CodePoint point) {
  if (is_in(kCombining, point.value)) return 0;
  return is_in(kWide, point.value) ? 2 : 1;
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

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [text](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t lead = byte(at);
  if (lead < 0x80) return {lead, 1, true};
  const CodePoint invalid{lead, 1, false};
  if (lead < 0xC2 || lead > 0xF4) return invalid;
  const std::size_t bytes = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (at + bytes > text.size()) return invalid;
  std::uint32_t value = lead & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return invalid;
    value = (value << 6U) | (byte(at + i) & 0x3FU);
  }
  const bool is_overlong = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (is_overlong || is_surrogate || value > 0x10FFFF) return invalid;
  return {value, bytes, true};
}

bool is_harmless(CodePoint point) { return point.is_valid && !is_in(kHarmful, point.value); }

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    columns += columns_of(point);
    at += point.bytes;
  }
  return columns;
}

std::string shortened(std::string text, std::size_t columns) {
  constexpr std::string_view kCut = "...";
  if (text.size() <= columns || width(text) <= columns) return text;
  std::size_t taken = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const CodePoint point = code_point_at(text, at);
    if (taken + columns_of(point) + kCut.size() > columns) break;
    taken += columns_of(point);
    at += point.bytes;
  }
  return text.substr(0, at).append(kCut);
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (is_harmless(point)) {
      out += text.substr(at, point.bytes);
    } else if (point.value < 0x100) {
      out += fmt::format("\\x{:02x}", point.value);
    } else {
      out += fmt::format("\\u{{{:x}}}", point.value);
    }
    at += point.bytes;
  }
  return out;
}

std::string markup_escaped(std::string_view text) {
  std::string out;
  for (const char letter : printable(text)) {
    if (const char* name = entity(letter)) {
      out += name;
    } else {
      out += letter;
    }
  }
  return out;
}

std::string json_for_terminals(std::string_view json) {
  std::string out;
  for (std::size_t at = 0; at < json.size();) {
    const CodePoint point = code_point_at(json, at);
    if (point.value < 0x7F || is_harmless(point)) {
      out += json.substr(at, point.bytes);
    } else if (point.value < 0x10000) {
      out += fmt::format("\\u{:04x}", point.value);
    } else {
      const std::uint32_t above = point.value - 0x10000;
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (above >> 10U), 0xDC00 + (above & 0x3FFU));
    }
    at += point.bytes;
  }
  return out;
}

}  // namespace fleetmark::report
