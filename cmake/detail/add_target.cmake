# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Makes the utility target <name>, which runs `caisson` once with the words that
# follow. Reads `prefix` and `manifest` of the stack; the caller's CMAKE_FOLDER
# files it. The generated command is the program itself: a script or `cmake -E`
# in between would cost more than a start that has nothing to do.
macro(_caisson_add_target name comment)
  add_custom_target(${prefix}${name}
    COMMAND Caisson::cli --manifest "${manifest}" ${ARGN}
    COMMENT "${comment}" VERBATIM USES_TERMINAL)
endmacro()

# Internal use. Sets <out> to the manifest of <stack> for <config>, which
# counts with multi-config generators only.
function(_caisson_manifest_path out stack config)
  get_property(multi GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(multi)
    set(${out} "${CMAKE_BINARY_DIR}/caisson/${stack}-${config}.json" PARENT_SCOPE)
  else()
    set(${out} "${CMAKE_BINARY_DIR}/caisson/${stack}.json" PARENT_SCOPE)
  endif()
endfunction()
