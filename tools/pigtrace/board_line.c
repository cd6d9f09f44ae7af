#include "tools/pigtrace/board_line.h"

#include "core/base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

static int open_socket(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (!span_copy(span_of(path), address.sun_path, sizeof(address.sun_path))) {
		errno = ENAMETOOLONG;
		return -1;
	}
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
		int error = errno;
		(void)close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

static int open_serial(const char *path)
{
	struct termios line;
	int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || tcgetattr(fd, &line) != 0)
		return fd;
	cfmakeraw(&line);
	line.c_cflag |= CREAD | CLOCAL;
	if (cfsetspeed(&line, B115200) == 0 && tcsetattr(fd, TCSAFLUSH, &line) == 0)
		return fd;
	int error = errno;
	(void)close(fd);
	errno = error;
	return -1;
}

int board_open(struct board_line *board, const char *path, struct fault *fault)
{
	struct stat info;
	bool is_socket = stat(path, &info) == 0 && S_ISSOCK(info.st_mode);
	board->len = 0;
	board->fd = is_socket ? open_socket(path) : open_serial(path);
	return board->fd >= 0 ? 0 : fault_set_errno(fault, FAULT_IO, "cannot open %s", path);
}

void board_close(struct board_line *board)
{
	if (board->fd >= 0)
		(void)close(board->fd);
	board->fd = -1;
}

static int send_all(struct board_line *board, struct span bytes, struct fault *fault)
{
	while (bytes.len) {
		ssize_t put = write(board->fd, bytes.at, bytes.len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return fault_set_errno(fault, FAULT_IO, "cannot write to the board");
		bytes.at += put;
		bytes.len -= (size_t)put;
	}
	return 0;
}

/* More bytes from the board, before end_ms. */
static int fill(struct board_line *board, int64_t end_ms, struct fault *fault)
{
	struct pollfd ready = { .fd = board->fd, .events = POLLIN };
	int64_t left_ms = end_ms - clock_steady_ms();
	if (left_ms <= 0)
		return fault_set(fault, FAULT_PEER, "the board does not answer");
	if (poll(&ready, 1, (int)left_ms) <= 0)
		return 0;
	ssize_t got = read(board->fd, board->at + board->len, BOARD_LINE_MOST - board->len);
	if (got < 0 && errno == EINTR)
		return 0;
	if (got <= 0)
		return fault_set(fault, FAULT_PEER, "the board's line is gone");
	board->len += (size_t)got;
	return 0;
}

/* Take the first whole line out of the buffer; false if there is none. A line that fills it is noise. */
static bool take_line(struct board_line *board, char *text, size_t size)
{
	struct span rest = { board->at, board->len }, line;
	if (!span_cut(&rest, '\n', &line)) {
		board->len = board->len == BOARD_LINE_MOST ? 0 : board->len;
		return false;
	}
	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	(void)span_copy(line, text, size);
	memmove(board->at, rest.at, rest.len);
	board->len = rest.len;
	return true;
}

int board_wait(struct board_line *board, const char *begin, int64_t patience_ms, char *text,
	size_t size, struct fault *fault)
{
	int64_t end_ms = clock_steady_ms() + patience_ms;
	for (;;) {
		while (take_line(board, text, size))
			if (span_starts(span_of(text), begin))
				return 0;
		int code = fill(board, end_ms, fault);
		if (code != 0)
			return code;
	}
}

int board_ask(struct board_line *board, struct span command, char word[static BOARD_WORD_MOST],
	struct fault *fault)
{
	char text[BOARD_LINE_MOST + 1];
	int code = send_all(board, command, fault);
	if (code == 0)
		code = send_all(board, (struct span){ "\n", 1 }, fault);
	if (code == 0)
		code = board_wait(board, "? ", BOARD_PATIENCE_MS, text, sizeof(text), fault);
	if (code == 0)
		(void)span_copy(span_of(text + 2), word, BOARD_WORD_MOST);
	return code;
}
