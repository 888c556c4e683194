# The package alipay_acquiring for CMake. crates/c/install copies it to lib/cmake/alipay_acquiring.
#
#   find_package(alipay_acquiring 0.1 CONFIG REQUIRED)
#   target_link_libraries(till PRIVATE alipay_acquiring::alipay_acquiring)
#
# alipay_acquiring::alipay_acquiring  the static library
# alipay_acquiring::shared            the shared library, if it is installed

if(TARGET alipay_acquiring::alipay_acquiring)
  return()
endif()

# The files are found from here, so the whole prefix can be moved.
get_filename_component(_alipay_lib "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
get_filename_component(_alipay_prefix "${_alipay_lib}/.." ABSOLUTE)
set(_alipay_static "${_alipay_lib}/libalipay_acquiring.a")
set(_alipay_shared "${_alipay_lib}/libalipay_acquiring.so")

if(NOT EXISTS "${_alipay_static}")
  set(alipay_acquiring_FOUND FALSE)
  set(alipay_acquiring_NOT_FOUND_MESSAGE "expected the library ${_alipay_static}")
  return()
endif()

add_library(alipay_acquiring::alipay_acquiring STATIC IMPORTED)
set_target_properties(alipay_acquiring::alipay_acquiring PROPERTIES
  IMPORTED_LOCATION "${_alipay_static}"
  IMPORTED_LINK_INTERFACE_LANGUAGES C
  INTERFACE_INCLUDE_DIRECTORIES "${_alipay_prefix}/include")
# What a static library of Rust needs from Linux. Firmware needs nothing. crates/c/install compares this
# list with that of rustc.
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  set_target_properties(alipay_acquiring::alipay_acquiring PROPERTIES
    INTERFACE_LINK_LIBRARIES "c;dl;gcc_s;m;pthread;rt;util")
endif()

if(EXISTS "${_alipay_shared}")
  add_library(alipay_acquiring::shared SHARED IMPORTED)
  set_target_properties(alipay_acquiring::shared PROPERTIES
    IMPORTED_LOCATION "${_alipay_shared}"
    INTERFACE_INCLUDE_DIRECTORIES "${_alipay_prefix}/include")
endif()

unset(_alipay_lib)
unset(_alipay_prefix)
unset(_alipay_static)
unset(_alipay_shared)
