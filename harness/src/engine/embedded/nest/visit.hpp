#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/loop.hpp"
#include "engine/embedded/nest/nest.hpp"
#include "engine/embedded/wire/channel.hpp"

namespace caisson::engine::embedded {

/// One connection at the desk.
class Visit : public std::enable_shared_from_this<Visit> {
 public:
  Visit(Loop& loop, Descriptor socket) : m_loop(loop), channel(loop, std::move(socket)) {}

  /// Does what the message asks of the nest.
  void take(Nest& nest, const std::string& payload, std::vector<Descriptor> descriptors);
  void answer(const nlohmann::json& value, std::vector<Descriptor> descriptors = {});
  void fail(const Error& error);
  /// Everything that goes on for this connection ends.
  void end();

 private:
  using Json = nlohmann::json;
  using Descriptors = std::vector<Descriptor>;

  void networks(Nest& nest, const std::string& verb, const Json& body);
  bool containers(Nest& nest, const std::string& verb, const Json& body, Descriptors& descriptors);
  bool streams(Nest& nest, const std::string& verb, const Json& body, Descriptors& descriptors);
  void create(Nest& nest, const Json& body, Descriptors descriptors);
  void inspect(Nest& nest, const Json& body);
  void dial(Nest& nest, const Json& body);
  void open(Nest& nest, const Json& body);
  void exec(Nest& nest, const Json& body, Descriptors descriptors);
  void logs(Nest& nest, const Json& body);
  void hold(Nest& nest, const Json& body);
  void events(Nest& nest, const Json& body);
  void tell(const Json& message);
  void conclude_hold();
  /// Answers with the value or the error; for completions.
  Completion<void> answering();

  Loop& m_loop;

 public:
  Channel channel;

 private:
  std::vector<std::shared_ptr<void>> m_going_on;
  std::optional<int> m_exit_code;
  bool m_log_over = false;
};

}  // namespace caisson::engine::embedded
