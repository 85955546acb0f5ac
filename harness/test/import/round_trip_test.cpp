#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "import/import.hpp"
#include "import/project.hpp"
#include "model/arbitrary.hpp"
#include "model/emit.hpp"
#include "plan/environment.hpp"
#include "render/compose.hpp"

namespace caisson::import {
namespace {
using caisson::test::arbitrary_health_check;
using caisson::test::arbitrary_text;
using Kind = model::HealthCheck::Kind;

model::HealthCheck arbitrary_check() {
  model::HealthCheck check = arbitrary_health_check();
  if (check.kind == Kind::log) check.kind = Kind::engine;
  // Two names of no service: an empty one is none.
  if (check.kind == Kind::exec) check.command = {"ask", "a" + arbitrary_text()};
  return check;
}

/// Something in every field, as declarations can have it.
void fill(model::Service& service, std::uint16_t index) {
  const auto maybe = [] { return *rc::gen::arbitrary<bool>(); };
  service.entrypoint = {"run", "e" + arbitrary_text()};
  service.command = {"c" + arbitrary_text()};
  service.ports = {7000};
  service.publish = {{static_cast<std::uint16_t>(20000 + index), 8080}};
  service.prefer = {{static_cast<std::uint16_t>(30000 + index), 9090}};
  service.routes = {{"r" + std::to_string(index), 7000}};
  if (service.healthcheck) service.healthcheck = arbitrary_check();
  if (service.healthcheck && maybe()) service.liveness = arbitrary_check();
  if (maybe()) service.metrics = model::Metrics{"/metrics", 7000};
  if (maybe()) service.debug = model::Debug{model::Debug::Kind::node, 9229};
  if (service.debug && maybe()) service.debug->sources = model::Sources{"/s/app", "/app"};
  service.env = {{"A", "a" + arbitrary_text()}, {"B", "${VALUE}"}};
  service.env_files = {"/s/app.env"};
  service.secrets = {{"token", "file:/s/token"}};
  service.volumes = {{"/s/data", "/data", maybe()}, {"named", "/named", false}};
  service.tmpfs = {"/run"};
  service.labels = {{"team", arbitrary_text()}};
  service.aliases = {service.name + "-alias"};
  service.capabilities = {"CHOWN", "NET_BIND_SERVICE"};
  service.run_as = "1:2";
  service.restart = *rc::gen::element<std::string>("", "always", "on-failure");
  service.phase = *rc::gen::inRange(1, 4);
  service.replicas = *rc::gen::inRange(1, 4);
  service.memory_bytes = *rc::gen::inRange<std::int64_t>(0, 1024) * 1024;
  service.cpus = *rc::gen::inRange(0, 64) / 4.0;
  if (maybe()) service.budget = std::chrono::milliseconds(*rc::gen::inRange(1, 100000));
  if (service.completes && maybe())
    service.expires = std::chrono::milliseconds(*rc::gen::inRange(1, 100000));
  service.writable_root = maybe();
  // What `pieces_of` refuses is another test's.
  if (!plan::pieces_of(service.env.at("A"))) service.env["A"] = "a";
}

model::Stack arbitrary_stack() {
  model::Stack stack = caisson::test::arbitrary_acyclic_stack();
  std::uint16_t index = 0;
  for (auto& [name, service] : stack.services) {
    service.completes = *rc::gen::inRange(0, 4) == 0;
    if (service.completes) service.healthcheck.reset();
    fill(service, ++index);
  }
  std::vector<std::string> all;
  for (auto& [name, service] : stack.services) {
    all.push_back(name);
    for (model::Dependency& dependency : service.depends) {
      dependency.condition =
          stack.services.at(dependency.service).completes
              ? model::Condition::completed
              : *rc::gen::element(model::Condition::healthy, model::Condition::started);
    }
  }
  caisson::test::add_mode(stack, "all", all).is_default = true;
  return stack;
}

Result<Import> import_text(const std::string& text) {
  Request request;
  request.files = {"/s/compose.yml"};
  request.base = "/s";
  // Every variable is set: what is not is another test's.
  request.environment = [](const std::string& name) -> std::optional<std::string> {
    return name.starts_with("CAISSON_") ? std::nullopt : std::optional<std::string>("set");
  };
  request.read = [&](const std::string& path) -> Result<std::string> {
    if (path == "/s/compose.yml") return text;
    if (path == "/s/app.env") return std::string();
    return Error{ErrorKind::not_found, "cannot open: No such file or directory", path};
  };
  return import_compose(request, "");
}

Result<render::Rendered> rendered(const model::Stack& stack) {
  model::Rendering rendering;
  rendering.path = "compose.yml";
  for (const auto& [name, service] : stack.services)
    rendering.services.push_back(name);
  return render::render_compose(stack, rendering);
}

/// The same meaning in the same words.
model::Service normal(model::Service service) {
  service.declared_at.clear();
  service.image.clear();  // its name; the reference is compared apart
  std::sort(service.wants.begin(), service.wants.end());
  for (auto& [name, value] : service.env) {
    std::string text;
    for (const plan::ValuePiece& piece : *plan::pieces_of(value))
      text += piece.is_variable ? "\1" + piece.text + "\1" : piece.text;
    value = text;
  }
  return service;
}

RC_GTEST_PROP(RoundTrip, WhatIsRenderedForComposeIsTheSameGraphAgain, ()) {
  const model::Stack stack = arbitrary_stack();
  const auto file = rendered(stack);
  RC_ASSERT(file.has_value());
  const std::string text = file->files.front().text;
  const auto import = import_text(text);
  if (!import) RC_FAIL(to_string(import.error()) + "\n" + text);
  RC_ASSERT(import->stack.name == stack.name);
  RC_ASSERT(import->stack.services.size() == stack.services.size());
  for (const auto& [name, service] : stack.services) {
    const model::Service& again = import->stack.services.at(name);
    RC_LOG() << name << " of\n" << text;
    RC_ASSERT(caisson::test::emit(normal(again)).dump() ==
              caisson::test::emit(normal(service)).dump());
    RC_ASSERT(import->stack.images.at(again.image).reference ==
              stack.images.at(service.image).reference);
  }
  for (const Finding& finding : import->findings)
    RC_FAIL(where(finding) + ": " + finding.message);
}

RC_GTEST_PROP(RoundTrip, AndIsRenderedAsTheSameFile, ()) {
  const model::Stack stack = arbitrary_stack();
  const auto file = rendered(stack);
  RC_ASSERT(file.has_value());
  auto import = import_text(file->files.front().text);
  RC_ASSERT(import.has_value());
  import->stack.source_dir = stack.source_dir;
  const auto again = rendered(import->stack);
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->files.front().text == file->files.front().text);
}

TEST(Rendered, OfAnotherFormatIsRefused) {
  EXPECT_EQ(test::Project("x-caisson: {schema: 2}\nservices:\n  app: {image: 'a:1'}\n").mistakes(),
            "compose.yaml:1: x-caisson.schema: `2` is not a version of the format that is known "
            "here\n  import it with the Caisson that rendered it");
}

TEST(Rendered, WhatComposeHasNoWordForIsReadAsInTheManifest) {
  const auto project = [](const std::string& said) {
    return test::Project("x-caisson: {schema: 1}\nservices:\n  app:\n    image: shop/app:1\n" +
                         said);
  };
  const model::Service app =
      project("    x-caisson: {routes: [{host: shop, port: 80}], phase: 2, budget_ms: 1500}\n")
          .app();
  ASSERT_EQ(app.routes.size(), 1U);
  EXPECT_EQ(app.routes.front().host, "shop");
  EXPECT_EQ(app.phase, 2);
  EXPECT_EQ(app.budget, std::chrono::milliseconds(1500));
  EXPECT_EQ(project("    x-caisson: {rotes: []}\n").mistakes(),
            "compose.yaml:5: services.app.x-caisson: services.app.x-caisson.rotes: is an unknown "
            "key\n  did you mean `routes`?");
  EXPECT_EQ(project("    x-caisson: none\n").mistakes(),
            "compose.yaml:5: services.app.x-caisson: expected a map, got `none`");
}

}  // namespace
}  // namespace caisson::import
