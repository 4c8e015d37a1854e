/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs of several tasks or modes to be traced, by name: each computes its
 * own right answer, which it prints or returns.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *self; /* how this program was called */

/* Calls of the other mode, which also 64-bit code can make. */
static int
int80(int n)
{
	int same = 0;
	long r;

	(void)n;
	for (int i = 0; i < 2; i++) {
#if defined(__x86_64__) || defined(__i386__)
		__asm__ volatile("int $0x80" : "=a"(r) : "0"(20L) : "memory");
#else
		r = getpid();
#endif
		same += r == getpid();
		syscall(SYS_getppid);
	}
	printf("same %d\n", same);
	return same == 2 ? 0 : 1;
}

/* Two kinds of results that both modes must show alike. */
static int
plain(int n)
{
	char text[16];
	int fd = open("plain.txt", O_RDWR | O_CREAT | O_TRUNC, 0644);
	ssize_t got;

	(void)n;
	if (write(fd, "0123456789", 10) != 10 || lseek(fd, 5, SEEK_SET) != 5)
		return 1;
	got = read(fd, text, sizeof(text));
	close(fd);
	unlink("plain.txt");
	errno = 0;
	if (open("nosuch", O_RDONLY) >= 0 || errno != ENOENT)
		return 1;
	printf("%.*s\n", (int)got, text);
	return got == 5 ? 5 : 1;
}

/* Executes another program (n = 0: /bin/true). */
static int
exec(int n)
{
	(void)n;
	execl("/bin/true", "true", (char *)NULL);
	return 1;
}

/* ---- threads ----------------------------------------------------------- */

#define CALLS 1000
#define WAKES 20

static void *
calling(void *arg)
{
	long *sum = arg;

	for (int i = 0; i < CALLS; i++)
		*sum += syscall(SYS_getppid) == getppid();
	return NULL;
}

/* n threads; each makes 2 * CALLS calls. */
static int
threads(int n)
{
	pthread_t t[1024];
	long sums[1024] = {0}, sum = 0;

	for (int i = 0; i < n; i++)
		if (pthread_create(&t[i], NULL, calling, &sums[i]) != 0)
			return 1;
	for (int i = 0; i < n; i++) {
		pthread_join(t[i], NULL);
		sum += sums[i];
	}
	printf("sum %ld\n", sum);
	return sum == (long)n * CALLS ? 0 : 1;
}

static int gate[2], reply[2];

static void *
waiting(void *arg)
{
	char c;

	(void)arg;
	return read(gate[0], &c, 1) < 0 ? NULL : arg;
}

static void *
executing(void *arg)
{
	(void)arg;
	execl(self, self, "exit", "9", (char *)NULL);
	return NULL;
}

/* A thread calls execve while n others, and the first one, sit in calls. */
static int
thread_exec(int n)
{
	pthread_t t;

	if (pipe(gate) < 0)
		return 1;
	for (int i = 0; i < n; i++)
		pthread_create(&t, NULL, waiting, NULL);
	pthread_create(&t, NULL, executing, NULL);
	pthread_join(t, NULL);
	return 1;
}

static int
exit_with(int n)
{
	return n;
}

/* The first thread ends; the others go on and give the answer. */
static void *
outliving(void *arg)
{
	pthread_join(*(pthread_t *)arg, NULL);
	printf("outlived\n");
	exit(4);
}

static int
leader_exits(int n)
{
	static pthread_t me;
	pthread_t t;

	(void)n;
	me = pthread_self();
	pthread_create(&t, NULL, outliving, &me);
	pthread_exit(NULL);
}

/* ---- processes --------------------------------------------------------- */

static int
reap(int sum)
{
	int status;

	while (wait(&status) > 0)
		sum += WIFEXITED(status) ? WEXITSTATUS(status) : 1000000;
	printf("sum %d\n", sum);
	return sum;
}

/* n children, each with its status; no more than 20 at a time. */
static int
forks(int n)
{
	int sum = 0, status, want = 0;

	for (int i = 0; i < n; i++) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(i % 100);
		want += i % 100;
		if (i >= 20 && pid > 0 && wait(&status) > 0)
			sum += WEXITSTATUS(status);
	}
	return reap(sum) == want ? 0 : 1;
}

static void
spawn_one(int by_vfork, char **argv)
{
	extern char **environ;
	pid_t pid;

	if (!by_vfork) {
		posix_spawn(&pid, self, NULL, NULL, argv, environ);
	} else if (vfork() == 0) {
		execv(self, argv);
		_exit(99);
	}
}

/* Children by vfork and by posix_spawn, which execute this program. */
static int
spawns(int n)
{
	char *argv[] = {(char *)self, "exit", "3", NULL};

	for (int i = 0; i < n; i++)
		spawn_one(i % 2, argv);
	return reap(0) == 3 * n ? 0 : 1;
}

/* Children of children, n deep. */
static int
generations(int n)
{
	int status;
	pid_t pid;

	if (n == 0)
		return 0;
	pid = fork();
	if (pid == 0)
		_exit(generations(n - 1));
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status) + 1;
}

/* One that the tracer is not to see. */
static int
untraced(int n)
{
	int status;
	pid_t pid;

	(void)n;
	pid = (pid_t)syscall(SYS_clone, 0x00800000 | SIGCHLD, 0, 0, 0, 0);
	if (pid == 0)
		_exit((int)syscall(SYS_getpgid, 0) > 0 ? 6 : 7);
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

/* ---- for those who attach ---------------------------------------------- */

static volatile sig_atomic_t enough;
static atomic_long got, sum_got, wrong;

static void
on_enough(int sig)
{
	(void)sig;
	enough = 1;
}

static void
on_value(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	atomic_fetch_add(&got, 1);
	atomic_fetch_add(&sum_got, info->si_value.sival_int);
}

static void *
busy(void *arg)
{
	pid_t me = getpid();

	(void)arg;
	while (!enough)
		if (syscall(SYS_getpid) != me)
			atomic_fetch_add(&wrong, 1);
	return NULL;
}

/*
 * n busy threads and one that sends signals with values to the process, until
 * SIGUSR2. Whoever attaches must not lose nor double one.
 */
static int
signals(int n)
{
	struct sigaction sa = {.sa_sigaction = on_value,
			       .sa_flags = SA_SIGINFO | SA_RESTART};
	pthread_t t[64];
	long sent = 0, sum = 0;

	sigaction(SIGRTMIN + 1, &sa, NULL);
	signal(SIGUSR2, on_enough);
	for (int i = 0; i < n; i++)
		pthread_create(&t[i], NULL, busy, NULL);
	puts("ready");
	fflush(stdout);
	while (!enough) {
		union sigval v = {.sival_int = (int)(sent % 1000)};

		if (sigqueue(getpid(), SIGRTMIN + 1, v) == 0) {
			sum += v.sival_int;
			sent++;
		}
		while (!enough && sent - got > 100)
			sched_yield();
	}
	for (int i = 0; i < n; i++)
		pthread_join(t[i], NULL);
	for (int i = 0; i < 10000000 && got != sent; i++)
		sched_yield();
	printf("lost %ld, sum off %ld, wrong %ld\n", sent - got, sum - sum_got,
	       (long)wrong);
	return sent == got && sum == sum_got && !wrong && sent > 0 ? 0 : 1;
}

static void *
reading(void *arg)
{
	char c;

	(void)arg;
	return read(gate[0], &c, 1) == 1 ? NULL : &gate;
}

static void *
answering(void *arg)
{
	char c;

	(void)arg;
	return read(gate[0], &c, 1) == 1 && write(reply[1], &c, 1) == 1 ? NULL
									: &gate;
}

/* One busy thread among n that sleep; now and then it wakes one of them. */
static int
crowded(int n)
{
	pthread_attr_t attr;
	pthread_t t;
	int woken;
	char c;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	if (pipe(gate) < 0 || pipe(reply) < 0)
		return 1;
	for (int i = 0; i < n; i++)
		if (pthread_create(&t, &attr, answering, NULL) != 0)
			return 1;
	for (int i = 0; i < WAKES; i++) {
		for (int k = 0; k < 2 * CALLS; k++)
			syscall(SYS_getppid);
		if (write(gate[1], "x", 1) != 1)
			return 1;
	}
	for (woken = 0; woken < WAKES && read(reply[0], &c, 1) == 1; woken++)
		;
	printf("woken %d\n", woken);
	exit(0);
}

/* n threads that sleep in read, and the first in poll, until SIGUSR2. */
static int
sleepers(int n)
{
	struct sigaction sa = {.sa_handler = on_enough};
	pthread_t t[64];
	sigset_t usr2;
	void *bad, *any = NULL;

	sigaction(SIGUSR2, &sa, NULL);
	if (pipe(gate) < 0)
		return 1;
	/* it is for the first thread: it would end another one's read */
	sigemptyset(&usr2);
	sigaddset(&usr2, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &usr2, NULL);
	for (int i = 0; i < n; i++)
		pthread_create(&t[i], NULL, reading, NULL);
	pthread_sigmask(SIG_UNBLOCK, &usr2, NULL);
	puts("ready");
	fflush(stdout);
	while (!enough)
		poll(NULL, 0, 100000);
	for (int i = 0; i < n; i++)
		if (write(gate[1], "x", 1) != 1)
			return 1;
	for (int i = 0; i < n; i++) {
		pthread_join(t[i], &bad);
		any = bad ? bad : any;
	}
	puts(any ? "wrong" : "right");
	return any ? 1 : 0;
}

static const struct {
	const char *name;
	int (*fn)(int n);
} all[] = {
	{"int80", int80},
	{"plain", plain},
	{"exec", exec},
	{"threads", threads},
	{"thread_exec", thread_exec},
	{"exit", exit_with},
	{"leader_exits", leader_exits},
	{"forks", forks},
	{"spawns", spawns},
	{"generations", generations},
	{"untraced", untraced},
	{"signals", signals},
	{"sleepers", sleepers},
	{"crowded", crowded},
};

int
main(int argc, char **argv)
{
	int n = argc > 2 ? atoi(argv[2]) : 0;

	self = argv[0];
	for (unsigned i = 0; argc > 1 && i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i].name, argv[1]))
			return all[i].fn(n);
	return 99;
}
