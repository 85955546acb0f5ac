#include "report/status.hpp"

#include <gmock/gmock.h>

namespace caisson::report {
namespace {

Status shop() {
  Status status;
  status.stack = "shop";
  status.instance = "shop-1a2b3c";
  status.mode = "everything";
  status.engine_kind = "docker";
  status.engine_version = "20.10.24";
  ServiceStatus db;
  db.name = "db";
  db.state = model::ServiceState::healthy;
  db.container = "shop-1a2b3c-db";
  db.image = "postgres:17-bullseye";
  db.image_source = model::ImageSource::recipe;
  db.ports = {{5432, 20001}};
  db.started_at = "2026-11-20T10:00:00Z";
  db.ready_ms = 1500;
  ServiceStatus api;
  api.name = "api";
  api.state = model::ServiceState::exited;
  api.image = "api";
  api.urls = {"http://127.0.0.1:20002"};
  api.restarts = 5;
  api.exit_code = 137;
  api.note = "failed for good";
  ServiceStatus web;
  web.name = "web";
  status.services = {db, api, web};
  return status;
}

TEST(Status, IsATableForPeople) {
  EXPECT_EQ(status_text(shop(), 200, false),
            "shop (instance shop-1a2b3c, mode everything) on docker 20.10.24\n"
            "SERVICE  STATE      IMAGE                          WHERE\n"
            "db       healthy    postgres:17-bullseye (recipe)  127.0.0.1:20001→5432    ready in "
            "1.5 s\n"
            "api      exited     api                            http://127.0.0.1:20002  exited "
            "with 137 (SIGKILL), restarts: 5, failed for good\n"
            "web      absent\n");
}

TEST(Status, CutsLinesAtTheWidth) {
  const std::string text = status_text(shop(), 40, false);
  EXPECT_THAT(text, ::testing::HasSubstr("db       healthy    postgres:17-bullsey…\n"));
}

TEST(Status, IsTheJsonOfTheInterface) {
  EXPECT_EQ(status_json(shop()), R"({
  "schema": 1,
  "stack": "shop",
  "instance": "shop-1a2b3c",
  "mode": "everything",
  "engine": {
    "kind": "docker",
    "version": "20.10.24"
  },
  "services": [
    {
      "name": "db",
      "state": "healthy",
      "container": "shop-1a2b3c-db",
      "image": "postgres:17-bullseye",
      "image_source": "recipe",
      "ports": [
        {
          "container": 5432,
          "host": 20001
        }
      ],
      "urls": [],
      "started_at": "2026-11-20T10:00:00Z",
      "ready_ms": 1500.0,
      "restarts": 0,
      "exit_code": null
    },
    {
      "name": "api",
      "state": "exited",
      "container": "",
      "image": "api",
      "image_source": null,
      "ports": [],
      "urls": [
        "http://127.0.0.1:20002"
      ],
      "started_at": "",
      "ready_ms": null,
      "restarts": 5,
      "exit_code": 137,
      "note": "failed for good"
    },
    {
      "name": "web",
      "state": "absent",
      "container": "",
      "image": "",
      "image_source": null,
      "ports": [],
      "urls": [],
      "started_at": "",
      "ready_ms": null,
      "restarts": 0,
      "exit_code": null
    }
  ]
}
)");
}

TEST(Status, SaysWhatIsNoContainer) {
  Status status = shop();
  status.services[0].backend = "process";
  status.services[0].leads_to = {"localhost:5433", "localhost:9000"};
  status.services[1].backend = "mock";
  const std::string text = status_text(status, 200, false);
  EXPECT_THAT(text, ::testing::HasSubstr("  process at localhost:5433, localhost:9000, ready in"));
  EXPECT_THAT(text, ::testing::HasSubstr("  mock, exited with 137"));
  EXPECT_THAT(status_json(status), ::testing::HasSubstr(R"("backend": "mock",
      "leads_to": [])"));
  EXPECT_EQ(urls_text(status, false),
            "  db   127.0.0.1:20001→5432  (process at localhost:5433, localhost:9000)\n"
            "  api  http://127.0.0.1:20002  (mock)\n");
}

TEST(Status, ListsWhatToOpen) {
  EXPECT_EQ(urls_text(shop(), false),
            "  db   127.0.0.1:20001→5432\n"
            "  api  http://127.0.0.1:20002\n");
}

}  // namespace
}  // namespace caisson::report
