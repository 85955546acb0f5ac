#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace caisson::model {

/// The version of stack.json this harness reads; older ones are migrated, newer ones refused.
inline constexpr int k_schema = 1;

enum class Condition { healthy, started, completed };

struct Dependency {
  std::string service;
  Condition condition = Condition::healthy;
  bool operator==(const Dependency&) const = default;
};

/// How readiness (HEALTHCHECK) or life (LIVENESS) is observed.
struct HealthCheck {
  enum class Kind { tcp, http, grpc, postgres, redis, log, exec, engine };
  Kind kind = Kind::tcp;
  std::uint16_t port = 0;            ///< container port; 0 for log, exec and engine
  std::string path;                  ///< http: request path; grpc: service name, may be empty
  std::string pattern;               ///< log: ECMAScript regular expression
  std::vector<std::string> command;  ///< exec: argv
  std::string database;              ///< postgres
  std::string login;  ///< postgres: user; the password is the service's own POSTGRES_PASSWORD
  std::optional<Duration> every;               ///< longest pause between probes
  Duration within = std::chrono::seconds(60);  ///< deadline from the container's start
  int grace = 0;                               ///< failures that do not count yet (liveness)
  bool operator==(const HealthCheck&) const = default;
};

struct Publish {
  std::uint16_t host = 0;
  std::uint16_t container = 0;
  bool operator==(const Publish&) const = default;
};

struct Volume {
  std::string source;  ///< absolute path, or a name for a volume of the engine
  std::string target;
  bool read_only = false;
  bool is_path() const { return !source.empty() && source.front() == '/'; }
  bool operator==(const Volume&) const = default;
};

struct Metrics {
  std::string path;
  std::uint16_t port = 0;
  bool operator==(const Metrics&) const = default;
};

/// The sources of what a service runs: where they are, and where its debugger sees them.
struct Sources {
  std::string local;      ///< absolute
  std::string container;  ///< absolute, in the container
  bool operator==(const Sources&) const = default;
};

struct Debug {
  enum class Kind { node, gdb };
  Kind kind = Kind::node;
  std::uint16_t port = 0;
  std::optional<Sources> sources{};
  bool operator==(const Debug&) const = default;
};

/// A program of the project's own build, run from the build tree: the image is what is around it.
struct Program {
  std::string target;  ///< of CMake, which makes it
  std::string path;    ///< absolute
  bool operator==(const Program&) const = default;
};

struct Route {
  std::string host;        ///< first label of the host name under the stack's domain
  std::uint16_t port = 0;  ///< container port
  bool operator==(const Route&) const = default;
};

/// What leads requests from outside to the routes of the stack.
struct Gateway {
  enum class Kind { traefik };
  Kind kind = Kind::traefik;
  std::string folder;      ///< in the container; it gets the routes as a file in it
  std::uint16_t port = 0;  ///< container port that speaks HTTPS
  bool operator==(const Gateway&) const = default;
};

/// What an edit of a file or below a folder leads to, where the stack is started to be worked on.
struct Watch {
  enum class Action {
    sync,     ///< the container sees it, and acts by itself
    restart,  ///< the container is made anew from the image it has
    rebuild,  ///< the image is made, and the container from it
  };
  std::string path;  ///< absolute
  Action action = Action::sync;
  std::string target;  ///< sync: where the container sees the folder; empty: by one of `volumes`
  bool operator==(const Watch&) const = default;
};

/// What answers under a service's names: its container, a process that a developer has started on
/// this machine, an address elsewhere, or its MOCK.
enum class Backend { container, process, external, mock };

/// One declared service; every field is a keyword of caisson_add_service.
struct Service {
  std::string name;
  std::string declared_at;  ///< file:line
  std::string image;        ///< key into Stack::images
  std::vector<std::string> entrypoint;
  std::vector<std::string> command;
  std::vector<Dependency> depends;
  std::vector<std::string> wants;
  std::vector<std::uint16_t> ports;
  std::vector<Publish> publish;
  std::vector<Publish> prefer;  ///< the host's port where it is free, else a chosen one
  std::optional<HealthCheck> healthcheck;
  std::optional<HealthCheck> liveness;
  std::optional<Metrics> metrics;
  std::optional<Debug> debug;
  std::optional<Program> program;
  std::vector<Route> routes;
  std::optional<Gateway> edge;
  std::map<std::string, std::string> env;
  std::vector<std::string> env_files;
  std::map<std::string, std::string> secrets;  ///< name → `env:VARIABLE` or `file:/absolute/path`
  std::vector<Volume> volumes;
  std::vector<std::string> tmpfs;
  std::map<std::string, std::string> labels;
  std::vector<std::string> networks;
  std::vector<std::string> aliases;
  std::vector<std::string> capabilities;
  std::vector<std::string> template_by;
  std::vector<Watch> watch;
  std::vector<std::string> restart_with;  ///< when they are restarted for an edit, so is this one
  std::string mock;                       ///< service that can stand in for it, or empty
  std::string profile;                    ///< empty: always available
  std::string run_as;
  std::string database;
  std::string restart;  ///< "no", "on-failure", "always"; empty: "no"
  int phase = 1;
  int replicas = 1;
  std::int64_t memory_bytes = 0;
  double cpus = 0;
  std::optional<Duration> budget;   ///< start-up time the service promises
  std::optional<Duration> expires;  ///< how long what a one-shot did is good for
  double time_scale = 1;            ///< of its deadlines: what a sanitizer makes of time
  /// Started under its debugger (plan/debugging.hpp); no manifest says so.
  bool debugging = false;
  std::optional<Program> debug_server;  ///< of this machine, where the image's own is not taken
  /// Other than declared for this run (plan/backend.hpp); no manifest says so.
  Backend backend = Backend::container;
  std::vector<std::string> remarks;  ///< what a start says of that, a sentence each
  bool writable_root = false;
  bool completes = false;
  bool operator==(const Service&) const = default;
};

struct Image {
  std::string name;
  std::string declared_at;
  std::string reference;           ///< registry reference, with a tag or digest
  std::string recipe;              ///< absolute folder, or empty
  std::string target;              ///< build stage, or empty
  std::string dev_target;          ///< stage of services that are watched, or empty
  std::vector<std::string> bases;  ///< images this recipe builds on, keys into Stack::images
  std::string context;             ///< build context if not the recipe's folder, absolute
  bool operator==(const Image&) const = default;
};

struct Mode {
  std::string name;
  std::string declared_at;
  std::vector<std::string> services;
  std::vector<std::string> profiles;
  std::vector<std::string> aliases;
  /// Service → entries of its environment in this mode, over its own.
  std::map<std::string, std::map<std::string, std::string>> env;
  bool is_default = false;
  bool operator==(const Mode&) const = default;
};

/// How many of a service, as the load wants it.
struct Autoscale {
  int least = 1;
  int most = 1;
  bool operator==(const Autoscale&) const = default;
};

/// What a stage has other than the declarations say, for rendered files. Keys are services.
struct Overlay {
  std::string name;
  std::string declared_at;
  std::map<std::string, int> replicas;
  std::map<std::string, Autoscale> autoscale;
  std::map<std::string, std::int64_t> memory_bytes;  ///< limits
  std::map<std::string, double> cpus;
  std::map<std::string, std::int64_t> reserve_memory_bytes;
  std::map<std::string, double> reserve_cpus;
  std::map<std::string, std::int64_t> storage_bytes;
  std::map<std::string, std::string> tags;  ///< by image
  bool operator==(const Overlay&) const = default;
};

/// A test that leases services.
struct Test {
  std::string name;  ///< as CTest knows it
  std::vector<std::string> services;
  bool operator==(const Test&) const = default;
};

/// A file for another tool that says what the stack says, or a folder of them. Without a mode and
/// services it is about the default mode.
struct Rendering {
  enum class Kind { compose, kubernetes, devcontainer, vscode, prometheus, github, skaffold };
  std::string path;  ///< from Stack::source_dir
  std::string declared_at;
  Kind kind = Kind::compose;
  std::string mode;
  std::vector<std::string> services;  ///< instead of a mode
  std::vector<std::string> profiles;  ///< left to the file's reader to switch
  std::string image;                  ///< what a dev container is of; empty: its own recipe
  bool operator==(const Rendering&) const = default;
};

/// The manifest, read and checked. Keys are names.
struct Stack {
  std::string name;
  std::string domain;
  std::string declared_at;
  std::string source_dir;
  std::string build_dir;
  std::string config;  ///< CMake configuration, may be empty
  std::map<std::string, Image> images;
  std::map<std::string, Service> services;
  std::map<std::string, Mode> modes;
  std::map<std::string, Test> tests;
  std::map<std::string, Overlay> overlays;
  std::map<std::string, Rendering> renderings;  ///< by path
  bool operator==(const Stack&) const = default;
};

}  // namespace caisson::model
