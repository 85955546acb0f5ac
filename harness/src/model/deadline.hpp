#pragma once

#include "model/stack.hpp"

namespace caisson::model {

/// How long after its start a service may take until it is ready or has completed: WITHIN, or what
/// stands for it, times its `time_scale`. Nothing else stretches a deadline.
Duration time_to_ready(const Service& service);

}  // namespace caisson::model
