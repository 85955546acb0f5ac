#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/stack.hpp"

namespace caisson::data {

enum class Kind {
  postgres,  ///< one database, as pg_dump's custom format
  redis,     ///< the server's keys, as an RDB file
  volume,    ///< what is below a mounted folder, as a tar archive
};

/// A piece of a stack's data that is saved and put back as a whole.
struct Part {
  std::string service;
  Kind kind = Kind::volume;
  /// The database; of redis and volume, the folder in the container.
  std::string place;
  bool operator==(const Part&) const = default;
};

/// The data of a stack, as its declarations say it: the database of each `HEALTHCHECK POSTGRES`,
/// beside which its server may have others, the keys of each `HEALTHCHECK REDIS` that has a
/// writable volume, and the writable volumes of all other services. One-shots have no data: they
/// run again. Ordered by service.
std::vector<Part> parts_of(const model::Stack& stack);

std::string_view word_of(Kind kind);
std::optional<Kind> kind_of(std::string_view word);

/// Its name inside an archive that is made now: `postgres-dice_db.dump`, `redis.rdb`,
/// `localstack-var-lib-localstack.tar`. What is read says the names it has (SavedPart).
std::string file_of(const Part& part);

}  // namespace caisson::data
