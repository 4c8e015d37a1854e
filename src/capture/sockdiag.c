/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a socket is connected to, asked of the kernel's sock_diag over netlink.
 *
 * /proc tells a socket's inode and its protocol; sock_diag lists the sockets
 * of a protocol with their inodes and addresses. UNIX sockets can be asked for
 * by inode, of the others a list is walked until the inode is found.
 *
 * An answer that names both ends is kept. For a connected stream it stays true;
 * of any socket it still says who was there when the peer is gone and the
 * kernel has forgotten it. Other answers change with every bind and connect.
 *
 * Nothing here comes from the tracee but numbers, and every message is held
 * against its length.
 */
#include "facts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define ANSWER_MAX 8192
#define ANSWERS_MAX 100000 /* messages of one list */
#define PROTOCOL_RAW 255
#define PROTOCOL_L2TP 115
#define PROTOCOL_UDPLITE 136

struct question {
	u8 family;
	u8 protocol;
	u64 inode;
	const char *name; /* as the kernel calls the protocol */
};

/* Puts the answer; false: this message is not about the socket. */
typedef bool read_answer(const struct question *q, const struct nlmsghdr *h,
			 struct buf *ret);

#define ENDS_MAX 4096

static void
forget(struct sockdiag *d)
{
	size_t pos = 0;
	u64 inode;
	void *text;

	while (map_next(&d->ends, &pos, &inode, &text))
		mem_free(text);
	map_release(&d->ends);
	memset(&d->ends, 0, sizeof(d->ends));
}

static void
keep(struct sockdiag *d, u64 inode, const char *text)
{
	if (d->ends.n >= ENDS_MAX)
		forget(d);
	mem_free(map_del(&d->ends, inode));
	map_put(&d->ends, inode, mem_strdup(text));
}

/* ---- the conversation -------------------------------------------------- */

static int
diag_open(struct sockdiag *d)
{
	struct timeval patience = {1, 0};

	if (d->state == SOCKDIAG_UNTRIED) {
		d->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
			       NETLINK_SOCK_DIAG);
		d->state = d->fd < 0 ? SOCKDIAG_MISSING : SOCKDIAG_OPEN;
		if (d->fd >= 0)
			setsockopt(d->fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
				   sizeof(patience));
	}
	return d->state == SOCKDIAG_OPEN ? d->fd : -1;
}

void
sockdiag_release(struct sockdiag *d)
{
	if (d->state == SOCKDIAG_OPEN)
		close(d->fd);
	d->state = SOCKDIAG_UNTRIED;
	forget(d);
}

static bool
ask(struct sockdiag *d, const void *request, size_t len, u32 flags)
{
	struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
	struct nlmsghdr h = {
		.nlmsg_len = (u32)(sizeof(h) + len),
		.nlmsg_type = SOCK_DIAG_BY_FAMILY,
		.nlmsg_flags = (u16)(NLM_F_REQUEST | flags),
		.nlmsg_seq = ++d->seq,
	};
	struct iovec parts[2] = {{&h, sizeof(h)}, {(void *)request, len}};
	struct msghdr m = {
		.msg_name = &kernel,
		.msg_namelen = sizeof(kernel),
		.msg_iov = parts,
		.msg_iovlen = 2,
	};

	return sendmsg(diag_open(d), &m, 0) == (ssize_t)h.nlmsg_len;
}

/* True: there may be more. */
static bool
read_messages(struct sockdiag *d, const struct question *q, read_answer *read,
	      struct buf *ret, bool *ret_found)
{
	char answer[ANSWER_MAX] __attribute__((aligned(8)));
	const struct nlmsghdr *h = (const struct nlmsghdr *)answer;
	ssize_t n;
	int left;

	do
		n = recv(d->fd, answer, sizeof(answer), 0);
	while (n < 0 && errno == EINTR);
	left = (int)n;
	if (n <= 0)
		return false;
	for (; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
		if (h->nlmsg_seq != d->seq)
			continue; /* of a question that was given up */
		if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR)
			return false;
		if (!*ret_found && h->nlmsg_type == SOCK_DIAG_BY_FAMILY)
			*ret_found = read(q, h, ret);
	}
	return true;
}

static bool
converse(struct sockdiag *d, const struct question *q, const void *request,
	 size_t len, read_answer *read, struct buf *ret)
{
	bool found = false, single = q->family == AF_UNIX;

	if (diag_open(d) < 0 || !ask(d, request, len, single ? 0 : NLM_F_DUMP))
		return false;
	for (u32 i = 0; i < ANSWERS_MAX; i++)
		if (!read_messages(d, q, read, ret, &found) || single)
			break;
	return found;
}

/* ---- internet ---------------------------------------------------------- */

static void
put_end(struct buf *b, u8 family, const void *addr, u16 port)
{
	char text[INET6_ADDRSTRLEN];
	bool six = family == AF_INET6;

	if (!inet_ntop(family, addr, text, sizeof(text)))
		return;
	buf_printf(b, six ? "[%s]:%u" : "%s:%u", text, ntohs(port));
}

static bool
is_zero(const u32 *addr)
{
	return !(addr[0] | addr[1] | addr[2] | addr[3]);
}

static bool
read_inet(const struct question *q, const struct nlmsghdr *h, struct buf *ret)
{
	const struct inet_diag_msg *m = NLMSG_DATA(h);
	const struct inet_diag_sockid *id = &m->id;

	if (h->nlmsg_len < NLMSG_LENGTH(sizeof(*m)) ||
	    m->idiag_inode != q->inode)
		return false;
	buf_printf(ret, "%s:[", q->name);
	put_end(ret, m->idiag_family, id->idiag_src, id->idiag_sport);
	if (id->idiag_dport || !is_zero(id->idiag_dst)) {
		buf_puts(ret, "->");
		put_end(ret, m->idiag_family, id->idiag_dst, id->idiag_dport);
	}
	buf_putc(ret, ']');
	return true;
}

static bool
ask_inet(struct sockdiag *d, const struct question *q, struct buf *ret)
{
	struct inet_diag_req_v2 r = {
		.sdiag_family = q->family,
		.sdiag_protocol = q->protocol,
		.idiag_states = UINT32_MAX,
	};

	return converse(d, q, &r, sizeof(r), read_inet, ret);
}

/* ---- UNIX -------------------------------------------------------------- */

/* As a string of C: an abstract name begins with @ outside the quotes. */
static void
put_unix_name(struct buf *b, const u8 *name, size_t len)
{
	if (len && !*name) {
		buf_putc(b, '@');
		name++;
		len--;
	}
	buf_putc(b, '"');
	for (size_t i = 0; i < len && (name[i] || i); i++) {
		if (name[i] == '"' || name[i] == '\\')
			buf_printf(b, "\\%c", name[i]);
		else if (name[i] == '\n')
			buf_puts(b, "\\n");
		else if (name[i] == '\t')
			buf_puts(b, "\\t");
		else if (name[i] >= ' ' && name[i] <= '~')
			buf_putc(b, (char)name[i]);
		else
			buf_printf(b, "\\%03o", name[i]);
	}
	buf_putc(b, '"');
}

static bool
read_unix(const struct question *q, const struct nlmsghdr *h, struct buf *ret)
{
	const struct unix_diag_msg *m = NLMSG_DATA(h);
	int left = (int)(h->nlmsg_len - NLMSG_LENGTH(sizeof(*m)));
	const struct rtattr *a = (const struct rtattr *)(m + 1);
	const u8 *name = NULL;
	size_t name_len = 0;
	u32 peer = 0;

	if (h->nlmsg_len < NLMSG_LENGTH(sizeof(*m)) || m->udiag_ino != q->inode)
		return false;
	for (; RTA_OK(a, left); a = RTA_NEXT(a, left)) {
		if (a->rta_type == UNIX_DIAG_NAME) {
			name = RTA_DATA(a);
			name_len = RTA_PAYLOAD(a);
		} else if (a->rta_type == UNIX_DIAG_PEER &&
			   RTA_PAYLOAD(a) >= sizeof(peer)) {
			memcpy(&peer, RTA_DATA(a), sizeof(peer));
		}
	}
	if (!peer && !name)
		return false;
	buf_printf(ret, "%s:[%llu", q->name, (unsigned long long)q->inode);
	if (peer)
		buf_printf(ret, "->%u", peer);
	if (name) {
		/* the kernel counts the NUL of a path */
		if (name_len && *name && !name[name_len - 1])
			name_len--;
		buf_putc(ret, ',');
		put_unix_name(ret, name, name_len);
	}
	buf_putc(ret, ']');
	return true;
}

static bool
ask_unix(struct sockdiag *d, const struct question *q, struct buf *ret)
{
	struct unix_diag_req r = {
		.sdiag_family = AF_UNIX,
		.udiag_ino = (u32)q->inode,
		.udiag_states = UINT32_MAX,
		.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER,
		.udiag_cookie = {UINT32_MAX, UINT32_MAX},
	};

	return converse(d, q, &r, sizeof(r), read_unix, ret);
}

/* ---- netlink ----------------------------------------------------------- */

static const char *
netlink_name(u32 protocol)
{
	static const char *const names[] = {
		"ROUTE",     "UNUSED", "USERSOCK",	"FIREWALL",
		"SOCK_DIAG", "NFLOG",  "XFRM",		"SELINUX",
		"ISCSI",     "AUDIT",  "FIB_LOOKUP",	"CONNECTOR",
		"NETFILTER", "IP6_FW", "DNRTMSG",	"KOBJECT_UEVENT",
		"GENERIC",   NULL,     "SCSITRANSPORT", "ECRYPTFS",
		"RDMA",	     "CRYPTO", "SMC",
	};

	return protocol < ARRAY_SIZE(names) ? names[protocol] : NULL;
}

static bool
read_netlink(const struct question *q, const struct nlmsghdr *h,
	     struct buf *ret)
{
	const struct netlink_diag_msg *m = NLMSG_DATA(h);
	const char *name;

	if (h->nlmsg_len < NLMSG_LENGTH(sizeof(*m)) || m->ndiag_ino != q->inode)
		return false;
	name = netlink_name(m->ndiag_protocol);
	buf_printf(ret, "%s:[", q->name);
	if (name)
		buf_puts(ret, name);
	else
		buf_put_u64(ret, m->ndiag_protocol);
	buf_printf(ret, ":%u]", m->ndiag_portid);
	return true;
}

static bool
ask_netlink(struct sockdiag *d, const struct question *q, struct buf *ret)
{
	struct netlink_diag_req r = {
		.sdiag_family = AF_NETLINK,
		.sdiag_protocol = NDIAG_PROTO_ALL,
	};

	return converse(d, q, &r, sizeof(r), read_netlink, ret);
}

/* ---- by protocol ------------------------------------------------------- */

static const struct protocol {
	const char *name;
	u8 family, protocol;
	bool stream; /* once connected, it stays so */
	bool (*ask)(struct sockdiag *d, const struct question *q,
		    struct buf *ret);
} protocols[] = {
	{"TCP", AF_INET, IPPROTO_TCP, true, ask_inet},
	{"TCPv6", AF_INET6, IPPROTO_TCP, true, ask_inet},
	{"UDP", AF_INET, IPPROTO_UDP, false, ask_inet},
	{"UDPv6", AF_INET6, IPPROTO_UDP, false, ask_inet},
	{"UDP-Lite", AF_INET, PROTOCOL_UDPLITE, false, ask_inet},
	{"UDPLITEv6", AF_INET6, PROTOCOL_UDPLITE, false, ask_inet},
	{"DCCP", AF_INET, IPPROTO_DCCP, true, ask_inet},
	{"DCCPv6", AF_INET6, IPPROTO_DCCP, true, ask_inet},
	{"SCTP", AF_INET, IPPROTO_SCTP, false, ask_inet},
	{"SCTPv6", AF_INET6, IPPROTO_SCTP, false, ask_inet},
	{"L2TP/IP", AF_INET, PROTOCOL_L2TP, false, ask_inet},
	{"L2TP/IPv6", AF_INET6, PROTOCOL_L2TP, false, ask_inet},
	{"PING", AF_INET, IPPROTO_ICMP, false, ask_inet},
	{"PINGv6", AF_INET6, IPPROTO_ICMPV6, false, ask_inet},
	{"RAW", AF_INET, PROTOCOL_RAW, false, ask_inet},
	{"RAWv6", AF_INET6, PROTOCOL_RAW, false, ask_inet},
	{"UNIX", AF_UNIX, 0, false, ask_unix},
	{"UNIX-STREAM", AF_UNIX, 0, true, ask_unix},
	{"NETLINK", AF_NETLINK, 0, false, ask_netlink},
};

static void
describe(struct sockdiag *d, const struct protocol *p, u64 inode,
	 struct buf *ret)
{
	struct question q = {p->family, p->protocol, inode, p->name};
	const char *kept = map_get(&d->ends, inode);
	struct buf b = BUF_INIT;

	if (kept && p->stream) {
		buf_puts(ret, kept);
		return;
	}
	p->ask(d, &q, &b);
	if (b.len && strstr(b.data, "->")) {
		buf_puts(ret, b.data);
		keep(d, inode, b.data);
	} else if (kept || b.len) {
		buf_puts(ret, kept ? kept : b.data);
	} else {
		buf_printf(ret, "%s:[%llu]", p->name,
			   (unsigned long long)inode);
	}
	buf_release(&b);
}

int
sockdiag_describe(struct sockdiag *d, const char *protocol, u64 inode,
		  struct buf *ret)
{
	for (u32 i = 0; i < ARRAY_SIZE(protocols); i++)
		if (!strcmp(protocols[i].name, protocol)) {
			describe(d, &protocols[i], inode, ret);
			return 0;
		}
	return -ENODATA;
}
