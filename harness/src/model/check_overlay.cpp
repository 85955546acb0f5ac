#include <fmt/format.h>

#include <set>

#include "base/text.hpp"
#include "model/findings.hpp"
#include "model/stack.hpp"

namespace caisson::model {
namespace {

/// Checks of one overlay; each method is one group of mistakes.
class OverlayCheck {
 public:
  OverlayCheck(const Stack& stack, const Overlay& overlay, Findings& findings)
      : m_stack(stack), m_overlay(overlay), m_findings(findings) {}

  void run() {
    check_services("replicas", m_overlay.replicas);
    check_services("autoscale", m_overlay.autoscale);
    check_services("memory_bytes", m_overlay.memory_bytes);
    check_services("cpus", m_overlay.cpus);
    check_services("reserve_memory_bytes", m_overlay.reserve_memory_bytes);
    check_services("reserve_cpus", m_overlay.reserve_cpus);
    check_services("storage_bytes", m_overlay.storage_bytes);
    check_tags();
    check_scale();
    check_reservations("reserve_memory_bytes", m_overlay.reserve_memory_bytes,
                       m_overlay.memory_bytes, &Service::memory_bytes, "memory");
    check_reservations("reserve_cpus", m_overlay.reserve_cpus, m_overlay.cpus, &Service::cpus,
                       "processors");
  }

 private:
  void add(std::string_view key, const std::string& of, std::string message, std::string remedy) {
    m_findings.add(m_overlay.declared_at, fmt::format("overlays.{}.{}.{}", m_overlay.name, key, of),
                   std::move(message), std::move(remedy));
  }

  template <class Map>
  void check_services(std::string_view key, const Map& values) {
    for (const auto& [name, value] : values) {
      if (!m_stack.services.contains(name))
        add(key, name, fmt::format("unknown service `{}`", name),
            did_you_mean(name, names_of(m_stack.services)));
    }
  }

  void check_tags() {
    for (const auto& [name, tag] : m_overlay.tags) {
      if (!m_stack.images.contains(name))
        add("tags", name, fmt::format("unknown image `{}`", name),
            did_you_mean(name, names_of(m_stack.images)));
    }
  }

  void check_scale() {
    for (const auto& [name, range] : m_overlay.autoscale) {
      if (range.least > range.most)
        add("autoscale", name,
            fmt::format("`{}..{}` ends before it begins", range.least, range.most),
            "give the smaller number first");
      if (m_overlay.replicas.contains(name))
        add("autoscale", name, "REPLICAS is given, too", "keep one of them");
      check_not_one_shot("autoscale", name);
    }
    for (const auto& [name, count] : m_overlay.replicas)
      check_not_one_shot("replicas", name);
  }

  void check_not_one_shot(std::string_view key, const std::string& name) {
    const auto service = m_stack.services.find(name);
    if (service != m_stack.services.end() && service->second.completes)
      add(key, name, fmt::format("`{}` is a one-shot, which is run once", name), "take it out");
  }

  /// What is reserved beyond the limit could never be had.
  template <class Amount>
  void check_reservations(std::string_view key, const std::map<std::string, Amount>& reserved,
                          const std::map<std::string, Amount>& limits, Amount Service::*own,
                          std::string_view what) {
    for (const auto& [name, amount] : reserved) {
      const auto service = m_stack.services.find(name);
      if (service == m_stack.services.end()) continue;
      const auto limit = limits.find(name);
      const Amount most = limit == limits.end() ? service->second.*own : limit->second;
      if (most > 0 && amount > most)
        add(key, name, fmt::format("reserves more {} than the limit allows", what),
            "raise the limit, or reserve less");
    }
  }

  const Stack& m_stack;
  const Overlay& m_overlay;
  Findings& m_findings;
};

}  // namespace

void check_overlay(const Stack& stack, const Overlay& overlay, Findings& findings) {
  OverlayCheck(stack, overlay, findings).run();
}

}  // namespace caisson::model
