// libfcgi without its stdio replacement.
#pragma once
#include <fcgiapp.h>
