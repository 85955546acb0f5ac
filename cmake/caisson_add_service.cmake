# SPDX-License-Identifier: Apache-2.0

#[=======================================================================[.rst:
caisson_add_service
-------------------

.. versionadded:: 0.1

.. command:: caisson_add_service

  Declare a service of the stack, a container that others can depend on::

    caisson_add_service(<name> IMAGE <image> [PROGRAM <target>]
      [ENTRYPOINT <word>...] [COMMAND <word>...]
      [DEPENDS <service>[:healthy|:started|:completed]...]
      [WANTS <service>...] [TEMPLATE_BY <service>...]
      [PORTS <port>...] [PUBLISH <host>:<container>...] [PREFER <host>:<container>...]
      [ROUTE <host>[:<port>]...] [EDGE TRAEFIK <folder> [ON <port>]]
      [HEALTHCHECK <check>] [LIVENESS <check>] [METRICS <path> [ON <port>]]
      [DEBUG NODE|GDB [ON <port>] [SOURCES <folder>:<target>]]
      [ENV <name>=<value>...] [ENV_FILE <file>...] [SECRETS <secret>...]
      [VOLUMES <source>:<target>[:ro]...] [TMPFS <path>...]
      [NETWORKS <network>...] [ALIASES <host>...] [LABELS <name>=<value>...]
      [PROFILE <profile>] [PHASE <n>] [REPLICAS <n>] [MOCK <service>]
      [RESTART no|on-failure|always] [MEMORY <amount>] [CPUS <n>]
      [BUDGET <duration>] [RUN_AS <user>[:<group>]] [CAPABILITIES <name>...]
      [WRITABLE_ROOT] [COMPLETES [EXPIRES <duration>]]
      [WATCH <path>... sync|sync:<folder>|restart|rebuild ...]
      [RESTART_WITH <service>...])

  It makes the INTERFACE library ``<stack>::<name>``, with the alias
  ``service::<name>`` while no other stack has a service of that name, and the
  targets ``start-<name>``, ``stop-<name>``, ``restart-<name>``,
  ``logs-<name>``, ``shell-<name>`` and, where ``DEBUG`` is given,
  ``debug-<name>``. ``start-<name>`` starts all it depends on, too.

  Properties ``CAISSON_<KEYWORD>`` of the target ``<stack>_<name>`` record the
  declaration, for a project's own functions to read.

  ``IMAGE``
    An image declared with :command:`caisson_add_image`, before or after.

  ``PROGRAM``
    A target of ``add_executable()``, made before or after, that the service
    runs: its file is mounted read-only as ``/usr/local/bin/<file>``, and is the
    entrypoint unless ``ENTRYPOINT`` says another. No image is built for it.
    Whatever target starts the service builds it first. Before it is started,
    its dynamic linker, libraries and their versions are looked for in the
    image, and what is missing is said. Linked anew to other bytes it is another
    container, and ``caisson up --watch`` restarts the service.

    Where it is built with sanitizers or runs under Valgrind, deadlines of the
    service's readiness are longer, by the slowdown that their authors tell.
    The variable ``CAISSON_TIME_SCALE``, where it is set, is taken instead.

  ``ENTRYPOINT``, ``COMMAND``
    Replace those of the image.

  ``DEPENDS``
    Services this one cannot do without. It is started when each is healthy
    (the default), merely started, or, for a one-shot, completed. It can
    resolve their names and those of ``WANTS``, and no others.

  ``WANTS``
    Services that are connected when present; never started or waited for on
    account of this one.

  ``TEMPLATE_BY``
    One-shots that fill this database; what they leave is what isolated copies
    are cloned from.

  ``PORTS``
    Ports the container listens on. Each is reachable on a port of the host
    that is chosen once and stays.

  ``PUBLISH``
    Fixes the port of the host; a service whose port is taken does not start.

  ``PREFER``
    The port of the host where it is free and permitted, else one that is
    chosen; the start says so. It stays what it was then.

  ``ROUTE``
    Host names below the stack's ``DOMAIN`` that lead here, on the first of
    ``PORTS`` unless one is given.

  ``EDGE``
    The service leads requests from outside to the ``ROUTE``\ s of the stack,
    its own among them. It gets them as ``<folder>/routes.yml``, the dynamic
    configuration of Traefik's file provider: the entry point is ``websecure``,
    certificates are its own business. It can reach every service that has a
    ``ROUTE``. ``ON`` is the port of that entry point, by default the one that
    ``PUBLISH`` or ``PREFER`` give the host's 443, else 443; the port of the host
    that leads there is told to the service as ``CAISSON_EDGE_PORT``. A mode has
    at most one edge.

  ``HEALTHCHECK``
    Decides when the service is ready: ``TCP [<port>]``,
    ``HTTP <path> [ON <port>]``, ``GRPC [<service>] [ON <port>]``,
    ``POSTGRES [ON <port>] DATABASE <name> LOGIN <user>``,
    ``REDIS [ON <port>]``, ``LOG <regex>``, ``EXEC <word>...`` or ``ENGINE``,
    the image's own. ``ON`` is the first of ``PORTS`` by default. Then, in any
    order, ``EVERY <duration>``, the longest pause between probes,
    ``WITHIN <duration>``, the deadline, and ``GRACE <n>``, failures that do
    not count yet. Durations are written ``500ms``, ``30s``, ``2m``, ``24h``. The
    password of ``LOGIN`` is the service's own ``POSTGRES_PASSWORD``.

  ``LIVENESS``
    Written alike; a service that fails it is restarted.

  ``METRICS``
    Where Prometheus finds its metrics.

  ``DEBUG``
    The debugger that ``debug-<name>`` starts it under, and its port: ``NODE``
    runs on until a debugger comes, and a ``PROGRAM`` or ``ENTRYPOINT`` of
    ``GDB`` waits for one. ``SOURCES`` says where the sources are of what it
    runs, and where the container, or the program's symbols, have them. While a
    debugger has it stopped, deadlines of it and of its dependants wait, and
    ``LIVENESS`` restarts neither. GDB's server is the one of this machine, else
    the image's; ``CAISSON_GDBSERVER`` is the path of another, or ``image``.

  ``ENV``
    Environment. ``${NAME}`` in a value is replaced when the service starts,
    from ``ENV_FILE`` and the environment of the command; ``$$`` is a ``$``.

  ``ENV_FILE``
    Files of ``NAME=value`` lines, read when the service starts.

  ``SECRETS``
    Values that reach the container only as files ``/run/secrets/<name>``:
    ``<name>`` is taken from the variable ``<NAME>``,
    ``<name>=env:<variable>`` and ``<name>=file:<path>`` say where else.

  ``VOLUMES``
    A source with a ``/`` or a leading ``.`` is a path, relative to the current
    source directory; any other names a volume of the engine.

  ``TMPFS``
    Paths in the container that are kept in memory.

  ``NETWORKS``
    Networks of the instance to join, instead of the one all others share.

  ``ALIASES``
    More host names under which dependants reach it.

  ``LABELS``
    Labels of the container.

  ``PROFILE``
    The service exists only where this profile is on.

  ``PHASE``
    The phase of the project it belongs to, 1 by default.

  ``REPLICAS``, ``RESTART``, ``MEMORY``, ``CPUS``
    How many, what to do when it exits, and limits (``512M``, ``0.5``).

  ``MOCK``
    The service that stands in for this one where the variable
    ``CAISSON_<SERVICE>_BACKEND`` or the option ``--backend <service>=`` says
    ``mock``: it is started in this one's place and answers under its names, on
    its ports, so that dependants notice nothing. It listens on all of this
    one's ``PORTS``. ``process``, where a developer starts the service on this
    machine, ``external``, where it is elsewhere, and ``container``, as
    declared, are there without a keyword.

  ``BUDGET``
    The time that the service promises to become ready in, from the making of
    its container on. Its image and what it waits for do not count. A start
    that takes longer warns, and says what the time went into.

  ``RUN_AS``, ``CAPABILITIES``, ``WRITABLE_ROOT``
    The user, the Linux capabilities it keeps, and whether it may write to its
    root file system.

  ``COMPLETES``
    A one-shot: done when it exits with 0. It runs again when it is declared
    otherwise, or what it depends on is made anew.

  ``EXPIRES``
    How long what the one-shot did is good for, like ``24h``: a later start runs
    it again, whether the rest of the stack runs or not.

  ``WATCH``
    What an edit leads to under ``caisson up --watch`` and target ``dev``: files
    or folders, relative to the current source directory, and behind them one of
    ``sync``, the container sees the edit and acts upon it by itself;
    ``restart``, the container is made anew from the image it has; ``rebuild``,
    the image is built and the container made anew from it, or kept as it is
    where the build fails. More paths and consequences may follow::

      WATCH src sync:/app/src  config locale restart  package.json Dockerfile rebuild

    ``sync`` alone is for what lies in one of ``VOLUMES``. ``sync:<folder>``
    mounts the path, a folder, read-only at ``<folder>`` for as long as the
    stack is started with ``--watch``: nothing is copied, whoever owns a file
    goes on owning it, and a read-only root may stay one. Only contents count,
    not times; what the build of the service's image ignores, ``.git`` and
    ``node_modules`` are left out. See ``DEV_TARGET`` of
    :command:`caisson_add_image` for a toolchain in the container.

  ``RESTART_WITH``
    Services among its ``DEPENDS`` and ``WANTS``: when one of them is restarted
    or rebuilt on account of an edit, this one is restarted, too.
#]=======================================================================]
function(caisson_add_service name)
  list(APPEND CMAKE_MESSAGE_CONTEXT "caisson.add_service")
  set(command ${CMAKE_CURRENT_FUNCTION})
  set(subject "${name}")
  get_property(odd GLOBAL PROPERTY _CAISSON_ODD_CHARACTER)
  set(all "${ARGV}")
  list(LENGTH all count)
  if(NOT count EQUAL ARGC OR all MATCHES "${odd}")
    _caisson_encode_arguments(${ARGC})
  endif()
  _caisson_parse_arguments()
  _caisson_current_stack(stack)
  _caisson_check_service_name()

  if(NOT DEFINED caisson_IMAGE)
    _caisson_fail("`IMAGE` is missing" "Name an image declared with caisson_add_image().")
  endif()
  _caisson_check_values()
  _caisson_service_json(json)

  set(target ${stack}_${name})
  set(CMAKE_FOLDER "caisson/${stack}")
  add_library(${target} INTERFACE)
  add_library(${stack}::${name} ALIAS ${target})
  foreach(keyword IN LISTS given)
    set_property(TARGET ${target} PROPERTY CAISSON_${keyword} "${caisson_${keyword}}")
  endforeach()
  set_target_properties(${target} PROPERTIES CAISSON_STACK ${stack} CAISSON_SERVICE ${name}
    _CAISSON_FILE "${CMAKE_CURRENT_LIST_FILE}" _CAISSON_JSON "${json}")
  set_property(GLOBAL APPEND PROPERTY _CAISSON_SERVICES_${stack} ${name})

  if(given MATCHES "PROFILE|WANTS|TEMPLATE_BY|ALIASES|WATCH|RESTART_WITH|MOCK")
    set_property(GLOBAL APPEND PROPERTY _CAISSON_LINKED_${stack} ${name})
    set_property(GLOBAL APPEND PROPERTY _CAISSON_PROFILES_${stack} ${caisson_PROFILE})
  endif()

  if(DEFINED caisson_PROGRAM)
    set_property(GLOBAL APPEND PROPERTY _CAISSON_PROGRAMS_${stack} ${name})
  endif()
  if(given MATCHES "PUBLISH|ROUTE|EDGE")
    set_property(GLOBAL APPEND PROPERTY _CAISSON_CLAIMING_${stack} ${name})
  endif()

  get_property(prefix GLOBAL PROPERTY _CAISSON_PREFIX_${stack})
  get_property(manifest GLOBAL PROPERTY _CAISSON_MANIFEST_${stack})
  set(run COMMAND Caisson::cli --manifest "${manifest}")
  add_custom_target(${prefix}start-${name} ${run} up ${name} COMMENT "Starting ${name}" VERBATIM USES_TERMINAL)
  add_custom_target(${prefix}stop-${name} ${run} down ${name} COMMENT "Stopping ${name}" VERBATIM USES_TERMINAL)
  add_custom_target(${prefix}restart-${name} ${run} restart ${name} COMMENT "Restarting ${name}" VERBATIM USES_TERMINAL)
  add_custom_target(${prefix}logs-${name} ${run} logs ${name} COMMENT "Logs of ${name}" VERBATIM USES_TERMINAL)
  add_custom_target(${prefix}shell-${name} ${run} shell ${name} COMMENT "Shell in ${name}" VERBATIM USES_TERMINAL)
  if(DEFINED caisson_DEBUG)
    add_custom_target(${prefix}debug-${name} ${run} debug ${name} COMMENT "Debugging ${name}" VERBATIM USES_TERMINAL)
  endif()
endfunction()
