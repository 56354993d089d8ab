/*
 * A compositor that shows one client on every screen, in buffers that Tessera chose and made.
 *
 * usage: tessera-compositor [--allocator tessera|wlroots] [--frames N] COMMAND [ARGUMENT...]
 *
 * Starts COMMAND, shows what it draws, and ends when it ends or after N frames, with the frames per second that the
 * screen took once the client had started.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <wayland-server-core.h>
#include <wlr/backend.h>
#include <wlr/render/allocator.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_linux_dmabuf_v1.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_subcompositor.h>
#include <wlr/types/wlr_xdg_shell.h>
#include <wlr/util/log.h>

#include "tessera-allocator.h"
#include "tessera-feedback.h"

/* By then the client has read its files, and every buffer is made. */
static const uint64_t frames_of_start = 10;

struct server {
  struct wl_display *display;
  struct wlr_backend *backend;
  struct wlr_renderer *renderer;
  struct wlr_allocator *allocator;
  struct wlr_scene *scene;
  struct wlr_linux_dmabuf_v1 *dmabuf;
  struct wl_list outputs;
  bool is_ours;
  struct wl_listener new_output, new_toplevel;
  uint64_t frames, most_frames;
  struct timespec first_frame, last_frame;
};

struct output {
  struct wl_list link;
  struct server *server;
  struct wlr_output *output;
  struct wlr_scene_output *scene_output;
  struct wl_listener frame, present, destroy;
};

struct toplevel {
  struct server *server;
  struct wlr_xdg_toplevel *toplevel;
  struct wl_listener commit, destroy;
};

static void output_frame(struct wl_listener *listener, void *data) {
  (void)data;
  struct output *output = wl_container_of(listener, output, frame);
  struct timespec now;
  wlr_scene_output_commit(output->scene_output, NULL);
  clock_gettime(CLOCK_MONOTONIC, &now);
  wlr_scene_output_send_frame_done(output->scene_output, &now);
}

/* A frame is on the screen. */
static void output_present(struct wl_listener *listener, void *data) {
  (void)data;
  struct output *output = wl_container_of(listener, output, present);
  struct server *server = output->server;
  clock_gettime(CLOCK_MONOTONIC, &server->last_frame);
  if (server->frames++ == frames_of_start) server->first_frame = server->last_frame;
  if (server->most_frames != 0 && server->frames >= server->most_frames) wl_display_terminate(server->display);
}

static void output_destroy(struct wl_listener *listener, void *data) {
  (void)data;
  struct output *output = wl_container_of(listener, output, destroy);
  wl_list_remove(&output->frame.link);
  wl_list_remove(&output->present.link);
  wl_list_remove(&output->destroy.link);
  wl_list_remove(&output->link);
  free(output);
}

static void new_output(struct wl_listener *listener, void *data) {
  struct server *server = wl_container_of(listener, server, new_output);
  struct wlr_output *wlr_output = data;
  struct output *output = calloc(1, sizeof *output);
  if (output == NULL) return;
  if (server->is_ours) tessera_allocator_set_output(server->allocator, wlr_output);
  wlr_output_init_render(wlr_output, server->allocator, server->renderer);

  struct wlr_output_state state;
  wlr_output_state_init(&state);
  wlr_output_state_set_enabled(&state, true);
  struct wlr_output_mode *mode = wlr_output_preferred_mode(wlr_output);
  if (mode != NULL) wlr_output_state_set_mode(&state, mode);
  const bool is_on = wlr_output_commit_state(wlr_output, &state);
  wlr_output_state_finish(&state);
  if (!is_on) {
    wlr_log(WLR_ERROR, "%s could not be turned on", wlr_output->name);
    free(output);
    return;
  }
  output->server = server;
  output->output = wlr_output;
  output->scene_output = wlr_scene_output_create(server->scene, wlr_output);
  output->frame.notify = output_frame;
  wl_signal_add(&wlr_output->events.frame, &output->frame);
  output->present.notify = output_present;
  wl_signal_add(&wlr_output->events.present, &output->present);
  output->destroy.notify = output_destroy;
  wl_signal_add(&wlr_output->events.destroy, &output->destroy);
  wl_list_insert(&server->outputs, &output->link);
  wlr_output_create_global(wlr_output, server->display);
}

static void toplevel_commit(struct wl_listener *listener, void *data) {
  (void)data;
  struct toplevel *toplevel = wl_container_of(listener, toplevel, commit);
  struct wl_list *outputs = &toplevel->server->outputs;
  if (!toplevel->toplevel->base->initial_commit || wl_list_empty(outputs)) return;
  struct output *output = wl_container_of(outputs->next, output, link);
  int width, height;
  wlr_output_effective_resolution(output->output, &width, &height);
  wlr_xdg_toplevel_set_size(toplevel->toplevel, width, height);
}

static void toplevel_destroy(struct wl_listener *listener, void *data) {
  (void)data;
  struct toplevel *toplevel = wl_container_of(listener, toplevel, destroy);
  wl_list_remove(&toplevel->commit.link);
  wl_list_remove(&toplevel->destroy.link);
  free(toplevel);
}

static void new_toplevel(struct wl_listener *listener, void *data) {
  struct server *server = wl_container_of(listener, server, new_toplevel);
  struct wlr_xdg_toplevel *wlr_toplevel = data;
  struct toplevel *toplevel = calloc(1, sizeof *toplevel);
  if (toplevel == NULL) return;
  toplevel->server = server;
  toplevel->toplevel = wlr_toplevel;
  wlr_scene_xdg_surface_create(&server->scene->tree, wlr_toplevel->base);
  struct wlr_linux_dmabuf_feedback_v1 feedback;
  if (server->is_ours && server->dmabuf != NULL &&
      tessera_feedback_init(tessera_allocator_users(server->allocator), &feedback)) {
    wlr_linux_dmabuf_v1_set_surface_feedback(server->dmabuf, wlr_toplevel->base->surface, &feedback);
    wlr_linux_dmabuf_feedback_v1_finish(&feedback);
  }
  toplevel->commit.notify = toplevel_commit;
  wl_signal_add(&wlr_toplevel->base->surface->events.commit, &toplevel->commit);
  toplevel->destroy.notify = toplevel_destroy;
  wl_signal_add(&wlr_toplevel->events.destroy, &toplevel->destroy);
}

static int client_ended(int signal, void *data) {
  (void)signal;
  wl_display_terminate(((struct server *)data)->display);
  return 0;
}

static int usage(void) {
  fprintf(stderr, "usage: tessera-compositor [--allocator tessera|wlroots] [--frames N] COMMAND [ARGUMENT...]\n");
  return 64;
}

static pid_t start(char **command) {
  const pid_t child = fork();
  if (child != 0) return child;
  execvp(command[0], command);
  fprintf(stderr, "%s: %s\n", command[0], strerror(errno));
  _exit(127);
}

int main(int count, char **arguments) {
  struct server server = {.is_ours = true};
  int first = 1;
  for (; first + 1 < count && strncmp(arguments[first], "--", 2) == 0; first += 2) {
    if (strcmp(arguments[first], "--allocator") == 0) {
      server.is_ours = strcmp(arguments[first + 1], "tessera") == 0;
      if (!server.is_ours && strcmp(arguments[first + 1], "wlroots") != 0) return usage();
    } else if (strcmp(arguments[first], "--frames") == 0) {
      server.most_frames = strtoull(arguments[first + 1], NULL, 10);
    } else {
      return usage();
    }
  }
  if (first >= count) return usage();

  wlr_log_init(WLR_INFO, NULL);
  wl_list_init(&server.outputs);
  server.display = wl_display_create();
  struct wl_event_loop *loop = wl_display_get_event_loop(server.display);
  struct wl_event_source *child_source = wl_event_loop_add_signal(loop, SIGCHLD, client_ended, &server);
  server.backend = wlr_backend_autocreate(loop, NULL);
  if (server.backend == NULL) return 1;
  server.renderer = wlr_renderer_autocreate(server.backend);
  if (server.renderer == NULL) return 1;
  server.allocator = server.is_ours
      ? tessera_allocator_create_for(server.renderer, wlr_backend_get_drm_fd(server.backend))
      : wlr_allocator_autocreate(server.backend, server.renderer);
  if (server.allocator == NULL) return 1;

  wlr_renderer_init_wl_shm(server.renderer, server.display);
  wlr_compositor_create(server.display, 6, server.renderer);
  wlr_subcompositor_create(server.display);
  server.scene = wlr_scene_create();
  if (wlr_renderer_get_texture_formats(server.renderer, WLR_BUFFER_CAP_DMABUF) != NULL)
    server.dmabuf = wlr_linux_dmabuf_v1_create_with_renderer(server.display, 4, server.renderer);
  /* The scene tells clients what wlroots finds out; else they are told what Tessera answers. */
  if (server.dmabuf != NULL && !server.is_ours) wlr_scene_set_linux_dmabuf_v1(server.scene, server.dmabuf);
  server.new_output.notify = new_output;
  wl_signal_add(&server.backend->events.new_output, &server.new_output);
  struct wlr_xdg_shell *shell = wlr_xdg_shell_create(server.display, 3);
  server.new_toplevel.notify = new_toplevel;
  wl_signal_add(&shell->events.new_toplevel, &server.new_toplevel);

  const char *socket = wl_display_add_socket_auto(server.display);
  if (socket == NULL || !wlr_backend_start(server.backend)) return 1;
  setenv("WAYLAND_DISPLAY", socket, true);
  const pid_t client = start(&arguments[first]);
  wl_display_run(server.display);

  const double seconds = (double)(server.last_frame.tv_sec - server.first_frame.tv_sec) +
      (double)(server.last_frame.tv_nsec - server.first_frame.tv_nsec) / 1e9;
  printf("%s: %llu frames, %.1f frames/s\n", server.is_ours ? "tessera" : "wlroots",
      (unsigned long long)server.frames,
      server.frames > frames_of_start + 1 ? (double)(server.frames - 1 - frames_of_start) / seconds : 0);
  if (client > 0) {
    kill(client, SIGTERM);
    waitpid(client, NULL, 0);
  }
  wl_display_destroy_clients(server.display);
  wl_list_remove(&server.new_output.link);
  wl_list_remove(&server.new_toplevel.link);
  wlr_scene_node_destroy(&server.scene->tree.node);
  wl_event_source_remove(child_source);
  wlr_backend_destroy(server.backend);
  wlr_allocator_destroy(server.allocator);
  wlr_renderer_destroy(server.renderer);
  wl_display_destroy(server.display);
  return server.frames == 0;
}
