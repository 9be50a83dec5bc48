// SPDX-License-Identifier: Apache-2.0
// Text from outside, one code point at a time: what it is, whether a terminal may see it, and how
// many columns it takes. Names of devices, hosts, paths and notes are written by others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fleetmark::report {

struct CodePoint {
  std::uint32_t value = 0;  // the byte itself where it is not valid UTF-8
  std::size_t bytes = 1;
  bool is_valid = true;
};
// The code point at `at`, which lies within `text`. Overlong forms, surrogates and cut sequences
// are invalid, one byte at a time.
CodePoint code_point_at(std::string_view text, std::size_t at);

// Neither a control (C0, DEL, C1), nor one that reorders, hides or breaks text: bidirectional
// marks and overrides, zero-width ones, line separators, tags.
bool is_harmless(CodePoint point);

// Columns on a terminal: 2 for wide East Asian characters and emoji, 0 for combining marks.
std::size_t width(std::string_view text);

// At most `columns` wide; what is longer ends in "...". Never cuts a character in two.
std::string shortened(std::string text, std::size_t columns);

// printable(), and what opens or closes in XML and HTML as entities: for the content of elements
// and for attributes in quotes alike.
std::string markup_escaped(std::string_view text);

// JSON text with the harmful code points beyond ASCII as \uNNNN: it parses to the same value.
// (JSON itself escapes only those below U+0020.)
std::string json_for_terminals(std::string_view json);

}  // namespace fleetmark::report
