# Builds vm/ as firmware does, and looks at what came out: no heap, no exceptions, no library beyond the few
# functions that GCC itself calls, no global variables.
#   cmake -DSOURCE=<project> -DWORK=<folder> -P build.cmake
cmake_minimum_required(VERSION 3.22)
foreach(tool arm-none-eabi-g++ arm-none-eabi-nm arm-none-eabi-size)
  find_program(found_${tool} ${tool})
  if(NOT found_${tool})
    message(FATAL_ERROR "${tool} is missing; install gcc-arm-none-eabi")
  endif()
endforeach()

file(MAKE_DIRECTORY ${WORK})
file(GLOB sources ${SOURCE}/vm/*.cpp)
set(flags -mcpu=cortex-m3 -mthumb -ffreestanding -fno-exceptions -fno-rtti -fno-threadsafe-statics -Os -std=c++20
    -Wall -Wextra -Werror -I${SOURCE})
foreach(source ${sources})
  get_filename_component(name ${source} NAME_WE)
  execute_process(COMMAND arm-none-eabi-g++ ${flags} -c ${source} -o ${WORK}/${name}.o RESULT_VARIABLE result)
  if(result)
    message(FATAL_ERROR "${source} does not compile freestanding")
  endif()
  list(APPEND objects ${WORK}/${name}.o)
endforeach()
execute_process(COMMAND arm-none-eabi-g++ -nostdlib -r ${objects} -o ${WORK}/vm.o COMMAND_ERROR_IS_FATAL ANY)

execute_process(COMMAND arm-none-eabi-nm -u ${WORK}/vm.o OUTPUT_VARIABLE undefined COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[A-Za-z_][A-Za-z0-9_]+" undefined "${undefined}")
foreach(symbol ${undefined})
  if(NOT symbol MATCHES "^(memcpy|memmove|memset|memcmp|__aeabi_.*)$")
    message(SEND_ERROR "vm/ needs '${symbol}', which a device may not have")
  endif()
endforeach()

execute_process(COMMAND arm-none-eabi-size ${WORK}/vm.o OUTPUT_VARIABLE size COMMAND_ERROR_IS_FATAL ANY)
message(STATUS "vm/ for Cortex-M3:\n${size}")
string(REGEX MATCH "\n *([0-9]+)[ \t]+([0-9]+)[ \t]+([0-9]+)" numbers "${size}")
if(NOT CMAKE_MATCH_2 EQUAL 0 OR NOT CMAKE_MATCH_3 EQUAL 0)
  message(SEND_ERROR "vm/ has global variables: ${CMAKE_MATCH_2} bytes data, ${CMAKE_MATCH_3} bytes bss")
endif()
