# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Checks TIMEOUT, ENVIRONMENT, LABELS, WORKING_DIRECTORY and DISCOVERY_TIMEOUT of
# a test, and brings the lists into the form in which CTest takes them.
function(_caisson_parse_test)
  foreach(keyword IN ITEMS TIMEOUT DISCOVERY_TIMEOUT)
    if(DEFINED caisson_${keyword} AND NOT caisson_${keyword} MATCHES "^[1-9][0-9]*$")
      _caisson_fail("`${keyword}`: `${caisson_${keyword}}` is not a number of seconds" "Write it like `${keyword} 60`.")
    endif()
  endforeach()
  if(DEFINED caisson_ENVIRONMENT)
    _caisson_check_pairs(ignored ENVIRONMENT "[A-Za-z_][A-Za-z0-9_]*" "LOG_LEVEL=debug")
    _caisson_json_values(caisson_ENVIRONMENT "${caisson_ENVIRONMENT}")
  endif()
  _caisson_json_values(caisson_LABELS "${caisson_LABELS}")
  if(DEFINED caisson_WORKING_DIRECTORY)
    _caisson_json_value(caisson_WORKING_DIRECTORY "${caisson_WORKING_DIRECTORY}")
    if(NOT caisson_WORKING_DIRECTORY MATCHES "^(/|\\$<)")
      cmake_path(ABSOLUTE_PATH caisson_WORKING_DIRECTORY BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
    endif()
  endif()
  return(PROPAGATE caisson_ENVIRONMENT caisson_LABELS caisson_WORKING_DIRECTORY)
endfunction()

# Internal use. Fails unless the test <test> can be added; remembers its place.
function(_caisson_claim_test test)
  get_property(file GLOBAL PROPERTY "_CAISSON_TEST_NAMED_${test}")
  if(file)
    _caisson_locate(first "${file}" ${command} "${subject}" FIRST)
    _caisson_fail("test `${test}` is declared twice" "The first is at ${first}: rename one of them.")
  elseif(TEST "${test}")
    _caisson_fail("there is a test `${test}` already" "Rename one of them.")
  endif()
  set_property(GLOBAL PROPERTY "_CAISSON_TEST_NAMED_${test}" "${CMAKE_CURRENT_LIST_FILE}")
endfunction()

# Internal use. Adds test <test>: the program <words>, a list whose items are
# written as in JSON strings, after the arguments that follow. Passed as bracket
# arguments, because a list would be split and merged at `;`, `[` and `]`. A
# first word that names an executable target is that program, as in add_test().
function(_caisson_add_words_test test words)
  set(call "add_test(NAME [========[${test}]========] COMMAND ")
  foreach(word IN LISTS ARGN)
    string(APPEND call " [========[${word}]========]")
  endforeach()
  set(first TRUE)
  foreach(word IN LISTS words)
    _caisson_json_value(word "${word}")
    if(first AND TARGET "${word}")
      set(word "$<TARGET_FILE:${word}>")
    elseif(first AND word MATCHES "^[-A-Za-z0-9_.+]+(::[-A-Za-z0-9_.+]+)*$")
      set(word "$<$<TARGET_EXISTS:${word}>:$<TARGET_FILE:${word}>>$<$<NOT:$<TARGET_EXISTS:${word}>>:${word}>")
    endif()
    set(first FALSE)
    # A bracket argument loses a leading line end.
    string(APPEND call " [========[\n${word}]========]")
  endforeach()
  cmake_language(EVAL CODE "${call})")
endfunction()

# Internal use. Sets `subject`, the name that messages give a declaration, to
# the value of NAME among the arguments.
function(_caisson_find_subject)
  list(FIND ARGN NAME index)
  math(EXPR index "${index} + 1")
  list(LENGTH ARGN count)
  if(index GREATER 0 AND index LESS count)
    list(GET ARGN ${index} subject)
    return(PROPAGATE subject)
  endif()
endfunction()

# Internal use. Fails unless <name> can name a test of ours.
function(_caisson_check_test_name name)
  if("${name}" STREQUAL "")
    _caisson_fail("`NAME` is missing" "Give the test a name, like `NAME orders`.")
  elseif(NOT name MATCHES "^[A-Za-z0-9_][-A-Za-z0-9_.:+/ ]*$")
    _caisson_fail("`NAME`: `${name}` cannot name a test" "Use letters, digits, blanks and `-_.:+/`.")
  elseif(name MATCHES "^caisson\\.")
    _caisson_fail("`NAME`: `${name}` is one of Caisson's own" "Use a name outside `caisson.`.")
  endif()
endfunction()

# Internal use. Gives <test>, which leases services, the properties it needs and
# those the caller asked for.
#
# TIMEOUT counts from when the services are there: the test says so in a line of
# its own. Before, bringing them up has a limit of its own, since images may have
# to be built.
function(_caisson_set_test_properties test)
  set_tests_properties("${test}" PROPERTIES SKIP_RETURN_CODE 77 FIXTURES_REQUIRED "${fixtures}")
  if(DEFINED caisson_TIMEOUT)
    set_tests_properties("${test}" PROPERTIES TIMEOUT 1500
      TIMEOUT_AFTER_MATCH "${caisson_TIMEOUT};caisson: services are ready")
  endif()
  if(NOT "${caisson_LABELS}" STREQUAL "")
    set_tests_properties("${test}" PROPERTIES LABELS "${caisson_LABELS}")
  endif()
  foreach(keyword IN ITEMS ENVIRONMENT WORKING_DIRECTORY)
    if(DEFINED caisson_${keyword})
      set_tests_properties("${test}" PROPERTIES ${keyword} "${caisson_${keyword}}")
    endif()
  endforeach()
endfunction()
