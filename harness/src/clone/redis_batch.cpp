#include "clone/redis_batch.hpp"

#include <sstream>

#include "probe/text.hpp"

namespace caisson::clone::redis_batch {
namespace {

/// $1: the ports; the rest: arguments of each server. What comes last wins in Redis: no file of
/// the service's own server is written, nor its socket taken over.
constexpr const char* k_script = R"(for server in redis-server valkey-server; do
  command -v $server >/dev/null && break
done
command -v $server >/dev/null || { echo "no redis-server in PATH"; exit 127; }
ports=$1
shift
folder=$(mktemp -d 2>/dev/null || pwd)
for port in $ports; do
  $server "$@" --port $port --unixsocket '' --daemonize no --logfile '' --dir "$folder" \
    --dbfilename caisson-$port.rdb --appendfilename caisson-$port.aof --save '' --appendonly no \
    --protected-mode no </dev/null >/dev/null 2>&1 &
  echo "$port $!"
done
)";

}  // namespace

std::vector<std::string> command(const std::vector<std::uint16_t>& ports,
                                 const std::vector<std::string>& arguments) {
  std::string list;
  for (const std::uint16_t port : ports)
    list += (list.empty() ? "" : " ") + std::to_string(port);
  std::vector<std::string> argv{"sh", "-c", k_script, "caisson", std::move(list)};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return argv;
}

Result<std::vector<Process>> started(const engine::ExecResult& result, const std::string& service) {
  std::vector<Process> processes;
  std::istringstream lines(result.output);
  for (Process process; lines >> process.port >> process.pid;)
    processes.push_back(process);
  if (result.exit_code == 0 && !processes.empty()) return processes;
  return Error{ErrorKind::service_failed,
               "cannot start a Redis for each test in `" + service + "`: `sh` ended with " +
                   std::to_string(result.exit_code) + ": " + probe::first_line(result.output),
               {},
               "the image must have `sh` and `redis-server`"};
}

std::vector<std::string> kill_command(int pid) {
  return {"sh", "-c", "kill -9 \"$1\"", "caisson", std::to_string(pid)};
}

}  // namespace caisson::clone::redis_batch
