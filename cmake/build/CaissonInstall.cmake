# What `cmake --install` puts where: the package with its catalogue and schema
# (component Development), and the command (component Runtime).
include_guard(GLOBAL)
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Caisson)
set(CAISSON_CATALOGUE ${CMAKE_INSTALL_DATADIR}/caisson/recipes)
set(CAISSON_GTEST ${CMAKE_INSTALL_DATADIR}/caisson/gtest)
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/CaissonConfig.cmake.in CaissonConfig.cmake
  INSTALL_DESTINATION ${package} PATH_VARS CAISSON_CATALOGUE CAISSON_GTEST)
write_basic_package_version_file(CaissonConfigVersion.cmake COMPATIBILITY SameMinorVersion)

# No CONFIGURE_DEPENDS here: ninja would look at the folders, by a script, before each start.
file(GLOB commands ${PROJECT_SOURCE_DIR}/cmake/caisson_*.cmake)
install(FILES ${commands}
    ${PROJECT_SOURCE_DIR}/cmake/Caisson.cmake ${PROJECT_SOURCE_DIR}/cmake/CaissonProperties.cmake
    ${CMAKE_CURRENT_BINARY_DIR}/CaissonConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/CaissonConfigVersion.cmake
  DESTINATION ${package} COMPONENT Development)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/cmake/detail ${PROJECT_SOURCE_DIR}/cmake/script DESTINATION ${package} COMPONENT Development)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/caisson COMPONENT Development)
# The test library, as sources: a project builds it with its own compiler and GoogleTest.
if(EXISTS ${PROJECT_SOURCE_DIR}/harness/gtest/sources.cmake)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/harness/gtest/ DESTINATION ${CAISSON_GTEST}/gtest
    COMPONENT Development PATTERN CMakeLists.txt EXCLUDE)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/harness/tenant/ DESTINATION ${CAISSON_GTEST}/tenant
    COMPONENT Development PATTERN CMakeLists.txt EXCLUDE PATTERN command.?pp EXCLUDE)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/harness/include/ DESTINATION ${CAISSON_GTEST}/include COMPONENT Development)
endif()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT Development)

# The catalogue: `caisson:<name>` is services/<name>/image or infrastructure/images/<name>.
file(GLOB recipes LIST_DIRECTORIES TRUE
  ${PROJECT_SOURCE_DIR}/infrastructure/images/* ${PROJECT_SOURCE_DIR}/services/*/image)
foreach(recipe IN LISTS recipes)
  string(REGEX REPLACE "/image$" "" name "${recipe}")
  cmake_path(GET name FILENAME name)
  if(EXISTS ${recipe}/Dockerfile OR EXISTS ${recipe}/rootfs.sh)
    install(DIRECTORY ${recipe}/ DESTINATION ${CAISSON_CATALOGUE}/${name} COMPONENT Development USE_SOURCE_PERMISSIONS)
  endif()
endforeach()

if(TARGET caisson)
  set_property(TARGET caisson PROPERTY EXPORT_NAME cli)
  set_property(TARGET caisson-nest PROPERTY EXPORT_NAME nest)
  set_property(TARGET caisson-run PROPERTY EXPORT_NAME run)
  set_property(TARGET caisson-image-worker PROPERTY EXPORT_NAME image-worker)
  install(TARGETS caisson caisson-nest caisson-run caisson-image-worker EXPORT CaissonTargets RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT Runtime)
  install(EXPORT CaissonTargets NAMESPACE Caisson:: DESTINATION ${package} COMPONENT Runtime)
endif()
