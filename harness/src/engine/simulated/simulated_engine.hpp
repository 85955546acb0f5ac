#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "engine/simulated/script.hpp"
#include "engine/simulated/virtual_clock.hpp"

namespace caisson::engine::simulated {

/// A whole engine in memory, on virtual time: what it holds, does, answers and forgets follows from
/// scripts, faults and one seed.
class SimulatedEngine final : public Engine {
 public:
  explicit SimulatedEngine(VirtualClock& clock, std::uint64_t seed = 0);
  ~SimulatedEngine() override;

  /// By the label `dev.caisson.service`, else by container name; others are ready at once.
  std::map<std::string, Script> scripts;
  Latencies latencies;
  std::vector<Fault> faults;
  EventFaults event_faults;
  /// Subnets (CIDR, compared as text) that somebody else holds: a network on one is a conflict.
  std::set<std::string> taken_subnets;
  std::map<std::string, ImageInfo> images;  ///< by reference
  std::vector<BuildSpec> builds;            ///< as asked for, without their contexts

  /// From now on every call fails and every event stream is lost.
  void vanish();
  /// Puts a container there without a call, for bystanders and for what earlier runs left.
  std::string plant(ContainerSpec spec, bool running, std::optional<int> exit_code = {});
  /// Ends a running container by itself, as if it had crashed.
  void crash(const std::string& name, int exit_code, bool oom_killed = false);

  const std::vector<Call>& calls() const { return m_calls; }
  std::size_t count(const std::string& call) const;
  std::vector<Container> containers() const;
  std::optional<Container> container(const std::string& name_or_id) const;
  std::vector<Network> networks() const;
  std::vector<Volume> volumes() const;
  /// Puts a network or a volume there without a call.
  void plant_network(Network network) { m_networks[network.name] = network; }
  void plant_volume(Volume volume) { m_volumes[volume.name] = volume; }
  /// The most containers that were being started at one moment.
  std::size_t most_starts_at_once() const { return m_most_starting; }

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
  void read_file(std::string id, std::string path, Deadline deadline,
                 Completion<std::string> done) override;
  void list_processes(std::string id, Deadline deadline,
                      Completion<std::vector<ProcessState>> done) override;
  void exec(std::string id, std::vector<std::string> argv, Deadline deadline,
            Completion<ExecResult> done) override;
  void exec_terminal(std::string id, std::vector<std::string> argv, Deadline deadline,
                     Completion<std::unique_ptr<Stream>> done) override;
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
  /// Writes no file.
  SubscriptionPtr save_image(std::string reference, std::string tar_path,
                             Completion<void> done) override;
  void remove_image(std::string reference, Deadline deadline, Completion<void> done) override;

 private:
  /// A container with what only the simulation knows of it.
  struct Body {
    Container seen;
    ContainerSpec spec;
    Script script;
    Instant started{};
    std::uint64_t life = 0;  ///< changes with every start and end; timers of an older one are void
    std::vector<std::string> own_volumes{};  ///< those without a name of the spec's
    std::uint64_t holder = 0;                ///< 0: nobody has held it yet
    bool let_go = false;
  };
  struct Holder {
    std::function<void(LogLine)> line;
    std::function<void(Result<int>)> ended;
  };
  struct Listener {
    Labels having;
    std::function<void(Event)> event;
    std::function<void(Error)> lost;
  };

  /// Logs the call and obeys after its latency, unless a fault stands in the way.
  template <class T>
  void call(std::string name, std::string subject, Duration latency, Deadline deadline,
            std::function<Result<T>()> obey, Completion<T> done);
  template <class T>
  void answer(Instant at, Result<T> result, Completion<T> done);
  std::optional<Fault> fault_for(const std::string& name, const std::string& subject);
  Duration drawn(Duration about);
  void later(Duration after, std::function<void()> action);

  Body* find(const std::string& name_or_id);
  const Body* find(const std::string& name_or_id) const;
  std::string name_of(const std::string& id) const;
  Result<std::string> make(const ContainerSpec& spec);
  void run(Body& body);
  void end(Body& body, int exit_code, bool oom_killed);
  void erase(Body& body);
  void let_go(const std::string& id, std::uint64_t holder);
  void tell_lines(const Body& body);
  bool is_ready(const Body& body) const;
  bool port_is_held(const Body& wanting) const;
  void emit(const Body& body, Event::Kind kind);
  void deliver(const Event& event);
  SubscriptionPtr make_image(std::string call_name, std::string reference, Labels labels,
                             Completion<ImageInfo> done);
  Error gone(const std::string& id) const;

  VirtualClock& m_clock;
  std::mt19937_64 m_random;
  Info m_info;
  std::map<std::string, std::unique_ptr<Body>> m_bodies;  ///< by id
  std::map<std::string, Network> m_networks;              ///< by name
  std::map<std::string, Volume> m_volumes;                ///< by name
  std::map<std::uint64_t, Listener> m_listeners;
  std::map<std::uint64_t, Holder> m_holders;
  std::vector<Call> m_calls;
  std::uint64_t m_last = 0;
  std::size_t m_starting = 0;
  std::size_t m_most_starting = 0;
  bool m_vanished = false;
  std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

/// Whether `labels` hold every pair of `having`; an empty value stands for any.
bool carries(const Labels& labels, const Labels& having);

}  // namespace caisson::engine::simulated
