// libvips, used by the imaging program alone. Its operations are variadic in C, which Swift
// cannot call: each one that is used gets a typed stand-in here, with the options that
// strangers' pictures need.
#pragma once
#include <vips/vips.h>
#include "walls.h"

// Opens the header; pixels are decoded later, from top to bottom.
static inline VipsImage *epox_vips_open(const void *bytes, size_t count) {
  return vips_image_new_from_buffer(
      bytes, count, "", "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR, NULL);
}

// Upright and at most `side` on its longer side. Only a picture that brings a colour profile is
// converted by it: without one, the conversion would shift colours that are sRGB already.
static inline int epox_vips_thumbnail(
    void *bytes, size_t count, VipsImage **out, int side, int has_profile) {
  if (!has_profile)
    return vips_thumbnail_buffer(
        bytes, count, out, side, "height", side, "size", VIPS_SIZE_DOWN, "fail_on",
        VIPS_FAIL_ON_ERROR, NULL);
  return vips_thumbnail_buffer(
      bytes, count, out, side, "height", side, "size", VIPS_SIZE_DOWN, "export_profile", "srgb",
      "fail_on", VIPS_FAIL_ON_ERROR, NULL);
}

// Whether colours must be converted by a profile: the picture's own, or that of printers' ink.
static inline int epox_vips_has_profile(VipsImage *in) {
  return vips_image_get_typeof(in, VIPS_META_ICC_NAME) != 0 ||
      vips_image_get_interpretation(in) == VIPS_INTERPRETATION_CMYK;
}

static inline int epox_vips_to_srgb(VipsImage *in, VipsImage **out) {
  return vips_colourspace(in, out, VIPS_INTERPRETATION_sRGB, NULL);
}
static inline int epox_vips_to_bytes(VipsImage *in, VipsImage **out) {
  return vips_cast(in, out, VIPS_FORMAT_UCHAR, NULL);
}
static inline int epox_vips_on_white(VipsImage *in, VipsImage **out) {
  double white[3] = {255, 255, 255};
  VipsArrayDouble *background = vips_array_double_new(white, 3);
  int failure = vips_flatten(in, out, "background", background, NULL);
  vips_area_unref(VIPS_AREA(background));
  return failure;
}
static inline int epox_vips_bands(VipsImage *in, VipsImage **out, int count) {
  return vips_extract_band(in, out, 0, "n", count, NULL);
}
static inline int epox_vips_resize(VipsImage *in, VipsImage **out, double x, double y) {
  return vips_resize(in, out, x, "vscale", y, "kernel", VIPS_KERNEL_LANCZOS3, NULL);
}
static inline int epox_vips_blur(VipsImage *in, VipsImage **out, double sigma) {
  return vips_gaussblur(in, out, sigma, "precision", VIPS_PRECISION_APPROXIMATE, NULL);
}

static inline int epox_vips_jpeg(VipsImage *in, void **bytes, size_t *count, int quality) {
  return vips_jpegsave_buffer(
      in, bytes, count, "Q", quality, "strip", TRUE, "optimize_coding", TRUE, "interlace", TRUE,
      NULL);
}
static inline int epox_vips_png(VipsImage *in, void **bytes, size_t *count) {
  return vips_pngsave_buffer(in, bytes, count, "strip", TRUE, "compression", 6, NULL);
}
static inline int epox_vips_webp(
    VipsImage *in, void **bytes, size_t *count, int quality, int is_sharp) {
  return vips_webpsave_buffer(
      in, bytes, count, "Q", quality, "strip", TRUE, "effort", 3, "smart_subsample", is_sharp, NULL);
}

// Says that the bytes are sRGB, which an image made from memory does not know, and forgets
// whatever else a stranger's file said: the place, names, previews.
static inline int epox_vips_as_srgb(VipsImage *in, VipsImage **out) {
  if (vips_copy(in, out, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) != 0) return -1;
  char **names = vips_image_get_fields(in);
  for (int index = 0; names[index]; index++) vips_image_remove(*out, names[index]);
  g_strfreev(names);
  return 0;
}

// Hands each loader that may still be used to `meet`, by its name.
static inline void *epox_vips_meet_loader(GType type, void *meet) {
  VipsOperationClass *loader = VIPS_OPERATION_CLASS(g_type_class_ref(type));
  gboolean is_open = !G_TYPE_IS_ABSTRACT(type) && !(loader->flags & VIPS_OPERATION_BLOCKED);
  if (is_open) ((void (*)(const char *))meet)(g_type_name(type));
  g_type_class_unref(loader);
  return NULL;
}
static inline void epox_vips_open_loaders(void (*meet)(const char *name)) {
  vips_type_map_all(g_type_from_name("VipsForeignLoad"), epox_vips_meet_loader, (void *)meet);
}
