#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "data/archive_reader.hpp"
#include "data/part.hpp"

namespace caisson::cli {

/// A container beside a service's own that has one of its volumes, and its image for the tools, so
/// that the volume can be worked on while the service stands still. It goes with this object; one
/// whose command was killed goes with the next, or with `caisson down`.
class DataHelper {
 public:
  static Result<std::unique_ptr<DataHelper>> make(Context& context, const model::Service& service,
                                                  const engine::Container& container,
                                                  const std::string& folder);
  ~DataHelper();
  DataHelper(const DataHelper&) = delete;
  DataHelper& operator=(const DataHelper&) = delete;

  /// A script of the shell in the folder; what it writes.
  Result<std::string> run(const std::string& script, std::vector<std::string> arguments = {});
  /// The same, fed from an archive, or written to `sink`.
  Result<void> feed(const std::string& script, std::vector<std::string> arguments,
                    data::ArchiveReader::Source source);
  Result<void> drain(const std::string& script,
                     const std::function<Result<void>(std::string_view)>& sink);

 private:
  DataHelper(Context& context, std::string folder)
      : m_context(context), m_folder(std::move(folder)) {}
  Result<void> remove_others(engine::Engine& engine, const std::string& instance,
                             const std::string& data);
  engine::ExecSpec command(const std::string& script, std::vector<std::string> arguments) const;

  Context& m_context;
  std::string m_folder;
  std::string m_container;
};

}  // namespace caisson::cli
