#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/file.hpp"
#include "engine/embedded/build/image_builder.hpp"
#include "engine/embedded/store/image_store.hpp"
#include "engine/embedded/store/scratch.hpp"
#include "engine/embedded/worker/image_work.hpp"
#include "engine/embedded/worker/pull.hpp"

namespace caisson::engine::embedded::worker {
namespace {

using Say = std::function<void(const std::string&)>;

/// Mounts of this process are seen by nobody else, and go with it.
Result<void> have_own_mounts() {
  if (::unshare(CLONE_NEWNS) == 0 &&
      ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0)
    return {};
  return Error{ErrorKind::image,
               fmt::format("images cannot be built here: {}", std::strerror(errno)),
               {},
               "building images takes root, and a machine that allows namespaces"};
}

Result<StoredImage> build(ImageStore& images, const ImageWork& work, const Say& say) {
  if (auto ready = have_own_mounts(); !ready) return ready.error();
  const store::Layout layout(work.store);
  const auto scratch = store::Scratch::make(layout);
  if (!scratch) return scratch.error();
  const BuildSpec& spec = work.build;
  const build::BuildOrder order{spec.tag,  work.file,   spec.dockerfile, spec.target,
                                spec.args, spec.labels, spec.network,    spec.cpu_shares};
  build::BuildHelp help;
  help.say = say;
  help.provide = [&](const std::string& reference) {
    auto present = images.find(reference);
    if (present || present.error().kind != ErrorKind::not_found) return present;
    return pull(images, reference, *scratch, say);
  };
  return build::build_image(layout, *scratch, order, help);
}

Result<StoredImage> perform(const ImageWork& work, const Say& say) {
  auto images = ImageStore::open(work.store);
  if (!images) return images.error();
  switch (work.kind) {
    case ImageWork::Kind::load:
      return images->load(work.file, work.reference);
    case ImageWork::Kind::import:
      return images->import(work.file, work.reference, work.labels);
    case ImageWork::Kind::build:
      return build(*images, work, say);
    case ImageWork::Kind::pull:
      break;
  }
  const auto scratch = store::Scratch::make(store::Layout(work.store));
  if (!scratch) return scratch.error();
  return pull(*images, work.reference, *scratch, say);
}

}  // namespace

Result<void> do_image_work(const std::string& folder, const Say& say) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const auto text = read_file(folder + "/" + k_work_file);
  if (!text) return text.error();
  const auto work = decode_work(*text);
  if (!work) return work.error();
  const auto image = perform(*work, say);
  const auto id = image ? Result<std::string>(image->id) : Result<std::string>(image.error());
  return write_file(folder + "/" + k_outcome_file, encode_outcome(id), 0600);
}

}  // namespace caisson::engine::embedded::worker
