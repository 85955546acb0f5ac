#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "cli/context.hpp"
#include "cli/data_helper.hpp"
#include "cli/restoring.hpp"

namespace caisson::cli {

/// What a service has in a volume: the folder as it is, or of Redis the snapshot it makes and
/// reads. The service stands still while the folders change places.
class FolderData final : public Restoring {
 public:
  static Result<std::unique_ptr<FolderData>> open(Context& context, const model::Service& service,
                                                  const data::Part& part);
  ~FolderData() override;
  FolderData(const FolderData&) = delete;
  FolderData& operator=(const FolderData&) = delete;

  Result<void> dump(const std::function<Result<void>(std::string_view)>& sink);

  /// Redis: forgets every key.
  Result<void> flush();

  Result<bool> is_there() override { return true; }
  Result<void> check(const data::SavedPart& saved, data::ArchiveReader::Source source) override;
  Result<void> prepare(const data::SavedPart& saved, data::ArchiveReader::Source source) override;
  Result<void> swap() override;
  Result<void> swap_back() override;
  Result<void> finish() override;

 private:
  FolderData(Context& context, const model::Service& service, engine::Container container,
             data::Part part);
  Result<void> have_helper();
  engine::ExecSpec redis_cli(std::vector<std::string> words) const;
  Result<std::string> ask_redis(std::vector<std::string> words);
  Result<void> compare_keys();
  /// Moves the folders while the service is stopped, and has it ready again.
  Result<void> move(const std::string& script);

  Context& m_context;
  const model::Service& m_service;
  engine::Container m_container;
  data::Part m_part;
  std::string m_password;
  std::unique_ptr<DataHelper> m_helper;
  bool m_prepared = false;
  std::int64_t m_keys = 0;  ///< in the snapshot to be put back
};

}  // namespace caisson::cli
