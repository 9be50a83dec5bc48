// SPDX-License-Identifier: Apache-2.0
// Programs as text, read back by a solver of another make where one is at hand (a process of its
// own: its licence keeps it out of the program).
#include "harness/fleet/model_text.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "harness/fleet/plan_model.h"
#include "harness/io/cbc_solver.h"
#include "harness/io/files.h"
#include "tests/harness/fleet/fleet_builders.h"
#include "tests/support/temp_dir.h"

namespace fleetmark::fleet {
namespace {

Milp small() {
  Milp milp;
  milp.constant = 7;
  const int x = milp.add_column({"x", -5, 0, 10, true});
  const int y = milp.add_column({"y", -4, 1, kUnbounded, false});
  milp.add_row({"first", {{x, 6}, {y, 4}}, -kUnbounded, 24});
  milp.add_row({"second", {{x, 1}, {y, 2}}, 2, 6});
  milp.add_row({"third", {{x, 1}, {y, -1}}, -3, kUnbounded});
  return milp;
}

TEST(ModelText, mps_states_every_part) {
  EXPECT_EQ(mps_text(small()),
            "NAME fleet\n"
            "ROWS\n N cost\n L first\n L second\n G third\n"
            "COLUMNS\n"
            " M 'MARKER' 'INTORG'\n"
            " x cost -5\n x first 6\n x second 1\n x third 1\n"
            " M 'MARKER' 'INTEND'\n"
            " y cost -4\n y first 4\n y second 2\n y third -1\n"
            " constant cost 7\n"
            "RHS\n r first 24\n r second 6\n r third -3\n"
            "RANGES\n g second 4\n"
            "BOUNDS\n UP b x 10\n LO b y 1\n FX b constant 1\n"
            "ENDATA\n");
}

TEST(ModelText, lp_states_every_part) {
  EXPECT_EQ(lp_text(small()),
            "Minimize\n cost: - 5 x - 4 y + 7 constant\n"
            "Subject To\n"
            " first: + 6 x + 4 y <= 24\n"
            " second: + 1 x + 2 y <= 6\n"
            " second_low: + 1 x + 2 y >= 2\n"
            " third: + 1 x - 1 y >= -3\n"
            "Bounds\n 0 <= x <= 10\n 1 <= y\n 1 <= constant <= 1\n"
            "General\n x\nEnd\n");
}

// Objective that glpsol finds; none where it finds none.
std::optional<double> solved_by_another(const std::string& text, const char* format) {
  const test::TempDir folder;
  const std::string model = folder.file("model");
  const std::string answer = folder.file("answer");
  EXPECT_TRUE(io::write_file_atomically(model, text));
  const std::string command = std::string("glpsol ") + format + " '" + model + "' --write '" +
                              answer + "' > /dev/null 2>&1";
  if (std::system(command.c_str()) != 0) return std::nullopt;  // NOLINT: a test runs a program
  const auto written = io::read_file(answer);
  if (!written) return std::nullopt;
  // "s mip ROWS COLUMNS STATUS OBJECTIVE"
  const std::size_t at = written->find("\ns mip ");
  if (at == std::string::npos) return std::nullopt;
  int rows = 0, columns = 0;
  char status = ' ';
  double objective = 0;
  const int read = std::sscanf(written->c_str() + at, "\ns mip %d %d %c %lf", &rows, &columns,
                               &status, &objective);
  if (read != 4 || status != 'o') return std::nullopt;
  return objective;
}

TEST(ModelText, another_solver_finds_the_same_cost) {
  auto p = test::plan_problem();
  p.quotas = {{"quota", {0}, 0, 2, 3, 3, false}};
  p.ties = {test::plan_tie(2, 0.7)};
  p.devices[0].existing = {{0, 1, 2}};
  p.workloads[0].rent_price = 90 / (40 * p.seconds_per_period());
  const Milp milp = plan_model(p).milp;
  const auto ours = io::CbcSolver().solve(milp, {.gap = 0, .seconds = 30, .most_nodes = 100'000});
  const bool is_installed = std::system("glpsol --version > /dev/null 2>&1") == 0;  // NOLINT
  if (!is_installed) GTEST_SKIP() << "glpsol is not installed";
  const auto mps = solved_by_another(mps_text(milp), "--freemps");
  ASSERT_TRUE(mps);
  EXPECT_NEAR(*mps / ours.objective, 1, 1e-9);
  const auto lp = solved_by_another(lp_text(milp), "--lp");
  ASSERT_TRUE(lp);
  EXPECT_NEAR(*lp / ours.objective, 1, 1e-9);
}

}  // namespace
}  // namespace fleetmark::fleet
