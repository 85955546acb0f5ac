#include "render/render.hpp"

#include "render/devcontainer.hpp"
#include "render/prometheus.hpp"
#include "render/skaffold.hpp"
#include "render/vscode.hpp"

namespace caisson::render {

Result<Rendered> render(const model::Stack& stack, const model::Rendering& rendering,
                        const Options& options) {
  switch (rendering.kind) {
    case model::Rendering::Kind::devcontainer:
      return render_devcontainer(stack, rendering);
    case model::Rendering::Kind::vscode:
      return render_vscode(stack, rendering);
    case model::Rendering::Kind::prometheus:
      return render_prometheus(stack, rendering);
    case model::Rendering::Kind::github:
      return render_github(stack, rendering, options.github);
    case model::Rendering::Kind::skaffold:
      return render_skaffold(stack, rendering);
    case model::Rendering::Kind::kubernetes:
      return render_kubernetes(stack, rendering, options.kubernetes);
    case model::Rendering::Kind::compose:
      break;
  }
  return render_compose(stack, rendering, options.compose);
}

}  // namespace caisson::render
