/*
 * The kernel's edge: uapi headers, request codes that do not import, and system calls that
 * answer a negative errno, so that errno is read before anything else can change it.
 */
#pragma once

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/futex.h>
#include <linux/media.h>
#include <linux/memfd.h>
#include <linux/sync_file.h>
#include <linux/udmabuf.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

/*
 * glibc shows these only under _GNU_SOURCE, which one module of several must not define alone: the
 * others' types would differ. The C library's prototypes and the kernel's numbers.
 */
extern int memfd_create(const char *name, unsigned int flags);
extern const char *strerrorname_np(int number);
static const int clinux_F_ADD_SEALS = 1024 + 9;
static const int clinux_F_GET_SEALS = 1024 + 10;
static const int clinux_F_SEAL_SEAL = 0x0001;
static const int clinux_F_SEAL_SHRINK = 0x0002;
static const int clinux_F_SEAL_GROW = 0x0004;
static const int clinux_F_SEAL_WRITE = 0x0008;
static const int clinux_F_SEAL_FUTURE_WRITE = 0x0010;
/* The file system of dma-bufs, "DMAB", since Linux 5.3. */
static const long clinux_DMA_BUF_MAGIC = 0x444d4142;
/* Pages of 2 MiB; the number behind the shift is the logarithm. */
static const unsigned int clinux_MFD_HUGE_2MB = 0x0004U | (21U << 26);

/* Newer than Debian 12's 6.1 headers; the kernel's numbers. */

#ifndef V4L2_BUF_CAP_SUPPORTS_MAX_NUM_BUFFERS
#define V4L2_BUF_CAP_SUPPORTS_MAX_NUM_BUFFERS (1 << 7)
#endif
#ifndef V4L2_BUF_CAP_SUPPORTS_REMOVE_BUFS
#define V4L2_BUF_CAP_SUPPORTS_REMOVE_BUFS (1 << 8)
#endif

/* struct v4l2_remove_buffers, since Linux 6.10. */
struct clinux_remove_buffers {
  uint32_t index;
  uint32_t count;
  uint32_t type;
  uint32_t reserved[13];
};

/* struct v4l2_create_buffers with the limit that Linux 6.8 tells in its first reserved word. */
struct clinux_create_buffers {
  uint32_t index;
  uint32_t count;
  uint32_t memory;
  struct v4l2_format format;
  uint32_t capabilities;
  uint32_t flags;
  uint32_t max_num_buffers;
  uint32_t reserved[5];
};

#define CLINUX_REQUEST(name, code) static const unsigned long clinux_##name = (code)

CLINUX_REQUEST(DMA_HEAP_IOCTL_ALLOC, DMA_HEAP_IOCTL_ALLOC);
CLINUX_REQUEST(UDMABUF_CREATE, UDMABUF_CREATE);
CLINUX_REQUEST(UDMABUF_CREATE_LIST, UDMABUF_CREATE_LIST);
CLINUX_REQUEST(DMA_BUF_IOCTL_SYNC, DMA_BUF_IOCTL_SYNC);
CLINUX_REQUEST(DMA_BUF_SET_NAME, DMA_BUF_SET_NAME_B);
CLINUX_REQUEST(DMA_BUF_IOCTL_EXPORT_SYNC_FILE, DMA_BUF_IOCTL_EXPORT_SYNC_FILE);
CLINUX_REQUEST(DMA_BUF_IOCTL_IMPORT_SYNC_FILE, DMA_BUF_IOCTL_IMPORT_SYNC_FILE);
CLINUX_REQUEST(SYNC_IOC_MERGE, SYNC_IOC_MERGE);
CLINUX_REQUEST(SYNC_IOC_FILE_INFO, SYNC_IOC_FILE_INFO);
CLINUX_REQUEST(MEDIA_IOC_DEVICE_INFO, MEDIA_IOC_DEVICE_INFO);
CLINUX_REQUEST(MEDIA_IOC_G_TOPOLOGY, MEDIA_IOC_G_TOPOLOGY);
CLINUX_REQUEST(VIDIOC_QUERYCAP, VIDIOC_QUERYCAP);
CLINUX_REQUEST(VIDIOC_ENUM_FMT, VIDIOC_ENUM_FMT);
CLINUX_REQUEST(VIDIOC_ENUM_FRAMESIZES, VIDIOC_ENUM_FRAMESIZES);
CLINUX_REQUEST(VIDIOC_G_FMT, VIDIOC_G_FMT);
CLINUX_REQUEST(VIDIOC_S_FMT, VIDIOC_S_FMT);
CLINUX_REQUEST(VIDIOC_TRY_FMT, VIDIOC_TRY_FMT);
CLINUX_REQUEST(VIDIOC_G_CTRL, VIDIOC_G_CTRL);
CLINUX_REQUEST(VIDIOC_REQBUFS, VIDIOC_REQBUFS);
CLINUX_REQUEST(VIDIOC_CREATE_BUFS, VIDIOC_CREATE_BUFS);
CLINUX_REQUEST(VIDIOC_REMOVE_BUFS, _IOWR('V', 104, struct clinux_remove_buffers));
CLINUX_REQUEST(VIDIOC_QUERYBUF, VIDIOC_QUERYBUF);
CLINUX_REQUEST(VIDIOC_QBUF, VIDIOC_QBUF);
CLINUX_REQUEST(VIDIOC_DQBUF, VIDIOC_DQBUF);
CLINUX_REQUEST(VIDIOC_EXPBUF, VIDIOC_EXPBUF);
CLINUX_REQUEST(VIDIOC_STREAMON, VIDIOC_STREAMON);
CLINUX_REQUEST(VIDIOC_STREAMOFF, VIDIOC_STREAMOFF);

#undef CLINUX_REQUEST

/* The bytes of the argument that a request code promises: _IOC_SIZE. */
static inline unsigned long clinux_request_size(unsigned long request) {
  return _IOC_SIZE(request);
}

static inline long clinux_open(const char *path, int flags) {
  int fd = open(path, flags | O_CLOEXEC);
  return fd < 0 ? -(long)errno : fd;
}

static inline long clinux_close(int fd) { return close(fd) < 0 ? -(long)errno : 0; }

static inline long clinux_ioctl(int fd, unsigned long request, void *argument) {
  int result = ioctl(fd, request, argument);
  return result < 0 ? -(long)errno : result;
}

// The request that is made for every image: all the arguments there are, so that none is built. The flags are below 8.
__attribute__((always_inline)) static inline long clinux_dma_buf_sync(int fd, uint64_t flags) {
  static const struct dma_buf_sync arguments[8] = {{0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}};
  int result = ioctl(fd, DMA_BUF_IOCTL_SYNC, &arguments[flags & 7]);
  return result < 0 ? -(long)errno : result;
}

/* The half of a word with its lowest bits. The kernel's words for waiting have 32. */
static inline const uint32_t *clinux_low_half(const void *word) {
  return (const uint32_t *)word + (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}

/* Until an instant of the monotonic clock, in nanoseconds; UINT64_MAX is never. */
static inline void clinux_futex_wait(const void *word, uint32_t value, uint64_t deadline) {
  struct timespec time = {.tv_sec = (time_t)(deadline / 1000000000),
                          .tv_nsec = (long)(deadline % 1000000000)};
  syscall(SYS_futex, clinux_low_half(word), FUTEX_WAIT_BITSET_PRIVATE, value,
          deadline == UINT64_MAX ? NULL : &time, NULL, FUTEX_BITSET_MATCH_ANY);
}

static inline void clinux_futex_wake(const void *word, int count) {
  syscall(SYS_futex, clinux_low_half(word), FUTEX_WAKE_PRIVATE, count);
}

static inline long clinux_mmap(void **address, unsigned long length, int protection, int flags, int fd,
                               long offset) {
  *address = mmap(0, length, protection, flags, fd, offset);
  return *address == MAP_FAILED ? -(long)errno : 0;
}

static inline long clinux_munmap(void *address, unsigned long length) {
  return munmap(address, length) < 0 ? -(long)errno : 0;
}

static inline long clinux_memfd_create(const char *name, unsigned int flags) {
  int fd = memfd_create(name, flags);
  return fd < 0 ? -(long)errno : fd;
}

static inline long clinux_ftruncate(int fd, long size) {
  return ftruncate(fd, size) < 0 ? -(long)errno : 0;
}

static inline long clinux_fallocate(int fd, long offset, long length) {
  return fallocate(fd, 0, offset, length) < 0 ? -(long)errno : 0;
}

static inline long clinux_fcntl(int fd, int command, long argument) {
  int result = fcntl(fd, command, argument);
  return result < 0 ? -(long)errno : result;
}

static inline long clinux_lseek(int fd, long offset, int whence) {
  off_t position = lseek(fd, offset, whence);
  return position < 0 ? -(long)errno : (long)position;
}

static inline long clinux_fstat(int fd, struct stat *status) {
  return fstat(fd, status) < 0 ? -(long)errno : 0;
}

static inline long clinux_stat(const char *path, struct stat *status) {
  return stat(path, status) < 0 ? -(long)errno : 0;
}

static inline long clinux_read(int fd, void *bytes, unsigned long count) {
  long result = read(fd, bytes, count);
  return result < 0 ? -(long)errno : result;
}

static inline long clinux_pwrite(int fd, const void *bytes, unsigned long count, long offset) {
  long result = pwrite(fd, bytes, count, offset);
  return result < 0 ? -(long)errno : result;
}

static inline long clinux_poll(struct pollfd *entries, unsigned long count, int milliseconds) {
  int result = poll(entries, count, milliseconds);
  return result < 0 ? -(long)errno : result;
}

static inline long clinux_eventfd(void) {
  int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return fd < 0 ? -(long)errno : fd;
}

/* Adds one to an eventfd. */
static inline long clinux_eventfd_add(int fd) {
  uint64_t one = 1;
  return write(fd, &one, sizeof one) < 0 ? -(long)errno : 0;
}

/* Sets an eventfd to zero. */
static inline long clinux_eventfd_clear(int fd) {
  uint64_t count;
  return read(fd, &count, sizeof count) < 0 ? -(long)errno : 0;
}

/* Starts a thread that nobody joins and that takes no signals: these are for the program's own threads. */
static inline long clinux_start_thread(void *(*body)(void *), void *argument) {
  pthread_t thread;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(&thread, 0, body, argument);
  pthread_sigmask(SIG_SETMASK, &before, 0);
  if (error == 0) pthread_detach(thread);
  return -(long)error;
}

static inline void clinux_free(void *memory) { free(memory); }

static inline unsigned clinux_major(unsigned long long device) { return major(device); }
static inline unsigned clinux_minor(unsigned long long device) { return minor(device); }

static inline long clinux_page_size(void) { return sysconf(_SC_PAGESIZE); }

/* Nanoseconds of CLOCK_MONOTONIC. */
static inline uint64_t clinux_monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Nanoseconds of a clock such as CLOCK_REALTIME. */
static inline int64_t clinux_clock(int clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The name of an errno such as "EACCES", or NULL. */
static inline const char *clinux_errno_name(int number) { return strerrorname_np(number); }

/* The kind of file system that a descriptor's file is on, such as clinux_DMA_BUF_MAGIC. */
static inline long clinux_file_system(int fd) {
  struct statfs status;
  return fstatfs(fd, &status) < 0 ? -(long)errno : (long)status.f_type;
}

static inline long clinux_read_link(const char *path, char *target, unsigned long size) {
  long result = readlink(path, target, size);
  return result < 0 ? -(long)errno : result;
}

static inline long clinux_open_directory(const char *path, void **directory) {
  *directory = opendir(path);
  return *directory ? 0 : -(long)errno;
}

/* The next name of a directory; 1, 0 at its end, or a negative errno. */
static inline long clinux_next_name(void *directory, const char **name) {
  errno = 0;
  struct dirent *entry = readdir((DIR *)directory);
  if (!entry) return -(long)errno;
  *name = entry->d_name;
  return 1;
}

static inline void clinux_close_directory(void *directory) { closedir((DIR *)directory); }

/* The most descriptors in one message that are ours to read: more are refused by the sender's kernel. */
enum { clinux_most_descriptors = 253 };

/* Sends bytes, never waits, and raises no SIGPIPE; descriptors go with the first byte. */
static inline long clinux_send(int fd, const void *bytes, unsigned long count, const int *descriptors,
                               unsigned int descriptor_count) {
  if (descriptor_count > clinux_most_descriptors) return -EINVAL;
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int) * clinux_most_descriptors)];
  } control;
  struct iovec vector = {(void *)bytes, count};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
  if (descriptor_count) {
    memset(&control, 0, sizeof control);
    message.msg_control = &control;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * descriptor_count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * descriptor_count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * descriptor_count);
  }
  long result = sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  return result < 0 ? -(long)errno : result;
}

/*
 * Receives bytes and all descriptors that come with them, close-on-exec; never waits. There is room for as
 * many as a message can carry, so none is dropped unseen.
 */
static inline long clinux_receive(int fd, void *bytes, unsigned long count, int *descriptors,
                                  unsigned int *descriptor_count) {
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int) * clinux_most_descriptors)];
  } control;
  struct iovec vector = {bytes, count};
  struct msghdr message = {.msg_iov = &vector,
                           .msg_iovlen = 1,
                           .msg_control = &control,
                           .msg_controllen = sizeof control};
  *descriptor_count = 0;
  long result = recvmsg(fd, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (result < 0) return -(long)errno;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    unsigned int more = (unsigned int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    memcpy(descriptors + *descriptor_count, CMSG_DATA(header), more * sizeof(int));
    *descriptor_count += more;
  }
  /* There was room for all descriptors: those that are missing found no number in this process. */
  if (message.msg_flags & MSG_CTRUNC) return -EMFILE;
  /* A packet that was cut is another message. */
  return message.msg_flags & MSG_TRUNC ? -EMSGSIZE : result;
}

static const int clinux_memfd_flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
