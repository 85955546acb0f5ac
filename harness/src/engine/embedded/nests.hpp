#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/loop.hpp"
#include "base/process_end.hpp"
#include "engine/embedded/wire/place.hpp"

namespace caisson::engine::embedded {

/// The nests of this machine's user, from outside. Calls do not wait for anybody, except for who
/// starts the same nest at the same moment.
class Nests {
 public:
  Nests(Loop& loop, Home home, std::string program)
      : m_loop(loop), m_home(std::move(home)), m_program(std::move(program)) {}

  const Home& home() const { return m_home; }

  /// A connection to a nest that runs; ErrorKind::not_found when it does not.
  Result<Descriptor> connect(const std::string& id) const;
  struct Reached {
    Descriptor socket;
    bool started = false;  ///< by us, just now
  };
  /// The same, and starts it when it does not run. Why one cannot be made is told by its answers.
  Result<Reached> reach(const NestKey& key);
  /// Of all that have a socket, running or not.
  std::vector<std::string> known() const;

 private:
  /// One that dies with us: as long as the pipe is open, and at the latest when we end.
  struct Child {
    Descriptor pipe;
    std::unique_ptr<ProcessEnd> end;
  };
  Result<void> start(const NestKey& key);

  Loop& m_loop;
  Home m_home;
  std::string m_program;
  std::map<std::string, std::shared_ptr<Child>> m_children;
};

}  // namespace caisson::engine::embedded
