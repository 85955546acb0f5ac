#include "model/parse_overlay.hpp"

namespace caisson::model {
namespace {

template <class Number>
void read_counts(Reader& reader, std::string_view key, Number least,
                 std::map<std::string, Number>& into) {
  reader.each_key(key, [&](const std::string& name, Reader& group) {
    group.read_number(name, least, into[name]);
  });
}

void read_amounts(Reader& reader, std::string_view key, std::map<std::string, double>& into) {
  reader.each_key(
      key, [&](const std::string& name, Reader& group) { group.read_amount(name, into[name]); });
}

}  // namespace

Overlay parse_overlay(const std::string& name, Reader& reader) {
  Overlay overlay;
  overlay.name = name;
  reader.read("declared_at", overlay.declared_at);
  read_counts(reader, "replicas", 1, overlay.replicas);
  reader.each_named("autoscale", [&](const std::string& service, Reader& range) {
    Autoscale& autoscale = overlay.autoscale[service];
    range.read_number("least", 1, autoscale.least);
    range.read_number("most", 1, autoscale.most);
  });
  read_counts(reader, "memory_bytes", std::int64_t{1}, overlay.memory_bytes);
  read_amounts(reader, "cpus", overlay.cpus);
  read_counts(reader, "reserve_memory_bytes", std::int64_t{1}, overlay.reserve_memory_bytes);
  read_amounts(reader, "reserve_cpus", overlay.reserve_cpus);
  read_counts(reader, "storage_bytes", std::int64_t{1}, overlay.storage_bytes);
  reader.read("tags", overlay.tags);
  return overlay;
}

}  // namespace caisson::model
