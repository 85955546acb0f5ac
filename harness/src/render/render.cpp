#include "render/render.hpp"

namespace caisson::render {

Result<Rendered> render(const model::Stack& stack, const model::Rendering& rendering,
                        const Options& options) {
  switch (rendering.kind) {
    case model::Rendering::Kind::compose:
      break;
  }
  return render_compose(stack, rendering, options.compose);
}

}  // namespace caisson::render
