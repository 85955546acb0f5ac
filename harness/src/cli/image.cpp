#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/text.hpp"
#include "cli/await.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/verbs.hpp"
#include "image/stock.hpp"
#include "model/names.hpp"
#include "plan/development.hpp"
#include "report/json.hpp"

namespace caisson::cli {
namespace {

std::string title_of(const image::Stocked& stocked) {
  return stocked.image.tags.empty() ? stocked.image.id : stocked.image.tags.front();
}

std::string megabytes(std::int64_t bytes) {
  return fmt::format("{} MB", (bytes + 500'000) / 1'000'000);
}

/// What a person would ask of it first.
std::string use_of(const image::Stocked& stocked) {
  if (!stocked.services.empty()) return join(stocked.services, ", ");
  if (stocked.in_use) return "(a container has it)";
  if (stocked.is_current) return "(for builds and watching)";
  return stocked.is_foreign ? "(another stack's)" : "(left over)";
}

/// Images that the engine keeps for us: shows them, removes those that nobody needs any more.
class ImageVerb final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positional("action", m_action, "list or prune");
    arguments.flag("--all", m_all, "prune: other stacks' images, too, where no container has them");
  }

  Result<int> run(Context& context) override {
    const std::vector<std::string> actions{"list", "prune"};
    if (std::find(actions.begin(), actions.end(), m_action) == actions.end())
      return Error{ErrorKind::usage, "unknown action `" + m_action + "`", "image",
                   did_you_mean(m_action, actions)};
    auto stock = take_stock_of(context);
    if (!stock) return stock.error();
    if (m_action == "prune") return prune(context, *stock);
    context.out().write(context.options().json() ? as_json("images", *stock) : as_text(*stock));
    return k_done;
  }

 private:
  static Result<std::vector<image::Stocked>> take_stock_of(Context& context) {
    const auto stack = context.stack();
    if (!stack) return stack.error();
    const auto engine = context.engine();
    if (!engine) return engine.error();
    const auto images = await<std::vector<engine::ImageInfo>>(context.loop(), [&](auto done) {
      (*engine)->list_images({}, context.in(k_call_limit), std::move(done));
    });
    if (!images) return images.error();
    const auto containers = await<std::vector<engine::Container>>(context.loop(), [&](auto done) {
      (*engine)->list_containers({}, context.in(k_call_limit), std::move(done));
    });
    if (!containers) return containers.error();
    model::Stack whole = **stack;
    whole.images.merge(plan::development(**stack).images);
    return image::take_stock(whole, *images, *containers);
  }

  Result<int> prune(Context& context, const std::vector<image::Stocked>& stock) const {
    std::vector<image::Stocked> gone;
    int code = k_done;
    for (const image::Stocked& stocked : stock) {
      if (!image::is_left_over(stocked, m_all)) continue;
      const auto removed =
          context.options().dry_run ? Result<void>() : remove(context, stocked.image);
      if (removed) {
        gone.push_back(stocked);
      } else {
        // The others can go all the same.
        spdlog::error("{}", to_string(removed.error()));
        code = exit_code_of(removed.error().kind);
      }
    }
    std::int64_t freed = 0;
    for (const image::Stocked& stocked : gone)
      freed += stocked.image.size;
    if (context.options().json()) {
      context.out().write(as_json("removed", gone));
      return code;
    }
    const bool dry = context.options().dry_run;
    for (const image::Stocked& stocked : gone)
      context.out().write(fmt::format("{} {}  {}\n", dry ? "would remove" : "removed",
                                      title_of(stocked), megabytes(stocked.image.size)));
    context.out().write(fmt::format("{} {} images, {} with the layers they share\n",
                                    dry ? "would remove" : "removed", gone.size(),
                                    megabytes(freed)));
    return code;
  }

  /// By each tag, as long as it has any: an engine refuses an id that has several.
  static Result<void> remove(Context& context, const engine::ImageInfo& image) {
    const auto engine = context.engine();
    if (!engine) return engine.error();
    std::vector<std::string> names = image.tags;
    if (names.empty()) names.push_back(image.id);
    for (const std::string& name : names) {
      const auto removed = await<void>(context.loop(), [&](engine::Completion<void> done) {
        (*engine)->remove_image(name, context.in(k_call_limit), std::move(done));
      });
      if (!removed) return removed;
    }
    return boost::system::in_place_value;
  }

  static std::string as_json(const char* key, const std::vector<image::Stocked>& stock) {
    report::Json images = report::Json::array();
    for (const image::Stocked& stocked : stock) {
      images.push_back({{"name", stocked.name},
                        {"id", stocked.image.id},
                        {"tags", stocked.image.tags},
                        {"size", stocked.image.size},
                        {"source", std::string(model::to_string(stocked.source))},
                        {"current", stocked.is_current},
                        {"in_use", stocked.in_use},
                        {"services", stocked.services}});
    }
    return report::dump({{"schema", 1}, {key, std::move(images)}}) + "\n";
  }

  static std::string as_text(const std::vector<image::Stocked>& stock) {
    std::size_t width = 0;
    for (const image::Stocked& stocked : stock)
      width = std::max(width, title_of(stocked).size());
    std::string text;
    for (const image::Stocked& stocked : stock)
      text += fmt::format("{:<{}}  {:<8}  {:>8}  {}\n", title_of(stocked), width,
                          model::to_string(stocked.source), megabytes(stocked.image.size),
                          use_of(stocked));
    return text;
  }

  std::string m_action;
  bool m_all = false;
};

}  // namespace

std::unique_ptr<Verb> make_image() {
  return std::make_unique<ImageVerb>();
}

}  // namespace caisson::cli
