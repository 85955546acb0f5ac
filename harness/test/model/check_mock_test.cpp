#include "model/checked_stack.hpp"

namespace caisson::model {
namespace {

/// A stack that is right, whose api (line 3) has a mock.
class CheckMock : public test::CheckedStack {
 protected:
  void SetUp() override {
    CheckedStack::SetUp();
    test::add_service(stack, "fake-api");
    service("api").mock = "fake-api";
  }

  void expect_mock(const std::string& message, const std::string& remedy) {
    expect("/s/CMakeLists.txt:3: services.api.mock", message, remedy);
  }
};

TEST_F(CheckMock, FindsNothingInWhatIsRight) {
  EXPECT_TRUE(check(stack).empty());
}

TEST_F(CheckMock, OfNobody) {
  service("api").mock = "fakeapi";
  expect_mock("unknown service `fakeapi`", "did you mean `fake-api`?");
}

TEST_F(CheckMock, OfItself) {
  service("api").mock = "api";
  expect_mock("`api` is the service itself", "take it out");
}

TEST_F(CheckMock, ThatEndsOtherwise) {
  service("api").mock = "migrate";
  expect_mock("`migrate` is a one-shot, unlike `api`", "name a service that ends as this one does");
}

TEST_F(CheckMock, WhoseReadinessIsUnknown) {
  service("fake-api").healthcheck.reset();
  expect_mock("`fake-api` has no health check, and `api` has one", "add HEALTHCHECK to `fake-api`");
}

TEST_F(CheckMock, ThatIsDeafOnAPort) {
  service("api").ports = {8080, 9000};
  expect_mock("`fake-api` does not listen on port 9000", "add it to the PORTS of `fake-api`");
}

}  // namespace
}  // namespace caisson::model
