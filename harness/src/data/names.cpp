#include "data/names.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace caisson::data {
namespace {

namespace chrono = std::chrono;
constexpr std::string_view k_extension = ".tar";

struct Moment {
  int year, month, day, hour, minute, second;
};

Moment moment_of(Time time) {
  const auto day = chrono::floor<chrono::days>(time);
  const chrono::year_month_day date(day);
  const auto rest = (time - day).count();
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(rest / 3600),
          static_cast<int>(rest / 60 % 60),
          static_cast<int>(rest % 60)};
}

std::string stamp(Time time) {
  const Moment at = moment_of(time);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", at.year, at.month, at.day, at.hour,
                     at.minute, at.second);
}

int number(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace

std::string rfc3339(Time time) {
  const Moment at = moment_of(time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", at.year, at.month, at.day, at.hour,
                     at.minute, at.second);
}

std::string backup_name(std::string_view stack, Time made_at) {
  return fmt::format("{}-{}{}", stack, stamp(made_at), k_extension);
}

std::optional<Time> backup_time(std::string_view stack, std::string_view file) {
  constexpr std::size_t k_length = sizeof "20261128T073000Z" - 1;
  const std::size_t begin = stack.size() + 1;
  if (file.size() != begin + k_length + k_extension.size()) return std::nullopt;
  const std::string_view text = file.substr(begin, k_length);
  const chrono::year_month_day date(chrono::year(number(text.substr(0, 4))),
                                    chrono::month(unsigned(number(text.substr(4, 2)))),
                                    chrono::day(unsigned(number(text.substr(6, 2)))));
  if (!date.ok()) return std::nullopt;
  const Time time = chrono::sys_days(date) + chrono::hours(number(text.substr(9, 2))) +
                    chrono::minutes(number(text.substr(11, 2))) +
                    chrono::seconds(number(text.substr(13, 2)));
  // What reads as a time may still be another text: only the name we would give counts.
  if (backup_name(stack, time) != file) return std::nullopt;
  return time;
}

bool is_point_name(std::string_view name) {
  constexpr std::string_view k_allowed = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
  return !name.empty() && name.size() <= 64 && name.front() != '.' && name.front() != '-' &&
         name.find_first_not_of(k_allowed) == std::string_view::npos;
}

}  // namespace caisson::data
