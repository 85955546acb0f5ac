#include <fmt/format.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/hosts_file.hpp"
#include "cli/verbs.hpp"
#include "report/json.hpp"

namespace caisson::cli {
namespace {

/// The names of the edge, which no name server knows, for the hosts file of this machine.
class Hosts final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.flag("--install", m_install, "write them to the hosts file, in a block of their own");
    arguments.option("--file", m_file, "the hosts file (/etc/hosts)");
  }

  Result<int> run(Context& context) override {
    const auto stack = context.stack();
    if (!stack) return stack.error();
    const auto names = routed_names(**stack);
    if (names.empty()) {
      return Error{
          ErrorKind::usage, fmt::format("stack `{}` has no routes", (*stack)->name),
          (*stack)->declared_at,
          fmt::format("Give a service a name below `{}`, like `ROUTE api`.", (*stack)->domain)};
    }
    if (m_install) return install(context, (*stack)->name, names);
    context.out().write(context.options().json() ? as_json(names) : hosts_lines(names));
    return k_done;
  }

 private:
  static std::string as_json(const std::vector<std::string>& names) {
    report::Json json{{"schema", 1}, {"hosts", report::Json::array()}};
    for (const std::string& name : names)
      json["hosts"].push_back({{"address", "127.0.0.1"}, {"name", name}});
    return report::dump(json) + "\n";
  }

  Result<int> install(Context& context, const std::string& stack,
                      const std::vector<std::string>& names) const {
    const auto present = read_file(m_file);
    if (!present) return present.error();
    const auto wanted = with_hosts_block(*present, stack, hosts_lines(names));
    if (!wanted) {
      Error problem = wanted.error();
      problem.place = m_file;
      return problem;
    }
    const bool is_there = *wanted == *present;
    const auto written = is_there ? Result<void>() : overwrite_file(m_file, *wanted);
    if (!written) {
      Error problem = written.error();
      problem.remedy =
          "Do it as root, or add by hand what `caisson hosts` prints without `--install`.";
      return problem;
    }
    context.err().write(
        fmt::format("{} {} {}\n", m_file, is_there ? "has already" : "has now", join(names, ", ")));
    return k_done;
  }

  bool m_install = false;
  std::string m_file = "/etc/hosts";
};

}  // namespace

std::unique_ptr<Verb> make_hosts() {
  return std::make_unique<Hosts>();
}

}  // namespace caisson::cli
