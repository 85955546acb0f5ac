#include <gmock/gmock.h>
#include <unistd.h>

#include "base/temporary_folder.hpp"
#include "probe/grpc.hpp"
#include "probe/http.hpp"
#include "probe/pump.hpp"
#include "probe/redis.hpp"
#include "probe/server_process.hpp"

namespace caisson::probe {
namespace {

using testing::HasSubstr;

/// Python's grpcio, the reference implementation's core, in a virtual environment that is kept in
/// the build tree.
class GrpcServer : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (test::find_program("python3").empty()) return;
    const std::string script = "set -e; test -x '" + k_folder + "/ready' && exit 0; rm -rf '" +
                               k_folder + "'; python3 -m venv '" + k_folder + "'; '" + k_folder +
                               "/bin/pip' install --quiet --disable-pip-version-check " +
                               "grpcio==1.71.0 grpcio-health-checking==1.71.0; ln -s bin/python '" +
                               k_folder + "/ready'";
    const caisson::test::TemporaryFolder folder;
    // Each test is a process of its own under CTest; only one of them installs.
    s_installed =
        test::run_to_end({"flock", k_folder + ".lock", "sh", "-c", script}, folder / "log");
  }

  void SetUp() override {
    if (!s_installed) CAISSON_SKIP_UNLESS("CI", "grpcio cannot be installed with pip");
  }

  std::unique_ptr<test::ServerProcess> start(const std::string& how) {
    return std::make_unique<test::ServerProcess>(
        std::vector<std::string>{k_folder + "/bin/python", CAISSON_HEALTH_SERVER, how,
                                 std::to_string(m_port)},
        m_folder / "log");
  }

  Verdict probe(const std::string& service) const {
    const auto conversation = make_grpc(service, m_port);
    return test::attempt(m_port, *conversation);
  }

  void await_listening() const {
    test::until_ready(
        [&] { return test::connect_to(m_port) ? Verdict::ready() : Verdict::not_ready(""); });
  }

  caisson::test::TemporaryFolder m_folder;
  std::uint16_t m_port = test::free_port();

 private:
  static inline const std::string k_folder = CAISSON_TEST_CACHE "/grpc";
  static inline bool s_installed = false;
};

TEST_F(GrpcServer, ServingIsReady) {
  const auto server = start("with");
  EXPECT_EQ(test::until_ready([&] { return probe(""); }).kind, Verdict::Kind::ready);
  EXPECT_EQ(probe("awake").kind, Verdict::Kind::ready);
}

TEST_F(GrpcServer, SaysWhatElseItIs) {
  const auto server = start("with");
  await_listening();
  EXPECT_EQ(probe("asleep").reason, "says NOT_SERVING");
  EXPECT_EQ(probe("unheard-of").reason, "does not know the service `unheard-of`");
}

TEST_F(GrpcServer, NamesAServerWithoutHealthService) {
  const auto server = start("without");
  await_listening();
  EXPECT_EQ(probe("").reason, "has no health service grpc.health.v1.Health");
}

TEST_F(GrpcServer, OtherProtocolsDoNotTakeItForTheirs) {
  const auto server = start("with");
  await_listening();
  const auto http = make_http("/", m_port);
  EXPECT_EQ(test::attempt(m_port, *http).kind, Verdict::Kind::not_ready);
  const auto redis = make_redis("");
  EXPECT_EQ(test::attempt(m_port, *redis).kind, Verdict::Kind::not_ready);
}

}  // namespace
}  // namespace caisson::probe
