# SPDX-License-Identifier: Apache-2.0

#[=======================================================================[.rst:
CaissonProperties
-----------------

.. versionadded:: 0.1

Every property of Caisson. ``CAISSON_STACK`` of a directory is the stack that
declarations there belong to, inherited by directories below. ``CAISSON_STACK``
and ``CAISSON_SERVICE`` of a target ``<stack>_<service>`` say which service it
is; ``CAISSON_<KEYWORD>`` holds the value :command:`caisson_add_service` was
given: a record for a project's own functions to read, not a way to change it.

Items of list properties are the inside of JSON strings: plain text stands for
itself, and ``"``, ``\``, ``;``, ``[``, ``]`` and control characters are written
as ``\u0022`` and so on.

The global properties ``CAISSON_STACKS``, ``CAISSON_VERSION``,
``CAISSON_CATALOGUE`` and ``CAISSON_GTEST`` list the stacks of the build, name
the version of the package, and where it is installed the folders of its recipes
and of the test library. Properties that start with
``_CAISSON_`` are private.
#]=======================================================================]
include_guard(GLOBAL)

define_property(GLOBAL PROPERTY CAISSON_STACKS BRIEF_DOCS "Stacks of this build")
define_property(GLOBAL PROPERTY CAISSON_VERSION BRIEF_DOCS "Version of the package")
define_property(GLOBAL PROPERTY CAISSON_CATALOGUE BRIEF_DOCS "Folder of the installed recipes")
define_property(GLOBAL PROPERTY CAISSON_GTEST BRIEF_DOCS "Folder of the installed test library")
define_property(DIRECTORY PROPERTY CAISSON_STACK INHERITED BRIEF_DOCS "Stack of declarations in this directory")
define_property(TARGET PROPERTY CAISSON_STACK BRIEF_DOCS "Stack it belongs to")
define_property(TARGET PROPERTY CAISSON_SERVICE BRIEF_DOCS "Name of the service it is")

define_property(TARGET PROPERTY CAISSON_IMAGE BRIEF_DOCS "Name of the image it runs")
define_property(TARGET PROPERTY CAISSON_PROGRAM BRIEF_DOCS "Target of this build that it runs")
define_property(TARGET PROPERTY CAISSON_ENTRYPOINT BRIEF_DOCS "Words that replace the image's entry point")
define_property(TARGET PROPERTY CAISSON_COMMAND BRIEF_DOCS "Words that replace the image's command")
define_property(TARGET PROPERTY CAISSON_DEPENDS BRIEF_DOCS "Items <service>:<condition> it cannot do without")
define_property(TARGET PROPERTY CAISSON_WANTS BRIEF_DOCS "Services it is connected to when they are present")
define_property(TARGET PROPERTY CAISSON_TEMPLATE_BY BRIEF_DOCS "One-shots that fill this database")
define_property(TARGET PROPERTY CAISSON_PORTS BRIEF_DOCS "Ports the container listens on")
define_property(TARGET PROPERTY CAISSON_PUBLISH BRIEF_DOCS "Items <host port>:<container port>")
define_property(TARGET PROPERTY CAISSON_PREFER BRIEF_DOCS "Items <host port>:<container port>, the host's where it is free")
define_property(TARGET PROPERTY CAISSON_ROUTE BRIEF_DOCS "Items <host>:<port>, hosts below the stack's domain")
define_property(TARGET PROPERTY CAISSON_EDGE BRIEF_DOCS "Where it finds its routes, as the JSON object of the manifest")
define_property(TARGET PROPERTY CAISSON_HEALTHCHECK BRIEF_DOCS "What decides readiness, as the JSON object of the manifest")
define_property(TARGET PROPERTY CAISSON_LIVENESS BRIEF_DOCS "What decides life, as the JSON object of the manifest")
define_property(TARGET PROPERTY CAISSON_METRICS BRIEF_DOCS "Where Prometheus finds its metrics, as the JSON object of the manifest")
define_property(TARGET PROPERTY CAISSON_DEBUG BRIEF_DOCS "Its debugger, as the JSON object of the manifest")
define_property(TARGET PROPERTY CAISSON_ENV BRIEF_DOCS "Items <name>=<value>")
define_property(TARGET PROPERTY CAISSON_ENV_FILE BRIEF_DOCS "Absolute paths of files read at start")
define_property(TARGET PROPERTY CAISSON_SECRETS BRIEF_DOCS "Items <name>=env:<variable> or <name>=file:<path>")
define_property(TARGET PROPERTY CAISSON_VOLUMES BRIEF_DOCS "Items <source>:<target>[:ro]")
define_property(TARGET PROPERTY CAISSON_TMPFS BRIEF_DOCS "Paths kept in memory")
define_property(TARGET PROPERTY CAISSON_NETWORKS BRIEF_DOCS "Networks of the instance it joins")
define_property(TARGET PROPERTY CAISSON_ALIASES BRIEF_DOCS "More host names under which dependants reach it")
define_property(TARGET PROPERTY CAISSON_LABELS BRIEF_DOCS "Items <name>=<value>")
define_property(TARGET PROPERTY CAISSON_PROFILE BRIEF_DOCS "The profile it exists in")
define_property(TARGET PROPERTY CAISSON_PHASE BRIEF_DOCS "The phase of the project it belongs to")
define_property(TARGET PROPERTY CAISSON_REPLICAS BRIEF_DOCS "How many of it")
define_property(TARGET PROPERTY CAISSON_RESTART BRIEF_DOCS "no, on-failure or always")
define_property(TARGET PROPERTY CAISSON_MEMORY BRIEF_DOCS "Limit in bytes")
define_property(TARGET PROPERTY CAISSON_CPUS BRIEF_DOCS "Limit in processors")
define_property(TARGET PROPERTY CAISSON_BUDGET BRIEF_DOCS "Time to healthy that it promises, in milliseconds")
define_property(TARGET PROPERTY CAISSON_EXPIRES BRIEF_DOCS "How long what the one-shot did is good for, in milliseconds")
define_property(TARGET PROPERTY CAISSON_RUN_AS BRIEF_DOCS "User and group")
define_property(TARGET PROPERTY CAISSON_CAPABILITIES BRIEF_DOCS "Linux capabilities it keeps")
define_property(TARGET PROPERTY CAISSON_WRITABLE_ROOT BRIEF_DOCS "Whether it may write to its root file system")
define_property(TARGET PROPERTY CAISSON_WATCH BRIEF_DOCS "What an edit leads to, as the JSON list of the manifest")
define_property(TARGET PROPERTY CAISSON_MOCK BRIEF_DOCS "The service that can stand in for it")
define_property(TARGET PROPERTY CAISSON_RESTART_WITH BRIEF_DOCS "Services whose restart restarts it, too")
define_property(TARGET PROPERTY CAISSON_COMPLETES BRIEF_DOCS "Whether it is a one-shot")
