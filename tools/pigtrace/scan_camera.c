/*
 * scan --camera: frames of a V4L2 device. GREY and YUYV are taken as they are, MJPEG is unpacked in the cell.
 */
#include "tools/pigtrace/scan_out.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define BUFFERS    3
#define FRAME_MOST ((size_t)16 << 20) /* pixels */
#define SILENT_MS  5000
#define WISH_WIDE  1280
#define WISH_TALL  720

struct camera {
	int fd;
	const char *path;
	struct v4l2_pix_format format;
	struct {
		uint8_t *at;
		size_t len;
	} buffers[BUFFERS];
	unsigned count;
	uint8_t *gray;
};

static int ask(const struct camera *camera, unsigned long request, void *with)
{
	int code;
	do
		code = ioctl(camera->fd, request, with);
	while (code < 0 && errno == EINTR);
	return code;
}

/* The first of our formats that it gives. */
static bool format_set(struct camera *camera)
{
	static const uint32_t formats[] = { V4L2_PIX_FMT_GREY, V4L2_PIX_FMT_YUYV,
		V4L2_PIX_FMT_MJPEG };
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct v4l2_format wish = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
		wish.fmt.pix.width = WISH_WIDE;
		wish.fmt.pix.height = WISH_TALL;
		wish.fmt.pix.pixelformat = formats[i];
		wish.fmt.pix.field = V4L2_FIELD_ANY;
		if (ask(camera, VIDIOC_S_FMT, &wish) == 0 &&
			wish.fmt.pix.pixelformat == formats[i]) {
			camera->format = wish.fmt.pix;
			return true;
		}
	}
	return false;
}

static bool buffers_map(struct camera *camera)
{
	struct v4l2_requestbuffers wish = {
		.count = BUFFERS, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP
	};
	if (ask(camera, VIDIOC_REQBUFS, &wish) < 0 || wish.count == 0)
		return false;
	for (unsigned i = 0; i < wish.count && i < BUFFERS; i++) {
		struct v4l2_buffer buffer = {
			.index = i, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP
		};
		if (ask(camera, VIDIOC_QUERYBUF, &buffer) < 0)
			return false;
		void *at = mmap(NULL, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, camera->fd,
			(off_t)buffer.m.offset);
		if (at == MAP_FAILED)
			return false;
		camera->buffers[i].at = at;
		camera->buffers[i].len = buffer.length;
		camera->count = i + 1;
		if (ask(camera, VIDIOC_QBUF, &buffer) < 0)
			return false;
	}
	int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	return ask(camera, VIDIOC_STREAMON, &type) == 0;
}

static void camera_close(struct camera *camera)
{
	int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	(void)ask(camera, VIDIOC_STREAMOFF, &type);
	for (unsigned i = 0; i < camera->count; i++)
		(void)munmap(camera->buffers[i].at, camera->buffers[i].len);
	free(camera->gray);
	(void)close(camera->fd);
}

/* Exit code; on a failure it has complained and nothing is open. */
static int camera_open(struct camera *camera, const struct call *call)
{
	struct v4l2_capability about = { .capabilities = 0 };
	camera->fd = open(camera->path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (camera->fd < 0)
		return complain(call, errno == ENOENT ? EXIT_NOT_FOUND : EXIT_FAILED, "%s: %s",
			camera->path, strerror(errno));
	const char *why = NULL;
	if (ask(camera, VIDIOC_QUERYCAP, &about) < 0 ||
		!(about.capabilities & V4L2_CAP_VIDEO_CAPTURE) ||
		!(about.capabilities & V4L2_CAP_STREAMING))
		why = _("is no camera");
	else if (!format_set(camera))
		why = _("gives neither gray nor YUYV nor MJPEG pictures");
	else if (camera->format.width == 0 || camera->format.height == 0 ||
		 (size_t)camera->format.width * camera->format.height > FRAME_MOST)
		why = _("gives pictures of a size we do not take");
	else if (!(camera->gray = malloc((size_t)camera->format.width * camera->format.height)))
		why = _("no memory");
	else if (!buffers_map(camera))
		why = _("gives no pictures");
	if (!why)
		return EXIT_DONE;
	camera_close(camera);
	return complain(call, EXIT_FAILED, "%s: %s", camera->path, why);
}

/* One frame as it came; FAULT_SETTING if it is shorter than it should be. */
static int frame_scan(struct scan_run *run, struct camera *camera, const uint8_t *at, size_t len,
	struct scan *scan, struct fault *fault)
{
	const struct v4l2_pix_format *format = &camera->format;
	size_t wide = format->width, tall = format->height;
	size_t step = format->pixelformat == V4L2_PIX_FMT_YUYV ? 2 : 1;
	size_t line = format->bytesperline ? format->bytesperline : wide * step;
	*scan = (struct scan){ 0 };
	if (format->pixelformat == V4L2_PIX_FMT_MJPEG)
		return apart_picture(&run->cell, (struct span){ (const char *)at, len },
			&run->manner, scan, fault);
	if (line < wide * step || (tall - 1) * line + wide * step > len)
		return fault_set(fault, FAULT_SETTING, "the camera's picture is cut off");
	for (size_t y = 0; y < tall; y++)
		for (size_t x = 0; x < wide; x++)
			camera->gray[y * wide + x] = at[y * line + x * step];
	return apart_gray(&run->cell, camera->gray, (unsigned)wide, (unsigned)tall, &run->manner,
		scan, fault);
}

/* Take one frame, look at it, give it back. Exit code. */
static int frame_take(struct scan_run *run, struct camera *camera)
{
	struct v4l2_buffer buffer = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP };
	struct scan scan = { .count = 0 };
	struct fault fault;
	if (ask(camera, VIDIOC_DQBUF, &buffer) < 0)
		return errno == EAGAIN ? EXIT_DONE
		                       : complain(run->call, EXIT_FAILED, "%s: %s", camera->path,
						 strerror(errno));
	int code = EXIT_DONE;
	if (buffer.index < camera->count && !(buffer.flags & V4L2_BUF_FLAG_ERROR)) {
		size_t len = camera->buffers[buffer.index].len;
		len = buffer.bytesused < len ? buffer.bytesused : len;
		if (frame_scan(run, camera, camera->buffers[buffer.index].at, len, &scan, &fault) ==
			0)
			scan_worse(run, scan_told(run, camera->path, &scan));
		else if (fault.code == FAULT_PEER || fault.code == FAULT_MEMORY)
			code = complain(run->call, EXIT_FAILED, "%s: %s", camera->path, fault.text);
		/* Else a frame that was cut off on the wire; the next one is on its way. */
		scan_free(&scan);
	}
	if (ask(camera, VIDIOC_QBUF, &buffer) < 0)
		code = complain(run->call, EXIT_FAILED, "%s: %s", camera->path, strerror(errno));
	return code;
}

int scan_camera(struct scan_run *run, const char *device)
{
	struct camera camera = { .path = device };
	int code = camera_open(&camera, run->call);
	if (code != EXIT_DONE)
		return code;
	scan_until_signal();
	for (bool readable; code == EXIT_DONE && scan_wait(run, camera.fd, SILENT_MS, &readable);)
		code = readable ? frame_take(run, &camera)
		                : complain(run->call, EXIT_FAILED,
					  _("%s: no picture for %d seconds"), device,
					  SILENT_MS / 1000);
	camera_close(&camera);
	return code;
}
