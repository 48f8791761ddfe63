// Tells the thread sanitizer what Swift's reference counts order, which happens in a runtime that it cannot see: whoever
// finds an object to be his alone, or gives up the last reference to it, comes after all who gave up theirs. Preloaded.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WEAK __attribute__((weak))
extern WEAK void __tsan_acquire(void *);
extern WEAK void __tsan_release(void *);
extern WEAK size_t swift_retainCount(void *);

// What is left of a reference without its flags; nothing that is counted where its top bit is set, as in short strings.
static void *counted(void *reference) {
  intptr_t bits = (intptr_t)reference & 0x80fffffffffffff9;
  return bits > 0 && &__tsan_release ? (void *)bits : NULL;
}

static void order(void *reference, uint32_t count) {
  void *object = counted(reference);
  if (!object) return;
  __tsan_release(object);
  if (swift_retainCount(object) <= count) __tsan_acquire(object);
}

#define REAL(result, name, ...)       \
  static result (*real)(__VA_ARGS__); \
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, #name);

#define RELEASE(name)                              \
  void name(void *reference) {                     \
    REAL(void, name, void *)                       \
    order(reference, 1);                           \
    real(reference);                               \
  }                                                \
  void name##_n(void *reference, uint32_t count) { \
    REAL(void, name##_n, void *, uint32_t)         \
    order(reference, count);                       \
    real(reference, count);                        \
  }

#define UNIQUE(name)                                \
  bool name(void *reference) {                      \
    REAL(bool, name, void *)                        \
    bool isUnique = real(reference);                \
    void *object = counted(reference);              \
    if (isUnique && object) __tsan_acquire(object); \
    return isUnique;                                \
  }

RELEASE(swift_release)
RELEASE(swift_bridgeObjectRelease)
UNIQUE(swift_isUniquelyReferenced_native)
UNIQUE(swift_isUniquelyReferenced_nonNull_native)
