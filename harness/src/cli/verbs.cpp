#include "cli/verbs.hpp"

namespace caisson::cli {

const std::vector<VerbEntry>& verbs() {
  static const std::vector<VerbEntry> table{
      {"up", "start a mode, or services with all they depend on", "caisson up --mode api-only",
       &make_up},
      {"down", "stop and remove services, or the whole instance", "caisson down", &make_down},
      {"restart", "remove services and start them anew", "caisson restart api", &make_restart},
      {"status", "show every service as it is now", "caisson status --format json",
       &make_status_verb},
      {"logs", "show what services wrote", "caisson logs api --follow --tail 50", &make_logs},
      {"exec", "run a command inside a service", "caisson exec db -- psql -U shop -c 'select 1'",
       &make_exec},
      {"shell", "open a shell inside a service", "caisson shell api", &make_shell},
      {"wait", "wait until a service is healthy or has completed",
       "caisson wait migrate --for completed --timeout 2m", &make_wait},
      {"run", "run a command with services of its own", "caisson run --services db -- ./my_test",
       &make_run},
      {"test-db", "have a database of one's own, filled as a test's is",
       "caisson test-db db -- psql", &make_test_db},
      {"debug", "start a service so that a debugger can attach", "caisson debug api", &make_debug},
      {"explain", "say why a service would be started, recreated or left alone",
       "caisson explain api", &make_explain},
      {"graph", "draw what depends on what", "caisson graph --format svg > graph.svg", &make_graph},
      {"hosts", "print the names of the edge as lines for /etc/hosts, or add them",
       "caisson hosts --install", &make_hosts},
      {"import", "write CMake declarations for a compose file, and say what has no equivalent",
       "caisson import compose.yaml --output CMakeLists.txt", &make_import},
      {"check", "check the manifest", "caisson check --manifest build/caisson/shop.json",
       &make_check},
      {"gate", "list the gates of a phase with their last results", "caisson gate --phase 1",
       &make_gate},
      {"report", "tell what the last run of ctest came to", "caisson report --format github",
       &make_report},
      {"reap", "remove what tests that were killed left behind", "caisson reap", &make_reap},
      {"doctor", "check this machine, with a fix for each finding", "caisson doctor", &make_doctor},
      {"version", "say which version this is", "caisson version --format json", &make_version},
      {"completion", "print a completion script", "source <(caisson completion bash)",
       &make_completion},
      {"warm-up", "begin to bring up services that tests are about to lease",
       "caisson warm-up --services db,cache", &make_warm_up, true},
      {"release", "say that a run of ctest has ended in good order", "caisson release",
       &make_release, true},
      {"supervisor", "see to it that the instance has a supervisor, and print its socket",
       "caisson supervisor", &make_supervisor, true},
      {"watchdog", "clean up after a supervisor that was killed (started by it)",
       "caisson watchdog --owner …", &make_watchdog, true},
      {"supervise", "keep a running instance alive (started by `up`)",
       "caisson supervise --instance shop", &make_supervise, true},
  };
  return table;
}

}  // namespace caisson::cli
