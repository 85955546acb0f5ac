#include "cli/ready_times.hpp"

#include "base/file.hpp"
#include "base/json.hpp"
#include "report/json.hpp"

namespace caisson::cli {

using report::Json;

ReadyTimes ReadyTimesFile::read() const {
  const auto text = read_file(m_path);
  if (!text) return {};
  const auto json = parse_ordered_json(*text);
  ReadyTimes times;
  try {
    for (const auto& [service, time] : json.at("services").items()) {
      times[service] = {time.at("container"), time.at("ready_ms")};
    }
  } catch (const Json::exception&) {
    return {};
  }
  return times;
}

Result<void> ReadyTimesFile::write(const ReadyTimes& times) const {
  Json services = Json::object();
  for (const auto& [service, time] : times) {
    services[service] = {{"container", time.container}, {"ready_ms", time.milliseconds}};
  }
  return write_file(m_path, report::dump(Json{{"schema", 1}, {"services", services}}) + "\n", 0600);
}

plan::Durations durations_of(const ReadyTimes& times) {
  plan::Durations durations;
  for (const auto& [service, time] : times) {
    const std::chrono::duration<double, std::milli> taken(time.milliseconds);
    durations[service] = std::chrono::duration_cast<Duration>(taken);
  }
  return durations;
}

}  // namespace caisson::cli
