# Finds libsodium as Debian's libsodium-dev installs it: without a CMake package.
#
# Target: Sodium::sodium.
include(FindPackageHandleStandardArgs)

find_path(Sodium_INCLUDE_DIR NAMES sodium.h)
find_library(Sodium_LIBRARY NAMES sodium)
mark_as_advanced(Sodium_INCLUDE_DIR Sodium_LIBRARY)

if(Sodium_INCLUDE_DIR)
  file(STRINGS "${Sodium_INCLUDE_DIR}/sodium/version.h" _sodium_define
       REGEX "^#define SODIUM_VERSION_STRING ")
  string(REGEX REPLACE "^.*\"(.*)\".*$" "\\1" Sodium_VERSION "${_sodium_define}")
endif()

find_package_handle_standard_args(
  Sodium
  REQUIRED_VARS Sodium_LIBRARY Sodium_INCLUDE_DIR
  VERSION_VAR Sodium_VERSION
  REASON_FAILURE_MESSAGE "install it with: apt-get install libsodium-dev")

if(Sodium_FOUND AND NOT TARGET Sodium::sodium)
  add_library(Sodium::sodium UNKNOWN IMPORTED)
  set_target_properties(
    Sodium::sodium PROPERTIES IMPORTED_LOCATION "${Sodium_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES
                                                                    "${Sodium_INCLUDE_DIR}")
endif()
