// SPDX-License-Identifier: Apache-2.0
// See words_tables.h: what the tables of runs, comparisons, histories and acceptance say, and the
// words that many tables share.
#include "harness/report/html/words_tables.h"

namespace fleetmark::report::html {
namespace {

constexpr Words kMeasuring[] = {
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
    {"What the input data does", "输入数据的影响"},
    {"data", "数据"},
    {"on uniform", "均匀分布数据"},
    {"Rate on that data over the rate on uniform data, one after the other in one run. The "
     "interval combines the medians' 95 % intervals at their worst.",
     "该数据上的速率与均匀分布数据上的速率之比，在同一次运行中先后测得。区间按两个中位数 95 % "
     "区间的最坏组合给出。"},
    {"Failed: wrong or invalid", "失败：错误或无效"},
    {"fewer than 6 samples", "样本少于 6 个"},
    {"UNKNOWN (fewer than 6 rounds)", "UNKNOWN（少于 6 轮）"},
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
    {"records", "记录"},
    {"all", "总体"},
    {"of the gap", "占差距"},
    {"from", "依据"},
    {"rate", "速率"},
    {"bound", "受限于"},
    {"nearest records", "最近记录"},
    {"Predicted rates of one device", "单设备的预测速率"},
    // Blocks of a workload.
    {"what", "项目"},
    {"conditions", "条件"},
    {"block", "块"},
    {"time of a block", "一个块的时间"},
    {"sum of its operators alone / block", "其算子单独计时之和 / 块"},
    {"time of a block without {} operators", "缺 {} 个算子的块的时间"},
    {"time of a block without 1 operator", "缺 1 个算子的块的时间"},
    {"sum of its operators alone / block without {} operators",
     "其算子单独计时之和 / 缺 {} 个算子的块"},
    {"sum of its operators alone / block without 1 operator",
     "其算子单独计时之和 / 缺 1 个算子的块"},
    {"time of the phase", "整个阶段的时间"},
    {"throughput of one device", "单设备吞吐"},
    {"energy of a block", "一个块的能耗"},
    {"energy of the phase (estimate)", "整个阶段的能耗（估计）"},
    {"Operators, each alone", "各算子单独计时"},
    {"operator", "算子"},
    {"problem", "问题规模"},
    {"a launch", "每次启动"},
    {"in a block", "块内次数"},
    {"of the block", "占块"},
    {"in the phase", "阶段内次数"},
    {"beside", "旁测"},
    // Tasks, as their files call them.
    {"1 PB moved at triad mix", "以 triad 混合搬运 1 PB"},
    {"1 EFLOP of f64 in large matrix products", "f64 大矩阵乘 1 EFLOP"},
    {"1 EFLOP of f32 in large matrix products", "f32 大矩阵乘 1 EFLOP"},
    {"1 EFLOP of tf32 in large matrix products", "tf32 大矩阵乘 1 EFLOP"},
    {"1 EFLOP of f16 in large matrix products", "f16 大矩阵乘 1 EFLOP"},
    {"1 EFLOP of bf16 in large matrix products", "bf16 大矩阵乘 1 EFLOP"},
    {"1 EFLOP of fp8_e4m3 in large matrix products", "fp8_e4m3 大矩阵乘 1 EFLOP"},
    {"1 EFLOP of int8 in large matrix products", "int8 大矩阵乘 1 EFLOP"},
    {"1 million output tokens", "100 万输出 token"},
    {"1 million training tokens", "100 万训练 token"},
    {"1 thousand images", "1,000 张图像"},
    // Tiers of devices.
    {"lower", "较低"},
    {"domestic", "国产"},
    {"other", "其他"},
    // Notes below tables.
    {"vs reference = silicon x efficiency. Evidence: A measured here, B third party, D vendor, F "
     "data sheet with generic efficiency.",
     "相对参考 = 硬件 x 效率。证据：A 在此实测，B 第三方，D 厂商，F 数据手册加通用效率。"},
    {"Origin: measured here. The 95 % interval is of the median within the launches taken; it "
     "excludes launch-to-launch spread (see measure --launches).",
     "来源：在此实测。95 % 区间为所做启动内中位数的区间，不含启动间波动（见 measure "
     "--launches）。"},
    {"Origin: measured here. The 95 % interval is of the median within the launches taken; 'next "
     "launch' includes launch-to-launch spread.",
     "来源：在此实测。95 % 区间为所做启动内中位数的区间；“下次启动”含启动间波动。"},
    {"Origin: measured here, {} rounds of the block and of each operator in turn. The phase is {} "
     "x the block and the launches outside it; communication between devices, scheduling and "
     "sampling are not in it.",
     "来源：在此实测，块与各算子轮流计时 {} 轮。阶段 = {} x 块 + "
     "块外的启动；不含设备间通信、调度与采样。"},
    {"Origin: measured here, {} rounds of the block and of each operator in turn, in {} launches. "
     "The phase is {} x the block and the launches outside it; communication between devices, "
     "scheduling and sampling are not in it.",
     "来源：在此实测，块与各算子轮流计时 {} 轮，分 {} 次启动。阶段 = {} x 块 + "
     "块外的启动；不含设备间通信、调度与采样。"},
    {"beside: the fastest library, where ours is faster.", "旁测：自有内核更快时最快的库。"},
    {"{}: run in place of {}, which moves the same bytes.", "{}：代替 {} 运行，搬运字节数相同。"},
    {"Operands of every launch come from memory, not from a cache. A serving engine finds what the "
     "operator before it has just written in a cache, where it fits.",
     "每次启动的操作数来自内存而非缓存；推理引擎中，前一算子刚写出的数据若放得下则在缓存中。"},
    {"Hot: each turn repeats launches on the same operands, which come from a cache where they "
     "fit. "
     "A serving engine reads its weights from memory.",
     "热：每轮在相同操作数上重复启动，放得下时数据来自缓存；推理引擎的权重来自内存。"},
    {"Energy: counted while the block ran alone for 5 s; of the phase it is the time of the phase "
     "at that power.",
     "能耗：块单独运行 5 秒期间计得；阶段能耗为阶段时间乘以该功率。"},
    {"Low: further below the centre than 2 % and than the lowest of so many healthy devices would "
     "be in 99 of 100 fleets; over several metrics Holm's correction asks for more.",
     "偏低：比中心低 2 % 以上，且低于 100 个同规模健康集群中 99 个的最低者；多项指标时按 Holm "
     "校正更严。"},
    // What to do about warnings.
    {"the interval of the median is wider than asked; raise --time-limit or quiet the machine",
     "中位数区间比要求的宽；请提高 --time-limit 或让机器安静"},
    {"the device had not settled when warm-up ended; raise --time-limit or check cooling and power",
     "预热结束时设备未稳定；请提高 --time-limit，或检查散热与供电"},
    {"other processes used our CPUs; stop them or give fleetmark its own cpuset",
     "其他进程占用了我们的 CPU；请停止它们或为 fleetmark 设置独立 cpuset"},
    {"a pinned worker ran on another CPU; check cpuset changes during the run",
     "绑定的线程跑到了别的 CPU；请检查运行期间的 cpuset 变化"},
    {"the core clock moved while sampling; lock it or compare in cycles",
     "采样期间核心时钟变动；请锁频或按周期比较"},
    {"workers were preempted; stop other work on these CPUs",
     "线程被抢占；请停止这些 CPU 上的其他任务"},
    {"quartiles differ by more than 10 % of the median; shared hardware or several modes",
     "四分位差超过中位数的 10 %；可能硬件共享或有多个模式"},
    {"neighbouring samples resemble each other; the interval uses the smaller effective count",
     "相邻样本相似；区间按较小的有效样本数计算"},
    {"the device ran at its power cap: valid for the fixed-power regime, and labelled",
     "设备运行在功率上限：在固定功率模式下有效，并已标注"},
    {"one sample is close to the clock's resolution; use a larger problem",
     "单个样本接近时钟分辨率；请用更大的问题"},
    {"the device counted errors that it could correct; watch them and check links and memory",
     "设备记录了可纠正的错误；请留意并检查互连与内存"},
    {"the energy counter and the power readings disagree; trust neither beyond their difference",
     "能量计数与功率读数不一致；两者均不可信到超出其差"},
    {"rivals were to take turns and did not fit into memory together, so what drifted between them "
     "is in their ratio; ask for smaller sizes or free memory",
     "本应轮流采样的对手无法同时放入内存，其比值含两者之间的漂移；请减小规模或释放内存"},
    {"somebody changed the enforced power limit while samples were taken, so they are not of one "
     "setting; measure again under one limit",
     "采样期间有人更改了生效的功率上限，样本不属于同一设置；请在同一上限下重测"},
    {"the enforced power limit is below the device's default: the figures are of that limit, not "
     "of the device as sold",
     "生效的功率上限低于设备默认值：数据属于该上限，而非出厂状态的设备"},
    {"the operators alone do not add up to the block within 5 %: caches, clocks or launches differ "
     "between the two, so take the time of the block and not the sum",
     "各算子单独计时之和与整块相差超过 5 "
     "%：两者的缓存、时钟或启动方式不同；请采用整块的时间，而非其和"},
    {"the device held its clock down, and neither for heat nor for its power cap: valid, and "
     "labelled; compare in cycles",
     "设备因过热与功率上限以外的原因降频：有效并已标注；请按周期数比较"},
    // Acceptance.
    {"ACCEPTED: {}", "通过：{}"},
    {"NOT JUDGED: {}", "未判定：{}"},
    {"NOT ACCEPTED: {} findings among {}", "未通过：{} 项发现，共 {}"},
    {"1 device of 1 kind", "1 台设备、1 种型号"},
    {"{} devices of 1 kind", "{} 台设备、1 种型号"},
    {"{} devices of {} kinds", "{} 台设备、{} 种型号"},
    {"Prior: what {} holds as healthy.", "先验：{} 所认定的健康水平。"},
    {"No prior. Devices were held against each other only; 'accept --learn' learns a prior. No "
     "data "
     "sheet is a prior.",
     "无先验。设备仅相互比较；用 'accept --learn' 学习先验。数据手册不是先验。"},
    {"No prior. Devices were held against each other only, and fewer than three accuse nobody; "
     "'accept --learn' learns a prior. No data sheet is a prior.",
     "无先验。设备仅相互比较，少于三台时不指认任何一台；用 'accept --learn' "
     "学习先验。数据手册不是先验。"},
    {"No prior: {} knows no healthy level of these cases. Devices were held against each other "
     "only; 'accept --learn' learns a prior. No data sheet is a prior.",
     "无先验：{} 没有这些用例的健康水平。设备仅相互比较；用 'accept --learn' "
     "学习先验。数据手册不是先验。"},
    {"no prior", "无先验"},
    {"percentile {}", "百分位 {}"},
    {"{} below the median of {} devices; allowed {} per second",
     "比 {} 低（{} 台设备的中位数）；允许 {} 每秒"},
    {"{} below the median of {} devices; allowed {}", "低 {}，相对 {} 台设备的中位数；允许 {}"},
    {"{} below the contract value", "比合同值低 {}"},
    {"take it out of service; 'fleetmark measure --soak 10m' and the vendor's diagnostics",
     "停止使用；运行 'fleetmark measure --soak 10m' 与厂商诊断"},
    {"measure it and three healthy ones again; if it stays low, replace it",
     "与三台健康设备一起重测；若仍偏低则更换"},
    {"look at its power cap, cooling and throttle reasons; the silicon is well",
     "检查其功率上限、散热与降频原因；硬件正常"},
    {"measure it and three healthy ones again, with clocks", "与三台健康设备一起重测，并记录时钟"},
    {"look at what the host's devices share: power, cooling, PCIe, memory",
     "检查同一主机的设备所共用的：供电、散热、PCIe、内存"},
    {"hold it against the contract", "按合同交涉"},
    {"look at what all share: driver, power cap, cooling, software; no device is named",
     "检查全体共用的：驱动、功率上限、散热、软件；不指认任何设备"},
    // Comparison and history.
    {"Smallest slowdown found nine times out of ten: {} in the quietest row, {} in the noisiest",
     "十次中能发现九次的最小减速：最安静的行 {}，最嘈杂的行 {}"},
    {"change: of time or energy, more is worse; low and high: its {} interval",
     "变化：时间或能量，越大越差；下限与上限：其 {} 区间"},
    {"{} more rows; --format json holds all", "另有 {} 行；--format json 含全部"},
    {"ENV-CHANGE: the time differs and so does the environment (below); it is not laid at the "
     "code's door, and no such row is red.",
     "ENV-CHANGE：时间不同，环境也不同（见下）；不归咎于代码，此类行不判红。"},
    {"The sides come from different machines or devices (below): silicon of one model differs, "
     "too.",
     "两侧来自不同机器或设备（见下）：同型号硬件之间也有差异。"},
    {"spread 'assumed': a side has one launch, which cannot show how launches differ; the spread "
     "is "
     "--launch-spread, worth 4 observations, joined by what the other side shows. Measure with "
     "--launches 5 or more, or compare --run.",
     "离散度 'assumed'：一侧只有一次启动，看不出启动间差异；离散度取 --launch-spread（计 4 "
     "个观测），并结合另一侧。请用 --launches 5 以上测量，或用 compare --run。"},
    {"{} series looked at.", "共考察 {} 个序列。"},
    {"CHANGE: a step of 1 % and 2 robust sigmas with 5 points on each side, by a seeded "
     "permutation "
     "test at 1 %. EARLY: 3 points; measure again before you act. ENV-CHANGE: the conditions "
     "changed, and no code is blamed.",
     "CHANGE：阶跃达 1 % 且 2 个稳健 sigma，两侧各 5 点，由定种子的置换检验按 1 % 判定。EARLY：3 "
     "点，行动前请重测。ENV-CHANGE：条件改变，不归咎于代码。"},
    // Devices and runs.
    {"Measured on {}", "测于 {}"},
    {"no energy counter on this device", "本设备没有能量计数器"},
    {"energy needs 5 s of sampling, this case took less", "能耗需采样 5 s，本用例不足"},
    {"operators were timed in turn", "算子为依次计时"},
    {"not reported", "未报告"},
    {"vendor", "厂商"},
    {"architecture", "架构"},
    {"revision", "修订"},
    {"hostname", "主机名"},
    {"not built here", "此处未构建"},
    {"power cap", "功率上限"},
    {"Rate on the task: {}", "任务速率：{}"},
    {"The devices compute in different formats: their tasks are equal only where the quality of "
     "the "
     "answers is.",
     "各设备的计算格式不同：只有答案质量相同时任务才等同。"},
    {"FAKE: taken on the fake backend; no figure is real.", "FAKE：来自模拟后端；没有真实数据。"},
};

}  // namespace

std::span<const Words> measuring_words() { return kMeasuring; }

}  // namespace fleetmark::report::html
