#pragma once

#include "probe/conversation.hpp"
#include "run/probe_loop.hpp"

namespace caisson::run {

/// Pumps a protocol probe over a connection the engine dials: one conversation an attempt.
class ConversationProber final : public ProbeLoop {
 public:
  ConversationProber(engine::Engine& engine, Clock& clock, model::HealthCheck check,
                     std::string container, ProbeCallbacks callbacks,
                     probe::Credentials credentials);
  ~ConversationProber() override;

 private:
  void attempt() override;
  void connected(std::unique_ptr<engine::Stream> stream);
  void act(const probe::Verdict& verdict);
  void read();
  void end();
  void arm(std::optional<Clock::TimerId>& timer, Instant at, std::function<void()> action);
  void disarm(std::optional<Clock::TimerId>& timer);

  const probe::Credentials m_credentials;
  std::unique_ptr<probe::Conversation> m_conversation;
  std::unique_ptr<engine::Stream> m_stream;
  std::optional<Clock::TimerId> m_too_long;
  std::optional<Clock::TimerId> m_quiet;
};

}  // namespace caisson::run
