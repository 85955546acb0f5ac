#pragma once

#include "base/error.hpp"
#include "model/stack.hpp"
#include "render/compose.hpp"
#include "render/github.hpp"
#include "render/kubernetes.hpp"
#include "render/rendered.hpp"

namespace caisson::render {

struct Options {
  ComposeOptions compose;
  GithubOptions github;
  KubernetesOptions kubernetes;
};

/// The files of one rendering of the stack. Pure: what is on disk is for the caller to compare.
Result<Rendered> render(const model::Stack& stack, const model::Rendering& rendering,
                        const Options& options = {});

}  // namespace caisson::render
