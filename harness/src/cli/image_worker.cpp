#include <unistd.h>

#include <filesystem>

#include "base/file.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

/// Becomes the program in which the embedded engine makes images (engine/embedded/worker).
class ImageWorker final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positional("folder", m_folder, "with what shall be done");
  }

  Result<int> run(Context&) override {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    const std::string program = self.parent_path() / "caisson-image-worker";
    ::execl(program.c_str(), program.c_str(), m_folder.c_str(), nullptr);
    Error problem = errno_error("cannot run what makes images", program);
    problem.remedy = "It is installed beside `caisson`: install both.";
    return problem;
  }

 private:
  std::string m_folder;
};

}  // namespace

std::unique_ptr<Verb> make_image_worker() {
  return std::make_unique<ImageWorker>();
}

}  // namespace caisson::cli
