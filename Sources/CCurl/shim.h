#pragma once
#include <curl/curl.h>

// Variadic C functions cannot be called from Swift: one wrapper for each kind of argument.
typedef size_t (*polydub_receive)(char *bytes, size_t size, size_t count, void *transfer);

static inline CURLcode polydub_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode polydub_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode polydub_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode polydub_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode polydub_set_receiver(
    CURL *easy, CURLoption function, polydub_receive receive, CURLoption data, void *transfer) {
  CURLcode code = curl_easy_setopt(easy, function, receive);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, data, transfer);
}
static inline CURLcode polydub_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode polydub_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode polydub_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl_easy_getinfo(easy, info, value);
}
// The result lies in a union, which Swift does not import.
static inline CURLcode polydub_result(const CURLMsg *message) { return message->data.result; }
