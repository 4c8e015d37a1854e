/* SPDX-License-Identifier: BSD-2-Clause */
/* A program that does nothing but system calls: argv[1] of them. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	long n = argc > 1 ? strtol(argv[1], NULL, 10) : 200000;

	while (n-- > 0)
		syscall(SYS_getppid);
	return 0;
}
