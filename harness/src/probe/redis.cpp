#include "probe/redis.hpp"

#include "probe/redis_wire.hpp"
#include "probe/text.hpp"

namespace caisson::probe {
namespace {

constexpr std::size_t k_line_limit = 4096;

class Redis final : public Conversation {
 public:
  explicit Redis(std::string password) : m_password(std::move(password)) {}

  Verdict opened() override {
    m_authenticating = !m_password.empty();
    return Verdict::more(m_authenticating ? redis_wire::command({"AUTH", m_password}) : ping());
  }

  Verdict received(std::string_view bytes) override {
    m_input.append(bytes);
    std::string send;
    for (auto end = m_input.find("\r\n"); end != std::string::npos; end = m_input.find("\r\n")) {
      if (end > k_line_limit) break;
      const std::string line = m_input.substr(0, end);
      m_input.erase(0, end + 2);
      auto verdict = m_authenticating ? authenticated(line) : answered(line);
      if (verdict.kind != Verdict::Kind::more) return verdict;
      send += verdict.send;
    }
    // The longest line that may still become one: its text and the carriage return.
    if (m_input.size() > k_line_limit + 1) return no_redis();
    return Verdict::more(std::move(send));
  }

 private:
  static std::string ping() { return redis_wire::command({"PING"}); }

  static Verdict no_redis() { return Verdict::not_ready("the answer is no Redis protocol"); }

  Verdict authenticated(std::string_view line) {
    if (line != "+OK" && !redis_wire::needs_no_password(line)) return answered(line);
    m_authenticating = false;
    return Verdict::more(ping());
  }

  Verdict answered(std::string_view line) const {
    if (line == "+PONG") return Verdict::ready();
    if (!line.starts_with('-')) return no_redis();
    line.remove_prefix(1);
    if (line.starts_with("NOAUTH"))
      return Verdict::not_ready("wants a password, but REDIS_PASSWORD is not set for the service");
    if (line.starts_with("WRONGPASS"))
      return Verdict::not_ready("does not accept the service's REDIS_PASSWORD");
    return Verdict::not_ready(first_line(line));
  }

  std::string m_password;
  std::string m_input;
  bool m_authenticating = false;
};

}  // namespace

std::unique_ptr<Conversation> make_redis(const std::string& password) {
  return std::make_unique<Redis>(password);
}

}  // namespace caisson::probe
