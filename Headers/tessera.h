/*
 * Tessera: image buffers that several devices share.
 *
 * Which format, layout and memory do these devices have in common, who allocates it, and if nothing fits, exactly
 * why? Describe everybody who uses the image (struct tessera_participant), pose a problem, take the best agreement, and
 * allocate.
 *
 * Conventions
 * - Functions that can fail return 0, or a negative errno. Most take a struct tessera_error ** as their last argument:
 *   NULL, or where to put an error that says more; it is set only when the function fails, and the caller destroys it.
 * - Results are put where the caller says, and only on success: otherwise nothing is written.
 * - A handle (struct tessera_... *) that a function puts somewhere is the caller's, who destroys it with the function
 *   named after it. Destroy functions take NULL. Handles keep what they need alive: they may be destroyed in any order.
 *   What a handle is passed to does not take it over, unless its comment says so.
 * - const char * results belong to the handle that was asked, and live as long as it does. char * results are the
 *   caller's, who frees them with free(); NULL means that there was no memory, or no handle.
 * - Structs begin with their size: set it to sizeof before passing one, so that a program and a library of different
 *   versions understand each other. A size that no version ever had is -EINVAL; members that are set and that the
 *   library does not know are -E2BIG. Members of results that the library does not know are zero.
 * - A NULL handle is -EINVAL, never a crash.
 * - Every function may be called from any thread. The library has no global state, prints nothing, installs no signal
 *   handler and starts no thread.
 * - Sizes, offsets and strides are bytes; widths are pixels; times are nanoseconds.
 */
#ifndef TESSERA_H
#define TESSERA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TESSERA_VERSION_MAJOR 0
#define TESSERA_VERSION_MINOR 1
#define TESSERA_VERSION_PATCH 0
#define TESSERA_VERSION_NUMBER(major, minor, patch) \
  (((uint32_t)(major) << 16) | ((uint32_t)(minor) << 8) | (uint32_t)(patch))

/* The version of the library that runs, as TESSERA_VERSION_NUMBER makes it. */
uint32_t tessera_version(void);

/* ---- Errors ---- */

/* Why a function failed. */
struct tessera_error;

/* Ends an error. */
void tessera_error_destroy(struct tessera_error *error);

/* The negative errno that the function returned; -EINVAL for NULL. */
int tessera_error_number(const struct tessera_error *error);

/* What kind of error it is, in a few words that do not change, such as "out of memory"; NULL for NULL. */
const char *tessera_error_code(const struct tessera_error *error);

/* What went wrong, where, and what to do about it, as a sentence for people; NULL for NULL. */
const char *tessera_error_message(const struct tessera_error *error);

/* The file or device that it was about, or NULL. */
const char *tessera_error_path(const struct tessera_error *error);

/* What to do about it, or NULL where nothing is known to help. */
const char *tessera_error_hint(const struct tessera_error *error);

/* ---- Images ---- */

/* A modifier that says nothing: the layout is known to the device that made the buffer, and to no other. */
#define TESSERA_MODIFIER_IMPLICIT ((uint64_t)0x00ffffffffffffff)
/* The modifier of rows of pixels one after the other. */
#define TESSERA_MODIFIER_LINEAR ((uint64_t)0)

/* A format of drm_fourcc.h with a modifier of it. */
struct tessera_format {
  uint32_t fourcc;
  /* Zero. */
  uint32_t reserved;
  uint64_t modifier;
};

/* An image as it was agreed or allocated. */
struct tessera_image {
  size_t size;
  /* In pixels. */
  uint32_t width, height;
  uint32_t fourcc;
  /* Planes in memory: more than the format's where a modifier adds some; 0 where a driver lays the image out. */
  uint32_t plane_count;
  uint64_t modifier;
  /* How many dma-bufs carry the planes. */
  uint32_t dma_buffer_count;
  /* How many buffers everybody needs together. */
  uint32_t buffer_count;
  /* Whether the memory is one physically contiguous range. */
  uint8_t is_contiguous;
  /* Whether some device does not see the CPU's caches. */
  uint8_t needs_synchronisation;
  /* Zero. */
  uint8_t reserved[6];
  /* What the agreement costs: bytes moved per frame, with penalties. */
  uint64_t cost;
};

/* Where a plane of an image lies. */
struct tessera_plane {
  size_t size;
  /* Which of the dma-bufs it is in. */
  uint32_t dma_buffer;
  uint32_t rows;
  /* From the start of the dma-buf. */
  uint64_t offset;
  /* From one row to the next. */
  uint64_t stride;
  /* All of its bytes. */
  uint64_t bytes;
};

/* A format and a modifier in words, such as "NV12 LINEAR". */
char *tessera_format_describe(uint32_t fourcc, uint64_t modifier);

/* ---- Participants: who uses the image ---- */

/* One use of the image by one device: a plane that scans out, a queue that captures, a GPU that samples, a CPU. */
struct tessera_participant;

/* How often the CPU touches the image. */
enum tessera_cpu_access {
  TESSERA_CPU_NEVER = 0,
  TESSERA_CPU_RARELY = 1,
  TESSERA_CPU_OFTEN = 2,
};

/* What an offer demands. Zero and NULL demand nothing. */
struct tessera_terms {
  size_t size;
  /* The formats that are taken, which are copied; NULL for every linear one, as the CPU takes. */
  const struct tessera_format *formats;
  size_t format_count;
  /* Sizes that are taken, in pixels. */
  uint32_t min_width, min_height, max_width, max_height, width_step, height_step;
  /* Strides that are taken. */
  uint64_t stride_multiple, min_stride, max_stride;
  /* Planes start at a multiple of this. */
  uint64_t offset_multiple;
  /* Buffers that this use holds at the same time. */
  uint32_t buffers;
  /* An enum tessera_cpu_access. */
  uint32_t cpu_access;
  /* Memory must be one physically contiguous range. */
  uint8_t needs_contiguous;
  /* All planes must be in one dma-buf. */
  uint8_t needs_one_dma_buffer;
  /* The device does not see the CPU's caches. */
  uint8_t is_not_coherent;
  /* Zero. */
  uint8_t reserved[5];
  /* The only allocators whose buffers are taken, by name; NULL for any. They are copied. */
  const char *const *allocators;
  size_t allocator_count;
};

/*
 * Makes a participant without offers. `name` is what it is called in answers and is unique in a problem. `device` tells
 * devices apart: participants of one device can share implicit layouts; NULL for the CPU. -ENOMEM, -EINVAL for a name
 * that is NULL, empty or not UTF-8.
 */
int tessera_participant_create(
    const char *name, const char *device, struct tessera_participant **participant, struct tessera_error **error);

/* Ends a participant; problems that it was added to keep their copy. */
void tessera_participant_destroy(struct tessera_participant *participant);

/*
 * Adds an offer: one complete set of terms, less preferred than those added before; an agreement chooses exactly one of
 * each participant. `label` tells it from the others in answers. -EINVAL for terms that contradict themselves.
 */
int tessera_participant_add_offer(
    struct tessera_participant *participant, const char *label, const struct tessera_terms *terms,
    struct tessera_error **error);

/* ---- Problems ---- */

/* Who must share an image of which size, and who could make it. */
struct tessera_problem;

struct tessera_allocator;

/* Poses a problem without participants and allocators. The size is in pixels; -EINVAL where it is zero. */
int tessera_problem_create(
    uint32_t width, uint32_t height, struct tessera_problem **problem, struct tessera_error **error);

/* Reads a problem that was written as JSON (Schema/), `length` bytes of UTF-8. -EBADMSG for what is none. */
int tessera_problem_read(
    const char *json, size_t length, struct tessera_problem **problem, struct tessera_error **error);

/* Ends a problem. */
void tessera_problem_destroy(struct tessera_problem *problem);

/* Adds a participant, as it is now. -EEXIST where one of its name is there. */
int tessera_problem_add_participant(
    struct tessera_problem *problem, const struct tessera_participant *participant, struct tessera_error **error);

/* Adds an allocator, as one who could make the buffers. -EEXIST where one of its name is there. */
int tessera_problem_add_allocator(
    struct tessera_problem *problem, const struct tessera_allocator *allocator, struct tessera_error **error);

/* Writes a problem as JSON (Schema/). */
char *tessera_problem_write(const struct tessera_problem *problem);

/* ---- Agreements and conflicts ---- */

/* One concrete answer: format, modifier, layout, memory, allocator, count. */
struct tessera_agreement;

/* Why there is no answer: demands that cannot hold together, none of which is idle. */
struct tessera_conflict;

/* A problem that is being solved: it answers agreement after agreement, and learns from refusals. */
struct tessera_negotiation;

/* Begins to solve a problem, as it is now. */
int tessera_negotiation_create(
    const struct tessera_problem *problem, struct tessera_negotiation **negotiation, struct tessera_error **error);

/* Ends a negotiation. */
void tessera_negotiation_destroy(struct tessera_negotiation *negotiation);

/*
 * Gives up on problems with more choices than so many, with a conflict that says so; 0 for no limit. For problems that
 * somebody else posed.
 */
int tessera_negotiation_set_choice_limit(struct tessera_negotiation *negotiation, uint64_t limit);

/*
 * The best agreement that was not answered yet: call it again for the second best. -ENOENT where none is left; then
 * `conflict`, if it is not NULL, is set to why.
 */
int tessera_negotiation_next(
    struct tessera_negotiation *negotiation, struct tessera_agreement **agreement,
    struct tessera_conflict **conflict, struct tessera_error **error);

/* What follows from a refusal, for the agreements that come next. */
enum tessera_lesson {
  /* This format with this modifier is not taken. */
  TESSERA_LESSON_FORMAT = 0,
  /* Only physically contiguous memory is taken. */
  TESSERA_LESSON_CONTIGUOUS = 1,
  /* Only buffers that the device itself made are taken. */
  TESSERA_LESSON_OWN_BUFFERS = 2,
  /* Buffers of this allocator are not taken. */
  TESSERA_LESSON_ALLOCATOR = 3,
  /* Nothing is taken now, whatever is offered. */
  TESSERA_LESSON_UNAVAILABLE = 4,
};

/*
 * Tells that a device refused an agreement, so that it is not answered again. `participant` is its name in the problem;
 * `lesson` an enum tessera_lesson; `reason` is told in explanations. -ENOENT for a name that is not in the problem.
 */
int tessera_negotiation_refuse(
    struct tessera_negotiation *negotiation, const struct tessera_agreement *agreement, const char *participant,
    uint32_t lesson, const char *reason, struct tessera_error **error);

/* Why this is the agreement: the reasons for format, layout, memory and allocator, in sentences. */
char *tessera_negotiation_explain(
    const struct tessera_negotiation *negotiation, const struct tessera_agreement *agreement);

/* Reads an agreement that was written as JSON (Schema/). -EBADMSG for what is none. */
int tessera_agreement_read(
    const char *json, size_t length, struct tessera_agreement **agreement, struct tessera_error **error);

/* Ends an agreement. */
void tessera_agreement_destroy(struct tessera_agreement *agreement);

/* What was agreed. */
int tessera_agreement_image(const struct tessera_agreement *agreement, struct tessera_image *image);

/* Where a plane lies. -ENODATA where a driver lays the image out, -EINVAL for a plane that is not there. */
int tessera_agreement_plane(const struct tessera_agreement *agreement, uint32_t index, struct tessera_plane *plane);

/* The name of the allocator; NULL for NULL. */
const char *tessera_agreement_allocator(const struct tessera_agreement *agreement);

/* An agreement in one line. */
char *tessera_agreement_describe(const struct tessera_agreement *agreement);

/* Writes an agreement as JSON (Schema/). */
char *tessera_agreement_write(const struct tessera_agreement *agreement);

/*
 * Whether an agreement keeps a problem's terms, by a checker that is written apart from the solver: 0 if it does, -EPROTO
 * if not. Then `violations`, if it is not NULL, is set to a text with a line for each, which the caller frees.
 */
int tessera_agreement_check(
    const struct tessera_agreement *agreement, const struct tessera_problem *problem, char **violations);

/* Ends a conflict. */
void tessera_conflict_destroy(struct tessera_conflict *conflict);

/* A conflict in sentences, with what was tried. */
char *tessera_conflict_explain(const struct tessera_conflict *conflict);

/* Writes a conflict as JSON (Schema/). */
char *tessera_conflict_write(const struct tessera_conflict *conflict);

/* How many demands cannot hold together. */
size_t tessera_conflict_count(const struct tessera_conflict *conflict);

/* Whose the demand of this index is; NULL beyond the last. */
const char *tessera_conflict_participant(const struct tessera_conflict *conflict, size_t index);

/* What is demanded, with how that is known; NULL beyond the last. */
const char *tessera_conflict_demand(const struct tessera_conflict *conflict, size_t index);

/* ---- Allocators ---- */

/* Opens a DMA heap (/dev/dma_heap/...). */
int tessera_heap_open(const char *path, struct tessera_allocator **allocator, struct tessera_error **error);

/* Opens udmabuf (/dev/udmabuf). */
int tessera_udmabuf_open(const char *path, struct tessera_allocator **allocator, struct tessera_error **error);

/* Opens a GPU's render node (/dev/dri/renderD...) through GBM. -ENOTSUP in a library that was built without GBM. */
int tessera_gbm_open(const char *path, struct tessera_allocator **allocator, struct tessera_error **error);

/* Memory files for the CPU alone: the last resort, which needs no device. */
int tessera_memory_create(struct tessera_allocator **allocator, struct tessera_error **error);

struct tessera_buffer;

/*
 * An allocator of the caller's own. `data` is passed to each function; they may be called from any thread.
 */
struct tessera_allocator_functions {
  size_t size;
  /*
   * Makes one buffer as agreed: puts one descriptor for each dma-buf into `descriptors` (as many as
   * tessera_agreement_image says), which the library then owns. Returns 0, or a negative errno and owns nothing.
   */
  int (*allocate)(void *data, const struct tessera_agreement *agreement, int *descriptors);
  /* Called once, when the allocator is no longer needed; may be NULL. */
  void (*destroy)(void *data);
};

/* What an allocator of the caller's own makes. */
struct tessera_production {
  size_t size;
  /* The formats that it makes, all linear; NULL for all linear formats. They are copied. */
  const struct tessera_format *formats;
  size_t format_count;
  /* Strides are a multiple of this; 0 for any. */
  uint64_t stride_multiple;
  /* The greatest dma-buf; 0 for no limit. */
  uint64_t max_bytes;
  uint8_t is_contiguous;
  /* Zero. */
  uint8_t reserved[3];
  /* Its place when costs are equal; lower comes first. */
  int32_t rank;
};

/*
 * Plugs in an allocator of the caller's own under a name that is unique in a problem. The functions are copied, `data`
 * is not: it must live until `destroy` was called. When this fails, `destroy` is not called.
 */
int tessera_allocator_create(
    const char *name, const struct tessera_production *production,
    const struct tessera_allocator_functions *functions, void *data, struct tessera_allocator **allocator,
    struct tessera_error **error);

/* Ends an allocator; its buffers live on. */
void tessera_allocator_destroy(struct tessera_allocator *allocator);

/* What it is called in agreements, such as "heap:system"; NULL for NULL. */
const char *tessera_allocator_name(const struct tessera_allocator *allocator);

/*
 * Makes one buffer as agreed, and checks what the driver gave. `name` is set on its dma-bufs, cut to 31 bytes; NULL for
 * "tessera". -ENOMEM, -EACCES and what else the driver answers; -EINVAL for an agreement about another allocator.
 */
int tessera_allocator_allocate(
    const struct tessera_allocator *allocator, const struct tessera_agreement *agreement, const char *name,
    struct tessera_buffer **buffer, struct tessera_error **error);

/* ---- Devices ---- */

/* The devices of this machine. */
struct tessera_inventory;

/* Looks for devices, for any user: what may not be opened is told by tessera_inventory_problem. */
int tessera_inventory_find(struct tessera_inventory **inventory, struct tessera_error **error);

/* Ends an inventory. */
void tessera_inventory_destroy(struct tessera_inventory *inventory);

/* How many allocators there are. */
size_t tessera_inventory_allocator_count(const struct tessera_inventory *inventory);

/* An allocator; the caller destroys it. -EINVAL beyond the last. */
int tessera_inventory_allocator(
    const struct tessera_inventory *inventory, size_t index, struct tessera_allocator **allocator);

/* A node that is there and could not be used, and why, as a sentence; NULL beyond the last. */
const char *tessera_inventory_problem(const struct tessera_inventory *inventory, size_t index);

/* A DRM card. */
struct tessera_card;

/* Opens a card (/dev/dri/card...). */
int tessera_card_open(const char *path, struct tessera_card **card, struct tessera_error **error);

/*
 * Opens the card of a descriptor that is the caller's and stays so, such as a compositor's. It is looked at during this
 * call and never duplicated: the card gets an open file of its own, with its own buffer handles, by its node or by an
 * empty lease.
 */
int tessera_card_reopen(int descriptor, struct tessera_card **card, struct tessera_error **error);

/* Ends a card. */
void tessera_card_destroy(struct tessera_card *card);

/* What tells it from other devices, as tessera_participant_create takes it; NULL for NULL. */
const char *tessera_card_device(const struct tessera_card *card);

/* What makes linear buffers of this card; the caller destroys it. -ENOTSUP where the driver makes none. */
int tessera_card_allocator(
    const struct tessera_card *card, struct tessera_allocator **allocator, struct tessera_error **error);

/* The use of a KMS plane, by the kernel's number for it, that scans the image out. -ENOENT where there is none. */
int tessera_card_plane_participant(
    const struct tessera_card *card, uint32_t plane, const char *name, struct tessera_participant **participant,
    struct tessera_error **error);

/*
 * Whether the card takes a buffer as a framebuffer, tried for real and let go again. It needs no right to the display. On
 * a refusal, `lesson`, if it is not NULL, is set to the enum tessera_lesson that tessera_negotiation_refuse wants.
 */
int tessera_card_try(
    const struct tessera_card *card, const struct tessera_buffer *buffer, uint32_t *lesson,
    struct tessera_error **error);

/* A V4L2 node that captures images. */
struct tessera_camera;

/* Opens a camera (/dev/video...). */
int tessera_camera_open(const char *path, struct tessera_camera **camera, struct tessera_error **error);

/* Ends a camera. */
void tessera_camera_destroy(struct tessera_camera *camera);

/* The use of a camera that captures images of a size in pixels. What it can do is tried on the device. */
int tessera_camera_participant(
    const struct tessera_camera *camera, uint32_t width, uint32_t height, const char *name,
    struct tessera_participant **participant, struct tessera_error **error);

/* What was found on a machine, written as JSON. */
struct tessera_profile;

/* Reads a profile (Schema/). -EBADMSG for what is none. */
int tessera_profile_read(
    const char *json, size_t length, struct tessera_profile **profile, struct tessera_error **error);

/* Ends a profile. */
void tessera_profile_destroy(struct tessera_profile *profile);

/* How many participants it describes. */
size_t tessera_profile_participant_count(const struct tessera_profile *profile);

/* A participant that it describes; the caller destroys it. -EINVAL beyond the last. */
int tessera_profile_participant(
    const struct tessera_profile *profile, size_t index, struct tessera_participant **participant);

/* ---- Buffers ---- */

/* An image buffer: its planes, its dma-bufs, and the device it came from, which it keeps alive. */
struct tessera_buffer;

/*
 * Takes dma-bufs from elsewhere. `image` says width, height, fourcc, modifier and the counts of planes and dma-bufs;
 * each plane is described. The descriptors are duplicated: the caller keeps its own. What is described must lie in the
 * dma-bufs: else -EINVAL.
 */
int tessera_buffer_import(
    const struct tessera_image *image, const struct tessera_plane *planes, const int *descriptors,
    struct tessera_buffer **buffer, struct tessera_error **error);

/* Another reference to the same buffer, to be destroyed as well; NULL for NULL. */
struct tessera_buffer *tessera_buffer_ref(struct tessera_buffer *buffer);

/* Ends one reference; the last one gives everything back. May be called after that of the allocator. */
void tessera_buffer_destroy(struct tessera_buffer *buffer);

/* What the buffer is. */
int tessera_buffer_image(const struct tessera_buffer *buffer, struct tessera_image *image);

/* Where a plane lies. -EINVAL for one that is not there. */
int tessera_buffer_plane(const struct tessera_buffer *buffer, uint32_t index, struct tessera_plane *plane);

/* The descriptor of a dma-buf: the buffer's own, to be used as long as the buffer is there. -EINVAL beyond the last. */
int tessera_buffer_descriptor(const struct tessera_buffer *buffer, uint32_t index);

/* A descriptor of a dma-buf for the caller to close, close-on-exec. */
int tessera_buffer_export(
    const struct tessera_buffer *buffer, uint32_t index, int *descriptor, struct tessera_error **error);

/* The bytes of a dma-buf; 0 beyond the last. */
uint64_t tessera_buffer_bytes(const struct tessera_buffer *buffer, uint32_t index);

/* Which way the CPU or a device goes through a buffer. The numbers are those of DMA_BUF_SYNC_READ and _WRITE. */
enum tessera_direction {
  TESSERA_READ = 1,
  TESSERA_WRITE = 2,
  TESSERA_READ_WRITE = 3,
};

/* A plane that the CPU may touch. */
struct tessera_access {
  size_t size;
  /* The plane's first byte. */
  void *data;
  uint64_t bytes;
  uint64_t stride;
};

/* Waits without end. */
#define TESSERA_FOREVER ((int64_t)-1)

/*
 * Begins an access of the CPU to a plane: its bytes are coherent with the devices until tessera_buffer_end_access is
 * called with the same plane and direction. Waits for devices that use the buffer, `timeout` nanoseconds at most
 * (TESSERA_FOREVER for no limit): else -ETIMEDOUT. Accesses may be nested and overlap. -EPERM for writing what can only be
 * read.
 */
int tessera_buffer_begin_access(
    const struct tessera_buffer *buffer, uint32_t plane, uint32_t direction, int64_t timeout,
    struct tessera_access *access, struct tessera_error **error);

/* Ends an access that was begun. */
int tessera_buffer_end_access(
    const struct tessera_buffer *buffer, uint32_t plane, uint32_t direction, struct tessera_error **error);

/*
 * Sends a buffer with its whole description over a Unix socket that is connected; the receiver gets descriptors of its
 * own. Waits for room, `timeout` nanoseconds at most: else -ETIMEDOUT, and the connection is of no more use.
 */
int tessera_buffer_send(
    const struct tessera_buffer *buffer, int socket, int64_t timeout, struct tessera_error **error);

/*
 * Receives a buffer that tessera_buffer_send sent, and checks what it is said to be against what came. Waits, `timeout`
 * nanoseconds at most: else -ETIMEDOUT. -EPIPE where the other side has closed the connection, -EBADMSG for a
 * description that is not true.
 */
int tessera_buffer_receive(
    int socket, int64_t timeout, struct tessera_buffer **buffer, struct tessera_error **error);

/* ---- Synchronisation ---- */

/* Work of devices that somebody waits for; it signals once. */
struct tessera_fence;

/* Takes a sync file over; on failure the descriptor stays the caller's. -EINVAL for what is none. */
int tessera_fence_create(int sync_file, struct tessera_fence **fence, struct tessera_error **error);

/* Ends a fence. */
void tessera_fence_destroy(struct tessera_fence *fence);

/* Waits for it, `timeout` nanoseconds at most; 0 asks only, TESSERA_FOREVER has no limit. -ETIMEDOUT when it is not over. */
int tessera_fence_wait(const struct tessera_fence *fence, int64_t timeout, struct tessera_error **error);

/* A fence that signals when both have. */
int tessera_fence_merge(
    const struct tessera_fence *one, const struct tessera_fence *other, struct tessera_fence **merged,
    struct tessera_error **error);

/* A sync file of it for the caller to close. -ENOTSUP on kernels without sync files of buffers (before Linux 6.0). */
int tessera_fence_export(const struct tessera_fence *fence, int *sync_file, struct tessera_error **error);

/* What an access of `direction` has to wait for: a reader for those that write, a writer for everybody. */
int tessera_buffer_fence(
    const struct tessera_buffer *buffer, uint32_t direction, struct tessera_fence **fence,
    struct tessera_error **error);

/* Lets everybody who respects the buffer's own fences wait for `fence`. -ENOTSUP before Linux 6.0. */
int tessera_buffer_attach_fence(
    const struct tessera_buffer *buffer, uint32_t direction, const struct tessera_fence *fence,
    struct tessera_error **error);

/* ---- Pools ---- */

/* Buffers that are lent in turn, and lent again once no device uses them any more. */
struct tessera_pool;

/* A buffer that is lent. */
struct tessera_lease;

/* How a pool lends. */
enum tessera_pool_kind {
  /* The one that was given back first: for a camera's or a codec's queue. */
  TESSERA_POOL_QUEUE = 0,
  /* The one with the newest contents, with their age: to be drawn into and shown. */
  TESSERA_POOL_SWAPCHAIN = 1,
};

/* How a pool fares. */
struct tessera_pool_statistics {
  size_t size;
  uint32_t buffers, lent, most_lent, grown;
  uint64_t acquired;
};

/*
 * Makes a pool of buffers as agreed. `kind` is an enum tessera_pool_kind; `count` is how many buffers, 0 for as many as
 * were agreed. They are made at once.
 */
int tessera_pool_create(
    const struct tessera_allocator *allocator, const struct tessera_agreement *agreement, const char *name,
    uint32_t kind, uint32_t count, struct tessera_pool **pool, struct tessera_error **error);

/* Ends a pool; leases live on. */
void tessera_pool_destroy(struct tessera_pool *pool);

/* Lends a buffer. -EAGAIN where none is free. */
int tessera_pool_acquire(struct tessera_pool *pool, struct tessera_lease **lease, struct tessera_error **error);

/* How it fares. */
int tessera_pool_statistics(const struct tessera_pool *pool, struct tessera_pool_statistics *statistics);

/* The buffer, as long as it is lent; NULL for NULL. Take a reference to keep it longer. */
struct tessera_buffer *tessera_lease_buffer(const struct tessera_lease *lease);

/* Which of the pool's buffers it is: the same number as long as the pool lives. */
uint32_t tessera_lease_index(const struct tessera_lease *lease);

/* How many frames ago its contents were the newest; 0 when they are nothing to build on, and for queues. */
uint32_t tessera_lease_age(const struct tessera_lease *lease);

/* Counts what was drawn as the newest frame. -ENOTSUP for queues. */
int tessera_lease_present(const struct tessera_lease *lease);

/* Gives the buffer back, to be lent again once `fence`, which may be NULL, has signalled. Ends the lease. */
void tessera_lease_release(struct tessera_lease *lease, const struct tessera_fence *fence);

#ifdef __cplusplus
}
#endif

#endif
