#include "tenant/scene.hpp"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace caisson::tenant {

Scene::Scene() {
  std::string name = std::filesystem::temp_directory_path() / "caisson-gtest-XXXXXX";
  m_folder = ::mkdtemp(name.data());
  std::filesystem::create_directory(path("caisson"));
}

Scene::~Scene() {
  std::filesystem::remove_all(m_folder);
}

Ending Scene::run(const std::string& words) const {
  const std::string line =
      "exec env -u CAISSON_MANIFEST -u CAISSON_INSTANCE -u CAISSON_EXECUTABLE "
      "-u CAISSON_REQUIRE_ENGINE XDG_RUNTIME_DIR=" +
      m_folder.string() + " " + words + " 2>&1";
  std::FILE* const stream = ::popen(line.c_str(), "r");
  Ending run;
  std::array<char, 4096> buffer{};
  while (const auto count = std::fread(buffer.data(), 1, buffer.size(), stream))
    run.output.append(buffer.data(), count);
  const int status = ::pclose(stream);
  if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
  return run;
}

std::string Scene::command(const std::string& body) const {
  const std::string file = path("caisson-command");
  std::ofstream(file) << "#!/bin/sh\necho \"$@\" >> " << path("calls") << "\n" << body << "\n";
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  return file;
}

std::string Scene::calls() const {
  std::ostringstream text;
  text << std::ifstream(path("calls")).rdbuf();
  return text.str();
}

}  // namespace caisson::tenant
