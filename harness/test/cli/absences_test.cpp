#include "cli/absences.hpp"

#include <gmock/gmock.h>

#include "base/file.hpp"
#include "base/temporary_folder.hpp"
#include "model/builder.hpp"

namespace caisson::cli {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class Absences : public ::testing::Test {
 protected:
  Absences() {
    test::add_service(stack, "ui");
    test::add_service(stack, "web", {"ui"});
    test::add_service(stack, "db");
  }
  plan::Plan plan(const std::vector<std::string>& services) {
    return *plan::make_plan(stack, {"", services, {}});
  }

  const test::TemporaryFolder folder;
  const AbsencesFile file{folder.path()};
  model::Stack stack = test::empty_stack();
  const std::vector<run::Absence> absences{
      {"ui", {ErrorKind::image, "no registry answers", "", "it has no RECIPE"}, {"web"}}};
};

TEST_F(Absences, AreReadBackWithTheirReasons) {
  EXPECT_THAT(file.read(), IsEmpty());
  ASSERT_TRUE(file.update(plan({"web"}), absences).has_value());
  const auto missing = file.read();
  ASSERT_THAT(missing, SizeIs(2));
  EXPECT_TRUE(missing.at("ui").unavailable);
  EXPECT_EQ(missing.at("ui").reason, "no registry answers; it has no RECIPE");
  EXPECT_FALSE(missing.at("web").unavailable);
  EXPECT_EQ(missing.at("web").reason, "held back by `ui`, which is unavailable");
}

TEST_F(Absences, EndWithARunThatHasTheService) {
  ASSERT_TRUE(file.update(plan({"web"}), absences).has_value());
  ASSERT_TRUE(file.update(plan({"db"}), {}).has_value());
  EXPECT_THAT(file.read(), SizeIs(2)) << "a run without it says nothing of it";
  ASSERT_TRUE(file.update(plan({"web"}), {}).has_value());
  EXPECT_THAT(file.read(), IsEmpty());
}

TEST_F(Absences, AreNoneInADamagedFile) {
  for (const char* text :
       {"", "{", "[]", R"({"ui":7})", R"({"ui":{}})", R"({"ui":{"reason":1}})"}) {
    ASSERT_TRUE(write_file(folder / "unavailable.json", text).has_value());
    EXPECT_THAT(file.read(), IsEmpty()) << text;
  }
}

TEST_F(Absences, AreSaidWithWhomTheyHoldBack) {
  EXPECT_EQ(absences_text(absences),
            "`ui` is unavailable: no registry answers; it has no RECIPE; held back: `web`\n");
}

}  // namespace
}  // namespace caisson::cli
