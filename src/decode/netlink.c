/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Netlink messages in what is sent and received: a header, what its type says
 * (struct "nlmsg FAMILY::TYPE" of the descriptions: a struct and a set of
 * attributes), attributes in attributes. What is not described is bytes.
 *
 *   [{nlmsg_len=.., ..}, {ifi_family=.., ..}, [[{nla_len=.., ..}, 3], ..]]
 *
 * One message, one attribute: without the brackets of the array around it.
 */
#include "priv.h"

#include <stdio.h>
#include <string.h>

enum {
	HEAD = 16,    /* struct nlmsghdr */
	NLA_HEAD = 4, /* struct nlattr */
	ALIGNED = 4,
	NL_ERROR = 2,	/* NLMSG_ERROR */
	NL_DONE = 3,	/* NLMSG_DONE */
	NL_FIRST = 16,	/* NLMSG_MIN_TYPE: below, types of all families */
	REQUEST = 1,	/* NLM_F_REQUEST */
	CAPPED = 0x100, /* NLM_F_CAPPED */
	TLVS = 0x200,	/* NLM_F_ACK_TLVS */
	NESTED = 0x8000,
	NET_ORDER = 0x4000,
	TYPE_MASK = 0x3fff,
	DELACTION = 49, /* RTM_DELACTION, deleted as it is listed */
	AF_NL = 16,
	BYTES_MAX = 1 << 20,
};

struct nl {
	struct dctx *x;
	const char *family; /* "ROUTE", or NULL: not known */
	unsigned depth;	    /* of messages in errors */
	bool more;	    /* there are bytes that were not read */
};

struct head {
	u32 len, type, flags;
};

static struct value *
hex(struct dctx *x, const char *name, const struct dobj *o)
{
	struct value *v = value_bytes(x->arena, V_BYTES, name, o->data,
				      o->avail, o->avail);

	v->num = o->addr;
	v->marks |= VM_HEX;
	return v;
}

static struct value *
pair(struct dctx *x, const char *name, const struct dobj *o, struct value *head)
{
	struct value *v = value_new(x->arena, V_ARRAY, name);

	v->num = o->addr;
	v->marks |= VM_PAIR;
	value_add(v, head);
	return v;
}

/* A list of one is its only element. */
static struct value *
unlisted(struct value *list, const char *name, bool cut)
{
	struct value *one = list->kids.first;

	list->kids.total = list->kids.count + cut;
	if (list->kids.count != 1 || cut)
		return list;
	one->name = name;
	return one;
}

static u32
aligned(u32 n)
{
	return n > BYTES_MAX ? n : (n + ALIGNED - 1) / ALIGNED * ALIGNED;
}

/* ---- attributes -------------------------------------------------------- */

static bool
arm_field(struct dctx *x, const struct desc_tlv *t, u32 type,
	  struct desc_field *ret)
{
	for (u32 i = 0; i < t->narm; i++) {
		const struct desc_arm *a = &x->set->arms[t->arm + i];

		for (u32 k = 0; k < a->nkeys; k++)
			if (dec_eval_or(x, x->set->keys[a->first_key + k],
					UINT64_MAX) == type) {
				*ret = dec_field(x, a->first);
				return true;
			}
	}
	return false;
}

/* The names of attributes are those of the header's second member. */
static struct value *
attr_head(struct dctx *x, const struct desc_tlv *t, u32 len, u32 type)
{
	struct value *v = value_new(x->arena, V_STRUCT, NULL), *parts, *name;
	const struct desc_struct *s = &x->set->structs[t->header];
	const struct desc_field f = dec_field(x, s->first + 1);

	value_add(v, value_int(x->arena, "nla_len", len, VN_UDEC));
	if (type == (type & TYPE_MASK)) {
		value_add(v, dec_scalar(x, f.type, NULL, "nla_type", type));
		return v;
	}
	parts = value_new(x->arena, V_PARTS, "nla_type");
	parts->num = type;
	parts->marks |= VM_EACH;
	if (type & NESTED)
		value_add(parts, value_word(x->arena, NULL, "NLA_F_NESTED"));
	if (type & NET_ORDER)
		value_add(parts,
			  value_word(x->arena, NULL, "NLA_F_NET_BYTEORDER"));
	name = dec_scalar(x, f.type, NULL, NULL, type & TYPE_MASK);
	value_add(parts, name);
	value_add(v, parts);
	return v;
}

/* Up to its NUL; there should be one. */
static struct value *
text(struct dctx *x, const struct dobj *o)
{
	const u8 *nul = memchr(o->data, 0, o->avail);
	u32 len = nul ? nul - o->data : o->avail;
	struct value *v;

	v = value_bytes(x->arena, V_STR, NULL, o->data, len,
			nul ? len : len + 1);
	v->marks |= nul ? VM_NULTERM : VM_CUT;
	return v;
}

static struct value *
attr_payload(struct dctx *x, const struct desc_tlv *t, u32 type,
	     const struct dobj *o)
{
	struct desc_field f;
	struct desc_type ft;
	struct value *v;

	if (!arm_field(x, t, type, &f))
		return hex(x, NULL, o);
	ft = dec_type(x, f.type);
	if (ft.kind == DK_CSTR)
		return text(x, o);
	if (ft.kind == DK_ARRAY && o->avail < dec_size(x, ft.a))
		return hex(x, NULL, o);
	if (o->avail < dec_size(x, f.type))
		return hex(x, NULL, o);
	v = dec_object(x, f.type, &f, NULL, o);
	return v ? v : hex(x, NULL, o);
}

struct value *
dec_nlattrs(struct dctx *x, u32 type, const char *name, const struct dobj *o)
{
	const struct desc_tlv *t = &x->set->tlvs[dec_type(x, type).a];
	struct value *list = value_new(x->arena, V_ARRAY, name), *v;
	u64 max = dec_elements_max(x);
	bool cut = false;
	u32 at = 0;

	list->num = o->addr;
	if (x->depth > DEC_DEPTH)
		return hex(x, name, o);
	x->depth++;
	for (u64 n = 0; at < o->avail; n++) {
		struct dobj part = dec_part(o, at, UINT32_MAX), in;
		u32 len, kind;

		cut = (n == max && n) || !dec_element(x);
		if (cut)
			break;
		if (part.avail < NLA_HEAD) {
			value_add(list, hex(x, NULL, &part));
			break;
		}
		len = (u32)num_load(part.data, 2, false);
		kind = (u32)num_load(part.data + 2, 2, false);
		v = attr_head(x, t, len, kind);
		if (u64_min(len, part.avail) > NLA_HEAD) {
			struct dframe fr = {x->frame, t->header, &part};

			x->frame = &fr;
			in = dec_part(&part, NLA_HEAD,
				      u64_min(len, part.avail) - NLA_HEAD);
			v = pair(x, NULL, &part, v);
			value_add(v, attr_payload(x, t, kind & TYPE_MASK, &in));
			x->frame = fr.outer;
		}
		value_add(list, v);
		if (len < NLA_HEAD)
			break;
		at += aligned(len);
	}
	x->depth--;
	return unlisted(list, name, cut);
}

/* ---- messages ---------------------------------------------------------- */

/* The list of a name, or, if there is none, deflt. */
static u32
list_of(struct nl *n, const char *kind, const char *deflt)
{
	const char *name = arena_printf(n->x->arena, "%s_%s", kind,
					n->family ? n->family : "");
	u32 id = dec_type_find(n->x, name);

	return id == DESC_NONE ? dec_type_find(n->x, deflt) : id;
}

static u32
type_list(struct nl *n, u32 type)
{
	return type < NL_FIRST ? dec_type_find(n->x, "nlmsg_type")
			       : list_of(n, "nlmsg_type", "nlmsg_type");
}

/* What flags mean depends on what is done: NEW, DEL, GET, SET in turn. */
static u32
flag_list(struct nl *n, u32 type)
{
	static const char *const verbs[] = {"nlmsg_flags_new",
					    "nlmsg_flags_del",
					    "nlmsg_flags_get", "nlmsg_flags"};
	const char *name = "nlmsg_flags";

	if (type == NL_ERROR)
		name = "nlmsg_flags_ack";
	else if (type < NL_FIRST || !n->family)
		name = "nlmsg_flags";
	else if (!strcmp(n->family, "ROUTE"))
		name = type == DELACTION ? verbs[2] : verbs[type & 3];
	else if (!strcmp(n->family, "SOCK_DIAG"))
		name = verbs[2];
	return dec_type_find(n->x, name);
}

static struct value *
head_value(struct nl *n, const struct head *h, const u8 *data)
{
	struct dctx *x = n->x;
	struct value *v = value_new(x->arena, V_STRUCT, NULL);

	value_add(v, value_int(x->arena, "nlmsg_len", h->len, VN_UDEC));
	value_add(v, dec_scalar(x, type_list(n, h->type), NULL, "nlmsg_type",
				h->type));
	value_add(v, dec_scalar(x, flag_list(n, h->type), NULL, "nlmsg_flags",
				h->flags));
	value_add(v, value_int(x->arena, "nlmsg_seq",
			       num_load(data + 8, 4, false), VN_UDEC));
	value_add(v, value_int(x->arena, "nlmsg_pid",
			       num_load(data + 12, 4, true), VN_DEC));
	return v;
}

/* A family's address family, and bytes. */
static struct value *
family_only(struct dctx *x, const struct dobj *o)
{
	struct value *v = value_new(x->arena, V_STRUCT, NULL);
	struct dobj rest = dec_part(o, 1, UINT32_MAX);

	value_add(v, dec_scalar(x, dec_type_find(x, "af8"), NULL, "family",
				o->data[0]));
	if (rest.avail)
		value_add(v, hex(x, "data", &rest));
	return v;
}

/* A header that is not all there: its first member. */
static struct value *
short_header(struct dctx *x, u32 type, const struct dobj *o)
{
	const struct desc_struct *s = &x->set->structs[dec_strct(x, type)];
	const struct desc_field f = dec_field(x, s->first);
	struct value *v = value_new(x->arena, V_STRUCT, NULL);
	struct dobj part = dec_part(o, 0, dec_size(x, f.type));

	if (part.avail == dec_size(x, f.type))
		value_add(v,
			  dec_object(x, f.type, &f, dec_str(x, f.name), &part));
	value_add(v, value_new(x->arena, V_ELLIPSIS, NULL));
	return v;
}

/* The message's struct; false: it has none. */
static bool
described(struct nl *n, const struct head *h, const struct dobj *o, u32 *ret)
{
	struct dctx *x = n->x;
	const char *what, *sort = "";

	if (!n->family || h->type < NL_FIRST)
		return false;
	what = desc_enum_name(x->set, dec_type(x, type_list(n, h->type)).a,
			      x->layout, h->type);
	if (!strcmp(n->family, "SOCK_DIAG")) {
		/* by address family, and a request is not what answers it */
		what = desc_enum_name(x->set,
				      dec_type(x, dec_type_find(x, "af8")).a,
				      x->layout, o->data[0]);
		sort = h->flags & REQUEST ? "_REQUEST" : "";
	}
	if (!what)
		return false;
	*ret = dec_type_find(x, arena_printf(x->arena, "nlmsg NETLINK_%s::%s%s",
					     n->family, what, sort));
	return *ret != DESC_NONE;
}

static void
add_described(struct nl *n, u32 type, struct value *v, const struct dobj *o)
{
	struct dctx *x = n->x;
	const struct desc_struct *s = &x->set->structs[dec_strct(x, type)];
	const struct desc_field f = dec_field(x, s->first);
	u32 size = dec_size(x, f.type);
	struct dframe fr = {x->frame, dec_strct(x, f.type), o};
	struct dobj part;

	if (o->avail < size) {
		value_add(v, short_header(x, f.type, o));
		return;
	}
	part = dec_part(o, 0, size);
	value_add(v, dec_object(x, f.type, &f, NULL, &part));
	size = aligned(size);
	if (s->n < 2 || o->avail <= size)
		return;
	x->frame = &fr;
	part = dec_part(o, size, UINT32_MAX);
	value_add(v,
		  dec_nlattrs(x, dec_field(x, s->first + 1).type, NULL, &part));
	x->frame = fr.outer;
}

static struct value *messages(struct nl *n, const char *name,
			      const struct dobj *o, bool one);

/* {error=-EPERM, msg=..}, then attributes */
static void
add_error(struct nl *n, const struct head *h, struct value *v,
	  const struct dobj *o)
{
	struct dctx *x = n->x;
	struct value *e = value_new(x->arena, V_STRUCT, NULL);
	u32 left = o->avail, set;
	struct dobj msg;

	if (left < 4) {
		value_add(v, hex(x, NULL, o));
		return;
	}
	value_add(e, dec_scalar(x, dec_type_find(x, "nl_errno"), NULL, "error",
				num_load(o->data, 4, true)));
	if (left <= 4 || n->depth) {
		value_add(v, e);
		return;
	}
	msg = dec_part(o, 4, UINT32_MAX);
	left = msg.avail;
	if (left >= HEAD) {
		u32 len = h->flags & CAPPED ? HEAD
					    : (u32)num_load(msg.data, 4, false);

		msg = dec_part(&msg, 0, len < HEAD ? HEAD : len);
	}
	n->depth++;
	value_add(e, messages(n, "msg", &msg, true));
	n->depth--;
	set = dec_type_find(x, "attrs nlmsgerr");
	if (!(h->flags & TLVS) || left <= aligned(msg.avail) ||
	    set == DESC_NONE) {
		value_add(v, e);
		return;
	}
	msg = dec_part(o, 4 + aligned(msg.avail), UINT32_MAX);
	e = pair(x, NULL, o, e);
	value_add(e, dec_nlattrs(x, set, NULL, &msg));
	value_add(v, e);
}

static void
add_payload(struct nl *n, const struct head *h, struct value *v,
	    const struct dobj *o)
{
	struct dctx *x = n->x;
	u32 type;

	if (h->type == NL_ERROR)
		add_error(n, h, v, o);
	else if (h->type == NL_DONE && o->avail == 4)
		value_add(v, value_int(x->arena, NULL,
				       num_load(o->data, 4, true), VN_DEC));
	else if (described(n, h, o, &type))
		add_described(n, type, v, o);
	else if (n->family && h->type != NL_DONE &&
		 (!strcmp(n->family, "ROUTE") ||
		  !strcmp(n->family, "SOCK_DIAG")))
		value_add(v, family_only(x, o));
	else
		value_add(v, hex(x, NULL, o));
}

/* All the messages in o, or only the first. */
static struct value *
messages(struct nl *n, const char *name, const struct dobj *o, bool one)
{
	struct dctx *x = n->x;
	struct value *list = value_new(x->arena, V_ARRAY, name), *v;
	u64 max = dec_elements_max(x);
	bool cut = false;
	u32 at = 0;

	list->num = o->addr;
	for (u64 i = 0; at < o->avail && !(one && i); i++) {
		struct dobj part = dec_part(o, at, UINT32_MAX), in;
		struct head h;

		cut = (i == max && i) || !dec_element(x);
		if (cut)
			break;
		if (part.avail < HEAD) {
			value_add(list, hex(x, NULL, &part));
			break;
		}
		h.len = (u32)num_load(part.data, 4, false);
		h.type = (u32)num_load(part.data + 4, 2, false);
		h.flags = (u32)num_load(part.data + 6, 2, false);
		v = head_value(n, &h, part.data);
		if (u64_min(h.len, part.avail) > HEAD) {
			in = dec_part(&part, HEAD,
				      u64_min(h.len, part.avail) - HEAD);
			v = pair(x, NULL, &part, v);
			add_payload(n, &h, v, &in);
		}
		value_add(list, v);
		if (h.len < HEAD)
			break;
		at += aligned(h.len);
	}
	return unlisted(list, name, cut || (n->more && !n->depth));
}

/* ---- which buffers ----------------------------------------------------- */

/* "NETLINK:[ROUTE:123]": its second word, kept in the call's arena. */
static bool
fd_family(struct dctx *x, s64 fd, const char **ret)
{
	static const char link_is[] = "socket:[", names[] = "NETLINK:[";
	struct buf b = {0};
	bool known = false;
	u64 inode = 0;
	size_t n;

	*ret = NULL;
	if (view_fact(x->view, FACT_PROTOCOL, 0, (u64)fd, &b) == 0 &&
	    b.len > 8 && !strncmp(b.data, "NETLINK_", 8)) {
		*ret = arena_strdup(x->arena, b.data + 8);
		buf_release(&b);
		return true;
	}
	buf_reset(&b);
	if (view_fact(x->view, FACT_FD_LINK, 0, (u64)fd, &b) == 0 && b.len &&
	    !strncmp(b.data, link_is, sizeof(link_is) - 1)) {
		for (const char *s = b.data + sizeof(link_is) - 1;
		     *s >= '0' && *s <= '9'; s++)
			inode = inode * 10 + (u64)(*s - '0');
		buf_reset(&b);
		if (view_fact(x->view, FACT_SOCKET, inode, (u64)fd, &b) == 0 &&
		    b.len && !strncmp(b.data, names, sizeof(names) - 1)) {
			n = strcspn(b.data + sizeof(names) - 1, ":]");
			*ret = arena_printf(x->arena, "%.*s", (int)n,
					    b.data + sizeof(names) - 1);
			known = true;
		}
	}
	buf_release(&b);
	return known;
}

/* In a message to or from an address: its family decides. */
static bool
to_netlink(struct dctx *x, bool *ret_addressed)
{
	u64 name, len;
	u8 af[2];

	*ret_addressed = dec_member_named(x, "msg_name", &name);
	return *ret_addressed && name &&
	       dec_member_named(x, "msg_namelen", &len) && (s32)len >= 2 &&
	       dec_read_all(x, name, af, sizeof(af)) &&
	       num_load(af, 2, false) == AF_NL;
}

struct value *
dec_netlink(struct dctx *x, const char *name, taddr addr, u64 len)
{
	struct nl n = {.x = x};
	bool addressed, yes;
	struct dobj o;
	u64 fd = 0;

	if (!x->show->deref || !len || !addr)
		return NULL;
	yes = to_netlink(x, &addressed);
	if (addressed && !yes)
		return NULL;
	if (!dec_arg_named(x, "sockfd", &fd) ||
	    (!fd_family(x, (s32)fd, &n.family) && !yes))
		return NULL;
	len = u64_min(len, BYTES_MAX);
	if (x->upto) {
		len = u64_min(len, *x->upto);
		*x->upto -= len;
	}
	if (!len)
		return value_bytes(x->arena, V_BYTES, name, "", 0, 0);
	n.more = len > x->left.bytes;
	len = u64_min(len, x->left.bytes);
	if (dec_fetch(x, addr, len, len, &o) < len)
		return value_unreadable(x->arena, name, addr);
	return messages(&n, name, &o, false);
}
