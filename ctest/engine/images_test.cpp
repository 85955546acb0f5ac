#include <fmt/format.h>

#include "base/file.hpp"
#include "session.hpp"
#include "tar.hpp"

namespace caisson::test {
using namespace engine;
using testing::HasSubstr;

class Images : public EngineTest {
 protected:
  Result<ImageInfo> build(BuildSpec its_spec) {
    its_spec.labels.merge(session.labels());
    session.note_image(its_spec.tag);
    SubscriptionPtr building;
    return session.await<ImageInfo>([&](auto done) {
      building = engine.build_image(
          std::move(its_spec), [this](std::string text) { output += text + "\n"; },
          std::move(done));
    });
  }
  BuildSpec scratch(const std::string& stem, const std::string& dockerfile) {
    BuildSpec its_spec;
    its_spec.tag = "caisson-test/" + stem + ":" + session.labels().at(k_label);
    its_spec.context =
        Tar().add("Dockerfile", dockerfile).add("guest", *read_file(GUEST_PATH), 0755).str();
    return its_spec;
  }
  std::string output;
};

TEST_F(Images, AnImportIsInspectedWithItsLabels) {
  const ImageInfo image = value_of(session.await<ImageInfo>(
      [&](auto done) { engine.inspect_image(session.image(), session.soon(), std::move(done)); }));
  EXPECT_EQ(image.labels, session.labels());
  EXPECT_THAT(image.tags, testing::Contains(session.image()));
  EXPECT_THAT(image.id, HasSubstr("sha256:"));
  EXPECT_GT(image.size, 1000);
  const auto list = value_of(session.await<std::vector<ImageInfo>>(
      [&](auto done) { engine.list_images(session.labels(), session.soon(), std::move(done)); }));
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].id, image.id);
}

TEST_F(Images, ImportedLabelsKeepOddCharacters) {
  const std::string tag = "caisson-test/odd:" + session.labels().at(k_label);
  session.note_image(tag);
  Labels labels = session.labels();
  labels["dev.caisson.test.odd"] = "a \"b\" \\c\\ $PATH ${x} 'd' #e ünï & =";
  const std::string path = "/tmp/" + session.name("odd.tar");
  expect_done(write_file(path, Tar().add("hello", "world").str()));
  SubscriptionPtr importing;
  const auto image = value_of(session.await<ImageInfo>(
      [&](auto done) { importing = engine.import_image(tag, path, labels, std::move(done)); }));
  expect_done(remove_file(path));
  EXPECT_EQ(image.labels, labels);
}

TEST_F(Images, AnUnknownImageIsNotFound) {
  const auto image = session.await<ImageInfo>([&](auto done) {
    engine.inspect_image("caisson-test/nosuch:1", session.soon(), std::move(done));
  });
  ASSERT_TRUE(image.has_error());
  EXPECT_EQ(image.error().kind, ErrorKind::not_found);
}

TEST_F(Images, ABuildRunsTellsItsOutputAndIsTagged) {
  BuildSpec its_spec = scratch("built",
                               "FROM scratch AS base\n"
                               "COPY guest /guest\n"
                               "FROM base AS wanted\n"
                               "ARG GREETING\n"
                               "RUN [\"/guest\", \"say\", \"from the build\"]\n"
                               "ENV GREETING=${GREETING}\n"
                               "FROM nosuchimage AS unwanted\n");
  its_spec.target = "wanted";
  its_spec.args = {{"GREETING", "good \"day\" & more"}};
  const std::string tag = its_spec.tag;
  const ImageInfo image = value_of(build(std::move(its_spec)));
  EXPECT_THAT(image.tags, testing::Contains(tag));
  EXPECT_EQ(image.labels, session.labels());
  EXPECT_THAT(output, HasSubstr("from the build"));
  ContainerSpec container = spec("built", {"env", "GREETING"});
  container.image = tag;
  const std::string id = run(container);
  await_exit(id);
  EXPECT_EQ(log_of(id).at(0).text, "good \"day\" & more");
}

TEST_F(Images, AFailedStepIsNamedWithItsOutput) {
  const auto image = build(scratch("failing",
                                   "FROM scratch\n"
                                   "COPY guest /guest\n"
                                   "RUN [\"/guest\", \"say\", \"before the fall\"]\n"
                                   "RUN [\"/guest\", \"exit\", \"5\"]\n"));
  ASSERT_TRUE(image.has_error());
  EXPECT_EQ(image.error().kind, ErrorKind::image);
  // Docker counts steps, the embedded engine names the line.
  EXPECT_THAT(image.error().message, HasSubstr(is_embedded() ? "Dockerfile, line 4" : "`Step 4/"));
  EXPECT_THAT(image.error().message, HasSubstr(is_embedded() ? "exit code 5" : "non-zero code: 5"));
  EXPECT_THAT(image.error().message, testing::Not(HasSubstr("before the fall")));
  EXPECT_THAT(output, HasSubstr("before the fall"));
}

TEST_F(Images, ADockerfileThatIsNoneIsAnImageError) {
  const auto image = build(scratch("nonsense", "FORM scratch\n"));
  ASSERT_TRUE(image.has_error());
  EXPECT_EQ(image.error().kind, ErrorKind::image) << to_string(image.error());
  EXPECT_THAT(image.error().message, HasSubstr("FORM"));
}

TEST_F(Images, ADroppedBuildStops) {
  BuildSpec its_spec = scratch("dropped", "FROM scratch\nLABEL " + std::string(k_label) + "=" +
                                              session.labels().at(k_label) +
                                              "\nCOPY guest /guest\nRUN [\"/guest\", \"sleep\"]\n");
  session.note_image(its_spec.tag);
  bool sleeping = false;
  bool called_late = false;
  SubscriptionPtr building = engine.build_image(
      std::move(its_spec),
      [&](const std::string& text) {
        sleeping = sleeping || text.find("sleeping") != text.npos;
        session.wake();
      },
      [&](const Result<ImageInfo>&) { called_late = true; });
  ASSERT_TRUE(session.await_that([&] { return sleeping; }));
  const auto containers = [&] {
    return value_of(session.await<std::vector<Container>>([&](auto done) {
             engine.list_containers(session.labels(), session.soon(), std::move(done));
           }))
        .size();
  };
  EXPECT_EQ(containers(), is_embedded() ? 0U : 1U) << "the step's own container";
  building.reset();
  const Instant limit = session.soon();
  while (containers() > 0 && session.loop().clock().now() < limit) {
  }
  EXPECT_EQ(containers(), 0U);
  EXPECT_FALSE(called_late);
}

TEST_F(Images, ItsHealthCheckIsRunWhenAskedForAndToldByEvents) {
  if (is_embedded()) GTEST_SKIP() << "refused: see TheEmbeddedEngineRefusesAnImagesHealthCheck";
  BuildSpec its_spec = scratch("healthy",
                               "FROM scratch\nCOPY guest /guest\n"
                               "HEALTHCHECK --interval=100ms CMD [\"/guest\", \"exit\", \"0\"]\n");
  const std::string tag = its_spec.tag;
  value_of(build(std::move(its_spec)));
  ContainerSpec container = spec("healthy", {"sleep"});
  container.image = tag;
  container.image_healthcheck = true;
  Health health = Health::none;
  std::string whose;
  const SubscriptionPtr watching = engine.events(
      session.labels(),
      [&](const Event& event) {
        if (event.kind == Event::Kind::health) health = event.health, whose = event.container;
        session.wake();
      },
      [](const Error& error) { ADD_FAILURE() << to_string(error); });
  const std::string id = run(container);
  ASSERT_TRUE(session.await_that([&] { return health == Health::healthy; }));
  EXPECT_EQ(whose, id);
  EXPECT_EQ(value_of(inspect(id)).health, Health::healthy);
}

TEST_F(Images, TheEmbeddedEngineRefusesAnImagesHealthCheck) {
  if (!is_embedded()) GTEST_SKIP() << "others run it";
  ContainerSpec its_spec = spec("healthy", {"sleep"});
  its_spec.image_healthcheck = true;
  const auto id = create(its_spec);
  ASSERT_TRUE(id.has_error());
  EXPECT_EQ(id.error().kind, ErrorKind::service_failed);
  EXPECT_THAT(id.error().message, HasSubstr("does not run the HEALTHCHECK of an image"));
}

TEST_F(Images, APullFromARegistryThatIsNotThereIsIo) {
  SubscriptionPtr pulling;
  const auto image = session.await<ImageInfo>([&](auto done) {
    pulling = engine.pull_image(
        "127.0.0.1:9/nosuch/image:1", [](std::string) {}, std::move(done));
  });
  ASSERT_TRUE(image.has_error());
  EXPECT_EQ(image.error().kind, ErrorKind::io) << to_string(image.error());
}

}  // namespace caisson::test
