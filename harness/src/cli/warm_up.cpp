#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/supervision.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

/// CTest's set-up fixture: it owns nothing. The services begin to come up for the whole run of
/// ctest while other tests go on; whoever needs them leases them by itself.
class WarmUp final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.options("--services", m_services, "services that tests are about to need");
  }

  Result<int> run(Context& context) override {
    const auto known = context.known_services(m_services);
    if (!known) return known.error();
    const auto manifest = context.manifest();
    if (!manifest) return manifest.error();
    lease::request::Lease wanted;
    wanted.manifest = *manifest;
    wanted.services = m_services;
    wanted.warm = true;
    const Descriptor process = ctest_above();
    std::optional<lease::Client> client;
    const auto reply = with_supervisor<lease::Reply>(
        context, client, [&](lease::Client& to) { return to.ask(wanted, process); });
    if (!reply) return skipped_without_engine(context, reply.error());
    if (!reply->error.empty())
      return skipped_without_engine(context, Error{reply->kind, reply->error});
    return k_done;
  }

 private:
  std::vector<std::string> m_services;
};

}  // namespace

std::unique_ptr<Verb> make_warm_up() {
  return std::make_unique<WarmUp>();
}

}  // namespace caisson::cli
