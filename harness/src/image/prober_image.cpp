#include "image/prober_image.hpp"

#include <unistd.h>

#include <memory>

#include "base/file.hpp"
#include "image/inventory.hpp"
#include "image/prober_program.hpp"
#include "image/tar.hpp"

namespace caisson::image {
namespace {

/// The import under way; it goes when it has completed.
struct Import {
  std::string path;
  engine::SubscriptionPtr subscription;
};

void import_prober(engine::Engine& engine, Clock& clock, const std::string& folder,
                   const std::string& reference, engine::Completion<std::string> done) {
  Tar tar;
  tar.add_file("probe", prober_program(), true);
  auto import = std::make_shared<Import>();
  import->path = folder + "/prober-" + std::to_string(::getpid()) + ".tar";
  if (auto written = write_file(import->path, tar.finish(), 0600); !written)
    return done(written.error());
  const engine::Completion<engine::ImageInfo> imported =
      [import, &clock, reference, done = std::move(done)](Result<engine::ImageInfo> image) {
        static_cast<void>(remove_file(import->path));
        // We are inside a callback of it.
        clock.schedule(clock.now(), [import] { import->subscription.reset(); });
        if (!image) return done(image.error());
        done(reference);
      };
  import->subscription = engine.import_image(reference, import->path,
                                             {{ k_image_label,
                                                "caisson-probe" }},
                                             imported);
}

}  // namespace

void ensure_prober_image(engine::Engine& engine, Clock& clock, const std::string& folder,
                         engine::Deadline deadline, engine::Completion<std::string> done) {
  const std::string reference = "caisson/probe:" + prober_hash();
  const engine::Completion<engine::ImageInfo> found =
      [&engine, &clock, folder, reference,
       done = std::move(done)](Result<engine::ImageInfo> image) {
        if (image) return done(reference);
        if (image.error().kind != ErrorKind::not_found) return done(image.error());
        import_prober(engine, clock, folder, reference, done);
      };
  engine.inspect_image(reference, deadline, found);
}

}  // namespace caisson::image
