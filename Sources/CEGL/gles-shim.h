/*
 * OpenGL ES 2's edge, as far as it takes to read and draw the ends of an image's rows in a context of one's own. The
 * functions come from EGL (eglGetProcAddress): no library of OpenGL is linked, and none of its headers is needed.
 */
#pragma once

#include "egl-shim.h"

enum {
  CGLES_DRAW = 0x3059,                /* EGL_DRAW */
  CGLES_READ = 0x305A,                /* EGL_READ */
  CGLES_OPENGL_ES_API = 0x30A0,       /* EGL_OPENGL_ES_API */
  CGLES_EXTENSIONS = 0x1F03,          /* GL_EXTENSIONS */
  CGLES_TEXTURE_2D = 0x0DE1,          /* GL_TEXTURE_2D */
  CGLES_TEXTURE_EXTERNAL = 0x8D65,    /* GL_TEXTURE_EXTERNAL_OES */
  CGLES_FRAMEBUFFER = 0x8D40,         /* GL_FRAMEBUFFER */
  CGLES_RENDERBUFFER = 0x8D41,        /* GL_RENDERBUFFER */
  CGLES_COLOR_ATTACHMENT = 0x8CE0,    /* GL_COLOR_ATTACHMENT0 */
  CGLES_FRAMEBUFFER_COMPLETE = 0x8CD5, /* GL_FRAMEBUFFER_COMPLETE */
  CGLES_RGBA = 0x1908,                /* GL_RGBA */
  CGLES_UNSIGNED_BYTE = 0x1401,       /* GL_UNSIGNED_BYTE */
  CGLES_FLOAT = 0x1406,               /* GL_FLOAT */
  CGLES_DITHER = 0x0BD0,              /* GL_DITHER */
  CGLES_TRIANGLES = 0x0004,           /* GL_TRIANGLES */
};

/* The functions that are called: EGL's about contexts, and OpenGL's. */
struct cgles {
  void *(*GetCurrentDisplay)(void);
  void *(*GetCurrentContext)(void);
  void *(*GetCurrentSurface)(int32_t which);
  unsigned (*QueryAPI)(void);
  unsigned (*BindAPI)(unsigned api);
  unsigned (*ChooseConfig)(void *display, const int32_t *attributes, void **configs, int32_t capacity, int32_t *count);
  void *(*CreateContext)(void *display, void *config, void *share, const int32_t *attributes);
  unsigned (*DestroyContext)(void *display, void *context);
  unsigned (*MakeCurrent)(void *display, void *draw, void *read, void *context);

  const char *(*GetString)(unsigned name);
  unsigned (*GetError)(void);
  void (*GenTextures)(int32_t count, unsigned *names);
  void (*DeleteTextures)(int32_t count, const unsigned *names);
  void (*BindTexture)(unsigned target, unsigned name);
  void (*TexParameteri)(unsigned target, unsigned name, int32_t value);
  void (*TexImage2D)(
      unsigned target, int32_t level, int32_t kind, int32_t width, int32_t height, int32_t border, unsigned format,
      unsigned type, const void *pixels);
  void (*EGLImageTargetTexture2DOES)(unsigned target, void *image);
  void (*GenRenderbuffers)(int32_t count, unsigned *names);
  void (*DeleteRenderbuffers)(int32_t count, const unsigned *names);
  void (*BindRenderbuffer)(unsigned target, unsigned name);
  void (*EGLImageTargetRenderbufferStorageOES)(unsigned target, void *image);
  void (*GenFramebuffers)(int32_t count, unsigned *names);
  void (*DeleteFramebuffers)(int32_t count, const unsigned *names);
  void (*BindFramebuffer)(unsigned target, unsigned name);
  void (*FramebufferTexture2D)(unsigned target, unsigned place, unsigned kind, unsigned name, int32_t level);
  void (*FramebufferRenderbuffer)(unsigned target, unsigned place, unsigned kind, unsigned name);
  unsigned (*CheckFramebufferStatus)(unsigned target);
  unsigned (*CreateShader)(unsigned kind);
  void (*DeleteShader)(unsigned shader);
  void (*ShaderSource)(unsigned shader, int32_t count, const char *const *texts, const int32_t *lengths);
  void (*CompileShader)(unsigned shader);
  unsigned (*CreateProgram)(void);
  void (*DeleteProgram)(unsigned program);
  void (*AttachShader)(unsigned program, unsigned shader);
  void (*BindAttribLocation)(unsigned program, unsigned index, const char *name);
  void (*LinkProgram)(unsigned program);
  void (*GetProgramiv)(unsigned program, unsigned name, int32_t *value);
  void (*UseProgram)(unsigned program);
  void (*VertexAttribPointer)(
      unsigned index, int32_t size, unsigned type, uint8_t normalized, int32_t stride, const void *data);
  void (*EnableVertexAttribArray)(unsigned index);
  void (*Disable)(unsigned what);
  void (*Viewport)(int32_t x, int32_t y, int32_t width, int32_t height);
  void (*DrawArrays)(unsigned mode, int32_t first, int32_t count);
  void (*ReadPixels)(int32_t x, int32_t y, int32_t width, int32_t height, unsigned format, unsigned type, void *pixels);
  void (*Finish)(void);
};

/* Finds the functions; false where one is missing that is always called. Those of the image's extensions may be. */
static inline bool cgles_open(const struct cegl *egl, struct cgles *gl) {
  memset(gl, 0, sizeof *gl);
  bool all = true;
#define CGLES_LINK(name) all = (*(void **)&gl->name = dlsym(egl->library, "egl" #name)) != NULL && all;
#define CGLES_FIND(name) all = (*(void **)&gl->name = egl->GetProcAddress("gl" #name)) != NULL && all;
  CGLES_LINK(GetCurrentDisplay) CGLES_LINK(GetCurrentContext) CGLES_LINK(GetCurrentSurface)
  CGLES_LINK(QueryAPI) CGLES_LINK(BindAPI) CGLES_LINK(ChooseConfig)
  CGLES_LINK(CreateContext) CGLES_LINK(DestroyContext) CGLES_LINK(MakeCurrent)
  CGLES_FIND(GetString) CGLES_FIND(GetError) CGLES_FIND(GenTextures) CGLES_FIND(DeleteTextures)
  CGLES_FIND(BindTexture) CGLES_FIND(TexParameteri) CGLES_FIND(TexImage2D)
  CGLES_FIND(GenRenderbuffers) CGLES_FIND(DeleteRenderbuffers) CGLES_FIND(BindRenderbuffer)
  CGLES_FIND(GenFramebuffers) CGLES_FIND(DeleteFramebuffers) CGLES_FIND(BindFramebuffer)
  CGLES_FIND(FramebufferTexture2D) CGLES_FIND(FramebufferRenderbuffer) CGLES_FIND(CheckFramebufferStatus)
  CGLES_FIND(CreateShader) CGLES_FIND(DeleteShader) CGLES_FIND(ShaderSource) CGLES_FIND(CompileShader)
  CGLES_FIND(CreateProgram) CGLES_FIND(DeleteProgram) CGLES_FIND(AttachShader) CGLES_FIND(BindAttribLocation)
  CGLES_FIND(LinkProgram) CGLES_FIND(GetProgramiv) CGLES_FIND(UseProgram) CGLES_FIND(VertexAttribPointer)
  CGLES_FIND(EnableVertexAttribArray) CGLES_FIND(Disable) CGLES_FIND(Viewport) CGLES_FIND(DrawArrays)
  CGLES_FIND(ReadPixels) CGLES_FIND(Finish)
  *(void **)&gl->EGLImageTargetTexture2DOES = egl->GetProcAddress("glEGLImageTargetTexture2DOES");
  *(void **)&gl->EGLImageTargetRenderbufferStorageOES = egl->GetProcAddress("glEGLImageTargetRenderbufferStorageOES");
#undef CGLES_LINK
#undef CGLES_FIND
  return all;
}

/* What is current on a thread. */
struct cgles_current {
  unsigned api;
  void *display, *draw, *read, *context;
};

static inline struct cgles_current cgles_current(const struct cgles *gl) {
  struct cgles_current now = {gl->QueryAPI(), NULL, NULL, NULL, gl->GetCurrentContext()};
  if (now.context != NULL) {
    now.display = gl->GetCurrentDisplay();
    now.draw = gl->GetCurrentSurface(CGLES_DRAW);
    now.read = gl->GetCurrentSurface(CGLES_READ);
  }
  return now;
}

/* Makes a context of OpenGL ES 2, and it the thread's current one without a surface; NULL with the error, and what was
 * current is so still. */
static inline void *cgles_begin(const struct cegl *egl, const struct cgles *gl, void *display, int32_t *error) {
  /* EGL_RENDERABLE_TYPE: EGL_OPENGL_ES2_BIT; EGL_SURFACE_TYPE: none. EGL_CONTEXT_CLIENT_VERSION. */
  static const int32_t wanted[] = {0x3040, 4, 0x3033, 0, CEGL_NONE}, version[] = {0x3098, 2, CEGL_NONE};
  struct cgles_current before = cgles_current(gl);
  void *config = NULL, *context = NULL;
  int32_t count = 0;
  *error = CEGL_SUCCESS;
  if (gl->BindAPI(CGLES_OPENGL_ES_API) && gl->ChooseConfig(display, wanted, &config, 1, &count)) {
    context = gl->CreateContext(display, count > 0 ? config : NULL, NULL, version);
  }
  if (context == NULL || !gl->MakeCurrent(display, NULL, NULL, context)) {
    *error = cegl_error(egl, CEGL_NOT_INITIALIZED);
    if (context != NULL) gl->DestroyContext(display, context);
    gl->BindAPI(before.api);
    return NULL;
  }
  return context;
}

/* Ends the context, and makes current what was before; false with the error where that cannot be. */
static inline bool cgles_end(
    const struct cegl *egl, const struct cgles *gl, void *display, void *context, struct cgles_current before,
    int32_t *error) {
  gl->MakeCurrent(display, NULL, NULL, NULL);
  gl->DestroyContext(display, context);
  gl->BindAPI(before.api);
  bool same = before.context == NULL || gl->MakeCurrent(before.display, before.draw, before.read, before.context);
  *error = same ? CEGL_SUCCESS : cegl_error(egl, CEGL_NOT_INITIALIZED);
  return same;
}

/* An image that is looked at: `columns` pixels at both ends of each row, so `2 * columns` pixels a row of RGBA bytes. */
struct cgles_view {
  void *image;
  bool is_external;
  int32_t width, height, columns;
};

/* What failed: a function, and what OpenGL said then. */
struct cgles_failure {
  const char *call;
  unsigned error;
};

static inline bool cgles_failed(const struct cgles *gl, const char *call, struct cgles_failure *failure) {
  unsigned error = gl->GetError();
  if (error != 0) *failure = (struct cgles_failure){call, error};
  return error != 0;
}

/* A program that copies a texture; 0 where there is none. */
static inline unsigned cgles_program(const struct cgles *gl, bool is_external) {
  static const char *const vertex =
      "attribute vec4 corner; varying vec2 at;\n"
      "void main() { gl_Position = vec4(corner.xy, 0.0, 1.0); at = corner.zw; }\n";
  const char *const fragment[] = {
      is_external ? "#extension GL_OES_EGL_image_external : require\n#define SAMPLER samplerExternalOES\n"
                  : "#define SAMPLER sampler2D\n",
      "#ifdef GL_FRAGMENT_PRECISION_HIGH\nprecision highp float;\n#else\nprecision mediump float;\n#endif\n"
      "varying vec2 at; uniform SAMPLER image;\n"
      "void main() { gl_FragColor = texture2D(image, at); }\n"};
  /* GL_VERTEX_SHADER, GL_FRAGMENT_SHADER */
  unsigned shaders[] = {gl->CreateShader(0x8B31), gl->CreateShader(0x8B30)}, program = gl->CreateProgram();
  gl->ShaderSource(shaders[0], 1, &vertex, NULL);
  gl->ShaderSource(shaders[1], 2, fragment, NULL);
  for (int i = 0; i < 2; ++i) {
    gl->CompileShader(shaders[i]);
    gl->AttachShader(program, shaders[i]);
    gl->DeleteShader(shaders[i]);
  }
  gl->BindAttribLocation(program, 0, "corner");
  gl->LinkProgram(program);
  int32_t linked = 0;
  gl->GetProgramiv(program, 0x8B82, &linked); /* GL_LINK_STATUS */
  if (linked) return program;
  gl->DeleteProgram(program);
  return 0;
}

/* A texture that is read pixel by pixel, bound; without an image yet. */
static inline unsigned cgles_texture(const struct cgles *gl, unsigned target) {
  /* GL_TEXTURE_MAG_FILTER, GL_TEXTURE_MIN_FILTER: GL_NEAREST; GL_TEXTURE_WRAP_S, GL_TEXTURE_WRAP_T: GL_CLAMP_TO_EDGE */
  static const int32_t traits[4][2] = {{0x2800, 0x2600}, {0x2801, 0x2600}, {0x2802, 0x812F}, {0x2803, 0x812F}};
  unsigned texture = 0;
  gl->GenTextures(1, &texture);
  gl->BindTexture(target, texture);
  for (int i = 0; i < 4; ++i) gl->TexParameteri(target, (unsigned)traits[i][0], traits[i][1]);
  return texture;
}

/* Copies the bound texture's ends of rows into the framebuffer's: `from` and `to` are the rows' lengths, of which
 * `columns` pixels lie at each end. */
static inline void cgles_copy(const struct cgles *gl, int32_t columns, int32_t height, int32_t from, int32_t to) {
  float corners[12][4];
  int n = 0;
  for (int end = 0; end < 2; ++end) {
    float s0 = end ? (float)(from - columns) / (float)from : 0, s1 = end ? 1 : (float)columns / (float)from;
    float x0 = end ? 1 - 2 * (float)columns / (float)to : -1, x1 = end ? 1 : 2 * (float)columns / (float)to - 1;
    const float quad[6][4] = {{x0, -1, s0, 0}, {x1, -1, s1, 0}, {x0, 1, s0, 1},
                              {x0, 1, s0, 1}, {x1, -1, s1, 0}, {x1, 1, s1, 1}};
    memcpy(corners[n], quad, sizeof quad);
    n += 6;
  }
  gl->Disable(CGLES_DITHER);
  gl->Viewport(0, 0, to, height);
  gl->VertexAttribPointer(0, 4, CGLES_FLOAT, 0, 0, corners);
  gl->EnableVertexAttribArray(0);
  gl->DrawArrays(CGLES_TRIANGLES, 0, 12);
}

/* Whether the bound framebuffer can be drawn into; else `call` is what failed. */
static inline bool cgles_is_complete(const struct cgles *gl, const char *call, struct cgles_failure *failure) {
  unsigned status = gl->CheckFramebufferStatus(CGLES_FRAMEBUFFER);
  if (status != CGLES_FRAMEBUFFER_COMPLETE) *failure = (struct cgles_failure){call, status};
  return status == CGLES_FRAMEBUFFER_COMPLETE;
}

/* Samples an image's ends of rows into `pixels`, its first row first. */
static inline bool cgles_sample(
    const struct cgles *gl, struct cgles_view view, uint8_t *pixels, struct cgles_failure *failure) {
  unsigned target = view.is_external ? CGLES_TEXTURE_EXTERNAL : CGLES_TEXTURE_2D;
  unsigned program = cgles_program(gl, view.is_external), frame = 0;
  if (program == 0) {
    *failure = (struct cgles_failure){"glLinkProgram", gl->GetError()};
    return false;
  }
  unsigned own = cgles_texture(gl, CGLES_TEXTURE_2D);
  gl->TexImage2D(
      CGLES_TEXTURE_2D, 0, CGLES_RGBA, 2 * view.columns, view.height, 0, CGLES_RGBA, CGLES_UNSIGNED_BYTE, NULL);
  gl->GenFramebuffers(1, &frame);
  gl->BindFramebuffer(CGLES_FRAMEBUFFER, frame);
  gl->FramebufferTexture2D(CGLES_FRAMEBUFFER, CGLES_COLOR_ATTACHMENT, CGLES_TEXTURE_2D, own, 0);
  bool done = !cgles_failed(gl, "glTexImage2D", failure) && cgles_is_complete(gl, "glFramebufferTexture2D", failure);
  unsigned texture = cgles_texture(gl, target);
  if (done) {
    gl->EGLImageTargetTexture2DOES(target, view.image);
    done = !cgles_failed(gl, "glEGLImageTargetTexture2DOES", failure);
  }
  if (done) {
    gl->UseProgram(program);
    cgles_copy(gl, view.columns, view.height, view.width, 2 * view.columns);
    gl->ReadPixels(0, 0, 2 * view.columns, view.height, CGLES_RGBA, CGLES_UNSIGNED_BYTE, pixels);
    done = !cgles_failed(gl, "glReadPixels", failure);
  }
  gl->DeleteTextures(1, &texture);
  gl->DeleteFramebuffers(1, &frame);
  gl->DeleteTextures(1, &own);
  gl->DeleteProgram(program);
  return done;
}

/* Draws `pixels` into an image's ends of rows, and waits until that is done. */
static inline bool cgles_draw(
    const struct cgles *gl, struct cgles_view view, const uint8_t *pixels, struct cgles_failure *failure) {
  unsigned program = cgles_program(gl, false), frame = 0, target = 0;
  if (program == 0) {
    *failure = (struct cgles_failure){"glLinkProgram", gl->GetError()};
    return false;
  }
  unsigned own = cgles_texture(gl, CGLES_TEXTURE_2D);
  gl->TexImage2D(
      CGLES_TEXTURE_2D, 0, CGLES_RGBA, 2 * view.columns, view.height, 0, CGLES_RGBA, CGLES_UNSIGNED_BYTE, pixels);
  bool done = !cgles_failed(gl, "glTexImage2D", failure);
  gl->GenFramebuffers(1, &frame);
  gl->BindFramebuffer(CGLES_FRAMEBUFFER, frame);
  gl->GenRenderbuffers(1, &target);
  gl->BindRenderbuffer(CGLES_RENDERBUFFER, target);
  if (done) {
    gl->EGLImageTargetRenderbufferStorageOES(CGLES_RENDERBUFFER, view.image);
    gl->FramebufferRenderbuffer(CGLES_FRAMEBUFFER, CGLES_COLOR_ATTACHMENT, CGLES_RENDERBUFFER, target);
    done = !cgles_failed(gl, "glEGLImageTargetRenderbufferStorageOES", failure) &&
           cgles_is_complete(gl, "glCheckFramebufferStatus", failure);
  }
  if (done) {
    gl->UseProgram(program);
    cgles_copy(gl, view.columns, view.height, 2 * view.columns, view.width);
    gl->Finish();
    done = !cgles_failed(gl, "glFinish", failure);
  }
  gl->DeleteFramebuffers(1, &frame);
  gl->DeleteRenderbuffers(1, &target);
  gl->DeleteTextures(1, &own);
  gl->DeleteProgram(program);
  return done;
}
