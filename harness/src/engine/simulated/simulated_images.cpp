#include "engine/simulated/call.hpp"

namespace caisson::engine::simulated {
namespace {

class Cancel final : public Subscription {
 public:
  explicit Cancel(std::shared_ptr<bool> open) : m_open(std::move(open)) {}
  ~Cancel() override { *m_open = false; }

 private:
  std::shared_ptr<bool> m_open;
};

}  // namespace

void SimulatedEngine::inspect_image(std::string reference, Deadline deadline,
                                    Completion<ImageInfo> done) {
  const auto obey = [this, reference]() -> Result<ImageInfo> {
    const auto at = images.find(reference);
    if (at == images.end())
      return Error{ErrorKind::not_found, "no such image: `" + reference + "`"};
    return at->second;
  };
  call<ImageInfo>("inspect_image", reference, latencies.call, deadline, obey, std::move(done));
}

void SimulatedEngine::list_images(Labels having, Deadline deadline,
                                  Completion<std::vector<ImageInfo>> done) {
  const auto obey = [this, having = std::move(having)]() -> Result<std::vector<ImageInfo>> {
    std::vector<ImageInfo> found;
    for (const auto& [reference, image] : images) {
      if (carries(image.labels, having)) found.push_back(image);
    }
    return found;
  };
  call<std::vector<ImageInfo>>("list_images", "", latencies.call, deadline, obey, std::move(done));
}

SubscriptionPtr SimulatedEngine::make_image(std::string call_name, std::string reference,
                                            Labels labels, Completion<ImageInfo> done) {
  auto open = std::make_shared<bool>(true);
  const auto obey = [this, reference, labels = std::move(labels)]() -> Result<ImageInfo> {
    ImageInfo image{"sha256:" + std::to_string(++m_last), {reference}, labels, 1 << 20};
    images[reference] = image;
    return image;
  };
  const auto while_open = [open, done = std::move(done)](Result<ImageInfo> result) {
    if (*open) done(std::move(result));
  };
  call<ImageInfo>(std::move(call_name), std::move(reference), latencies.image, Deadline::max(),
                  obey, while_open);
  return std::make_unique<Cancel>(std::move(open));
}

SubscriptionPtr SimulatedEngine::pull_image(std::string reference, std::function<void(std::string)>,
                                            Completion<ImageInfo> done) {
  return make_image("pull_image", std::move(reference), {}, std::move(done));
}

SubscriptionPtr SimulatedEngine::build_image(BuildSpec spec, std::function<void(std::string)>,
                                             Completion<ImageInfo> done) {
  builds.push_back(spec);
  builds.back().context.clear();
  return make_image("build_image", std::move(spec.tag), std::move(spec.labels), std::move(done));
}

SubscriptionPtr SimulatedEngine::import_image(std::string tag, std::string, Labels labels,
                                              Completion<ImageInfo> done) {
  return make_image("import_image", std::move(tag), std::move(labels), std::move(done));
}

SubscriptionPtr SimulatedEngine::save_image(std::string reference, std::string,
                                            Completion<void> done) {
  auto open = std::make_shared<bool>(true);
  const auto obey = [this, reference]() -> Result<void> {
    if (images.contains(reference)) return boost::system::in_place_value;
    return Error{ErrorKind::not_found, "no such image: `" + reference + "`"};
  };
  const auto while_open = [open, done = std::move(done)](Result<void> result) {
    if (*open) done(std::move(result));
  };
  call<void>("save_image", reference, latencies.image, Deadline::max(), obey, while_open);
  return std::make_unique<Cancel>(std::move(open));
}

void SimulatedEngine::remove_image(std::string reference, Deadline deadline,
                                   Completion<void> done) {
  const auto obey = [this, reference]() -> Result<void> {
    const auto image = images.find(reference);
    if (image == images.end()) return boost::system::in_place_value;
    for (const auto& [id, body] : m_bodies)
      if (body->seen.image == image->second.id || body->seen.image == reference)
        return Error{ErrorKind::conflict, "image `" + reference + "` is in use"};
    images.erase(image);
    return boost::system::in_place_value;
  };
  call<void>("remove_image", reference, latencies.call, deadline, obey, std::move(done));
}

}  // namespace caisson::engine::simulated
