// SPDX-License-Identifier: Apache-2.0
// See words_tables.h: where a figure comes from, as its cell says it: parts joined by "; ".
#include "harness/report/html/words_tables.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kOrigins[] = {
    // Kinds of figures.
    {"measured", "实测"},
    {"datasheet", "数据手册"},
    {"vendor_claim", "厂商声明"},
    {"paper", "论文"},
    {"press", "媒体"},
    {"estimate", "估计"},
    {"stated by the user", "用户给定"},
    // Prices.
    {"{} per {}, new, {} ({}, {})", "{} 每{}，全新，{}（{}，{}）"},
    {"{} per {}, new_or_used, {} ({}, {})", "{} 每{}，全新或二手，{}（{}，{}）"},
    {"{} per {}, used, {} ({}, {})", "{} 每{}，二手，{}（{}，{}）"},
    {"card", "卡"},
    {"chip", "芯片"},
    {"module_8", "八卡模组"},
    {"server_8", "八卡服务器"},
    {"no typical price is quoted: the geometric mean of low and high is used",
     "未报典型价格：取高低价的几何平均"},
    {"no price range is known: a spread of {} % is taken for a figure of kind {}",
     "价格范围未知：按 {} % 的离散度处理，数据类别：{}"},
    {"price of eight devices divided by 8", "八台设备的价格除以 8"},
    {"the price includes the host and not the network, which is not added",
     "价格含主机但不含网络，网络未另加"},
    {"the price includes the network, and the host share is added to it",
     "价格含网络，主机份额另加"},
    {"the price includes duty, which is not added", "价格已含关税，不再另加"},
    {"converted from {} at {} of {} ({})", "由 {} 按 {} 换算，{}（{}）"},
    {"price stated by the user", "价格由用户给定"},
    {"rent stated by the user", "租金由用户给定"},
    {"power stated by the user", "功率由用户给定"},
    // Power and porting.
    {"TDP {} ({}, {})", "TDP {}（{}，{}）"},
    {"all-in power {} ({}, {})", "含配套的功率 {}（{}，{}）"},
    {"porting {} to {} for {} ({}, {})", "移植 {} 至 {}，用于 {}（{}，{}）"},
    {"porting {} for {} ({}, {})", "移植 {}，用于 {}（{}，{}）"},
    {"production inference", "生产推理"},
    // Rates.
    {"peak {} ({}, {}) x utilisation {} ({}, {})", "峰值 {}（{}，{}）x 利用率 {}（{}，{}）"},
    {"peak {} ({}, {}) x generic efficiency {}", "峰值 {}（{}，{}）x 通用效率 {}"},
    {"measured here: {}, median of {} samples, {}", "在此实测：{}，{} 个样本的中位数，{}"},
    {"95 % interval within this launch (launch-to-launch spread not included)",
     "95 % 区间为本次启动内（不含启动间波动）"},
    {"predicted in {}, nearest records: {} ({})", "按 {} 预测，最近记录：{}（{}）"},
    {"predicted in {}, nearest records: {}", "按 {} 预测，最近记录：{}"},
    // How near records are.
    {"same shape", "规模相同"},
    {"other shape", "规模不同"},
    {"other stack or precision", "软件栈或精度不同"},
    {"sibling device or workload", "同系列设备或负载"},
    {"same vendor", "同一厂商"},
    {"other vendor", "其他厂商"},
    {"no record", "无记录"},
};

}  // namespace

std::span<const Words> origin_words() { return kOrigins; }

}  // namespace fleetmark::report::html
