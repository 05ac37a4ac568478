# shellcheck shell=bash
# Read by the scripts of Tools, from the project's folder: what Firmware/Targets says of cores, and Firmware/Boards of
# boards. A new core is a new file of Firmware/Targets:
#
#   name          for people
#   library       what Tools/build-c-library calls the library for it
#   compiler      what the names of the C compiler's tools begin with
#   flags         the compiler's flags for the core
#   link_flags    the linker's, where they differ
#   fpu           the FPU that it may have, and with it the float ABIs softfp and hard
#   board         the board of Firmware/Boards that it is tested on
#   emulator      the emulator's command, where it is not the board's
#
# and where no other core has its library, how that is compiled:
#
#   triple        of Swift
#   code          flags of Clang, which Swift compiles by, too
#   needs         the macros that a C compiler defines where the library is the one to link: all words must hold, A|B
#                 where either is defined, !A where A is not, A=B where A is B

# The names of all cores, this machine aside.
cores() { (cd Firmware/Targets && printf '%s\n' * | grep -vx host); }

# The names of all libraries.
libraries() { sed -n 's/^library=//p' Firmware/Targets/* | sort -u; }

# The names of all boards.
boards() { (cd Firmware/Boards && printf '%s\n' */board | sed 's|/board$||'); }

# CORE: sets what its file says, and core.
read_core() {
  [ -f "Firmware/Targets/$1" ] || {
    echo "$0: unknown core \"$1\"; use one of:" $(cores) >&2
    return 2
  }
  name='' library='' compiler='' flags='' link_flags='' fpu='' board='' emulator='' triple='' code='' needs=''
  core=$1
  # shellcheck source=/dev/null
  . "Firmware/Targets/$1"
}

# LIBRARY or CORE: sets what the file of the core says that the library, or the core's, is compiled for.
read_library() {
  local file wanted=$1
  [ ! -f "Firmware/Targets/$1" ] || wanted=$(sed -n 's/^library=//p' "Firmware/Targets/$1")
  for file in $(grep -lx "library=$wanted" Firmware/Targets/*); do
    if [ "$wanted" = host ] || grep -q '^triple=' "$file"; then
      read_core "$(basename "$file")"
      return
    fi
  done
  echo "$0: unknown target \"$1\"; use a library or a core:" $(libraries) $(cores) >&2
  return 2
}

# BOARD: sets what its file says, and that of its core.
read_board() {
  [ -f "Firmware/Boards/$1/board" ] || {
    echo "$0: unknown board \"$1\"; use one of:" $(boards) >&2
    return 2
  }
  read_core "$(sed -n 's/^core=//p' "Firmware/Boards/$1/board")"
  # shellcheck source=/dev/null
  . "Firmware/Boards/$1/board"
  board=$1
}

# BOARD or CORE: the same of a board, or of a core and the board it is tested on.
read_place() {
  [ ! -f "Firmware/Boards/$1/board" ] || { read_board "$1"; return; }
  [ -f "Firmware/Targets/$1" ] || {
    echo "$0: unknown board \"$1\"; use a board or a core:" $(boards) $(cores) >&2
    return 2
  }
  read_core "$1" || return
  local of_core=$emulator
  # shellcheck source=/dev/null
  . "Firmware/Boards/$board/board"
  emulator=${of_core:-$emulator} core=$1
}
