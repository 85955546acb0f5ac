#include "cli/data_helper.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>

#include "cli/await.hpp"
#include "cli/piped.hpp"
#include "run/labels.hpp"
#include "run/prepare.hpp"

namespace caisson::cli {
namespace {

/// Which data it works on; `dev.caisson.service` is for services alone.
constexpr const char* k_data = "dev.caisson.data";

/// `files-var-lib-files`: one at a time works on a folder.
std::string data_of(const model::Service& service, std::string folder) {
  std::replace(folder.begin(), folder.end(), '/', '-');
  return service.name + folder;
}

/// Waits to be removed, and ends at once when told to.
constexpr const char* k_stay = "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done";

engine::ContainerSpec spec_of(const model::Stack& stack, const std::string& instance,
                              const model::Service& service, const engine::Container& container,
                              const model::Volume& volume) {
  engine::ContainerSpec spec;
  spec.name = plan::container_name(instance, data_of(service, volume.target));
  spec.image = container.image;
  spec.entrypoint = {"sh", "-c", k_stay};
  spec.user = "0:0";
  // Files keep their owners and modes, whoever's they are.
  spec.capabilities = {"CHOWN", "DAC_OVERRIDE", "FOWNER"};
  const bool path = volume.is_path();
  spec.mounts = {{path ? engine::Mount::Kind::bind : engine::Mount::Kind::volume,
                  path ? volume.source : instance + "-" + volume.source, volume.target, false}};
  spec.tmpfs = {"/tmp"};
  spec.labels = {{run::label::k_stack, stack.name},
                 {run::label::k_instance, instance},
                 {run::label::k_owner, plan::to_label(run::this_process())},
                 {run::label::k_declared_at, service.declared_at},
                 {k_data, data_of(service, volume.target)}};
  return spec;
}

}  // namespace

Result<std::unique_ptr<DataHelper>> DataHelper::make(Context& context,
                                                     const model::Service& service,
                                                     const engine::Container& container,
                                                     const std::string& folder) {
  const auto stack = context.stack();
  if (!stack) return stack.error();
  const auto instance = context.instance();
  if (!instance) return instance.error();
  const auto engine = context.engine();
  if (!engine) return engine.error();
  const auto volume = std::find_if(service.volumes.begin(), service.volumes.end(),
                                   [&](const model::Volume& one) { return one.target == folder; });
  std::unique_ptr<DataHelper> helper(new DataHelper(context, folder));
  const auto alone = helper->remove_others(**engine, *instance, data_of(service, folder));
  if (!alone) return alone.error();
  auto made = await<std::string>(context.loop(), [&](engine::Completion<std::string> done) {
    (*engine)->create_container(spec_of(**stack, *instance, service, container, *volume),
                                context.in(k_call_limit), std::move(done));
  });
  if (!made) return made.error();
  helper->m_container = std::move(*made);
  const auto started = await<void>(context.loop(), [&](engine::Completion<void> done) {
    (*engine)->start_container(helper->m_container, context.in(k_call_limit), std::move(done));
  });
  if (!started) return started.error();
  return helper;
}

Result<void> DataHelper::remove_others(engine::Engine& engine, const std::string& instance,
                                       const std::string& data) {
  using List = std::vector<engine::Container>;
  const auto left = await<List>(m_context.loop(), [&](engine::Completion<List> done) {
    engine.list_containers({{run::label::k_instance, instance}, {k_data, data}},
                           m_context.in(k_call_limit), std::move(done));
  });
  if (!left) return left.error();
  for (const engine::Container& container : *left) {
    const auto removed = await<void>(m_context.loop(), [&](engine::Completion<void> done) {
      engine.remove_container(container.id, m_context.in(k_call_limit), std::move(done));
    });
    if (!removed) return removed;
  }
  return {};
}

DataHelper::~DataHelper() {
  const auto engine = m_context.engine();
  if (m_container.empty() || !engine) return;
  const auto removed = await<void>(m_context.loop(), [&](engine::Completion<void> done) {
    (*engine)->remove_container(m_container, m_context.in(k_call_limit), std::move(done));
  });
  if (!removed) spdlog::warn("{}", to_string(removed.error()));
}

engine::ExecSpec DataHelper::command(const std::string& script,
                                     std::vector<std::string> arguments) const {
  engine::ExecSpec spec{{"sh", "-c", "set -e; cd \"$0\"; " + script, m_folder}};
  spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
  return spec;
}

Result<std::string> DataHelper::run(const std::string& script, std::vector<std::string> arguments) {
  return output_of(m_context, m_container, command(script, std::move(arguments)));
}

Result<void> DataHelper::feed(const std::string& script, std::vector<std::string> arguments,
                              data::ArchiveReader::Source source) {
  return run_piped(m_context,
                   {m_container, command(script, std::move(arguments)), std::move(source), {}});
}

Result<void> DataHelper::drain(const std::string& script,
                               const std::function<Result<void>(std::string_view)>& sink) {
  return run_piped(m_context, {m_container, command(script, {}), {}, sink});
}

}  // namespace caisson::cli
