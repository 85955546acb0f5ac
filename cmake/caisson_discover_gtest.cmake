# SPDX-License-Identifier: Apache-2.0

#[=======================================================================[.rst:
caisson_discover_gtest
----------------------

.. versionadded:: 0.1

.. command:: caisson_discover_gtest

  Add the tests of a GoogleTest program that need services::

    caisson_discover_gtest(<target> SERVICES <service>...
                           [ISOLATE <service>...|ISOLATE STACK]
                           [LABELS <label>...] [TIMEOUT <seconds>]
                           [WORKING_DIRECTORY <folder>]
                           [ENVIRONMENT <name>=<value>...]
                           [TEST_PREFIX <text>]
                           [DISCOVERY_MODE POST_BUILD|PRE_TEST]
                           [DISCOVERY_TIMEOUT <seconds>])

  Each test of the program becomes a test, as with
  :module:`gtest_discover_tests() <module:GoogleTest>`. The program itself is
  the command, so that it can be debugged: it gets its services by the library
  ``Caisson::gtest``, which is linked to it, and the test cases that derive
  from ``caisson::ServiceTest`` use them. It needs C++ and GoogleTest, and
  nothing more.

  ``<target>``
    An executable target of this directory.

  ``SERVICES``, ``ISOLATE``, ``LABELS``, ``WORKING_DIRECTORY``, ``ENVIRONMENT``
    As with :command:`caisson_add_test`.

  ``TIMEOUT``
    How long each test may take from the moment its services are ready.

  ``TEST_PREFIX``
    Stands before the name of each test.

  ``DISCOVERY_MODE``, ``DISCOVERY_TIMEOUT``
    When the program is asked for its tests, and how long it may take to answer;
    as with ``gtest_discover_tests()``.
#]=======================================================================]
function(caisson_discover_gtest target)
  list(APPEND CMAKE_MESSAGE_CONTEXT "caisson.discover_gtest")
  set(command ${CMAKE_CURRENT_FUNCTION})
  set(subject "${target}")
  get_property(odd GLOBAL PROPERTY _CAISSON_ODD_CHARACTER)
  set(all "${ARGV}")
  list(LENGTH all count)
  if(NOT count EQUAL ARGC OR all MATCHES "${odd}")
    _caisson_encode_arguments(${ARGC})
  endif()
  _caisson_parse_arguments()
  _caisson_check_test_program()
  _caisson_parse_test()
  _caisson_use_services("${target}")
  _caisson_ensure_gtest()

  _caisson_write_declaration()
  target_sources(${target} PRIVATE "${declaration}")
  target_link_libraries(${target} PRIVATE Caisson::gtest)

  set(options "")
  foreach(keyword IN ITEMS WORKING_DIRECTORY TEST_PREFIX DISCOVERY_MODE DISCOVERY_TIMEOUT)
    if(DEFINED caisson_${keyword})
      list(APPEND options ${keyword} "${caisson_${keyword}}")
    endif()
  endforeach()
  include(GoogleTest)
  gtest_discover_tests(${target} ${options} TEST_LIST _caisson_tests PROPERTIES SKIP_RETURN_CODE 77)
  _caisson_write_test_properties()
endfunction()
