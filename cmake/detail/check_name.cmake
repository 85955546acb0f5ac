# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Fails unless <name> can name a container, a host and a target alike: a DNS
# label (RFC 1123 §2.1) that starts with a letter.
function(_caisson_check_name kind name)
  string(LENGTH "${name}" length)
  if(NOT name MATCHES "^[a-z]([-a-z0-9]*[a-z0-9])?$" OR length GREATER 40)
    _caisson_fail("`${name}` cannot name ${kind}"
      "Use a-z, 0-9 and `-`, starting with a letter, not ending in `-`, at most 40 characters.")
  endif()
endfunction()

# Internal use. Fails unless `name` is free for a service of `stack`.
function(_caisson_check_service_name)
  _caisson_check_name("a service" "${name}")
  set(target ${stack}_${name})
  if(TARGET ${target})
    get_property(file TARGET ${target} PROPERTY _CAISSON_FILE)
    if(NOT file)
      _caisson_fail("there is a target `${target}` already" "Rename that target or the service.")
    endif()
    _caisson_locate(first "${file}" ${command} "${name}" FIRST)
    _caisson_fail("service `${name}` is declared twice" "The first is at ${first}: rename one of them.")
  endif()
  get_property(mode GLOBAL PROPERTY _CAISSON_ALIAS_${stack}_${name})
  if(mode)
    _caisson_fail("`${name}` is an alias of mode `${mode}`" "Rename the service or the alias: both would be `start-${name}`.")
  endif()
  if(name STREQUAL "all" OR name MATCHES "^mode-")
    _caisson_fail("`${name}` cannot name a service" "`start-${name}` is the target of something else: choose another name.")
  endif()
endfunction()
