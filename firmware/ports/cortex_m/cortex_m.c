#include "firmware/ports/cortex_m/cortex_m.h"

#include <string.h>

#define SYSTICK_CONTROL   CORTEX_REGISTER(0xE000E010)
#define SYSTICK_RELOAD    CORTEX_REGISTER(0xE000E014)
#define SYSTICK_VALUE     CORTEX_REGISTER(0xE000E018)
#define NVIC_ENABLE       CORTEX_REGISTER(0xE000E100)
#define NVIC_DISABLE      CORTEX_REGISTER(0xE000E180)
#define NVIC_FORGET       CORTEX_REGISTER(0xE000E280)
#define ICSR              CORTEX_REGISTER(0xE000ED04)
#define ICSR_NO_TICK      0x02000000
#define VECTOR_TABLE      CORTEX_REGISTER(0xE000ED08)
#define AIRCR             CORTEX_REGISTER(0xE000ED0C)
#define AIRCR_RESET       0x05FA0004 /* key and SYSRESETREQ */
#define MPU_CONTROL       CORTEX_REGISTER(0xE000ED94)
#define MPU_NUMBER        CORTEX_REGISTER(0xE000ED98)
#define MPU_BASE          CORTEX_REGISTER(0xE000ED9C)
#define MPU_SHAPE         CORTEX_REGISTER(0xE000EDA0)
#define MPU_ON            1
#define MPU_REST_AS_EVER  4          /* where no region is, the usual map counts */
#define MPU_NORMAL_MEMORY 0x03080000 /* any access, code too; not cached */
#define SYSTICK_ON        7          /* processor clock, interrupt, enabled */
#define TICK_MS           5
#define HANDLER_STACK     768
#define PAINT             0x5AC35AC3
#define CAUSE_MARK        0x70696700 /* "pig" and an enum hal_reset */
#define ORIGIN_MARK       0x70696d00 /* "pim" and an enum hal_origin */
#define WATCH_MS          10000

extern uint32_t stack_end[], stack_top[], data_start[], data_end[], data_load[], bss_start[],
	bss_end[];

int main(void);

static uint32_t (*read_timer)(void);
static uint32_t timer_hz, timer_before;
static uint64_t timer_passed; /* counts since the start */
static volatile bool awake;
static volatile unsigned quiet_ms; /* since the main loop was last seen */
static void (*handlers[CORTEX_INTERRUPTS])(void);

/* Not cleared at a start: a restart leaves its reason here, the boot loader what it started; a power cut leaves
 * anything. */
__attribute__((section(".kept"))) static struct {
	uint32_t cause;
	uint32_t origin;
} kept;
static enum hal_reset reset_cause;
static enum hal_origin origin;

static _Noreturn void restart(enum hal_reset why)
{
	kept.cause = CAUSE_MARK | why;
	__asm volatile("dsb" ::: "memory");
	AIRCR = AIRCR_RESET;
	for (;;)
		__asm volatile("dsb");
}

static void on_fault(void)
{
	restart(HAL_RESET_FAULT);
}

/* With interrupts off. */
static uint64_t passed(void)
{
	uint32_t now = read_timer();
	timer_passed += timer_before - now;
	timer_before = now;
	return timer_passed;
}

/* The watchdog, too: the tick goes on when the main loop hangs. It is none for a processor that hangs with its
 * interrupts off; a board's own watchdog would be. */
static void on_tick(void)
{
	(void)passed();
	quiet_ms += TICK_MS;
	if (quiet_ms >= WATCH_MS)
		restart(HAL_RESET_WATCHDOG);
}

static void on_interrupt(void)
{
	uint32_t number;
	__asm volatile("mrs %0, ipsr" : "=r"(number));
	number -= 16;
	if (number < CORTEX_INTERRUPTS && handlers[number])
		handlers[number]();
}

void start(void);

/* Interrupts have a stack of their own, so that the fault of a main stack that grew too far can be served. */
static uint64_t handler_stack[HANDLER_STACK / sizeof(uint64_t)];

__attribute__((section(".vectors"), used)) static void (*const vectors[16 + CORTEX_INTERRUPTS])(
	void) = {
	(void (*)(void))(handler_stack + HANDLER_STACK / sizeof(uint64_t)),
	start,
	on_fault, /* NMI */
	on_fault, /* HardFault; the three behind it, until they are enabled, come here too */
	on_fault,
	on_fault,
	on_fault,
	[11] = on_fault,
	[12] = on_fault,
	[14] = on_fault,
	[15] = on_tick,
	[16 ... 15 + CORTEX_INTERRUPTS] = on_interrupt,
};

/* 0 is what no mark stands for: power, no loader. */
static uint32_t what_was_kept(uint32_t word, uint32_t mark, uint32_t most)
{
	return (word & ~UINT32_C(0xFF)) == mark && (word & 0xFF) < most ? word & 0xFF : 0;
}

/* Copy and clear before the first line of C that needs it. */
__attribute__((used)) static void begin(void)
{
	uint32_t here;
	for (uint32_t *word = stack_end; word < &here; word++)
		*word = PAINT;
	memcpy(data_start, data_load, (size_t)((char *)data_end - (char *)data_start));
	memset(bss_start, 0, (size_t)((char *)bss_end - (char *)bss_start));
	reset_cause = (enum hal_reset)what_was_kept(kept.cause, CAUSE_MARK, HAL_RESET_COUNT);
	origin = (enum hal_origin)what_was_kept(kept.origin, ORIGIN_MARK, HAL_ORIGIN_COUNT);
	kept.cause = 0;
	kept.origin = 0;
	VECTOR_TABLE = (uint32_t)(uintptr_t)vectors;
	(void)main();
	restart(HAL_RESET_SOFTWARE);
}

__attribute__((naked)) void start(void)
{
	__asm volatile("ldr r0, =stack_top\n\t"
		       "msr psp, r0\n\t"
		       "movs r0, #2\n\t"
		       "msr control, r0\n\t"
		       "isb\n\t"
		       "b begin\n\t"
		       ".ltorg");
}

void cortex_clock(uint32_t hz, uint32_t (*down)(void), uint32_t down_hz)
{
	read_timer = down;
	timer_hz = down_hz;
	timer_before = down();
	SYSTICK_RELOAD = hz / 1000 * TICK_MS - 1;
	SYSTICK_VALUE = 0;
	SYSTICK_CONTROL = SYSTICK_ON;
}

void cortex_serve(unsigned number, void (*handler)(void))
{
	handlers[number] = handler;
	NVIC_ENABLE = UINT32_C(1) << number;
}

_Noreturn void cortex_jump(const uint32_t *image, enum hal_origin from)
{
	kept.cause = CAUSE_MARK | reset_cause;
	kept.origin = ORIGIN_MARK | from;
	SYSTICK_CONTROL = 0;
	NVIC_DISABLE = UINT32_MAX;
	NVIC_FORGET = UINT32_MAX;
	ICSR = ICSR_NO_TICK;
	__asm volatile("dsb\n\tisb\n\tmsr msp, %0\n\tbx %1" ::"r"(image[0]), "r"(image[1])
		       : "memory");
	__builtin_unreachable();
}

void cortex_executable(uint32_t at, unsigned log2_size)
{
	MPU_NUMBER = 0;
	MPU_BASE = at;
	MPU_SHAPE = MPU_NORMAL_MEMORY | (log2_size - 1) << 1 | MPU_ON;
	MPU_CONTROL = MPU_ON | MPU_REST_AS_EVER;
	__asm volatile("dsb\n\tisb" ::: "memory");
}

void cortex_alive(void)
{
	quiet_ms = 0;
}

uint32_t cortex_lock(void)
{
	uint32_t before;
	__asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(before)::"memory");
	return before;
}

void cortex_unlock(uint32_t before)
{
	__asm volatile("msr primask, %0" ::"r"(before) : "memory");
}

void cortex_wake(void)
{
	awake = true;
}

int64_t hal_now_ms(void)
{
	uint32_t before = cortex_lock();
	uint64_t counts = passed();
	cortex_unlock(before);
	return (int64_t)(counts / (timer_hz / 1000));
}

void hal_rest(void)
{
	cortex_alive();
	uint32_t before = cortex_lock();
	/* With interrupts masked an interrupt still ends the sleep, so none is missed in between. */
	if (!awake)
		__asm volatile("dsb\n\twfi" ::: "memory");
	awake = false;
	cortex_unlock(before);
}

enum hal_reset hal_reset_cause(void)
{
	return reset_cause;
}

enum hal_origin hal_origin(void)
{
	return origin;
}

_Noreturn void hal_restart(void)
{
	restart(HAL_RESET_SOFTWARE);
}

/* picolibc's assert: what must not be has happened. */
_Noreturn void __assert_func(const char *file, int line, const char *function, const char *what);

_Noreturn void __assert_func(const char *file, int line, const char *function, const char *what)
{
	(void)file;
	(void)line;
	(void)function;
	(void)what;
	restart(HAL_RESET_FAULT);
}

size_t hal_stack_left(void)
{
	const uint32_t *word = stack_end;
	while (word < stack_top && *word == PAINT)
		word++;
	return (size_t)((const char *)word - (const char *)stack_end);
}
