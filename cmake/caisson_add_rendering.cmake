# SPDX-License-Identifier: Apache-2.0

#[=======================================================================[.rst:
caisson_add_rendering
---------------------

.. versionadded:: 0.1

.. command:: caisson_add_rendering

  Declare a file for another tool that says what the stack says::

    caisson_add_rendering(<path> AS COMPOSE|KUBERNETES
                          [MODE <mode> | SERVICES <service>...]
                          [PROFILES <profile>...] [IMAGE <image>])

  The target ``render`` writes every such file, to be committed. The target
  ``render-check`` fails where a committed one differs from what the
  declarations say, and shows where.

  ``<path>``
    Where the file lies, from the top of the project's source tree:
    ``docker-compose.yml``.

  ``AS``
    What reads it. ``COMPOSE``: Docker Compose. A service's networks, health
    checks, limits and so on are what they are under Caisson; what Compose has no
    word for is refused by name, or said on standard error and in
    ``docs/paths.md``. Images are ``${CAISSON_IMAGE_<NAME>}``, by default the
    ``REFERENCE``: ``caisson images --format env`` names those that are made here.

    ``DEVCONTAINER``: a ``.devcontainer/devcontainer.json``. With ``SERVICES``,
    one of them, the container stands in that service's place: it has its
    environment, its names and its edges, from the file for Compose that is
    declared for the folder above. Without, it is a container of its own; at the
    top of the source tree it is one to start the stack from. Either is of the
    ``IMAGE``, else built from ``.devcontainer/Dockerfile`` at the top, has the
    user ``vscode``, and runs ``.devcontainer/post-create.sh`` once, which the
    project writes.

    ``VSCODE``: the folder ``.vscode`` with ``tasks.json``, a task for each target
    that starts, stops or debugs a service, and ``launch.json``, to attach to
    those that have ``DEBUG``. The tasks use the build preset ``dev``.

    ``PROMETHEUS``: its configuration, with a job for each service that has
    ``METRICS``.

    ``GITHUB``: a workflow for GitHub Actions in ``.github/workflows``, with a job
    for each mode, or for the one that is given: it starts the mode, runs those
    tests of :command:`caisson_add_test` and :command:`caisson_add_gate` that
    lease most of what it has, and keeps the images that were made. Where
    ``.github/test-times.json`` tells that tests of a mode take more than ten
    minutes, they are shared out over several jobs. The project's own action
    ``.github/actions/prepare`` prepares the machine.

    ``SKAFFOLD``: a ``skaffold.yaml``: the images that have a recipe in the source
    tree, files that go into running containers at once, and a profile for each
    stage of the overlays that are rendered for Kubernetes.

    ``KUBERNETES``: a folder for kustomize: ``base`` with a file a service, and
    ``overlays/<stage>`` for each :command:`caisson_add_overlay`. Files that an
    earlier rendering left there are removed. It has no ``PROFILES``.

  ``MODE``
    What the mode starts, by default the one that is ``DEFAULT``.

  ``SERVICES``
    These and all they depend on, instead of a mode.

  ``PROFILES``
    Profiles that the file's own reader switches: what is there on account of one
    of them stays away until it is on, also where the mode has it on.

  ``IMAGE``
    What a dev container is of, by its name in :command:`caisson_add_image`. Before
    each start the host runs the project's ``.devcontainer/initialize.sh``, with the
    service that the container stands in for, to have the image made and called by
    its ``REFERENCE``.
#]=======================================================================]
function(caisson_add_rendering path)
  list(APPEND CMAKE_MESSAGE_CONTEXT "caisson.add_rendering")
  set(command ${CMAKE_CURRENT_FUNCTION})
  set(subject "${path}")
  _caisson_keywords(${command})
  get_property(odd GLOBAL PROPERTY _CAISSON_ODD_CHARACTER)
  set(all "${ARGV}")
  list(LENGTH all count)
  if(NOT count EQUAL ARGC OR all MATCHES "${odd}")
    _caisson_encode_arguments(${ARGC})
  endif()
  _caisson_parse_arguments()
  _caisson_current_stack(stack)
  _caisson_check_rendering()

  string(TOLOWER ${caisson_AS} kind)
  set(json "\"kind\":\"${kind}\"")
  if(DEFINED caisson_MODE)
    string(APPEND json ",\"mode\":\"${caisson_MODE}\"")
  endif()
  if(DEFINED caisson_IMAGE)
    string(APPEND json ",\"image\":\"${caisson_IMAGE}\"")
  endif()
  foreach(keyword IN ITEMS SERVICES PROFILES)
    if(DEFINED caisson_${keyword})
      string(TOLOWER ${keyword} key)
      string(REPLACE ";" "\",\"" words "${caisson_${keyword}}")
      string(APPEND json ",\"${key}\":[\"${words}\"]")
    endif()
    set_property(GLOBAL PROPERTY _CAISSON_RENDERING_${keyword}_${stack}_${path} "${caisson_${keyword}}")
  endforeach()
  set_property(GLOBAL APPEND PROPERTY _CAISSON_RENDERINGS_${stack} ${path})
  set_property(GLOBAL PROPERTY _CAISSON_RENDERING_FILE_${stack}_${path} "${CMAKE_CURRENT_LIST_FILE}")
  set_property(GLOBAL PROPERTY _CAISSON_RENDERING_IMAGE_${stack}_${path} "${caisson_IMAGE}")
  set_property(GLOBAL PROPERTY _CAISSON_RENDERING_MODE_${stack}_${path} "${caisson_MODE}")
  set_property(GLOBAL PROPERTY _CAISSON_RENDERING_JSON_${stack}_${path} "${json}")
endfunction()

# Internal use. Fails unless `path` and the keywords of `given` make a rendering.
function(_caisson_check_rendering)
  get_property(file GLOBAL PROPERTY _CAISSON_RENDERING_FILE_${stack}_${path})
  if(file)
    _caisson_locate(first "${file}" ${command} "${path}" FIRST)
    _caisson_fail("`${path}` is declared twice" "The first is at ${first}: give one of them another path.")
  elseif(NOT path MATCHES "^[-A-Za-z0-9_.@+]+(/[-A-Za-z0-9_.@+]+)*$" OR path MATCHES "(^|/)\\.\\.?(/|$)")
    _caisson_fail("`${path}` is no path below the source tree" "Write it from there, like `docker-compose.yml`.")
  elseif(NOT DEFINED caisson_AS)
    _caisson_fail("`AS` is missing" "Say what reads the file, like `AS COMPOSE`.")
  endif()
  set(kinds COMPOSE KUBERNETES DEVCONTAINER VSCODE PROMETHEUS GITHUB SKAFFOLD)
  if(NOT caisson_AS IN_LIST kinds)
    _caisson_did_you_mean(remedy "${caisson_AS}" "kinds" ${kinds})
    _caisson_fail("`AS`: unknown kind `${caisson_AS}`" "${remedy}")
  elseif(DEFINED caisson_MODE AND DEFINED caisson_SERVICES)
    _caisson_fail("`MODE` and `SERVICES` are both given" "Keep the one that says what the file is to hold.")
  elseif(caisson_AS STREQUAL "KUBERNETES" AND DEFINED caisson_PROFILES)
    _caisson_fail("`PROFILES`: nobody could switch them in a file of Kubernetes" "Name a `MODE` that has them on.")
  endif()
  _caisson_check_rendering_kind()
  foreach(keyword IN ITEMS SERVICES PROFILES)
    set(seen "")
    foreach(item IN LISTS caisson_${keyword})
      if(item IN_LIST seen)
        _caisson_fail("`${keyword}`: `${item}` is given twice" "Keep one of them.")
      endif()
      list(APPEND seen ${item})
    endforeach()
  endforeach()
endfunction()

# Internal use. Fails where nobody would look for such a file, and where what is
# given has no meaning for its kind.
function(_caisson_check_rendering_kind)
  set(example_DEVCONTAINER .devcontainer/devcontainer.json)
  set(place_DEVCONTAINER "(^|/)\\.devcontainer/devcontainer\\.json$")
  set(example_VSCODE .vscode)
  set(place_VSCODE "(^|/)\\.vscode$")
  set(example_GITHUB .github/workflows/services.yml)
  set(place_GITHUB "^\\.github/workflows/[^/]+\\.yml$")
  if(NOT path MATCHES "${place_${caisson_AS}}")
    _caisson_fail("`AS ${caisson_AS}`: nobody looks for it at `${path}`" "Write it like `${example_${caisson_AS}}`.")
  endif()
  list(LENGTH caisson_SERVICES count)
  if(DEFINED caisson_IMAGE AND NOT caisson_AS STREQUAL "DEVCONTAINER")
    _caisson_fail("`IMAGE`: only a dev container is of an image" "Leave it away.")
  endif()
  if(caisson_AS STREQUAL "DEVCONTAINER" AND count GREATER 1)
    _caisson_fail("`SERVICES`: a dev container stands in for one of them"
      "Keep the one that is developed in it: what it depends on comes along.")
  elseif(caisson_AS STREQUAL "GITHUB" AND count GREATER 0)
    _caisson_fail("`SERVICES`: a job of the workflow is a mode" "Name a `MODE`, or leave both away for a job each.")
  endif()
endfunction()
