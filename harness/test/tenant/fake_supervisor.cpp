#include "tenant/fake_supervisor.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace caisson::tenant {
namespace {

constexpr const char* k_services =
    R"("services":{"cache":{"host":"::1","ports":{"6379":28002},"container":"c2"},)"
    R"("db":{"host":"127.0.0.1","ports":{"80":28003,"5432":28001},)"
    R"("url":"postgres://shop:pw@127.0.0.1:28001/shop","database":"shop","container":"c1"}},)"
    R"("variables":{"CAISSON_DB_PORT":"28001"})";

pid_t process_behind(int pidfd) {
  std::ifstream info("/proc/self/fdinfo/" + std::to_string(pidfd));
  for (std::string line; std::getline(info, line);) {
    if (line.rfind("Pid:", 0) == 0) return std::stoi(line.substr(4));
  }
  return 0;
}

}  // namespace

Move answer_well(const Json& request) {
  const std::string& kind = request["request"].text();
  if (kind == "lease") return {R"({"protocol":2,"lease":7,)" + std::string(k_services) + "}\n"};
  if (kind == "begin") return {"{" + std::string(k_services) + "}\n"};
  if (kind == "end" && request["failed"].truth()) {
    return {"{\"summary\":\"db said: duplicate key\",\"folder\":\"/b/failure\"}\n"};
  }
  if (kind == "exec") {
    Json answer = Json::object();
    std::string output;
    for (const auto& argument : request["argv"].items())
      output += argument.text() + "|";
    return {answer.set("exit_code", 3).set("output", output).dump() + "\n"};
  }
  if (kind == "logs") return {"{\"lines\":[\"ready\",\"caf\\u00e9\"]}\n"};
  return {"{}\n"};
}

FakeSupervisor::FakeSupervisor(const std::string& path, Mind mind, std::size_t piece)
    : m_mind(std::move(mind)),
      m_piece(piece),
      m_listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  if (::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(m_listener, 8) != 0) {
    throw std::runtime_error("cannot listen at " + path);
  }
  m_thread = std::thread([this] { serve(); });
}

FakeSupervisor::~FakeSupervisor() {
  {
    const std::lock_guard lock(m_mutex);
    m_stopping = true;
    ::shutdown(m_listener, SHUT_RDWR);
    if (m_current >= 0) ::shutdown(m_current, SHUT_RDWR);
  }
  m_thread.join();
  ::close(m_listener);
}

void FakeSupervisor::serve() {
  for (;;) {
    const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
    {
      const std::lock_guard lock(m_mutex);
      if (socket < 0 || m_stopping) {
        if (socket >= 0) ::close(socket);
        return;
      }
      ++m_connections;
      m_current = socket;
    }
    converse(socket);
    const std::lock_guard lock(m_mutex);
    m_current = -1;
    ::close(socket);
    m_heard += m_heard.empty() ? "<end>" : " <end>";
    ++m_ended;
    m_changed.notify_all();
  }
}

void FakeSupervisor::converse(int socket) {
  for (std::string line; read_line(socket, line); line.clear()) {
    const auto request = Json::parse(line);
    if (!request) throw std::runtime_error("not a request: " + line);
    {
      const std::lock_guard lock(m_mutex);
      m_heard += (m_heard.empty() ? "" : " ") + (*request)["request"].text();
      m_requests.push_back(*request);
    }
    const Move move = m_mind(*request);
    for (std::size_t at = 0; at < move.line.size(); at += m_piece) {
      const std::string piece = move.line.substr(at, m_piece);
      if (::send(socket, piece.data(), piece.size(), MSG_NOSIGNAL) < 0) break;
    }
    if (move.close) return;
  }
}

bool FakeSupervisor::read_line(int socket, std::string& line) {
  for (;;) {
    char byte = 0;
    iovec part{&byte, 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    if (::recvmsg(socket, &message, MSG_CMSG_CLOEXEC) <= 0) return false;
    if (const cmsghdr* const header = CMSG_FIRSTHDR(&message)) {
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
      const std::lock_guard lock(m_mutex);
      m_leaseholder = process_behind(descriptor);
      ::close(descriptor);
    }
    if (byte == '\n') return true;
    line += byte;
  }
}

std::string FakeSupervisor::heard(int connections) {
  std::unique_lock lock(m_mutex);
  m_changed.wait_for(lock, std::chrono::seconds(20), [&] { return m_ended >= connections; });
  return m_heard;
}

std::vector<Json> FakeSupervisor::requests() {
  const std::lock_guard lock(m_mutex);
  return m_requests;
}

int FakeSupervisor::connections() {
  const std::lock_guard lock(m_mutex);
  return m_connections;
}

pid_t FakeSupervisor::leaseholder() {
  const std::lock_guard lock(m_mutex);
  return m_leaseholder;
}

}  // namespace caisson::tenant
