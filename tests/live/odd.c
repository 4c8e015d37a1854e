/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs that do to themselves what makes tracing hard, by name: sandboxes,
 * changed credentials, tracers, storms of signals, children in a hurry. Each
 * prints its own right answer.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define NOBODY 65534

/* ---- sandboxes --------------------------------------------------------- */

/* What becomes of getppid; the result is seccomp(2)'s. */
static int
on_getppid(unsigned action, unsigned flags)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = {sizeof(code) / sizeof(*code), code};

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &prog);
}

static int
status_of(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFSIGNALED(status) ? 1000 + WTERMSIG(status)
				   : WEXITSTATUS(status);
}

static int
sandbox_kill(int n)
{
	pid_t pid = fork();

	(void)n;
	if (pid == 0) {
		on_getppid(SECCOMP_RET_KILL_PROCESS, 0);
		syscall(SYS_getppid);
		_exit(1);
	}
	printf("%d\n", status_of(pid));
	return 0;
}

static int
sandbox_errno(int n)
{
	(void)n;
	on_getppid(SECCOMP_RET_ERRNO | 42, 0);
	printf("%d\n", syscall(SYS_getppid) < 0 ? errno : 0);
	return 0;
}

static volatile sig_atomic_t trapped;

static void
on_trap(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	trapped = info->si_syscall == SYS_getppid ? info->si_errno : -1;
}

static int
sandbox_trap(int n)
{
	struct sigaction sa = {.sa_sigaction = on_trap, .sa_flags = SA_SIGINFO};

	(void)n;
	sigaction(SIGSYS, &sa, NULL);
	on_getppid(SECCOMP_RET_TRAP | 7, 0);
	syscall(SYS_getppid);
	printf("%d\n", (int)trapped);
	return 0;
}

/* Nobody listens: the call does not exist then. */
static int
sandbox_trace(int n)
{
	(void)n;
	on_getppid(SECCOMP_RET_TRACE | 7, 0);
	printf("%d\n", syscall(SYS_getppid) < 0 ? errno : 0);
	return 0;
}

static void *
answering(void *arg)
{
	for (int i = 0; i < 3; i++) {
		struct seccomp_notif n;
		struct seccomp_notif_resp r = {.val = 100 + i};

		memset(&n, 0, sizeof(n));
		if (ioctl(*(int *)arg, SECCOMP_IOCTL_NOTIF_RECV, &n) < 0)
			break;
		r.id = n.id;
		ioctl(*(int *)arg, SECCOMP_IOCTL_NOTIF_SEND, &r);
	}
	return NULL;
}

/* A thread gives the results of the other one's calls. */
static int
sandbox_notify(int n)
{
	int fd = on_getppid(SECCOMP_RET_USER_NOTIF,
			    SECCOMP_FILTER_FLAG_NEW_LISTENER);
	long sum = 0;
	pthread_t t;

	(void)n;
	if (fd < 0 || pthread_create(&t, NULL, answering, &fd) != 0)
		return 1;
	for (int i = 0; i < 3; i++)
		sum += syscall(SYS_getppid);
	pthread_join(t, NULL);
	printf("%ld\n", sum);
	return 0;
}

/* ---- credentials ------------------------------------------------------- */

static int
ids(int n)
{
	(void)n;
	printf("%d %d\n", (int)getuid(), (int)geteuid());
	fflush(stdout);
	return 0;
}

/* Becomes nobody, which also makes it not dumpable; then another program. */
static int
creds(int n)
{
	pid_t pid;

	(void)n;
	if (setgid(NOBODY) < 0 || setuid(NOBODY) < 0)
		return 1;
	printf("dumpable %d\n", prctl(PR_GET_DUMPABLE));
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		execl("/proc/self/exe", "odd", "ids", (char *)NULL);
		_exit(1);
	}
	return status_of(pid);
}

static int
undumpable(int n)
{
	pid_t pid;

	(void)n;
	prctl(PR_SET_DUMPABLE, 0);
	pid = fork();
	if (pid == 0)
		_exit(open("/dev/null/x", O_RDONLY) < 0 && errno == ENOTDIR
			      ? 3
			      : 4);
	printf("%d\n", status_of(pid));
	return 0;
}

/* ---- tracers ----------------------------------------------------------- */

static int
ptracer(int n)
{
	pid_t pid = fork();
	int status, stops = 0;

	(void)n;
	if (pid == 0) {
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0)
			_exit(errno == EPERM ? 50 : 51);
		raise(SIGSTOP);
		syscall(SYS_getppid);
		_exit(5);
	}
	while (waitpid(pid, &status, 0) > 0 && WIFSTOPPED(status)) {
		stops++;
		ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
	}
	printf("%d stops, status %d\n", stops, WEXITSTATUS(status));
	return 0;
}

/* The kernel makes the child a tracee of whoever traces its parent. */
static int
forced(int n)
{
	pid_t pid;

	(void)n;
	pid = (pid_t)syscall(SYS_clone, CLONE_PTRACE | SIGCHLD, 0, 0, 0, 0);
	if (pid == 0)
		_exit(8);
	printf("%d\n", status_of(pid));
	return 0;
}

/* ---- in a hurry -------------------------------------------------------- */

/* n processes in a row, each of which is gone before its child runs. */
static int
chain(int n)
{
	int ends[2];
	char c = '?';

	if (pipe(ends) < 0)
		return 1;
	for (int i = 0; i < n; i++) {
		if (fork() == 0)
			continue;
		close(ends[1]);
		if (i > 0)
			_exit(0);
		if (read(ends[0], &c, 1) != 1)
			return 1;
		printf("%c\n", c);
		return 0;
	}
	_exit(write(ends[1], "x", 1) == 1 ? 0 : 1);
}

/* ---- signals ----------------------------------------------------------- */

static volatile sig_atomic_t alarms, deaths;
static long values, values_sum;

static void
on_alarm(int sig)
{
	(void)sig;
	alarms++;
}

static void
on_child(int sig)
{
	int err = errno;

	(void)sig;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		deaths++;
	errno = err;
}

static void
on_value(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	values++;
	values_sum += info->si_value.sival_int;
}

static void
handle(int sig, void (*plain)(int), void (*full)(int, siginfo_t *, void *))
{
	struct sigaction sa = {.sa_flags = SA_RESTART};

	if (full) {
		sa.sa_sigaction = full;
		sa.sa_flags |= SA_SIGINFO;
	} else {
		sa.sa_handler = plain;
	}
	sigaction(sig, &sa, NULL);
}

/* A child sends `n` values to its parent, then dies. */
static void
send_values(pid_t to, int n)
{
	for (int i = 1; i <= n; i++) {
		union sigval v = {.sival_int = i};

		while (sigqueue(to, SIGRTMIN + 2, v) < 0 && errno == EAGAIN)
			sched_yield();
	}
	_exit(0);
}

/*
 * A timer ticks every 200 us while ten children send 100 values each and die.
 * Each value comes once, each death is seen.
 */
static int
signal_storm(int n)
{
	struct itimerval tick = {{0, 200}, {0, 200}};
	pid_t me = getpid();
	long calls = 0;

	(void)n;
	handle(SIGALRM, on_alarm, NULL);
	handle(SIGCHLD, on_child, NULL);
	handle(SIGRTMIN + 2, NULL, on_value);
	setitimer(ITIMER_REAL, &tick, NULL);
	for (int i = 0; i < 10; i++)
		if (fork() == 0)
			send_values(me, 100);
	while (deaths < 10 || values < 1000 || alarms < 20 || calls < 2000) {
		syscall(SYS_getppid);
		calls++;
	}
	memset(&tick, 0, sizeof(tick));
	setitimer(ITIMER_REAL, &tick, NULL);
	printf("%ld values, sum %ld, %d deaths\n", values, values_sum,
	       (int)deaths);
	fprintf(stderr, "%ld calls\n", calls);
	return 0;
}

/* Stops its child and lets it go on, n times; both are told of each. */
static int
stop_and_go(int n)
{
	int stopped = 0, continued = 0, status;
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			syscall(SYS_getppid);
	for (int i = 0; i < n; i++) {
		kill(pid, SIGSTOP);
		waitpid(pid, &status, WUNTRACED);
		stopped += WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP;
		kill(pid, SIGCONT);
		waitpid(pid, &status, WCONTINUED);
		continued += WIFCONTINUED(status);
	}
	kill(pid, SIGKILL);
	printf("%d %d %d\n", stopped, continued, status_of(pid));
	return 0;
}

/* Reads from a terminal that another process group has. */
static int
read_terminal(int ready)
{
	char line[8];
	ssize_t got;

	setpgid(0, 0);
	if (write(ready, "r", 1) != 1)
		_exit(1);
	got = read(STDIN_FILENO, line, sizeof(line));
	_exit(got == 3 && !memcmp(line, "hi\n", 3) ? 7 : 1);
}

static int
session(const char *terminal, int to_terminal)
{
	int ends[2], fd, status;
	pid_t pid;
	char c;

	setsid();
	fd = open(terminal, O_RDWR);
	ioctl(fd, TIOCSCTTY, 0);
	dup2(fd, STDIN_FILENO);
	signal(SIGTTOU, SIG_IGN);
	if (fd < 0 || pipe(ends) < 0 || (pid = fork()) < 0)
		_exit(1);
	if (pid == 0)
		_exit(read_terminal(ends[1]));
	if (read(ends[0], &c, 1) != 1 || waitpid(pid, &status, WUNTRACED) < 0 ||
	    !WIFSTOPPED(status) || WSTOPSIG(status) != SIGTTIN)
		_exit(2);
	tcsetpgrp(STDIN_FILENO, pid);
	kill(pid, SIGCONT);
	if (write(to_terminal, "hi\n", 3) != 3)
		_exit(3);
	_exit(status_of(pid));
}

/* Job control: SIGTTIN stops a reader in the background; it goes on with fg. */
static int
jobs(int n)
{
	int fd = posix_openpt(O_RDWR | O_NOCTTY);
	pid_t pid;

	(void)n;
	if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0)
		return 1;
	pid = fork();
	if (pid == 0)
		_exit(session(ptsname(fd), fd));
	printf("%d\n", status_of(pid));
	return 0;
}

static const struct {
	const char *name;
	int (*fn)(int n);
} all[] = {
	{"sandbox_kill", sandbox_kill},
	{"sandbox_errno", sandbox_errno},
	{"sandbox_trap", sandbox_trap},
	{"sandbox_trace", sandbox_trace},
	{"sandbox_notify", sandbox_notify},
	{"ids", ids},
	{"creds", creds},
	{"undumpable", undumpable},
	{"ptracer", ptracer},
	{"forced", forced},
	{"chain", chain},
	{"signal_storm", signal_storm},
	{"stop_and_go", stop_and_go},
	{"jobs", jobs},
};

int
main(int argc, char **argv)
{
	int n = argc > 2 ? atoi(argv[2]) : 0;

	for (unsigned i = 0; argc > 1 && i < sizeof(all) / sizeof(*all); i++)
		if (!strcmp(all[i].name, argv[1]))
			return all[i].fn(n);
	return 99;
}
