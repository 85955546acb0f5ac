# SPDX-License-Identifier: Apache-2.0

#[=======================================================================[.rst:
caisson_add_stack
-----------------

.. versionadded:: 0.1

.. command:: caisson_add_stack

  Begin a stack, a set of services that run together::

    caisson_add_stack(<name> [DOMAIN <domain>])

  Images, services and modes declared from here on, in this directory and in
  those below it, belong to it. When configuring ends, the stack is checked as
  a whole and written to ``<build>/caisson/<name>.json``, or to
  ``<build>/caisson/<name>-<config>.json`` with a multi-config generator.

  It makes the targets ``start-all``, ``stop-all``, ``restart-all``, ``dev``,
  ``status``, ``logs``, ``doctor``, ``hosts``, ``hosts-install``, ``render``,
  ``render-check``, ``backup-db``, ``list-rollback-points``,
  ``create-rollback-point``, ``clean-db`` and ``reset``. Those and the ones of services and modes are named
  ``<name>-start-all`` and so on when the project is not the top level, or when
  another stack of it has the bare names.

  ``<name>``
    A DNS label; part of container, network and target names.

  ``DOMAIN``
    The domain of the stack's routes, like ``shop.local``.
#]=======================================================================]
function(caisson_add_stack name)
  list(APPEND CMAKE_MESSAGE_CONTEXT "caisson.add_stack")
  set(command ${CMAKE_CURRENT_FUNCTION})
  set(subject "${name}")
  get_property(odd GLOBAL PROPERTY _CAISSON_ODD_CHARACTER)
  set(all "${ARGV}")
  list(LENGTH all count)
  if(NOT count EQUAL ARGC OR all MATCHES "${odd}")
    _caisson_encode_arguments(${ARGC})
  endif()
  _caisson_parse_arguments()
  _caisson_check_name("a stack" "${name}")
  if("${caisson_DOMAIN}" STREQUAL "")
    set(caisson_DOMAIN "${name}.local")
  elseif(NOT caisson_DOMAIN MATCHES "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$")
    _caisson_fail("`DOMAIN`: `${caisson_DOMAIN}` is not a domain" "Write it like `${name}.local`.")
  endif()

  get_property(stacks GLOBAL PROPERTY CAISSON_STACKS)
  if(name IN_LIST stacks)
    get_property(file GLOBAL PROPERTY _CAISSON_STACK_FILE_${name})
    _caisson_locate(first "${file}" ${command} "${name}" FIRST)
    _caisson_fail("stack `${name}` is declared twice" "The first is at ${first}: rename one of them.")
  endif()
  get_property(own DIRECTORY PROPERTY _CAISSON_OWN_STACK)
  if(own)
    _caisson_fail("this directory already has stack `${own}`" "Declare `${name}` in a directory of its own.")
  endif()
  set_property(DIRECTORY PROPERTY _CAISSON_OWN_STACK ${name})
  set_property(DIRECTORY PROPERTY CAISSON_STACK ${name})
  set_property(GLOBAL APPEND PROPERTY CAISSON_STACKS ${name})
  set_property(GLOBAL PROPERTY _CAISSON_STACK_FILE_${name} "${CMAKE_CURRENT_LIST_FILE}")
  set_property(GLOBAL PROPERTY _CAISSON_STACK_DOMAIN_${name} ${caisson_DOMAIN})
  set_property(GLOBAL PROPERTY _CAISSON_STACK_SOURCE_${name} "${PROJECT_SOURCE_DIR}")

  get_property(bare GLOBAL PROPERTY _CAISSON_BARE_STACK)
  if(PROJECT_IS_TOP_LEVEL AND NOT bare)
    set_property(GLOBAL PROPERTY _CAISSON_BARE_STACK ${name})
    set_property(GLOBAL PROPERTY _CAISSON_PREFIX_${name} "")
  else()
    set_property(GLOBAL PROPERTY _CAISSON_PREFIX_${name} "${name}-")
  endif()

  get_property(prefix GLOBAL PROPERTY _CAISSON_PREFIX_${name})
  _caisson_manifest_path(manifest ${name} "$<CONFIG>")
  set_property(GLOBAL PROPERTY _CAISSON_MANIFEST_${name} "${manifest}")
  set(CMAKE_FOLDER "caisson/${name}")
  _caisson_add_target(start-all "Starting ${name}" up)
  _caisson_add_target(stop-all "Stopping ${name}" down)
  _caisson_add_target(restart-all "Restarting ${name}" restart)
  _caisson_add_target(dev "Developing ${name}" up --watch)
  _caisson_add_target(status "State of ${name}" status)
  _caisson_add_target(logs "Logs of ${name}" logs)
  _caisson_add_target(doctor "Looking at this machine" doctor)
  _caisson_add_target(hosts "Names of ${name}" hosts)
  _caisson_add_target(hosts-install "Adding the names of ${name} to /etc/hosts" hosts --install)
  _caisson_add_target(render "Rendering the files of ${name} for other tools" render)
  _caisson_add_target(render-check "Comparing the files of ${name} for other tools" render --check)
  _caisson_add_target(backup-db "Saving the data of ${name}" backup)
  _caisson_add_target(list-rollback-points "Rollback points of ${name}" rollback list)
  _caisson_add_target(create-rollback-point "Keeping the data of ${name}" rollback create)
  _caisson_add_target(clean-db "Emptying the databases of ${name}" clean-db)
  _caisson_add_target(reset "Starting ${name} anew, without data" reset)

  _caisson_close_later()
endfunction()
