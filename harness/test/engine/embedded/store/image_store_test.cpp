#include "engine/embedded/store/image_store.hpp"

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "base/file.hpp"
#include "base/hash.hpp"
#include "base/temporary_folder.hpp"
#include "engine/embedded/store/image_config.hpp"
#include "engine/embedded/store/raw_tar.hpp"

namespace caisson::engine::embedded {
namespace {

namespace fs = std::filesystem;
using test::RawTar;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// An image as archives of all kinds are made of it.
struct MadeImage {
  std::vector<std::string> layers;
  std::string config;

  explicit MadeImage(std::vector<std::string> tars, const std::string& word = "run")
      : layers(std::move(tars)) {
    store::ConfigFile file;
    file.config.command = {word};
    file.config.env = {{"PATH", "/bin"}};
    file.config.labels = {{"dev.caisson.image", "db"}};
    for (const std::string& layer : layers)
      file.diffs.push_back(sha256_hex(layer));
    config = store::write_config(file);
  }
  std::string id() const { return "sha256:" + sha256_hex(config); }

  /// As `docker save` of 20.10.
  RawTar docker() const {
    RawTar tar;
    std::string names;
    for (std::size_t at = 0; at < layers.size(); ++at) {
      const std::string name = "layer" + std::to_string(at) + "/layer.tar";
      tar.file(name, layers[at]);
      names += (names.empty() ? "\"" : ",\"") + name + "\"";
    }
    const std::string named = sha256_hex(config) + ".json";
    return tar.file(named, config)
        .file("manifest.json",
              R"([{"Config":")" + named + R"(","RepoTags":null,"Layers":[)" + names + "]}]");
  }

  /// As an OCI image layout; `blob` makes what a layer's blob is.
  RawTar layout(const std::string& platform = {},
                const std::function<std::string(const std::string&)>& blob = {}) const {
    RawTar tar;
    std::string described;
    for (const std::string& layer : layers) {
      const std::string bytes = blob ? blob(layer) : layer;
      described += (described.empty() ? "" : ",") + add_blob(tar, bytes);
    }
    const std::string manifest = R"({"schemaVersion":2,"config":)" + add_blob(tar, config) +
                                 R"(,"layers":[)" + described + "]}";
    std::string entry = add_blob(tar, manifest);
    entry.insert(entry.size() - 1, platform);
    return tar.file("oci-layout", R"({"imageLayoutVersion":"1.0.0"})")
        .file("index.json", R"({"schemaVersion":2,"manifests":[)" + entry + "]}");
  }

 private:
  static std::string add_blob(RawTar& tar, const std::string& bytes) {
    const std::string hex = sha256_hex(bytes);
    tar.file("blobs/sha256/" + hex, bytes);
    return R"({"digest":"sha256:)" + hex + R"(","size":)" + std::to_string(bytes.size()) + "}";
  }
};

std::string lower_layer() {
  return RawTar().folder("etc").file("etc/name", "lower").file("etc/gone", "x").bytes();
}
std::string upper_layer() {
  return RawTar().folder("etc").file("etc/name", "upper").file("etc/.wh.gone", "").bytes();
}

class Store : public testing::Test {
 protected:
  std::string write(const RawTar& tar, const std::string& name = "image.tar") {
    std::ofstream(m_folder / name, std::ios::binary) << tar.bytes();
    return m_folder / name;
  }
  ImageStore open() {
    auto store = ImageStore::open(root());
    EXPECT_TRUE(store);
    return *std::move(store);
  }
  std::string root() const { return m_folder / "store"; }
  static std::string refusal(const Result<StoredImage>& image) {
    return image ? "(loaded)" : to_string(image.error());
  }
  std::size_t count(const std::string& below) const {
    std::size_t all = 0;
    for (const auto& entry : fs::directory_iterator(fs::path(root()) / below))
      all += entry.path().filename() != "lock" ? 1U : 0U;
    return all;
  }
  /// Nothing but folders and the lock.
  void expect_empty() const {
    for (const char* below : {"images", "layers", "tags", "scratch"})
      EXPECT_EQ(count(below), 0U) << below;
  }

  caisson::test::TemporaryFolder m_folder;
};

TEST_F(Store, IsItsOwnersAlone) {
  open();
  struct stat status {};
  ASSERT_EQ(::stat(root().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0700U);
}

TEST_F(Store, LoadsWhatDockerSaves) {
  const MadeImage made({lower_layer(), upper_layer()});
  auto store = open();
  const auto loaded = store.load(write(made.docker()), "shop/db:1");
  ASSERT_TRUE(loaded) << refusal(loaded);
  EXPECT_EQ(loaded->id, made.id());
  EXPECT_THAT(loaded->tags, ElementsAre("shop/db:1"));
  EXPECT_THAT(loaded->config.command, ElementsAre("run"));
  ASSERT_THAT(loaded->layers, SizeIs(2));
  EXPECT_EQ(*read_file(loaded->layers[0] / "etc/name"), "upper") << "uppermost first";
  EXPECT_EQ(*read_file(loaded->layers[1] / "etc/name"), "lower");
  EXPECT_EQ(loaded->size, 11);
  EXPECT_EQ(count("scratch"), 0U);
  for (const std::string& name : {std::string("shop/db:1"), made.id(), made.id().substr(7, 12)})
    EXPECT_EQ(store.find(name)->id, made.id()) << name;
}

TEST_F(Store, LoadsAnOciLayoutCompressedOrNot) {
  const MadeImage made({lower_layer(), upper_layer()});
  auto store = open();
  EXPECT_EQ(refusal(store.load(write(made.layout()), "plain")), "(loaded)");
  const auto gzip = [this](const std::string& bytes) {
    std::ofstream(m_folder / "layer", std::ios::binary) << bytes;
    EXPECT_EQ(std::system(("gzip -nf " + m_folder / "layer").c_str()), 0);
    return *read_file(m_folder / "layer.gz");
  };
  const MadeImage other({RawTar().file("other", "x").bytes()});
  EXPECT_EQ(refusal(store.load(write(other.layout({}, gzip)), "gzip")), "(loaded)");
  EXPECT_EQ(store.find("gzip:latest")->id, other.id());
  EXPECT_EQ(count("layers"), 6U) << "three layers, each with its record";
}

TEST_F(Store, TakesTheImageOfThisMachineOutOfAnIndex) {
  const MadeImage made({lower_layer()});
  auto store = open();
  const std::string mine =
      R"(,"platform":{"os":"linux","architecture":")" + store::this_architecture() + "\"}";
  EXPECT_EQ(refusal(store.load(write(made.layout(mine)), "a")), "(loaded)");
  const std::string foreign = R"(,"platform":{"os":"linux","architecture":"s390x"})";
  EXPECT_THAT(refusal(store.load(write(made.layout(foreign)), "b")),
              HasSubstr("none is for `linux/"));
}

TEST_F(Store, OneLayerIsThereOnce) {
  auto store = open();
  const MadeImage first({lower_layer(), upper_layer()}, "one");
  const MadeImage second({lower_layer(), upper_layer()}, "two");
  ASSERT_TRUE(store.load(write(first.docker()), "one"));
  ASSERT_TRUE(store.load(write(second.docker()), "two"));
  EXPECT_EQ(count("layers"), 4U);
  EXPECT_EQ(store.find("one")->layers, store.find("two")->layers);
}

TEST_F(Store, ALayerThatComesTwiceIsMountedOnce) {
  auto store = open();
  const auto image =
      store.load(write(MadeImage({lower_layer(), upper_layer(), lower_layer()}).docker()), "a");
  ASSERT_TRUE(image) << refusal(image);
  ASSERT_THAT(image->layers, SizeIs(2));
  EXPECT_EQ(*read_file(image->layers[0] / "etc/name"), "lower");
}

TEST_F(Store, ADigestThatDoesNotFitIsRefusedAndLeavesNothing) {
  auto store = open();
  MadeImage made({lower_layer()});
  made.layers[0] = upper_layer();
  EXPECT_THAT(refusal(store.load(write(made.docker()), "a")), HasSubstr("a layer has the digest"));
  const MadeImage whole({lower_layer()});
  std::string archive = whole.layout().bytes();
  archive[archive.find("lower")] = 'L';
  std::ofstream(m_folder / "image.tar", std::ios::binary) << archive;
  EXPECT_THAT(refusal(store.load(m_folder / "image.tar", "a")), HasSubstr("has the digest"));
  expect_empty();
}

TEST_F(Store, WhatIsNoImageIsSaid) {
  auto store = open();
  const MadeImage made({lower_layer()});
  EXPECT_THAT(refusal(store.load(write(RawTar().file("a", "b")), "a")),
              HasSubstr("neither `manifest.json` nor `index.json`"));
  EXPECT_THAT(refusal(store.load(write(RawTar().file("manifest.json", "[{]")), "a")),
              HasSubstr("its `manifest.json` is none"));
  EXPECT_THAT(refusal(store.load(m_folder / "none.tar", "a")), HasSubstr("none.tar"));
  std::ofstream(m_folder / "cut.tar", std::ios::binary) << made.docker().bytes().substr(0, 3000);
  EXPECT_NE(refusal(store.load(m_folder / "cut.tar", "a")), "(loaded)");
  expect_empty();
}

TEST_F(Store, ImportsARootFileSystem) {
  auto store = open();
  const auto image = store.import(write(RawTar().file("bin", "x")), "caisson/debian:abc",
                                  {{"dev.caisson.recipe", "abc"}});
  ASSERT_TRUE(image) << refusal(image);
  EXPECT_EQ(image->config.labels.at("dev.caisson.recipe"), "abc");
  EXPECT_EQ(*read_file(image->layers.at(0) / "bin"), "x");
  EXPECT_EQ(store.import(write(RawTar().file("bin", "x")), "again", image->config.labels)->id,
            image->id);
}

TEST_F(Store, ADamagedLayerIsNoLayerAndIsMadeAnew) {
  const MadeImage made({lower_layer(), upper_layer()});
  auto store = open();
  const auto image = store.load(write(made.docker()), "a");
  ASSERT_TRUE(image);
  fs::remove(image->layers[1] / "etc/name");
  ASSERT_TRUE(store.load(write(made.docker()), "a"));
  EXPECT_EQ(*read_file(image->layers[1] / "etc/name"), "lower");

  fs::remove(image->layers[1].string() + ".json");
  EXPECT_EQ(store.find("a").error().kind, ErrorKind::not_found);
  EXPECT_THAT(*store.list(), IsEmpty());
  ASSERT_TRUE(store.load(write(made.docker()), "a"));
  EXPECT_TRUE(store.find("a"));

  std::ofstream(fs::path(root()) / "images" / made.id().substr(7)) << "{}";
  EXPECT_EQ(store.find("a").error().kind, ErrorKind::not_found) << "a config that is another one";
}

TEST_F(Store, PruneTakesWhatNoTagNamesAndNothingHolds) {
  auto store = open();
  const MadeImage one({lower_layer(), upper_layer()}, "one");
  const MadeImage two({lower_layer()}, "two");
  ASSERT_TRUE(store.load(write(one.docker()), "one"));
  ASSERT_TRUE(store.load(write(two.docker()), "two"));
  ASSERT_TRUE(store.untag("one"));
  {
    auto hold = store.hold(one.id());
    ASSERT_TRUE(hold);
    EXPECT_EQ(*store.prune(), 0);
    EXPECT_TRUE(store.find(one.id()));
    EXPECT_EQ(store.remove(one.id()).error().kind, ErrorKind::conflict);
    const ImageStore::Hold moved = *std::move(hold);
    EXPECT_GE(moved.descriptor(), 0);
    EXPECT_EQ(*store.prune(), 0);
  }
  EXPECT_EQ(*store.prune(), 5) << "the upper layer's one file";
  EXPECT_FALSE(store.find(one.id()));
  EXPECT_TRUE(store.find("two"));
  EXPECT_EQ(count("layers"), 2U);
}

TEST_F(Store, AHeldImageStaysHeldByADuplicateOfItsDescriptor) {
  auto store = open();
  const MadeImage made({lower_layer()});
  ASSERT_TRUE(store.load(write(made.docker()), "a"));
  int copy = -1;
  {
    const auto hold = store.hold("a");
    copy = ::dup(hold->descriptor());
  }
  ASSERT_TRUE(store.untag("a"));
  EXPECT_EQ(*store.prune(), 0);
  ::close(copy);
  EXPECT_GT(*store.prune(), 0);
}

TEST_F(Store, WhatAKilledProcessLeftIsSweptByTheNext) {
  open();
  fs::create_directories(fs::path(root()) / "scratch/left/layer-abc");
  auto store = open();
  ASSERT_TRUE(store.load(write(MadeImage({lower_layer()}).docker()), "a"));
  EXPECT_EQ(count("scratch"), 0U);
}

TEST_F(Store, ManyAtOnceMakeOneImage) {
  const std::string archive = write(MadeImage({lower_layer(), upper_layer()}).docker());
  open();
  std::vector<std::thread> loads;
  std::atomic<int> loaded = 0;
  for (int at = 0; at < 4; ++at) {
    loads.emplace_back([&, at] {
      auto store = ImageStore::open(root());
      loaded += store->load(archive, "tag" + std::to_string(at)).has_value() ? 1 : 0;
    });
  }
  for (auto& load : loads)
    load.join();
  EXPECT_EQ(loaded, 4);
  EXPECT_EQ(count("layers"), 4U);
  EXPECT_EQ(count("scratch"), 0U);
}

/// Exits with 0 where all of it held; a child, because mounts of a test are its own.
TEST_F(Store, AFullDiskIsSaidAndLeavesNothing) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may mount";
  const std::string archive =
      write(MadeImage({RawTar().file("large", std::string(4 << 20, 'x')).bytes()}).docker());
  fs::create_directories(root());
  const pid_t child = ::fork();
  if (child == 0) {
    if (::unshare(CLONE_NEWNS) != 0 ||
        ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", root().c_str(), "tmpfs", 0, "size=1m") != 0)
      ::_exit(2);
    auto store = ImageStore::open(root());
    const auto loaded = store->load(archive, "a");
    const bool said = !loaded &&
                      loaded.error().message.find("No space left on device") != std::string::npos &&
                      loaded.error().remedy.find("caisson image prune") != std::string::npos;
    const bool clean = count("layers") == 0 && count("scratch") == 0 && count("images") == 0;
    ::_exit(said && clean ? 0 : 3);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST_F(Store, ABeginningOfSeveralIdsIsNoName) {
  auto store = open();
  EXPECT_EQ(store.find("nothing").error().kind, ErrorKind::not_found);
  EXPECT_EQ(to_string(store.find("a\nb").error()), "no such image: `a\\x0ab`");
  EXPECT_EQ(store.find("../images/x").error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace caisson::engine::embedded
