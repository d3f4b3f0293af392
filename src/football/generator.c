// The Mersenne twister MT19937 with its standard seeding and tempering (Matsumoto and Nishimura
// 1998), and the original's mapping of a word to a float of a range (ticks/RANDOM.md section 1).
// Words are tempered when they are drawn.
#include "football/generator.h"

enum { WORDS = 624, MIDDLE = 397 };

void rg_generator_seed(RgGenerator* generator, uint32_t seed) {
    generator->state[0] = seed;
    for (uint32_t i = 1; i < WORDS; ++i) {
        uint32_t last = generator->state[i - 1];
        generator->state[i] = 1812433253u * (last ^ (last >> 30)) + i;
    }
    generator->next = WORDS;
    generator->drawn = 0;
}

// joins the top bit of one word with the rest of the next and multiplies by the twister's matrix
static uint32_t twist(uint32_t top, uint32_t rest) {
    uint32_t word = (top & 0x80000000u) | (rest & 0x7fffffffu);
    return (word >> 1) ^ ((word & 1u) ? 0x9908b0dfu : 0u);
}

static void refill(RgGenerator* generator) {
    uint32_t* s = generator->state;
    for (int i = 0; i < WORDS - MIDDLE; ++i) {
        s[i] = s[i + MIDDLE] ^ twist(s[i], s[i + 1]);
    }
    for (int i = WORDS - MIDDLE; i < WORDS - 1; ++i) {
        s[i] = s[i + MIDDLE - WORDS] ^ twist(s[i], s[i + 1]);
    }
    s[WORDS - 1] = s[MIDDLE - 1] ^ twist(s[WORDS - 1], s[0]);
    generator->next = 0;
}

static uint32_t next_word(RgGenerator* generator) {
    if (generator->next >= WORDS) {
        refill(generator);
    }
    uint32_t word = generator->state[generator->next++];
    word ^= word >> 11;
    word ^= (word << 7) & 0x9d2c5680u;
    word ^= (word << 15) & 0xefc60000u;
    return word ^ (word >> 18);
}

// one that does not round to 1 as a share of 2^32: such are thrown away
static uint32_t next_share(RgGenerator* generator) {
    uint32_t word;
    do {
        word = next_word(generator);
    } while (word >= 0xffffff80u);
    return word;
}

float rg_generator_draw(RgGenerator* generator, float low, float high) {
    float unit = (float)next_share(generator) * 0x1p-32f;
    ++generator->drawn;
    float scaled = unit * (high - low);
    return low + scaled;
}

void rg_generator_skip(RgGenerator* generator, int count) {
    for (int i = 0; i < count; ++i) {
        (void)next_share(generator);
        ++generator->drawn;
    }
}
