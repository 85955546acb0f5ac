#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "engine/engine.hpp"
#include "lease/diary.hpp"
#include "lease/facts.hpp"
#include "lease/protocol.hpp"
#include "model/stack.hpp"

namespace caisson::lease {

/// All there is to know about a red test's services, for just the time of that test.
struct Evidence {
  const model::Stack* stack = nullptr;
  std::string environment;
  std::string test;
  std::vector<std::string> services;                ///< leased ones
  std::map<std::string, Facts> facts;               ///< as the test knew them
  std::map<std::string, engine::Container> states;  ///< of all its containers, now
  std::map<std::string, std::map<std::string, std::string>> variables;  ///< of the containers
  std::vector<Diary::Entry> window;
};

/// Writes it as a folder of plain files (`<build>/caisson/failures/<test>`; what an earlier failure
/// of this test left is replaced): what each service wrote, what happened to it, how its container
/// is, ports, environment without secrets, and how to run the test again. The summary is for the
/// test's own output: the last lines of each service, where the rest is, and the line that runs the
/// test again.
Result<Verdict> write_bundle(const Evidence& evidence);

/// Values of variables that speak of passwords, tokens, secrets or keys, and passwords in URLs, are
/// replaced by `***`.
std::map<std::string, std::string> without_secrets(std::map<std::string, std::string> variables);

}  // namespace caisson::lease
