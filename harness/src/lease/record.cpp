#include "lease/record.hpp"

#include "base/file.hpp"

namespace caisson::lease {

Result<void> write_record(const std::string& path, const std::vector<Kept>& services) {
  Reply reply;
  reply.services = services;
  return write_file(path, encode(reply), 0600);
}

std::vector<Kept> read_record(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return {};
  auto reply = decode_reply(*text);
  return reply ? std::move(reply->services) : std::vector<Kept>{};
}

}  // namespace caisson::lease
