// SPDX-License-Identifier: Apache-2.0
// See words_views.h.
#include "harness/report/html/words_views.h"

#include <algorithm>
#include <iterator>

namespace fleetmark::report::html {
namespace {

// In any order.
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
    {"of", "指标"},
    {"base", "基线"},
    {"new", "新值"},
    {"change", "变化"},
    {"low", "下限"},
    {"high", "上限"},
    {"cycles", "周期"},
    {"minimum", "最小效应"},
    {"launches", "启动次数"},
    {"spread", "离散度"},
    {"detectable", "可检出"},
    {"needs", "还需启动"},
    {"gate", "门禁"},
    {"series", "序列"},
    {"runs", "运行次数"},
    {"last", "最新"},
    {"noise", "噪声"},
    {"oldest to newest", "由旧到新"},
    {"last event", "最近事件"},
    {"kind", "类别"},
    {"before", "之前"},
    {"after", "之后"},
    {"at", "时间"},
    {"first run of it", "首个运行"},
    {"tool, or what changed", "工具或变化内容"},
    {"Changes", "变化"},
    {"History", "历史"},
    {"Not accepted", "未通过"},
    {"Held against", "判定依据"},
    {"metric", "指标"},
    {"centre", "中心"},
    {"low below", "低于此值为偏低"},
    {"median among healthy ones", "中位数在健康设备中的位置"},
    {"why", "原因"},
    {"model", "型号"},
    {"FLOP per byte", "每字节运算数"},
    {"roof above it", "其上方屋顶"},
    {"of roof", "占屋顶"},
    {"above the roof: an error", "高于屋顶：错误"},
    {"working set", "工作集"},
    {"compute", "计算"},
    {"bandwidth", "带宽"},
    {"memory capacity", "显存容量"},
    {"links", "互连"},
    {"sustained silicon", "持续硬件能力"},
    {"library", "算子库"},
    {"operators", "算子"},
    {"communication", "通信"},
    {"scheduler", "调度"},
    {"all", "总体"},
    {"of the gap", "占差距"},
    {"from", "依据"},
    {"rate", "速率"},
    {"bound", "受限于"},
    {"nearest records", "最近记录"},
    {"Predicted rates of one device", "单设备的预测速率"},
};

constexpr bool is_each_once() {
  for (std::size_t i = 0; i < std::size(kViews); ++i) {
    for (std::size_t j = i + 1; j < std::size(kViews); ++j) {
      if (kViews[i].en == kViews[j].en) return false;
    }
  }
  return true;
}
static_assert(is_each_once(), "a text stands twice in the table, and only the first would count");

}  // namespace

Phrase known_phrase(std::string_view english) {
  const auto* found = std::ranges::find(kViews, english, &Words::en);
  return found == std::end(kViews) ? Phrase::same(english) : Phrase(*found);
}

}  // namespace fleetmark::report::html
