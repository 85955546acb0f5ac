# SPDX-License-Identifier: Apache-2.0

#[=======================================================================[.rst:
caisson_add_gate
----------------

.. versionadded:: 0.1

.. command:: caisson_add_gate

  Add a gate: a test that a phase of the project must pass before the gates of
  the next phase run::

    caisson_add_gate(NAME <name> PHASE <n> [TASK <number>]
                     [PENDING] COMMAND <program> [<argument>...]
                     [SERVICES <service>...]
                     [ISOLATE <service>...|ISOLATE STACK]
                     [LABELS <label>...] [TIMEOUT <seconds>]
                     [WORKING_DIRECTORY <folder>]
                     [ENVIRONMENT <name>=<value>...])

  It makes the test ``gate.<n>.<name>`` with the label ``phase<n>``. Each phase
  has a verdict, the test ``gate.<n>``: it runs all gates of the phase, after
  those of the phases before, and passes when each of them has passed in the
  same run of ``ctest``. So ``ctest -L phase2`` runs phase 1 first, and leaves
  phase 2 alone when that fails. The target ``gate-phase<n>`` runs the verdict,
  and when it passes keeps the data of each stack that runs as the rollback
  point ``phase<n>-stable``.

  The verdict of a phase that has pending gates has the label
  ``verdict-pending``: ``ctest -LE verdict-pending`` leaves out what cannot pass
  yet.

  Where a stack is declared, the target ``gate-status`` writes
  ``IMPLEMENTATION_STATUS.md``, at the top of the source tree, from the last
  result of each gate.

  ``NAME``
    What it checks, unlike any other gate of the phase.

  ``PHASE``
    The phase of the project, 1 or more.

  ``TASK``
    The task it belongs to, like ``1.4``.

  ``PENDING``
    The gate is declared, but not built yet: it does not run and has not passed.
    It needs no ``COMMAND``.

  ``COMMAND``
    The program, a path or an executable target, and its arguments. Exit code 0
    means passed, 77 skipped, which is not passed.

  ``SERVICES``, ``ISOLATE``, ``LABELS``, ``WORKING_DIRECTORY``, ``ENVIRONMENT``
    As with :command:`caisson_add_test`.

  ``TIMEOUT``
    How long it may take; with ``SERVICES``, from when they are ready.
#]=======================================================================]
function(caisson_add_gate)
  list(APPEND CMAKE_MESSAGE_CONTEXT "caisson.add_gate")
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
  _caisson_check_gate()
  set(test gate.${caisson_PHASE}.${caisson_NAME})
  _caisson_claim_test(${test})
  _caisson_parse_test()

  set(fixtures "")
  set(run "")
  if(DEFINED caisson_SERVICES)
    _caisson_use_services(${test})
    _caisson_launch_words(${test})
  endif()
  _caisson_add_gate_test()

  foreach(keyword IN ITEMS NAME PHASE TASK PENDING)
    set_property(GLOBAL PROPERTY _CAISSON_GATE_${keyword}_${test} "${caisson_${keyword}}")
  endforeach()
  set_property(GLOBAL PROPERTY _CAISSON_GATE_FILE_${test} "${CMAKE_CURRENT_LIST_FILE}")
  set_property(GLOBAL APPEND PROPERTY _CAISSON_GATES ${test})
  _caisson_close_later()
endfunction()
