// libcurl. Its option calls are variadic in C, which Swift cannot call: each kind of
// argument gets a typed stand-in here.
#pragma once
#include <curl/curl.h>

typedef size_t (*epox_curl_sink)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode epox_curl_set_long(CURL *curl, CURLoption option, long value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode epox_curl_set_text(CURL *curl, CURLoption option, const char *value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode epox_curl_set_pointer(CURL *curl, CURLoption option, void *value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode epox_curl_set_list(CURL *curl, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode epox_curl_set_sink(CURL *curl, CURLoption option, epox_curl_sink value) {
  return curl_easy_setopt(curl, option, value);
}
static inline CURLcode epox_curl_get_long(CURL *curl, CURLINFO info, long *value) {
  return curl_easy_getinfo(curl, info, value);
}
