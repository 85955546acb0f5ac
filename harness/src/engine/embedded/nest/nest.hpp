#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/loop.hpp"
#include "engine/embedded/nest/cell.hpp"
#include "engine/embedded/nest/cgroups.hpp"
#include "engine/embedded/nest/reaper.hpp"
#include "engine/embedded/nest/runtime.hpp"
#include "engine/embedded/nest/wiring.hpp"
#include "engine/embedded/oci/addresses.hpp"
#include "engine/embedded/wire/place.hpp"

namespace caisson::engine::embedded {

/// The networks and containers of one nest. All calls belong to the loop's thread; completions may
/// come from inside the call.
class Nest {
 public:
  Nest(Loop& loop, Home home, std::string id, Wiring wiring, Cgroups cgroups);
  ~Nest();
  Nest(const Nest&) = delete;
  Nest& operator=(const Nest&) = delete;

  /// `emptied` is called whenever the last container or network has gone.
  void when_empty(std::function<void()> emptied) { m_emptied = std::move(emptied); }
  bool is_empty() const { return m_cells.empty() && m_networks.empty(); }

  Result<Network> create_network(const NetworkSpec& spec);
  std::vector<Network> list_networks(const Labels& having) const;
  Result<void> remove_network(const std::string& name_or_id);

  struct Creation {
    ContainerSpec spec;
    ImageConfig image;
    std::vector<std::string> layers;  ///< uppermost first
    std::string image_id;
    std::vector<Descriptor> held;
  };
  /// The container's id.
  Result<std::string> create(Creation creation);
  /// `listeners`: one for each port of the container's, in that order; `ports` are their numbers.
  void start(const std::string& id, std::vector<Descriptor> listeners,
             std::vector<std::uint16_t> ports, Completion<void> done);
  void stop(const std::string& id, Duration grace, Completion<void> done);
  Result<void> kill(const std::string& id, const std::string& signal);
  void remove(const std::string& id, Completion<void> done);
  void pause(const std::string& id, bool wanted, Completion<void> done);

  std::vector<Container> list(const Labels& having) const;
  /// By id, a beginning of it, or name; null when there is none.
  Cell* find(const std::string& id_or_name);
  static Error absent(const std::string& id);
  std::vector<Volume> own_volumes(const Labels& having) const;
  bool uses_volume(const std::string& name) const;

  /// Holds it until the handle is gone. `ended` gets the exit code when the container is.
  Result<std::shared_ptr<void>> hold(const std::string& id, std::function<void(int)> ended);

  struct Exec {
    ExecSpec spec;
    bool terminal = false;
    Descriptor stdio[3];  ///< not with a terminal
  };
  struct Executed {
    std::function<void(Result<Descriptor> terminal)> begun;  ///< empty without a terminal
    std::function<void(int)> ended;
  };
  /// The process dies with the handle.
  std::shared_ptr<void> exec(const std::string& id, Exec what, Executed tell);

  /// Of every container, until the handle is gone.
  std::shared_ptr<void> events(std::function<void(const Event&)> take);

  const std::string& id() const { return m_id; }

 private:
  struct BridgedNetwork {
    Network network;
    Cidr subnet;
    std::string bridge;
    bool chosen = false;  ///< by us: nobody may count on an address in it
  };
  struct Grip;
  struct ExecJob;

  Result<void> assign_addresses(Cell& cell);
  Result<void> wire(Cell& cell);
  Result<void> begin(Cell& cell, Completion<void> done);
  void begun(const std::string& id, Result<int> code, Completion<void> done);
  void open_ports(Cell& cell, std::vector<Descriptor> listeners,
                  const std::vector<std::uint16_t>& ports);
  enum class Drained { more_later, end };
  Drained drain(Cell& cell, int which);
  void watch_output(Cell& cell, int which);
  void ended(const std::string& id, int status);
  void signal(Cell& cell, int number);
  void erase(const std::string& id);
  void emit(const Cell& cell, Event::Kind kind);
  std::string new_id();

  Loop& m_loop;
  Home m_home;
  std::string m_id;
  Wiring m_wiring;
  Cgroups m_cgroups;
  Reaper m_reaper;
  Runtime m_runtime;
  std::map<std::string, BridgedNetwork> m_networks;  ///< by name
  std::map<std::string, std::unique_ptr<Cell>> m_cells;
  std::map<int, std::function<void(const Event&)>> m_listeners;
  std::function<void()> m_emptied;
  int m_last = 0;  ///< of listeners, bridges and links
  std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

/// The number in a file that a runtime wrote; 0: none.
pid_t read_pid_file(const std::string& path);

/// Whether `labels` hold every pair of `having`; an empty value stands for any.
bool has_labels(const Labels& labels, const Labels& having);

}  // namespace caisson::engine::embedded
