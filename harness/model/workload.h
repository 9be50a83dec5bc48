// SPDX-License-Identifier: Apache-2.0
// A workload: the task that is priced, the shape of the model it runs, and the operators of each
// phase, with sizes as expressions. The operators are evaluated to whole numbers for a batch, a
// context, parallel degrees and a precision; work is counted in whole bytes and operations, so
// totals are exact.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/model/figure.h"
#include "harness/model/operator_work.h"
#include "harness/model/size_expression.h"
#include "kernels/api/problem.h"
#include "kernels/api/result.h"

namespace fleetmark::model {

// What a task is counted in: 1e15 bytes moved, 1e18 operations, 1e6 output tokens, 1e3 requests.
enum class TaskMeasure {
  kBytes,
  kFlops,
  kInputTokens,
  kOutputTokens,
  kTrainingTokens,
  kTrainingSamples,
  kRequests,
  kImages
};
std::string_view name_of(TaskMeasure measure);
std::optional<TaskMeasure> task_measure_from_name(std::string_view name);

struct TaskUnit {
  std::string name;    // "PB", as in "USD per PB"
  std::string phrase;  // "1 PB moved at triad mix"
  TaskMeasure measure = TaskMeasure::kBytes;
  std::int64_t amount = 0;  // of the measure in one task: 10^15, 10^18
};

struct NamedExpression {
  std::string name;
  SizeExpression expression;
};

// A figure of the model's configuration; its name is a parameter of the expressions.
struct ShapeFigure {
  std::string name;
  std::int64_t value = 0;
  std::string meaning = {};
  std::string source = {};  // id in sources
  std::string note = {};
};

// What the makers publish, against which the shape is checked.
struct PublishedCount {
  std::int64_t value = 0;
  double tolerance = 0;  // relative: how far rounding or what is not counted may put it off
  std::string source;
  std::string note = {};
  std::vector<std::string> without = {};  // weights that the publisher does not count: "embedding"
};

// What an operator's type follows, where it is no type of its own.
enum class TypeRole : std::uint8_t { kWeights, kExperts, kActivations, kKv };
std::string_view name_of(TypeRole role);  // "weights", "experts", ...
std::optional<TypeRole> type_role_from_name(std::string_view name);

// How weights are stored and multiplied by.
struct WeightFormat {
  DType type = DType::kBf16;  // of the product
  // Stored bits a weight, scales included, where the type does not say it all (4-bit formats).
  std::optional<double> bits = {};
  std::string matrix_peak = {};  // "fp4": the peak of the product, where it is not the type's

  [[nodiscard]] double stored_bits() const {
    return bits ? *bits : 8.0 * static_cast<double>(bytes_of(type));
  }
};

// One choice of number formats. The roles of operators are replaced by these types.
struct Precision {
  std::string name;
  WeightFormat weights = {};
  std::optional<WeightFormat> experts = {};  // of routed experts, where it is another
  DType activations = DType::kBf16;          // everything that is neither weights nor cache
  DType kv = DType::kBf16;                   // the cache, and attention over it
  std::string quality;                       // "reference", "within 0.1 %", "within 1 %", "unknown"
  std::string source = {};
  std::string note = {};

  [[nodiscard]] const WeightFormat& expert_weights() const { return experts ? *experts : weights; }
  // Null for what has no weights.
  [[nodiscard]] const WeightFormat* format_of(TypeRole role) const {
    if (role == TypeRole::kExperts) return &expert_weights();
    return role == TypeRole::kWeights ? &weights : nullptr;
  }
  [[nodiscard]] DType type_of(TypeRole role) const {
    if (const WeightFormat* format = format_of(role)) return format->type;
    return role == TypeRole::kKv ? kv : activations;
  }
};

struct OperatorRule {
  std::string where;  // its place in the file, for messages
  std::string name;   // "q, k, v projection"; may be empty
  std::string kernel;
  std::string type;                    // a dtype, or the name of a role
  std::vector<NamedExpression> sizes;  // in the order of the kernel
  SizeExpression count;                // 0 at some parameters: the operator is left out there
};

struct PhaseRule {
  std::string name;
  TaskMeasure measure = TaskMeasure::kBytes;  // what one run of the phase yields ...
  SizeExpression amount;                      // ... and how much; empty: bytes or operations done
  Parameters parameters;                      // defaults of this phase
  std::vector<NamedExpression> derived;       // evaluated in their order
  std::vector<OperatorRule> operators;
};

// Weights by what they are for; `active` are those that one token passes through.
struct WeightRule {
  std::string name;
  SizeExpression elements;
  SizeExpression active;
  TypeRole role = TypeRole::kWeights;  // or kExperts
};

// Tokens that a decode step yields on average when it verifies this many drafts.
struct SpeculativeRate {
  std::int64_t drafts = 0;
  double tokens_per_step = 0;
  std::string source;
  std::string note = {};
};
struct SourcedShare {
  double value = 0;
  std::string source;
  std::string note = {};
};

struct Operator {
  Problem problem;         // kernel id, element type, sizes
  std::int64_t count = 1;  // how often per run of the phase
  WorkTotal each;          // of one launch, by the specification of the kernel
  std::string name = {};
  std::optional<TypeRole> role = {};  // that gave the problem its type; none: the rule did
  // Of a weight as it is stored, where that is less than the problem's type has.
  std::optional<double> weight_bits = {};
};

struct Phase {
  std::string name;
  std::vector<Operator> operators;
  TaskMeasure measure = TaskMeasure::kBytes;
  std::int64_t amount = 0;     // of the measure that one run yields
  WorkTotal total = {};        // of one run
  Parameters conditions = {};  // batch, context, parallel degrees: what is no shape and not derived
};

struct WeightCount {
  std::int64_t total = 0;
  std::int64_t active = 0;
  std::int64_t experts = 0;  // of the total, those of routed experts
};

class StepPrograms;  // harness/model/predict/step_program.h
// Phases made ready for many evaluations. A copy has none, since a copy may be changed.
struct KeptSteps {
  std::shared_ptr<const StepPrograms> programs;  // null: every evaluation begins at the rules

  KeptSteps() = default;
  KeptSteps(const KeptSteps&) {}
  KeptSteps& operator=(const KeptSteps&) {
    programs.reset();
    return *this;
  }
  KeptSteps(KeptSteps&&) = default;
  KeptSteps& operator=(KeptSteps&&) = default;
  ~KeptSteps() = default;
};

struct Workload {
  std::string id;
  std::string name;
  std::vector<std::string> aliases = {};
  std::string notes;
  std::string template_id;  // empty when the file holds its own operators
  TaskUnit unit;
  std::vector<Source> sources;
  std::vector<ShapeFigure> shape;
  Parameters parameters;                 // defaults of all phases, the shape among them
  std::vector<NamedExpression> derived;  // of every phase, after its own
  std::vector<WeightRule> weight_rules;  // over the parameters alone
  SizeExpression kv_elements_per_token;  // likewise; empty: nothing is cached
  // Of a sequence of `context` tokens, where layers with a window keep fewer; empty: those of its
  // tokens.
  SizeExpression kv_elements_per_sequence;
  // All weights, once somebody counted them: the shape does not change.
  std::optional<WeightCount> counted_weights = {};
  std::optional<PublishedCount> published_total;
  std::optional<PublishedCount> published_active;
  std::vector<Precision> precisions;  // the first one holds where none is named
  std::vector<SpeculativeRate> speculative;
  std::optional<SourcedShare> prefix_cache_hit_rate;  // absent: nobody published one
  std::vector<PhaseRule> phase_rules;
  std::vector<Phase> phases;  // evaluated at the defaults and the first precision
  WorkTotal total;       // of all phases; one task where that is measured in bytes or operations
  KeptSteps steps = {};  // where somebody keeps the workload as it is
};

// What is chosen for an evaluation: overrides of parameters by name (batch, context, tp, ...), and
// a precision of the workload; null: its first.
struct Conditions {
  Parameters parameters = {};
  const Precision* precision = nullptr;
};

// kBadData: an expression that cannot be evaluated, a parameter that is not there, a size out of
// range, a role without a precision.
Result<Phase> evaluate_phase(const Workload& workload, const PhaseRule& rule,
                             const Conditions& conditions);
Result<std::vector<Phase>> evaluate_phases(const Workload& workload, const Conditions& conditions);

// What a product of `each` reads whose second operand are weights stored in other than whole bytes:
// these as they are stored, the rest as it is. Nothing where it passes 2^63.
std::optional<std::int64_t> bytes_read_as_stored(const WorkTotal& each, std::int64_t weights,
                                                 DType dtype, double weight_bits);

// Of the whole model, by the shape alone; `without` names weight rules that are left out.
Result<WeightCount> count_weights(const Workload& workload,
                                  const std::vector<std::string>& without = {});

// As they are stored; 16 bits each without a precision.
double stored_bytes(const WeightCount& weights, const Precision* precision);

// Cached elements of one token on one device; 0 when nothing is cached.
Result<std::int64_t> kv_elements_of_token(const Workload& workload, const Parameters& overrides);

// Of a sequence of `context` tokens: no window keeps more than it sees.
Result<std::int64_t> kv_elements_of_sequence(const Workload& workload, const Parameters& overrides,
                                             std::int64_t context);

// Whether a phase of this name is a step of training or fine-tuning.
bool is_training(std::string_view phase);

// Null when the workload has no precision of this name.
const Precision* find_precision(const Workload& workload, std::string_view name);

// Sum over operators and counts; kBadData when it passes 2^63.
Result<WorkTotal> total_work(const std::vector<Phase>& phases);

// How far the operators' total may be from the task's amount: whole elements and whole launches do
// not divide every round number (10^15 bytes are no whole number of f32 triad elements).
inline constexpr double kTaskAmountTolerance = 1e-9;

}  // namespace fleetmark::model
