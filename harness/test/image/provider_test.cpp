#include "image/provider.hpp"

#include "base/lock.hpp"
#include "image/provider_fixture.hpp"

namespace caisson::image {
namespace {

using model::ImageSource;
using test::ProviderTest;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(ProviderTest, PullsWhatTheRegistryHas) {
  make();
  const auto provided = get("postgres");
  ASSERT_TRUE(provided) << to_string(provided.error());
  EXPECT_EQ(provided->source, ImageSource::registry);
  EXPECT_EQ(provided->reference, "postgres:1");
  EXPECT_EQ(provided->hash, "");
  EXPECT_THAT(started, ElementsAre("postgres pull"));
  EXPECT_EQ(engine.count("build_image"), 0U);
}

TEST_F(ProviderTest, BuildsBaseAndImageWhenTheRegistryHasNone) {
  registry_has_nothing();
  make();
  const auto provided = get("postgres");
  ASSERT_TRUE(provided) << to_string(provided.error());
  EXPECT_EQ(provided->source, ImageSource::recipe);
  EXPECT_EQ(provided->reference, recipe_tag("postgres", provided->hash));
  EXPECT_EQ(engine.count("import_image"), 1U);
  EXPECT_EQ(engine.count("build_image"), 1U);
  EXPECT_THAT(started, ElementsAre("postgres pull", "postgres build"));
  EXPECT_THAT(lines, testing::Contains("debian: I: working"));
  const auto& image = engine.images.at(provided->reference);
  EXPECT_EQ(image.labels.at("dev.caisson.recipe"), provided->hash);
  EXPECT_EQ(image.labels.at("dev.caisson.image"), "postgres");
  EXPECT_THAT(notices, IsEmpty()) << "that a registry lacks an image of ours is no news";
  EXPECT_EQ(leftovers(), 0U);
}

TEST_F(ProviderTest, HandsTheRootfsScriptAFileAndTheMirrors) {
  ::setenv("DEBIAN_MIRROR", "http://mirror.example/debian", 1);
  make(SourcePolicy::recipe);
  ASSERT_TRUE(get("debian"));
  ::unsetenv("DEBIAN_MIRROR");
  ASSERT_EQ(process.spawned.size(), 1U);
  const auto& spec = process.spawned[0];
  EXPECT_EQ(spec.argv[0], folder.path("debian/rootfs.sh"));
  EXPECT_EQ(spec.directory, folder.path("debian"));
  EXPECT_EQ(spec.env.at("DEBIAN_MIRROR"), "http://mirror.example/debian");
}

TEST_F(ProviderTest, FindsWithOneListCallWhatIsThere) {
  registry_has_nothing();
  ASSERT_TRUE(get_anew("postgres"));
  const auto before = engine.calls().size();
  started.clear();
  make();
  const auto provided = get("postgres");
  ASSERT_TRUE(provided);
  EXPECT_EQ(engine.calls().size(), before + 1);
  EXPECT_EQ(engine.calls().back().name, "list_images");
  EXPECT_THAT(started, IsEmpty());
  EXPECT_TRUE(get("postgres"));
  EXPECT_EQ(engine.calls().size(), before + 1) << "asked again in the same run";
}

TEST_F(ProviderTest, UsesALocalReferenceWithoutPulling) {
  engine.images["postgres:1"] = {"sha256:here", {"postgres:1"}, {}, 1};
  make();
  const auto provided = get("postgres");
  ASSERT_TRUE(provided);
  EXPECT_EQ(provided->id, "sha256:here");
  EXPECT_EQ(provided->source, ImageSource::registry);
  EXPECT_EQ(engine.count("pull_image"), 0U);
}

TEST_F(ProviderTest, MakesASharedBaseOnceWhenAskedForTwoAtOnce) {
  make(SourcePolicy::recipe);
  const auto postgres = ask("postgres");
  const auto redis = ask("redis");
  const auto again = ask("redis");
  clock.run_until_idle();
  for (const auto& answer : {postgres, redis, again})
    ASSERT_TRUE(*answer && (*answer)->has_value());
  EXPECT_EQ(process.spawned.size(), 1U);
  EXPECT_EQ(engine.count("import_image"), 1U);
  EXPECT_EQ(engine.count("build_image"), 2U);
  EXPECT_EQ(engine.count("list_images"), 1U);
}

TEST_F(ProviderTest, AChangedBaseMakesANewImage) {
  const auto before = get_anew("postgres", SourcePolicy::recipe);
  folder.write("debian/suite", "sid\n");
  const auto after = get_anew("postgres", SourcePolicy::recipe);
  ASSERT_TRUE(before && after);
  EXPECT_NE(before->hash, after->hash);
}

TEST_F(ProviderTest, ABaseFromTheRegistryServesARecipeToo) {
  engine.images["debian:1"] = {"sha256:debian", {"debian:1"}, {}, 1};
  registry_has_nothing();
  const auto built = get_anew("postgres");
  ASSERT_TRUE(built);
  EXPECT_EQ(process.spawned.size(), 0U);
  EXPECT_EQ(engine.count("build_image"), 1U);
  const auto again = get_anew("postgres");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->hash, built->hash);
  EXPECT_EQ(engine.count("build_image"), 1U) << "found again on the same base";
}

TEST_F(ProviderTest, GivesUpASilentRegistryOnceForTheRun) {
  registry_is_silent();
  make();
  const auto begin = clock.now();
  const auto postgres = ask("postgres");
  const auto redis = ask("redis");
  clock.run_for(std::chrono::milliseconds(2900));
  EXPECT_EQ(engine.count("import_image"), 0U);
  engine.latencies.image = std::chrono::milliseconds(300);
  clock.run_until([&] { return postgres->has_value() && redis->has_value(); });
  ASSERT_TRUE((*postgres)->has_value() && (*redis)->has_value());
  EXPECT_EQ((**postgres)->source, ImageSource::recipe);
  EXPECT_THAT(notices, ElementsAre("Registry `docker.io` does not answer within 3 s: images are "
                                   "built from their recipes"));
  EXPECT_EQ(engine.count("pull_image"), 2U) << "the base is not even asked for";
  EXPECT_LT(clock.now() - begin, std::chrono::seconds(10));
}

TEST_F(ProviderTest, GivesUpAnUnreachableRegistryAtOnce) {
  fault("pull_image", {ErrorKind::io, "dial tcp: no such host"});
  make();
  const auto begin = clock.now();
  ASSERT_TRUE(get("postgres"));
  EXPECT_THAT(notices, ElementsAre(HasSubstr("Registry `docker.io` cannot be reached")));
  EXPECT_LT(clock.now() - begin, std::chrono::seconds(8));
}

TEST_F(ProviderTest, SaysWhyARegistryRefuses) {
  fault("pull_image", {ErrorKind::image, "toomanyrequests"});
  make();
  ASSERT_TRUE(get("debian"));
  EXPECT_THAT(notices, ElementsAre("Image `debian` is built from its recipe: toomanyrequests"));
}

TEST_F(ProviderTest, AFullDiskIsNotHiddenByAnotherWay) {
  fault("pull_image", {ErrorKind::io, "write /layer: no space left on device"});
  make();
  const auto provided = get("postgres");
  ASSERT_FALSE(provided);
  EXPECT_EQ(provided.error().kind, ErrorKind::image);
  EXPECT_THAT(provided.error().message, HasSubstr("the disk is full"));
  EXPECT_THAT(provided.error().remedy, HasSubstr("docker image prune"));
  EXPECT_EQ(engine.count("build_image"), 0U);
}

TEST_F(ProviderTest, ForcedRegistryFailsWithThePullsReason) {
  registry_has_nothing();
  const auto provided = get_anew("postgres", SourcePolicy::registry);
  ASSERT_FALSE(provided);
  EXPECT_EQ(provided.error().kind, ErrorKind::image);
  EXPECT_EQ(provided.error().place, "/s/CMakeLists.txt:7");
  EXPECT_THAT(provided.error().message, HasSubstr("manifest unknown"));
  EXPECT_THAT(provided.error().remedy, HasSubstr("CAISSON_IMAGE_SOURCE=registry"));
}

TEST_F(ProviderTest, ForcedRecipeTouchesNoRegistry) {
  engine.images["postgres:1"] = {"sha256:here", {"postgres:1"}, {}, 1};
  const auto provided = get_anew("postgres", SourcePolicy::recipe);
  ASSERT_TRUE(provided);
  EXPECT_EQ(provided->source, ImageSource::recipe);
  EXPECT_EQ(engine.count("pull_image"), 0U);
}

TEST_F(ProviderTest, AnImageWithoutRecipeCanOnlyBePulled) {
  registry_has_nothing();
  const auto provided = get_anew("vendor");
  ASSERT_FALSE(provided);
  EXPECT_THAT(provided.error().remedy, HasSubstr("no RECIPE"));
  EXPECT_EQ(provided.error().kind, ErrorKind::not_found) << "it can be had nowhere";
}

TEST_F(ProviderTest, WhatRestsOnABaseThatIsNowhereIsNowhereEither) {
  registry_has_nothing();
  stack.images["postgres"].bases = {"vendor"};
  const auto provided = get_anew("postgres");
  ASSERT_FALSE(provided);
  EXPECT_EQ(provided.error().kind, ErrorKind::not_found);
}

TEST_F(ProviderTest, AFullDiskIsNoReasonToGoOnWithout) {
  fault("pull_image", {ErrorKind::image, "write: no space left on device"});
  const auto provided = get_anew("vendor");
  ASSERT_FALSE(provided);
  EXPECT_EQ(provided.error().kind, ErrorKind::image);
}

TEST_F(ProviderTest, BuildsOneAtATimeWhereThereIsOnePlace) {
  make(SourcePolicy::recipe);
  const auto first = ask("postgres");
  const auto second = ask("redis");
  clock.run_until_idle();
  ASSERT_TRUE(*first && **first);
  ASSERT_TRUE(*second && **second);
  EXPECT_THAT(lines, testing::Contains("waits for other builds to end"));
}

TEST_F(ProviderTest, ABuildNobodyWaitsForLeavesTheProcessorsToOthers) {
  make(SourcePolicy::recipe);
  ASSERT_TRUE(get("redis"));
  EXPECT_GT(engine.builds.at(0).cpu_shares, 0);
  chain = 3;
  ASSERT_TRUE(get("postgres"));
  EXPECT_EQ(engine.builds.at(1).cpu_shares, 0);
}

TEST_F(ProviderTest, AVolumeKeepsTheSourceThatInitialisedIt) {
  engine.images["postgres:1"] = {"sha256:here", {"postgres:1"}, {}, 1};
  make();
  const auto recipe = get("postgres", ImageSource::recipe);
  ASSERT_TRUE(recipe);
  EXPECT_EQ(recipe->source, ImageSource::recipe);
  const auto registry = get("postgres", ImageSource::registry);
  ASSERT_TRUE(registry);
  EXPECT_EQ(registry->source, ImageSource::registry);
  engine.images.erase("postgres:1");
  registry_has_nothing();
  make();
  const auto gone = get("postgres", ImageSource::registry);
  ASSERT_FALSE(gone);
  EXPECT_THAT(gone.error().remedy, HasSubstr("a volume it is mounted with"));
}

TEST_F(ProviderTest, AFailedScriptShowsItsLastLines) {
  process.exit.code = 3;
  process.lines.clear();
  for (int i = 1; i <= 30; ++i)
    process.lines.push_back("line " + std::to_string(i));
  const auto provided = get_anew("postgres", SourcePolicy::recipe);
  ASSERT_FALSE(provided);
  EXPECT_EQ(provided.error().kind, ErrorKind::image);
  EXPECT_THAT(provided.error().message, HasSubstr("rootfs.sh` exited with code 3\n  | line 11\n"));
  EXPECT_TRUE(provided.error().message.ends_with("| line 30"));
  EXPECT_EQ(leftovers(), 0U);
  process.exit.code = 0;
  EXPECT_TRUE(get("postgres")) << "a failure is not kept";
}

TEST_F(ProviderTest, AFailedBuildIsAnErrorAtTheDeclaration) {
  fault("build_image", {ErrorKind::image, "`Step 2/5 : RUN make` failed: exit code 2\n  | cc: no"});
  const auto provided = get_anew("postgres", SourcePolicy::recipe);
  ASSERT_FALSE(provided);
  EXPECT_EQ(provided.error().kind, ErrorKind::image);
  EXPECT_EQ(provided.error().place, "/s/CMakeLists.txt:7");
  EXPECT_THAT(provided.error().message, HasSubstr("RUN make"));
}

TEST_F(ProviderTest, AScriptThatWritesNothingFails) {
  process.writes = false;
  const auto provided = get_anew("debian", SourcePolicy::recipe);
  ASSERT_FALSE(provided);
  EXPECT_THAT(provided.error().message, HasSubstr("wrote nothing"));
}

TEST_F(ProviderTest, CancelEndsEverythingAndLeavesNoFile) {
  make(SourcePolicy::recipe);
  const auto postgres = ask("postgres");
  clock.run_until([&] { return !process.spawned.empty(); });
  EXPECT_EQ(leftovers(), 1U);
  provider->cancel();
  EXPECT_EQ(process.killed, 1);
  EXPECT_EQ(leftovers(), 0U);
  clock.run_until_idle();
  ASSERT_TRUE(*postgres && (*postgres)->has_error());
  EXPECT_EQ((*postgres)->error().kind, ErrorKind::interrupted);
  EXPECT_TRUE(get("postgres")) << "and it can be asked again";
}

TEST_F(ProviderTest, DestroyingItDropsAllThatIsUnderWay) {
  make(SourcePolicy::recipe);
  const auto postgres = ask("postgres");
  clock.run_until([&] { return !process.spawned.empty(); });
  provider.reset();
  clock.run_until_idle();
  EXPECT_FALSE(postgres->has_value());
  EXPECT_EQ(process.killed, 1);
  EXPECT_EQ(leftovers(), 0U);
}

TEST_F(ProviderTest, WaitsForAnotherProcessThatMakesTheSame) {
  make(SourcePolicy::recipe);
  const auto hash = *Inventory(stack).pure_hash("debian");
  std::filesystem::create_directories(folder.path("state"));
  std::optional<Lock> other;
  {
    auto lock = Lock::acquire(folder.path("state/image-" + hash + ".lock"), "another");
    ASSERT_TRUE(lock);
    other.emplace(std::move(*lock));
  }
  const auto answer = ask("debian");
  clock.run_for(std::chrono::seconds(20));
  EXPECT_FALSE(answer->has_value());
  EXPECT_THAT(lines, ElementsAre(HasSubstr("which is making the same image")));
  engine.images[recipe_tag("debian", hash)] = {
      "sha256:theirs", {recipe_tag("debian", hash)}, {{k_recipe_label, hash}}, 1};
  other.reset();
  clock.run_until_idle();
  ASSERT_TRUE(*answer && (*answer)->has_value());
  EXPECT_EQ((**answer)->id, "sha256:theirs");
  EXPECT_THAT(process.spawned, IsEmpty());
}

TEST_F(ProviderTest, ASilentBuildIsSaidToGoOn) {
  make(SourcePolicy::recipe);
  process.takes = std::chrono::seconds(70);
  ASSERT_TRUE(get("debian"));
  EXPECT_THAT(lines, ElementsAre("I: working", "I: working", "I: working",
                                 "importing the root file system"));
}

TEST_F(ProviderTest, AnEngineThatIsGoneIsSaidAsSuch) {
  engine.vanish();
  const auto provided = get_anew("postgres");
  ASSERT_FALSE(provided);
  EXPECT_EQ(provided.error().kind, ErrorKind::engine_unreachable);
}

TEST_F(ProviderTest, ImagesThatRestOnEachOtherAreAnError) {
  stack.images["debian"].bases = {"postgres"};
  const auto provided = get_anew("postgres");
  ASSERT_FALSE(provided);
  EXPECT_THAT(provided.error().message, HasSubstr("`postgres → debian → postgres`"));
}

TEST_F(ProviderTest, FingerprintsFollowRecipeBaseAndReference) {
  const auto before = *fingerprint(stack, "postgres");
  EXPECT_EQ(*fingerprint(stack, "postgres"), before);
  folder.write("debian/suite", "sid\n");
  const auto other_base = *fingerprint(stack, "postgres");
  EXPECT_NE(other_base, before);
  stack.images["postgres"].reference = "postgres:2";
  EXPECT_NE(*fingerprint(stack, "postgres"), other_base);
  EXPECT_TRUE(fingerprint(stack, "vendor"));
  EXPECT_THAT(fingerprint(stack, "postgrse").error().remedy, HasSubstr("`postgres`"));
}

}  // namespace
}  // namespace caisson::image
