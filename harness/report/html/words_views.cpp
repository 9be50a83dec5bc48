// SPDX-License-Identifier: Apache-2.0
// See words_views.h.
#include "harness/report/html/words_views.h"

#include <algorithm>
#include <iterator>

namespace fleetmark::report::html {
namespace {

// In any order; a test holds the English to be of the views and not twice here.
constexpr Words kViews[] = {
    {"device", "设备"},
    {"tier", "档次"},
    {"achieved", "实际达到"},
    {"peak", "峰值"},
    {"of peak", "占峰值"},
    {"vs reference", "相对参考"},
    {"silicon", "硬件"},
    {"efficiency", "效率"},
    {"evidence", "证据"},
    {"origin", "来源"},
    {"this device", "本设备"},
    {"reference", "参考"},
    {"kernel/variant", "内核/变体"},
    {"dtype", "数据类型"},
    {"sizes", "规模"},
    {"median", "中位数"},
    {"samples", "样本数"},
    {"next launch 95 %", "下次启动 95 %"},
    {"implementation", "实现"},
    {"warnings", "警告"},
    {"Warnings", "警告"},
    {"warning", "警告"},
    {"cases", "用例"},
    {"case", "用例"},
    {"variant", "变体"},
    {"reason", "原因"},
    {"Skipped", "跳过的用例"},
    {"what to do", "怎么办"},
    {"fact", "项目"},
    {"value", "数值"},
    {"precision", "精度"},
    {"devices", "设备数"},
    {"requests", "请求数"},
    {"stack", "软件栈"},
    {"latency class", "延迟等级"},
    {"searched", "搜索数"},
    {"price of", "价格日期"},
    {"host", "主机"},
    {"verdict", "判定"},
    {"cause", "起因"},
    {"factor", "倍数"},
    {"note", "说明"},
    {"source", "来源"},
    {"date", "日期"},
};

}  // namespace

Phrase known_phrase(std::string_view english) {
  const auto* found = std::ranges::find(kViews, english, &Words::en);
  return found == std::end(kViews) ? Phrase::same(english) : Phrase(*found);
}

}  // namespace fleetmark::report::html
