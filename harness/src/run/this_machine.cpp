#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <charconv>
#include <optional>
#include <sstream>

#include "base/file.hpp"
#include "base/text.hpp"
#include "run/prepare.hpp"

extern char** environ;

namespace caisson::run {
namespace {

std::string first_line(const std::string& path) {
  const Result<std::string> text = read_file(path);
  return text ? std::string(trim(text->substr(0, text->find('\n')))) : std::string();
}

struct ProcessStat {
  char state = '\0';
  std::uint64_t start_time = 0;
};

/// Fields 3 and 22 of /proc/<pid>/stat, proc(5); the name in field 2 may hold blanks and brackets.
std::optional<ProcessStat> stat_of(const std::string& pid) {
  const std::string text = first_line("/proc/" + pid + "/stat");
  if (text.empty()) return std::nullopt;
  std::istringstream words(text.substr(text.rfind(')') + 1));
  ProcessStat stat;
  std::string word;
  for (int field = 3; field <= 22; ++field) {
    words >> word;
    if (field == 3 && !word.empty()) stat.state = word.front();
  }
  std::from_chars(word.data(), word.data() + word.size(), stat.start_time);
  return stat;
}

/// "0000800A" of /proc/net/route: the address as the machine keeps it, in network byte order.
std::optional<std::uint32_t> address_of(const std::string& hex) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
  if (error != std::errc() || end != hex.data() + hex.size()) return std::nullopt;
  return std::endian::native == std::endian::little ? __builtin_bswap32(value) : value;
}

std::string format(std::uint32_t address, int prefix) {
  std::ostringstream text;
  text << (address >> 24U) << '.' << ((address >> 16U) & 255U) << '.' << ((address >> 8U) & 255U)
       << '.' << (address & 255U) << '/' << prefix;
  return text.str();
}

}  // namespace

plan::Owner this_process() {
  plan::Owner owner;
  owner.machine = first_line("/etc/machine-id");
  owner.boot = first_line("/proc/sys/kernel/random/boot_id");
  struct stat about {};
  if (::stat("/proc/self/ns/pid", &about) == 0) owner.pid_namespace = about.st_ino;
  owner.pid = ::getpid();
  owner.start_time = stat_of("self").value_or(ProcessStat{}).start_time;
  return owner;
}

bool is_running(const plan::Owner& owner) {
  const auto stat = stat_of(std::to_string(owner.pid));
  // A zombie holds nothing any more; its parent just has not looked yet.
  return stat && stat->state != 'Z' && stat->state != 'X' && stat->start_time == owner.start_time;
}

std::vector<std::string> routed_subnets() {
  std::vector<std::string> subnets;
  const Result<std::string> table = read_file("/proc/net/route");
  if (!table) return subnets;
  std::istringstream lines(*table);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string interface, destination, gateway, flags, references, use, metric, mask;
    words >> interface >> destination >> gateway >> flags >> references >> use >> metric >> mask;
    const auto address = address_of(destination);
    const auto bits = address_of(mask);
    if (address && bits && *bits != 0) subnets.push_back(format(*address, std::popcount(*bits)));
  }
  return subnets;
}

plan::Variables process_environment() {
  plan::Variables variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos && equals > 0)
      variables[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return variables;
}

}  // namespace caisson::run
