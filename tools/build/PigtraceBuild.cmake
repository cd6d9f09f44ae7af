# How every part of pigtrace is built: warnings, hardening, and the three shapes a part can have.
# A source file belongs to the module whose directory it stands in; nothing else lists files.

include(CheckIPOSupported)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(POSTGRES REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(MOSQUITTO REQUIRED IMPORTED_TARGET libmosquitto)
pkg_check_modules(MICROHTTPD REQUIRED IMPORTED_TARGET libmicrohttpd)
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)
pkg_check_modules(ZBAR REQUIRED IMPORTED_TARGET zbar)
pkg_check_modules(PANGOCAIRO REQUIRED IMPORTED_TARGET pangocairo cairo cairo-svg cairo-pdf)
pkg_check_modules(PNG REQUIRED IMPORTED_TARGET libpng)
pkg_check_modules(JPEG REQUIRED IMPORTED_TARGET libturbojpeg)

add_library(pigtrace_flags INTERFACE)
target_include_directories(pigtrace_flags INTERFACE "${CMAKE_SOURCE_DIR}" "${GENERATED}")
target_compile_definitions(pigtrace_flags INTERFACE _POSIX_C_SOURCE=200809L _DEFAULT_SOURCE
	PIGTRACE_VERSION="${PROJECT_VERSION}")
target_compile_options(pigtrace_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2 -Werror -fstack-protector-strong)
if(PIGTRACE_SANITIZE)
	target_compile_options(pigtrace_flags INTERFACE -fsanitize=address,undefined
		-fno-sanitize-recover=all -fno-omit-frame-pointer)
	target_link_options(pigtrace_flags INTERFACE -fsanitize=address,undefined)
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
	target_compile_options(pigtrace_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
target_link_options(pigtrace_flags INTERFACE -pie -Wl,-z,relro,-z,now)
if(PIGTRACE_FUZZ)
	target_compile_options(pigtrace_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# pigtrace_module(NAME dependency...): the static library of the current directory.
function(pigtrace_module name)
	file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.c")
	add_library(${name} STATIC ${sources})
	target_link_libraries(${name} PUBLIC pigtrace_flags ${ARGN})
endfunction()

# pigtrace_program(NAME dependency...): the program of the current directory, into build/bin.
function(pigtrace_program name)
	file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.c")
	add_executable(${name} ${sources})
	target_link_libraries(${name} PRIVATE pigtrace_flags ${ARGN})
endfunction()

# pigtrace_manual(NAME): the man page of a program that stays, of what it says of itself.
function(pigtrace_manual name)
	set(page "${CMAKE_BINARY_DIR}/share/man/man8/${name}.8")
	set(script "${CMAKE_SOURCE_DIR}/tools/build/manual.awk")
	file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/share/man/man8")
	add_custom_command(OUTPUT "${page}"
		COMMAND ${CMAKE_COMMAND} -E env PIGTRACE_LANG=en $<TARGET_FILE:${name}> --help |
			awk -v name=${name} -v version=${PROJECT_VERSION} -f "${script}" >"${page}"
		DEPENDS ${name} "${script}")
	add_custom_target(${name}-manual ALL DEPENDS "${page}")
endfunction()
