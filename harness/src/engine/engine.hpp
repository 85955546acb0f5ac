#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace caisson::engine {

/// Called exactly once, on the loop's thread, never from inside the call that was given it.
template <class T>
using Completion = std::function<void(Result<T>)>;

/// Every call ends by its deadline, with ErrorKind::timed_out if nothing better is known.
using Deadline = Instant;

using Labels = std::map<std::string, std::string>;

/// Which engine answers, as `status`, `doctor` and error messages name it.
struct Info {
  std::string kind;      ///< "docker", "podman", "embedded", "simulated"
  std::string version;   ///< the engine's own version
  std::string api;       ///< negotiated API version, "1.41"
  std::string endpoint;  ///< "unix:///var/run/docker.sock"
  std::string found_by;  ///< "DOCKER_HOST", "context `rancher-desktop`", "default socket" …
};

struct NetworkSpec {
  std::string name;
  std::string subnet;  ///< CIDR; static addresses need it
  Labels labels;
};

struct Network {
  std::string id;
  std::string name;
  std::string subnet;
  Labels labels;
};

struct Attachment {
  std::string network;
  std::string address;  ///< IPv4, inside the network's subnet
};

struct PublishedPort {
  std::uint16_t container = 0;
  std::string host_address = "127.0.0.1";
  std::uint16_t host = 0;
};

struct Mount {
  enum class Kind { bind, volume };
  Kind kind = Kind::bind;
  std::string source;  ///< absolute path, or volume name; an empty one is a volume without a name,
                       ///< which goes with its container and carries the container's labels
  std::string target;
  bool read_only = false;
};

/// What a container shall be. Security is the default: all capabilities dropped, no new privileges,
/// a pid limit; what a service needs more is listed.
struct ContainerSpec {
  std::string name;
  std::string image;  ///< image id or reference the engine has
  std::vector<std::string> entrypoint;
  std::vector<std::string> command;
  std::map<std::string, std::string> env;
  Labels labels;
  std::vector<Attachment> networks;  ///< the first one at create, others connected before start
  std::map<std::string, std::string> hosts;  ///< name → address, the only names it can resolve
  std::vector<PublishedPort> ports;
  std::vector<Mount> mounts;
  std::vector<std::string> tmpfs;         ///< absolute paths
  std::vector<std::string> capabilities;  ///< added to none
  std::string user;                       ///< empty: the image's
  std::int64_t memory_bytes = 0;          ///< 0: no limit
  std::int64_t nano_cpus = 0;             ///< 0: no limit
  std::int64_t pids = 4096;
  bool read_only_root = true;
  bool image_healthcheck = false;  ///< keep the image's own HEALTHCHECK running
  /// Ends and is removed, with its volumes without a name, as soon as whoever holds it (`hold`)
  /// lets go or dies, and when it ends by itself. Its command then is what its image says where
  /// nothing is said here, and gets /dev/null as standard input.
  bool leashed = false;
};

struct Volume {
  std::string name;
  Labels labels;
};

enum class Phase { created, running, paused, exited, removing };
enum class Health { none, starting, healthy, unhealthy };

/// A container as the engine last told it.
struct Container {
  std::string id;
  std::string name;
  std::string image;  ///< image id
  Labels labels;
  Phase phase = Phase::created;
  Health health = Health::none;
  std::optional<int> exit_code;
  bool oom_killed = false;
  int pid = 0;             ///< 0 when not running or not on this host
  std::string started_at;  ///< RFC 3339, empty when never started
  std::string finished_at;
  std::vector<Attachment> networks;
  std::vector<PublishedPort> ports;
};

/// A hint that something changed; who needs certainty inspects. `resync` says: events were lost,
/// list again.
struct Event {
  enum class Kind { started, died, oom, health, destroyed, resync };
  Kind kind = Kind::resync;
  std::string container;
  Labels labels;
  std::optional<int> exit_code;
  Health health = Health::none;
};

struct LogLine {
  bool from_stderr = false;
  std::string text;  ///< without the line feed
};

struct LogOptions {
  bool follow = false;
  std::optional<int> tail;  ///< last n lines; none: all
  bool timestamps = false;
};

struct ExecResult {
  int exit_code = 0;
  std::string output;  ///< stdout and stderr, interleaved as they came
};

/// A process of a container, as ps(1) tells its state: `S` sleeping, `t` stopped by its tracer …
struct ProcessState {
  int pid = 0;  ///< as the engine's host numbers it
  std::string state;
};

struct ExecSpec {
  std::vector<std::string> argv;
  std::map<std::string, std::string> env{};  ///< over the container's own
};

/// A byte stream to a port or process inside a container. Reads and writes may overlap, two reads
/// may not.
class Stream {
 public:
  virtual ~Stream() = default;  ///< closes; pending completions are dropped
  virtual void write(std::string bytes, Completion<void> done) = 0;
  /// Completes with at least one byte, or an empty string at the end of the stream.
  virtual void read(Completion<std::string> done) = 0;
  /// The size of the terminal behind `exec_terminal`; other streams have none.
  virtual void resize(int /*columns*/, int /*rows*/) {}
};

/// A process without a terminal: reading is its standard output, writing its standard input. That
/// ends with the handle only: who reads it is told beforehand how much will come.
class PipedProcess : public Stream {
 public:
  /// After the end of its output: the exit code, and as `output` the end of what it wrote to
  /// stderr.
  virtual void end(Deadline deadline, Completion<ExecResult> done) = 0;
};

/// Something that goes on until its handle is destroyed.
class Subscription {
 public:
  virtual ~Subscription() = default;
};
using SubscriptionPtr = std::unique_ptr<Subscription>;

struct ImageInfo {
  std::string id;
  std::vector<std::string> tags;
  Labels labels;
  std::int64_t size = 0;  ///< bytes
};

struct BuildSpec {
  std::string tag;
  std::string context;                    ///< a tar archive, in memory
  std::string dockerfile = "Dockerfile";  ///< path inside the context
  std::string target;                     ///< stage, empty: the last
  std::map<std::string, std::string> args;
  Labels labels;
  std::string network;  ///< of RUN steps: "host", "none", a network; empty: the engine's default
  /// Of RUN steps, against all other containers: theirs count 1024; 0: the same as theirs.
  std::int64_t cpu_shares = 0;
};

/// Seam: a container engine, in terms of networks, containers, streams and events; never of HTTP.
/// Real: docker::DockerEngine, EmbeddedEngine. Simulated: SimulatedEngine. All calls belong to the
/// loop's thread.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual const Info& info() const = 0;

  virtual void create_network(NetworkSpec spec, Deadline deadline, Completion<Network> done) = 0;
  virtual void list_networks(Labels having, Deadline deadline,
                             Completion<std::vector<Network>> done) = 0;
  /// Removing what is not there succeeds.
  virtual void remove_network(std::string name, Deadline deadline, Completion<void> done) = 0;

  /// All containers, running or not, that carry every one of these labels (an empty value: any
  /// value).
  virtual void list_containers(Labels having, Deadline deadline,
                               Completion<std::vector<Container>> done) = 0;
  virtual void inspect_container(std::string id, Deadline deadline, Completion<Container> done) = 0;
  /// Completes with the container's id.
  virtual void create_container(ContainerSpec spec, Deadline deadline,
                                Completion<std::string> done) = 0;
  virtual void start_container(std::string id, Deadline deadline, Completion<void> done) = 0;
  /// Asks with the image's stop signal, kills after `grace`.
  virtual void stop_container(std::string id, Duration grace, Deadline deadline,
                              Completion<void> done) = 0;
  /// The same, and `ended` is called once, at the latest just before `done`: as soon as the
  /// container's process is gone, where that can be seen; the engine's own answer comes when it has
  /// tidied up, a tenth of a second later.
  virtual void stop_container_watched(std::string id, Duration grace, Deadline deadline,
                                      std::function<void()> ended, Completion<void> done) {
    stop_container(std::move(id), grace, deadline,
                   [ended = std::move(ended), done = std::move(done)](Result<void> result) {
                     ended();
                     done(std::move(result));
                   });
  }
  virtual void kill_container(std::string id, std::string signal, Deadline deadline,
                              Completion<void> done) = 0;
  /// Kills if need be, with its anonymous volumes; removing what is not there succeeds, and what
  /// is being removed already is waited for.
  virtual void remove_container(std::string id, Deadline deadline, Completion<void> done) = 0;
  /// Stops every process where it stands; pausing what is paused succeeds. A paused container does
  /// not feel its leash: who pauses and dies leaves it to a sweep.
  virtual void pause_container(std::string id, Deadline deadline, Completion<void> done) = 0;
  virtual void unpause_container(std::string id, Deadline deadline, Completion<void> done) = 0;

  /// Holds a leashed container: called after its creation and before its start. `holding` says
  /// whether it is held, by `deadline`. From then on `line` gets all it writes, and `ended`, once
  /// and after the last line, the exit code of a container that is gone (an error when the engine
  /// was lost). Letting go of the handle, or the death of this process, ends and removes it; one
  /// that was never started stays until somebody removes it, and ends at once if it is started.
  virtual SubscriptionPtr hold(std::string id, Deadline deadline, std::function<void(LogLine)> line,
                               Completion<void> holding,
                               std::function<void(Result<int>)> ended) = 0;

  virtual void list_volumes(Labels having, Deadline deadline,
                            Completion<std::vector<Volume>> done) = 0;
  /// Removing what is not there succeeds; ErrorKind::conflict while a container has it.
  virtual void remove_volume(std::string name, Deadline deadline, Completion<void> done) = 0;

  /// A file that a container has, running or not, at the end of however many links;
  /// ErrorKind::not_found where there is none.
  virtual void read_file(std::string id, std::string path, Deadline deadline,
                         Completion<std::string> done) = 0;
  virtual void list_processes(std::string id, Deadline deadline,
                              Completion<std::vector<ProcessState>> done) = 0;

  virtual void exec(std::string id, std::vector<std::string> argv, Deadline deadline,
                    Completion<ExecResult> done) = 0;
  /// An interactive process on a terminal: the stream carries both directions, its end is the
  /// process's.
  virtual void exec_terminal(std::string id, std::vector<std::string> argv, Deadline deadline,
                             Completion<std::unique_ptr<Stream>> done) = 0;
  /// Completes when the process has begun, which is what the deadline is for.
  virtual void exec_piped(std::string id, ExecSpec spec, Deadline deadline,
                          Completion<std::unique_ptr<PipedProcess>> done) = 0;

  /// `line` for each line until the log ends, then `ended` once.
  virtual SubscriptionPtr logs(std::string id, LogOptions options,
                               std::function<void(LogLine)> line,
                               std::function<void(Result<void>)> ended) = 0;
  /// Events of containers with these labels. The first event is `resync`, sent when the
  /// subscription stands, so that who lists upon it misses nothing. A broken stream reconnects and
  /// sends `resync` again; `lost` is called once when the engine is gone for good.
  virtual SubscriptionPtr events(Labels having, std::function<void(Event)> event,
                                 std::function<void(Error)> lost) = 0;

  /// A connection to a port inside a container, by its address where that is reachable.
  virtual void dial(std::string id, std::uint16_t port, Deadline deadline,
                    Completion<std::unique_ptr<Stream>> done) = 0;

  /// ErrorKind::not_found when the engine has no such image.
  virtual void inspect_image(std::string reference, Deadline deadline,
                             Completion<ImageInfo> done) = 0;
  virtual void list_images(Labels having, Deadline deadline,
                           Completion<std::vector<ImageInfo>> done) = 0;
  /// `progress` gets one human-readable line per change.
  virtual SubscriptionPtr pull_image(std::string reference,
                                     std::function<void(std::string)> progress,
                                     Completion<ImageInfo> done) = 0;
  virtual SubscriptionPtr build_image(BuildSpec spec, std::function<void(std::string)> output,
                                      Completion<ImageInfo> done) = 0;
  /// Makes an image of a root file system, given as a tar archive in a file.
  virtual SubscriptionPtr import_image(std::string tag, std::string tar_path, Labels labels,
                                       Completion<ImageInfo> done) = 0;
  /// Writes an image into a file, as `docker save` does: what another engine makes it from.
  virtual SubscriptionPtr save_image(std::string reference, std::string tar_path,
                                     Completion<void> done) = 0;
  /// Takes a tag off an image, which goes with its last one. Removing what is not there succeeds;
  /// ErrorKind::conflict while a container needs it.
  virtual void remove_image(std::string reference, Deadline deadline, Completion<void> done) = 0;
};

}  // namespace caisson::engine
