#include "import/declare.hpp"

#include <gmock/gmock.h>

#include <regex>

#include "base/file.hpp"
#include "base/text.hpp"
#include "import/catalogue.hpp"
#include "import/cmake_text.hpp"
#include "import/project.hpp"

namespace caisson::import {
namespace {

using test::Project;

TEST(Declare, LaysTextOutAsAPersonWould) {
  const Project project(
      "services:\n"
      "  web:\n"
      "    build: {context: web, target: runtime}\n"
      "    depends_on: {db: {condition: service_healthy}}\n"
      "    ports: ['127.0.0.1:8080:80']\n"
      "    environment: {DATABASE_URL: 'postgres://shop:shop@db:5432/shop', GREETING: 'Hello; "
      "\"you\" \\ $$5'}\n"
      "    read_only: true\n"
      "    cap_drop: [ALL]\n"
      "  db:\n"
      "    image: postgres:17\n"
      "    environment: {POSTGRES_USER: shop, POSTGRES_DB: shop, POSTGRES_PASSWORD: shop}\n"
      "    healthcheck: {test: pg_isready, interval: 2s, timeout: 1s, retries: 10}\n"
      "    volumes: ['data:/var/lib/postgresql/data']\n"
      "volumes: {data: }\n");
  const Import import = project.imported();
  const Declarations declarations = declare(import, "/shop");
  EXPECT_EQ(project_text(import, declarations, "compose.yaml"),
            R"(# Made from compose.yaml by `caisson import`. It is yours now.
cmake_minimum_required(VERSION 3.25)
project(shop LANGUAGES NONE)
find_package(Caisson CONFIG REQUIRED)

caisson_add_stack(shop)
caisson_add_image(debian REFERENCE debian:trixie-slim RECIPE caisson:debian)
caisson_add_image(postgres REFERENCE postgres:17 RECIPE caisson:postgres BASES debian)
caisson_add_image(web REFERENCE shop/web:dev RECIPE web TARGET runtime)

# What Docker lets every container do: give a service only what it needs.
set(capabilities
  AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID
  SETPCAP SETUID SYS_CHROOT)

caisson_add_service(web IMAGE web
  DEPENDS db
  PUBLISH 8080:80
  ENV DATABASE_URL=postgres://shop:shop@db:5432/shop "GREETING=Hello; \"you\" \\ \$\$5")
caisson_add_service(db IMAGE postgres
  HEALTHCHECK POSTGRES ON 5432 DATABASE shop LOGIN shop EVERY 2s WITHIN 30s
  ENV POSTGRES_DB=shop POSTGRES_PASSWORD=shop POSTGRES_USER=shop
  VOLUMES data:/var/lib/postgresql/data
  CAPABILITIES ${capabilities}
  WRITABLE_ROOT)
)");
  EXPECT_EQ(declarations.places.at("caisson_add_service(db"), "compose.yaml:9");
  EXPECT_EQ(declarations.places.at("caisson_add_image(web"), "compose.yaml:3");
}

TEST(Declare, PathsAreAbsoluteWithoutABase) {
  const Import import =
      Project("services: {app: {image: 'a:1', volumes: ['./a:/a'], env_file: b.env}}\n").imported();
  EXPECT_THAT(declare(import, "").text, ::testing::HasSubstr("VOLUMES /shop/a:/a"));
  EXPECT_THAT(declare(import, "").text, ::testing::HasSubstr("ENV_FILE /shop/b.env"));
  EXPECT_THAT(declare(import, "/shop/build").text, ::testing::HasSubstr("VOLUMES ../a:/a"));
}

TEST(Declare, QuotesWhatCMakeWouldRead) {
  EXPECT_EQ(cmake_argument("a-b_c:1/2"), "a-b_c:1/2");
  EXPECT_EQ(cmake_argument(""), "\"\"");
  EXPECT_EQ(cmake_argument("a b"), "\"a b\"");
  EXPECT_EQ(cmake_argument("${A}"), "\"\\${A}\"");
  EXPECT_EQ(cmake_argument("a;b"), "\"a;b\"");
  EXPECT_EQ(cmake_argument("#(x)[y]"), "\"#(x)[y]\"");
  EXPECT_EQ(cmake_argument("a\"\\b"), "\"a\\\"\\\\b\"");
}

std::string repository_file(const std::string& path) {
  const auto text = read_file(std::string(CAISSON_SOURCE) + "/" + path);
  if (text) return *text;
  ADD_FAILURE() << to_string(text.error());
  return "";
}

/// The catalogue is what this repository's services declare.
TEST(Catalogue, IsThatOfTheServices) {
  for (const CatalogueEntry& entry : catalogue()) {
    const std::string name(entry.recipe);
    const bool is_base =
        name == "debian" || name == "debian-bookworm" || name == "node" || name == "go";
    const std::string text = repository_file(is_base ? "services/CMakeLists.txt"
                                                     : "services/" + name + "/CMakeLists.txt");
    std::vector<std::string> bases(entry.bases.begin(), entry.bases.end());
    std::string call = "caisson_add_image(" + name + " REFERENCE " + std::string(entry.reference) +
                       " RECIPE " + (is_base ? "${bases}/" + name : "image");
    if (!bases.empty()) call += " BASES " + join(bases, " ");
    EXPECT_THAT(text, ::testing::HasSubstr(call + ")"));
  }
}

TEST(Catalogue, StandsInForTheSameVersionOnly) {
  const auto recipe_of = [](const char* reference) {
    const CatalogueEntry* const entry = stand_in_for(reference);
    return entry == nullptr ? std::string("-") : std::string(entry->recipe);
  };
  EXPECT_EQ(recipe_of("postgres:17-bullseye"), "postgres");
  EXPECT_EQ(recipe_of("docker.io/library/postgres:17.2-alpine"), "postgres");
  EXPECT_EQ(recipe_of("postgres:16"), "-");
  EXPECT_EQ(recipe_of("postgres:latest"), "-");
  EXPECT_EQ(recipe_of("postgres"), "-");
  EXPECT_EQ(recipe_of("postgres:17@sha256:00"), "-");
  EXPECT_EQ(recipe_of("bitnami/postgres:17"), "-");
  EXPECT_EQ(recipe_of("traefik:v3.1"), "traefik");
  EXPECT_EQ(recipe_of("golang:1.26-trixie"), "go");
  EXPECT_EQ(recipe_of("golang:1.25"), "-");
  EXPECT_EQ(recipe_of("debian:trixie-slim"), "debian");
  EXPECT_EQ(recipe_of("debian:sid"), "-");
  EXPECT_EQ(recipe_of("localhost:5000/postgres"), "-");
}

/// A word that CMake would take for a keyword is refused in commands.
TEST(ReservedWords, AreTheKeywordsOfTheCommand) {
  const std::string text = repository_file("cmake/detail/keywords.cmake");
  const std::size_t begin = text.find("\"caisson_add_service\"");
  const std::string keywords = text.substr(begin, text.find("elseif", begin) - begin);
  static const std::regex word("[A-Z][A-Z_]{2,}");
  int count = 0;
  for (std::sregex_iterator at(keywords.begin(), keywords.end(), word), end; at != end;
       ++at, ++count) {
    EXPECT_THAT(test::with_app("command: [run, " + at->str() + "]").mistakes(),
                ::testing::HasSubstr("the word `" + at->str() + "` of its command is a keyword"));
  }
  EXPECT_GT(count, 30);
}

}  // namespace
}  // namespace caisson::import
