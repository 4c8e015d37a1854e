/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Talks to a device that does not exist: the private ioctls of the tutorial
 * of ctrace-desc(5), on a descriptor that refuses them.
 */
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>

struct widget {
	uint32_t id;
	uint16_t mode;
	uint16_t name_len;
	uint32_t flags;
	uint32_t pad;
	int64_t since[2];
	uint64_t name;
};

#define WIDGET_SET _IOW('W', 1, struct widget)
#define WIDGET_GET _IOR('W', 2, struct widget)
#define WIDGET_WAIT _IO('W', 3)

int
main(void)
{
	static const char name[] = "left lamp and more";
	struct widget w;

	memset(&w, 0, sizeof(w));
	w.id = 7;
	w.mode = 1;
	w.name_len = 9;
	w.flags = 0x13;
	w.since[0] = 1700000000;
	w.name = (uintptr_t)name;
	ioctl(-1, WIDGET_SET, &w);
	ioctl(-1, WIDGET_GET, &w);
	ioctl(-1, WIDGET_WAIT, 250);
	return 0;
}
