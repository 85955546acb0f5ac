#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/loop.hpp"
#include "engine/embedded/wire/channel.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::embedded {

/// What a nest answered.
struct Answer {
  nlohmann::json value;
  std::vector<Descriptor> descriptors;
};
using Answered = std::function<void(Result<Answer*>)>;

/// One request at a nest, its answer, and what follows. Destroying it ends all of that.
class Conversation : public std::enable_shared_from_this<Conversation> {
 public:
  Conversation(Loop& loop, Descriptor socket);
  ~Conversation();
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  /// Once. `answered` is called once, by `deadline`, on the loop's thread and never from inside
  /// this call.
  void ask(const std::string& verb, const nlohmann::json& body, std::vector<Descriptor> descriptors,
           Deadline deadline, Answered answered);

  /// After the answer: each message, and that the nest has gone.
  std::function<void(std::string payload)> more;
  std::function<void()> lost;
  /// Nobody wants to hear of it any more.
  void forget() {
    more = nullptr;
    lost = nullptr;
  }

 private:
  void take(std::string payload, std::vector<Descriptor> descriptors);
  void conclude(Result<Answer*> outcome);

  Loop& m_loop;
  Channel m_channel;
  Answered m_answered;
  Clock::TimerId m_timer = 0;
  std::string m_verb;
};

}  // namespace caisson::engine::embedded
