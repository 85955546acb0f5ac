#include "run/conversation_prober.hpp"

#include "probe/tcp.hpp"

namespace caisson::run {

ConversationProber::ConversationProber(engine::Engine& engine, Clock& clock,
                                       model::HealthCheck check, std::string container,
                                       ProbeCallbacks callbacks, probe::Credentials credentials)
    : ProbeLoop(engine, clock, std::move(check), std::move(container), std::move(callbacks)),
      m_credentials(std::move(credentials)) {}

ConversationProber::~ConversationProber() {
  end();
}

void ConversationProber::arm(std::optional<Clock::TimerId>& timer, Instant at,
                             std::function<void()> action) {
  timer = m_clock.schedule(at, in_this_attempt(std::move(action)));
}

void ConversationProber::disarm(std::optional<Clock::TimerId>& timer) {
  if (timer) m_clock.cancel(*timer);
  timer.reset();
}

void ConversationProber::attempt() {
  const Instant ends = patience_ends();
  const auto give_up = [this] {
    end();
    grow_patience();
    failed(Cost::answered, "no answer");
  };
  arm(m_too_long, ends, give_up);
  const auto dialled = [this](Result<std::unique_ptr<engine::Stream>> stream) {
    if (stream) return connected(std::move(*stream));
    end();
    failed(Cost::refused, stream.error().message);
  };
  m_engine.dial(m_container, m_check.port, ends, in_this_attempt(dialled));
}

void ConversationProber::connected(std::unique_ptr<engine::Stream> stream) {
  m_stream = std::move(stream);
  m_conversation = probe::make_conversation(m_check, m_credentials);
  const auto quiet = [this] {
    m_quiet.reset();
    act(m_conversation->silent());
  };
  arm(m_quiet, m_clock.now() + probe::k_quiet, quiet);
  act(m_conversation->opened());
  if (m_stream) read();
}

/// Ends the attempt, or sends what the conversation wants sent.
void ConversationProber::act(const probe::Verdict& verdict) {
  switch (verdict.kind) {
    case probe::Verdict::Kind::ready:
      end();
      return succeeded();
    case probe::Verdict::Kind::not_ready:
      end();
      return failed(Cost::answered, verdict.reason);
    case probe::Verdict::Kind::more:
      break;
  }
  if (verdict.send.empty()) return;
  const auto written = [this](const Result<void>& result) {
    if (result) return;
    end();
    failed(Cost::answered, result.error().message);
  };
  m_stream->write(verdict.send, in_this_attempt(written));
}

void ConversationProber::read() {
  const auto arrived = [this](const Result<std::string>& bytes) {
    disarm(m_quiet);
    const bool closed = !bytes || bytes->empty();
    const probe::Verdict verdict =
        closed ? m_conversation->closed() : m_conversation->received(*bytes);
    if (closed && verdict.kind == probe::Verdict::Kind::more) {
      end();
      return failed(Cost::answered, "closed the connection without an answer");
    }
    act(verdict);
    if (m_stream) read();
  };
  m_stream->read(in_this_attempt(arrived));
}

void ConversationProber::end() {
  disarm(m_too_long);
  disarm(m_quiet);
  m_stream.reset();
  m_conversation.reset();
}

}  // namespace caisson::run
