#include "probe/tcp.hpp"

namespace caisson::probe {
namespace {

class Tcp final : public Conversation {
 public:
  Verdict opened() override { return Verdict::more(); }
  Verdict received(std::string_view bytes) override {
    return bytes.empty() ? Verdict::more() : Verdict::ready();
  }
  Verdict closed() override {
    return Verdict::not_ready("accepted the connection, then closed it");
  }
  Verdict silent() override { return Verdict::ready(); }
};

}  // namespace

std::unique_ptr<Conversation> make_tcp() {
  return std::make_unique<Tcp>();
}

}  // namespace caisson::probe
