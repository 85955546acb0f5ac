# SPDX-License-Identifier: Apache-2.0

#[=======================================================================[.rst:
Caisson
-------

.. versionadded:: 0.1

Containerised services as CMake targets. A project declares its services; one
manifest per build tree (``<build>/caisson/<stack>.json``) tells the
``caisson`` command, which the targets ``start-all``, ``start-<service>`` and
so on run, what to bring up.

Load this module with ``find_package(Caisson CONFIG)``, ``add_subdirectory()``
or ``FetchContent``; all three give the same commands:

* :command:`caisson_add_stack`
* :command:`caisson_add_image`
* :command:`caisson_add_service`
* :command:`caisson_add_mode`
* :command:`caisson_add_overlay`
* :command:`caisson_add_rendering`
* :command:`caisson_add_test`
* :command:`caisson_discover_gtest`
* :command:`caisson_add_gate`
* :command:`caisson_import_compose`
#]=======================================================================]
include_guard(GLOBAL)
cmake_policy(VERSION 3.25...4.0)

include(${CMAKE_CURRENT_LIST_DIR}/CaissonProperties.cmake)

include(${CMAKE_CURRENT_LIST_DIR}/detail/add_target.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/build_cli_for_tests.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/check_bases.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/check_modes.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/check_name.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/check_overlays.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/check_renderings.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/check_services.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/check_tests.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/check_values.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/close.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/command_line.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/current_stack.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/discover_gtest.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/edit_distance.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/ensure_gtest.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/fail.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/find_cycles.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/gates.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/json_body.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/keywords.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/locate.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/nearest.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/parse_arguments.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/parse_bytes.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/parse_duration.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/parse_endpoints.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/parse_graph.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/parse_health_check.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/parse_limits.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/parse_mounts.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/parse_pairs.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/parse_port.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/parse_test.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/parse_watch.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/programs.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/resolve_recipe.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/service_json.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/use_services.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/version.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/write_headers.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/detail/write_manifest.cmake)

include(${CMAKE_CURRENT_LIST_DIR}/caisson_add_gate.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/caisson_add_image.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/caisson_add_mode.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/caisson_add_overlay.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/caisson_add_rendering.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/caisson_add_service.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/caisson_add_stack.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/caisson_add_test.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/caisson_discover_gtest.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/caisson_import_compose.cmake)
