// SPDX-License-Identifier: Apache-2.0
#include "harness/io/json_fit.h"

#include <gtest/gtest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "harness/io/files.h"
#include "harness/io/json_document.h"

namespace fleetmark::io {
namespace {

using nlohmann::json;

const json& fit_schema() {
  static const json loaded = *read_json(FLEETMARK_SOURCE_DIR "/profiles/schema/fit.schema.json");
  return loaded;
}

// Two channels with figures of six digits or fewer; each number is another, so that none can stand
// in another's place.
FitFile some_file() {
  FitFile file;
  file.id = "some";
  file.date = "2026-11-27";
  file.tool = "fleetmark 0.0.0 (abc)";
  file.inputs = {{"points.csv", 3}, {"train.json", 2}};
  for (const char* name : {"round", "First", "\"quoted\" \xc3\xa9", ""})
    file.fit.names.number(name);
  double next = 0.5;
  const auto another = [&next] { return next += 0.001; };
  for (const auto channel : {model::Channel::kTpot, model::Channel::kTraining}) {
    model::ChannelFit one;
    one.channel = channel;
    one.cost_before = another();
    one.cost_after = another();
    for (const auto& row : model::kParameterTable) {
      one.parameters.shared[row.parameter] = row.low + (row.high - row.low) / 4;
    }
    if (channel == model::Channel::kTpot) {
      one.parameters.engines = {{"some \"engine", {1.25, 0.5, 3}}, {"vllm", {0.75, 1, 2}}};
    }
    for (double& penalty : one.scale.penalties) penalty = another();
    for (double& length : one.scale.lengths) length = another();
    one.scale.sigma = another();
    one.scale.nugget = another();
    for (std::size_t i = 0; i < model::kRungs; ++i) {
      one.widths[i] = {i + 7, another(), another(), -another()};
    }
    for (std::uint32_t i = 0; i < 3; ++i) {
      model::Residual residual;
      residual.likeness.traits = {i, 1, 2, 3, i, 0, 3, 2};
      residual.likeness.log2_extents = {0.5F, 10.25F, static_cast<float>(i), 7.0F};
      residual.ln_ratio = (i == 0 ? -1 : 1) * another();
      one.residuals.push_back(residual);
      one.ids.push_back("record \"" + std::to_string(i));
    }
    file.fit.channels[static_cast<std::size_t>(channel)] = one;
  }
  return file;
}

Result<FitFile> fit_of(const std::string& text, const std::string& name = "f") {
  return fit_from_json(json::parse(text), fit_schema(), name);
}

void expect_same(const model::ChannelFit& a, const model::ChannelFit& b) {
  EXPECT_EQ(a.channel, b.channel);
  EXPECT_EQ(a.ids, b.ids);
  EXPECT_EQ(a.cost_before, b.cost_before);
  EXPECT_EQ(a.cost_after, b.cost_after);
  for (const auto& row : model::kParameterTable) {
    EXPECT_NEAR(a.parameters.shared[row.parameter], b.parameters.shared[row.parameter],
                1e-5 * a.parameters.shared[row.parameter])
        << row.name;
  }
  EXPECT_EQ(a.parameters.engines, b.parameters.engines);
  for (std::size_t i = 0; i < model::kTraits; ++i) {
    EXPECT_DOUBLE_EQ(a.scale.penalties[i], b.scale.penalties[i]);
  }
  for (std::size_t i = 0; i < model::kExtents; ++i) {
    EXPECT_DOUBLE_EQ(a.scale.lengths[i], b.scale.lengths[i]);
  }
  EXPECT_DOUBLE_EQ(a.scale.sigma, b.scale.sigma);
  EXPECT_DOUBLE_EQ(a.scale.nugget, b.scale.nugget);
  for (std::size_t i = 0; i < model::kRungs; ++i) {
    EXPECT_EQ(a.widths[i].records, b.widths[i].records);
    EXPECT_DOUBLE_EQ(a.widths[i].factor_80, b.widths[i].factor_80);
    EXPECT_DOUBLE_EQ(a.widths[i].factor_90, b.widths[i].factor_90);
    EXPECT_DOUBLE_EQ(a.widths[i].bias, b.widths[i].bias);
  }
  ASSERT_EQ(a.residuals.size(), b.residuals.size());
  for (std::size_t i = 0; i < a.residuals.size(); ++i) {
    EXPECT_EQ(a.residuals[i].likeness.traits, b.residuals[i].likeness.traits);
    EXPECT_EQ(a.residuals[i].likeness.log2_extents, b.residuals[i].likeness.log2_extents);
    EXPECT_DOUBLE_EQ(a.residuals[i].ln_ratio, b.residuals[i].ln_ratio);
  }
}

TEST(JsonFit, what_was_written_is_read) {
  const FitFile file = some_file();
  const auto back = fit_of(fit_text(file));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->id, file.id);
  EXPECT_EQ(back->date, file.date);
  EXPECT_EQ(back->tool, file.tool);
  ASSERT_EQ(back->inputs.size(), 2U);
  EXPECT_EQ(back->inputs[1].file, "train.json");
  EXPECT_EQ(back->inputs[1].records, 2U);
  EXPECT_EQ(back->fit.names.names(), file.fit.names.names());
  for (std::size_t i = 0; i < model::kChannels; ++i) {
    ASSERT_EQ(back->fit.channels[i].has_value(), file.fit.channels[i].has_value()) << i;
    if (file.fit.channels[i]) expect_same(*file.fit.channels[i], *back->fit.channels[i]);
  }
}

TEST(JsonFit, a_text_that_is_read_and_written_again_is_the_same) {
  const std::string text = fit_text(some_file());
  EXPECT_EQ(fit_text(some_file()), text);
  EXPECT_EQ(fit_text(*fit_of(text)), text);
  FitFile empty;
  empty.id = "empty";
  empty.date = "2026-11-27";
  const auto back = fit_of(fit_text(empty));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(fit_text(*back), fit_text(empty));
}

// The one that ships was written so: reading loses nothing of it.
TEST(JsonFit, the_fit_that_ships_survives_byte_for_byte) {
  const std::string path = FLEETMARK_SOURCE_DIR "/profiles/fits/published.json";
  const auto file = read_fit(path, fit_schema());
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(file->id, "published");
  EXPECT_TRUE(fit_text(*file) == *read_file(path));
  for (const auto channel : {model::Channel::kTpot, model::Channel::kGemm}) {
    const auto& one = file->fit.channels[static_cast<std::size_t>(channel)];
    ASSERT_TRUE(one);
    EXPECT_EQ(one->ids.size(), one->residuals.size());
    EXPECT_LT(one->cost_after, one->cost_before);
  }
}

TEST(JsonFit, each_record_is_one_line) {
  FitFile file = some_file();
  const auto lines = [&] {
    const std::string text = fit_text(file);
    return std::count(text.begin(), text.end(), '\n');
  };
  const auto before = lines();
  auto& channel = *file.fit.channels[static_cast<std::size_t>(model::Channel::kTpot)];
  channel.residuals.push_back(channel.residuals[0]);
  channel.ids.emplace_back("another");
  EXPECT_EQ(lines(), before + 1);
}

std::string fit_refusal(const std::function<void(json&)>& spoil) {
  json document = json::parse(fit_text(some_file()));
  spoil(document);
  const auto back = fit_from_json(document, fit_schema(), "some.json");
  if (back) return "a fit";
  EXPECT_EQ(back.error().code, ErrorCode::kBadData);
  EXPECT_EQ(back.error().message.find('\n'), std::string::npos);
  return back.error().message;
}

void expect_part(const std::string& message, const std::string& part) {
  EXPECT_NE(message.find(part), std::string::npos) << message;
  EXPECT_TRUE(message.starts_with("some.json: ")) << message;
}

TEST(JsonFit, what_is_no_fit_is_refused_and_says_where) {
  EXPECT_EQ(fit_refusal([](json&) {}), "a fit");
  EXPECT_EQ(fit_refusal([](json& fit) { fit["channels"]["tpots"] = fit["channels"]["tpot"]; }),
            "some.json: channels.tpots: is no channel");
  EXPECT_EQ(fit_refusal(
                [](json& fit) { fit["channels"]["tpot"]["parameters"]["bandwidth_16_bit"] = 1.5; }),
            "some.json: channels.tpot.parameters.bandwidth_16_bit: found 1.5; allowed: 0.2 to 1");
  EXPECT_EQ(fit_refusal([](json& fit) { fit["channels"]["training"]["records"][2][1][4] = 4; }),
            "some.json: channels.training.records.2: names trait 4, of 4 in traits");
  expect_part(fit_refusal([](json& fit) { fit.erase("traits"); }), "'traits' is missing");
  expect_part(fit_refusal([](json& fit) { fit["schema"] = "fleetmark.fit/2"; }), "schema");
  expect_part(fit_refusal([](json& fit) { fit["id"] = "Some"; }), "id");
  expect_part(fit_refusal([](json& fit) { fit["also"] = 1; }), "also");
  EXPECT_EQ(fit_refusal([](json& fit) { fit["channels"]["tpot"]["parameters"].erase("layer_s"); }),
            "some.json: channels.tpot.parameters.layer_s: is not there, as in files of an earlier "
            "version; make it anew with 'fleetmark fit'");
  expect_part(fit_refusal([](json& fit) { fit["channels"]["tpot"]["likeness"]["sigma_ln"] = 0; }),
              "sigma_ln");
  expect_part(fit_refusal([](json& fit) {
                fit["channels"]["tpot"]["likeness"]["penalties"].erase("stack");
              }),
              "stack");
  expect_part(fit_refusal([](json& fit) { fit["channels"]["tpot"]["rungs"].erase(0); }), "tpot");
  expect_part(fit_refusal([](json& fit) { fit["channels"]["tpot"]["records"][0].erase(3); }),
              "tpot");
  expect_part(fit_refusal([](json& fit) { fit["channels"]["tpot"]["records"][0][0] = 7; }), "tpot");
}

TEST(JsonFit, a_file_that_is_not_there_is_named) {
  const auto absent = read_fit("/absent/fit.json", fit_schema());
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kIo);
  EXPECT_NE(absent.error().message.find("/absent/fit.json"), std::string::npos);
}

}  // namespace
}  // namespace fleetmark::io
