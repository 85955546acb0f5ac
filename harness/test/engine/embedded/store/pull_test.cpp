#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/temporary_folder.hpp"
#include "engine/embedded/images.hpp"
#include "engine/embedded/store/image_config.hpp"
#include "engine/embedded/store/raw_tar.hpp"

namespace caisson::engine::embedded {
namespace {

using test::RawTar;
using testing::ElementsAre;
using testing::HasSubstr;

/// A skopeo of the test's own, which says and does what a registry would have it say and do.
class Pull : public testing::Test {
 protected:
  Pull() {
    const std::string layer = RawTar().file("name", "pulled").bytes();
    store::ConfigFile config;
    config.diffs = {sha256_hex(layer)};
    const std::string text = store::write_config(config);
    std::ofstream(m_folder / "image.tar", std::ios::binary)
        << RawTar()
               .file("layer.tar", layer)
               .file("config.json", text)
               .file("manifest.json", R"([{"Config":"config.json","Layers":["layer.tar"]}])")
               .bytes();
    ::setenv("PATH", (m_folder.path() + ":" + m_path).c_str(), 1);
    m_images = *Images::make(m_loop, m_folder / "store", CAISSON_BINARY);
  }
  ~Pull() override { ::setenv("PATH", m_path.c_str(), 1); }

  void have_skopeo(const std::string& script) {
    std::ofstream(m_folder / "skopeo") << "#!/bin/sh\n" << script;
    ::chmod((m_folder / "skopeo").c_str(), 0755);
  }
  Result<ImageInfo> pull(const std::string& reference) {
    std::optional<Result<ImageInfo>> outcome;
    const auto pulling = m_images->pull_image(
        reference, [this](std::string line) { m_lines.push_back(std::move(line)); },
        [&](Result<ImageInfo> image) {
          outcome = std::move(image);
          m_loop.stop();
        });
    m_loop.run();
    return *outcome;
  }

  const std::string m_path = ::getenv("PATH");
  caisson::test::TemporaryFolder m_folder;
  Loop m_loop;
  std::unique_ptr<Images> m_images;
  std::vector<std::string> m_lines;
};

TEST_F(Pull, HasWhatSkopeoCopies) {
  have_skopeo("echo \"$1 $2\"; cp " + m_folder / "image.tar" + " \"${3#oci-archive:}\"\n");
  const auto image = pull("redis:7");
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_THAT(image->tags, ElementsAre("redis:7"));
  EXPECT_THAT(m_lines, ElementsAre("copy docker://redis:7"));
  EXPECT_EQ(*read_file(m_images->store().find("redis:7")->layers.at(0) / "name"), "pulled");
  EXPECT_TRUE(std::filesystem::is_empty(m_folder / "store/scratch"));
}

TEST_F(Pull, TellsFromEachOtherWhyItFailed) {
  have_skopeo("echo 'reading manifest 7 in redis: manifest unknown'; exit 1\n");
  EXPECT_EQ(pull("redis:7").error().kind, ErrorKind::not_found);
  have_skopeo(R"(printf '%s\n' 'time="x" level=fatal msg="Get \"r\": dial tcp: no such host"' >&2
exit 1
)");
  const auto unreachable = pull("redis:7");
  EXPECT_EQ(unreachable.error().kind, ErrorKind::io);
  EXPECT_EQ(unreachable.error().message,
            "cannot pull `redis:7`: Get \"r\": dial tcp: no such host");
  have_skopeo("kill -9 $$\n");
  EXPECT_EQ(pull("redis:7").error().kind, ErrorKind::image);
}

TEST_F(Pull, WithoutSkopeoTheRemedyIsToInstallIt) {
  ::setenv("PATH", m_folder.path().c_str(), 1);
  const auto image = pull("redis:7");
  EXPECT_EQ(image.error().kind, ErrorKind::io);
  EXPECT_THAT(image.error().message, HasSubstr("skopeo is not installed"));
  EXPECT_EQ(image.error().remedy, "apt-get install skopeo");
}

TEST_F(Pull, AWorkerThatIsGoneIsSaid) {
  m_images = *Images::make(m_loop, m_folder / "store", "/bin/false");
  EXPECT_THAT(pull("redis:7").error().message, HasSubstr("ended without a result (exit code 1)"));
  m_images = *Images::make(m_loop, m_folder / "store", "/bin/nothing-here");
  EXPECT_THAT(pull("redis:7").error().message, HasSubstr("cannot start"));
}

}  // namespace
}  // namespace caisson::engine::embedded
