# SPDX-License-Identifier: Apache-2.0

#[=======================================================================[.rst:
caisson_add_test
----------------

.. versionadded:: 0.1

.. command:: caisson_add_test

  Add a test that needs services, any program at all::

    caisson_add_test(NAME <name> COMMAND <program> [<argument>...]
                     SERVICES <service>...
                     [ISOLATE <service>...|ISOLATE STACK]
                     [LABELS <label>...] [TIMEOUT <seconds>]
                     [WORKING_DIRECTORY <folder>]
                     [ENVIRONMENT <name>=<value>...])

  The program runs when the services and all they depend on are ready. Where
  each answers is in its environment: ``CAISSON_<SERVICE>_HOST``, ``_PORT``,
  ``_PORT_<port>``, ``_URL`` and ``_DATABASE``. Tests share the services, which
  are gone when the last test is. Without a container engine the test is
  skipped, or fails where ``CAISSON_REQUIRE_ENGINE`` is 1.

  For GoogleTest see :command:`caisson_discover_gtest`.

  ``NAME``
    The name of the test, unlike that of any other.

  ``COMMAND``
    The program, a path or an executable target, and its arguments.

  ``SERVICES``
    The services it needs, of the stack of this directory. They may be declared
    later.

  ``ISOLATE``
    Those of them that the test gets for itself: an own database of a Postgres
    or Redis server that others share. ``STACK`` gives it containers of its own,
    of all the services it uses.

  ``LABELS``, ``WORKING_DIRECTORY``, ``ENVIRONMENT``
    As the test properties of those names.

  ``TIMEOUT``
    How long the test may take from the moment its services are ready.
#]=======================================================================]
function(caisson_add_test)
  list(APPEND CMAKE_MESSAGE_CONTEXT "caisson.add_test")
  set(command ${CMAKE_CURRENT_FUNCTION})
  set(subject "")
  _caisson_find_subject(${ARGV})
  get_property(odd GLOBAL PROPERTY _CAISSON_ODD_CHARACTER)
  set(all "${ARGV}")
  list(LENGTH all count)
  if(NOT count EQUAL ARGC OR all MATCHES "${odd}")
    _caisson_encode_arguments(${ARGC})
  endif()
  string(PREPEND all ";")
  _caisson_parse_arguments()
  _caisson_check_test_name("${caisson_NAME}")
  _caisson_claim_test("${caisson_NAME}")
  if(NOT DEFINED caisson_COMMAND)
    _caisson_fail("`COMMAND` is missing" "Say what to run, like `COMMAND python3 ${caisson_NAME}.py`.")
  endif()
  _caisson_parse_test()
  _caisson_use_services("${caisson_NAME}")

  _caisson_launch_words("${caisson_NAME}")
  _caisson_add_words_test("${caisson_NAME}" "${caisson_COMMAND}" ${run})
  _caisson_set_test_properties("${caisson_NAME}")
endfunction()
