// SPDX-License-Identifier: Apache-2.0
// See page.h.
#include "harness/report/html/page.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kContents{"Contents", "目录"};
constexpr Words kSkip{"Skip to the report", "跳到正文"};
constexpr Words kTheme{"Light or dark", "浅色或深色"};
constexpr Words kLanguage{"中文", "English"};
constexpr Words kOriginHeading{"Where this number comes from", "这个数字的来源"};
constexpr Words kClose{"Close", "关闭"};
constexpr Words kMissing{"Not known here", "此处未知"};

// Nothing may be loaded, and nothing sent: the file is what it holds.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'";

Markup button(const std::string& id, const Phrase& words) {
  return element("button", {{"type", "button"}, {"id", id}}, said(words));
}

Markup head_of(const Page& page) {
  return element("head", {},
                 void_element("meta", {{"charset", "utf-8"}}) +
                     void_element("meta", {{"http-equiv", "Content-Security-Policy"},
                                           {"content", std::string(kPolicy)}}) +
                     void_element("meta", {{"name", "viewport"},
                                           {"content", "width=device-width, initial-scale=1"}}) +
                     void_element("meta", {{"name", "color-scheme"}, {"content", "light dark"}}) +
                     void_element("meta", {{"name", "referrer"}, {"content", "no-referrer"}}) +
                     element("title", {}, text(page.title.in(page.language))) +
                     element("style", {}, Markup{kPageStyle}));
}

Markup header_of(const Page& page) {
  Markup lines = element("h1", {}, said(page.title));
  for (const auto& line : page.lead) lines += element("p", {{"class", "lead"}}, said(line));
  // Hidden until the script that serves them is there.
  const Markup controls =
      element("div", {{"class", "controls"}, {"id", "controls"}, flag("hidden")},
              button("theme", kTheme) + button("language", kLanguage));
  if (!page.answer.is_empty()) lines += element("div", {{"id", "answer"}}, page.answer);
  return element("header", {}, controls + lines);
}

Markup contents_of(const Page& page) {
  Markup items;
  for (const auto& section : page.sections) {
    items += element("li", {}, element("a", {{"href", "#" + section.id}}, said(section.title)));
  }
  Attributes attributes = said_as("aria-label", kContents);
  attributes.push_back({"id", "contents"});
  return element("nav", attributes, element("ul", {}, items));
}

Markup shown(const Section& section) {
  const std::string heading = section.id + "-heading";
  Markup content = element("h2", {{"id", heading}}, said(section.title));
  if (!section.lead.en.empty()) {
    content += element("p", {{"class", "section-lead"}}, said(section.lead));
  }
  content += section.body;
  if (!section.missing.empty()) {
    Markup items;
    for (const auto& one : section.missing) items += element("li", {}, said(one));
    content += element("div", {{"class", "missing"}},
                       element("h3", {}, said(kMissing)) + element("ul", {}, items));
  }
  return element("section", {{"id", section.id}, {"aria-labelledby", heading}}, content);
}

Markup origin_panel() {
  return element("aside", {{"id", "origin"}, {"aria-labelledby", "origin-heading"}, flag("hidden")},
                 button("origin-close", kClose) +
                     element("h2", {{"id", "origin-heading"}}, said(kOriginHeading)) +
                     element("dl", {{"id", "origin-facts"}}));
}

}  // namespace

std::string html_page(const Page& page) {
  Markup sections;
  for (const auto& section : page.sections) sections += shown(section);
  const Markup body = element("a", {{"class", "skip"}, {"href", "#report"}}, said(kSkip)) +
                      header_of(page) + contents_of(page) +
                      element("main", {{"id", "report"}, {"tabindex", "-1"}}, sections) +
                      element("footer", {}, said(page.made_by)) + origin_panel() +
                      element("script", {}, Markup{kPageScript});
  const std::string tag(tag_of(page.language));
  return "<!DOCTYPE html>\n" +
         element("html", {{"lang", tag}, {"data-language", tag}},
                 head_of(page) + element("body", {}, body))
             .text +
         "\n";
}

}  // namespace fleetmark::report::html
