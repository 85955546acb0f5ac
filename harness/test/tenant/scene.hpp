#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "tenant/fake_supervisor.hpp"

namespace caisson::tenant {

/// How a program ended, and what it printed on both streams.
struct Ending {
  int exit_code = -1;
  std::string output;
};

/// A runtime folder of its own, in which supervisors listen and programs run.
class Scene : public testing::Test {
 protected:
  Scene();
  ~Scene() override;

  std::string folder() const { return m_folder.string(); }
  std::string path(const std::string& name) const { return (m_folder / name).string(); }
  /// Where a supervisor of instance `shop-ab12cd` listens.
  std::string socket() const { return path("caisson/shop-ab12cd.sock"); }

  /// `words` is for the shell: program and arguments, assignments before them.
  Ending run(const std::string& words) const;

  /// A command for CAISSON_EXECUTABLE out of a shell script's body. Notes its calls.
  std::string command(const std::string& body) const;
  /// The arguments of each call, a line each.
  std::string calls() const;

 private:
  std::filesystem::path m_folder;
};

}  // namespace caisson::tenant
