#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "run/allowance.hpp"
#include "run/machine.hpp"

namespace caisson::run {

/// How far one service has come.
enum class Stage {
  waiting,    ///< for its image and the networks
  trying,     ///< its programs, in the image; an older container runs on meanwhile
  replacing,  ///< the container of an older declaration is being removed
  creating,
  created,   ///< waits for its conditions and a free place among the starts
  starting,  ///< Start commanded, not answered
  running,   ///< being probed, or a one-shot that has not ended
  settled,   ///< ready, or completed
  failed,    ///< its container, if any, is still there
  removing,
  gone,
};

struct Node {
  const plan::Step* step = nullptr;
  Stage stage = Stage::waiting;
  bool outdated = false;  ///< a container of an older declaration is there
  bool tried = false;     ///< its programs fit
  bool anew = false;      ///< it or something it rests on is made by this run
  bool ours = false;      ///< this run made the container (or may have)
  bool start_commanded = false;
  bool started = false;
  bool ready = false;
  bool completed = false;
  bool probing = false;
  std::optional<Allowance> allowance{};
  bool asking = false;        ///< whether a debugger has stopped it, or what it depends on
  std::string last_reason{};  ///< of the last NotReady
  bool unavailable = false;   ///< its image is
  bool held_back = false;     ///< by one that is

  const model::Service& service() const { return *step->service; }
  const std::string& name() const { return step->service->name; }
  bool stays_away() const { return unavailable || held_back; }
};

struct Machine::State {
  State(const plan::Plan& plan, const FoundMap& found, Options options);

  // machine.cpp: the way up
  void begin(Instant now);
  void advance(Instant now);
  void adopt(Node& node, Instant now);
  void ask_for_images();
  bool is_at_rest(const Node& node) const;
  void handle(const model::event::ImageReady& event, Instant now);
  void handle(const model::event::ImageFailed& event, Instant now);
  void handle(const model::event::NetworksReady& event, Instant now);
  void handle(const model::event::ProgramsFit& event, Instant now);
  void handle(const model::event::Created& event, Instant now);
  void handle(const model::event::Started& event, Instant now);
  void handle(const model::event::Ready& event, Instant now);
  void handle(const model::event::NotReady& event, Instant now);
  void handle(const model::event::Exited& event, Instant now);
  void handle(const model::event::Halted& event, Instant now);
  void handle(const model::event::Removed& event, Instant now);
  void handle(const model::event::NetworksRemoved& event, Instant now);
  void handle(const model::event::CallFailed& event, Instant now);
  void handle(const model::event::TimerFired& event, Instant now);
  void handle(const model::event::Interrupted& event, Instant now);
  void handle(const model::event::EngineLost& event, Instant now);
  template <class Other>
  void handle(const Other&, Instant) {}  // of interest to reports only

  Node* find(const std::string& service);
  std::vector<std::string> debugged_below(const Node& node) const;
  std::optional<Instant> next_look(const Node& node) const;
  void overdue(Node& node);
  bool is_to_be_tried(const Node& node) const;
  bool conditions_hold(const Node& node) const;
  bool rests_on_new_ground(const Node& node) const;
  void create_what_can_be();
  void start_what_can_be();
  void command_wake();
  void command(Command what) { commands.push_back(std::move(what)); }

  // machine_end.cpp: failures and the way down
  void fail(Node& node, std::string awaited, Error error,
            const model::event::Exited* exit = nullptr);
  void fail(std::string awaited, Error error, std::string declared_at = {});
  void cleanup_failed(const std::string& service, const Error& error);
  void end();
  void wind_up();
  void discard(Node& node);
  bool in_transit() const;
  void finish();
  void go_on_without(const std::string& image, const Error& error);
  bool absences_matter() const;
  std::vector<std::string> held_back(const std::string& service,
                                     const std::function<bool(const Node&)>& concerned) const;
  std::vector<std::string> held_back_by(const Failure& failure) const;

  const plan::Plan& plan;
  FoundMap found;
  Options options;
  std::vector<Node> nodes;
  std::map<std::string, std::size_t> index;
  std::vector<std::size_t> by_path;  ///< longest path first
  bool debugging = false;            ///< a service of the plan runs under a debugger
  std::set<std::string> images_ready;
  std::map<std::string, std::string> failed_images;  ///< `awaited` of the failure → image
  enum class Networks { unasked, asked, ready, failed, removing, removed };
  Networks networks = Networks::unasked;
  std::size_t starts_in_flight = 0;
  std::optional<Instant> wake;
  bool ending = false;
  bool interrupted = false;
  std::vector<Failure> failures;
  std::vector<Absence> absences;
  std::vector<Command> commands;  ///< of the step under way
  std::optional<Outcome> outcome;
};

/// "exited with code 1", "was ended by signal 9", "ran out of memory".
std::string describe_exit(const model::event::Exited& event);
/// What a service is waited for to become: "completed", "healthy" or "started".
std::string awaited_of(const model::Service& service);

}  // namespace caisson::run
