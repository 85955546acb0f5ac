# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Sets <out> to the stack that declarations in this directory belong to: that
# of the directory itself, else of the nearest one above it.
function(_caisson_current_stack out)
  get_property(stack DIRECTORY PROPERTY CAISSON_STACK)
  if(NOT stack)
    _caisson_fail("there is no stack to add it to"
      "Call caisson_add_stack(<name>) before, in this directory or in one above it.")
  endif()
  set(${out} "${stack}" PARENT_SCOPE)
endfunction()
