# stand_in_program(NAME LIBRARY ...): a program for an emulated board. Tools/test-packages gives the variables:
#   STAND_IN_ROOT     the clone                       STAND_IN_LINK_FLAGS  for the linker
#   STAND_IN_STARTUP  the file with the first instructions
#   STAND_IN_SCRIPT   the linker script               STAND_IN_MAIN        what is called
function(stand_in_program name)
  set(startup "${STAND_IN_ROOT}/Firmware/Startup")
  add_executable(${name} "${startup}/reset.c" "${startup}/semihosting.c" "${startup}/memory.c"
    "${startup}/${STAND_IN_STARTUP}" "${STAND_IN_ROOT}/Tests/Packages/stand-in.c")
  target_compile_options(${name} PRIVATE ${stand_in_flags})
  target_include_directories(${name} PRIVATE "${STAND_IN_ROOT}/Firmware/Boards" "${startup}")
  target_compile_definitions(${name} PRIVATE STAND_IN_MAIN=${STAND_IN_MAIN})
  separate_arguments(flags UNIX_COMMAND "${STAND_IN_LINK_FLAGS}")
  target_link_options(${name} PRIVATE ${flags} -nostartfiles -nodefaultlibs -Wl,--gc-sections -Wl,--fatal-warnings
    -Wl,-z,noexecstack -Wl,--no-warn-rwx-segments "-L${startup}" "-T${STAND_IN_SCRIPT}")
  target_link_libraries(${name} PRIVATE ${ARGN} gcc)
endfunction()
set(stand_in_flags -O2 -ffreestanding -ffunction-sections -fdata-sections -Wall -Wextra -Werror)
