#include "render/graph.hpp"

#include "cli/backends.hpp"
#include "cli/context.hpp"
#include "cli/exit_code.hpp"
#include "cli/verbs.hpp"

namespace caisson::cli {
namespace {

class Graph final : public Verb {
 public:
  void declare(Arguments& arguments) override {
    arguments.positionals("services", m_services, "services with all they depend on");
  }

  std::vector<std::string> formats() const override { return {"dot", "mermaid", "json", "svg"}; }

  Result<int> run(Context& context) override {
    const auto backed = take_backends(context);
    if (!backed) return backed.error();
    const auto plan = context.plan(m_services);
    if (!plan) return plan.error();
    context.out().write(picture(*plan, context.options().format));
    return k_done;
  }

 private:
  static std::string picture(const plan::Plan& plan, const std::string& format) {
    if (format == "mermaid") return render::graph_mermaid(plan);
    if (format == "json") return render::graph_json(plan);
    if (format == "svg") return render::graph_svg(plan);
    return render::graph_dot(plan);
  }

  std::vector<std::string> m_services;
};

}  // namespace

std::unique_ptr<Verb> make_graph() {
  return std::make_unique<Graph>();
}

}  // namespace caisson::cli
