# SPDX-License-Identifier: Apache-2.0

#[=======================================================================[.rst:
caisson_add_image
-----------------

.. versionadded:: 0.1

.. command:: caisson_add_image

  Declare an image that services of the stack run::

    caisson_add_image(<name> REFERENCE <reference>
                      [RECIPE <folder> | RECIPE caisson:<recipe>]
                      [CONTEXT <folder>] [TARGET <stage>] [BASES <image>...]
                      [DEV_TARGET <stage>])

  By default a registry is asked for the reference first; when none answers,
  the image is built from its recipe.

  ``REFERENCE``
    Where a registry has it, with a tag or digest: ``postgres:17-bullseye``.

  ``RECIPE``
    A folder with a ``Dockerfile`` or an executable ``rootfs.sh``, relative to
    the current source directory; or one of the catalogue that comes with
    Caisson, ``caisson:postgres``. A build reaches package registries as this
    machine's clients do: beside it lie the machine's certificate authorities,
    ``.caisson/ca-certificates.crt``, proxies are passed on, and so is what a
    ``Dockerfile`` declares with ``ARG`` of ``DEBIAN_MIRROR``,
    ``DEBIAN_SECURITY_MIRROR``, ``GOPROXY``, ``GONOPROXY``, ``GOSUMDB``,
    ``GONOSUMDB``, ``GOPRIVATE``, ``GOINSECURE``, ``PIP_INDEX_URL``,
    ``PIP_EXTRA_INDEX_URL``, ``PIP_TRUSTED_HOST``, ``UV_DEFAULT_INDEX`` and
    ``NPM_CONFIG_REGISTRY``, from the environment or the clients' own files.
    None of it makes another image; declare it in the stage that fetches.

  ``CONTEXT``
    The build context, if it is not the recipe's folder.

  ``TARGET``
    The stage of a multi-stage ``Dockerfile`` to build.

  ``DEV_TARGET``
    The stage that services with ``WATCH`` run instead while the stack is started
    with ``--watch``: the one that has the compiler and reloads by itself.

  ``BASES``
    Images the recipe builds on. It gets each as build argument
    ``BASE_<NAME>``, in upper case and with ``_`` for ``-``.
#]=======================================================================]
function(caisson_add_image name)
  list(APPEND CMAKE_MESSAGE_CONTEXT "caisson.add_image")
  set(command ${CMAKE_CURRENT_FUNCTION})
  set(subject "${name}")
  get_property(odd GLOBAL PROPERTY _CAISSON_ODD_CHARACTER)
  set(all "${ARGV}")
  list(LENGTH all count)
  if(NOT count EQUAL ARGC OR all MATCHES "${odd}")
    _caisson_encode_arguments(${ARGC})
  endif()
  _caisson_parse_arguments()
  _caisson_check_name("an image" "${name}")
  _caisson_current_stack(stack)

  get_property(file GLOBAL PROPERTY _CAISSON_IMAGE_FILE_${stack}_${name})
  if(file)
    _caisson_locate(first "${file}" ${command} "${name}" FIRST)
    _caisson_fail("image `${name}` is declared twice" "The first is at ${first}: rename one of them.")
  endif()
  if(NOT DEFINED caisson_REFERENCE)
    _caisson_fail("`REFERENCE` is missing" "Say what a registry calls it, like `REFERENCE ${name}:1.0`.")
  elseif(NOT caisson_REFERENCE MATCHES "^[a-z0-9][-a-z0-9._/:]*(:[A-Za-z0-9_][-A-Za-z0-9_.]*)?(@sha256:[0-9a-f]+)?$")
    _caisson_fail("`REFERENCE`: `${caisson_REFERENCE}` is not an image" "Write it like `postgres:17-bullseye`.")
  elseif(NOT caisson_REFERENCE MATCHES "(:[^/:@]+|@sha256:[0-9a-f]+)$")
    _caisson_fail("image `${caisson_REFERENCE}` has no tag" "Add one, like `${caisson_REFERENCE}:1.0`: what runs must not change by itself.")
  endif()

  set(json "\"reference\":\"${caisson_REFERENCE}\"")
  if(DEFINED caisson_RECIPE)
    _caisson_json_text(recipe "${caisson_RECIPE}")
    _caisson_resolve_recipe(folder "${recipe}")
    _caisson_json_body(folder "${folder}")
    string(APPEND json ",\"recipe\":\"${folder}\"")
  endif()
  foreach(keyword IN ITEMS CONTEXT TARGET DEV_TARGET BASES)
    if(NOT "${caisson_${keyword}}" STREQUAL "" AND NOT DEFINED caisson_RECIPE)
      _caisson_fail("`${keyword}` is given without a `RECIPE`" "Give the `RECIPE` it is for.")
    endif()
  endforeach()
  if(DEFINED caisson_CONTEXT)
    _caisson_json_text(context "${caisson_CONTEXT}")
    cmake_path(ABSOLUTE_PATH context BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" NORMALIZE)
    string(REGEX REPLACE "(.)/$" "\\1" context "${context}")
    if(NOT IS_DIRECTORY "${context}")
      _caisson_fail("`CONTEXT`: folder `${context}` does not exist" "Give the folder whose files the recipe copies.")
    endif()
    _caisson_json_body(context "${context}")
    string(APPEND json ",\"context\":\"${context}\"")
  endif()
  if(DEFINED caisson_TARGET)
    string(APPEND json ",\"target\":\"${caisson_TARGET}\"")
  endif()
  if(DEFINED caisson_DEV_TARGET)
    string(APPEND json ",\"dev_target\":\"${caisson_DEV_TARGET}\"")
  endif()
  if(NOT "${caisson_BASES}" STREQUAL "")
    string(REPLACE ";" "\",\"" words "${caisson_BASES}")
    string(APPEND json ",\"bases\":[\"${words}\"]")
  endif()

  set_property(GLOBAL APPEND PROPERTY _CAISSON_IMAGES_${stack} ${name})
  set_property(GLOBAL PROPERTY _CAISSON_IMAGE_FILE_${stack}_${name} "${CMAKE_CURRENT_LIST_FILE}")
  set_property(GLOBAL PROPERTY _CAISSON_IMAGE_BASES_${stack}_${name} "${caisson_BASES}")
  set_property(GLOBAL PROPERTY _CAISSON_IMAGE_JSON_${stack}_${name} "${json}")
endfunction()
