# SPDX-License-Identifier: Apache-2.0

# The version of package, command and manifest writer: its only place.
set_property(GLOBAL PROPERTY CAISSON_VERSION 0.1.0)
