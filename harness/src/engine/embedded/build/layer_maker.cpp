#include "engine/embedded/build/layer_maker.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "engine/embedded/build/image_builder.hpp"
#include "engine/embedded/build/run_step.hpp"

namespace caisson::engine::embedded::build {
namespace {

constexpr double k_shares_of_others = 1024;
/// What one step of niceness takes off a process's share (sched(7)).
constexpr double k_share_per_nice = 1.25;
constexpr int k_nicest = 19;

int niceness_of(std::int64_t shares) {
  if (shares <= 0) return 0;
  const double steps =
      std::log(k_shares_of_others / static_cast<double>(shares)) / std::log(k_share_per_nice);
  return std::min(k_nicest, std::max(0, static_cast<int>(steps)));
}

/// The key of a step on another: texts with their lengths, so that no two lists look alike.
std::string next_key(const std::string& key, const std::vector<std::string>& texts) {
  Sha256 hash;
  hash.update(key);
  for (const std::string& text : texts)
    hash.update(fmt::format("\n{}:{}", text.size(), text));
  return hash.hex();
}

std::vector<std::string> flat(const Variables& variables) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : variables)
    texts.push_back(name + "=" + value);
  return texts;
}

/// Files that the machine's own are mounted over while a step runs; those made for that go again.
class Placeholders {
 public:
  explicit Placeholders(const store::RootFolder& root) : m_folder(root.folder("etc")) {
    for (const char* name : {"resolv.conf", "hosts"}) {
      if (!m_folder) return;
      const Descriptor made(::openat(m_folder->get(), name,
                                     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
      if (made) m_made.emplace_back(name);
    }
  }
  ~Placeholders() {
    for (const std::string& name : m_made)
      ::unlinkat(m_folder->get(), name.c_str(), 0);
  }
  Placeholders(const Placeholders&) = delete;
  Placeholders& operator=(const Placeholders&) = delete;

 private:
  Result<Descriptor> m_folder;
  std::vector<std::string> m_made;
};

Result<bool> has_network(const std::string& network) {
  if (network.empty() || network == "host") return true;
  if (network == "none") return false;
  return Error{ErrorKind::image,
               fmt::format("a build cannot join the network `{}`", network),
               {},
               "builds of the embedded engine have `host` or `none`"};
}

Result<std::optional<mode_t>> mode_in(const Instruction& instruction) {
  const auto flag = instruction.flags.find("chmod");
  if (flag == instruction.flags.end()) return std::optional<mode_t>();
  const std::string& text = flag->second;
  unsigned mode = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), mode, 8);
  if (error != std::errc() || end != text.data() + text.size() || mode > 07777)
    return error_at(instruction, fmt::format("`{}` is no mode", text), "write it as 0755");
  return std::optional<mode_t>(mode);
}

/// Root, or who `--chown` names; a user without a group has the one of the same number.
Result<User> owner_in(const store::RootFolder& root, const StageState& state,
                      const std::string& chown) {
  if (chown.empty()) return User{};
  const auto named = expand_word(chown, state.variables());
  if (!named) return named.error();
  auto user = look_up_user(root, *named);
  if (user && named->find(':') == named->npos) user->group = user->id;
  return user;
}

}  // namespace

LayerMaker::LayerMaker(const store::Layout& layout, const store::Scratch& scratch,
                       const BuildOrder& order, std::function<void(const std::string&)> say)
    : m_layout(layout),
      m_scratch(scratch),
      m_order(order),
      m_say(std::move(say)),
      m_layers(layout),
      m_records(layout) {}

std::filesystem::path LayerMaker::next_folder() {
  return m_scratch.path() / ("step-" + std::to_string(++m_folders));
}

Result<void> LayerMaker::step(StageState& state, const std::string& key,
                              const std::vector<std::string>& folders, const Action& action) {
  std::vector<std::string>& diffs = state.image().diffs;
  const auto known = m_layers.find(m_records.layer_of_step(key));
  if (known && m_layers.check(*known)) {
    m_say(" ---> made before");
    diffs.push_back(known->diff);
    return {};
  }
  auto overlay = Overlay::writable(m_layout, diffs, next_folder());
  if (!overlay) return overlay.error();
  {
    const auto root = store::RootFolder::open(overlay->root().string());
    if (!root) return root.error();
    for (const std::string& folder : folders)
      if (auto made = root->make_folder(folder.substr(1)); !made) return made.error();
    if (auto done = action(*overlay, *root); !done) return done;
  }
  if (auto unmounted = overlay->unmount(); !unmounted) return unmounted;
  const auto layer = m_layers.adopt(m_scratch, overlay->upper());
  if (!layer) return layer.error();
  diffs.push_back(layer->diff);
  return m_records.remember_step(key, layer->diff);
}

Result<void> LayerMaker::run(StageState& state, const Instruction& instruction, std::string& key) {
  const auto folders = state.take_folders();
  const ImageConfig& config = state.image().config;
  std::vector<std::string> made_of{"RUN", config.user, config.working_directory};
  for (const auto& part : {folders, state.run_command(instruction), flat(state.variables())}) {
    made_of.push_back(std::to_string(part.size()));
    made_of.insert(made_of.end(), part.begin(), part.end());
  }
  key = next_key(key, made_of);
  return step(state, key, folders, [&](const Overlay& overlay, const store::RootFolder& root) {
    return run_in(overlay, root, state, instruction);
  });
}

Result<void> LayerMaker::run_in(const Overlay& overlay, const store::RootFolder& root,
                                const StageState& state, const Instruction& instruction) const {
  const auto network = has_network(m_order.network);
  if (!network) return network.error();
  auto user = look_up_user(root, state.image().config.user);
  if (!user) return error_at(instruction, user.error().message);
  RunOrder order;
  order.root = overlay.root();
  order.argv = state.run_command(instruction);
  order.env = state.run_environment();
  order.env.emplace("HOME", user->home);
  order.directory = state.image().config.working_directory;
  order.user = std::move(*user);
  order.has_network = *network;
  order.niceness = niceness_of(m_order.cpu_shares);
  const Placeholders placeholders(root);
  const auto code = run_step(order);
  if (!code) return error_at(instruction, code.error().message, code.error().remedy);
  if (*code == 0) return {};
  return error_at(instruction,
                  fmt::format("`{}` ended with exit code {}", instruction.shown(), *code));
}

Result<CopyOrder> LayerMaker::copy_order(const StageState& state, const Instruction& instruction,
                                         const std::vector<std::string>& words) const {
  CopyOrder order;
  const std::string& target = words.back();
  order.into_folder = target.ends_with('/') || target.ends_with("/.") || target == ".";
  if (words.size() > 2 && !order.into_folder)
    return error_at(instruction, "several things are copied, so the last one has to be a folder",
                    fmt::format("write it as `{}/`", target));
  order.target = state.absolute(target).substr(1);
  const auto mode = mode_in(instruction);
  if (!mode) return mode.error();
  order.mode = *mode;
  return order;
}

Result<void> LayerMaker::copy(StageState& state, const Instruction& instruction, std::string& key,
                              const MadeStage* from) {
  auto words = instruction.is_list ? Result<std::vector<std::string>>(instruction.list)
                                   : expand_words(instruction.text, state.variables());
  if (!words) return error_at(instruction, words.error().message, words.error().remedy);
  if (words->size() < 2) return error_at(instruction, "COPY wants a source and a target");
  auto order = copy_order(state, instruction, *words);
  if (!order) return order.error();
  std::optional<Overlay> mounted;
  std::filesystem::path place = m_scratch.path() / "context";
  if (from != nullptr) {
    auto overlay = Overlay::read_only(m_layout, from->image.diffs, next_folder());
    if (!overlay) return overlay.error();
    mounted.emplace(std::move(*overlay));
    place = mounted->root();
  }
  const auto source = store::RootFolder::open(place.string());
  if (!source) return source.error();
  auto sources = find_sources(*source, {words->begin(), words->end() - 1});
  if (!sources) return error_at(instruction, sources.error().message, sources.error().remedy);
  order->sources = std::move(*sources);
  const auto digest = digest_of_sources(*source, order->sources);
  if (!digest) return digest.error();
  const auto folders = state.take_folders();
  const auto owner = instruction.flags.find("chown");
  const std::string chown = owner == instruction.flags.end() ? "" : owner->second;
  key = next_key(key, {"COPY", *digest, order->target, order->into_folder ? "into" : "as", chown,
                       order->mode ? std::to_string(*order->mode) : "", join(folders, ":")});
  return step(state, key, folders,
              [&](const Overlay&, const store::RootFolder& root) -> Result<void> {
                auto new_owner = owner_in(root, state, chown);
                if (!new_owner) return error_at(instruction, new_owner.error().message);
                order->owner = std::move(*new_owner);
                auto copied = copy_sources(*source, root, *order);
                if (!copied)
                  return error_at(instruction, copied.error().message, copied.error().remedy);
                return {};
              });
}

Result<void> LayerMaker::make_folders(StageState& state, std::string& key) {
  const auto folders = state.take_folders();
  if (folders.empty()) return {};
  {
    const auto present = Overlay::read_only(m_layout, state.image().diffs, next_folder());
    if (!present) return present.error();
    const auto root = store::RootFolder::open(present->root().string());
    if (!root) return root.error();
    bool all = true;
    for (const std::string& folder : folders)
      all = all && root->folder(folder.substr(1)).has_value();
    if (all) return {};
  }
  key = next_key(key, {"WORKDIR", join(folders, ":")});
  return step(state, key, folders,
              [](const Overlay&, const store::RootFolder&) -> Result<void> { return {}; });
}

}  // namespace caisson::engine::embedded::build
