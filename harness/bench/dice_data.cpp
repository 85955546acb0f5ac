#include "bench/dice_data.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <map>
#include <string>

#include "bench/await.hpp"
#include "bench/dice_stack.hpp"
#include "bench/rows.hpp"
#include "bench/statistics.hpp"

namespace caisson::bench {
namespace {

constexpr int k_rounds = 7;
constexpr double k_backup_within = 5;
constexpr double k_restore_within = 10;

/// As wide as a character's sheet is.
constexpr const char* k_fill =
    "create table bench as select i, md5(i::text) word, repeat(md5(i::text), 8) sheet, now() at "
    "from generate_series(1, 100000) i";

double seconds_of_run(const DiceStack& stack, const std::vector<std::string>& words,
                      const std::map<std::string, std::string>& env, std::string* said = nullptr) {
  const ChildRun run = stack.run(words, env);
  if (said != nullptr) *said = run.lines.back();
  return seconds_between(run.begin, run.end);
}

}  // namespace

std::vector<Row> dice_data_rows(const Setting& setting) {
  const std::string folder = setting.arguments.tools.folder + "/backups";
  std::filesystem::remove_all(folder);
  const std::map<std::string, std::string> env{{"CAISSON_BACKUPS", folder}};
  const DiceStack stack(setting);
  stack.up({"backend"});
  stack.run({"exec", "postgres", "--", "psql", "-U", "dice_user", "-d", "dice_db", "-c", k_fill});
  std::vector<double> backups;
  std::vector<double> restores;
  std::uintmax_t size = 0;
  for (int round = 0; round < k_rounds; ++round) {
    std::string file;
    backups.push_back(seconds_of_run(stack, {"backup", "postgres"}, env, &file));
    size = std::filesystem::file_size(file);
    restores.push_back(seconds_of_run(stack, {"restore", file}, env));
    std::filesystem::remove(file);
    fmt::print(stderr, "DICE, data: {} of {}\n", round + 1, k_rounds);
  }
  std::filesystem::remove_all(folder);
  return {
      limit_row("DICE's database with 100,000 rows more, backup", k_backup_within, median(backups),
                fmt::format(" ({})", megabytes(static_cast<double>(size))), seconds),
      limit_row("DICE's database with 100,000 rows more, restore", k_restore_within,
                median(restores),
                " (checked, what there was saved first, every table compared; the back end "
                "stands still meanwhile)",
                seconds)};
}

}  // namespace caisson::bench
