# Whether this version is one that find_package asks for. Before 1.0, the second number says what is
# compatible.
set(PACKAGE_VERSION "0.1.0")

set(_alipay_wanted "${PACKAGE_FIND_VERSION_MAJOR}.${PACKAGE_FIND_VERSION_MINOR}")
if(NOT PACKAGE_FIND_VERSION OR
    (_alipay_wanted STREQUAL "0.1" AND NOT PACKAGE_FIND_VERSION VERSION_GREATER PACKAGE_VERSION))
  set(PACKAGE_VERSION_COMPATIBLE TRUE)
  if(PACKAGE_FIND_VERSION STREQUAL PACKAGE_VERSION)
    set(PACKAGE_VERSION_EXACT TRUE)
  endif()
endif()
unset(_alipay_wanted)
