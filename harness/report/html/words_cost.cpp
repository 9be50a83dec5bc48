// SPDX-License-Identifier: Apache-2.0
// See words_tables.h: what the tables of cost, doubt, break-even and gap say.
#include "harness/report/html/words_tables.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kCosts[] = {
    {"Economics: {}", "经济假设：{}"},
    {"Cost of the task: {}", "任务成本：{}"},
    {"usage {} (P10 .. P90)", "使用口径 {}（P10 .. P90）"},
    {"allocation {} (P10 .. P90)", "分摊口径 {}（P10 .. P90）"},
    {"break-even price", "盈亏平衡价格"},
    {"below {} (its power is not known and would lower this)", "低于 {}（其功率未知，计入后更低）"},
    {"none: still {} dearer at price {}", "无：仍贵 {}，即使价格为 {}"},
    {"usage: as if busy all the time; allocation: with the hours lost to availability, goodput, "
     "idling and porting. kWh and kgCO2 under load.",
     "使用口径：按始终繁忙计；分摊口径：计入可用率、有效吞吐、空闲与移植损失的时间。kWh 与 kgCO2 "
     "为负载下的数值。"},
    {"break-even price: what a device may cost so that its task costs what the reference's does.",
     "盈亏平衡价格：使该设备的任务成本等于参考设备时，设备可以卖到的价格。"},
    {"Prices are of one device, taken to be without VAT and duty unless their source says so.",
     "价格为单台设备，除非来源说明，视为不含增值税与关税。"},
    {"P10 .. P90 of {} draws, seed {}, over the ranges of price, rate and economics.",
     "P10 .. P90 来自 {} 次抽样（种子 {}），覆盖价格、速率与经济假设的范围。"},
    {"How it is run, and what the figures rest on", "运行方式与数据依据"},
    {"devices: that share one model; requests: at once, over them; searched: operating points.",
     "设备数：共享一个模型的设备；请求数：同时处理的请求；搜索数：考察过的工作点。"},
    {"mode", "模式"},
    {"offline", "离线"},
    {"closed loop of {} requests", "{} 个请求的闭环"},
    {"offline, dp attention", "离线，数据并行注意力"},
    {"closed loop of {} requests, dp attention", "{} 个请求的闭环，数据并行注意力"},
    {"training job of {} devices, {} copies", "{} 台设备的训练作业，{} 个副本"},
    {"copies: of the model, which share the sequences of --global-batch and exchange gradients and "
     "weights once a step.",
     "副本：模型的副本，共同分担 --global-batch 的序列，每步交换一次梯度与权重。"},
    {"dp attention: each device has attention of its own, and the experts are spread over all of "
     "them.",
     "数据并行注意力：每台设备各自计算注意力，专家分布于全部设备。"},
    {"offline: all requests wait at once, as fast as it goes; closed loop: so many, each followed "
     "by the next, as --concurrency asks.",
     "离线：所有请求同时等待，尽快处理；闭环：按 --concurrency "
     "给定的请求数，一个结束后下一个随即到来。"},
    {"To supply what is missing: {}", "补充缺失数据：{}"},
    {"figures of the silicon in a copy of its profile, which --devices takes.",
     "硬件数据填入其档案的副本，由 --devices 给出。"},
    {"one", "一个"},
    {"missing: {}", "缺少：{}"},
    {"purchase price of {}", "{} 的采购价"},
    {"provisioned power of {}", "{} 的配置功率"},
    {"tdp of {}", "{} 的 TDP"},
    // What a device-hour is made of.
    {"Cost of a device-hour under load, {}/h", "负载下每设备小时成本，{}/h"},
    {"Purchase of the device", "设备购置"},
    {"Purchase of its host and network share", "主机与网络份额的购置"},
    {"Purchase of its storage share", "存储份额的购置"},
    {"line", "项目"},
    {"how", "算法"},
    {"sum", "合计"},
    {"Freight", "运费"},
    {"Spares", "备件"},
    {"Installation", "安装"},
    {"Facility", "机房"},
    {"Energy", "电力"},
    {"Maintenance", "维护"},
    {"Insurance", "保险"},
    {"Porting", "移植"},
    {"Interest on the prepayment", "预付款利息"},
    {"Operations staff", "运维人员"},
    {"Risk of a blocked delivery", "交付受阻的风险"},
    {"price as an annuity over its life, monthly in arrears, less what is left at the end",
     "价格按使用期月末年金摊销，减去残值"},
    {"freight x price as an annuity", "运费率 x 价格，按年金摊销"},
    {"spares x price as an annuity", "备件率 x 价格，按年金摊销"},
    {"install x price as an annuity", "安装费率 x 价格，按年金摊销"},
    {"share of host and network as an annuity, less what is left",
     "主机与网络份额按年金摊销，减去残值"},
    {"storage as an annuity, less what is left", "存储按年金摊销，减去残值"},
    {"prepaid share x price x interest of the months until delivery, as an annuity",
     "预付比例 x 价格 x 交付前各月利息，按年金摊销"},
    {"prepaid share x price x (1 - recovery) x b / (1 - b), as an annuity; b: probability",
     "预付比例 x 价格 x (1 - 追回率) x b / (1 - b)，按年金摊销；b：概率"},
    {"provisioned kW x colocation rate / 730 h, or the hall as an annuity",
     "配置功率 kW x 托管费率 / 730 h，或机房按年金摊销"},
    {"drawn kW x PUE x power price", "实耗 kW x PUE x 电价"},
    {"share per year x price of device and host", "年费率 x 设备与主机价格"},
    {"price of an engineer / devices that one runs", "工程师费用 / 每人运维的设备数"},
    {"person-months x price of an engineer / (fleet x life)",
     "人月 x 工程师费用 /（集群规模 x 使用期）"},
    // Steps of the gap, input and output, training.
    {"Input and output tokens apart, {} for a million of each",
     "输入与输出 token 分开计，每百万 {}"},
    {"1M input", "100 万输入"},
    {"1M output", "100 万输出"},
    {"time on input", "输入所占时间"},
    {"By modelled device time; 1M output + (input / output tokens) x 1M input is the cost of the "
     "task above.",
     "按模型中的设备时间；1M 输出 +（输入/输出 token 比）x 1M 输入即上述任务的成本。"},
    {"What each step of the gap costs, {} of the task", "差距每一步的成本，任务的 {}"},
    {"step", "步骤"},
    {"ideal silicon", "理想硬件"},
    {"= usage", "= 使用口径"},
    {"hours not used", "未使用的时间"},
    {"= allocation", "= 分摊口径"},
    {"ideal silicon: the task at data sheet peaks; each other row: what that loss adds. Library "
     "holds the silicon's own loss where no kernel figures are published. Below 0: better than "
     "the step before it, as records show.",
     "理想硬件：按数据手册峰值完成任务；其余各行为该损失增加的成本。没有公开内核数据时，算子库一行"
     "含硬件自身损失。小于 0：记录显示优于前一步。"},
    {"Goodput of the training job, from how its devices fail",
     "训练任务的有效产出率，由设备故障推算"},
    {"MTBF of one, h", "单台 MTBF，h"},
    {"of the job, h", "整个任务，h"},
    {"checkpoint, s", "检查点，s"},
    {"restart, s", "重启，s"},
    {"interval, s", "间隔，s"},
    {"interval is", "间隔为"},
    {"the optimum", "最优值"},
    {"goodput", "有效产出率"},
    {"at worst .. at best", "最差 .. 最好"},
    {"First order (Young 1974): failures are independent and rarer than checkpoints, the whole "
     "job stops at each, and half an interval of work is lost.",
     "一阶近似（Young "
     "1974）：故障相互独立且比检查点少见，每次故障整个任务停止，并损失半个间隔的工作。"},
    {"At the worst ends of the ranges the job makes no progress; draws there count with a "
     "goodput of 1 %.",
     "在各范围的最差端任务没有进展；此处的抽样按 1 % 的有效产出率计。"},
    {"One training run", "一次训练"},
    {"cost {}", "成本 {}"},
    {"cost at from", "下限处成本"},
    {"cost at high", "上限处成本"},
    {"days", "天数"},
    {"At the allocation cost, and the rate that availability, goodput and utilisation leave; the "
     "rate of one group of devices is taken to hold for all of them.",
     "按分摊口径，以及可用率、有效吞吐与利用率所余的速率；一组设备的速率视为适用于全部设备。"},
    // How sure.
    {"How sure it is", "把握有多大"},
    {"typical", "典型值"},
    {"P(cheaper than reference)", "P（比参考便宜）"},
    {"where the doubt comes from", "不确定性的来源"},
    {"Of the {} cost. Exchange, capital, power, facility and operations are drawn once for all "
     "devices; price, porting and rate for each (correlation of the rates' errors: {}). Doubt: "
     "squared rank correlation, as a share.",
     "针对{}成本。汇率、资金、电力、机房与运维对所有设备只抽一次；价格、移植与速率逐设备抽取（速率"
     "误差的相关系数：{}）。不确定性：秩相关平方的份额。"},
    {"allocation", "分摊口径"},
    {"usage", "使用口径"},
    {"typical: every input at its typical value; P50 lies above it where ranges reach further up "
     "than down, as those of licences, duty and blocked deliveries do.",
     "典型值：所有输入取典型值；范围向上更宽时（如许可、关税与交付受阻）P50 高于它。"},
    {"How likely the device of a row is cheaper than that of a column",
     "行设备比列设备便宜的可能性"},
    // What would change it.
    {"What would make a task cost what it does on {}", "怎样才能使任务成本与 {} 相同"},
    {"lever", "变量"},
    {"looked at", "考察范围"},
    {"unit", "单位"},
    {"0 and above", "0 及以上"},
    {"of ideal", "占理想值"},
    {"{} and above", "{} 及以上"},
    {"none: cheaper from {} to {}", "无：从 {} 到 {} 都更便宜"},
    {"none: still {} dearer at {} (the limit)", "无：仍贵 {}，在 {}（极限）处"},
    {"none: still {} dearer at {} (its best)", "无：仍贵 {}，在 {}（最优）处"},
    {"none: the import alone is dearer", "无：单独进口就更贵"},
    {"software_efficiency: rate reached of what the silicon allows; under a latency class the "
     "operating point is searched anew. utilisation: up to the P90 of the economics file, which "
     "keeps latency. power_price and life_months move both devices.",
     "software_efficiency：达到的速率占硬件允许值的比例；有延迟等级时重新搜索工作点。utilisation："
     "至多为经济文件的 P90，以保持延迟。power_price 与 life_months 同时作用于两台设备。"},
    {"Own, rent by the used hour, or buy at an API: {} of the task",
     "自有、按使用小时租用或购买 API：任务的 {}"},
    {"rent", "租用"},
    {"own", "自有"},
    {"now", "现值"},
    {"break-even", "盈亏平衡"},
    {"utilisation", "利用率"},
    {"share", "份额"},
    {"month", "月"},
    {"time", "时间"},
    {"own above", "高于此则自有划算"},
    {"own above: utilisation from which owning is cheaper; none: not even when always busy. Rent "
     "from the leases of the profiles; an API's price with --set api_price=AMOUNT.",
     "高于此则自有划算：自有更便宜的最低利用率；无：始终繁忙也不划算。租金取自档案中的租约；API "
     "价格用 --set api_price=AMOUNT 给出。"},
    {"What a tie costs: one {} with domestic devices", "搭售的成本：一台 {} 搭配国产设备"},
    {"domestic device", "国产设备"},
    {"task at 1 : 1", "1 : 1 时的任务成本"},
    {"tie cost per import-hour", "每进口设备小时的搭售成本"},
    {"break-even ratio", "盈亏平衡比例"},
    {"against", "对照"},
    {"any", "任意"},
    {"none", "无"},
    {"Ratio: domestic devices for each import at which the bundle costs what the task costs on the "
     "cheapest other device; any: the bundle stays cheaper. Below 0 the tie pays.",
     "比例：每台进口设备搭配多少国产设备时，组合成本等于最便宜的其他设备；任意：组合始终更便宜。"
     "小于 0 表示搭售划算。"},
    // The gap.
    {"{} against {} at {}", "{} 对 {}，{}"},
    {"batch, devices that share the model, stored bits", "批量、共享模型的设备数、存储位数"},
    {"batching, prompts between steps", "批处理，以及步间插入的提示"},
    {"what the model does not explain, as records of others have it: not attributed",
     "模型未能解释、由其他记录反映的部分：未归因"},
    {"not attributed", "未归因"},
    {"data sheets", "数据手册"},
    {"not told apart", "无法区分"},
    {"silicon and library together: not separable", "硬件与算子库合计：不可分"},
    {"software (and silicon not told apart from it)", "软件（及无法与之区分的硬件）"},
    {"product of the rows above the sums", "合计以上各行之积"},
    {"sum of its rows", "其各行之和"},
    {"memory bandwidth", "显存带宽"},
};

}  // namespace

std::span<const Words> cost_words() { return kCosts; }

}  // namespace fleetmark::report::html
