#pragma once
#include <drm.h>
#include <drm_mode.h>
