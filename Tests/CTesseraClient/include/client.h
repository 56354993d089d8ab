/* A C program that uses every function of tessera.h: its parts, each NULL when all is well, else what went wrong. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

const char *client_calls_with_null(void);
const char *client_struct_sizes(void);
const char *client_formats(void);
const char *client_agreement(void);
const char *client_conflict(void);
const char *client_documents(void);
const char *client_buffer(void);
const char *client_transfer(void);
const char *client_foreign_allocator(void);
const char *client_pool(void);
const char *client_swapchain(void);
const char *client_pool_that_grows(void);
const char *client_fences(const char *heap);
const char *client_memory_files(const char *udmabuf);
const char *client_live_buffers(const char *heap);
const char *client_devices(void);
const char *client_quirks(void);
const char *client_recording(void);
const char *client_recording_read(void);
const char *client_watch(void);
const char *client_prepared(void);
const char *client_survey(void);
const char *client_experience(void);
const char *client_buffer_facts(void);
const char *client_recordings_joined(void);
const char *client_feedback(void);
const char *client_importers(void);
const char *client_verification(void);

/* The parts that need devices, by their nodes, beside the heap "system"; Vulkan's by the name of an allocator. */
const char *client_card(const char *path);
const char *client_displays(const char *path);
const char *client_camera(const char *path);
const char *client_feedback_of_card(const char *path);
const char *client_converter(const char *path);
const char *client_timelines(const char *path);
const char *client_gpu(const char *path);
const char *client_vulkan(const char *name);

/* The files that `tessera record` wrote, without renderers and with them. */
const char *client_recorded(const char *file);
const char *client_recorded_renderers(const char *file);

/* A program that makes a DRM card when it is called with "on", and takes it away with "off". */
const char *client_hotplug(const char *program);

/* The name of the function of this index of the header, in its order; NULL beyond the last. */
const char *client_function_name(unsigned index);

#ifdef __cplusplus
}
#endif
