#include "engine/embedded/build/image_builder.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <utility>

#include "base/file.hpp"
#include "base/text.hpp"
#include "engine/embedded/build/dockerfile.hpp"
#include "engine/embedded/build/layer_maker.hpp"
#include "engine/embedded/build/stage_state.hpp"
#include "engine/embedded/store/image_records.hpp"
#include "engine/embedded/store/unpack.hpp"

namespace caisson::engine::embedded::build {
namespace fs = std::filesystem;
namespace {

class ImageBuilder {
 public:
  ImageBuilder(const store::Layout& layout, const store::Scratch& scratch, const BuildOrder& order,
               const BuildHelp& help)
      : m_layout(layout), m_order(order), m_help(help), m_maker(layout, scratch, order, help.say) {}

  Result<StoredImage> run(const fs::path& context) {
    auto read = read_dockerfile(context);
    if (!read) return read.error();
    m_file = std::move(*read);
    auto globals = global_arguments(m_file, m_order.arguments);
    if (!globals) return globals.error();
    m_globals = std::move(*globals);
    const auto target = find_target();
    if (!target) return target.error();
    const auto built = stage(*target);
    if (!built) return built.error();
    store::ConfigFile image = (*built)->image;
    for (const auto& [name, value] : m_order.labels)
      image.config.labels[name] = value;
    return store::ImageRecords(m_layout).add(store::write_config(image), m_order.tag);
  }

 private:
  static constexpr std::size_t k_nowhere = static_cast<std::size_t>(-1);

  Result<Dockerfile> read_dockerfile(const fs::path& context) const {
    const auto root = store::RootFolder::open(context.string());
    if (!root) return root.error();
    const auto path = store::plain_path(m_order.dockerfile);
    if (!path) return path.error();
    const auto file = root->follow(*path, O_RDONLY);
    if (!file) return file.error();
    const auto text = read_file("/proc/self/fd/" + std::to_string(file->get()));
    if (!text) return text.error();
    return parse_dockerfile(*text);
  }

  std::size_t stage_named(const std::string& name, std::size_t before) const {
    // The last of a name counts.
    for (std::size_t at = before; at-- > 0;)
      if (!name.empty() && m_file.stages[at].name == to_lower(name)) return at;
    return k_nowhere;
  }

  Result<std::size_t> find_target() const {
    if (m_order.target.empty()) return m_file.stages.size() - 1;
    const auto found = stage_named(m_order.target, m_file.stages.size());
    if (found != k_nowhere) return found;
    std::vector<std::string> names;
    for (const Stage& stage : m_file.stages)
      if (!stage.name.empty()) names.push_back(stage.name);
    return Error{ErrorKind::image,
                 fmt::format("the Dockerfile has no stage `{}`", m_order.target),
                 {},
                 did_you_mean(m_order.target, names)};
  }

  Result<const MadeStage*> stage(std::size_t index) {
    if (const auto known = m_made.find(index); known != m_made.end()) return &known->second;
    auto base = base_of(index);
    if (!base) return base.error();
    auto made = build_stage(index, std::move(*base));
    if (!made) return made.error();
    return &m_made.emplace(index, std::move(*made)).first->second;
  }

  Result<MadeStage> base_of(std::size_t index) {
    const Stage& stage = m_file.stages[index];
    const auto name = expand_word(stage.base, m_globals);
    if (!name) return error_at(stage.from, name.error().message, name.error().remedy);
    if (name->empty())
      return error_at(stage.from, fmt::format("`{}` is empty", stage.base),
                      "declare it with ARG before the first FROM, and give it a value");
    if (*name == "scratch") return MadeStage{{}, "scratch"};
    const auto earlier = stage_named(*name, index);
    if (earlier != k_nowhere) {
      const auto made = this->stage(earlier);
      if (!made) return made.error();
      return **made;
    }
    return image_named(*name);
  }

  Result<MadeStage> image_named(const std::string& reference) {
    const auto image = m_help.provide(reference);
    if (!image) return image.error();
    const auto hex = store::hex_of(image->id);
    const auto text = read_file(m_layout.image(*hex).string());
    if (!text) return text.error();
    auto config = store::parse_config(*text);
    if (!config) return config.error();
    return MadeStage{std::move(*config), image->id};
  }

  /// What a `COPY --from` takes from: a stage by name or number, or an image.
  Result<MadeStage> source_named(const std::string& name, std::size_t before) {
    auto index = stage_named(name, before);
    const bool is_number =
        !name.empty() && name.size() < 4 && name.find_first_not_of("0123456789") == name.npos;
    if (index == k_nowhere && is_number && std::stoul(name) < before) index = std::stoul(name);
    if (index == k_nowhere) return image_named(name);
    const auto made = stage(index);
    if (!made) return made.error();
    return **made;
  }

  Result<MadeStage> build_stage(std::size_t index, MadeStage base) {
    const Stage& stage = m_file.stages[index];
    const std::string label = stage.name.empty() ? "" : " (" + stage.name + ")";
    StageState state(std::move(base.image), m_order.arguments, m_globals);
    std::string key = std::move(base.key);
    std::size_t number = 0;
    for (const Instruction& instruction : stage.steps) {
      m_help.say(fmt::format("Step {}/{}{} : {}", ++number, stage.steps.size(), label,
                             instruction.shown()));
      const auto applied = state.apply(instruction);
      if (!applied) return applied.error();
      if (*applied) continue;
      auto layer = instruction.name == "RUN" ? m_maker.run(state, instruction, key)
                                             : copy(state, instruction, key, index);
      if (!layer) return layer.error();
    }
    if (auto made = m_maker.make_folders(state, key); !made) return made.error();
    return MadeStage{state.image(), key};
  }

  Result<void> copy(StageState& state, const Instruction& instruction, std::string& key,
                    std::size_t index) {
    const auto from = instruction.flags.find("from");
    if (from == instruction.flags.end()) return m_maker.copy(state, instruction, key, nullptr);
    const auto name = expand_word(from->second, state.variables());
    if (!name) return error_at(instruction, name.error().message);
    const auto source = source_named(*name, index);
    if (!source) return source.error();
    return m_maker.copy(state, instruction, key, &*source);
  }

  const store::Layout& m_layout;
  const BuildOrder& m_order;
  const BuildHelp& m_help;
  LayerMaker m_maker;
  Dockerfile m_file;
  Variables m_globals;
  std::map<std::size_t, MadeStage> m_made;
};

}  // namespace

Result<StoredImage> build_image(const store::Layout& layout, const store::Scratch& scratch,
                                const BuildOrder& order, const BuildHelp& help) {
  const fs::path context = scratch.path() / "context";
  if (auto made = make_directories(context.string(), 0700); !made) return made.error();
  auto tar = store::bytes_of_file(order.context.string());
  if (!tar) return tar.error();
  auto unpacked = store::unpack(std::move(*tar), context.string(), store::TarKind::folder);
  if (!unpacked) return unpacked.error();
  return ImageBuilder(layout, scratch, order, help).run(context);
}

}  // namespace caisson::engine::embedded::build
