#include "engine/embedded/conversation.hpp"

#include <utility>

#include "base/json.hpp"
#include "engine/embedded/wire/codec.hpp"

namespace caisson::engine::embedded {

Conversation::Conversation(Loop& loop, Descriptor socket)
    : m_loop(loop), m_channel(loop, std::move(socket)) {}

Conversation::~Conversation() {
  if (m_timer != 0) m_loop.clock().cancel(m_timer);
}

void Conversation::ask(const std::string& verb, const Json& body,
                       std::vector<Descriptor> descriptors, Deadline deadline, Answered answered) {
  m_answered = std::move(answered);
  m_verb = verb;
  const auto weak = weak_from_this();
  Channel::Callbacks callbacks;
  callbacks.frame = [weak](std::string payload, std::vector<Descriptor> brought) {
    if (const auto self = weak.lock()) self->take(std::move(payload), std::move(brought));
  };
  callbacks.closed = [weak] {
    const auto self = weak.lock();
    if (!self) return;
    if (self->m_answered)
      return self->conclude(Error{ErrorKind::engine_unreachable, "the nest of this has ended"});
    if (const auto tell = std::exchange(self->lost, nullptr)) tell();
  };
  m_channel.listen(std::move(callbacks));
  if (deadline != Deadline::max()) {
    m_timer = m_loop.clock().schedule(deadline, [weak] {
      const auto self = weak.lock();
      if (!self) return;
      self->m_timer = 0;
      self->conclude(
          Error{ErrorKind::timed_out, "the nest did not do `" + self->m_verb + "` in time"});
    });
  }
  m_channel.send(dump_json(Json{{"version", k_wire_version}, {"verb", verb}, {"body", body}}),
                 std::move(descriptors));
}

void Conversation::take(std::string payload, std::vector<Descriptor> descriptors) {
  if (!m_answered) {
    const auto tell = more;
    if (tell) tell(std::move(payload));
    return;
  }
  const auto value = decode_answer(payload);
  if (!value) return conclude(value.error());
  Answer answer{*value, std::move(descriptors)};
  conclude(&answer);
}

void Conversation::conclude(Result<Answer*> outcome) {
  if (m_timer != 0) m_loop.clock().cancel(std::exchange(m_timer, 0));
  const auto keep = shared_from_this();
  if (const auto tell = std::exchange(m_answered, nullptr)) tell(std::move(outcome));
}

}  // namespace caisson::engine::embedded
