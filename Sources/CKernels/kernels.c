#include "casewise_kernels.h"
