#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "base/descriptor.hpp"
#include "cli/with_engine.hpp"

namespace caisson::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint16_t k_last_privileged = 1023;
constexpr int k_beginnings = 400;
constexpr uid_t k_nobody = 65534;
constexpr const char* k_socket = "/var/run/docker.sock";

/// Listens on the loopback; no descriptor where the port cannot be had.
Descriptor listen_on(std::uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool listens =
      ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::listen(socket.get(), 1) == 0;
  return listens ? std::move(socket) : Descriptor();
}

/// A port of this machine, as 443 is: only root may open it. This process holds it at first.
class PreferredPort : public WithEngine {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root may open such a port";
    WithEngine::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    // Tests at the same time begin at ports of their own.
    m_port = static_cast<std::uint16_t>(k_last_privileged - ::getpid() % k_beginnings);
    while (!(m_holder = listen_on(m_port)))
      --m_port;
    change_manifest([this](json& manifest) {
      manifest["services"]["db"]["prefer"] = {{{"host", m_port}, {"container", 8080}}};
    });
  }

  /// Everything is done as somebody who may talk to the engine, and no more.
  void become_nobody() {
    struct stat socket {};
    if (::stat(k_socket, &socket) != 0 || std::getenv("DOCKER_HOST") != nullptr)
      GTEST_SKIP() << "the engine is not at " << k_socket;
    ASSERT_EQ(::chown(m_folder.path().c_str(), k_nobody, socket.st_gid), 0);
    for (const auto& one : std::filesystem::recursive_directory_iterator(m_folder.path()))
      ASSERT_EQ(::chown(one.path().c_str(), k_nobody, socket.st_gid), 0);
    m_command.run_as(k_nobody, socket.st_gid);
    if (run({"--version"}).exit_code == Command::k_not_started)
      GTEST_SKIP() << "the command is where nobody else may look";
  }

  std::uint16_t port_of_db() {
    return service("db").at("ports").at(0).at("host").get<std::uint16_t>();
  }
  std::string is_taken() const {
    return "db: port " + std::to_string(m_port) + " of this machine is taken";
  }

  std::uint16_t m_port = 0;
  Descriptor m_holder;
};

TEST_F(PreferredPort, ThatIsTakenIsReplacedAndItsHolderNamed) {
  const Ran up = run({"up", "db"});
  ASSERT_EQ(up.exit_code, 0) << up.err;
  const std::uint16_t port = port_of_db();
  EXPECT_GE(port, 20000);
  EXPECT_THAT(up.err,
              HasSubstr(is_taken() + " by `caisson_cli_eng` (pid " + std::to_string(::getpid()) +
                        "): " + std::to_string(port) + " instead"));
}

TEST_F(PreferredPort, ThatRootHoldsIsReplacedForAnOrdinaryUserToo) {
  become_nobody();
  if (IsSkipped()) return;
  const Ran up = run({"up", "db"});
  ASSERT_EQ(up.exit_code, 0) << up.err;
  // Whose a process of root's is, is not for others to see.
  EXPECT_THAT(up.err, HasSubstr(is_taken() + ": " + std::to_string(port_of_db()) + " instead"));
}

TEST_F(PreferredPort, IsTheEnginesToOpenNotTheUsers) {
  m_holder.reset();
  become_nobody();
  if (IsSkipped()) return;
  const Ran up = run({"up", "db"});
  ASSERT_EQ(up.exit_code, 0) << up.err;
  EXPECT_EQ(port_of_db(), m_port);
  EXPECT_THAT(up.err, Not(HasSubstr("instead")));
}

}  // namespace
}  // namespace caisson::test
