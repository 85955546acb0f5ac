#pragma once

// Private to engine/embedded. The methods are defined by topic: asking.cpp, containers.cpp,
// networks.cpp, volumes.cpp, streams.cpp, holding.cpp, watching.cpp, processes.cpp,
// image_calls.cpp.

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/loop.hpp"
#include "base/path_watch.hpp"
#include "engine/embedded/conversation.hpp"
#include "engine/embedded/embedded_engine.hpp"
#include "engine/embedded/images.hpp"
#include "engine/embedded/nests.hpp"
#include "engine/embedded/wire/codec.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::embedded {

class EmbeddedEngine final : public Engine {
 public:
  EmbeddedEngine(Loop& loop, Home home, const EmbeddedOptions& options,
                 std::unique_ptr<Images> images);
  ~EmbeddedEngine() override;
  EmbeddedEngine(const EmbeddedEngine&) = delete;
  EmbeddedEngine& operator=(const EmbeddedEngine&) = delete;

  const Info& info() const override { return m_info; }

  void create_network(NetworkSpec spec, Deadline deadline, Completion<Network> done) override;
  void list_networks(Labels having, Deadline deadline,
                     Completion<std::vector<Network>> done) override;
  void remove_network(std::string name, Deadline deadline, Completion<void> done) override;

  void list_containers(Labels having, Deadline deadline,
                       Completion<std::vector<Container>> done) override;
  void inspect_container(std::string id, Deadline deadline, Completion<Container> done) override;
  void create_container(ContainerSpec spec, Deadline deadline,
                        Completion<std::string> done) override;
  void start_container(std::string id, Deadline deadline, Completion<void> done) override;
  void stop_container(std::string id, Duration grace, Deadline deadline,
                      Completion<void> done) override;
  void kill_container(std::string id, std::string signal, Deadline deadline,
                      Completion<void> done) override;
  void remove_container(std::string id, Deadline deadline, Completion<void> done) override;
  void pause_container(std::string id, Deadline deadline, Completion<void> done) override;
  void unpause_container(std::string id, Deadline deadline, Completion<void> done) override;
  SubscriptionPtr hold(std::string id, Deadline deadline, std::function<void(LogLine)> line,
                       Completion<void> holding, std::function<void(Result<int>)> ended) override;

  void list_volumes(Labels having, Deadline deadline,
                    Completion<std::vector<Volume>> done) override;
  void remove_volume(std::string name, Deadline deadline, Completion<void> done) override;

  void exec(std::string id, std::vector<std::string> argv, Deadline deadline,
            Completion<ExecResult> done) override;
  void exec_terminal(std::string id, std::vector<std::string> argv, Deadline deadline,
                     Completion<std::unique_ptr<Stream>> done) override;
  void read_file(std::string id, std::string path, Deadline deadline,
                 Completion<std::string> done) override;
  void list_processes(std::string id, Deadline deadline,
                      Completion<std::vector<ProcessState>> done) override;
  void exec_piped(std::string id, ExecSpec spec, Deadline deadline,
                  Completion<std::unique_ptr<PipedProcess>> done) override;

  SubscriptionPtr logs(std::string id, LogOptions options, std::function<void(LogLine)> line,
                       std::function<void(Result<void>)> ended) override;
  SubscriptionPtr events(Labels having, std::function<void(Event)> event,
                         std::function<void(Error)> lost) override;

  void dial(std::string id, std::uint16_t port, Deadline deadline,
            Completion<std::unique_ptr<Stream>> done) override;

  void inspect_image(std::string reference, Deadline deadline, Completion<ImageInfo> done) override;
  void list_images(Labels having, Deadline deadline,
                   Completion<std::vector<ImageInfo>> done) override;
  void remove_image(std::string reference, Deadline deadline, Completion<void> done) override;
  SubscriptionPtr save_image(std::string reference, std::string tar_path,
                             Completion<void> done) override;
  SubscriptionPtr pull_image(std::string reference, std::function<void(std::string)> progress,
                             Completion<ImageInfo> done) override;
  SubscriptionPtr build_image(BuildSpec spec, std::function<void(std::string)> output,
                              Completion<ImageInfo> done) override;
  SubscriptionPtr import_image(std::string tag, std::string tar_path, Labels labels,
                               Completion<ImageInfo> done) override;

 private:
  struct Watch;
  using Descriptors = std::vector<Descriptor>;
  using Values = std::vector<Json>;

  /// Later, on the loop, unless this engine is gone by then.
  void later(std::function<void()> action);
  template <class T>
  void fail(const Completion<T>& done, Error error) {
    later([done, error = std::move(error)] { done(error); });
  }
  /// A conversation that this engine keeps until it is answered.
  void ask(Descriptor socket, const std::string& verb, const Json& body, Descriptors descriptors,
           Deadline deadline, Answered answered);
  /// Every nest that runs; one that ends meanwhile has nothing to say.
  void ask_all(const std::string& verb, const Json& body, Deadline deadline,
               std::function<void(Values)> done);
  /// The nest that things with these labels are in; started when it does not run.
  void reach(const Labels& labels, Completion<std::string> done);
  /// The nest a container is in, by its id or name.
  void locate(const std::string& id, Deadline deadline, Completion<std::string> done);
  /// Asks that nest.
  void ask_about(const std::string& id, const std::string& verb, Json body, Descriptors descriptors,
                 Deadline deadline, Answered answered);
  /// The same without a value.
  void tell(const std::string& id, const std::string& verb, Json body, Deadline deadline,
            Completion<void> done);
  /// A conversation with that nest that goes on, in whoever asks' hand.
  using Conversing = std::function<void(Result<std::shared_ptr<Conversation>>)>;
  void converse(const std::string& id, Deadline deadline, Conversing done);

  Loop& m_loop;
  Nests m_nests;
  Info m_info;
  std::unique_ptr<Images> m_images;
  std::map<std::string, std::string> m_where;  ///< container → nest
  std::set<std::shared_ptr<Conversation>> m_asked;
  std::vector<std::weak_ptr<Watch>> m_watches;
  std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

/// Keeps what it is given for as long as it is.
SubscriptionPtr keep_subscription(std::shared_ptr<void> kept);

}  // namespace caisson::engine::embedded
