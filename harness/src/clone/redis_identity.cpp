#include "clone/redis_identity.hpp"

#include <charconv>

#include "probe/redis_wire.hpp"
#include "probe/text.hpp"

namespace caisson::clone {
namespace {

using probe::Verdict;

/// More than INFO's section `server` ever has.
constexpr std::size_t k_longest_answer = 1U << 13U;

class RedisIdentity final : public probe::Conversation {
 public:
  RedisIdentity(std::string password, int pid) : m_password(std::move(password)), m_pid(pid) {}

  Verdict opened() override {
    m_authenticating = !m_password.empty();
    const std::string info = probe::redis_wire::command({"INFO", "server"});
    if (!m_authenticating) return Verdict::more(info);
    return Verdict::more(probe::redis_wire::command({"AUTH", m_password}) + info);
  }

  Verdict received(std::string_view bytes) override {
    m_input.append(bytes);
    if (m_input.size() > k_longest_answer) return no_redis();
    for (;;) {
      const auto end = m_input.find("\r\n");
      if (end == std::string::npos) return Verdict::more();
      const std::string line = m_input.substr(0, end);
      if (!m_authenticating) return answered(line, end + 2);
      m_authenticating = false;
      m_input.erase(0, end + 2);
      if (line != "+OK" && !probe::redis_wire::needs_no_password(line)) return refused(line);
    }
  }

 private:
  static Verdict no_redis() { return Verdict::not_ready("the answer is no Redis protocol"); }

  /// A line that may begin with `-`, which marks an error.
  static Verdict refused(const std::string& line) {
    return Verdict::not_ready(probe::first_line(line.substr(line.starts_with('-') ? 1 : 0)));
  }

  Verdict answered(const std::string& line, std::size_t begin) const {
    if (line.starts_with('-')) return refused(line);
    std::size_t size = 0;
    const char* const last = line.data() + line.size();
    if (!line.starts_with('$')) return no_redis();
    const auto [end, error] = std::from_chars(line.data() + 1, last, size);
    if (end != last || error != std::errc() || size > k_longest_answer) return no_redis();
    if (m_input.size() < begin + size + 2) return Verdict::more();
    const std::string wanted = "\r\nprocess_id:" + std::to_string(m_pid) + "\r\n";
    if (m_input.find(wanted, begin) != std::string::npos) return Verdict::ready();
    return Verdict::not_ready("another process answers at this port");
  }

  const std::string m_password;
  const int m_pid;
  std::string m_input;
  bool m_authenticating = false;
};

}  // namespace

std::unique_ptr<probe::Conversation> make_redis_identity(std::string password, int pid) {
  return std::make_unique<RedisIdentity>(std::move(password), pid);
}

std::string redis_farewell(const std::string& password) {
  const std::string shutdown = probe::redis_wire::command({"SHUTDOWN", "NOSAVE"});
  return password.empty() ? shutdown : probe::redis_wire::command({"AUTH", password}) + shutdown;
}

}  // namespace caisson::clone
