# SPDX-License-Identifier: Apache-2.0

# Internal use, projects must not call this directly.
#
# Checks the values of a service's keywords, as far as that goes without the
# other services, and brings `caisson_<KEYWORD>` into the form in which they
# are recorded. A macro because it calls functions that set variables here.
macro(_caisson_check_values)
  if(given MATCHES "DEPENDS|WANTS|TEMPLATE_BY|MOCK|RESTART_WITH")
    _caisson_parse_graph()
  endif()
  set(first_port "")
  if(given MATCHES "PORTS|PUBLISH|PREFER|ROUTE|EDGE|METRICS|DEBUG")
    _caisson_parse_endpoints()
  endif()
  if(given MATCHES "ENV(;|$)|SECRETS|LABELS")
    _caisson_parse_pairs()
  endif()
  if(given MATCHES "VOLUMES|ENV_FILE|TMPFS")
    _caisson_parse_mounts()
  endif()
  if(DEFINED caisson_WATCH)
    _caisson_parse_watch()
  endif()
  if(given MATCHES "PHASE|REPLICAS|RESTART|MEMORY|CPUS|BUDGET|EXPIRES|RUN_AS|NETWORKS|ALIASES|CAPABILITIES|PROFILE")
    _caisson_parse_limits()
  endif()
  foreach(keyword IN ITEMS HEALTHCHECK LIVENESS)
    if(DEFINED caisson_${keyword})
      if(DEFINED caisson_COMPLETES)
        _caisson_fail("`${keyword}` on a service that `COMPLETES`"
          "A one-shot is awaited by its exit: take one of the two out.")
      endif()
      _caisson_parse_health_check(caisson_${keyword} ${keyword} "${caisson_${keyword}}")
    endif()
  endforeach()
endmacro()
