#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "base/clock.hpp"
#include "engine/engine.hpp"
#include "image/provider.hpp"

namespace caisson::image {

/// What came of asking a registry for an image.
struct Pulled {
  enum class Outcome {
    pulled,  ///< the engine has it
    denied,  ///< the registry answered, but gave us no such image
    silent,  ///< no answer: this registry is given up for the run
    failed,  ///< it was on its way and broke off, or the engine cannot: `error` says why
  };
  Outcome outcome = Outcome::failed;
  engine::ImageInfo image;
  Error error{ErrorKind::image, {}};
};

/// Pulls images, and gives up a registry that does not answer, for the whole run and with one line.
class Puller {
 public:
  Puller(engine::Engine& engine, Clock& clock, Duration patience,
         std::function<void(std::string)> notice);
  ~Puller();
  Puller(const Puller&) = delete;
  Puller& operator=(const Puller&) = delete;

  bool given_up(const std::string& reference) const;

  /// `impatient`: there is another way to the image, so silence counts after the patience; else
  /// only the engine's own error or a minute without any progress ends it.
  void pull(const std::string& reference, bool impatient, std::function<void(std::string)> line,
            std::function<void(Pulled)> done);

 private:
  struct Pull;
  void heard(const std::shared_ptr<Pull>& pull);
  void ended(const std::shared_ptr<Pull>& pull, Result<engine::ImageInfo> result);
  void give_up(const std::string& registry, const std::string& why);
  void finish(const std::shared_ptr<Pull>& pull, Pulled pulled);
  void arm(const std::shared_ptr<Pull>& pull, Duration wait);

  engine::Engine& m_engine;
  Clock& m_clock;
  Duration m_patience;
  std::function<void(std::string)> m_notice;
  std::set<std::string> m_given_up;
  std::set<std::shared_ptr<Pull>> m_under_way;
};

}  // namespace caisson::image
