/*
 * EGL's edge. The library is opened at run time, so nothing links it; the few types and numbers of its ABI that are used
 * are written here, for its headers would bring those of a window system.
 */
#pragma once

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
  CEGL_SUCCESS = 0x3000,          /* EGL_SUCCESS */
  CEGL_NOT_INITIALIZED = 0x3001,  /* EGL_NOT_INITIALIZED */
  CEGL_BAD_DISPLAY = 0x3008,      /* EGL_BAD_DISPLAY */
  CEGL_NONE = 0x3038,             /* EGL_NONE */
  CEGL_VENDOR = 0x3053,           /* EGL_VENDOR */
  CEGL_EXTENSIONS = 0x3055,       /* EGL_EXTENSIONS */
  CEGL_HEIGHT = 0x3056,           /* EGL_HEIGHT */
  CEGL_WIDTH = 0x3057,            /* EGL_WIDTH */
  CEGL_PLATFORM_DEVICE = 0x313F,  /* EGL_PLATFORM_DEVICE_EXT */
  CEGL_PLATFORM_GBM = 0x31D7,     /* EGL_PLATFORM_GBM_KHR */
  CEGL_DRM_DEVICE_FILE = 0x3233,  /* EGL_DRM_DEVICE_FILE_EXT */
  CEGL_DRM_RENDER_FILE = 0x3377,  /* EGL_DRM_RENDER_NODE_FILE_EXT */
  CEGL_LINUX_DMA_BUF = 0x3270,    /* EGL_LINUX_DMA_BUF_EXT */
  CEGL_LINUX_DRM_FOURCC = 0x3271, /* EGL_LINUX_DRM_FOURCC_EXT */
  CEGL_ENCODING_HINT = 0x327B,    /* EGL_YUV_COLOR_SPACE_HINT_EXT */
  CEGL_RANGE_HINT = 0x327C,       /* EGL_SAMPLE_RANGE_HINT_EXT */
};

/* The functions that are called; those after the gap need not be there. */
struct cegl {
  void *library;
  void *(*GetProcAddress)(const char *name);
  int32_t (*GetError)(void);
  unsigned (*Initialize)(void *display, int32_t *major, int32_t *minor);
  unsigned (*Terminate)(void *display);
  const char *(*QueryString)(void *display, int32_t name);
  void *(*GetPlatformDisplayEXT)(unsigned platform, void *native, const int32_t *attributes);
  void *(*CreateImageKHR)(void *display, void *context, unsigned target, void *buffer, const int32_t *attributes);
  unsigned (*DestroyImageKHR)(void *display, void *image);

  unsigned (*QueryDmaBufFormatsEXT)(void *display, int32_t capacity, int32_t *formats, int32_t *count);
  unsigned (*QueryDmaBufModifiersEXT)(
      void *display, int32_t format, int32_t capacity, uint64_t *modifiers, unsigned *external_only, int32_t *count);
  const char *(*GetDisplayDriverName)(void *display);
  unsigned (*QueryDevicesEXT)(int32_t capacity, void **devices, int32_t *count);
  const char *(*QueryDeviceStringEXT)(void *device, int32_t name);
};

/* Opens the library; false where it is not there or too old to know platforms. It stays open: drivers that it loads do not
 * all survive being unloaded. */
static inline bool cegl_open(struct cegl *egl) {
  memset(egl, 0, sizeof *egl);
  egl->library = dlopen("libEGL.so.1", RTLD_NOW | RTLD_LOCAL);
  if (egl->library == NULL) return false;
  *(void **)&egl->GetProcAddress = dlsym(egl->library, "eglGetProcAddress");
  if (egl->GetProcAddress == NULL) return false;
#define CEGL_LINK(name) *(void **)&egl->name = dlsym(egl->library, "egl" #name);
#define CEGL_FIND(name) *(void **)&egl->name = egl->GetProcAddress("egl" #name);
  CEGL_LINK(GetError)
  CEGL_LINK(Initialize)
  CEGL_LINK(Terminate)
  CEGL_LINK(QueryString)
  CEGL_FIND(GetPlatformDisplayEXT)
  CEGL_FIND(CreateImageKHR)
  CEGL_FIND(DestroyImageKHR)
  CEGL_FIND(QueryDmaBufFormatsEXT)
  CEGL_FIND(QueryDmaBufModifiersEXT)
  CEGL_FIND(GetDisplayDriverName)
  CEGL_FIND(QueryDevicesEXT)
  CEGL_FIND(QueryDeviceStringEXT)
#undef CEGL_LINK
#undef CEGL_FIND
  return egl->GetError != NULL && egl->Initialize != NULL && egl->Terminate != NULL && egl->QueryString != NULL &&
         egl->GetPlatformDisplayEXT != NULL && egl->CreateImageKHR != NULL && egl->DestroyImageKHR != NULL;
}

/* What failed last on this thread; never success, for it is asked after a failure. */
static inline int32_t cegl_error(const struct cegl *egl, int32_t otherwise) {
  int32_t error = egl->GetError();
  return error == CEGL_SUCCESS ? otherwise : error;
}

/* At most `capacity` devices of EGL, as many as there are in `count`; they are EGL's, and stay. */
static inline bool cegl_devices(
    const struct cegl *egl, void **devices, int32_t capacity, int32_t *count, int32_t *error) {
  *count = 0;
  bool answered = egl->QueryDevicesEXT(capacity, devices, count);
  *error = answered ? CEGL_SUCCESS : cegl_error(egl, CEGL_NOT_INITIALIZED);
  return answered;
}

/* The display of what a platform calls native: a GBM device, which is the caller's and outlives it, or a device of EGL;
 * NULL with the error. */
static inline void *cegl_create_display(const struct cegl *egl, unsigned platform, void *native, int32_t *error) {
  void *display = egl->GetPlatformDisplayEXT(platform, native, NULL);
  if (display == NULL) {
    *error = cegl_error(egl, CEGL_BAD_DISPLAY);
    return NULL;
  }
  if (!egl->Initialize(display, NULL, NULL)) {
    *error = cegl_error(egl, CEGL_NOT_INITIALIZED);
    return NULL;
  }
  *error = CEGL_SUCCESS;
  return display;
}

/* At most `capacity` formats, as many as there are in `count`. */
static inline bool cegl_formats(
    const struct cegl *egl, void *display, int32_t *formats, int32_t capacity, int32_t *count, int32_t *error) {
  *count = 0;
  bool answered = egl->QueryDmaBufFormatsEXT(display, capacity, formats, count);
  *error = answered ? CEGL_SUCCESS : cegl_error(egl, CEGL_NOT_INITIALIZED);
  return answered;
}

/* The same of a format's layouts, and for each whether only external textures can have it. */
static inline bool cegl_modifiers(
    const struct cegl *egl, void *display, int32_t format, uint64_t *modifiers, unsigned *external_only, int32_t capacity,
    int32_t *count, int32_t *error) {
  *count = 0;
  bool answered = egl->QueryDmaBufModifiersEXT(display, format, capacity, modifiers, external_only, count);
  *error = answered ? CEGL_SUCCESS : cegl_error(egl, CEGL_NOT_INITIALIZED);
  return answered;
}

struct cegl_plane {
  int32_t descriptor, offset, stride;
};

/* An image of up to four planes; the descriptors stay the caller's. Without a modifier the driver knows the layout. The
 * encoding and the range of luma and chroma are hints; 0 gives none. */
static inline void *cegl_create_image(
    const struct cegl *egl, void *display, int32_t width, int32_t height, int32_t format, const struct cegl_plane *planes,
    int32_t plane_count, bool has_modifier, uint64_t modifier, int32_t encoding, int32_t range, int32_t *error) {
  /* EGL_DMA_BUF_PLANEn_FD_EXT, followed by those of the offset and the pitch; EGL_DMA_BUF_PLANEn_MODIFIER_LO_EXT, followed
   * by the upper half's. */
  static const int32_t names[4] = {0x3272, 0x3275, 0x3278, 0x3440};
  static const int32_t modifier_names[4] = {0x3443, 0x3445, 0x3447, 0x3449};
  int32_t list[10 + 4 * 10 + 1];
  int n = 0;
  list[n++] = CEGL_WIDTH, list[n++] = width;
  list[n++] = CEGL_HEIGHT, list[n++] = height;
  list[n++] = CEGL_LINUX_DRM_FOURCC, list[n++] = format;
  if (encoding != 0) list[n++] = CEGL_ENCODING_HINT, list[n++] = encoding;
  if (range != 0) list[n++] = CEGL_RANGE_HINT, list[n++] = range;
  for (int32_t i = 0; i < plane_count && i < 4; ++i) {
    list[n++] = names[i], list[n++] = planes[i].descriptor;
    list[n++] = names[i] + 1, list[n++] = planes[i].offset;
    list[n++] = names[i] + 2, list[n++] = planes[i].stride;
    if (!has_modifier) continue;
    list[n++] = modifier_names[i], list[n++] = (int32_t)(modifier & 0xffffffff);
    list[n++] = modifier_names[i] + 1, list[n++] = (int32_t)(modifier >> 32);
  }
  list[n] = CEGL_NONE;
  void *image = egl->CreateImageKHR(display, NULL, CEGL_LINUX_DMA_BUF, NULL, list);
  *error = image != NULL ? CEGL_SUCCESS : cegl_error(egl, CEGL_NOT_INITIALIZED);
  return image;
}
