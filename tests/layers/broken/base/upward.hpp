#include "isa/spec.hpp"
