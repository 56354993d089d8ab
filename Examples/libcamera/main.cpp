/*
 * What libcamera captures on a screen and under the CPU's eyes at once, in one allocation that all three agreed on.
 *
 * usage: tessera-libcamera CARD [FRAMES [CAMERA]]
 *
 * Such as: tessera-libcamera /dev/dri/card0 100, from a free virtual terminal. CAMERA is libcamera's name for one; else
 * the first is taken. libcamera shows nobody its V4L2 nodes, and so Tessera is told what libcamera says of the camera.
 */
#include "screen.hpp"
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <drm_fourcc.h>
#include <libcamera/libcamera.h>
#include <mutex>
#include <sys/wait.h>
#include <vector>

namespace {

/* A buffer, and the screen's framebuffer of it. */
struct Frame {
  Frame(const Screen &screen, Buffer made)
      : screen(screen), buffer(std::move(made)), framebuffer(screen.add(buffer.get())) {}
  ~Frame() { drmModeRmFB(screen.card, framebuffer); }
  Frame(const Frame &) = delete;

  const Screen &screen;
  const Buffer buffer;
  const uint32_t framebuffer;
};
using Frames = std::vector<std::unique_ptr<Frame>>;

/* ---- The camera ---- */

class Camera {
 public:
  explicit Camera(const char *name) {
    std::string known;
    require(manager.start(), "libcamera");
    for (const auto &each : manager.cameras()) {
      if (!camera && (name == nullptr || each->id() == name)) camera = each;
      known += "\n  " + each->id();
    }
    if (!camera && known.empty())
      throw std::runtime_error("libcamera finds no camera; LIBCAMERA_LOG_LEVELS=DEBUG tells what it looks at");
    if (!camera) throw std::runtime_error("libcamera knows no " + std::string(name) + ", but" + known);
    configuration = camera->generateConfiguration({libcamera::StreamRole::Viewfinder});
    if (!configuration || configuration->empty()) throw std::runtime_error(camera->id() + ": it has no viewfinder");
    require(camera->acquire(), camera->id());
    camera->requestCompleted.connect(this, &Camera::complete);
  }
  ~Camera() {
    camera->stop();
    slots.clear();
    camera->release();
  }
  Camera(const Camera &) = delete;

  /* What libcamera says of the camera. It chooses the rows alone: what it answers for this size is the only stride. */
  Participant participant(uint32_t width, uint32_t height) {
    /* It tells the stride of the first plane; in these, the others have another. */
    const std::set<uint32_t> uneven = {DRM_FORMAT_YUV420, DRM_FORMAT_YVU420, DRM_FORMAT_YUV422,
                                       DRM_FORMAT_YVU422, DRM_FORMAT_NV24,   DRM_FORMAT_NV42};
    printf("camera  %s, libcamera %s\n", camera->id().c_str(), libcamera::CameraManager::version().c_str());
    auto participant = make<Participant>("camera", tessera_participant_create, "camera", camera->id().c_str());
    for (const auto &format : configuration->at(0).formats().pixelformats()) {
      if (uneven.count(format.fourcc()) != 0) continue;
      const auto range = configuration->at(0).formats().range(format);
      const tessera_format shared = {format.fourcc(), 0, format.modifier()};
      auto terms = sized<tessera_terms>();
      terms.formats = &shared;
      terms.format_count = 1;
      terms.min_width = range.min.width, terms.max_width = range.max.width, terms.width_step = range.hStep;
      terms.min_height = range.min.height, terms.max_height = range.max.height, terms.height_step = range.vStep;
      /* libcamera hands most drivers one descriptor, whatever the planes. */
      terms.needs_one_dma_buffer = 1;
      if (ask(format, {width, height})) terms.min_stride = terms.max_stride = configuration->at(0).stride;
      /* One that is filled, and one that waits for it. */
      terms.buffers = 2;
      call("camera", tessera_participant_add_offer, participant.get(), format.toString().c_str(), &terms);
    }
    return participant;
  }

  /* Sets the camera up for what was agreed and queues the buffers: that is when a driver looks at memory. */
  void start(const Frames &frames) {
    auto image = sized<tessera_image>();
    tessera_buffer_image(frames.front()->buffer.get(), &image);
    configuration->at(0).bufferCount = static_cast<unsigned>(frames.size());
    if (!ask(libcamera::PixelFormat(image.fourcc, image.modifier), {image.width, image.height}) ||
        camera->configure(configuration.get()) < 0)
      throw Refusal("camera", TESSERA_LESSON_FORMAT, "libcamera does not configure it");
    for (const auto &frame : frames) wrap(frame->buffer.get(), image);
    if (camera->start() < 0) throw Refusal("camera", TESSERA_LESSON_UNAVAILABLE, "libcamera does not start it");
    for (size_t i = 0; i < slots.size(); ++i) give_back(i);
    /* libcamera writes the driver's errno into its log and tells nobody else: this is all that is learned. */
    if (peek()->status() == libcamera::Request::RequestCancelled)
      throw Refusal("camera", TESSERA_LESSON_ALLOCATOR, "libcamera cancelled the request");
  }

  /* The index of the next buffer with an image in it. */
  size_t next() {
    const libcamera::Request *request = peek();
    const auto &metadata = request->buffers().begin()->second->metadata();
    if (request->status() != libcamera::Request::RequestComplete ||
        metadata.status == libcamera::FrameMetadata::FrameError)
      throw std::runtime_error(camera->id() + ": image " + std::to_string(request->sequence()) + " is broken");
    const std::lock_guard<std::mutex> guard(mutex);
    completed.pop_front();
    --queued;
    return request->cookie();
  }

  /* Has a buffer filled when it is its turn: libcamera has slots for so many at a time. */
  void give_back(size_t index) {
    for (idle.push_back(index); !idle.empty() && queued < configuration->at(0).bufferCount; ++queued) {
      Slot &slot = slots[idle.front()];
      idle.pop_front();
      slot.request->reuse();
      const libcamera::Stream *stream = configuration->at(0).stream();
      require(slot.request->addBuffer(stream, slot.wrapped.get(), readers(slot.buffer)), "a request");
      if (camera->queueRequest(slot.request.get()) < 0)
        throw Refusal("camera", TESSERA_LESSON_ALLOCATOR, "libcamera does not queue the request");
    }
  }

 private:
  struct Slot {
    const tessera_buffer *buffer;
    std::unique_ptr<libcamera::FrameBuffer> wrapped;
    std::unique_ptr<libcamera::Request> request;
  };

  /* Whether libcamera takes this as it is; the configuration is about it then. */
  bool ask(const libcamera::PixelFormat &format, const libcamera::Size &size) {
    configuration->at(0).pixelFormat = format;
    configuration->at(0).size = size;
    return configuration->validate() != libcamera::CameraConfiguration::Invalid &&
           configuration->at(0).pixelFormat == format && configuration->at(0).size == size;
  }

  /* The same memory for libcamera, by descriptors of its own. */
  void wrap(const tessera_buffer *buffer, const tessera_image &image) {
    std::vector<libcamera::FrameBuffer::Plane> planes;
    if (tessera_buffer_bytes(buffer, 0) < configuration->at(0).frameSize)
      throw Refusal("camera", TESSERA_LESSON_FORMAT, "libcamera wants more bytes");
    for (uint32_t i = 0; i < image.plane_count; ++i) {
      auto plane = sized<tessera_plane>();
      int descriptor = -1;
      tessera_buffer_plane(buffer, i, &plane);
      call("a descriptor", tessera_buffer_export, buffer, plane.dma_buffer, &descriptor);
      planes.push_back({libcamera::SharedFD(std::move(descriptor)), static_cast<unsigned>(plane.offset),
                        static_cast<unsigned>(plane.bytes)});
    }
    slots.push_back({buffer, std::make_unique<libcamera::FrameBuffer>(planes), camera->createRequest(slots.size())});
    if (!slots.back().request) throw std::runtime_error(camera->id() + ": no request");
  }

  /* Who still reads a buffer: libcamera waits for them before the camera writes. */
  static std::unique_ptr<libcamera::Fence> readers(const tessera_buffer *buffer) {
    tessera_fence *raw = nullptr;
    int descriptor = -1;
    const int result = tessera_buffer_fence(buffer, TESSERA_WRITE, &raw, nullptr);
    const Fence fence(raw);
    /* Kernels before Linux 6.0 do not tell; that the next frame is on the screen has to do. */
    if (result < 0 || tessera_fence_export(raw, &descriptor, nullptr) < 0) return nullptr;
    return std::make_unique<libcamera::Fence>(libcamera::UniqueFD(descriptor));
  }

  /* A thread of libcamera's calls this. */
  void complete(libcamera::Request *request) {
    const std::lock_guard<std::mutex> guard(mutex);
    completed.push_back(request);
    changed.notify_one();
  }

  /* Waits for the next request that is over, and leaves it where it is. */
  const libcamera::Request *peek() {
    std::unique_lock<std::mutex> lock(mutex);
    if (!changed.wait_for(lock, std::chrono::seconds(30), [this] { return !completed.empty(); }))
      require(-ETIMEDOUT, camera->id());
    return completed.front();
  }

  libcamera::CameraManager manager;
  std::shared_ptr<libcamera::Camera> camera;
  std::unique_ptr<libcamera::CameraConfiguration> configuration;
  std::vector<Slot> slots;
  std::deque<size_t> idle;
  size_t queued = 0;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<const libcamera::Request *> completed;
};

/* ---- All three ---- */

std::vector<Allocator> find_allocators() {
  const auto inventory = make<Inventory>("devices", tessera_inventory_find);
  std::vector<Allocator> allocators;
  for (size_t i = 0; i < tessera_inventory_allocator_count(inventory.get()); ++i) {
    tessera_allocator *allocator = nullptr;
    require(tessera_inventory_allocator(inventory.get(), i, &allocator), "an allocator");
    allocators.emplace_back(allocator);
  }
  return allocators;
}

Problem pose(const char *name, const Screen &screen, const Card &card, const std::vector<Allocator> &allocators) {
  const uint32_t width = screen.mode.hdisplay, height = screen.mode.vdisplay;
  auto problem = make<Problem>("problem", tessera_problem_create, width, height);
  const auto captures = Camera(name).participant(width, height);
  const auto shows = make<Participant>("screen", tessera_card_plane_participant, card.get(), screen.plane, "screen");
  const auto reads = make<Participant>("CPU", tessera_participant_create, "CPU", nullptr);
  auto terms = sized<tessera_terms>();
  terms.cpu_access = TESSERA_CPU_OFTEN;
  call("CPU", tessera_participant_add_offer, reads.get(), "reads", &terms);
  for (const auto *each : {&captures, &shows, &reads})
    call("problem", tessera_problem_add_participant, problem.get(), each->get());
  for (const auto &each : allocators) call("problem", tessera_problem_add_allocator, problem.get(), each.get());
  return problem;
}

/* Makes a buffer and has the screen take it. */
std::unique_ptr<Frame> make_frame(
    const Allocator &allocator, const Agreement &agreement, const Card &card, const Screen &screen) {
  tessera_buffer *buffer = nullptr;
  tessera_error *error = nullptr;
  uint32_t lesson = TESSERA_LESSON_ALLOCATOR;
  int result = tessera_allocator_allocate(allocator.get(), agreement.get(), "libcamera", &buffer, &error);
  Buffer made(buffer);
  if (result == 0) result = tessera_card_try(card.get(), buffer, &lesson, &error);
  const Error complaint(error);
  if (result < 0) throw Refusal("screen", lesson, reason(result, complaint));
  return std::make_unique<Frame>(screen, std::move(made));
}

/*
 * Has the camera take the buffers, in a child that never lets go of them: libcamera before 0.5.2 ends its process when
 * it is to stop a camera whose driver refused a buffer. The child's status is the lesson.
 */
void try_camera(const char *name, const Frames &frames) {
  const int taken = 64, failed = 65;
  int status = 0;
  const pid_t child = fork();
  if (child == 0) {
    try {
      (new Camera(name))->start(frames);
      _exit(taken);
    } catch (const Refusal &refusal) {
      _exit(static_cast<int>(refusal.lesson));
    } catch (...) {
      _exit(failed);
    }
  }
  require(child < 0 || waitpid(child, &status, 0) < 0 ? -errno : 0, "a child");
  if (!WIFEXITED(status) || WEXITSTATUS(status) == failed) throw std::runtime_error("the camera could not be tried");
  if (WEXITSTATUS(status) != taken)
    throw Refusal("camera", static_cast<uint32_t>(WEXITSTATUS(status)), "libcamera does not take it, and logs why");
}

/* The buffers of the best agreement that everybody really takes; none if there is no such. */
Frames settle(
    const Problem &problem, const std::vector<Allocator> &allocators, const Card &card, const Screen &screen,
    const char *name) {
  const auto negotiation = make<Negotiation>("negotiation", tessera_negotiation_create, problem.get());
  for (;;) {
    tessera_agreement *next = nullptr;
    tessera_conflict *conflict = nullptr;
    tessera_error *error = nullptr;
    const int result = tessera_negotiation_next(negotiation.get(), &next, &conflict, &error);
    const Agreement agreement(next);
    const Error trouble(error);
    if (const Conflict why(conflict); why) {
      fprintf(stderr, "%s\n", Text(tessera_conflict_explain(conflict)).get());
      return {};
    }
    if (result < 0) throw std::runtime_error("no agreement: " + reason(result, trouble));
    const Text text(tessera_agreement_describe(next));
    auto image = sized<tessera_image>();
    tessera_agreement_image(next, &image);
    Frames frames;
    try {
      for (const auto &each : allocators)
        if (strcmp(tessera_allocator_name(each.get()), tessera_agreement_allocator(next)) == 0)
          while (frames.size() < image.buffer_count) frames.push_back(make_frame(each, agreement, card, screen));
      try_camera(name, frames);
      printf("agreed  %s\n", text.get());
      return frames;
    } catch (const Refusal &refusal) {
      printf("refused %s: %s: %s\n", text.get(), refusal.who, refusal.what());
      call("refusal", tessera_negotiation_refuse, negotiation.get(), next, refusal.who, refusal.lesson, refusal.what());
    }
  }
}

/* What the CPU sees: a hash of the first plane, and of RGB the colours in eight places along the middle row. */
uint64_t look(const tessera_buffer *buffer, std::string &colours) {
  static const char *const names[] = {"black", "blue", "green", "cyan", "red", "magenta", "yellow", "white"};
  const int64_t second = 1000000000;
  auto image = sized<tessera_image>();
  auto access = sized<tessera_access>();
  uint64_t hash = 0xcbf29ce484222325;
  tessera_buffer_image(buffer, &image);
  call("reading", tessera_buffer_begin_access, buffer, 0u, TESSERA_READ, second, &access);
  const auto *bytes = static_cast<const uint8_t *>(access.data);
  for (uint64_t i = 0; i < access.bytes; ++i) hash = (hash ^ bytes[i]) * 0x100000001b3;
  colours.clear();
  for (uint32_t i = 1; i < 16 && (image.fourcc == DRM_FORMAT_RGB888 || image.fourcc == DRM_FORMAT_BGR888); i += 2) {
    const uint8_t *pixel = bytes + image.height / 2 * access.stride + image.width * i / 16 * 3;
    const int red = image.fourcc == DRM_FORMAT_RGB888 ? 2 : 0;
    colours += std::string(" ") + names[(pixel[red] > 96) << 2 | (pixel[1] > 96) << 1 | (pixel[2 - red] > 96)];
  }
  call("reading", tessera_buffer_end_access, buffer, 0u, TESSERA_READ);
  return hash;
}

int stream(Camera &camera, Screen &screen, const Frames &frames, long wanted) {
  std::set<uint64_t> different;
  std::string colours;
  size_t shown = 0;
  for (long count = 0; count < wanted; ++count) {
    const size_t index = camera.next();
    different.insert(look(frames[index]->buffer.get(), colours));
    screen.show(frames[index]->framebuffer, count == 0);
    if (count > 0) camera.give_back(shown);
    shown = index;
  }
  if (!colours.empty()) printf("the CPU sees%s\n", colours.c_str());
  printf("%ld frames shown and looked at, %zu different ones, nothing copied\n", wanted, different.size());
  return different.size() < 2;
}

int run(const char *path, long wanted, const char *name) {
  Screen screen(path, 640, 480);
  const auto card = make<Card>("card", tessera_card_reopen, screen.card);
  const auto allocators = find_allocators();
  const auto problem = pose(name, screen, card, allocators);
  const Frames frames = settle(problem, allocators, card, screen, name);
  if (frames.empty()) return 1;
  Camera camera(name);
  camera.start(frames);
  return stream(camera, screen, frames, wanted);
}

}  // namespace

int main(int count, char **arguments) {
  char *end = nullptr;
  const long wanted = count > 2 ? strtol(arguments[2], &end, 10) : 100;
  if (count < 2 || count > 4 || wanted < 1 || (end != nullptr && *end != '\0')) {
    fprintf(stderr, "usage: tessera-libcamera CARD [FRAMES [CAMERA]]\n");
    return 64;
  }
  setvbuf(stdout, nullptr, _IOLBF, 0);
  try {
    return run(arguments[1], wanted, count > 3 ? arguments[3] : nullptr);
  } catch (const std::exception &error) {
    fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
