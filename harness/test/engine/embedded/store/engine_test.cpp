#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"
#include "engine/docker/docker_engine.hpp"
#include "engine/embedded/images.hpp"
#include "engine/embedded/store/raw_tar.hpp"

namespace caisson::engine::embedded {
namespace {

using test::RawTar;
using testing::Contains;

/// An image of the engine that is there, taken into a store.
class TakeFromEngine : public testing::Test {
 protected:
  void SetUp() override {
    auto connected = docker::connect(m_loop);
    if (!connected) {
      const char* required = ::getenv("CAISSON_REQUIRE_ENGINE");
      if (required != nullptr && std::string(required) == "1") FAIL() << connected.error().message;
      GTEST_SKIP() << to_string(connected.error());
    }
    m_docker = std::move(*connected);
    auto made = Images::make(m_loop, m_folder / "store", CAISSON_BINARY);
    ASSERT_TRUE(made);
    m_images = std::move(*made);
  }
  void TearDown() override {
    if (m_docker) static_cast<void>(remove(m_name));
  }

  /// Runs the loop until what `begin` starts has completed.
  template <class T, class Begin>
  Result<T> await(Begin begin) {
    std::optional<Result<T>> outcome;
    [[maybe_unused]] const auto keep = begin([&](Result<T> result) {
      outcome = std::move(result);
      m_loop.stop();
    });
    m_loop.run();
    return *outcome;
  }
  Result<ImageInfo> import(const RawTar& tar) {
    std::ofstream(m_folder / "root.tar", std::ios::binary) << tar.bytes();
    return await<ImageInfo>([&](Completion<ImageInfo> done) {
      return m_docker->import_image(m_name, m_folder / "root.tar", {{"dev.caisson.image", "taken"}},
                                    std::move(done));
    });
  }
  Result<ImageInfo> take(const std::string& reference) {
    return await<ImageInfo>([&](Completion<ImageInfo> done) {
      return m_images->take_from(*m_docker, reference, {}, std::move(done));
    });
  }
  Result<void> remove(const std::string& reference) {
    return await<void>([&](Completion<void> done) {
      m_docker->remove_image(reference, m_loop.clock().now() + std::chrono::seconds(30),
                             std::move(done));
      return 0;
    });
  }

  Loop m_loop;
  caisson::test::TemporaryFolder m_folder;
  std::string m_name = "caisson/taketest:" + std::to_string(::getpid());
  std::unique_ptr<Engine> m_docker;
  std::unique_ptr<Images> m_images;
};

TEST_F(TakeFromEngine, HasTheSameIdLabelsAndFiles) {
  const auto imported = import(RawTar().folder("etc").file("etc/name", "taken"));
  ASSERT_TRUE(imported) << to_string(imported.error());
  const auto taken = take(m_name);
  ASSERT_TRUE(taken) << to_string(taken.error());
  EXPECT_EQ(taken->id, imported->id);
  EXPECT_THAT(taken->tags, Contains(m_name));
  EXPECT_EQ(taken->labels.at("dev.caisson.image"), "taken");
  const auto image = *m_images->store().find(m_name);
  EXPECT_EQ(*read_file(image.layers.at(0) / "etc/name"), "taken");
  EXPECT_TRUE(std::filesystem::is_empty(m_folder / "store/scratch"));
}

TEST_F(TakeFromEngine, WhatIsNotThereIsNotFoundAndLeavesNothing) {
  const auto taken = take("caisson/nothing:1");
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().kind, ErrorKind::not_found);
  EXPECT_TRUE(std::filesystem::is_empty(m_folder / "store/scratch"));
}

TEST_F(TakeFromEngine, AnImageIsRemovedByItsTag) {
  ASSERT_TRUE(import(RawTar().file("a", "b")));
  EXPECT_TRUE(remove(m_name));
  EXPECT_EQ(take(m_name).error().kind, ErrorKind::not_found);
  EXPECT_TRUE(remove(m_name)) << "what is not there is removed";
}

}  // namespace
}  // namespace caisson::engine::embedded
