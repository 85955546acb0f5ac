#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/context.hpp"
#include "cli/restoring.hpp"
#include "cli/sql_console.hpp"

namespace caisson::cli {

/// A database of a service with `HEALTHCHECK POSTGRES`, in the container that runs.
class DatabaseData final : public Restoring {
 public:
  /// The one that the health check names.
  static Result<std::unique_ptr<DatabaseData>> open(Context& context,
                                                    const model::Service& service);
  static Result<std::unique_ptr<DatabaseData>> open(Context& context, const model::Service& service,
                                                    const std::string& database);
  ~DatabaseData() override;
  DatabaseData(const DatabaseData&) = delete;
  DatabaseData& operator=(const DatabaseData&) = delete;

  /// All databases that its server has and that are nobody's template; without `postgres`, which is
  /// the server's own, unless it is this one.
  Result<std::vector<std::string>> siblings();

  /// Gives all of it to `sink`; the rows that each table had at that very moment.
  Result<data::TableRows> dump(const std::function<Result<void>(std::string_view)>& sink);
  Result<data::TableRows> rows();

  Result<bool> is_there() override;
  Result<void> check(const data::SavedPart& saved, data::ArchiveReader::Source source) override;
  Result<void> prepare(const data::SavedPart& saved, data::ArchiveReader::Source source) override;
  /// An empty database beside the one there is.
  Result<void> prepare_empty();
  Result<void> swap() override;
  Result<void> swap_back() override;
  Result<void> finish() override;

 private:
  DatabaseData(Context& context, SqlConsole::Entrance entrance, std::string database);

  Result<void> log_in();
  Result<std::string> creation();
  Result<void> drop(const std::string& database);
  Result<void> tell(const std::string& sql);
  Result<void> run(const data::SavedPart& saved, data::ArchiveReader::Source source,
                   const std::string& script, const std::string& database);
  Result<void> rename(const std::string& aside, const std::string& in);

  Context& m_context;
  SqlConsole::Entrance m_entrance;
  std::string m_database;
  std::string m_new;  ///< what is made beside it is called
  std::string m_old;  ///< what there was is called, once it is replaced
  /// Logged in elsewhere: nobody may be connected to what is renamed.
  std::optional<SqlConsole> m_console;
  bool m_prepared = false;
};

}  // namespace caisson::cli
