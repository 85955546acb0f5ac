#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "engine/engine.hpp"
#include "model/stack.hpp"

namespace caisson::run {

/// The host ports of one instance: PUBLISH fixes them, PREFER names one to be had where it is free,
/// the others are chosen once in 20000–29999. What is chosen, also in the place of a preferred one,
/// is remembered in a file, so that it stays the same from start to start.
class HostPorts {
 public:
  /// Whether the port of 127.0.0.1 can be bound now.
  using IsFree = std::function<bool(std::uint16_t)>;
  /// One line for the reader: a preferred port that could not be had.
  using Notice = std::function<void(std::string)>;

  /// `file` remembers the choices; an empty name: nothing is kept. An unreadable or damaged file is
  /// as good as none.
  HostPorts(std::string instance, std::string file, IsFree is_free, Notice notice = {});

  /// The ports as they are, or would first be tried, without asking the machine.
  std::vector<engine::PublishedPort> known(const model::Service& service) const;
  /// The same, each of them free at this moment: another is chosen (and remembered) for one that is
  /// taken. ErrorKind::conflict when a PUBLISH port is taken; the message names its holder.
  Result<std::vector<engine::PublishedPort>> claim(const model::Service& service);
  /// The engine would not publish what was claimed, for this reason: what it names of the ports
  /// that are not fixed, all preferred ones when it names none, is not tried again. False when
  /// there is none to give up.
  bool give_up(const model::Service& service, const std::string& reason);
  /// The next claim tries the preferred ports first again.
  Result<void> forget_substitutes(const model::Service& service);

 private:
  using Key = std::pair<std::string, std::uint16_t>;  ///< service, container port

  std::uint16_t candidate(const Key& key, unsigned attempt) const;
  std::uint16_t chosen(const Key& key) const;
  std::uint16_t preferred_or_chosen(const Key& key, std::uint16_t preferred) const;
  Result<std::uint16_t> choose_free(const Key& key);
  Result<std::uint16_t> choose_preferred(const Key& key, std::uint16_t preferred);
  /// Why it cannot be had; none: it can.
  std::optional<std::string> fault_of_preferred(const Key& key, std::uint16_t port) const;
  bool used_by_another(const Key& key, std::uint16_t port) const;
  bool claimed_by_another(const Key& key, std::uint16_t port) const;
  Result<void> remember() const;

  std::string m_instance;
  std::string m_file;
  IsFree m_is_free;
  Notice m_notice;
  std::map<Key, std::uint16_t> m_ports;
  std::map<Key, std::uint16_t> m_claimed;           ///< of this run; a container may not listen yet
  std::map<std::uint16_t, std::string> m_given_up;  ///< → why
};

/// The file an instance's ports are remembered in.
Result<std::string> ports_file(const std::string& instance);

/// The bind test of the real machine.
bool port_is_free(std::uint16_t port);

/// "`node` (pid 4711)": the process that listens on the port, or empty when it cannot be found
/// (another user's, or not Linux).
std::string port_holder(std::uint16_t port);

}  // namespace caisson::run
