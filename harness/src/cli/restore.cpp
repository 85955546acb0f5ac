#include <spdlog/spdlog.h>

#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/put_back.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

class Restore final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positional("file", m_file, "backup to put back");
    arguments.options("--service", m_services, "only what it has of this service");
  }

  Result<int> run(Context& context) override {
    const auto known = context.known_services(m_services);
    if (!known) return known.error();
    const auto archive = data::ArchiveReader::open(m_file);
    if (!archive) return archive.error();
    const auto done = put_back(context, *archive, m_services, "restore");
    if (!done) return done.error();
    spdlog::info("put back as it was at {}", archive->header().made_at);
    return k_done;
  }

 private:
  std::string m_file;
  std::vector<std::string> m_services;
};

}  // namespace

std::unique_ptr<Verb> make_restore() {
  return std::make_unique<Restore>();
}

}  // namespace caisson::cli
