#pragma once

#include "import/draft.hpp"
#include "import/node.hpp"

namespace caisson::import {

/// Whether `caisson render` made the file.
bool is_rendered(const Node& root);

/// Takes out of such a file what the renderer adds to the graph: the prober, labels, and the
/// network of each edge, which becomes the WANTS it stands for where nothing is waited for.
void take_back(Node& root, Report& report);

/// Reads `x-caisson` of a service: what Compose has no word for, under the keys of the manifest.
void read_extension(Fields& fields, Draft& draft);

}  // namespace caisson::import
