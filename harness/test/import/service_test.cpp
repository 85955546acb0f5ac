// What a service says of itself: every message, and what the page of examples does not show.
#include <gmock/gmock.h>

#include "import/docker_capabilities.hpp"
#include "import/project.hpp"

namespace caisson::import {
namespace {

using test::Project;
using test::with_app;
using ::testing::ElementsAre;

struct Mistake {
  const char* keys;
  const char* message;  ///< behind `compose.yaml:4: services.app.`
};

TEST(Service, EveryMistake) {
  const Mistake cases[] = {
      {"evironment: {}", "evironment: unknown key `evironment`\n  did you mean `environment`?"},
      {"image: 5", "image: expected text, got `5`"},
      {"ports: 80", "ports: expected a list, got `80`"},
      {"ports: [http]", "ports[0]: `http` is not a port\n  write it like `8080:80`"},
      {"ports: [{published: 80}]", "ports[0]: `target` is missing"},
      {"ports: [[80]]", "ports[0]: expected a port, got a list"},
      {"ports: ['1-3:1-2']",
       "ports[0]: `1-3:1-2` has ranges of different lengths\n  write it like `8080-8081:80-81`"},
      {"expose: ['80:80']", "expose[0]: `80:80` is not a port\n  write it like `80`"},
      {"command: 'a \"b'",
       "command: `a \"b` has a quote that is not closed\n  write it as a list of words"},
      {"command: [ENV]",
       "the word `ENV` of its command is a keyword of CMake's\n  have a shell say it: `sh -c \"… "
       "ENV\"`"},
      {"entrypoint: ['']", "the first word of a command is empty\n  name the program"},
      {"environment: [1A=b]",
       "environment.1A: `1A` cannot be the name of a variable\n  write it like `LOG_LEVEL`"},
      {"environment: {A: [b]}", "environment.A: expected one value, got a list"},
      {"env_file: [{required: true}]", "env_file[0]: `path` is missing"},
      {"volumes: ['a:b:c:d']",
       "volumes[0]: `a:b:c:d` is not a mount\n  write it like `./data:/data:ro`"},
      {"volumes: ['./a:/a:rx']",
       "volumes[0]: unknown option `rx` of a mount\n  write `ro` or `rw`"},
      {"volumes: ['./a:a']",
       "volumes[0]: `a` is not an absolute path in the container\n  write it like `/data`"},
      {"volumes: ['./a:/a', './b:/a']", "volumes[1]: `/a` is mounted twice\n  keep one of them"},
      {"volumes: [nobody:/a]",
       "volumes[0]: `nobody` is not declared under `volumes`\n  add `volumes: { nobody: }`"},
      {"volumes: [{type: bnd, source: a, target: /a}]",
       "volumes[0].type: unknown type `bnd` of a mount\n  did you mean `bind`?"},
      {"volumes: [{source: a, target: /a}]", "volumes[0]: `type` is missing"},
      {"networks: [back]",
       "networks[0]: `back` is not declared under `networks`\n  add `networks: { back: }`"},
      {"secrets: [token]",
       "secrets[0]: `token` is not declared under `secrets`\n  add `secrets: { token: }`"},
      {"depends_on: [nobody]", "depends_on[0]: unknown service `nobody`\n  known: `app`"},
      {"depends_on: [app]", "depends_on[0]: the service depends on itself\n  take it out"},
      {"depends_on: {app: {condition: healthy}}",
       "depends_on.app.condition: unknown condition `healthy`\n  known: `service_started`, "
       "`service_healthy`, `service_completed_successfully`"},
      {"restart: sometimes",
       "restart: unknown restart policy `sometimes`\n  known: `no`, `always`, `on-failure`, "
       "`unless-stopped`"},
      {"mem_limit: much", "mem_limit: expected an amount like `512m`, got `much`"},
      {"cpus: -1", "cpus: expected a number of at least 0, got `-1`"},
      {"scale: 1000", "scale: `1000` is not a count\n  give a number from 0 to 999"},
      {"user: 'a b'", "user: `a b` is not a user\n  write it like `1000:1000`"},
      {"cap_add: [net-admin]",
       "cap_add[0]: `net-admin` is not a capability\n  write it like `NET_ADMIN`"},
      {"read_only: perhaps", "read_only: expected true or false, got `perhaps`"},
      {"labels: {dev.caisson.stack: x}",
       "labels.dev.caisson.stack: `dev.caisson.stack` is one of Caisson's own\n  use a name "
       "outside "
       "`dev.caisson.`"},
      {"labels: 5", "labels: expected a map, or a list of `name=value`, got `5`"},
      {"healthcheck: {test: [ready]}",
       "healthcheck.test: `ready` is not a command\n  begin it with `CMD`, `CMD-SHELL` or `NONE`"},
      {"healthcheck: {test: ready, interval: soon}",
       "healthcheck.interval: expected a duration like `1m30s`, got `soon`"},
      {"healthcheck: {test: ready, retries: many}",
       "healthcheck.retries: expected a whole number, got `many`"},
      {"build: {context: 'https://example.com/x.git'}",
       "build: `https://example.com/x.git` is not a folder of this machine\n  check it out, and "
       "name "
       "the folder"},
      {"build: {dockerfile: Dockerfile.dev}",
       "build.dockerfile: the file of a recipe is named `Dockerfile`, not `Dockerfile.dev`\n  move "
       "it "
       "to `/shop/Dockerfile.dev/Dockerfile`"},
      {"extends: nobody", "extends: unknown service `nobody`\n  known: `app`"},
      {"extends: {file: other.yaml}", "extends: `service` is missing"},
      {"extends: {service: a, file: other.yaml}",
       "extends: other.yaml: cannot open: No such file or directory"},
      {"tty: ${",
       "tty: `${` is not understood\n  say `${NAME}` for a variable and `$$` for a dollar sign"},
  };
  for (const Mistake& one : cases) {
    std::string text = with_app(one.keys).mistakes();
    const bool replaces_image = std::string(one.keys).starts_with("image:");
    if (replaces_image)
      text = Project("services:\n  app:\n\n    " + std::string(one.keys)).mistakes();
    const bool of_service = std::string(one.message).starts_with("the ");
    const std::string place =
        of_service ? "compose.yaml:2: services.app: " : "compose.yaml:4: services.app.";
    EXPECT_EQ(text, place + one.message) << one.keys;
  }
}

TEST(Service, AnImageIsChecked) {
  EXPECT_EQ(Project("services:\n  app:\n    image: Shop App\n").mistakes(),
            "compose.yaml:3: services.app.image: `Shop App` is not an image\n"
            "  write it like `postgres:17`");
  EXPECT_EQ(Project("services:\n  app:\n    command: x\n").mistakes(),
            "compose.yaml:2: services.app: has neither `image` nor `build`\n  say what it runs");
  EXPECT_EQ(
      Project("services:\n  app:\n    image: shop/app\n").findings(),
      "note compose.yaml:3: services.app.image: has no tag: `shop/app:latest` is meant, which "
      "changes by itself (say which version it is)\n");
}

TEST(Service, AllMistakesAreToldTogether) {
  EXPECT_EQ(with_app("ports: [x]\nuser: 'a b'").mistakes(),
            "compose.yaml: 2 mistakes:\n"
            "- compose.yaml:4: services.app.ports[0]: `x` is not a port (write it like `8080:80`)\n"
            "- compose.yaml:5: services.app.user: `a b` is not a user (write it like `1000:1000`)");
}

TEST(Service, ImagesOfOneRepositoryHaveDifferentNames) {
  EXPECT_EQ(
      Project("services:\n  a: {image: shop/x:1}\n  b: {image: shop/x:2}\n  c: {image: shop/x:1}\n")
          .imported()
          .stack.services.at("b")
          .image,
      "x-2");
}

TEST(Service, ARecipeOfTheCatalogueBringsItsBases) {
  const Import import =
      Project(
          "services:\n  db: {image: 'postgres:17'}\n  cache: {image: 'redis:7-alpine'}\n"
          "  old: {image: 'postgres:9'}\n")
          .imported();
  EXPECT_EQ(import.stack.images.at("postgres").recipe, "caisson:postgres");
  EXPECT_THAT(import.stack.images.at("postgres").bases, ElementsAre("debian"));
  EXPECT_EQ(import.stack.images.at("debian").recipe, "caisson:debian");
  EXPECT_EQ(import.stack.images.at("debian-bookworm").reference, "debian:bookworm-slim");
  EXPECT_EQ(import.stack.images.at("postgres-2").recipe, "");
}

TEST(Service, VariablesOfTheEnvironmentAreReadWhenItStarts) {
  Project project =
      with_app("environment:\n  PASSWORD: ${PASSWORD}\n  URL: http://${HOST:-here}/\n  TOKEN:");
  project.file(".env", "PASSWORD=secret\nTOKEN=t\n");
  const model::Service app = project.app();
  EXPECT_EQ(app.env.at("PASSWORD"), "${PASSWORD}");
  EXPECT_EQ(app.env.at("URL"), "http://here/");
  EXPECT_EQ(app.env.at("TOKEN"), "${TOKEN}");
  EXPECT_THAT(app.env_files, ElementsAre("/shop/.env"));
  EXPECT_EQ(
      project.findings(),
      "note compose.yaml:5: services.app.environment.PASSWORD: values of `.env` stay there, and "
      "`ENV_FILE .env` gives the service all of them (keep values for one service in a file of "
      "its own)\n");
}

TEST(Service, VariablesThatAreNotSet) {
  EXPECT_EQ(
      with_app("environment:\n  A: x${NOBODY}\n  B:").findings(),
      "note compose.yaml:5: services.app.environment.A: the variable `NOBODY` is not set: it "
      "becomes nothing (give it a default, `${NOBODY:-…}`, or set it in `.env`)\n"
      "note compose.yaml:6: services.app.environment.B: the variable `B` is not set: it is left "
      "out (set it in `.env`, or write `B: \"\"`)\n");
  EXPECT_EQ(with_app("command: run ${X:?why}").mistakes(),
            "compose.yaml:4: services.app.command: the variable `X` must be set: why\n"
            "  set it in the environment, or in `.env` beside the file");
}

TEST(Service, DotsInNamesOfVariablesAreKept) {
  EXPECT_EQ(with_app("environment: [discovery.type=single-node]").app().env.at("discovery.type"),
            "single-node");
}

TEST(Service, CapabilitiesAreThoseOfDocker) {
  EXPECT_EQ(with_app("tty: false").app().capabilities, docker_capabilities());
  EXPECT_THAT(with_app("cap_drop: [ALL]\ncap_add: [CAP_CHOWN, setuid]").app().capabilities,
              ElementsAre("CHOWN", "SETUID"));
  EXPECT_THAT(with_app("cap_add: [ALL]").app().capabilities, ElementsAre("ALL"));
}

TEST(Service, MemoryIsRoundedUpToKilobytes) {
  EXPECT_EQ(with_app("mem_limit: 1025").app().memory_bytes, 2048);
  EXPECT_EQ(with_app("mem_limit: 1.5gb").app().memory_bytes, 1610612736);
}

TEST(Service, ASecretAndAVariableOfItsName) {
  EXPECT_EQ(with_app("environment: {TOKEN: x}\nsecrets: [token]", "secrets: {token: {file: t}}\n")
                .mistakes(),
            "compose.yaml:5: services.app.secrets: the variable `TOKEN` has the name of the secret "
            "`token`\n  take it out of `environment`: the service reads /run/secrets/token");
  EXPECT_EQ(with_app("secrets: [token]", "secrets: {token: {}}\n").mistakes(),
            "compose.yaml:5: secrets.token: has neither `file` nor `environment`\n"
            "  say where the value comes from");
  EXPECT_EQ(with_app("secrets: [{source: token, target: /etc/t}]", "secrets: {token: {file: t}}\n")
                .findings(),
            "loss compose.yaml:4: services.app.secrets[0]: the file is `/run/secrets/token`, not "
            "`/etc/t`\n");
}

TEST(Service, OtherLosses) {
  const std::pair<const char*, const char*> cases[] = {
      {"entrypoint: []",
       "entrypoint: the image keeps its own entrypoint (name the program with `entrypoint`, and "
       "its "
       "arguments with `command`)"},
      {"ports: ['10.0.0.1:80:80']", "ports[0]: is published on 127.0.0.1, not on `10.0.0.1`"},
      {"env_file: [{path: a.env, format: raw}]",
       "env_file[0].format: the file is read as compose reads it without a format"},
      {"volumes: ['./a:/a:z']", "volumes[0]: labels of SELinux are not changed"},
      {"volumes: ['./a:/a:nocopy']", "volumes[0]: a new volume is filled from the image"},
      {"volumes: ['./a:/a:rslave']", "volumes[0]: mounts inside of it do not propagate"},
      {"security_opt: ['no-new-privileges:false']",
       "security_opt[0]: a process never gains privileges (have it start with those it needs)"},
      {"labels: {'a b': c}",
       "labels.a b: `a b` cannot be the name of a label (use letters, digits, `.`, `-`, `_` and "
       "`/`)"},
  };
  for (const auto& [keys, message] : cases) {
    EXPECT_EQ(with_app(keys).findings(),
              "loss compose.yaml:4: services.app." + std::string(message) + "\n");
  }
}

TEST(Service, OtherNotes) {
  EXPECT_EQ(with_app("container_name: shop-app").findings(),
            "note compose.yaml:4: services.app.container_name: the container is named after the "
            "instance and the service (`caisson exec` and `caisson logs` take the name of the "
            "service)\n");
  EXPECT_EQ(
      with_app("deploy: {restart_policy: {condition: any, delay: 5s}}").findings(),
      "note compose.yaml:4: services.app.deploy.restart_policy.delay: restarts come after 100 ms, "
      "doubled up to a minute; after 5 in 10 s it is given up\n");
  EXPECT_EQ(
      with_app("networks: [Back_End]", "networks: {Back_End: {}}\n").findings(),
      "note compose.yaml:5: networks.Back_End: the network `Back_End` is called `back-end`\n");
}

}  // namespace
}  // namespace caisson::import
