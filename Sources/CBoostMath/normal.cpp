#include "casewise_boost_math.h"
