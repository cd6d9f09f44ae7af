/*
 * fake_camera - preloaded into a program: the kernel's side of a V4L2 camera, as its documentation has it, for machines
 * without one (and without vivid or v4l2loopback). It is strict: what a driver may refuse, it refuses.
 *
 * FAKE_CAMERA  DIR:FORMAT:WIDTH:HEIGHT:LINE:END. Who opens DIR/device gets the camera; FORMAT is GREY, YUYV, MJPG or
 *              another; LINE bytes a row. The pictures are DIR/0, DIR/1 ...; a row of "error" in DIR/N.flags marks one as
 *              spoilt. Behind the last one END: "silent", nothing comes any more; "gone", it was unplugged.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define BUFFERS     2 /* fewer than anybody asks for */
#define JPEG_MOST   (1 << 20)
#define BUFFER_STEP (4 << 20) /* offsets of buffers, as mmap takes them */

static struct {
	char dir[256], format[8], end[16];
	unsigned width, height, line;
	int fd; /* an eventfd: readable while a picture is ready; -1: not open */
	int memory;
	bool has_format, streams, queued[BUFFERS];
	unsigned order[BUFFERS], waiting; /* buffers in the order they were queued */
	unsigned buffers, next;
} camera = { .fd = -1 };

static uint32_t fourcc(void)
{
	const char *f = camera.format;
	return v4l2_fourcc(f[0], f[1], f[2], f[3]);
}

static uint32_t buffer_len(void)
{
	return strcmp(camera.format, "MJPG") == 0 ? JPEG_MOST : camera.line * camera.height;
}

static FILE *picture(unsigned number, const char *more)
{
	char path[300];
	(void)snprintf(path, sizeof(path), "%s/%u%s", camera.dir, number, more);
	return fopen(path, "rb");
}

static bool is_there(unsigned number)
{
	FILE *file = picture(number, "");
	if (file)
		(void)fclose(file);
	return file != NULL;
}

/* Ready: a picture and a buffer for it, or the end that must be told. */
static void ring(void)
{
	const uint64_t one = 1;
	uint64_t drained;
	bool ready = camera.streams &&
	             ((camera.waiting > 0 && is_there(camera.next)) ||
			     (!is_there(camera.next) && strcmp(camera.end, "gone") == 0));
	(void)!read(camera.fd, &drained, sizeof(drained));
	if (ready)
		(void)!write(camera.fd, &one, sizeof(one));
}

static int refuse(int error)
{
	errno = error;
	return -1;
}

static int take_format(struct v4l2_format *format)
{
	if (format->type != V4L2_BUF_TYPE_VIDEO_CAPTURE || camera.buffers > 0)
		return refuse(camera.buffers > 0 ? EBUSY : EINVAL);
	/* A driver changes what it cannot do. */
	format->fmt.pix.pixelformat = fourcc();
	format->fmt.pix.width = camera.width;
	format->fmt.pix.height = camera.height;
	format->fmt.pix.bytesperline = camera.line;
	format->fmt.pix.sizeimage = buffer_len();
	format->fmt.pix.field = V4L2_FIELD_NONE;
	camera.has_format = true;
	return 0;
}

static int queue(const struct v4l2_buffer *buffer)
{
	if (buffer->index >= camera.buffers || camera.queued[buffer->index] ||
		buffer->memory != V4L2_MEMORY_MMAP)
		return refuse(EINVAL);
	camera.queued[buffer->index] = true;
	camera.order[camera.waiting++] = buffer->index;
	ring();
	return 0;
}

static int dequeue(struct v4l2_buffer *buffer)
{
	if (!camera.streams)
		return refuse(EINVAL);
	FILE *file = picture(camera.next, ""), *flags = picture(camera.next, ".flags");
	if (!file && strcmp(camera.end, "gone") == 0)
		return refuse(ENODEV);
	if (!file || camera.waiting == 0)
		return refuse(EAGAIN);
	unsigned index = camera.order[0];
	memmove(camera.order, camera.order + 1, sizeof(camera.order) - sizeof(camera.order[0]));
	camera.waiting--;
	camera.queued[index] = false;
	uint8_t *at = mmap(NULL, buffer_len(), PROT_READ | PROT_WRITE, MAP_SHARED, camera.memory,
		(off_t)index * BUFFER_STEP);
	/* What an earlier picture left there must not be taken for this one. */
	memset(at, 0x80, buffer_len());
	buffer->index = index;
	buffer->bytesused = (uint32_t)fread(at, 1, buffer_len(), file);
	buffer->flags = flags ? V4L2_BUF_FLAG_ERROR : 0;
	buffer->sequence = camera.next++;
	(void)munmap(at, buffer_len());
	(void)fclose(file);
	if (flags)
		(void)fclose(flags);
	ring();
	return 0;
}

static int answer(unsigned long request, void *with)
{
	struct v4l2_capability *about = with;
	struct v4l2_requestbuffers *buffers = with;
	struct v4l2_buffer *buffer = with;
	switch (request) {
	case VIDIOC_QUERYCAP:
		memset(about, 0, sizeof(*about));
		about->capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
		return 0;
	case VIDIOC_S_FMT:
		return take_format(with);
	case VIDIOC_REQBUFS:
		if (!camera.has_format || buffers->memory != V4L2_MEMORY_MMAP)
			return refuse(EINVAL);
		camera.buffers = buffers->count = BUFFERS;
		return 0;
	case VIDIOC_QUERYBUF:
		if (buffer->index >= camera.buffers)
			return refuse(EINVAL);
		buffer->length = buffer_len();
		buffer->m.offset = buffer->index * BUFFER_STEP;
		return 0;
	case VIDIOC_QBUF:
		return queue(with);
	case VIDIOC_DQBUF:
		return dequeue(with);
	case VIDIOC_STREAMON:
		camera.streams = camera.waiting > 0;
		ring();
		return camera.streams ? 0 : refuse(EINVAL);
	case VIDIOC_STREAMOFF:
		camera.streams = false;
		return 0;
	default:
		return refuse(ENOTTY);
	}
}

/* ---- what is put before the C library ---- */

static bool is_camera(const char *path)
{
	char device[300];
	const char *text = getenv("FAKE_CAMERA");
	if (!text || sscanf(text, "%255[^:]:%7[^:]:%u:%u:%u:%15s", camera.dir, camera.format,
			     &camera.width, &camera.height, &camera.line, camera.end) != 6)
		return false;
	(void)snprintf(device, sizeof(device), "%s/device", camera.dir);
	return strcmp(path, device) == 0;
}

int open(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...) =
		(int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
	va_list rest;
	va_start(rest, flags);
	mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
	va_end(rest);
	if (!is_camera(path))
		return real(path, flags, mode);
	camera.memory = memfd_create("camera", MFD_CLOEXEC);
	camera.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return camera.memory >= 0 && ftruncate(camera.memory, BUFFERS * BUFFER_STEP) == 0
	               ? camera.fd
	               : -1;
}

int ioctl(int fd, unsigned long request, ...)
{
	int (*real)(int, unsigned long, ...) =
		(int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
	va_list rest;
	va_start(rest, request);
	void *with = va_arg(rest, void *);
	va_end(rest);
	return camera.fd >= 0 && fd == camera.fd ? answer(request, with) : real(fd, request, with);
}

void *mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset)
{
	void *(*real)(void *, size_t, int, int, int, off_t) =
		(void *(*)(void *, size_t, int, int, int, off_t))dlsym(RTLD_NEXT, "mmap");
	return real(at, len, protection, flags,
		camera.fd >= 0 && fd == camera.fd ? camera.memory : fd, offset);
}
