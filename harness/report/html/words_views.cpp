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
