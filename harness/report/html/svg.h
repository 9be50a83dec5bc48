// SPDX-License-Identifier: Apache-2.0
// Drawing: a frame that says what it shows, shapes, and marks that carry a value and its origin.
// Colours are classes, so that the style decides them for both themes and for print.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/report/html/origin.h"

namespace fleetmark::report::html {

struct Frame {
  std::string id;      // unique in the page
  Phrase title;        // what is shown: read out by a screen reader
  Phrase description;  // how to read it
  double width = 760, height = 320;
};
// <svg role="img"> with title and desc, as wide as its column at most.
Markup svg_frame(const Frame& frame, const Markup& content);

struct Point {
  double x = 0, y = 0;
};

enum class Anchor { kStart, kMiddle, kEnd };

// `style`: classes of page.css. Series are "s1" to "s8"; "good", "bad", "warn", "muted", "grid".
Markup line(Point from, Point to, std::string_view style);
Markup polyline(const std::vector<Point>& points, std::string_view style);
Markup polygon(const std::vector<Point>& points, std::string_view style);
Markup rectangle(Point corner, double width, double height, std::string_view style);
Markup circle(Point centre, double radius, std::string_view style);
Markup label(Point at, const Phrase& words, Anchor anchor = Anchor::kStart,
             std::string_view style = {});
Markup group(std::string_view style, const Markup& content);

// What a mark stands for: shown on hover and, with the origin, on a click.
struct Meaning {
  std::string name;   // "h200-sxm-141, memory.triad f64"
  std::string value;  // "4.41 TB/s (95 % +-0.3 %)"
  Origin origin;
};
// `shapes` as one mark: <g class="mark" data-...><title>name: value</title>shapes</g>.
Markup mark(const Meaning& meaning, const Markup& shapes);

// Marks that share an origin: theirs where they have none of their own.
Markup marks_of(const Origin& origin, const Markup& marks);

// From low to high with a cap at each end, along x or along y.
Markup interval_along_x(double low, double high, double y, std::string_view style);
Markup interval_along_y(double low, double high, double x, std::string_view style);

}  // namespace fleetmark::report::html
