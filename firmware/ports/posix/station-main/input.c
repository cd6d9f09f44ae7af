#include "firmware/ports/posix/station-main/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

int input_open(struct input *input, const char *device, struct fault *fault)
{
	struct termios terminal;
	input->fd =
		device ? open(device, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) : STDIN_FILENO;
	if (input->fd < 0)
		return fault_set_errno(fault, FAULT_IO, "cannot open %s", device);
	if (device && tcgetattr(input->fd, &terminal) == 0) {
		cfmakeraw(&terminal);
		if (tcsetattr(input->fd, TCSANOW, &terminal) != 0)
			return fault_set_errno(fault, FAULT_IO, "cannot set up %s", device);
	}
	input->ended = false;
	input->dropping = false;
	input->from = 0;
	input->len = 0;
	return 0;
}

int input_fill(struct input *input, struct fault *fault)
{
	memmove(input->at, input->at + input->from, input->len - input->from);
	input->len -= input->from;
	input->from = 0;
	/* poll said that a read will not wait, so one read is right for a blocking descriptor too. */
	ssize_t got = read(input->fd, input->at + input->len, sizeof(input->at) - input->len);
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return 0;
	if (got < 0)
		return fault_set_errno(fault, FAULT_IO, "cannot read the input");
	input->ended = got == 0;
	input->len += (size_t)got;
	return 0;
}

static size_t line_length(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\n' || text[i] == '\r')
			return i;
	return len;
}

bool input_next(struct input *input, struct input_line *line)
{
	while (input->from < input->len) {
		char *text = input->at + input->from;
		size_t left = input->len - input->from;
		size_t len = line_length(text, left);
		bool whole = len < left;
		if (!whole && !input->ended && len <= EVENT_LINE_MOST && !input->dropping)
			return false;
		input->from += whole ? len + 1 : len;
		bool dropped = input->dropping;
		input->dropping = !whole && !input->ended;
		if (dropped || len == 0)
			continue;
		line->too_long = len > EVENT_LINE_MOST;
		line->text = (struct span){ text, line->too_long ? 0 : len };
		return true;
	}
	return false;
}
