#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "engine/docker/client.hpp"
#include "engine/engine.hpp"

namespace caisson::engine::docker {

/// Where a leashed container finds its process 1: the folder the volume is mounted on, the program.
inline constexpr const char* k_leash_folder = "/.caisson";
inline constexpr const char* k_leash_path = "/.caisson/leash";
/// Label of the volumes below; its value is `leash_hash()`.
inline constexpr const char* k_leash_label = "dev.caisson.leash";
/// Label of the volume that says which one is filled.
inline constexpr const char* k_leash_filled_label = "dev.caisson.leash.filled";

/// The engine volume that holds the leash: filled once per engine, because a remote one has no bind
/// mounts of ours; looked up once per connection, and seen to be still there at each use.
///
/// Whoever finds none fills one of his own, whose name nobody else can have drawn, and only then
/// creates the volume `caisson-leash-<hash>`, empty, with a label that names the filled one.
/// Creating a volume is atomic in its name and gives the labels of the one that is there, so of two
/// who fill at the same moment one wins, the other learns the winner's, and no container ever
/// mounts a volume that is written to, whatever dies in between. (Filling one fixed volume cannot
/// do that: an archive is unpacked file by file over a name that somebody may be executing, and a
/// volume's labels are fixed before it is filled.)
class LeashVolume : public std::enable_shared_from_this<LeashVolume> {
 public:
  LeashVolume(std::shared_ptr<HttpClient> client, Clock& clock)
      : m_client(std::move(client)), m_clock(clock) {}

  /// Completes with the name of the volume to mount. Where it must be filled, a container that is
  /// never started is made of `image` for that, with those of `labels` that let a sweep find it.
  void ensure(const std::string& image, const Labels& labels, Completion<std::string> done);

 private:
  void look_up();
  void look_again();
  void take_stock(const std::vector<Volume>& volumes);
  void create_helper();
  void put_program();
  void seal();
  void sealed(const std::string& winner);
  void abandon(const Error& error);
  void remove_helper(std::function<void()> then);
  void discard(const std::string& volume, std::function<void()> then);
  void finish(const Result<std::string>& outcome);
  Deadline deadline() const;

  std::shared_ptr<HttpClient> m_client;
  Clock& m_clock;
  std::string m_known;
  std::vector<Completion<std::string>> m_waiting;
  std::string m_image;
  Labels m_labels;
  std::string m_filling;  ///< name of the volume being filled
  std::string m_helper;   ///< id
  std::vector<std::string> m_leftovers;
};

}  // namespace caisson::engine::docker
