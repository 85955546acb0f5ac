#include <cstdio>

#include "cli/exit_code.hpp"
#include "cli/verbs.hpp"
#include "engine/embedded/worker/image_work.hpp"

namespace caisson::cli {
namespace {

/// The child process in which the embedded engine makes images. What it says is for who started it.
class ImageWorker final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positional("folder", m_folder, "with what shall be done");
  }

  Result<int> run(Context&) override {
    const auto say = [](const std::string& line) {
      std::fputs((line + "\n").c_str(), stdout);
      // A step writes to the same place, past this buffer.
      std::fflush(stdout);
    };
    const auto done = engine::embedded::worker::do_image_work(m_folder, say);
    if (!done) return done.error();
    return k_done;
  }

 private:
  std::string m_folder;
};

}  // namespace

std::unique_ptr<Verb> make_image_worker() {
  return std::make_unique<ImageWorker>();
}

}  // namespace caisson::cli
