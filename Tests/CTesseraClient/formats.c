#include <errno.h>
#include <string.h>

#include "support.h"

#define NV12 0x3231564eu
#define NM12 0x32314d4eu
#define AR24 0x34325241u
#define RGB3 0x33424752u
#define BG24 0x34324742u
#define MJPG 0x47504a4du

const char *client_formats(void) {
  struct tessera_format_facts facts;
  struct tessera_format format = {0, 0, 1};
  uint64_t modifier = 77;
  uint32_t fourcc = 77, count = 0;

  EXPECT(tessera_format_read("xrgb8888", &fourcc) == 0 && fourcc == XR24);
  EXPECT(tessera_format_read("0x3231564e", &fourcc) == 0 && fourcc == NV12);
  EXPECT(tessera_format_read("", &fourcc) == -EINVAL && tessera_format_read("no format", &fourcc) == -EINVAL);
  EXPECT(tessera_format_read("XR24", NULL) == -EINVAL && fourcc == NV12);
  EXPECT(tessera_modifier_read("linear", &modifier) == 0 && modifier == TESSERA_MODIFIER_LINEAR);
  EXPECT(tessera_modifier_read("IMPLICIT", &modifier) == 0 && modifier == TESSERA_MODIFIER_IMPLICIT);
  EXPECT(tessera_modifier_read("", &modifier) == -EINVAL && tessera_modifier_read("?", &modifier) == -EINVAL);
  EXPECT(tessera_modifier_read("LINEAR", NULL) == -EINVAL && modifier == TESSERA_MODIFIER_IMPLICIT);

  facts.size = sizeof facts - 1;
  EXPECT(tessera_format_facts(XR24, &facts) == -EINVAL);
  facts.size = sizeof facts;
  EXPECT(tessera_format_facts(0, &facts) == -ENOENT);
  EXPECT(tessera_format_facts(XR24, &facts) == 0);
  EXPECT(strcmp(facts.name, "XRGB8888") == 0 && facts.plane_count == 1 && facts.component_bits == 8);
  EXPECT(facts.alpha_fourcc == AR24 && facts.opaque_fourcc == 0 && facts.has_alpha == 0 && facts.is_yuv == 0);
  EXPECT(facts.chroma_columns == 1 && facts.chroma_rows == 1 && facts.has_linear_layout == 1);
  EXPECT(tessera_format_facts(NV12, &facts) == 0);
  EXPECT(facts.plane_count == 2 && facts.chroma_columns == 2 && facts.chroma_rows == 2 && facts.is_yuv == 1);

  /* The same letters, and other bytes. */
  EXPECT(tessera_format_of_video(RGB3, &format, &count) == 0 && format.fourcc == BG24 && count == 1);
  EXPECT(tessera_format_of_video(NM12, &format, &count) == 0 && format.fourcc == NV12 && count == 2);
  EXPECT(format.modifier == TESSERA_MODIFIER_LINEAR && format.reserved == 0);
  EXPECT(tessera_format_of_video(MJPG, &format, &count) == -ENOENT && format.fourcc == NV12);
  EXPECT(tessera_format_of_video(NM12, &format, NULL) == -EINVAL);
  EXPECT(tessera_format_to_video(&format, 2, &fourcc) == 0 && fourcc == NM12);
  EXPECT(tessera_format_to_video(&format, 1, &fourcc) == 0 && fourcc == NV12);
  EXPECT(tessera_format_to_video(&format, 3, &fourcc) == -ENOENT && fourcc == NV12);
  EXPECT(tessera_format_to_video(&format, 1, NULL) == -EINVAL);
  format.reserved = 1;
  EXPECT(tessera_format_to_video(&format, 1, &fourcc) == -EINVAL);
  return NULL;
}
