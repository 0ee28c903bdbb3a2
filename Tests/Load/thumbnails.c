// The same work as the imaging program's, straight on libvips: for each line "side quality name"
// on standard input a WebP of that file, and a line with its size on standard output. With the
// word "alone" pictures are decoded first, and the CPU seconds of encoding them end the output.
#include <stdio.h>
#include <time.h>
#include <vips/vips.h>

static double encoding;

static size_t saved(VipsImage *image, int quality) {
  void *webp = NULL;
  size_t size = 0;
  clock_t start = clock();
  vips_webpsave_buffer(image, &webp, &size, "Q", quality, "strip", TRUE, "effort", 3,
                       "smart_subsample", TRUE, NULL);
  encoding += (double)(clock() - start) / CLOCKS_PER_SEC;
  g_free(webp);
  return size;
}

static size_t shrink(const char *name, int side, int quality, int is_alone) {
  void *file = NULL;
  gsize length = 0;
  size_t size = 0;
  VipsImage *image = NULL, *decoded = NULL;
  if (g_file_get_contents(name, (char **)&file, &length, NULL) &&
      vips_thumbnail_buffer(file, length, &image, side, "height", side, "size", VIPS_SIZE_DOWN,
                            "fail_on", VIPS_FAIL_ON_ERROR, NULL) == 0) {
    if (is_alone) decoded = vips_image_copy_memory(image);
    size = saved(decoded ? decoded : image, quality);
  }
  if (decoded) g_object_unref(decoded);
  if (image) g_object_unref(image);
  g_free(file);
  return size;
}

int main(int count, char **words) {
  char name[4096];
  int side, quality;
  if (VIPS_INIT(words[0]) != 0) return 1;
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  while (scanf("%d %d %4095[^\n]", &side, &quality, name) == 3) {
    printf("%zu\n", shrink(name, side, quality, count > 1));
    fflush(stdout);
  }
  if (count > 1) printf("%f\n", encoding);
  return 0;
}
