// SPDX-License-Identifier: Apache-2.0
// See words_tables.h: what the tables of a fleet plan say.
#include "harness/report/html/words_tables.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kPlans[] = {
    {"Scenario: {}", "情景：{}"},
    {"Search: {} columns ({} whole), {} rows; within {} % of the best",
     "搜索：{} 列（{} 个整数），{} 行；与最优相差不超过 {} %"},
    {"workload", "负载"},
    {"site", "机房"},
    {"period", "时期"},
    {"period {}", "时期 {}"},
    {"part", "组成"},
    {"plan", "方案"},
    {"task", "任务"},
    {"by", "由"},
    // Cost.
    {"Cost of the plan, discounted, {}", "方案成本（贴现），{}"},
    {"capital of devices in service", "在用设备的资金成本"},
    {"retired early, less what it brings", "提前退役，减去所得"},
    {"network in steps", "分级网络"},
    {"running without energy", "运行（不含电费）"},
    {"energy", "电费"},
    {"porting", "移植"},
    {"served elsewhere", "外部租用"},
    {"not served", "未满足"},
    {"proven: no plan costs less than", "已证：任何方案不低于"},
    {"Capital is an annuity for the periods in service: what a device is worth after the plan is "
     "not charged to it. What was there before is running cost alone.",
     "资金成本为在用各期的年金：计划期后的残值不计入方案。原有设备只计运行成本。"},
    {"Cost of a task over the plan, {}", "计划期内的任务成本，{}"},
    {"Not discounted; devices by the share of their work, idle hours included.",
     "未贴现；设备按工作份额分摊，含空闲时间。"},
    // Fleet.
    {"Devices ordered", "订购设备"},
    {"cash paid, {}", "支付现金，{}"},
    {"Devices in service (busy)", "在用设备（繁忙）"},
    {"Who serves what, tasks a day", "由谁服务，任务/天"},
    {"{} in groups of {} and {}", "{}，每组 {} 与 {} 台"},
    {"{} in groups of {}", "{}，每组 {} 台"},
    {"rented elsewhere", "外部租用"},
    {"nobody", "无"},
    {"Capacity that is held in reserve is part of who serves.", "保留的备用能力计入服务者。"},
    {"Replicas that stand ready", "就绪副本"},
    {"Whole: the devices of each stand at one site, in one scale-up domain or in whole ones.",
     "均为整数：每个副本的设备在同一机房，位于一个纵向扩展域或若干完整的域内。"},
    {"Power at the meter, kW (of what the site has)", "电表功率，kW（占机房容量）"},
    {"Devices under repair in the mean", "平均维修中的设备"},
    {"Of those in service: rate x time / (1 + rate x time) of failures and repair.",
     "占在用设备：故障率 x 维修时间 /（1 + 故障率 x 维修时间）。"},
    {"Devices retired early", "提前退役的设备"},
    {"From that period on they serve no more; what they bring is in the cash paid.",
     "自该期起不再服务；所得计入支付现金。"},
    {"Network put in, units", "新增网络，单元"},
    {"In steps, on top of what the economics count as host and network of each device; paid for "
     "with the devices' cash. What the devices there at first needed is there.",
     "分级计入，在经济假设的主机与网络份额之外；随设备现金支付。期初设备所需的已具备。"},
    {"Porting that begins", "开始的移植"},
    {"person-months", "人月"},
    // Limits.
    {"limit", "限制"},
    {"where", "位置"},
    {"{} and {} more", "{} 及另外 {} 项"},
    {"Limits that nothing more fits under", "已用满的限制"},
    {"the capacity of the fleet", "机群能力"},
    {"the demand", "需求"},
    {"the share of demand that may go unmet", "允许未满足的需求份额"},
    {"service without any one site", "失去任一机房仍能服务"},
    {"the least devices of one kind for a workload", "某负载所需的最少同类设备"},
    {"the least order", "最小订购量"},
    {"the supply of devices", "设备供应"},
    {"the power of a site", "机房功率"},
    {"the racks of a site", "机房机架"},
    {"the liquid cooling of a site", "机房液冷"},
    {"the network of a site", "机房网络"},
    {"the devices put in service in a period", "每期上线的设备"},
    {"the budget", "预算"},
    {"the porting of workloads", "负载移植"},
    {"the engineers who port", "移植工程师"},
    {"the share of one vendor", "单一厂商份额"},
    {"workloads kept to domestic devices", "限用国产设备的负载"},
    {"the quota on imports", "进口配额"},
    {"the tie of imports to domestic purchases", "进口与国产采购的搭售"},
    {"the domestic floor", "国产最低份额"},
    {"the ban on imports", "进口禁令"},
    {"There is no plan: these cannot hold together", "无可行方案：下列限制不能同时满足"},
    {"cost of a plan without it", "去掉它后的方案成本"},
    {"none was found", "未找到"},
    // Values.
    {"What other limits would be worth, {}", "放宽限制的价值，{}"},
    {"at least", "至少"},
    {"at most", "至多"},
    {"makes a plan possible", "使方案成为可能"},
    {"no plan found in the time", "时限内未找到方案"},
    {"below the solver's gap", "低于求解间隙"},
    {"one more lot under {}", "{} 下多一批"},
    {"1 MW more at {}", "{} 多 1 MW"},
    {"1 million {} more in the first period", "首期多 100 万 {}"},
    {"without any policy", "无任何政策"},
    {"without {}", "无 {}"},
    {"By solving again: cost before less cost after, as far as the proven bounds of both searches "
     "allow.",
     "重新求解所得：之前成本减之后成本，以两次搜索的已证界为限。"},
    {"Prices in the relaxation, {} for one unit more room",
     "松弛问题中的价格，每多一单位余量的 {}"},
    {"for one", "单位"},
    {"kW at the meter", "电表 kW"},
    {"rack unit", "机架单位"},
    {"unit of currency", "货币单位"},
    {"person-month", "人月"},
    {"unit that the rule counts in", "规则的计量单位"},
    {"task measure per second", "每秒任务量"},
    {"Dual values of the program without whole lots, discounted: for little changes there, not "
     "values of this plan. What has no row here holds nothing back in it.",
     "不要求整批时规划的对偶值（贴现）：只对小变化成立，不是本方案的价值。未列出的限制不起作用。"},
    // Retest.
    {"The plan where rates turn out otherwise", "速率不如预期时的方案"},
    {"unmet P50", "未满足 P50"},
    {"unmet P95", "未满足 P95"},
    {"rented P50", "租用 P50"},
    {"rented P95", "租用 P95"},
    {"{} draws, one factor on all rates of a device in each; orders and portings stand, who serves "
     "what is decided anew, reserves may be used.",
     "{} "
     "次抽样，每次对一种设备的所有速率用同一因子；订单与移植不变，服务分配重新决定，可动用备用。"},
    {"Every workload was served as far as it must be in {} of them. Cost without what was missed: "
     "P50 {}, P95 {}.",
     "其中 {} 的抽样里每个负载都按要求得到服务。不计未满足部分的成本：P50 {}，P95 {}。"},
    // Worlds.
    {"the scenario", "原情景"},
    {"Regret of the plan of a row in the world of a column, {}", "行方案在列情景中的后悔值，{}"},
    {"plan made for", "方案针对"},
    {"What the plan of a row orders in the first period, devices", "行方案在首期订购的设备数"},
    {"No plan orders anything at first.", "没有方案在首期订购任何设备。"},
    {"at worst", "最坏"},
    {"no plan", "无方案"},
    {"no plan in some world", "某些情景下无方案"},
    {"least regret", "最小后悔"},
    {"least mean cost", "期望成本最低"},
    {"least weighed cost", "加权成本最低"},
    {"The first period's orders stand, all else is decided anew in that world; imports that it "
     "forbids are not delivered and lose their prepayment. From and to are what the proven bounds "
     "of both searches allow.",
     "首期订单不变，其余在该情景中重新决定；被禁的进口不交付并损失预付款。起止值为两次搜索的已证界"
     "所容许的范围。"},
    {"Proven: no first orders are regretted by less than {} at worst. 'least regret' is a search "
     "of its own over them; another row may be as good, and may seem better where the gaps of the "
     "searches are wider than the regrets: a narrower --gap shows which.",
     "已证：任何首期订单的最坏后悔值不小于 {}。“最小后悔”是对首期订单的单独搜索；其他行可能同样好，"
     "当搜索间隙大于后悔值时甚至看似更好：用更小的 --gap 可以分辨。"},
    {"Cost of the plan of a row over all worlds, {}", "行方案在所有情景中的成本，{}"},
    {"mean", "均值"},
    {"mean of the worst {}", "最坏 {} 的均值"},
    {"Chances, as given: {}", "给定的概率：{}"},
    {"Price of not knowing which world holds (expected value of perfect information): {}",
     "不知道哪个情景成立的代价（完全信息期望价值）：{}"},
    {"Worth of having thought of the other worlds (value of the stochastic solution, over the "
     "scenario's own plan): {}",
     "考虑其他情景的价值（随机解价值，相对原情景方案）：{}"},
    {"{}, as the searches' bounds allow.", "{}，以搜索的界为限。"},
};

}  // namespace

std::span<const Words> plan_words() { return kPlans; }

}  // namespace fleetmark::report::html
