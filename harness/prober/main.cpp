#include <cstdio>
#include <cstdlib>
#include <vector>

#include "prober/attempt.hpp"
#include "prober/install.hpp"
#include "prober/question.hpp"
#include "prober/wait.hpp"

namespace {

using namespace caisson;

/// Below the ten seconds that rendered health checks have.
constexpr Duration k_patience = std::chrono::seconds(8);
constexpr int k_wrong_words = 2;

probe::Credentials credentials_for(const model::HealthCheck& check) {
  std::map<std::string, std::string> environment;
  for (const char* name : {"POSTGRES_PASSWORD", "REDIS_PASSWORD"}) {
    if (const char* value = std::getenv(name)) environment[name] = value;
  }
  return probe::credentials_of(check, environment);
}

int say(const std::string& what, int exit_code) {
  std::printf("%s\n", what.c_str());
  return exit_code;
}

}  // namespace

/// Is a service ready, as Caisson's own probes ask? 0: yes; 1: no, and why; 2: the question is
/// wrong. `wait` asks until somebody accepts.
int main(int count, char** arguments) {
  const std::vector<std::string> words(arguments + 1, arguments + count);
  if (words.size() == 2 && words[0] == "install") {
    const std::string error = prober::install(words[1]);
    return error.empty() ? 0 : say(error, 1);
  }
  if (words.size() == 3 && words[0] == "wait") {
    if (const auto port = prober::port_from(words[2])) {
      prober::wait_for(words[1], *port);
      return 0;
    }
  }
  const auto check = prober::question_from(words);
  if (!check) {
    return say(
        "usage: probe tcp|redis PORT | http PORT PATH | grpc PORT [SERVICE] | postgres PORT "
        "DATABASE LOGIN | install PATH | wait HOST PORT",
        k_wrong_words);
  }
  const auto verdict = prober::attempt(*check, credentials_for(*check), k_patience);
  return verdict.kind == probe::Verdict::Kind::ready ? 0 : say(verdict.reason, 1);
}
