/*
 * Runs one case of the campaign on one image: emulates it, injects faults, and counts how often the screen shows
 * the word of success. See README.md.
 *
 *   campaign ELF CASE SYMBOLS OCCURRENCES SHARE SEED [FAULTS]
 *
 * SYMBOLS is the output of nm. OCCURRENCES is how many executions of each instruction get faults; 0 is all of them.
 * Of the executions before the first block of SHA-256, which are the reader's, one in SHARE gets faults.
 * FAULTS is a list of skip1, skip2, burst, flip, none; without it all but none.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicorn/unicorn.h>

#include "product.h"

#define SUCCESS "the sale is void"
#define NETWORK 0x60000000u
#define MAX_REGIONS 8
#define MAX_INSTRUCTIONS 4000000
/* Blocks of instructions after which a run counts as endless. Without a fault it has 8,000, and 47,000 if all products
   are emulated. */
#define MAX_BLOCKS 100000
/* Below the stack pointer at its entry, a memorized function has all of its own frame. */
#define FRAME 1024

static void fail(const char *what)
{
    fprintf(stderr, "campaign: %s\n", what);
    exit(1);
}

static void check(uc_err error, const char *what)
{
    if (error != UC_ERR_OK) {
        fprintf(stderr, "campaign: %s: %s\n", what, uc_strerror(error));
        exit(1);
    }
}

/* ---- The machine ---- */

struct region {
    uint32_t base, size;
    bool writable;
    uint8_t *initial;
};

static struct region regions[MAX_REGIONS];
static int region_count;
static bool is_m4;
static uint32_t done, screen, stack_top;

struct machine {
    uc_engine *uc;
    uint8_t *memory[MAX_REGIONS];
};

enum { R_COUNT = 17, R_SP = 13, R_LR = 14, R_PC = 15, R_XPSR = 16 };
static int ids[R_COUNT] = {
    UC_ARM_REG_R0, UC_ARM_REG_R1, UC_ARM_REG_R2, UC_ARM_REG_R3, UC_ARM_REG_R4, UC_ARM_REG_R5, UC_ARM_REG_R6,
    UC_ARM_REG_R7, UC_ARM_REG_R8, UC_ARM_REG_R9, UC_ARM_REG_R10, UC_ARM_REG_R11, UC_ARM_REG_R12, UC_ARM_REG_SP,
    UC_ARM_REG_LR, UC_ARM_REG_PC, UC_ARM_REG_XPSR,
};
typedef uint32_t registers[R_COUNT];

static void read_registers(struct machine *m, registers to)
{
    void *places[R_COUNT];
    for (int i = 0; i < R_COUNT; i++)
        places[i] = &to[i];
    check(uc_reg_read_batch(m->uc, ids, places, R_COUNT), "read registers");
}

/* All but the program counter, which uc_emu_start sets. */
static void write_registers(struct machine *m, registers from, bool with_pc)
{
    void *places[R_COUNT];
    int order[R_COUNT];
    int count = 0;
    for (int i = 0; i < R_COUNT; i++)
        if (i != R_PC)
            order[count] = ids[i], places[count++] = &from[i];
    check(uc_reg_write_batch(m->uc, order, places, count), "write registers");
    /* Within a hook, only this call makes the emulator leave the block. */
    uint32_t pc = from[R_PC] | 1;
    if (with_pc)
        check(uc_reg_write(m->uc, ids[R_PC], &pc), "write the program counter");
}

static void add_region(uint32_t base, uint32_t size, bool writable)
{
    if (region_count == MAX_REGIONS)
        fail("too many regions");
    regions[region_count++] = (struct region){base, size, writable, calloc(1, size)};
}

static uint8_t *at(uint8_t *memory[], uint32_t address, uint32_t len)
{
    for (int i = 0; i < region_count; i++)
        if (address >= regions[i].base && (uint64_t)address + len <= (uint64_t)regions[i].base + regions[i].size)
            return memory[i] + (address - regions[i].base);
    return NULL;
}

static bool is_writable(uint32_t address, uint32_t len)
{
    for (int i = 0; i < region_count; i++)
        if (address >= regions[i].base && (uint64_t)address + len <= (uint64_t)regions[i].base + regions[i].size)
            return regions[i].writable;
    return false;
}

static uint8_t *initial_at(uint32_t address, uint32_t len)
{
    uint8_t *memory[MAX_REGIONS];
    for (int i = 0; i < region_count; i++)
        memory[i] = regions[i].initial;
    uint8_t *place = at(memory, address, len);
    if (place == NULL)
        fail("an address outside of the machine's memory");
    return place;
}

static uint8_t *read_file(const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail(path);
    uint8_t *bytes = malloc(1 << 24);
    *len = fread(bytes, 1, 1 << 24, file);
    fclose(file);
    return bytes;
}

static void load(const char *elf, const char *input)
{
    size_t len;
    uint8_t *bytes = read_file(elf, &len);
    Elf32_Ehdr *head = (Elf32_Ehdr *)bytes;
    Elf32_Phdr *segment = (Elf32_Phdr *)(bytes + head->e_phoff);
    uint32_t flash = segment[0].p_paddr & 0xFF000000;
    is_m4 = flash == 0;
    add_region(flash, 0x20000, false);
    if (is_m4) {
        add_region(0x20000000, 0x1000, true);
        add_region(0x203FE000, 0x2000, true);
    } else {
        add_region(0x20000000, 0x2000, true);
    }
    add_region(NETWORK, 0x1000, false);
    add_region(0xE000E000, 0x1000, true);
    for (int i = 0; i < head->e_phnum; i++)
        if (segment[i].p_type == PT_LOAD && segment[i].p_filesz > 0)
            memcpy(initial_at(segment[i].p_paddr, segment[i].p_filesz), bytes + segment[i].p_offset,
                   segment[i].p_filesz);
    memcpy(&stack_top, initial_at(flash, 4), 4);
    free(bytes);
    bytes = read_file(input, &len);
    memcpy(initial_at(NETWORK, len), bytes, len);
    free(bytes);
}

/* RAM and the network buffer cannot be executed, as with an MPU. A write to flash is a fault, which resets. */
static uint32_t rights(const struct region *region)
{
    if (region->writable)
        return UC_PROT_READ | UC_PROT_WRITE;
    return region->base == NETWORK ? UC_PROT_READ : UC_PROT_READ | UC_PROT_EXEC;
}

static bool on_page(uc_engine *uc, uint64_t address, uc_mem_type type, uc_tlb_entry *entry, void *user)
{
    (void)uc, (void)type, (void)user;
    entry->paddr = address;
    entry->perms = UC_PROT_NONE;
    for (int i = 0; i < region_count; i++)
        if (address >= regions[i].base && address < (uint64_t)regions[i].base + regions[i].size)
            entry->perms = rights(&regions[i]);
    return true;
}

/* Makes stores three times as fast. Unicorn leaves a page of RAM in the slow path of stores as long as the processor
   may execute the page. The memory map of a Cortex-M says so of all RAM, whatever the rights of the mapping are. So
   the harness takes the place of the memory map. */
static void replace_memory_map(struct machine *m)
{
    uc_hook hook;
    check(uc_ctl_tlb_mode(m->uc, UC_TLB_VIRTUAL), "memory map");
    check(uc_hook_add(m->uc, &hook, UC_HOOK_TLB_FILL, (void *)on_page, NULL, 1, 0), "hook");
}

static void open_machine(struct machine *m)
{
    check(uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &m->uc), "open");
    check(uc_ctl_set_cpu_model(m->uc, is_m4 ? UC_CPU_ARM_CORTEX_M4 : UC_CPU_ARM_CORTEX_M3), "model");
    for (int i = 0; i < region_count; i++) {
        struct region *r = &regions[i];
        m->memory[i] = aligned_alloc(0x1000, r->size);
        memcpy(m->memory[i], r->initial, r->size);
        check(uc_mem_map_ptr(m->uc, r->base, r->size, rights(r), m->memory[i]), "map");
    }
}

static void reset(struct machine *m, registers state)
{
    for (int i = 0; i < region_count; i++)
        memcpy(m->memory[i], regions[i].initial, regions[i].size);
    memset(state, 0, sizeof(registers));
    state[R_SP] = stack_top;
    state[R_LR] = 0xFFFFFFFF;
    state[R_XPSR] = 0x01000000;
    memcpy(&state[R_PC], initial_at(regions[0].base + 4, 4), 4);
    state[R_PC] &= ~1u;
    write_registers(m, state, false);
}

static bool shows_success(struct machine *m)
{
    return memcmp(at(m->memory, screen, sizeof(SUCCESS)), SUCCESS, sizeof(SUCCESS)) == 0;
}

/* ---- Instructions ---- */

static uint16_t halfword(uint32_t address)
{
    uint16_t value = 0;
    uint8_t *place = at((uint8_t *[MAX_REGIONS]){regions[0].initial}, address, 2);
    if (place != NULL)
        memcpy(&value, place, 2);
    return value;
}

static uint32_t size_at(uint32_t address)
{
    return halfword(address) >> 11 >= 0x1D ? 4 : 2;
}

/* The state of an IT block after one of its instructions. */
static uint8_t it_next(uint8_t it)
{
    return (it & 7) == 0 ? 0 : (it & 0xE0) | (it << 1 & 0x1F);
}

/* The IT block that was entered last: where its instructions are, and the state before each. An instruction whose
   condition does not hold is not executed, and the emulator calls no hook for it. */
struct it_block {
    uint32_t address[4];
    uint8_t state[4];
};

static void it_enter(struct it_block *block, uint32_t address)
{
    uint16_t code = halfword(address);
    if ((code & 0xFF00) != 0xBF00 || (code & 0xF) == 0)
        return;
    uint8_t state = code & 0xFF;
    memset(block, 0, sizeof(*block));
    for (int i = 0; i < 4 && state != 0; i++, state = it_next(state)) {
        address += size_at(address);
        block->address[i] = address, block->state[i] = state;
    }
}

static uint8_t it_at(const struct it_block *block, uint32_t address)
{
    for (int i = 0; i < 4; i++)
        if (block->state[i] != 0 && block->address[i] == address)
            return block->state[i];
    return 0;
}

static uint32_t with_it(uint32_t xpsr, uint8_t it)
{
    return (xpsr & ~0x0600FC00u) | (uint32_t)(it & 3) << 25 | (uint32_t)(it >> 2) << 10;
}

/* ---- Faults ---- */

struct fault {
    enum { NONE, SKIP, FLIP } kind;
    /* How many instructions, or the register. */
    uint32_t number;
    uint32_t bits;
};

static void apply(struct fault fault, registers state, uint8_t it)
{
    if (fault.kind == SKIP) {
        for (uint32_t i = 0; i < fault.number; i++) {
            state[R_PC] += size_at(state[R_PC]);
            it = it_next(it);
        }
    } else if (fault.kind == FLIP) {
        state[fault.number] ^= fault.bits;
    }
    state[R_XPSR] = with_it(state[R_XPSR], it);
}

/* ---- Two functions whose results are memorized: the Montgomery product and the block of SHA-256 ---- */

/* Their results depend on their arguments only. Their frame below the stack pointer is restored, too, since a fault
   may make later code read it. What it holds of registers of the caller is that of the run without a fault; a
   success is confirmed without all this. */
struct memo {
    uint64_t key;
    registers state;
    uint32_t output, output_len;
    uint8_t *bytes;
    struct memo *next;
};

#define MEMO_BUCKETS 4096
static struct memo *memos[MEMO_BUCKETS];
static uint32_t product, compress;
static uint64_t memo_hits, memo_misses, computed;

static uint64_t hash_bytes(uint64_t hash, const uint8_t *bytes, uint32_t len)
{
    for (uint32_t i = 0; i + 8 <= len; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, 8);
        hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
        hash ^= hash >> 29;
    }
    return hash;
}

static uint64_t hash_memory(uint64_t hash, struct machine *m, uint32_t address, uint32_t len)
{
    uint8_t *bytes = at(m->memory, address, len);
    return bytes == NULL || hash == 0 ? 0 : hash_bytes(hash, bytes, len);
}

/* 0 if nothing can be memorized. `output` and its length are what the function writes. */
static uint64_t memo_key(struct machine *m, registers state, uint32_t *output, uint32_t *output_len)
{
    uint64_t hash = hash_bytes(state[R_PC], (uint8_t *)state, 16);
    hash = hash_bytes(hash, (uint8_t *)&state[R_SP], 8);
    *output = state[0];
    if (state[R_PC] == compress) {
        *output_len = 32;
        hash = hash_memory(hash, m, state[0], 32);
        return state[2] > 64 ? 0 : hash_memory(hash, m, state[1], 64 * state[2]);
    }
    uint32_t arguments[5];
    uint8_t *stack = at(m->memory, state[R_SP], sizeof(arguments));
    if (stack == NULL)
        return 0;
    memcpy(arguments, stack, sizeof(arguments));
    hash = hash_bytes(hash, stack, sizeof(arguments));
    *output_len = 8 * state[1];
    if (state[1] > 256 || state[3] > 256 || arguments[1] > 256 || arguments[3] > 256)
        return 0;
    hash = hash_memory(hash, m, state[2], 8 * state[3]);
    hash = hash_memory(hash, m, arguments[0], 8 * arguments[1]);
    return hash_memory(hash, m, arguments[2], 8 * arguments[3]);
}

/* What the walker has to memorize when the function returns. */
struct pending {
    uint64_t key;
    uint32_t return_to, sp, output, output_len;
};

static struct memo *find_memo(uint64_t key)
{
    struct memo *memo = memos[key % MEMO_BUCKETS];
    while (memo != NULL && memo->key != key)
        memo = memo->next;
    return memo;
}

static void memorize(struct machine *m, struct pending pending, registers state)
{
    if (pending.key == 0 || find_memo(pending.key) != NULL)
        return;
    struct memo *memo = malloc(sizeof(*memo));
    memo->key = pending.key;
    memcpy(memo->state, state, sizeof(registers));
    memo->output = pending.output, memo->output_len = pending.output_len;
    memo->bytes = malloc(FRAME + pending.output_len);
    uint8_t *frame = at(m->memory, pending.sp - FRAME, FRAME);
    uint8_t *output = at(m->memory, pending.output, pending.output_len);
    if (frame == NULL || output == NULL)
        fail("no room for the frame of a memorized function");
    memcpy(memo->bytes, frame, FRAME);
    memcpy(memo->bytes + FRAME, output, pending.output_len);
    memo->next = memos[pending.key % MEMO_BUCKETS];
    memos[pending.key % MEMO_BUCKETS] = memo;
}

static void recall(struct machine *m, const struct memo *memo, registers state)
{
    uint8_t *frame = at(m->memory, state[R_SP] - FRAME, FRAME);
    uint8_t *output = at(m->memory, memo->output, memo->output_len);
    memcpy(frame, memo->bytes, FRAME);
    memcpy(output, memo->bytes + FRAME, memo->output_len);
    memcpy(state, memo->state, 16);
    state[12] = memo->state[12];
    state[R_PC] = state[R_LR] & ~1u;
    state[R_LR] = memo->state[R_LR];
    state[R_XPSR] = memo->state[R_XPSR];
    write_registers(m, state, true);
}

/* ---- The Montgomery product of other arguments, computed by the host ---- */

/* A fault that changes a byte of the signature changes all products of its power. So the harness computes them. Only
   of arguments that are in order: all others are emulated. The walker compares each product that the image computes
   with one that is computed here. */
#define MAX_PAIRS 64
struct computation {
    uint32_t output, output_len;
    uint64_t sum[MAX_PAIRS + SLACK];
};

/* The first product that the image computed. All have the same caller and the same length, so nearly the same clobbered
   registers. */
static struct {
    const struct memo *memo;
    uint32_t sp, return_to, output_len;
} first_product;

static bool overlaps(uint32_t address, uint32_t len, uint32_t other, uint32_t other_len)
{
    return address < other + other_len && other < address + len;
}

static bool compute_product(struct machine *m, const registers state, struct computation *to)
{
    uint32_t on_stack[5], sp = state[R_SP], len = 8 * state[3];
    uint8_t *stack = at(m->memory, sp - FRAME, FRAME + sizeof(on_stack));
    if (stack == NULL || state[3] == 0 || state[3] > MAX_PAIRS)
        return false;
    memcpy(on_stack, stack + FRAME, sizeof(on_stack));
    to->output = state[0], to->output_len = len + 8 * SLACK;
    if (on_stack[1] != state[3] || on_stack[3] != state[3] || state[3] % 4 != 0 || state[1] < state[3] + SLACK ||
        state[1] > 2 * MAX_PAIRS || !is_writable(to->output, to->output_len) || to->output % 4 != 0 ||
        overlaps(to->output, to->output_len, sp - FRAME, FRAME + sizeof(on_stack)))
        return false;
    uint32_t places[3] = {state[2], on_stack[0], on_stack[2]};
    uint64_t numbers[3][MAX_PAIRS];
    for (int i = 0; i < 3; i++) {
        uint8_t *number = at(m->memory, places[i], len);
        if (number == NULL || places[i] % 4 != 0 || overlaps(places[i], len, to->output, to->output_len) ||
            overlaps(places[i], len, sp - FRAME, FRAME))
            return false;
        memcpy(numbers[i], number, len);
    }
    if ((uint32_t)numbers[2][0] * on_stack[4] != UINT32_MAX)
        return false;
    montgomery_product(to->sum, numbers[0], numbers[1], numbers[2], state[3],
                       widen_negative_inverse(numbers[2][0], on_stack[4]));
    return true;
}

/* Leaves what the image leaves, but of the clobbered registers and of the frame below the stack pointer, what the
   first product left. */
static bool replace_product(struct machine *m, registers state)
{
    struct computation computation;
    if (state[R_PC] != product || first_product.memo == NULL || state[R_SP] != first_product.sp ||
        state[R_LR] != first_product.return_to || !compute_product(m, state, &computation) ||
        computation.output_len != first_product.output_len)
        return false;
    struct memo memo = *first_product.memo;
    memo.output_len = 0;
    memcpy(at(m->memory, computation.output, computation.output_len), computation.sum, computation.output_len);
    recall(m, &memo, state);
    return true;
}

/* ---- Runs with one fault, from the state of the walker ---- */

static struct machine runner;
static uint32_t blocks;

static void on_block(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
    (void)address, (void)size, (void)user;
    if (++blocks > MAX_BLOCKS)
        uc_emu_stop(uc);
}

static void on_memorized(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
    (void)uc, (void)size, (void)user;
    registers state;
    read_registers(&runner, state);
    state[R_PC] = (uint32_t)address;
    uint32_t output, output_len;
    struct memo *memo = find_memo(memo_key(&runner, state, &output, &output_len));
    if (memo != NULL) {
        memo_hits++;
        recall(&runner, memo, state);
    } else if (replace_product(&runner, state)) {
        computed++;
    } else {
        memo_misses++;
    }
}

static bool run_from(struct machine *from, registers state)
{
    for (int i = 0; i < region_count; i++)
        if (regions[i].writable)
            memcpy(runner.memory[i], from->memory[i], regions[i].size);
    write_registers(&runner, state, false);
    blocks = 0;
    /* Every end is looked at: also a crash and an endless loop may leave the screen as it is. */
    (void)uc_emu_start(runner.uc, state[R_PC] | 1, done, 0, 0);
    return shows_success(&runner);
}

/* ---- The same fault by full emulation from reset ---- */

static struct machine replayer;

/* The state is read here: the emulator may still execute the instruction, if it is in an IT block. */
struct stop {
    uint32_t left;
    registers state;
    uint8_t *memory[MAX_REGIONS];
};

static void on_replay(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
    (void)size;
    struct stop *stop = user;
    if (stop->left-- != 0)
        return;
    read_registers(&replayer, stop->state);
    stop->state[R_PC] = (uint32_t)address;
    for (int i = 0; i < region_count; i++)
        memcpy(stop->memory[i], replayer.memory[i], regions[i].size);
    uc_emu_stop(uc);
}

static bool replays(struct fault fault, uint32_t step, uint8_t it)
{
    static struct stop stop;
    if (replayer.uc == NULL) {
        open_machine(&replayer);
        for (int i = 0; i < region_count; i++)
            stop.memory[i] = malloc(regions[i].size);
    }
    registers state;
    reset(&replayer, state);
    stop.left = step;
    uc_hook hook;
    check(uc_hook_add(replayer.uc, &hook, UC_HOOK_CODE, (void *)on_replay, &stop, 1, 0), "hook");
    check(uc_emu_start(replayer.uc, state[R_PC] | 1, done, 0, 0), "the run up to the fault");
    for (int i = 0; i < region_count; i++)
        memcpy(replayer.memory[i], stop.memory[i], regions[i].size);
    apply(fault, stop.state, it);
    write_registers(&replayer, stop.state, false);
    stop.left = MAX_INSTRUCTIONS;
    (void)uc_emu_start(replayer.uc, stop.state[R_PC] | 1, done, 0, 0);
    check(uc_hook_del(replayer.uc, hook), "unhook");
    return shows_success(&replayer);
}

/* ---- The walk along the run without a fault ---- */

enum { SINGLE, PAIR, BURST_SMALL, BURST, FLIPS, CHECK, COLUMNS };
static const char *const names[COLUMNS] = {"skip1", "skip2", "burst16", "burst32", "flip", "none"};
static struct count {
    uint64_t runs, successes, unconfirmed;
} counts[COLUMNS];
static bool wanted[COLUMNS];

static uint32_t *trace;
static uint32_t trace_len;
static uint8_t *chosen;
static struct it_block walker_block;
static uint8_t walker_it;
static struct machine walker;
static struct pending open_call;
static struct computation expected;
static uint32_t compared;
static uint64_t random_state;

static uint32_t random_below(uint32_t bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 11) % bound;
}

static void inject(registers clean, uint32_t step, int column, struct fault fault)
{
    registers state;
    memcpy(state, clean, sizeof(state));
    apply(fault, state, walker_it);
    counts[column].runs++;
    if (!run_from(&walker, state))
        return;
    /* A success without a fault is expected: one in a hundred is confirmed. */
    if ((column == CHECK && counts[CHECK].runs % 100 != 1) || replays(fault, step, walker_it)) {
        counts[column].successes++;
        printf("success %s %u %08x %u %08x\n", names[column], step, clean[R_PC], fault.number, fault.bits);
    } else {
        counts[column].unconfirmed++;
        printf("unconfirmed %s %u %08x %u %08x\n", names[column], step, clean[R_PC], fault.number, fault.bits);
    }
}

static void inject_all(registers clean, uint32_t step)
{
    static const uint32_t bursts[] = {3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 28, 32};
    if (wanted[CHECK])
        inject(clean, step, CHECK, (struct fault){NONE, 0, 0});
    if (wanted[SINGLE])
        inject(clean, step, SINGLE, (struct fault){SKIP, 1, 0});
    if (wanted[PAIR])
        inject(clean, step, PAIR, (struct fault){SKIP, 2, 0});
    /* One short and one long burst for each place, of a length that changes from place to place. In the full run,
       short bursts of all lengths where an instruction is executed for the first or the last time. */
    uint32_t turn = random_below(8);
    if (wanted[BURST] && chosen[step] == 2)
        for (uint32_t number = 3; number <= 16; number++)
            inject(clean, step, BURST_SMALL, (struct fault){SKIP, number, 0});
    else if (wanted[BURST])
        inject(clean, step, BURST_SMALL, (struct fault){SKIP, bursts[turn], 0});
    if (wanted[BURST] && turn < 4)
        inject(clean, step, BURST, (struct fault){SKIP, bursts[8 + turn], 0});
    if (wanted[FLIPS]) {
        uint32_t number = random_below(15);
        inject(clean, step, FLIPS, (struct fault){FLIP, number, 1u << random_below(32)});
        inject(clean, step, FLIPS, (struct fault){FLIP, R_XPSR, 1u << (28 + random_below(4))});
    }
}

static void begin_call(registers state)
{
    open_call = (struct pending){0, state[R_LR] & ~1u, state[R_SP], 0, 0};
    open_call.key = memo_key(&walker, state, &open_call.output, &open_call.output_len);
    expected.output_len = 0;
    if (state[R_PC] == product && !compute_product(&walker, state, &expected))
        fail("a product without a fault has arguments that the harness does not compute");
}

static void end_call(registers state)
{
    memorize(&walker, open_call, state);
    if (expected.output_len != 0) {
        if (memcmp(at(walker.memory, expected.output, expected.output_len), expected.sum, expected.output_len) != 0)
            fail("the image computed another product than the harness");
        compared++;
        if (first_product.memo == NULL) {
            first_product.memo = find_memo(open_call.key);
            first_product.sp = open_call.sp, first_product.return_to = open_call.return_to | 1;
            first_product.output_len = expected.output_len;
        }
    }
    open_call = (struct pending){0};
}

static void on_walk(uc_engine *uc, uint64_t address64, uint32_t size, void *user)
{
    (void)size;
    uint32_t address = (uint32_t)address64, *step = user;
    if (address == done || *step >= MAX_INSTRUCTIONS) {
        uc_emu_stop(uc);
        return;
    }
    walker_it = it_at(&walker_block, address);
    if (chosen == NULL) {
        trace[*step] = address;
        bool is_entry = address == product || address == compress;
        if (is_entry || (open_call.return_to == address && open_call.key != 0)) {
            registers state;
            read_registers(&walker, state);
            state[R_PC] = address;
            if (!is_entry)
                end_call(state);
            else
                begin_call(state);
        }
    } else if (chosen[*step]) {
        registers clean;
        read_registers(&walker, clean);
        clean[R_PC] = address;
        clean[R_XPSR] = with_it(clean[R_XPSR], 0);
        inject_all(clean, *step);
    }
    it_enter(&walker_block, address);
    ++*step;
}

static uint32_t walk(void)
{
    registers state;
    reset(&walker, state);
    walker_block = (struct it_block){0};
    uint32_t step = 0;
    uc_hook hook;
    check(uc_hook_add(walker.uc, &hook, UC_HOOK_CODE, (void *)on_walk, &step, 1, 0), "hook");
    check(uc_emu_start(walker.uc, state[R_PC] | 1, done, 0, 0), "the run without a fault");
    check(uc_hook_del(walker.uc, hook), "unhook");
    return step;
}

/* Chooses the first and the last execution of each instruction and others at random: `occurrences` in all. Of the
   functions of `arithmetic` (from, to) it chooses at most 16, if all executions are to be chosen. */
static void choose(uint32_t occurrences, uint32_t share, uint32_t arithmetic[][2], int arithmetic_count)
{
    uint32_t flash = regions[0].base, slots = regions[0].size / 2;
    uint32_t *total = calloc(slots, 4), *seen = calloc(slots, 4), *left = calloc(slots, 4);
    for (uint32_t i = 0; i < trace_len; i++)
        total[(trace[i] - flash) / 2]++;
    chosen = calloc(trace_len, 1);
    bool is_reading = true;
    for (uint32_t i = 0; i < trace_len; i++) {
        is_reading = is_reading && trace[i] != compress;
        uint32_t slot = (trace[i] - flash) / 2, limit = occurrences;
        for (int j = 0; j < arithmetic_count; j++)
            if (limit == 0 && trace[i] >= arithmetic[j][0] && trace[i] < arithmetic[j][1])
                limit = 16;
        if (seen[slot] == 0)
            left[slot] = limit;
        uint32_t rest = total[slot] - seen[slot];
        bool is_end = seen[slot] == 0 || rest == 1;
        if (limit == 0 || limit >= total[slot] || (is_end && left[slot] > 0) ||
            (left[slot] > 1 && random_below(rest) < left[slot] - 1)) {
            if (!is_reading || random_below(share) == 0)
                chosen[i] = is_end && occurrences == 0 ? 2 : 1;
            left[slot] -= left[slot] > 0;
        }
        seen[slot]++;
    }
    free(total), free(seen), free(left);
}

int main(int argc, char **argv)
{
    if (argc < 7)
        fail("expected ELF CASE SYMBOLS OCCURRENCES SHARE SEED [FAULTS]");
    load(argv[1], argv[2]);
    uint32_t arithmetic[8][2];
    int arithmetic_count = 0;
    char line[512];
    FILE *symbols = fopen(argv[3], "r");
    if (symbols == NULL)
        fail(argv[3]);
    while (fgets(line, sizeof(line), symbols) != NULL) {
        uint32_t address = (uint32_t)strtoul(line, NULL, 16), size = (uint32_t)strtoul(line + 9, NULL, 16);
        address &= ~1u;
        if (strstr(line, " glitch_done\n"))
            done = address;
        else if (strstr(line, " GLITCH_SCREEN\n"))
            screen = address;
        else if (strstr(line, "montgomery::product\n") || strstr(line, "montgomery::add_product\n"))
            arithmetic[arithmetic_count][0] = address, arithmetic[arithmetic_count++][1] = address + size;
        if (strstr(line, "montgomery::product\n"))
            product = address;
        if (strstr(line, "compress256\n"))
            compress = address;
    }
    fclose(symbols);
    if (done == 0 || screen == 0 || product == 0 || compress == 0)
        fail("a symbol is missing");
    random_state = strtoull(argv[6], NULL, 10) * 2654435761u + 88172645463325252u;
    for (int i = 0; i < COLUMNS; i++)
        wanted[i] = argc > 7 ? strstr(argv[7], names[i]) != NULL : i != CHECK;
    wanted[BURST] = argc > 7 ? strstr(argv[7], "burst") != NULL : true;

    open_machine(&walker), open_machine(&runner);
    replace_memory_map(&runner);
    trace = malloc(4 * (MAX_INSTRUCTIONS + 1));
    trace_len = walk();
    char text[33] = {0};
    memcpy(text, at(walker.memory, screen, 32), 32);
    printf("shows %s\ninstructions %u\n", text, trace_len);
    choose((uint32_t)strtoul(argv[4], NULL, 10), (uint32_t)strtoul(argv[5], NULL, 10), arithmetic, arithmetic_count);
    uc_hook hook;
    check(uc_hook_add(runner.uc, &hook, UC_HOOK_BLOCK, (void *)on_block, NULL, 1, 0), "hook");
    for (int i = 0; i < 2; i++) {
        uint32_t entry = i == 0 ? product : compress;
        check(uc_hook_add(runner.uc, &hook, UC_HOOK_CODE, (void *)on_memorized, NULL, entry, entry), "hook");
    }
    if (walk() != trace_len)
        fail("two runs without a fault differ");
    for (int i = 0; i < COLUMNS; i++)
        printf("count %s %llu %llu %llu\n", names[i], (unsigned long long)counts[i].runs,
               (unsigned long long)counts[i].successes, (unsigned long long)counts[i].unconfirmed);
    printf("functions %llu memorized, %llu computed, %llu emulated, %u compared\n", (unsigned long long)memo_hits,
           (unsigned long long)computed, (unsigned long long)memo_misses, compared);
}
