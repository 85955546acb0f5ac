#pragma once

// Private to engine/docker. The methods are defined by topic: containers.cpp, stop.cpp,
// networks.cpp, volumes.cpp, images.cpp, save_image.cpp, exec.cpp, files.cpp, logs.cpp, hold.cpp,
// events.cpp, dial.cpp.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/loop.hpp"
#include "engine/docker/address_book.hpp"
#include "engine/docker/api_error.hpp"
#include "engine/docker/client.hpp"
#include "engine/docker/decode.hpp"
#include "engine/docker/leash_volume.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::docker {

class DockerEngine final : public Engine {
 public:
  DockerEngine(Loop& loop, std::shared_ptr<HttpClient> client, Info info);
  ~DockerEngine() override;
  DockerEngine(const DockerEngine&) = delete;
  DockerEngine& operator=(const DockerEngine&) = delete;

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
  void stop_container_watched(std::string id, Duration grace, Deadline deadline,
                              std::function<void()> ended, Completion<void> done) override;
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
  SubscriptionPtr pull_image(std::string reference, std::function<void(std::string)> progress,
                             Completion<ImageInfo> done) override;
  SubscriptionPtr build_image(BuildSpec spec, std::function<void(std::string)> output,
                              Completion<ImageInfo> done) override;
  SubscriptionPtr import_image(std::string tag, std::string tar_path, Labels labels,
                               Completion<ImageInfo> done) override;
  SubscriptionPtr save_image(std::string reference, std::string tar_path,
                             Completion<void> done) override;
  void remove_image(std::string reference, Deadline deadline, Completion<void> done) override;

 private:
  using Connected = Completion<std::unique_ptr<Stream>>;

  void connect_networks(std::string id, std::vector<Attachment> rest, Deadline deadline,
                        Completion<std::string> done);
  void create_with(ContainerSpec spec, const std::string& leash_volume, Deadline deadline,
                   Completion<std::string> done);
  /// Fills in the command line an image has where the spec has none.
  void complete_command(ContainerSpec spec, Deadline deadline, Completion<ContainerSpec> done);
  void await_removal(std::string id, Deadline deadline, Completion<void> done);
  void follow_to_file(std::string id, std::string path, int links, Deadline deadline,
                      Completion<std::string> done);
  /// `body` as encoded; completes with the id of what may then be started.
  void create_exec(const std::string& id, std::string purpose, std::string body, Deadline deadline,
                   Completion<std::string> done);
  void await_exec(std::string exec_id, Duration pause, Deadline deadline, Completion<int> done);
  void inspect_fully(const std::string& id, Deadline deadline, Completion<Inspected> done);
  void dial_known(const std::string& id, const AddressBook::Entry& entry, std::uint16_t port,
                  Deadline deadline, Connected done);
  /// Inspects what a stream has just made, for as long as `wanted` says somebody waits.
  void finish_image(const std::string& reference, std::function<bool()> wanted,
                    Completion<ImageInfo> done);

  Loop& m_loop;
  std::shared_ptr<HttpClient> m_client;
  Info m_info;
  AddressBook m_addresses;
  std::shared_ptr<LeashVolume> m_leash;
  std::map<std::string, ImageCommand> m_image_commands;  ///< by image id
};

/// Completes `done` with what `decode` makes of a successful answer's body.
template <class T, class Decode>
Completion<Response> decoded(std::string purpose, Decode decode, Completion<T> done) {
  return [purpose = std::move(purpose), decode = std::move(decode),
          done = std::move(done)](Result<Response> response) {
    if (!response) return done(response.error());
    if (response->head.status / 100 != 2) return done(api_error(purpose, *response));
    return done(decode(response->body));
  };
}

/// Completes `done` when the answer is a success or has one of the statuses that are as good.
Completion<Response> acknowledged(std::string purpose, std::vector<unsigned> as_good,
                                  Completion<void> done);

/// The first 12 characters of an id, as people know containers; a name stays whole.
std::string short_id(const std::string& id);

}  // namespace caisson::engine::docker
