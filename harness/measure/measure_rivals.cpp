// SPDX-License-Identifier: Apache-2.0
// See measure_rivals.h.
#include "harness/measure/measure_rivals.h"

#include <optional>

#include "harness/measure/formatted.h"
#include "harness/measure/rivals.h"

namespace fleetmark::measure {
namespace {

// Why they cannot be held in memory together; empty when they can, or when nobody knows.
std::string why_apart(const Session& session, const std::vector<CaseToRun>& cases) {
  const auto available = session.device().memory_available;
  double needed = 0;
  for (const auto& what : cases) {
    needed += what.variant->spec->footprint(what.problem).value *
              rotation_of(session, what, cases.size()).operand_sets;
  }
  if (!available || needed <= available->value) return {};
  return "their operands together need " + formatted("%.0f", needed) + " bytes, " +
         formatted("%.0f", needed - available->value) + " more than are available";
}

// Those that took part, where their results stand among all.
struct Field {
  std::vector<PreparedCase> ready;
  std::vector<std::size_t> place;
};

class Contest {
 public:
  Contest(Session& session, const std::vector<CaseToRun>& cases, std::uint64_t order_seed,
          Clock& clock)
      : session_(session), cases_(cases), order_seed_(order_seed), clock_(clock) {}

  Result<RivalsResult> run() {
    std::string why_not = why_apart(session_, cases_);
    if (why_not.empty()) {
      FLEETMARK_TRY(why_not, take_turns());
    }
    if (!why_not.empty()) FLEETMARK_CHECK(one_after_the_other(why_not));
    return conclude(why_not);
  }

 private:
  // Why it could not be done: memory; empty when it was.
  Result<std::string> take_turns() {
    results_.assign(cases_.size(), std::nullopt);
    Field field;
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      auto ready = prepare_case(session_, cases_[i], cases_.size());
      if (ready) {
        field.ready.push_back(*std::move(ready));
        field.place.push_back(i);
      } else if (ready.error().code == ErrorCode::kOutOfMemory) {
        return "prepared together they do not fit: " + cases_[i].variant->name + " " +
               ready.error().message;
      } else {
        FLEETMARK_CHECK(skip(i, ready.error()));
      }
    }
    if (!field.ready.empty()) FLEETMARK_CHECK(time(field));
    return std::string();
  }

  Result<> time(Field& field) {
    std::vector<Contender> contenders;
    for (auto& one : field.ready) {
      contenders.push_back(
          {one.kernel.get(), &one.what->options, &one.measurement, one.counters_first});
    }
    const auto seen = take_samples(session_, contenders, order_seed_, clock_);
    for (std::size_t k = 0; k < field.ready.size(); ++k) {
      const std::size_t i = field.place[k];
      if (!seen) {
        FLEETMARK_CHECK(skip(i, seen.error()));
        continue;
      }
      auto measured = finish_case(session_, field.ready[k], (*seen)[k]);
      FLEETMARK_TRY(results_[i], as_case_result(cases_[i], std::move(measured)));
    }
    return {};
  }

  Result<> one_after_the_other(const std::string& why_not) {
    results_.assign(cases_.size(), std::nullopt);
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      const CaseToRun& what = cases_[i];
      FLEETMARK_TRY(auto result,
                    measure_case(session_, *what.variant, what.problem, what.options, clock_));
      if (auto* m = std::get_if<record::Measurement>(&result)) {
        m->warnings.push_back({record::WarningCode::kRivalsApart, why_not});
      }
      results_[i] = std::move(result);
    }
    return {};
  }

  Result<> skip(std::size_t i, const Error& error) {
    FLEETMARK_TRY(auto skipped, as_skip(cases_[i], error));
    results_[i] = CaseResult(std::move(skipped));
    return {};
  }

  RivalsResult conclude(const std::string& why_not) {
    RivalsResult all;
    for (auto& result : results_) all.cases.push_back(*std::move(result));
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      for (std::size_t j = 0; j < cases_.size(); ++j) {
        const auto* ours = std::get_if<record::Measurement>(&all.cases[i]);
        const auto* rival = std::get_if<record::Measurement>(&all.cases[j]);
        const bool are_rivals = !is_rival(*cases_[i].variant) && is_rival(*cases_[j].variant);
        if (!are_rivals || ours == nullptr || rival == nullptr) continue;
        all.pairs.push_back(why_not.empty() ? pair_in_turns(*ours, *rival, order_seed_)
                                            : pair_apart(*ours, *rival, why_not));
      }
    }
    return all;
  }

  Session& session_;
  const std::vector<CaseToRun>& cases_;
  std::uint64_t order_seed_;
  Clock& clock_;
  std::vector<std::optional<CaseResult>> results_;
};

}  // namespace

Result<RivalsResult> measure_rivals(Session& session, const std::vector<CaseToRun>& cases,
                                    std::uint64_t order_seed, Clock& clock) {
  return Contest(session, cases, order_seed, clock).run();
}

}  // namespace fleetmark::measure
