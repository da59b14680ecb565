#!/bin/sh
# Installs what the toolkit needs from the Debian (12 or later) archive. Does nothing when all is present.
# As root it calls apt-get itself, otherwise through sudo.
set -eu

packages="
  g++ make cmake ninja-build ccache git python3
  nlohmann-json3-dev libvalijson-dev libboost-program-options-dev libfmt-dev libreadline-dev catch2
  libsystemc-dev verilator iverilog yosys nextpnr-ice40
  gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib qemu-system-arm
  clang libclang-rt-14-dev valgrind gforth"

if ! command -v dpkg-query >/dev/null 2>&1; then
  echo "setup: this is not a Debian system. Please install by other means the equivalents of:" $packages >&2
  exit 1
fi

missing=""
for package in $packages; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
if [ -z "$missing" ]; then
  echo "setup: all packages are present"
  exit 0
fi

if [ "$(id -u)" = 0 ]; then
  as_root=""
elif command -v sudo >/dev/null 2>&1; then
  as_root="sudo"
else
  echo "setup: cannot install, being neither root nor able to use sudo. Missing:$missing" >&2
  exit 1
fi

echo "setup: installing$missing"
export DEBIAN_FRONTEND=noninteractive
if ! $as_root apt-get update -qq; then
  echo "setup: apt-get update failed; trying with the package lists at hand" >&2
fi
if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; then
  echo "setup: apt-get could not install all of:$missing" >&2
  exit 1
fi
