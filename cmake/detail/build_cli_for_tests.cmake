# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Where there are tests, `cmake --build` makes the command they run: `ctest`
# builds nothing.
function(_caisson_build_cli_for_tests)
  get_property(tests GLOBAL PROPERTY _CAISSON_TEST_COUNT)
  get_property(imported TARGET Caisson::cli PROPERTY IMPORTED)
  if(tests AND (NOT imported OR TARGET caisson-cli))
    add_custom_target(caisson-for-tests ALL)
    add_dependencies(caisson-for-tests Caisson::cli)
    set_property(TARGET caisson-for-tests PROPERTY FOLDER caisson)
  endif()
endfunction()
