/* What of libdrm and the DRM uapi does not import by itself: request codes and object-like macros with casts. */
#pragma once

#include <fcntl.h>
#include <stdlib.h>

#include <drm.h>
#include <drm_fourcc.h>
#include <drm_mode.h>
#include <xf86drm.h>

/* struct drm_syncobj_eventfd, since Linux 6.6: newer than Debian 12's headers. */
struct cdrm_syncobj_eventfd {
  __u32 handle;
  __u32 flags;
  __u64 point;
  __s32 fd;
  __u32 pad;
};

/*
 * struct drm_mode_get_plane_res and struct drm_mode_obj_get_properties, with a name for their last four bytes: Swift leaves
 * bytes without one as they were, and valgrind complains of those that reach the kernel.
 */
struct cdrm_plane_resources {
  __u64 plane_id_ptr;
  __u32 count_planes;
  __u32 pad;
};
struct cdrm_object_properties {
  __u64 props_ptr;
  __u64 prop_values_ptr;
  __u32 count_props;
  __u32 obj_id;
  __u32 obj_type;
  __u32 pad;
};

#ifndef DRM_IOCTL_SYNCOBJ_EVENTFD
#define DRM_IOCTL_SYNCOBJ_EVENTFD DRM_IOWR(0xCF, struct cdrm_syncobj_eventfd)
#endif

#define CDRM_REQUEST(name) static const unsigned long cdrm_##name = DRM_IOCTL_##name

CDRM_REQUEST(VERSION);
CDRM_REQUEST(GET_CAP);
CDRM_REQUEST(SET_CLIENT_CAP);
CDRM_REQUEST(GEM_CLOSE);
CDRM_REQUEST(PRIME_HANDLE_TO_FD);
CDRM_REQUEST(PRIME_FD_TO_HANDLE);
CDRM_REQUEST(SET_MASTER);
CDRM_REQUEST(DROP_MASTER);
CDRM_REQUEST(SYNCOBJ_CREATE);
CDRM_REQUEST(SYNCOBJ_DESTROY);
CDRM_REQUEST(SYNCOBJ_HANDLE_TO_FD);
CDRM_REQUEST(SYNCOBJ_FD_TO_HANDLE);
CDRM_REQUEST(SYNCOBJ_WAIT);
CDRM_REQUEST(SYNCOBJ_RESET);
CDRM_REQUEST(SYNCOBJ_SIGNAL);
CDRM_REQUEST(SYNCOBJ_TIMELINE_WAIT);
CDRM_REQUEST(SYNCOBJ_QUERY);
CDRM_REQUEST(SYNCOBJ_TRANSFER);
CDRM_REQUEST(SYNCOBJ_TIMELINE_SIGNAL);
CDRM_REQUEST(SYNCOBJ_EVENTFD);
CDRM_REQUEST(MODE_CREATE_DUMB);
CDRM_REQUEST(MODE_MAP_DUMB);
CDRM_REQUEST(MODE_DESTROY_DUMB);
CDRM_REQUEST(MODE_ADDFB2);
CDRM_REQUEST(MODE_RMFB);
CDRM_REQUEST(MODE_GETRESOURCES);
CDRM_REQUEST(MODE_GETPLANERESOURCES);
CDRM_REQUEST(MODE_GETPLANE);
CDRM_REQUEST(MODE_GETCRTC);
CDRM_REQUEST(MODE_GETENCODER);
CDRM_REQUEST(MODE_GETCONNECTOR);
CDRM_REQUEST(MODE_OBJ_GETPROPERTIES);
CDRM_REQUEST(MODE_GETPROPERTY);
CDRM_REQUEST(MODE_GETPROPBLOB);
CDRM_REQUEST(MODE_CREATEPROPBLOB);
CDRM_REQUEST(MODE_DESTROYPROPBLOB);
CDRM_REQUEST(MODE_ATOMIC);
CDRM_REQUEST(MODE_CREATE_LEASE);

#undef CDRM_REQUEST

static const unsigned int cdrm_CLOEXEC = DRM_CLOEXEC;
static const unsigned int cdrm_RDWR = DRM_RDWR;
