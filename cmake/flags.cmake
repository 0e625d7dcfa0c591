# muster_flags: what every target of this project is compiled with.
add_library(muster_flags INTERFACE)
target_compile_features(muster_flags INTERFACE cxx_std_20)
target_include_directories(muster_flags INTERFACE ${PROJECT_SOURCE_DIR})

# -- warnings ----------------------------------------------------------------------------------
target_compile_options(
  muster_flags
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wconversion
            -Wsign-conversion
            -Wold-style-cast
            -Wcast-align
            -Wnon-virtual-dtor
            -Woverloaded-virtual
            -Wnull-dereference
            -Wdouble-promotion
            -Wformat=2
            -Wimplicit-fallthrough
            $<$<BOOL:${MUSTER_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(muster_flags INTERFACE -Wduplicated-cond -Wduplicated-branches
                                                -Wlogical-op -Wuseless-cast)
  if(MUSTER_SANITIZE OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    # With optimisation, g++ 12 sees null and uninitialised pointers in inlined Boost and libstdc++
    # code that are none; the dev preset keeps the warning.
    target_compile_options(muster_flags INTERFACE -Wno-null-dereference -Wno-maybe-uninitialized)
  endif()
  if(MUSTER_SANITIZE)
    # The sanitizers' checks keep g++ from seeing what is initialized, e.g. in Boost's hash tables.
    target_compile_options(muster_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
  if(MUSTER_SANITIZE MATCHES "thread")
    # Asio's fences around handlers, which the sanitizer does not see. What they order is ordered by
    # Asio's mutex as well.
    target_compile_options(muster_flags INTERFACE -Wno-tsan)
  endif()
else()
  target_compile_options(muster_flags INTERFACE -Wdocumentation)
endif()

# -- hardening ---------------------------------------------------------------------------------
if(MUSTER_HARDENING)
  target_compile_definitions(muster_flags INTERFACE _GLIBCXX_ASSERTIONS)
  target_compile_options(muster_flags INTERFACE -fstack-protector-strong -fcf-protection)
  if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    target_compile_options(muster_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(muster_flags INTERFACE -fstack-clash-protection)
  endif()
  target_link_options(muster_flags INTERFACE -Wl,-z,relro,-z,now)
endif()

# -- sanitizers --------------------------------------------------------------------------------
if(MUSTER_SANITIZE)
  target_compile_options(muster_flags INTERFACE -fsanitize=${MUSTER_SANITIZE} -fno-sanitize-recover=all
                                                -fno-omit-frame-pointer)
  target_link_options(muster_flags INTERFACE -fsanitize=${MUSTER_SANITIZE})
  if(MUSTER_SANITIZE MATCHES "undefined")
    # CAF 0.17 binds null references in init_fun_factory.hpp; nothing reads them.
    target_compile_options(muster_flags INTERFACE -fno-sanitize=null)
  endif()
endif()
