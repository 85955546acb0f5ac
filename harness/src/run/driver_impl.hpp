#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "run/container_spec.hpp"
#include "run/driver.hpp"
#include "run/networks.hpp"
#include "run/prober.hpp"
#include "run/watch.hpp"

namespace caisson::run {

class Driver::Impl : public std::enable_shared_from_this<Driver::Impl> {
 public:
  Impl(Surroundings surroundings, const plan::Plan& plan, Site site, Options options,
       Observer observer);
  ~Impl();

  void up(std::function<void(Outcome)> done);
  void look(engine::Completion<FoundMap> done);
  bool interrupt();
  void exited(const std::string& container, int exit_code);
  model::ServiceState state(const std::string& service) const;

 private:
  // driver.cpp: the cycle of events and commands
  void list(std::function<void(const std::vector<engine::Container>&)> then);
  std::vector<std::string> paused_among(const std::vector<engine::Container>& containers) const;
  void wake(std::vector<std::string> paused, std::function<void(bool)> then, bool any = false);
  void begin(const std::vector<engine::Container>& listed);
  FoundMap found_among(const std::map<std::string, engine::Container>& containers);
  std::string hash_of(const model::Service& service, const engine::Container& container);
  void feed(model::Event event);
  void drain();
  void execute(const std::vector<Command>& commands);
  void fail_before_start(Error error);
  void finish();
  void add_missing_tails(std::shared_ptr<Outcome> outcome, std::size_t from);
  void end_with(Outcome outcome);

  // driver_commands.cpp: one function a command
  void perform(const command::EnsureImage& command);
  void perform(const command::EnsureNetworks& command);
  void perform(const command::TryPrograms& command);
  void perform(const command::Create& command);
  void perform(const command::Start& command);
  void perform(const command::Probe& command);
  void perform(const command::AskWhetherHalted& command);
  void perform(const command::StopProbe& command);
  void perform(const command::Stop& command);
  void perform(const command::Remove& command);
  void perform(const command::RemoveNetworks& command);
  void perform(const command::WakeAt& command);

  void make_container(const std::string& service, engine::Completion<std::string> done);
  void start_on_other_ports(const std::string& service);
  void started(const std::string& service);
  void check_created(const std::string& service, const std::string& id);
  void created(const std::string& service, const std::string& id);
  void hold_created(const std::string& service, const std::string& id);
  void last_lines_of(const std::string& container,
                     std::function<void(std::vector<std::string>)> done);
  void call_failed(const std::string& service, const char* call, Error error);
  Error explain_start(const model::Service& service, Error error);
  void retire_prober(const std::string& service);
  void remove_containers(const std::string& service, std::vector<std::string> ids);
  void remove_container(const std::string& service, const std::string& id, int attempt);
  void removed_one(const std::string& service, Result<void> result);
  void save_last_words(const std::string& service, std::function<void()> then);

  const model::Service& service(const std::string& name) const;
  std::string fingerprint(const std::string& image);
  SpecInput spec_input();
  Instant in(Duration time) const { return m_clock.now() + time; }
  /// Wraps a member's callback so that it is dropped once the driver is gone or done.
  template <class Action>
  auto guarded(Action action) {
    return [weak = weak_from_this(), action = std::move(action)](auto&&... arguments) {
      const auto self = weak.lock();
      if (self && !self->m_over) action(std::forward<decltype(arguments)>(arguments)...);
    };
  }

  struct ImageFacts {
    std::string id;
    model::ImageSource source = model::ImageSource::recipe;
  };
  struct Removal {
    std::size_t pending = 0;
    Result<void> result;
  };

  engine::Engine& m_engine;
  Clock& m_clock;
  HostPorts& m_ports;
  image::Provider& m_images;
  std::function<std::string(const model::Image&)> m_fingerprint;
  Hold m_hold;
  std::function<std::vector<std::string>(const std::string&, std::size_t)> m_last_lines;
  const plan::Plan& m_plan;
  Site m_site;
  Options m_options;
  Observer m_observer;
  std::function<void(Outcome)> m_done;

  std::optional<Machine> m_machine;
  std::deque<model::Event> m_events;
  bool m_draining = false;
  bool m_interrupted = false;
  bool m_over = false;

  Watch m_watch;
  Networks m_networks;
  std::map<std::string, std::string> m_containers;    ///< service → id
  std::map<std::string, std::string> m_found_images;  ///< of the containers that were there
  std::set<std::string> m_tried;                      ///< services whose programs fit
  std::map<std::string, ImageFacts> m_image_facts;
  std::map<std::string, std::string> m_fingerprints;
  std::map<std::string, std::unique_ptr<Prober>> m_probers;
  std::map<std::string, std::string> m_last_reasons;
  std::map<std::string, std::vector<std::string>> m_tails;
  std::map<std::string, Removal> m_removals;
  std::set<std::string> m_being_started;
  std::set<std::string> m_images_under_way;
  std::optional<Clock::TimerId> m_wake;
};

}  // namespace caisson::run
