#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "cli/context.hpp"
#include "cli/database_data.hpp"
#include "cli/exit_code.hpp"
#include "cli/folder_data.hpp"
#include "cli/held_data.hpp"
#include "cli/pause.hpp"
#include "cli/save.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

/// Empties databases and leaves all else: volumes, containers, images.
class CleanDb final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("services", m_services, "databases to empty; none: all of the stack");
  }

  Result<int> run(Context& context) override {
    const auto stack = context.stack();
    if (!stack) return stack.error();
    const auto known = context.known_services(m_services);
    if (!known) return known.error();
    const auto parts = databases(**stack);
    if (!parts) return parts.error();
    std::set<std::string> services;
    for (const data::Part& part : *parts)
      services.insert(part.service);
    const auto held = HeldData::make(context, "clean-db");
    if (!held) return held.error();
    {
      const auto paused = Pause::dependants_of(context, services);
      if (!paused) return paused.error();
      const auto safety = save_into(context, "safety", {services.begin(), services.end()});
      if (!safety) return safety.error();
      for (const data::Part& part : *parts) {
        const auto emptied = empty(context, (*stack)->services.at(part.service), part);
        if (!emptied) return emptied.error();
      }
      spdlog::info("{} hold nothing any more; what they held is in {}",
                   join({services.begin(), services.end()}, " and "), *safety);
    }
    const auto fillers = one_shots_after(**stack, services);
    if (!fillers.empty()) spdlog::info("`caisson restart {}` fills them again", join(fillers, " "));
    return k_done;
  }

 private:
  Result<std::vector<data::Part>> databases(const model::Stack& stack) const {
    std::vector<data::Part> chosen;
    std::set<std::string> missing(m_services.begin(), m_services.end());
    for (const data::Part& part : data::parts_of(stack)) {
      if (part.kind == data::Kind::volume) continue;
      const bool named = missing.erase(part.service) > 0;
      if (m_services.empty() || named) chosen.push_back(part);
    }
    if (!missing.empty())
      return Error{ErrorKind::usage, "`" + *missing.begin() + "` is no database",
                   stack.services.at(*missing.begin()).declared_at,
                   "Name services with a HEALTHCHECK POSTGRES or REDIS."};
    if (chosen.empty())
      return Error{ErrorKind::usage, "the stack has no databases", stack.declared_at};
    return chosen;
  }

  static Result<void> empty(Context& context, const model::Service& service,
                            const data::Part& part) {
    if (part.kind == data::Kind::redis) {
      const auto cache = FolderData::open(context, service, part);
      if (!cache) return cache.error();
      return (*cache)->flush();
    }
    const auto server = DatabaseData::open(context, service);
    if (!server) return server.error();
    auto names = (*server)->siblings();
    if (!names) return names.error();
    if (std::find(names->begin(), names->end(), part.place) == names->end())
      names->push_back(part.place);
    for (const std::string& name : *names) {
      const auto database = DatabaseData::open(context, service, name);
      if (!database) return database.error();
      auto done = (*database)->prepare_empty();
      if (done) done = (*database)->swap();
      if (done) done = (*database)->finish();
      if (!done) return done;
    }
    return {};
  }

  /// What is run again to have data again, in the order of their names: a restart brings what each
  /// depends on.
  static std::vector<std::string> one_shots_after(const model::Stack& stack,
                                                  const std::set<std::string>& services) {
    std::vector<std::string> names;
    for (const auto& [name, service] : stack.services) {
      const bool after =
          std::any_of(service.depends.begin(), service.depends.end(),
                      [&](const auto& edge) { return services.contains(edge.service); });
      const bool waited_for = std::any_of(
          stack.services.begin(), stack.services.end(), [&, &one = name](const auto& other) {
            return std::any_of(
                other.second.depends.begin(), other.second.depends.end(), [&](const auto& edge) {
                  return edge.service == one && edge.condition == model::Condition::completed;
                });
          });
      if (service.completes && after && waited_for) names.push_back(name);
    }
    return names;
  }

  std::vector<std::string> m_services;
};

}  // namespace

std::unique_ptr<Verb> make_clean_db() {
  return std::make_unique<CleanDb>();
}

}  // namespace caisson::cli
