// SPDX-License-Identifier: Apache-2.0
// See svg.h.
#include "harness/report/html/svg.h"

#include <algorithm>

namespace fleetmark::report::html {
namespace {

constexpr double kCap = 3;  // half the length of an interval's cap

std::string list_of(const std::vector<Point>& points) {
  std::string list;
  for (const auto& [x, y] : points) {
    list += (list.empty() ? "" : " ") + coordinate(x) + "," + coordinate(y);
  }
  return list;
}

std::string word(Anchor anchor) {
  switch (anchor) {
    case Anchor::kStart:
      return {};
    case Anchor::kMiddle:
      return "middle";
    case Anchor::kEnd:
      return "end";
  }
  return {};
}

Markup titled(std::string_view tag, const std::string& id, const Phrase& words) {
  Attributes attributes{{"id", id}};
  if (!words.is_same()) attributes.push_back({"data-zh-text", words.zh});
  return element(tag, attributes, text(words.en));
}

}  // namespace

Markup svg_frame(const Frame& frame, const Markup& content) {
  const std::string title_id = frame.id + "-title";
  const std::string description_id = frame.id + "-desc";
  const Attributes attributes{
      {"id", frame.id},
      {"class", "chart"},
      {"role", "img"},
      {"aria-labelledby", title_id + " " + description_id},
      {"viewBox", "0 0 " + coordinate(frame.width) + " " + coordinate(frame.height)},
      {"width", coordinate(frame.width)},
      {"height", coordinate(frame.height)}};
  return element("svg", attributes,
                 titled("title", title_id, frame.title) +
                     titled("desc", description_id, frame.description) + content);
}

Markup line(Point from, Point to, std::string_view style) {
  return void_element("line", {{"x1", coordinate(from.x)},
                               {"y1", coordinate(from.y)},
                               {"x2", coordinate(to.x)},
                               {"y2", coordinate(to.y)},
                               {"class", std::string(style)}});
}

Markup polyline(const std::vector<Point>& points, std::string_view style) {
  return void_element("polyline",
                      {{"points", list_of(points)}, {"class", "line " + std::string(style)}});
}

Markup polygon(const std::vector<Point>& points, std::string_view style) {
  return void_element("polygon", {{"points", list_of(points)}, {"class", std::string(style)}});
}

Markup rectangle(Point corner, double width, double height, std::string_view style) {
  return void_element("rect", {{"x", coordinate(corner.x)},
                               {"y", coordinate(corner.y)},
                               {"width", coordinate(std::max(width, 0.0))},
                               {"height", coordinate(std::max(height, 0.0))},
                               {"class", std::string(style)}});
}

Markup circle(Point centre, double radius, std::string_view style) {
  return void_element("circle", {{"cx", coordinate(centre.x)},
                                 {"cy", coordinate(centre.y)},
                                 {"r", coordinate(radius)},
                                 {"class", std::string(style)}});
}

Markup label(Point at, const Phrase& words, Anchor anchor, std::string_view style) {
  return element("text",
                 {{"x", coordinate(at.x)},
                  {"y", coordinate(at.y)},
                  {"text-anchor", word(anchor)},
                  {"class", std::string(style)}},
                 said_in_svg(words));
}

Markup group(std::string_view style, const Markup& content) {
  return element("g", {{"class", std::string(style)}}, content);
}

Markup mark(const Meaning& meaning, const Markup& shapes) {
  Attributes attributes{
      {"class", "mark"}, {"data-name", meaning.name}, {"data-value", meaning.value}};
  for (auto& one : origin_attributes(meaning.origin)) attributes.push_back(std::move(one));
  const std::string separator = meaning.name.empty() || meaning.value.empty() ? "" : ": ";
  return element("g", attributes,
                 element("title", {}, text(meaning.name + separator + meaning.value)) + shapes);
}

Markup marks_of(const Origin& origin, const Markup& marks) {
  Attributes attributes{{"class", "origins"}};
  for (auto& one : origin_attributes(origin)) attributes.push_back(std::move(one));
  return element("g", attributes, marks);
}

Markup interval_along_x(double low, double high, double y, std::string_view style) {
  return group("interval " + std::string(style), line({low, y}, {high, y}, "") +
                                                     line({low, y - kCap}, {low, y + kCap}, "") +
                                                     line({high, y - kCap}, {high, y + kCap}, ""));
}

Markup interval_along_y(double low, double high, double x, std::string_view style) {
  return group("interval " + std::string(style), line({x, low}, {x, high}, "") +
                                                     line({x - kCap, low}, {x + kCap, low}, "") +
                                                     line({x - kCap, high}, {x + kCap, high}, ""));
}

}  // namespace fleetmark::report::html
