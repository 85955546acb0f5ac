# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Sets `flags`, `singles` and `lists` in the caller to the top-level keywords
# of <command>: those without a value, with one, and with one or more.
function(_caisson_keywords command)
  set(flags "")
  set(singles "")
  set(lists "")
  if(command STREQUAL "caisson_add_service")
    set(flags COMPLETES WRITABLE_ROOT)
    set(singles IMAGE PROGRAM PROFILE PHASE REPLICAS RESTART MEMORY CPUS RUN_AS BUDGET EXPIRES MOCK)
    set(lists ENTRYPOINT COMMAND DEPENDS WANTS PORTS PUBLISH PREFER HEALTHCHECK LIVENESS METRICS DEBUG
              ROUTE EDGE ENV ENV_FILE SECRETS VOLUMES TMPFS LABELS NETWORKS ALIASES CAPABILITIES
              TEMPLATE_BY WATCH RESTART_WITH)
  elseif(command STREQUAL "caisson_add_image")
    set(singles REFERENCE RECIPE CONTEXT TARGET DEV_TARGET)
    set(lists BASES)
  elseif(command STREQUAL "caisson_add_mode")
    set(flags DEFAULT)
    set(lists SERVICES PROFILES ALIAS ENV)
  elseif(command STREQUAL "caisson_add_overlay")
    set(lists REPLICAS AUTOSCALE MEMORY CPUS RESERVE_MEMORY RESERVE_CPUS STORAGE TAGS)
  elseif(command STREQUAL "caisson_add_rendering")
    set(singles AS MODE IMAGE)
    set(lists SERVICES PROFILES)
  elseif(command STREQUAL "caisson_add_stack")
    set(singles DOMAIN)
  elseif(command STREQUAL "caisson_add_test")
    set(singles NAME TIMEOUT WORKING_DIRECTORY)
    set(lists COMMAND SERVICES ISOLATE LABELS ENVIRONMENT)
  elseif(command STREQUAL "caisson_discover_gtest")
    set(singles TIMEOUT WORKING_DIRECTORY TEST_PREFIX DISCOVERY_MODE DISCOVERY_TIMEOUT)
    set(lists SERVICES ISOLATE LABELS ENVIRONMENT)
  elseif(command STREQUAL "caisson_add_gate")
    set(flags PENDING)
    set(singles NAME PHASE TASK TIMEOUT WORKING_DIRECTORY)
    set(lists COMMAND SERVICES ISOLATE LABELS ENVIRONMENT)
  elseif(command STREQUAL "caisson_import_compose")
    set(lists FILE PROFILES)
  endif()
  return(PROPAGATE flags singles lists)
endfunction()

# Internal use. Sets <out> to every word that has a meaning inside the values
# of a keyword; none of them may be a top-level keyword.
function(_caisson_sub_keywords out)
  set(${out} TCP HTTP GRPC POSTGRES REDIS LOG EXEC ENGINE NODE GDB
             TRAEFIK ON SOURCES LOGIN DATABASE EVERY WITHIN GRACE PARENT_SCOPE)
endfunction()
