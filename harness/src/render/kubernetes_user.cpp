#include "render/kubernetes_user.hpp"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

namespace caisson::render {
namespace {

std::optional<std::int64_t> number_from(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && rest == end && number >= 0 ? std::optional(number) : std::nullopt;
}

}  // namespace

Result<std::optional<KubernetesUser>> kubernetes_user(const model::Service& service) {
  if (service.run_as.empty()) return std::optional<KubernetesUser>();
  const std::string_view text = service.run_as;
  const std::size_t colon = text.find(':');
  const auto user = number_from(text.substr(0, colon));
  const bool has_group = colon != std::string_view::npos;
  const auto group = has_group ? number_from(text.substr(colon + 1)) : std::nullopt;
  if (user && (group || !has_group)) return std::optional(KubernetesUser{*user, group});
  return Error{ErrorKind::usage,
               fmt::format("Kubernetes cannot run `{}` as `{}`: it knows users by their numbers",
                           service.name, service.run_as),
               service.declared_at, "give RUN_AS numbers, like `1000:1000`"};
}

bool is_never_root(const model::Service& service) {
  const auto user = kubernetes_user(service);
  return user && *user && (*user)->user != 0;
}

}  // namespace caisson::render
