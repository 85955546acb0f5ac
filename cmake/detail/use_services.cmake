# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Checks what SERVICES and ISOLATE of a test say, as far as that goes without
# the services, which may be declared later: the rest is _caisson_check_tests.
# <test> names the test in the messages there. Sets in the caller
#
#   manifest   of the stack, for the configuration that is tested
#   services   SERVICES, sorted and comma separated, as `caisson` takes them
#   isolate    ISOLATE, alike
#   fixtures   the fixtures its tests require: they only warm up and clean up
#   stack      the stack
function(_caisson_use_services test)
  _caisson_current_stack(stack)
  foreach(keyword IN ITEMS SERVICES ISOLATE)
    set(seen "")
    foreach(item IN LISTS caisson_${keyword})
      if(NOT item MATCHES "^[a-z]([-a-z0-9]*[a-z0-9])?$" AND NOT "${keyword} ${item}" STREQUAL "ISOLATE STACK")
        _caisson_fail_name(${keyword} "${item}")
      elseif(item IN_LIST seen)
        _caisson_fail("`${keyword}`: `${item}` is given twice" "Keep one of them.")
      endif()
      list(APPEND seen ${item})
    endforeach()
    list(SORT seen)
    set(${keyword} "${seen}")
  endforeach()
  if(SERVICES STREQUAL "")
    _caisson_fail("`SERVICES` is missing" "Say which services it needs, like `SERVICES db`.")
  elseif(ISOLATE MATCHES "STACK" AND NOT ISOLATE STREQUAL "STACK")
    _caisson_fail("`ISOLATE`: `STACK` stands beside other values" "Keep `STACK`: it isolates them all.")
  elseif(NOT ISOLATE STREQUAL "STACK")
    foreach(item IN LISTS ISOLATE)
      if(NOT item IN_LIST SERVICES)
        _caisson_did_you_mean(remedy "${item}" "services of it" ${SERVICES})
        _caisson_fail("`ISOLATE`: `${item}` is not one of its `SERVICES`" "${remedy}")
      endif()
    endforeach()
  endif()

  get_property(count GLOBAL PROPERTY _CAISSON_TEST_COUNT)
  math(EXPR count "${count} + 1")
  set_property(GLOBAL PROPERTY _CAISSON_TEST_COUNT ${count})
  set_property(GLOBAL APPEND PROPERTY _CAISSON_TESTS_${stack} ${count})
  set_property(GLOBAL PROPERTY _CAISSON_TEST_FILE_${count} "${CMAKE_CURRENT_LIST_FILE}")
  set_property(GLOBAL PROPERTY _CAISSON_TEST_CALL_${count} ${command} "${subject}")
  set_property(GLOBAL PROPERTY _CAISSON_TEST_SERVICES_${count} ${SERVICES})
  if(NOT command STREQUAL "caisson_discover_gtest")  # whose tests have names of their own
    set_property(GLOBAL PROPERTY _CAISSON_TEST_NAME_${count} "${test}")
  endif()
  set_property(GLOBAL PROPERTY _CAISSON_TEST_ISOLATE_${count} ${ISOLATE})

  get_property(manifest GLOBAL PROPERTY _CAISSON_MANIFEST_${stack})
  _caisson_add_release()
  if(NOT ISOLATE STREQUAL "STACK")
    _caisson_add_warm_up()
  endif()
  list(JOIN SERVICES "," services)
  list(JOIN ISOLATE "," isolate)
  return(PROPAGATE manifest services isolate fixtures stack)
endfunction()

# Internal use. Sets `run` to what stands before the command of <test>, which
# leases `services`. The instance is told, so that nobody has to read a manifest
# for its name: a test starts in no time.
macro(_caisson_launch_words test)
  _caisson_derive_instance()
  set(run $<TARGET_FILE:Caisson::run> run --manifest "${manifest}" --derived-instance "${derived_instance}"
    --services "${services}")
  if(isolate)
    list(APPEND run --isolate "${isolate}")
  endif()
  list(APPEND run --name "${test}" --)
endmacro()

# Internal use. Sets `derived_instance`, the name of the instance of `stack` where
# nobody gives it another.
function(_caisson_derive_instance)
  get_property(source GLOBAL PROPERTY _CAISSON_STACK_SOURCE_${stack})
  string(SHA256 hash "${source}")
  string(SUBSTRING "${hash}" 0 6 hash)
  set(derived_instance "${stack}-${hash}")
  return(PROPAGATE derived_instance)
endfunction()

# Internal use. Makes the test that ends the use of the services of `stack`, where
# it is not there yet, and sets `fixtures`, in which it cleans up. A fixture never
# owns a container: CTest forgets the clean-up on Ctrl-C, `--stop-on-failure` and
# kill.
macro(_caisson_add_release)
  set(fixtures caisson.${stack})
  get_property(known GLOBAL PROPERTY _CAISSON_RELEASE_${stack})
  if(NOT known)
    add_test(NAME caisson.${stack}.release COMMAND Caisson::cli release --manifest "${manifest}")
    set_tests_properties(caisson.${stack}.release PROPERTIES
      FIXTURES_CLEANUP caisson.${stack} SKIP_RETURN_CODE 77 TIMEOUT 60)
    set_property(GLOBAL PROPERTY _CAISSON_RELEASE_${stack} TRUE)
  endif()
endmacro()

# Internal use. Makes the test that begins to bring `SERVICES` up for all who share
# them, where it is not there yet, and adds to `fixtures` what it sets up. It returns
# at once, and each test leases by itself.
macro(_caisson_add_warm_up)
  list(JOIN SERVICES "+" set)
  list(PREPEND fixtures caisson.${stack}.${set})
  get_property(known GLOBAL PROPERTY _CAISSON_WARM_UPS_${stack})
  if(NOT set IN_LIST known)
    list(JOIN SERVICES "," services)
    add_test(NAME caisson.${stack}.warm-up.${set}
      COMMAND Caisson::cli warm-up --manifest "${manifest}" --services "${services}")
    # Requiring the fixture that the release ends puts the release behind it.
    set_tests_properties(caisson.${stack}.warm-up.${set} PROPERTIES
      FIXTURES_SETUP caisson.${stack}.${set} FIXTURES_REQUIRED caisson.${stack}
      SKIP_RETURN_CODE 77 TIMEOUT 60 COST 1000000)
    set_property(GLOBAL APPEND PROPERTY _CAISSON_WARM_UPS_${stack} ${set})
  endif()
endmacro()
