// The walls around the imaging program: what a decoder of strangers' pictures has to do without,
// should one of them take it over.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define EPOX_MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define EPOX_MACHINE AUDIT_ARCH_AARCH64
#endif

enum epox_wall { EPOX_LIMITS = 1, EPOX_NAMESPACES = 2, EPOX_LANDLOCK = 4, EPOX_SYSTEM_CALLS = 8 };

// A world of its own without network, other users and mounts of others. Not every container
// allows it. It comes first: afterwards this process has threads, which may not leave alone.
static inline int epox_wall_namespaces(void) {
  int worlds = CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNS;
  return syscall(SYS_unshare, worlds) == 0 ? EPOX_NAMESPACES : 0;
}

// Takes what can be taken before libvips wakes: inherited files, new privileges, more memory,
// files of any size, core dumps, and life after the parent.
static inline int epox_wall_limits(rlim_t address_space) {
  struct rlimit space = {address_space, address_space};
  struct rlimit files = {16, 16};
  struct rlimit none = {0, 0};
  close_range(3, ~0U, 0);
  signal(SIGXFSZ, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  int failure = prctl(PR_SET_PDEATHSIG, SIGKILL) | prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) |
      prctl(PR_SET_DUMPABLE, 0) | setrlimit(RLIMIT_AS, &space) |
      setrlimit(RLIMIT_NOFILE, &files) | setrlimit(RLIMIT_CORE, &none) |
      setrlimit(RLIMIT_FSIZE, &none);
  return failure == 0 ? EPOX_LIMITS : 0;
}

// No file, wherever it lies, can be opened from here on. Kernels without Landlock say so.
static inline int epox_wall_landlock(void) {
  struct landlock_ruleset_attr rules = {
      .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
  int set = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules.handled_access_fs, 0);
  if (set < 0) return 0;
  int failure = (int)syscall(SYS_landlock_restrict_self, set, 0);
  close(set);
  return failure == 0 ? EPOX_LANDLOCK : 0;
}

#ifdef EPOX_MACHINE
#define EPOX_LOAD(field) \
  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offsetof(struct seccomp_data, field))
#define EPOX_ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define EPOX_DENY(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
// The call as it is.
#define EPOX_CALL(name) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1), EPOX_ALLOW
// The call when the low half of an argument compares so; on every machine here halves are
// stored low first. The last instruction brings back the call's number.
#define EPOX_CALL_IF(name, argument, test, value) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 4), EPOX_LOAD(args[argument]), \
      BPF_JUMP(BPF_JMP | test | BPF_K, value, 0, 1), EPOX_ALLOW, EPOX_DENY(EPERM)

// Only the calls that computing needs. Whatever is not named fails with "not permitted".
static inline int epox_wall_system_calls(void) {
  struct sock_filter filter[] = {
      EPOX_LOAD(arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, EPOX_MACHINE, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      EPOX_LOAD(nr),
      // Waiting for each other, time and chance
      EPOX_CALL(futex), EPOX_CALL(sched_yield), EPOX_CALL(sched_getaffinity),
      EPOX_CALL(sched_getattr), EPOX_CALL(clock_gettime), EPOX_CALL(gettimeofday),
      EPOX_CALL(clock_nanosleep), EPOX_CALL(nanosleep), EPOX_CALL(getrandom),
      EPOX_CALL(membarrier), EPOX_CALL(restart_syscall),
      // Memory
      EPOX_CALL(brk), EPOX_CALL(mmap), EPOX_CALL(munmap), EPOX_CALL(mremap),
      EPOX_CALL(mprotect), EPOX_CALL(madvise),
      // The standard streams, which are the only open files
      EPOX_CALL_IF(read, 0, BPF_JEQ, 0),
      // "Not greater than two" needs the branches the other way round
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_write, 0, 4), EPOX_LOAD(args[0]),
      BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 2, 1, 0), EPOX_ALLOW, EPOX_DENY(EPERM),
      EPOX_CALL(close),
      // Threads, never processes; clone3 hides its flags from filters, and C falls back
      EPOX_CALL_IF(clone, 0, BPF_JSET, CLONE_THREAD),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1), EPOX_DENY(ENOSYS),
      EPOX_CALL(set_robust_list), EPOX_CALL(rseq), EPOX_CALL(gettid), EPOX_CALL(getpid),
      EPOX_CALL(getppid),
      EPOX_CALL_IF(prctl, 0, BPF_JEQ, PR_SET_NAME),
      EPOX_CALL(sigaltstack), EPOX_CALL(rt_sigprocmask), EPOX_CALL(rt_sigreturn),
      EPOX_CALL(rt_sigaction),
      // The end, by itself or by abort()
      EPOX_CALL(exit), EPOX_CALL(exit_group),
      EPOX_CALL_IF(tgkill, 0, BPF_JEQ, (unsigned)getpid()),
      EPOX_DENY(EPERM),
  };
  struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
  long failure = syscall(
      SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
  return failure == 0 ? EPOX_SYSTEM_CALLS : 0;
}
#else
static inline int epox_wall_system_calls(void) { return 0; }
#endif

// What a decoder in wrong hands would try. Each answers whether it worked.
static inline int epox_try_reading(void) { return open("/etc/passwd", O_RDONLY) >= 0; }
static inline int epox_try_writing(void) {
  return open("/tmp/epox-walls", O_WRONLY | O_CREAT | O_EXCL, 0600) >= 0;
}
static inline int epox_try_talking(void) { return socket(AF_INET, SOCK_STREAM, 0) >= 0; }
static inline int epox_try_local_talking(void) { return socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }
static inline int epox_try_signalling(void) { return kill(getppid(), 0) == 0; }
static inline int epox_try_spying(void) { return ptrace(PTRACE_SEIZE, getppid(), 0, 0) == 0; }
static inline int epox_try_forking(void) {
  pid_t child = fork();
  if (child == 0) _exit(0);
  if (child > 0) waitpid(child, NULL, 0);
  return child > 0;
}
// Replaces this process when it works, so the caller never hears of it and the parent does.
static inline int epox_try_executing(void) {
  char *const words[] = {(char *)"true", NULL};
  return execve("/bin/true", words, words + 1) == 0;
}
static inline void *epox_idle(void *nothing) { return nothing; }
// Must work: libvips computes in threads.
static inline int epox_try_threads(void) {
  pthread_t thread;
  return pthread_create(&thread, NULL, epox_idle, NULL) == 0 && pthread_join(thread, NULL) == 0;
}
