# Finds CAF 0.17 as Debian's libcaf-dev installs it: headers and shared libraries, but neither a
# CMake package nor a pkg-config file.
#
# Components: core, io, test (headers only). Targets: CAF::core, CAF::io, CAF::test.
include(FindPackageHandleStandardArgs)

find_path(CAF_INCLUDE_DIR NAMES caf/config.hpp)
find_library(CAF_CORE_LIBRARY NAMES caf_core)
find_library(CAF_IO_LIBRARY NAMES caf_io)
mark_as_advanced(CAF_INCLUDE_DIR CAF_CORE_LIBRARY CAF_IO_LIBRARY)

if(CAF_INCLUDE_DIR)
  # The header spells the version as one number: 1706 is 0.17.6.
  file(STRINGS "${CAF_INCLUDE_DIR}/caf/config.hpp" _caf_define REGEX "^#define CAF_VERSION [0-9]+")
  string(REGEX MATCH "[0-9]+" _caf_number "${_caf_define}")
  math(EXPR _caf_major "${_caf_number} / 10000")
  math(EXPR _caf_minor "${_caf_number} / 100 % 100")
  math(EXPR _caf_patch "${_caf_number} % 100")
  set(CAF_VERSION "${_caf_major}.${_caf_minor}.${_caf_patch}")
  foreach(_component IN ITEMS core io)
    string(TOUPPER ${_component} _upper)
    if(CAF_${_upper}_LIBRARY)
      set(CAF_${_component}_FOUND TRUE)
    endif()
  endforeach()
  if(EXISTS "${CAF_INCLUDE_DIR}/caf/test/dsl.hpp" AND CAF_io_FOUND)
    set(CAF_test_FOUND TRUE)
  endif()
endif()

find_package_handle_standard_args(
  CAF
  REQUIRED_VARS CAF_CORE_LIBRARY CAF_INCLUDE_DIR
  VERSION_VAR CAF_VERSION
  HANDLE_COMPONENTS
  REASON_FAILURE_MESSAGE "install it with: apt-get install libcaf-dev")

if(CAF_FOUND)
  find_package(Threads REQUIRED)
  if(NOT TARGET CAF::core)
    add_library(CAF::core UNKNOWN IMPORTED)
    set_target_properties(
      CAF::core PROPERTIES IMPORTED_LOCATION "${CAF_CORE_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES
                                                                   "${CAF_INCLUDE_DIR}")
    target_link_libraries(CAF::core INTERFACE Threads::Threads)
  endif()
  if(CAF_io_FOUND AND NOT TARGET CAF::io)
    add_library(CAF::io UNKNOWN IMPORTED)
    set_target_properties(CAF::io PROPERTIES IMPORTED_LOCATION "${CAF_IO_LIBRARY}")
    target_link_libraries(CAF::io INTERFACE CAF::core)
  endif()
  if(CAF_test_FOUND AND NOT TARGET CAF::test)
    # The test framework includes headers of the io module.
    add_library(CAF::test INTERFACE IMPORTED)
    target_link_libraries(CAF::test INTERFACE CAF::io)
  endif()
endif()
