#include "bench/figures.hpp"

#include <cstdlib>

#include "base/text.hpp"
#include "bench/child.hpp"

namespace caisson::bench {

SecondsByName figures_of(const Setting& setting, const std::string& script,
                         const std::vector<std::string>& arguments, const std::string& modules) {
  const std::string& package = setting.arguments.package;
  std::vector<std::string> argv = {"python3", "-B", package + "/harness/bench/edits/" + script};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  const ChildRun run =
      run_child(setting.loop, {argv, {{"PYTHONPATH", package + "/" + modules}}, {}});
  SecondsByName figures;
  for (const std::string& line : run.lines) {
    const auto words = split(line, ' ');
    if (words.size() == 3 && words[0] == "figure")
      figures[words[1]].push_back(std::strtod(words[2].c_str(), nullptr));
  }
  return figures;
}

}  // namespace caisson::bench
