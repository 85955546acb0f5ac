#pragma once

#include <vector>

#include "import/draft.hpp"

namespace caisson::import {

/// Whether a service that names another in its environment or its command wants it; a file of ours
/// says whom it wants.
enum class Mentions { are_wants, mean_nothing };

/// What services say of each other, once all are read: DEPENDS, WANTS, ALIASES, COMPLETES.
void connect(std::vector<Draft>& drafts, Mentions mentions);

/// PROFILE of the services, and the modes of the stack, where there are profiles.
void make_modes(std::vector<Draft>& drafts, Context& context);

}  // namespace caisson::import
