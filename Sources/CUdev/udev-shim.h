#pragma once
#include <errno.h>
#include <libudev.h>

/* Calls whose failure is in errno, read before anything else can change it. */

static inline long cudev_open_monitor(struct udev *udev, const char *source, struct udev_monitor **monitor) {
  errno = ENOMEM;
  *monitor = udev_monitor_new_from_netlink(udev, source);
  return *monitor ? 0 : -(long)errno;
}

/* Older libraries tell nothing by errno when there was nothing for the filter. */
static inline long cudev_receive(struct udev_monitor *monitor, struct udev_device **device) {
  errno = EAGAIN;
  *device = udev_monitor_receive_device(monitor);
  return *device ? 0 : -(long)errno;
}
