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
 * - Structs begin with their size, but for tessera_format, tessera_extent, tessera_memory_range and
 *   tessera_scaling_axis, which never grow: set it to sizeof before passing one, so that a program and a library of
 *   different versions understand each other. A size that no version ever had is -EINVAL; members that are set and that
 *   the library does not know are -E2BIG. Members of results that the library does not know are zero.
 * - A NULL handle is -EINVAL, never a crash.
 * - Every function may be called from any thread. The library prints nothing, installs no signal handler and starts no
 *   thread. It has no settings of its own for the process; what a process must know once (open accesses of a dma-buf,
 *   OpenGL's display) it keeps.
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
#define TESSERA_VERSION_MINOR 6
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

/*
 * Reads a format: four letters, a name or a number, such as "XR24", "XRGB8888", "DRM_FORMAT_XRGB8888" or "0x34325258".
 * -EINVAL for what is none.
 */
int tessera_format_read(const char *text, uint32_t *fourcc);

/* Reads a modifier: a number, or a name such as "LINEAR", "I915_X_TILED" or "IMPLICIT". -EINVAL for what is none. */
int tessera_modifier_read(const char *text, uint64_t *modifier);

/* What is known of a format, whatever its modifier. */
struct tessera_format_facts {
  size_t size;
  /* The name of its constant without DRM_FORMAT_, such as "XRGB8888", ended by a zero. */
  char name[32];
  /* Planes that its pixels are spread over, without those that a modifier adds. */
  uint32_t plane_count;
  /* Bits of the widest component. */
  uint32_t component_bits;
  /* Pixels of the image for one sample of chroma, along a row and down a column; 1 where all have one. */
  uint32_t chroma_columns, chroma_rows;
  /* The same with the alpha bits unused, and with unused bits as alpha; 0 where there is none. */
  uint32_t opaque_fourcc, alpha_fourcc;
  /* Whether it has alpha; is luma and chroma; has one component; is of indices; is of floating-point numbers. */
  uint8_t has_alpha, is_yuv, is_greyscale, is_indexed, is_float;
  /* Whether there is a linear layout; some formats exist with a modifier alone. */
  uint8_t has_linear_layout;
  /* Zero. */
  uint8_t reserved[2];
};

/* Tells what is known of a format. -ENOENT where it is not known. */
int tessera_format_facts(uint32_t fourcc, struct tessera_format_facts *facts);

/*
 * What a format of videodev2.h (V4L2_PIX_FMT_...) is in drm_fourcc.h, where four letters do not always mean the same, and
 * over how many pieces of memory V4L2 spreads its planes. -ENOENT where DRM has none, as for compressed ones.
 */
int tessera_format_of_video(uint32_t pixelformat, struct tessera_format *format, uint32_t *memory_count);

/*
 * The other way: what V4L2 calls a format with a modifier, in one piece of memory, or with each plane in one of its own.
 * -ENOENT where it has no name for that.
 */
int tessera_format_to_video(const struct tessera_format *format, uint32_t memory_count, uint32_t *pixelformat);

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

/*
 * What a negotiation has learned from refusals and from allocators that failed while it was verified, as JSON (Schema/, a
 * document of the kind "experience"), to be known from the start the next time.
 */
char *tessera_negotiation_write_experience(const struct tessera_negotiation *negotiation);

/*
 * Takes what was learned before, `length` bytes of UTF-8, for the agreements that come next. Participants and allocators
 * are known by name and device: what is about others teaches nothing, and is written again. -EBADMSG for what is none.
 */
int tessera_negotiation_learn(
    struct tessera_negotiation *negotiation, const char *json, size_t length, struct tessera_error **error);

/* Why this is the agreement: the reasons for format, layout, memory and allocator, in sentences. */
char *tessera_negotiation_explain(
    const struct tessera_negotiation *negotiation, const struct tessera_agreement *agreement);

/* The same for programs: sentences, each with its topic. */
struct tessera_explanation;

/* Explains an agreement, as the negotiation knows it now. */
int tessera_explanation_create(
    const struct tessera_negotiation *negotiation, const struct tessera_agreement *agreement,
    struct tessera_explanation **explanation, struct tessera_error **error);

/* Ends an explanation. */
void tessera_explanation_destroy(struct tessera_explanation *explanation);

/* How many sentences there are. */
size_t tessera_explanation_count(const struct tessera_explanation *explanation);

/*
 * What the sentence of this index is about, one word: format, size, stride, memory, buffers, search, and more one day;
 * NULL beyond the last. Sentences of one topic follow each other.
 */
const char *tessera_explanation_topic(const struct tessera_explanation *explanation, size_t index);

/* The sentence of this index; NULL beyond the last. */
const char *tessera_explanation_sentence(const struct tessera_explanation *explanation, size_t index);

/* Reads an agreement that was written as JSON (Schema/). -EBADMSG for what is none. */
int tessera_agreement_read(
    const char *json, size_t length, struct tessera_agreement **agreement, struct tessera_error **error);

/* Ends an agreement. */
void tessera_agreement_destroy(struct tessera_agreement *agreement);

/* What was agreed. */
int tessera_agreement_image(const struct tessera_agreement *agreement, struct tessera_image *image);

/* Where a plane lies. -ENODATA where a driver lays the image out, -EINVAL for a plane that is not there. */
int tessera_agreement_plane(const struct tessera_agreement *agreement, uint32_t index, struct tessera_plane *plane);

/* The bytes of a dma-buf; 0 beyond the last, and where a driver lays the image out. */
uint64_t tessera_agreement_bytes(const struct tessera_agreement *agreement, uint32_t index);

/* The name of the allocator; NULL for NULL. */
const char *tessera_agreement_allocator(const struct tessera_agreement *agreement);

/* An agreement in one line. */
char *tessera_agreement_describe(const struct tessera_agreement *agreement);

/* Writes an agreement as JSON (Schema/). */
char *tessera_agreement_write(const struct tessera_agreement *agreement);

/*
 * Whether an agreement keeps a problem's terms, by a checker that is written apart from the solver: 0 if it does,
 * -EPROTO if not. Then `violations`, if it is not NULL, is set to a text with a line for each, which the caller frees.
 */
int tessera_agreement_check(
    const struct tessera_agreement *agreement, const struct tessera_problem *problem, char **violations);

/* Ends a conflict. */
void tessera_conflict_destroy(struct tessera_conflict *conflict);

/* A conflict in sentences, with what was tried. */
char *tessera_conflict_explain(const struct tessera_conflict *conflict);

/* Writes a conflict as JSON (Schema/). */
char *tessera_conflict_write(const struct tessera_conflict *conflict);

/*
 * Whether everything was looked at: 1, or 0 where the limit on choices left something undecided. -EINVAL for NULL.
 */
int tessera_conflict_is_proven(const struct tessera_conflict *conflict);

/* How many demands cannot hold together. */
size_t tessera_conflict_count(const struct tessera_conflict *conflict);

/* Whose the demand of this index is; NULL beyond the last. */
const char *tessera_conflict_participant(const struct tessera_conflict *conflict, size_t index);

/* What is demanded, with how that is known; NULL beyond the last. */
const char *tessera_conflict_demand(const struct tessera_conflict *conflict, size_t index);

/*
 * The functions from here to the next section ask a negotiation further questions: about its problem as it is now, with
 * everything that was learned from refusals, whatever was answered already. They change nothing, and have what is asked
 * searched for anew, which takes as long as tessera_negotiation_next did, several times; where strangers pose problems,
 * set a limit on choices.
 */

/* All conflicts of a problem. */
struct tessera_conflicts;

/*
 * Finds every set of demands that cannot hold together and of which none is idle, the smallest first; there are none
 * where there is an agreement. There can be very many: at most `limit` are looked for, -EINVAL for 0. They tell their
 * demands; what allocators could not do is told by the conflict of tessera_negotiation_next.
 */
int tessera_negotiation_conflicts(
    const struct tessera_negotiation *negotiation, uint32_t limit, struct tessera_conflicts **conflicts,
    struct tessera_error **error);

/* Ends the conflicts, those that it was asked for too. */
void tessera_conflicts_destroy(struct tessera_conflicts *conflicts);

/* How many there are. */
size_t tessera_conflicts_count(const struct tessera_conflicts *conflicts);

/* One of them, as long as all are there: it is not destroyed. NULL beyond the last. */
const struct tessera_conflict *tessera_conflicts_conflict(const struct tessera_conflicts *conflicts, size_t index);

/* Ways out of a conflict. */
struct tessera_ways_out;

/* What is done about a conflict. */
enum tessera_way_kind {
  /* Some demands are given up, none of them in vain. */
  TESSERA_WAY_RELAXATION = 0,
  /* The others do without a participant. */
  TESSERA_WAY_WITHOUT = 1,
  /* A participant has a buffer of its own, and its images are converted or copied to the others'. */
  TESSERA_WAY_CONVERSION = 2,
};

/* A way out. What it points to lives as long as the ways out, and is not destroyed. */
struct tessera_way_out {
  size_t size;
  /* All of it as a sentence. */
  const char *sentence;
  /* Who is done without, or has a buffer of its own; NULL where demands are given up. */
  const char *participant;
  /* The best agreement then, of everybody or of the others. */
  const struct tessera_agreement *agreement;
  /* That of a participant that has a buffer of its own; else NULL. */
  const struct tessera_agreement *own;
  /* An enum tessera_way_kind, of which there may be more one day. */
  uint32_t kind;
  /* How many demands are given up. */
  uint32_t demand_count;
};

/*
 * Finds ways out: first the smallest sets of demands to give up, the cheapest first, of which at most `limit` are looked
 * for; then, for each participant without whom the others agree, to convert its images or to do without it. None where
 * there is an agreement.
 */
int tessera_negotiation_ways_out(
    const struct tessera_negotiation *negotiation, uint32_t limit, struct tessera_ways_out **ways,
    struct tessera_error **error);

/* Ends ways out. */
void tessera_ways_out_destroy(struct tessera_ways_out *ways);

/* How many there are. */
size_t tessera_ways_out_count(const struct tessera_ways_out *ways);

/* One of them. -EINVAL beyond the last. */
int tessera_ways_out_way(const struct tessera_ways_out *ways, size_t index, struct tessera_way_out *way);

/* Whose a demand is that this way gives up; NULL beyond the last. */
const char *tessera_ways_out_participant(const struct tessera_ways_out *ways, size_t way, size_t index);

/* What is demanded and given up, with how that is known; NULL beyond the last. */
const char *tessera_ways_out_demand(const struct tessera_ways_out *ways, size_t way, size_t index);

/* What would be, compared with what is. */
struct tessera_comparison;

/* How it would be without a participant, by its name in the problem. -ENOENT for a name that is not in it. */
int tessera_negotiation_compare_without(
    const struct tessera_negotiation *negotiation, const char *participant, struct tessera_comparison **comparison,
    struct tessera_error **error);

/* How it would be with one more. -EEXIST where one of its name is there. */
int tessera_negotiation_compare_with(
    const struct tessera_negotiation *negotiation, const struct tessera_participant *participant,
    struct tessera_comparison **comparison, struct tessera_error **error);

/* How it would be if a demand of a conflict, by its index there, were given up. -EINVAL beyond the last. */
int tessera_negotiation_compare_without_demand(
    const struct tessera_negotiation *negotiation, const struct tessera_conflict *conflict, size_t index,
    struct tessera_comparison **comparison, struct tessera_error **error);

/*
 * How it would be if another demand stood in the place of one of a conflict, by its index there. `terms` say that one
 * demand as tessera_participant_add_offer takes it, and no more: formats that are NULL say nothing here. -EINVAL for
 * terms that say none or several, and beyond the last.
 */
int tessera_negotiation_compare_with_demand(
    const struct tessera_negotiation *negotiation, const struct tessera_conflict *conflict, size_t index,
    const struct tessera_terms *terms, struct tessera_comparison **comparison, struct tessera_error **error);

/* Ends a comparison. */
void tessera_comparison_destroy(struct tessera_comparison *comparison);

/* The best agreement as things are, as long as the comparison is there; NULL where there is none. */
const struct tessera_agreement *tessera_comparison_now(const struct tessera_comparison *comparison);

/* The best agreement as asked, as long as the comparison is there; NULL where there would be none. */
const struct tessera_agreement *tessera_comparison_then(const struct tessera_comparison *comparison);

/*
 * What the change would cost, in bytes moved per frame; negative where it would save. -ENODATA where one of the two
 * agreements is missing.
 */
int tessera_comparison_extra_cost(const struct tessera_comparison *comparison, int64_t *cost);

/* Everything that is possible now, and everything that is not. */
struct tessera_survey;

/* Looks at every format with every layout that somebody names, and every allocator. */
int tessera_negotiation_survey(
    const struct tessera_negotiation *negotiation, struct tessera_survey **survey, struct tessera_error **error);

/* Ends a survey. */
void tessera_survey_destroy(struct tessera_survey *survey);

/* How many agreements are possible. */
size_t tessera_survey_agreement_count(const struct tessera_survey *survey);

/* One of them, the best first, as long as the survey is there: it is not destroyed. NULL beyond the last. */
const struct tessera_agreement *tessera_survey_agreement(const struct tessera_survey *survey, size_t index);

/* What is not possible, and why. The texts live as long as the survey. */
struct tessera_refutation {
  size_t size;
  /* The format and layout that were looked at. */
  uint64_t modifier;
  uint32_t fourcc;
  /* Zero. */
  uint32_t reserved;
  /* The allocator. */
  const char *allocator;
  /* What stood in the way, as the rest of a sentence. */
  const char *reason;
  /* Who stood in the way; NULL where it was not one participant alone. */
  const char *participant;
};

/* How many there are. */
size_t tessera_survey_refutation_count(const struct tessera_survey *survey);

/* One of them. -EINVAL beyond the last. */
int tessera_survey_refutation(
    const struct tessera_survey *survey, size_t index, struct tessera_refutation *refutation);

/* ---- Prepared problems: the same question at other sizes ---- */

/*
 * A problem of which all that the image's size does not change is worked out once, for who asks again and again, such as
 * a compositor whose windows change size. It answers what a negotiation about the same size answers first.
 */
struct tessera_prepared;

/* Prepares a problem, as it is now; its size does not matter. */
int tessera_problem_prepare(
    const struct tessera_problem *problem, struct tessera_prepared **prepared, struct tessera_error **error);

/* Ends a prepared problem. */
void tessera_prepared_destroy(struct tessera_prepared *prepared);

/*
 * The best agreement for a size in pixels. -ENOENT where there is none: tessera_prepared_negotiation tells why. -EINVAL
 * for a size that is zero. Threads that ask at the same time wait for each other.
 */
int tessera_prepared_agreement(
    struct tessera_prepared *prepared, uint32_t width, uint32_t height, struct tessera_agreement **agreement,
    struct tessera_error **error);

/* A negotiation about a size in pixels: for the next best, for refusals, and for why there is no agreement. */
int tessera_prepared_negotiation(
    const struct tessera_prepared *prepared, uint32_t width, uint32_t height,
    struct tessera_negotiation **negotiation, struct tessera_error **error);

/* ---- Allocators ---- */

/* Opens a DMA heap (/dev/dma_heap/...). */
int tessera_heap_open(const char *path, struct tessera_allocator **allocator, struct tessera_error **error);

/* Opens udmabuf (/dev/udmabuf). */
int tessera_udmabuf_open(const char *path, struct tessera_allocator **allocator, struct tessera_error **error);

/* How udmabuf makes buffers; several are added up. */
enum tessera_udmabuf_flags {
  /* Each buffer keeps its memory file beside its dma-buf: tessera_buffer_export_memory_file. */
  TESSERA_UDMABUF_KEEPING_MEMORY_FILES = 1,
  /* Memory comes in pages of 2 MiB, from the pool that the administrator set aside; since Linux 6.11. */
  TESSERA_UDMABUF_HUGE_PAGES = 2,
};

/* The same in other ways; `flags` is a sum of enum tessera_udmabuf_flags. -EINVAL for flags that are not known. */
int tessera_udmabuf_open_with(
    const char *path, uint32_t flags, struct tessera_allocator **allocator, struct tessera_error **error);

/*
 * Opens a GPU's render node (/dev/dri/renderD...) through GBM, for images that are drawn into and shown; linear layouts
 * and those that the driver chooses are tried. -ENOTSUP in a library that was built without GBM.
 */
int tessera_gbm_open(const char *path, struct tessera_allocator **allocator, struct tessera_error **error);

/*
 * What the buffers of a GPU are for; several are added up. The bits are the library's own, not those of GBM_BO_USE_...
 */
enum tessera_use {
  TESSERA_USE_SCANOUT = 1,
  TESSERA_USE_CURSOR = 2,
  TESSERA_USE_RENDERING = 4,
  /* Linear rows, of drivers without modifiers. */
  TESSERA_USE_LINEAR = 16,
  TESSERA_USE_PROTECTED = 32,
  TESSERA_USE_FRONT_RENDERING = 64,
};

/*
 * Opens it for other uses, and tries the modifiers of a table as well: GBM lists none, and those that planes and
 * renderers take are worth trying. `use` is a sum of enum tessera_use; the formats are copied. -EINVAL for uses that
 * are not known.
 */
int tessera_gbm_open_for(
    const char *path, uint32_t use, const struct tessera_format *formats, size_t format_count,
    struct tessera_allocator **allocator, struct tessera_error **error);

/*
 * Opens a GPU through Vulkan, by its render node or, where it has none, by the name of its allocator, such as
 * "vulkan:llvmpipe". It loads Vulkan's drivers into the process, which takes time and memory, and some change it for
 * good. -ENODEV for a device that shares no images, with those that do in the error; -ENOTSUP in a library that was
 * built without Vulkan.
 */
int tessera_vulkan_open(const char *device, struct tessera_allocator **allocator, struct tessera_error **error);

/* What Vulkan images are for; several are added up. The bits are those of VkImageUsageFlagBits. */
enum tessera_vulkan_use {
  /* VK_IMAGE_USAGE_TRANSFER_SRC_BIT */
  TESSERA_VULKAN_USE_COPY_SOURCE = 1,
  /* VK_IMAGE_USAGE_TRANSFER_DST_BIT */
  TESSERA_VULKAN_USE_COPY_DESTINATION = 2,
  /* VK_IMAGE_USAGE_SAMPLED_BIT */
  TESSERA_VULKAN_USE_SAMPLED = 4,
  /* VK_IMAGE_USAGE_COLOR_ATTACHMENT_BIT; images of several planes are not drawn into, and are for the other uses. */
  TESSERA_VULKAN_USE_COLOUR_ATTACHMENT = 16,
};

/*
 * Opens it for other uses than all of these: a driver offers the formats and layouts that are good for each use, and may
 * lay images out better for fewer. The participant and the importer of the allocator have the same uses, and an image
 * that the caller makes of a buffer should have no others. `use` is a sum of enum tessera_vulkan_use. -EINVAL for none,
 * and for uses that are not known.
 */
int tessera_vulkan_open_for(
    const char *device, uint32_t use, struct tessera_allocator **allocator, struct tessera_error **error);

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

/* What tells the device whose memory it gives from others; NULL for memory of the system, and for NULL. */
const char *tessera_allocator_device(const struct tessera_allocator *allocator);

/* What an allocator makes, whatever the image. */
struct tessera_allocator_facts {
  size_t size;
  /* The greatest dma-buf; 0 where no limit is known. */
  uint64_t max_bytes;
  /* All memory lies below 2 to this power; 64 where nothing is promised. */
  uint32_t address_bits;
  /* Its place when costs are equal; lower comes first. */
  int32_t rank;
  /* Whether all memory is one physically contiguous range. */
  uint8_t is_contiguous;
  /* Whether others than its own device, or than the CPU where it has none, import the buffers. */
  uint8_t is_exportable;
  /* Whether the contents are out of the CPU's reach. */
  uint8_t is_protected;
  /* Zero. */
  uint8_t reserved[5];
};

/* Tells what it makes. */
int tessera_allocator_facts(const struct tessera_allocator *allocator, struct tessera_allocator_facts *facts);

/*
 * How many other allocators the same GPU has: GBM rounds the rows of some linear formats in a way of their own, and
 * each way has an allocator of its own. Add all of them to a problem.
 */
size_t tessera_allocator_other_count(const struct tessera_allocator *allocator);

/* One of them; the caller destroys it. -EINVAL beyond the last. */
int tessera_allocator_other(
    const struct tessera_allocator *allocator, size_t index, struct tessera_allocator **other);

/* The use of the GPU behind an allocator of GBM's or Vulkan's: what it makes, it takes. -ENOTSUP for all others. */
int tessera_allocator_participant(
    const struct tessera_allocator *allocator, const char *name, struct tessera_participant **participant,
    struct tessera_error **error);

/*
 * What one buffer as agreed would be, without making it: the agreement with the planes and the bytes of the dma-bufs as
 * far as they can be told now. What stands in the way already now is an error, as of tessera_allocator_allocate; -EINVAL
 * also where only the driver can tell.
 */
int tessera_allocator_preview(
    const struct tessera_allocator *allocator, const struct tessera_agreement *agreement,
    struct tessera_agreement **preview, struct tessera_error **error);

/*
 * Makes one buffer as agreed, and checks what the driver gave. `name` is set on its dma-bufs, cut to 31 bytes; NULL for
 * "tessera". -ENOMEM, -EACCES and what else the driver answers; -EINVAL for an agreement about another allocator.
 */
int tessera_allocator_allocate(
    const struct tessera_allocator *allocator, const struct tessera_agreement *agreement, const char *name,
    struct tessera_buffer **buffer, struct tessera_error **error);

/* Some whole pages of a memory file that somebody else may hold as well, such as a client of wl_shm. */
struct tessera_memory_range {
  /* The file, which stays the caller's and may be closed once the buffer is made. It can no longer shrink. */
  int memory_file;
  /* Zero. */
  uint32_t reserved;
  /* Both are multiples of a page. */
  uint64_t offset, bytes;
};

/*
 * Makes a buffer of memory that is there already: `ranges` of memory files, an array of so many, one behind the other in
 * one dma-buf. What is written through either face is seen through the other. `allocator` is udmabuf's: -ENOTSUP for
 * others. `image` says width, height, fourcc and modifier, which is linear, and how many planes there are in the one
 * dma-buf; each of `planes` is described, from the start of the first range. `name` as for tessera_allocator_allocate.
 * -EINVAL for ranges that are not of whole pages, end behind their file, or are too few for the planes, and for files
 * that can shrink (F_SEAL_SHRINK is not set) or are sealed against writing; -EFBIG beyond the limits of the driver.
 */
int tessera_udmabuf_share(
    const struct tessera_allocator *allocator, const struct tessera_memory_range *ranges, size_t range_count,
    const struct tessera_image *image, const struct tessera_plane *planes, const char *name,
    struct tessera_buffer **buffer, struct tessera_error **error);

/* ---- Quirks: what makes of devices demand and never say ---- */

/* A table of rows, each about a make of device, with where that is written: explanations name the row. */
struct tessera_quirks;

/* The table that the library carries with it, which it goes by wherever it is given no other. */
int tessera_quirks_create(struct tessera_quirks **quirks, struct tessera_error **error);

/*
 * Reads rows of the caller's own (Schema/, a document of the kind "quirks"), `length` bytes of UTF-8. They are a table
 * without the library's rows, which tessera_quirks_override joins to them; with none, devices' own words stand.
 * -EBADMSG for what is none.
 */
int tessera_quirks_read(
    const char *json, size_t length, struct tessera_quirks **quirks, struct tessera_error **error);

/* Ends a table; what was told to go by it keeps its copy. */
void tessera_quirks_destroy(struct tessera_quirks *quirks);

/*
 * Makes a table of the rows of two, which stay as they are. Where both have a row of one name, that of `rows` stands; a
 * row without constraints takes the other out.
 */
int tessera_quirks_override(
    const struct tessera_quirks *quirks, const struct tessera_quirks *rows, struct tessera_quirks **joined,
    struct tessera_error **error);

/* Writes a table as JSON (Schema/). */
char *tessera_quirks_write(const struct tessera_quirks *quirks);

/* What make a device is, as far as tables tell makes apart. */
struct tessera_model {
  size_t size;
  /* The driver, by the name that it gives itself, such as "amdgpu". */
  const char *driver;
  /* Its names in the device tree, such as "brcm,bcm2711-vc5"; NULL for none. */
  const char *const *compatible;
  size_t compatible_count;
  /* The release of the kernel that drives it, such as "6.12"; NULL where it is not known, and may be any. */
  const char *kernel;
  /* Its maker and kind on the PCI bus; both 0 for a device elsewhere. */
  uint16_t pci_vendor, pci_device;
  /* Zero. */
  uint32_t reserved;
};

/* What a participant does with the image, as tables tell it. */
enum tessera_role {
  /* A plane shows it. */
  TESSERA_ROLE_SCAN_OUT = 0,
  /* A plane shows it as the pointer. */
  TESSERA_ROLE_CURSOR = 1,
  /* A display writes its picture into it. */
  TESSERA_ROLE_WRITEBACK = 2,
  /* A V4L2 queue fills it. */
  TESSERA_ROLE_CAPTURE = 3,
  /* A V4L2 queue reads it. */
  TESSERA_ROLE_OUTPUT = 4,
  /* A GPU reads it. */
  TESSERA_ROLE_SAMPLE = 5,
  /* A GPU draws into it. */
  TESSERA_ROLE_RENDER = 6,
};

/*
 * Adds to each offer that a participant has now what a table, NULL for the library's, knows of such a device in a role,
 * an enum tessera_role: for participants of the caller's own and of GPUs. Those of cards, cameras and V4L2 nodes have
 * it already. Applying it twice is applying it once. -EINVAL for a model without a driver.
 */
int tessera_quirks_apply(
    const struct tessera_quirks *quirks, const struct tessera_model *model, uint32_t role,
    struct tessera_participant *participant, struct tessera_error **error);

/* ---- Devices ---- */

/* The devices of this machine. */
struct tessera_inventory;

/* Looks for devices, for any user: what may not be opened is told by tessera_inventory_problem. */
int tessera_inventory_find(struct tessera_inventory **inventory, struct tessera_error **error);

/* What else may be asked for devices, beside the kernel; several are added up. */
enum tessera_library {
  TESSERA_LIBRARY_OPENGL = 1,
  TESSERA_LIBRARY_VULKAN = 2,
};

/*
 * The same, and asks other libraries what they take of the GPUs here: `libraries` is a sum of enum tessera_library, or
 * 0. Each loads its drivers into the process, which takes time and memory, and some of Vulkan's change it for good; one
 * that this library was built without is left out. Vulkan's GPUs are allocators then, and GBM's try the layouts that
 * OpenGL lists. All that is found goes by `quirks`, which are copied; NULL for the library's table. -EINVAL for
 * libraries that are not known.
 */
int tessera_inventory_find_with(
    uint32_t libraries, const struct tessera_quirks *quirks, struct tessera_inventory **inventory,
    struct tessera_error **error);

/* Ends an inventory. */
void tessera_inventory_destroy(struct tessera_inventory *inventory);

/* How many allocators there are. */
size_t tessera_inventory_allocator_count(const struct tessera_inventory *inventory);

/* An allocator; the caller destroys it. -EINVAL beyond the last. */
int tessera_inventory_allocator(
    const struct tessera_inventory *inventory, size_t index, struct tessera_allocator **allocator);

struct tessera_card;

/* How many cards there are. */
size_t tessera_inventory_card_count(const struct tessera_inventory *inventory);

/* A card, opened; the caller destroys it. -EINVAL beyond the last. */
int tessera_inventory_card(const struct tessera_inventory *inventory, size_t index, struct tessera_card **card);

struct tessera_camera;

/* How many cameras there are: V4L2 nodes that capture images and do nothing else. */
size_t tessera_inventory_camera_count(const struct tessera_inventory *inventory);

/* A camera, opened; the caller destroys it. -EINVAL beyond the last. */
int tessera_inventory_camera(
    const struct tessera_inventory *inventory, size_t index, struct tessera_camera **camera);

struct tessera_video;

/* How many other V4L2 nodes with images there are: outputs, converters and codecs. */
size_t tessera_inventory_video_count(const struct tessera_inventory *inventory);

/*
 * One of them, opened now; the caller destroys it. -EINVAL beyond the last, -ENOTSUP for one without queues of images,
 * -ENOENT for one that has gone, and what else the driver answers.
 */
int tessera_inventory_video(
    const struct tessera_inventory *inventory, size_t index, struct tessera_video **video,
    struct tessera_error **error);

struct tessera_renderer;

/* How many GPUs OpenGL takes images of, where the inventory was found with TESSERA_LIBRARY_OPENGL; else 0. */
size_t tessera_inventory_renderer_count(const struct tessera_inventory *inventory);

/* One of them, opened; the caller destroys it. -EINVAL beyond the last. */
int tessera_inventory_renderer(
    const struct tessera_inventory *inventory, size_t index, struct tessera_renderer **renderer);

/* A node that is there and could not be used, and why, as a sentence; NULL beyond the last. */
const char *tessera_inventory_problem(const struct tessera_inventory *inventory, size_t index);

/* What is behind the nodes of an inventory: one physical device. The texts live as long as the inventory. */
struct tessera_hardware {
  size_t size;
  /* Its place on the bus, such as "pci-0000:00:02.0"; else in sysfs, or its node. */
  const char *place;
  /* Its bus, such as "pci" or "platform"; empty where there is none. */
  const char *bus;
  /* Its driver. */
  const char *driver;
  uint32_t node_count, relation_count;
};

/* How many there are, those whose nodes may not be opened too. */
size_t tessera_inventory_hardware_count(const struct tessera_inventory *inventory);

/* One of them, in the order of their places. -EINVAL beyond the last. */
int tessera_inventory_hardware(
    const struct tessera_inventory *inventory, size_t index, struct tessera_hardware *hardware);

/* What a node is for. */
enum tessera_node_kind {
  /* It shows images, draws them, or both (/dev/dri/card...). */
  TESSERA_NODE_CARD = 0,
  /* It draws, for any program (/dev/dri/renderD...). */
  TESSERA_NODE_RENDER = 1,
  /* It tells the graph that V4L2 nodes belong to (/dev/media...). */
  TESSERA_NODE_MEDIA = 2,
  /* It captures, shows, converts or codes images (/dev/video...). */
  TESSERA_NODE_VIDEO = 3,
  /* It sets up one part of a graph (/dev/v4l-subdev...). */
  TESSERA_NODE_SUBDEVICE = 4,
  TESSERA_NODE_OTHER = 5,
};

/* A node by which a device is used. The texts live as long as the inventory. */
struct tessera_node {
  size_t size;
  const char *path;
  /* The media node whose graph it is in; NULL where there is none, or none that could be asked. */
  const char *graph;
  /* An enum tessera_node_kind. */
  uint32_t kind;
  /* Zero. */
  uint32_t reserved;
};

/* A node of a device. -EINVAL beyond the last. */
int tessera_inventory_node(
    const struct tessera_inventory *inventory, size_t hardware, size_t index, struct tessera_node *node);

/* How two devices work together. */
enum tessera_relation_kind {
  /* Parts of both are in one media graph. */
  TESSERA_RELATION_SHARES_GRAPH = 0,
  /* The other has a GPU and no displays, on a chip on which this one has displays and no GPU. */
  TESSERA_RELATION_DRAWS_FOR_IT = 1,
  /* The other has displays and no GPU, on a chip on which this one has a GPU and no displays. */
  TESSERA_RELATION_SHOWS_FOR_IT = 2,
};

/* Another device that works together with one. The text lives as long as the inventory. */
struct tessera_relation {
  size_t size;
  /* The other's place. */
  const char *place;
  /* An enum tessera_relation_kind. */
  uint32_t kind;
  /* Zero. */
  uint32_t reserved;
};

/* A device that works together with one: the renderer of a card that has none. -EINVAL beyond the last. */
int tessera_inventory_relation(
    const struct tessera_inventory *inventory, size_t hardware, size_t index, struct tessera_relation *relation);

/* A size in pixels. */
struct tessera_extent {
  uint32_t width, height;
};

/*
 * Writes down what the devices of an inventory can do, as JSON (Schema/, a document of the kind "recording"), to be
 * used in their place elsewhere: what the command `tessera record` writes. It tells drivers, models, nodes and the
 * kernel's release, and nothing that tells one machine or person from another; of OpenGL and Vulkan where the inventory
 * was found with them; and nothing of quirks, which whoever reads it adds. V4L2 queues are asked about `sizes`, an
 * array of so many or NULL, beside usual ones and those of the screens. Asking may take seconds. The text is put into
 * `json`, and is freed by the caller. -EINVAL for a size of nothing, -ENOMEM.
 */
int tessera_inventory_record(
    const struct tessera_inventory *inventory, const struct tessera_extent *sizes, size_t size_count, char **json,
    struct tessera_error **error);

/* The device nodes that images are shared through, as they come, go and change. */
struct tessera_watch;

/*
 * Begins to hear of devices: through udev's daemon where it runs, when its rules were applied; else from the kernel
 * itself, before a node can be opened by everybody who may. It holds one socket. -EAFNOSUPPORT, -EACCES and the like
 * where netlink sockets are forbidden.
 */
int tessera_watch_create(struct tessera_watch **watch, struct tessera_error **error);

/* Ends a watch, and closes its descriptor. */
void tessera_watch_destroy(struct tessera_watch *watch);

/*
 * The watch's own descriptor, for poll with POLLIN as long as the watch is there; it is not read, nor closed. When poll
 * returns for it, with POLLERR too, ask tessera_watch_next until it has nothing more. -EINVAL for NULL.
 */
int tessera_watch_descriptor(const struct tessera_watch *watch);

/* What has become of a node. */
enum tessera_change_kind {
  /* It is there. */
  TESSERA_CHANGE_ADDED = 0,
  /* It is gone; what was opened through it works no more. */
  TESSERA_CHANGE_REMOVED = 1,
  /* It may answer otherwise: a screen was connected or taken away, its permissions are others, it was reset. */
  TESSERA_CHANGE_CHANGED = 2,
};

/* A node and what has become of it. The texts live as long as the watch. */
struct tessera_change {
  size_t size;
  /* The node, such as "/dev/dri/card0". */
  const char *path;
  /* What it is a part of: drm, video4linux, media, dma_heap or misc. */
  const char *subsystem;
  /* An enum tessera_change_kind. */
  uint32_t kind;
  /* The node's numbers. */
  uint32_t node_major, node_minor;
  /* Zero. */
  uint32_t reserved;
};

/*
 * The next change, without waiting: -EAGAIN where there is none for now. The first are all nodes that are there, as
 * added: ask for those before the first wait. A node is added and removed in turn, and changed in between; where the
 * kernel had no room to keep what happened, the difference is told. An inventory stays as it was found: find it anew.
 * Of threads that share a watch, each change is told to one.
 */
int tessera_watch_next(
    struct tessera_watch *watch, struct tessera_change *change, struct tessera_error **error);

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

/* The node that it was opened by; NULL for NULL. */
const char *tessera_card_path(const struct tessera_card *card);

/* What tells it from other devices, as tessera_participant_create takes it; NULL for NULL. */
const char *tessera_card_device(const struct tessera_card *card);

/*
 * Has the participants and the allocator that are made of a card from now on go by a table of quirks, which is copied;
 * NULL for the library's.
 */
int tessera_card_set_quirks(struct tessera_card *card, const struct tessera_quirks *quirks);

/* What makes linear buffers of this card; the caller destroys it. -ENOTSUP where the driver makes none. */
int tessera_card_allocator(
    const struct tessera_card *card, struct tessera_allocator **allocator, struct tessera_error **error);

/* The planes and connectors of a card, as they were when it was asked. */
struct tessera_displays;

/* Asks a card for its planes and connectors; one without displays has none. It needs no right to the display. */
int tessera_card_displays(
    const struct tessera_card *card, struct tessera_displays **displays, struct tessera_error **error);

/* Ends them. */
void tessera_displays_destroy(struct tessera_displays *displays);

/* What a plane is for. The numbers are those of DRM_PLANE_TYPE_..., of which there may be more one day. */
enum tessera_plane_kind {
  TESSERA_PLANE_OVERLAY = 0,
  TESSERA_PLANE_PRIMARY = 1,
  TESSERA_PLANE_CURSOR = 2,
};

/* A KMS plane. The arrays live as long as the displays. */
struct tessera_display_plane {
  size_t size;
  /* The kernel's number for it. */
  uint32_t plane;
  /* An enum tessera_plane_kind. */
  uint32_t kind;
  /* Bit n is set where it works on the card's CRTC number n. */
  uint32_t possible_crtcs;
  /* How it can turn and mirror an image: a sum of DRM_MODE_ROTATE_... and DRM_MODE_REFLECT_... */
  uint32_t rotations;
  /* What it scans out. */
  const struct tessera_format *formats;
  size_t format_count;
  /* What it changes to without waiting for the screen; NULL where the driver does not tell (before Linux 6.16). */
  const struct tessera_format *async_formats;
  size_t async_format_count;
  /* Sizes that its driver recommends for a pointer, the best first. */
  const struct tessera_extent *size_hints;
  size_t size_hint_count;
};

/* How many planes there are. */
size_t tessera_displays_plane_count(const struct tessera_displays *displays);

/* One of them. -EINVAL beyond the last. */
int tessera_displays_plane(
    const struct tessera_displays *displays, size_t index, struct tessera_display_plane *plane);

/* Whether a screen hangs on a connector. The numbers are those of enum drm_connector_status. */
enum tessera_connector_status {
  TESSERA_CONNECTOR_CONNECTED = 1,
  TESSERA_CONNECTOR_DISCONNECTED = 2,
  TESSERA_CONNECTOR_UNKNOWN = 3,
};

/* A socket for a screen, or memory that pictures are written back to. What it points to lives as long as the displays. */
struct tessera_display_connector {
  size_t size;
  /* What people call it, such as "HDMI-A-1". */
  const char *name;
  /* The kernel's number for it. */
  uint32_t connector;
  /* One of DRM_MODE_CONNECTOR_... */
  uint32_t kind;
  /* An enum tessera_connector_status. */
  uint32_t status;
  /* Bit n is set where the card's CRTC number n can feed it. */
  uint32_t possible_crtcs;
  /* The sizes of its modes, the screen's preferred one first. */
  const struct tessera_extent *sizes;
  size_t size_count;
  /* What pictures are written back in; NULL for a connector of screens. */
  const struct tessera_format *writeback_formats;
  size_t writeback_format_count;
};

/* How many connectors there are. */
size_t tessera_displays_connector_count(const struct tessera_displays *displays);

/* One of them. -EINVAL beyond the last. */
int tessera_displays_connector(
    const struct tessera_displays *displays, size_t index, struct tessera_display_connector *connector);

/* The use of a KMS plane, by the kernel's number for it, that scans the image out. -ENOENT where there is none. */
int tessera_card_plane_participant(
    const struct tessera_card *card, uint32_t plane, const char *name, struct tessera_participant **participant,
    struct tessera_error **error);

/* How much larger or smaller than in memory a plane shows images of one format in one size, found by trying. */
struct tessera_scaling;

/*
 * Finds out how a KMS plane scales, by the kernel's number for it; the kernel has no question for that. It makes test
 * commits, fewer than a hundred, each with a buffer of another size. Nothing changes on the screen, and everything that
 * was made is let go; but the display is taken meanwhile: ask where a user has asked. A screen that is off is tried as
 * if it were on. `width` and `height` are the size on the screen in pixels, which must be that of a mode for a primary
 * plane; both 0 for the whole screen, or a pointer's size. `fourcc` is the format of the buffers; 0 for XR24, AR24 or
 * the first that the card makes. -ENOENT for a plane that is not there, -EBUSY where another program has the display,
 * -ENODEV and what else the driver answers where it stays unknown, with the reason in the error.
 */
int tessera_card_probe_scaling(
    const struct tessera_card *card, uint32_t plane, uint32_t width, uint32_t height, uint32_t fourcc,
    struct tessera_scaling **scaling, struct tessera_error **error);

/* Ends what was found. */
void tessera_scaling_destroy(struct tessera_scaling *scaling);

/* How far images are scaled along one axis, while the other is not: pixels on the screen for pixels of the buffer. */
struct tessera_scaling_axis {
  /* The smallest ratio that was accepted, in lowest terms: 1 and 2 for half the size. */
  uint32_t smallest_shown, smallest_source;
  /* The largest: 4 and 1 for four times the size. */
  uint32_t largest_shown, largest_source;
  /* Whether the next smaller was refused, and the next larger; else that could not be tried. */
  uint8_t ends_below, ends_above;
  /* Zero. */
  uint8_t reserved[6];
};

/* What was found of a plane's scaling. */
struct tessera_scaling_limits {
  size_t size;
  /* The size on the screen, in pixels. */
  uint32_t width, height;
  /* The sizes of buffers that are shown so, in pixels; UINT32_MAX where no limit was met. */
  uint32_t min_width, min_height, max_width, max_height;
  struct tessera_scaling_axis horizontal, vertical;
  /* The format of the buffers that were tried. */
  uint32_t fourcc;
  /* Whether everything within the limits that was tried was accepted; else test a size before it is used. */
  uint8_t is_gapless;
  /* Whether images are shown in their own size alone. */
  uint8_t is_fixed;
  /* Zero. */
  uint8_t reserved[2];
};

/* Tells what was found. */
int tessera_scaling_limits(const struct tessera_scaling *scaling, struct tessera_scaling_limits *limits);

/* What was found in a few words, such as "scales by 1/2 to 4". */
char *tessera_scaling_describe(const struct tessera_scaling *scaling);

/*
 * The same use of a plane for images that are shown in another size than their own: what was found of its scaling is
 * part of its terms, and explained. `scalings` are of this plane, all shown in one size, and one for each format that
 * is meant: an array of so many, whose handles stay the caller's; without any, the terms say nothing of what is shown.
 */
int tessera_card_plane_participant_scaled(
    const struct tessera_card *card, uint32_t plane, const struct tessera_scaling *const *scalings,
    size_t scaling_count, const char *name, struct tessera_participant **participant, struct tessera_error **error);

/*
 * The use of a connector, by the kernel's number for it, that writes a CRTC's picture into the image. The problem's size
 * must be that of the CRTC's mode. A connector for screens takes part and takes nothing. -ENOENT where there is none.
 */
int tessera_card_writeback_participant(
    const struct tessera_card *card, uint32_t connector, const char *name, struct tessera_participant **participant,
    struct tessera_error **error);

/*
 * Whether the card takes a buffer as a framebuffer, tried for real and let go again. It needs no right to the display.
 * On a refusal, `lesson`, if it is not NULL, is set to the enum tessera_lesson that tessera_negotiation_refuse wants.
 */
int tessera_card_try(
    const struct tessera_card *card, const struct tessera_buffer *buffer, uint32_t *lesson,
    struct tessera_error **error);

/* A V4L2 node that captures images. */
struct tessera_camera;

/* Opens a camera (/dev/video...). */
int tessera_camera_open(const char *path, struct tessera_camera **camera, struct tessera_error **error);

/*
 * Opens the camera of a descriptor that is the caller's and stays so. It is looked at during this call and never
 * duplicated: the camera gets an open file of its own, which shares no queue with the caller's. As long as the caller's
 * has buffers, the camera answers what it can do and takes none itself. -ENOTTY for a descriptor of something else.
 */
int tessera_camera_reopen(int descriptor, struct tessera_camera **camera, struct tessera_error **error);

/* Ends a camera. */
void tessera_camera_destroy(struct tessera_camera *camera);

/* The node that it was opened by; NULL for NULL. */
const char *tessera_camera_path(const struct tessera_camera *camera);

/* Has the participants that are made of a camera from now on go by a table of quirks; as tessera_card_set_quirks. */
int tessera_camera_set_quirks(struct tessera_camera *camera, const struct tessera_quirks *quirks);

/*
 * The use of a camera that captures images of a size in pixels. What it can do is tried on the device. One that imports
 * no dma-bufs takes those of its own queue alone: tessera_camera_importer_in_memory_of.
 */
int tessera_camera_participant(
    const struct tessera_camera *camera, uint32_t width, uint32_t height, const char *name,
    struct tessera_participant **participant, struct tessera_error **error);

/*
 * Whether a camera imports dma-bufs: 1, or 0 for one that works in the memory of its own queue alone. -EINVAL for NULL.
 */
int tessera_camera_takes_dma_buffers(const struct tessera_camera *camera);

/*
 * What makes images of a size in pixels in the memory of a camera's own queue: one allocator for images in one dma-buf,
 * and one for the formats with a dma-buf for each plane, as far as the driver has such. `count` is set to how many there
 * are, 0 for a size that the camera does not make; as many of them as there is `room` for, in this order, are put into
 * `allocators`, an array of so many, and the caller destroys them. The buffers of a camera that imports no dma-bufs keep
 * their slots: then its importer is tessera_camera_importer_in_memory_of. They go last in a problem: whoever else makes
 * the buffers leaves the queue alone.
 */
int tessera_camera_own_allocators(
    const struct tessera_camera *camera, uint32_t width, uint32_t height, struct tessera_allocator **allocators,
    size_t room, size_t *count, struct tessera_error **error);

/* A V4L2 node of any kind, with its queues of images: a camera, an output, or both sides of a converter or codec. */
struct tessera_video;

/* Which of a node's queues. */
enum tessera_side {
  /* Where images come out: a camera's, or the results of a converter. */
  TESSERA_SIDE_CAPTURE = 0,
  /* Where images go in: a screen's, or what a converter works on. */
  TESSERA_SIDE_OUTPUT = 1,
};

/* Opens a node (/dev/video...). -ENOTSUP for one without queues of images. */
int tessera_video_open(const char *path, struct tessera_video **video, struct tessera_error **error);

/*
 * Opens the node of a descriptor that is the caller's and stays so, as tessera_camera_reopen does. What the caller has
 * set on its own open file is not seen.
 */
int tessera_video_reopen(int descriptor, struct tessera_video **video, struct tessera_error **error);

/* Ends a node. */
void tessera_video_destroy(struct tessera_video *video);

/* The node that it was opened by; NULL for NULL. */
const char *tessera_video_path(const struct tessera_video *video);

/* Has the participants that are made of a node from now on go by a table of quirks; as tessera_card_set_quirks. */
int tessera_video_set_quirks(struct tessera_video *video, const struct tessera_quirks *quirks);

/*
 * The use of a queue by images of a size in pixels; `side` is an enum tessera_side. What it can do is tried on the
 * device. -ENOENT for a side that the node does not have.
 */
int tessera_video_participant(
    const struct tessera_video *video, uint32_t side, uint32_t width, uint32_t height, const char *name,
    struct tessera_participant **participant, struct tessera_error **error);

/* How a queue makes buffers; several are added up. */
enum tessera_video_flags {
  /* Every plane in a dma-buf of its own: drivers have formats of their own for that. */
  TESSERA_VIDEO_SEPARATE_PLANES = 1,
  /* Memory that the CPU reads faster and that must be synchronised, where the driver has a choice. */
  TESSERA_VIDEO_NOT_COHERENT = 2,
  /* Buffers keep their slots in the queue, for a camera that works in them: tessera_camera_importer_in_memory_of. */
  TESSERA_VIDEO_KEEPING_SLOTS = 4,
};

/*
 * What makes buffers in a queue's own memory, for images of a size in pixels; the caller destroys it. Each buffer is
 * cut loose from the queue at once, unless it is to keep its slot, so that the device takes it like any other. `flags`
 * is a sum of enum tessera_video_flags, or 0. -ENOENT as above.
 */
int tessera_video_allocator(
    const struct tessera_video *video, uint32_t side, uint32_t width, uint32_t height, uint32_t flags,
    struct tessera_allocator **allocator, struct tessera_error **error);

/*
 * What makes images of a size in the memory of one of a node's queues, as tessera_camera_own_allocators tells of a
 * camera's. -ENOENT as above.
 */
int tessera_video_own_allocators(
    const struct tessera_video *video, uint32_t side, uint32_t width, uint32_t height,
    struct tessera_allocator **allocators, size_t room, size_t *count, struct tessera_error **error);

/* What OpenGL takes of a GPU, as EGL tells it. */
struct tessera_renderer;

/* What a renderer does with an image. */
enum tessera_renderer_use {
  TESSERA_RENDERER_SAMPLES = 0,
  TESSERA_RENDERER_DRAWS = 1,
};

/*
 * Opens a GPU's render node (/dev/dri/renderD...) through EGL. It loads OpenGL's driver into the process, which takes
 * time and memory. -ENOTSUP in a library that was built without GBM.
 */
int tessera_renderer_open(const char *path, struct tessera_renderer **renderer, struct tessera_error **error);

/* Opens Mesa's software, which has no node. -ENODEV where there is none; -ENOTSUP as above. */
int tessera_renderer_open_software(struct tessera_renderer **renderer, struct tessera_error **error);

/* Ends a renderer. */
void tessera_renderer_destroy(struct tessera_renderer *renderer);

/* Its render node, or the card that was asked for; NULL for Mesa's software, which has no node, and for NULL. */
const char *tessera_renderer_path(const struct tessera_renderer *renderer);

/* What tells its device from others, as tessera_participant_create takes it; NULL for NULL. */
const char *tessera_renderer_device(const struct tessera_renderer *renderer);

/* The use of a renderer that samples the image or draws into it; `use` is an enum tessera_renderer_use. */
int tessera_renderer_participant(
    const struct tessera_renderer *renderer, uint32_t use, const char *name,
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

/* Devices that are written down, in place of those that are here. */
struct tessera_recording;

/*
 * Reads what is known of devices, `length` bytes of UTF-8: what tessera_inventory_record or the command `tessera record`
 * wrote, a profile of one device (Schema/), or the output of `drm_info -j`, told apart by their content. The device of a
 * profile is called `name`, such as that of its file; NULL for "profile". All that is in it goes by `quirks`, which are
 * copied; NULL for the library's table. -EBADMSG for what is none of these.
 */
int tessera_recording_read(
    const char *json, size_t length, const char *name, const struct tessera_quirks *quirks,
    struct tessera_recording **recording, struct tessera_error **error);

/* Ends a recording. */
void tessera_recording_destroy(struct tessera_recording *recording);

/*
 * Makes a recording of the devices of two, as if all were on one machine; both stay as they are. What the other calls as
 * this one calls another has `name` before it: a second "card0" is "name.card0". The processor and the system's memory
 * are the same everywhere, and come once. All goes by the table of quirks of the first. -EEXIST where there is a
 * "name.card0" as well.
 */
int tessera_recording_join(
    const struct tessera_recording *recording, const struct tessera_recording *other, const char *name,
    struct tessera_recording **joined, struct tessera_error **error);

/*
 * Writes a recording that was read or joined, as JSON (Schema/, a document of the kind "recording"); nothing of quirks is
 * in it. The text is freed by the caller; NULL for NULL, and where there is no memory.
 */
char *tessera_recording_write(const struct tessera_recording *recording);

/* How many allocators there are in it. */
size_t tessera_recording_allocator_count(const struct tessera_recording *recording);

/*
 * One of them; the caller destroys it. A problem takes it like any other, and buffers it makes none: -ENODEV. -EINVAL
 * beyond the last.
 */
int tessera_recording_allocator(
    const struct tessera_recording *recording, size_t index, struct tessera_allocator **allocator);

/* What somebody in a recording can do with images. The texts live as long as the recording. */
struct tessera_recorded_role {
  size_t size;
  /* Who, such as "card0". */
  const char *member;
  /* The role, with what tells it from others of the same member, such as "scanout:plane=31". */
  const char *role;
  /* Its node where it was recorded; NULL for what has none. */
  const char *path;
  /* What it is, in a few words. */
  const char *meaning;
  /* The size that suits it best, in pixels; 0 where it has no wish. */
  uint32_t width, height;
};

/* How many roles there are: a member has one or several. */
size_t tessera_recording_role_count(const struct tessera_recording *recording);

/* One of them, in the order of the recording. -EINVAL beyond the last. */
int tessera_recording_role(
    const struct tessera_recording *recording, size_t index, struct tessera_recorded_role *role);

/*
 * The use of a member, by its name or its node, in a role: its word, and what tells it from others of that word, such as
 * "scanout:plane=primary"; NULL for the first. A V4L2 queue that was not asked about images of this size takes part and
 * takes nothing, and says so in the conflict. -ENOENT for somebody or a role that is not there, with who is in the error.
 */
int tessera_recording_participant(
    const struct tessera_recording *recording, const char *member, const char *role, uint32_t width, uint32_t height,
    const char *name, struct tessera_participant **participant, struct tessera_error **error);

/* A node that was there and could not be used, and why, as a sentence; NULL beyond the last. */
const char *tessera_recording_problem(const struct tessera_recording *recording, size_t index);

/* ---- Wayland: what clients are told about their buffers ---- */

/*
 * What tells the device behind the number of its node, the st_rdev of stat and fstat, from other devices, for
 * tessera_participant_create; it is put into `device`, and freed by the caller. -ENOENT where no node has the number.
 */
int tessera_device_find(uint64_t number, char **device, struct tessera_error **error);

/*
 * Feedback of the protocol linux-dmabuf (zwp_linux_dmabuf_feedback_v1): tranches of formats with modifiers, the best
 * first, each for a device, and one table that they take their rows from. A compositor adds tranches and sends them; a
 * client reads what was sent and takes part. Devices are numbered as the protocol numbers them, by dev_t.
 */
struct tessera_feedback;

/* Begins feedback without tranches. `main_device` is the one that buffers should be made on, where no more is known. */
int tessera_feedback_create(uint64_t main_device, struct tessera_feedback **feedback, struct tessera_error **error);

/*
 * Reads the table of the event format_table, `bytes` as the client has mapped them, which are copied; its tranches are
 * added by tessera_feedback_add_rows. -EBADMSG where they are no whole rows of 16 bytes, or more than 65536 rows.
 */
int tessera_feedback_read(
    uint64_t main_device, const void *table, size_t bytes, struct tessera_feedback **feedback,
    struct tessera_error **error);

/* Ends feedback. */
void tessera_feedback_destroy(struct tessera_feedback *feedback);

/* What is done with the buffers of a tranche. The numbers are those of the protocol. */
enum tessera_tranche_flags {
  /* The target device tries to show them without a copy. */
  TESSERA_TRANCHE_SCANOUT = 1,
};

/*
 * Adds a tranche behind those that are there, and to the table what it has not. `flags` is a sum of enum
 * tessera_tranche_flags; bits that are not known are kept. The formats are copied; TESSERA_MODIFIER_IMPLICIT is a layout
 * that the target device knows. -EINVAL for none, -EBADMSG where the table is full: then nothing is added.
 */
int tessera_feedback_add_tranche(
    struct tessera_feedback *feedback, uint64_t target_device, uint32_t flags, const struct tessera_format *formats,
    size_t format_count, struct tessera_error **error);

/*
 * The same for everything that a participant takes: a tranche for each of its offers, the best first. Formats and layouts
 * that are any have no row and are left out, as are implicit layouts of another device than the participant's. -ENODATA
 * where no row is left.
 */
int tessera_feedback_add_participant(
    struct tessera_feedback *feedback, uint64_t target_device, uint32_t flags,
    const struct tessera_participant *participant, struct tessera_error **error);

/*
 * Adds a tranche as a client is told it: rows of the table, `indices` of the event tranche_formats, so many of two bytes
 * each, which are copied. None is a tranche without formats. -EBADMSG for a row that the table does not have.
 */
int tessera_feedback_add_rows(
    struct tessera_feedback *feedback, uint64_t target_device, uint32_t flags, const uint16_t *indices,
    size_t index_count, struct tessera_error **error);

/* The device that buffers should be made on, where no more is known; 0 for NULL. */
uint64_t tessera_feedback_main_device(const struct tessera_feedback *feedback);

/*
 * The table as a memory file for the event format_table, for the caller to close, close-on-exec, and its size in bytes.
 * It is sealed: nobody can change it, so that it does for all clients until a tranche is added. Clients map it as
 * MAP_PRIVATE, as the protocol demands.
 */
int tessera_feedback_export_table(
    const struct tessera_feedback *feedback, int *descriptor, uint32_t *bytes, struct tessera_error **error);

/* How many tranches there are. */
size_t tessera_feedback_tranche_count(const struct tessera_feedback *feedback);

/* A tranche. The arrays live as long as the feedback. */
struct tessera_tranche {
  size_t size;
  uint64_t target_device;
  /* Its rows of the table, as the event tranche_formats has them. */
  const uint16_t *indices;
  /* What stands in them. */
  const struct tessera_format *formats;
  /* How many there are. */
  size_t format_count;
  /* A sum of enum tessera_tranche_flags. */
  uint32_t flags;
  /* Zero. */
  uint32_t reserved;
};

/* One of them, the best first. -EINVAL beyond the last. */
int tessera_feedback_tranche(
    const struct tessera_feedback *feedback, size_t index, struct tessera_tranche *tranche);

/*
 * The compositor's side of a negotiation, for a client: an offer for each tranche, the best first. Devices are those
 * that tessera_device_find finds on this machine, so that implicit layouts are those of its allocators; one that is not
 * here is called by its number, such as "226:128". The participant's own device is the main device.
 */
int tessera_feedback_participant(
    const struct tessera_feedback *feedback, const char *name, struct tessera_participant **participant,
    struct tessera_error **error);

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

/*
 * A descriptor of the memory of a dma-buf as a memory file, for the caller to close, close-on-exec: for a pool of wl_shm
 * and whoever else maps a memfd. It has at least tessera_buffer_bytes, and planes lie in it where tessera_buffer_plane
 * says. It can grow and never shrink, so that a compositor may trust it. Devices that use the buffer know nothing of who
 * maps it: waiting for them is up to the caller. Buffers of shared memory have one, and of udmabuf where it was opened
 * with TESSERA_UDMABUF_KEEPING_MEMORY_FILES; -ENOTSUP for all others, -EINVAL beyond the last.
 */
int tessera_buffer_export_memory_file(
    const struct tessera_buffer *buffer, uint32_t index, int *descriptor, struct tessera_error **error);

/* The bytes of a dma-buf; 0 beyond the last. */
uint64_t tessera_buffer_bytes(const struct tessera_buffer *buffer, uint32_t index);

/* What kind of file memory is behind. */
enum tessera_memory_kind {
  /* A dma-buf: devices import it. */
  TESSERA_MEMORY_DMA_BUFFER = 0,
  /* A memory file (memfd): the CPU's alone, or another process's. */
  TESSERA_MEMORY_FILE = 1,
};

/* A piece of memory, whatever descriptor it is reached by. */
struct tessera_memory {
  size_t size;
  uint64_t bytes;
  /* The st_dev and st_ino of fstat: no other memory that is open now has both. */
  uint64_t device, inode;
  /* An enum tessera_memory_kind. */
  uint32_t kind;
  /* Zero. */
  uint32_t reserved;
};

/* Tells what a dma-buf is. -EINVAL for one that is not there. */
int tessera_buffer_memory(
    const struct tessera_buffer *buffer, uint32_t index, struct tessera_memory *memory, struct tessera_error **error);

/* What the buffer is, as an agreement with the planes and bytes that it has, also where a driver laid it out. */
int tessera_buffer_agreement(
    const struct tessera_buffer *buffer, struct tessera_agreement **agreement, struct tessera_error **error);

/* Bytes that the CPU was given to read or write through this buffer's accesses so far; 0 for NULL. */
uint64_t tessera_buffer_touched_bytes(const struct tessera_buffer *buffer);

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
 * (TESSERA_FOREVER for no limit): else -ETIMEDOUT. Accesses may be nested and overlap. -EPERM for writing what can only
 * be read.
 */
int tessera_buffer_begin_access(
    const struct tessera_buffer *buffer, uint32_t plane, uint32_t direction, int64_t timeout,
    struct tessera_access *access, struct tessera_error **error);

/* Ends an access that was begun. */
int tessera_buffer_end_access(
    const struct tessera_buffer *buffer, uint32_t plane, uint32_t direction, struct tessera_error **error);

/*
 * The same of all planes at once, in one bracket over every dma-buf; the timeout is for all of them together. `accesses`
 * is an array of as many as the buffer has planes, each with its size; `count` is how many: -EINVAL for another number.
 * It ends with tessera_buffer_end_access_all and the same direction.
 */
int tessera_buffer_begin_access_all(
    const struct tessera_buffer *buffer, uint32_t direction, int64_t timeout, struct tessera_access *accesses,
    uint32_t count, struct tessera_error **error);

/* Ends an access to all planes that was begun. */
int tessera_buffer_end_access_all(
    const struct tessera_buffer *buffer, uint32_t direction, struct tessera_error **error);

/*
 * Copies the pixels of an image that GBM made into rows of the caller's, whatever its layout: `bytes` of memory with
 * `stride` bytes from one row to the next. The driver untiles where it must. -EINVAL for rows that are too short or too
 * few, for buffers of other allocators, and for images of several planes.
 */
int tessera_buffer_read_rows(
    const struct tessera_buffer *buffer, void *rows, size_t bytes, uint64_t stride, struct tessera_error **error);

/* The other way: copies the caller's rows into the image. */
int tessera_buffer_write_rows(
    const struct tessera_buffer *buffer, const void *rows, size_t bytes, uint64_t stride,
    struct tessera_error **error);

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

/* ---- Live buffers: who holds which dma-bufs now ---- */

/* The dma-bufs that are alive, as far as this process may see them. */
struct tessera_live_buffers;

/*
 * Looks at one process, by its number, or, for 0, at all that there are and at what drivers hold alone. It reads /proc,
 * and debugfs where that may be read: for diagnosis, not for every frame. -ENOENT where there is no such process,
 * -EACCES for one of another user.
 */
int tessera_live_buffers_find(
    int32_t process, struct tessera_live_buffers **buffers, struct tessera_error **error);

/* Ends what was seen. */
void tessera_live_buffers_destroy(struct tessera_live_buffers *buffers);

/* How many dma-bufs there are. */
size_t tessera_live_buffers_count(const struct tessera_live_buffers *buffers);

/* A dma-buf that somebody holds. The texts live as long as what was seen. */
struct tessera_live_buffer {
  size_t size;
  /* Its number on the file system of dma-bufs, the st_ino of fstat; unique while it lives. */
  uint64_t inode;
  uint64_t bytes;
  /* How long ago it was made, in nanoseconds; -1 where that is not known. */
  int64_t age;
  /* Descriptors of all processes, mappings and drivers together; -1 where the kernel does not tell. */
  int64_t references;
  /* The name that it was given, such as by tessera_allocator_allocate; NULL where nobody gave one. */
  const char *name;
  /* The driver that made it, such as "system" or "udmabuf". */
  const char *exporter;
  /* Processes that hold it: none where only drivers do, or processes that may not be read. */
  uint32_t holder_count;
  /* Devices that are attached to it, where the kernel lets that be read. */
  uint32_t device_count;
};

/* One of them, by their inodes. -EINVAL beyond the last. */
int tessera_live_buffers_buffer(
    const struct tessera_live_buffers *buffers, size_t index, struct tessera_live_buffer *buffer);

/* A process and what it has of a buffer. What it points to lives as long as what was seen. */
struct tessera_holder {
  size_t size;
  /* What the process calls itself. */
  const char *command;
  /* Its descriptors of the buffer. */
  const int32_t *descriptors;
  uint32_t descriptor_count;
  /* How often it has the buffer mapped. */
  uint32_t mapping_count;
  /* Its number. */
  int32_t process;
  /* Zero. */
  uint32_t reserved;
};

/* One who holds a buffer. -EINVAL beyond the last. */
int tessera_live_buffers_holder(
    const struct tessera_live_buffers *buffers, size_t buffer, size_t index, struct tessera_holder *holder);

/* A device that is attached to a buffer; NULL beyond the last. */
const char *tessera_live_buffers_device(const struct tessera_live_buffers *buffers, size_t buffer, size_t index);

/* A place that may not be read, so that more may be held there, and why, as a sentence; NULL beyond the last. */
const char *tessera_live_buffers_problem(const struct tessera_live_buffers *buffers, size_t index);

/* ---- Importers: who tries buffers for real ---- */

/*
 * A device that tells whether it takes buffers by taking them, for one participant of a problem: what a device says of
 * itself is not always so. Hand importers to tessera_negotiation_verify, or have one take buffers from elsewhere, such
 * as a client's. It keeps what it has taken until it takes other buffers, is released, or ends.
 */
struct tessera_importer;

/* How far it is proved that somebody takes the buffers; each level includes those below it. */
enum tessera_proof_level {
  /* Nothing was tried. */
  TESSERA_PROOF_NONE = 0,
  /* The device has taken the buffers. */
  TESSERA_PROOF_IMPORT = 1,
  /* The driver would show them: a commit was tested, and the screen is as it was. */
  TESSERA_PROOF_TEST = 2,
  /* What one side wrote, another has read where it was agreed to be. */
  TESSERA_PROOF_PATTERN = 3,
};

/*
 * A card that takes buffers as framebuffers, which needs no right to the display. With a KMS plane, by the kernel's
 * number for it, one is also tried in a test commit where the display can be had for a moment; 0 for none. -ENOENT for
 * a plane that is not there. `name` is, here and below, that of the participant in the problem.
 */
int tessera_card_importer(
    const struct tessera_card *card, uint32_t plane, const char *name, struct tessera_importer **importer,
    struct tessera_error **error);

/*
 * The same with a plane that shows images in a size on the screen, in pixels, that is not their own: the test commit is
 * made in that size. -EINVAL where it is zero, -ENOENT for a plane that is not there, 0 too.
 */
int tessera_card_importer_shown_as(
    const struct tessera_card *card, uint32_t plane, uint32_t width, uint32_t height, const char *name,
    struct tessera_importer **importer, struct tessera_error **error);

/*
 * A connector that writes a CRTC's picture into buffers, by the kernel's number for it. One is tried in a test commit
 * where the display can be had; for a pattern a picture of the library's own is shown and written into each for a moment,
 * on a CRTC that is off where there is one. -ENOENT for a connector that is not there.
 */
int tessera_card_writeback_importer(
    const struct tessera_card *card, uint32_t connector, const char *name, struct tessera_importer **importer,
    struct tessera_error **error);

/*
 * A camera that takes buffers into its queue, which it needs for itself as long as it has them; for a pattern it
 * captures a frame. Release it before capturing by means of your own.
 */
int tessera_camera_importer(
    const struct tessera_camera *camera, const char *name, struct tessera_importer **importer,
    struct tessera_error **error);

/*
 * A camera that works in the memory of its own queue: it takes buffers of `allocator` only, which
 * tessera_video_allocator made of the same node with TESSERA_VIDEO_KEEPING_SLOTS, and frames arrive in those slots.
 * -ENOTSUP for another kind of allocator.
 */
int tessera_camera_importer_in_memory_of(
    const struct tessera_camera *camera, const struct tessera_allocator *allocator, const char *name,
    struct tessera_importer **importer, struct tessera_error **error);

/* The same of any V4L2 queue; for a pattern a converter converts an image. `side` is an enum tessera_side. */
int tessera_video_importer(
    const struct tessera_video *video, uint32_t side, const char *name, struct tessera_importer **importer,
    struct tessera_error **error);

/*
 * The GPU behind an allocator of GBM's or Vulkan's, which takes buffers through that; for a pattern GBM reads what the
 * CPU wrote, and Vulkan copies it and makes what the CPU reads, as its uses are. -ENOTSUP for all others.
 */
int tessera_allocator_importer(
    const struct tessera_allocator *allocator, const char *name, struct tessera_importer **importer,
    struct tessera_error **error);

/*
 * A GPU that makes EGL images of buffers, as textures and renderbuffers are made of; `use` is an enum
 * tessera_renderer_use. For a pattern OpenGL samples what the CPU wrote, or draws what the CPU reads, in a context of the
 * library's own; luma and chroma it samples through external textures. What is current on the thread is so again
 * afterwards.
 */
int tessera_renderer_importer(
    const struct tessera_renderer *renderer, uint32_t use, const char *name, struct tessera_importer **importer,
    struct tessera_error **error);

/* The CPU, which maps buffers; for a pattern it reads through one mapping what it wrote through another. */
int tessera_cpu_importer(const char *name, struct tessera_importer **importer, struct tessera_error **error);

/*
 * An importer of the caller's own. `data` is passed to each function; they are called by whoever uses the importer,
 * from any thread. A function that refuses returns a negative errno, and may set `lesson` to the enum tessera_lesson
 * that follows from it (TESSERA_LESSON_FORMAT is there already), and `reason` to why, in words that live until the next
 * call.
 */
struct tessera_importer_functions {
  size_t size;
  /*
   * Makes ready for an agreement and takes all buffers, before their first use; what was taken before is let go. The
   * buffers and the agreement are the library's: take a reference to a buffer to keep it. Returns 0, or refuses and
   * keeps none.
   */
  int (*take)(
      void *data, struct tessera_buffer *const *buffers, size_t count, const struct tessera_agreement *agreement,
      uint32_t *lesson, const char **reason);
  /*
   * Tries what it has taken further, up to `level` (an enum tessera_proof_level, above TESSERA_PROOF_IMPORT), and sets
   * `reached` to how far it came and `reason` to what was done, or to why not further: what cannot be tried is no
   * refusal. Returns 0, or refuses. May be NULL.
   */
  int (*prove)(void *data, uint32_t level, uint32_t *reached, uint32_t *lesson, const char **reason);
  /* Lets go of everything that was taken, if anything was; may be NULL. */
  void (*release)(void *data);
  /* Called once, when the importer is no longer needed; what is still taken is to be let go. May be NULL. */
  void (*destroy)(void *data);
};

/*
 * Plugs in an importer of the caller's own. The functions are copied, `data` is not: it must live until `destroy` was
 * called. When this fails, `destroy` is not called.
 */
int tessera_importer_create(
    const char *name, const struct tessera_importer_functions *functions, void *data,
    struct tessera_importer **importer, struct tessera_error **error);

/* Ends an importer, which lets go of what it has taken. */
void tessera_importer_destroy(struct tessera_importer *importer);

/*
 * Has an importer take buffers that belong together. `agreement` is what they were made for; NULL for what the first
 * one says of itself. -ENOTSUP where the device refuses; then nothing is taken, and `lesson`, if it is not NULL, is set
 * to the enum tessera_lesson that tessera_negotiation_refuse wants. -EINVAL for no buffers, and for those that the
 * agreement is not about.
 */
int tessera_importer_take(
    struct tessera_importer *importer, struct tessera_buffer *const *buffers, size_t count,
    const struct tessera_agreement *agreement, uint32_t *lesson, struct tessera_error **error);

/* Lets go of everything that was taken, if anything was. */
int tessera_importer_release(struct tessera_importer *importer);

/* ---- Verification: negotiate until everybody has really taken the buffers ---- */

/* An agreement with the buffers that were made for it and how far each participant was tried with them. */
struct tessera_verification;

/*
 * Takes the best agreement, has its allocator make the buffers, has all importers take all of them, and has each try
 * them further, up to `level`, an enum tessera_proof_level. A refusal, or an allocator that fails, teaches the
 * negotiation, and the next best agreement is tried. What cannot be tried here is no refusal: the proofs say how far
 * each was tried.
 *
 * `allocators` are those of the problem; `importers` one for each participant that can be tried here, in any order.
 * Both are arrays of so many, and their handles stay the caller's. Importers keep the buffers until they are released.
 * `name` is set on the dma-bufs; NULL for "tessera".
 *
 * A pattern means that cameras deliver a frame and converters convert one: it may take seconds. Meanwhile every other
 * call that would change the negotiation is -EBUSY. -ENOENT where nothing suits everybody; then `conflict`, if it is
 * not NULL, is set to why. Also -ENOENT for an importer whose participant is not in the problem. When it fails, no
 * buffers are left.
 */
int tessera_negotiation_verify(
    struct tessera_negotiation *negotiation, uint32_t level, struct tessera_allocator *const *allocators,
    size_t allocator_count, struct tessera_importer *const *importers, size_t importer_count, const char *name,
    struct tessera_verification **verification, struct tessera_conflict **conflict, struct tessera_error **error);

/* Ends a verification; its buffers end where nobody else has a reference. */
void tessera_verification_destroy(struct tessera_verification *verification);

/* How far everybody was tried at least, an enum tessera_proof_level. */
uint32_t tessera_verification_level(const struct tessera_verification *verification);

/* What was agreed, as long as the verification is there; NULL for NULL. */
const struct tessera_agreement *tessera_verification_agreement(const struct tessera_verification *verification);

/* How many buffers there are: as many as were agreed. */
size_t tessera_verification_buffer_count(const struct tessera_verification *verification);

/* A buffer, as long as the verification is there; NULL beyond the last. Take a reference to keep it longer. */
struct tessera_buffer *tessera_verification_buffer(const struct tessera_verification *verification, size_t index);

/* How far a participant was tried. The texts live as long as the verification. */
struct tessera_proof {
  size_t size;
  /* Its name in the problem. */
  const char *participant;
  /* What was done, as the rest of a sentence that begins with the participant; empty where nothing was. */
  const char *deed;
  /* Why it was not tried further; NULL where it was tried as far as asked. */
  const char *limit;
  /* An enum tessera_proof_level. */
  uint32_t level;
  /* Zero. */
  uint32_t reserved;
};

/* How many participants there are. */
size_t tessera_verification_proof_count(const struct tessera_verification *verification);

/* How far one was tried, in the order of the problem. -EINVAL beyond the last. */
int tessera_verification_proof(
    const struct tessera_verification *verification, size_t index, struct tessera_proof *proof);

/* What it takes to let somebody join when the buffers are in use. */
struct tessera_admission {
  size_t size;
  /* 0 if it has taken the buffers that there are; 1 if all must be made anew. */
  uint32_t is_move;
  /* How many buffers must be made: beside those that there are, or anew. */
  uint32_t buffer_count;
  /* The bytes of those; 0 where a driver decides. */
  uint64_t bytes;
};

/*
 * Lets a participant join whose turn comes when the buffers of a verification are in use. It is tried with those first:
 * where its terms and its importer (NULL where nothing here takes buffers for it) take them, nobody else notices. Where
 * not, the best agreement for everybody is answered, with what it costs; nothing of it is made. The participant is part
 * of the negotiation from then on, also after a conflict. -EEXIST where one of its name is there, -ENOENT where nothing
 * suits everybody; then `conflict`, if it is not NULL, is set to why.
 */
int tessera_negotiation_admit(
    struct tessera_negotiation *negotiation, const struct tessera_participant *participant,
    struct tessera_importer *importer, const struct tessera_verification *in_use, struct tessera_admission *admission,
    struct tessera_agreement **agreement, struct tessera_conflict **conflict, struct tessera_error **error);

/* What a negotiation tells while it is being verified. */
enum tessera_topic {
  /* An agreement is tried. */
  TESSERA_TOPIC_AGREEMENT = 0,
  /* It could not be allocated. */
  TESSERA_TOPIC_FAILURE = 1,
  /* A participant refused it. */
  TESSERA_TOPIC_REFUSAL = 2,
  /* A participant was tried, and how far. */
  TESSERA_TOPIC_PROOF = 3,
};

/*
 * Has tessera_negotiation_verify tell what happens when it happens; NULL for nobody. `tell` is called in the thread
 * that verifies, with `data`, which is the caller's, an enum tessera_topic, of which there may be more one day, and a
 * sentence that lives until it returns. A verification that has begun tells whom it began with. What devices could not
 * be opened is told by tessera_inventory_problem and by errors.
 */
int tessera_negotiation_set_log(
    struct tessera_negotiation *negotiation, void (*tell)(void *data, uint32_t topic, const char *sentence),
    void *data);

/* ---- Synchronisation ---- */

/* Work of devices that somebody waits for; it signals once. */
struct tessera_fence;

/* Takes a sync file over; on failure the descriptor stays the caller's. -EINVAL for what is none. */
int tessera_fence_create(int sync_file, struct tessera_fence **fence, struct tessera_error **error);

/* Ends a fence. */
void tessera_fence_destroy(struct tessera_fence *fence);

/*
 * Waits for it, `timeout` nanoseconds at most; 0 asks only, TESSERA_FOREVER has no limit. -ETIMEDOUT when it is not
 * over.
 */
int tessera_fence_wait(const struct tessera_fence *fence, int64_t timeout, struct tessera_error **error);

/* How it stands with a fence. */
struct tessera_fence_status {
  size_t size;
  /* When the last of its work was done, in nanoseconds of CLOCK_MONOTONIC; -1 before that, and where it is not known. */
  int64_t signalled_at;
  /* Why its work failed, a negative errno; 0 where it did not. */
  int32_t failure;
  /* Whether everything is done, or has failed. */
  uint8_t is_signalled;
  /* Zero. */
  uint8_t reserved[3];
};

/* Tells how it stands, without waiting. */
int tessera_fence_status(
    const struct tessera_fence *fence, struct tessera_fence_status *status, struct tessera_error **error);

/* A fence that signals when both have. */
int tessera_fence_merge(
    const struct tessera_fence *one, const struct tessera_fence *other, struct tessera_fence **merged,
    struct tessera_error **error);

/* A sync file of it for the caller to close. -ENOTSUP on kernels without sync files of buffers (before Linux 6.0). */
int tessera_fence_export(const struct tessera_fence *fence, int *sync_file, struct tessera_error **error);

/*
 * What a device may still do to memory that is new, for whoever does not respect the buffer's own fences. -ENODATA where
 * nothing was begun.
 */
int tessera_buffer_initial_fence(
    const struct tessera_buffer *buffer, struct tessera_fence **fence, struct tessera_error **error);

/* What an access of `direction` has to wait for: a reader for those that write, a writer for everybody. */
int tessera_buffer_fence(
    const struct tessera_buffer *buffer, uint32_t direction, struct tessera_fence **fence,
    struct tessera_error **error);

/* Lets everybody who respects the buffer's own fences wait for `fence`. -ENOTSUP before Linux 6.0. */
int tessera_buffer_attach_fence(
    const struct tessera_buffer *buffer, uint32_t direction, const struct tessera_fence *fence,
    struct tessera_error **error);

/*
 * Numbered points in the work of devices, each reached once and in order (a DRM timeline syncobj). Unlike a fence, a
 * point can be waited for before anybody works towards it. One that is reached has reached all before it.
 */
struct tessera_timeline;

/* Makes a timeline at point 0 on a card. -ENOTSUP where its driver keeps none. */
int tessera_timeline_create(
    const struct tessera_card *card, struct tessera_timeline **timeline, struct tessera_error **error);

/* The same on a DRM node by its path; a render node will do. */
int tessera_timeline_create_at(const char *path, struct tessera_timeline **timeline, struct tessera_error **error);

/*
 * Takes a timeline that another process or device handed out: both are the same from now on. The descriptor stays the
 * caller's. -EINVAL for what is none.
 */
int tessera_timeline_import(
    const struct tessera_card *card, int descriptor, struct tessera_timeline **timeline, struct tessera_error **error);

/* The same on a DRM node by its path; a render node will do. */
int tessera_timeline_import_at(
    const char *path, int descriptor, struct tessera_timeline **timeline, struct tessera_error **error);

/* Ends this use of a timeline; who else has it keeps it. */
void tessera_timeline_destroy(struct tessera_timeline *timeline);

/* A descriptor of it for another process or device, for the caller to close, close-on-exec. */
int tessera_timeline_export(const struct tessera_timeline *timeline, int *descriptor, struct tessera_error **error);

/* What becomes of a point. */
enum tessera_point_event {
  /* The work is done. */
  TESSERA_POINT_REACHED = 0,
  /* Somebody works towards it: it has a fence, which may not have signalled. */
  TESSERA_POINT_SUBMITTED = 1,
};

/* The last point of which that is so; `event` is an enum tessera_point_event. */
int tessera_timeline_last(
    const struct tessera_timeline *timeline, uint32_t event, uint64_t *point, struct tessera_error **error);

/* Reaches a point at once. */
int tessera_timeline_signal(
    const struct tessera_timeline *timeline, uint64_t point, struct tessera_error **error);

/* Lets a point be reached when a fence signals. */
int tessera_timeline_attach_fence(
    const struct tessera_timeline *timeline, uint64_t point, const struct tessera_fence *fence,
    struct tessera_error **error);

/* The fence of a point. -EINVAL where nobody works towards it yet. */
int tessera_timeline_fence(
    const struct tessera_timeline *timeline, uint64_t point, struct tessera_fence **fence,
    struct tessera_error **error);

/*
 * Lets a point be reached when another timeline reaches one of its own, towards which somebody works already. -EINVAL
 * if not, and for timelines that were not made with the same struct tessera_card.
 */
int tessera_timeline_follow(
    const struct tessera_timeline *timeline, uint64_t point, const struct tessera_timeline *other,
    uint64_t other_point, struct tessera_error **error);

/*
 * Waits until that becomes of a point; `event` is an enum tessera_point_event. `timeout` nanoseconds at most; 0 asks
 * only, TESSERA_FOREVER has no limit. -ETIMEDOUT when it has not.
 */
int tessera_timeline_wait(
    const struct tessera_timeline *timeline, uint64_t point, uint32_t event, int64_t timeout,
    struct tessera_error **error);

/*
 * Adds one to an eventfd, which stays the caller's, when that becomes of a point: for the caller's own loop of events.
 * -ENOTSUP before Linux 6.6.
 */
int tessera_timeline_announce(
    const struct tessera_timeline *timeline, uint64_t point, uint32_t event, int event_counter,
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
  /* Buffers that it has; that are lent now; that were lent at once at most; that were made because none was free. */
  uint32_t buffers, lent, most_lent, grown;
  /* How often a buffer was lent. */
  uint64_t acquired;
  /* How often a caller had to wait for one; since 0.2. */
  uint64_t waited;
  /* Callers that wait now. */
  uint32_t waiting;
  /* Zero. */
  uint32_t reserved;
};

/*
 * Makes a pool of buffers as agreed. `kind` is an enum tessera_pool_kind; `count` is how many buffers, 0 for as many as
 * were agreed. They are made at once.
 */
int tessera_pool_create(
    const struct tessera_allocator *allocator, const struct tessera_agreement *agreement, const char *name,
    uint32_t kind, uint32_t count, struct tessera_pool **pool, struct tessera_error **error);

/*
 * Makes a pool that has no buffers at first: one more is made whenever none is free, up to `limit`. -EINVAL for a limit
 * of 0.
 */
int tessera_pool_create_growing(
    const struct tessera_allocator *allocator, const struct tessera_agreement *agreement, const char *name,
    uint32_t kind, uint32_t limit, struct tessera_pool **pool, struct tessera_error **error);

/* Makes a pool of buffers that are there, such as a verification's; they keep their indices. -EINVAL for none. */
int tessera_pool_create_of(
    struct tessera_buffer *const *buffers, size_t count, uint32_t kind, struct tessera_pool **pool,
    struct tessera_error **error);

/* Ends a pool; leases live on. */
void tessera_pool_destroy(struct tessera_pool *pool);

/*
 * Lends a buffer; a pool that grows makes one. -EAGAIN where none is free, or others wait. Else what the allocator
 * answers.
 */
int tessera_pool_acquire(struct tessera_pool *pool, struct tessera_lease **lease, struct tessera_error **error);

/*
 * The same, and waits until one is free, `timeout` nanoseconds at most: else -ETIMEDOUT. Who waits is served in turn. A
 * buffer becomes free when another thread releases it and the devices that use it are done.
 */
int tessera_pool_wait(
    struct tessera_pool *pool, int64_t timeout, struct tessera_lease **lease, struct tessera_error **error);

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
