// Letters are written as strokes in a tiny path language and turned into outlines once. Units: a
// capital is 14 high, a small letter 10, the base line is y = 0, y up. Commands: m x y (start a
// stroke), l x y (line to), a cx cy rx ry from to (arc, in degrees, joined to the stroke by a
// line), A the same as a new stroke. The first number is the letter's width.
#include "picture/font.h"

#include "core/error.h"
#include "core/memory.h"
#include "picture/turn.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST = 33,
    LAST = 126,
    GLYPHS = LAST - FIRST + 1,
    STROKE_POINTS = 96,
    OUTLINE_ROOM = 40000
};

#define CAPITAL 14.0f
#define GAP     3.6f // between letters
#define SPACE   5.0f

static const float stroke_width[RG_WEIGHT_COUNT] = {1.75f, 2.7f};

// clang-format off
static const char* const drawings[GLYPHS] = {
    ['!' - FIRST] = "0 m 0 14 l 0 4.4 m 0 0 l 0 0.2",
    ['"' - FIRST] = "3.4 m 0 14 l 0 10.5 m 3.4 14 l 3.4 10.5",
    ['#' - FIRST] = "9 m 2.2 0 l 3.6 14 m 5.8 0 l 7.2 14 m 0 4.4 l 8.6 4.4 m 0.6 9.6 l 9.2 9.6",
    ['%' - FIRST] = "11 m 1.5 0 l 9.5 14 A 2.2 11 2.2 3 0 360 A 8.8 3 2.2 3 0 360",
    ['&' - FIRST] = "10 m 10 0 l 2.6 9.4 a 4.6 11 2.6 3 210 -30 l 1.2 6 a 4 3.4 4 3.4 140 330 l 9.4 6.6",
    ['\'' - FIRST] = "0 m 0 14 l 0 10.5",
    ['(' - FIRST] = "3 a 5.4 6 5.4 10 130 230",
    [')' - FIRST] = "3 a -2.4 6 5.4 10 50 -50",
    ['*' - FIRST] = "6 m 3 13 l 3 6 m 0 11.2 l 6 7.8 m 6 11.2 l 0 7.8",
    ['+' - FIRST] = "7 m 3.5 2 l 3.5 9 m 0 5.5 l 7 5.5",
    [',' - FIRST] = "0.6 m 0.7 0.2 l 0 -2.4",
    ['-' - FIRST] = "5 m 0 5.2 l 5 5.2",
    ['.' - FIRST] = "0 m 0 0 l 0 0.2",
    ['/' - FIRST] = "6 m 0 -1 l 6 14.6",
    ['0' - FIRST] = "8.4 A 4.2 9.6 4.2 4.4 0 180 a 4.2 4.4 4.2 4.4 180 360 l 8.4 9.6",
    ['1' - FIRST] = "6 m 0.8 11 l 4.6 14 l 4.6 0",
    ['2' - FIRST] = "8.2 A 4.1 10 4 4 165 -38 l 0 0 l 8.4 0",
    ['3' - FIRST] = "8.2 A 3.9 10.6 3.7 3.4 150 -90 m 3 7.2 a 4 3.7 4.2 3.7 90 -150",
    ['4' - FIRST] = "9 m 6.6 0 l 6.6 14 l 0 3.8 l 9.2 3.8",
    ['5' - FIRST] = "8.2 m 7.6 14 l 1.1 14 l 0.6 7.6 a 3.9 4.5 4.3 4.5 128 -150",
    ['6' - FIRST] = "8.4 A 4.2 4.3 4.2 4.3 0 360 m 6.2 14 l 0.8 6.6",
    ['7' - FIRST] = "8.2 m 0 14 l 8.4 14 l 3 0",
    ['8' - FIRST] = "8.4 A 4.2 10.7 3.6 3.3 0 360 A 4.2 3.7 4.2 3.7 0 360",
    ['9' - FIRST] = "8.4 A 4.2 9.7 4.2 4.3 0 360 m 2.2 0 l 7.6 7.4",
    [':' - FIRST] = "0 m 0 1.4 l 0 1.6 m 0 8 l 0 8.2",
    [';' - FIRST] = "0.6 m 0.7 0.2 l 0 -2.4 m 0.6 8 l 0.6 8.2",
    ['<' - FIRST] = "6 m 6 10 l 0 5.5 l 6 1",
    ['=' - FIRST] = "7 m 0 3.6 l 7 3.6 m 0 7.8 l 7 7.8",
    ['>' - FIRST] = "6 m 0 10 l 6 5.5 l 0 1",
    ['?' - FIRST] = "7.4 A 3.7 10.4 3.7 3.6 165 -60 l 3.7 5 l 3.7 4.2 m 3.7 0 l 3.7 0.2",
    ['@' - FIRST] = "13 A 6.5 6 2.6 3.2 0 360 m 9.1 9 l 9.1 4 a 11 4.4 1.9 2 200 340 l 13 6 a 6.5 6 6.5 7.6 0 300",
    ['A' - FIRST] = "10.4 m 0 0 l 5.2 14 l 10.4 0 m 1.9 4.6 l 8.5 4.6",
    ['B' - FIRST] = "9 m 0 7.4 l 0 14 l 5 14 a 5 10.7 3.3 3.3 90 -90 l 0 7.4 l 0 0 l 5.2 0 a 5.2 3.7 3.7 3.7 -90 90",
    ['C' - FIRST] = "9 A 4.7 9.3 4.7 4.7 25 180 a 4.7 4.7 4.7 4.7 180 335",
    ['D' - FIRST] = "9.2 m 0 0 l 0 14 l 4 14 a 4 8.8 5.2 5.2 90 0 a 4 5.2 5.2 5.2 0 -90 l 0 0",
    ['E' - FIRST] = "7.8 m 7.8 14 l 0 14 l 0 0 l 7.8 0 m 0 7.3 l 6.8 7.3",
    ['F' - FIRST] = "7.4 m 7.6 14 l 0 14 l 0 0 m 0 6.9 l 6.6 6.9",
    ['G' - FIRST] = "9.6 A 4.8 9.2 4.8 4.8 28 180 a 4.8 4.8 4.8 4.8 180 360 l 9.6 6.6 l 5.8 6.6",
    ['H' - FIRST] = "9 m 0 0 l 0 14 m 9 0 l 9 14 m 0 7.2 l 9 7.2",
    ['I' - FIRST] = "0 m 0 0 l 0 14",
    ['J' - FIRST] = "6 m 6 14 l 6 3.4 a 2.8 3.4 3.2 3.4 0 -150",
    ['K' - FIRST] = "8.8 m 0 0 l 0 14 m 8.4 14 l 0 5.4 m 2.9 8.3 l 9 0",
    ['L' - FIRST] = "7.2 m 0 14 l 0 0 l 7.4 0",
    ['M' - FIRST] = "11.4 m 0 0 l 0 14 l 5.7 4.6 l 11.4 14 l 11.4 0",
    ['N' - FIRST] = "9.2 m 0 0 l 0 14 l 9.2 0 l 9.2 14",
    ['O' - FIRST] = "10 A 5 9 5 5 0 180 a 5 5 5 5 180 360 l 10 9",
    ['P' - FIRST] = "8.6 m 0 0 l 0 14 l 5 14 a 5 10.2 3.8 3.8 90 -90 l 0 6.4",
    ['Q' - FIRST] = "10 A 5 9 5 5 0 180 a 5 5 5 5 180 360 l 10 9 m 6 3.6 l 10 -0.8",
    ['R' - FIRST] = "9 m 0 0 l 0 14 l 5 14 a 5 10.2 3.8 3.8 90 -90 l 0 6.4 m 4.8 6.4 l 9 0",
    ['S' - FIRST] = "8.6 A 4.3 10.6 4 3.4 25 270 a 4.3 3.6 4.3 3.6 90 -155",
    ['T' - FIRST] = "9 m 0 14 l 9 14 m 4.5 14 l 4.5 0",
    ['U' - FIRST] = "9.2 m 0 14 l 0 4.6 a 4.6 4.6 4.6 4.6 180 360 l 9.2 14",
    ['V' - FIRST] = "10 m 0 14 l 5 0 l 10 14",
    ['W' - FIRST] = "14 m 0 14 l 3.5 0 l 7 12 l 10.5 0 l 14 14",
    ['X' - FIRST] = "9.4 m 0 14 l 9.4 0 m 9.4 14 l 0 0",
    ['Y' - FIRST] = "9.6 m 0 14 l 4.8 6.4 l 9.6 14 m 4.8 6.4 l 4.8 0",
    ['Z' - FIRST] = "8.8 m 0 14 l 8.8 14 l 0 0 l 9 0",
    ['[' - FIRST] = "3 m 3 15 l 0 15 l 0 -2 l 3 -2",
    ['\\' - FIRST] = "6 m 0 14.6 l 6 -1",
    [']' - FIRST] = "3 m 0 15 l 3 15 l 3 -2 l 0 -2",
    ['_' - FIRST] = "7 m 0 -1.6 l 7 -1.6",
    ['a' - FIRST] = "8 A 4 5 4 5 0 360 m 8 10 l 8 0",
    ['b' - FIRST] = "8 m 0 14 l 0 0 A 4 5 4 5 0 360",
    ['c' - FIRST] = "7 A 4 5 4 5 45 315",
    ['d' - FIRST] = "8 A 4 5 4 5 0 360 m 8 14 l 8 0",
    ['e' - FIRST] = "8 m 0.4 5 l 8 5 a 4 5 4 5 0 318",
    ['f' - FIRST] = "4.6 A 4.9 11 3 3 75 180 l 1.9 0 m 0 9.2 l 4.8 9.2",
    ['g' - FIRST] = "8 A 4 5 4 5 0 360 m 8 10 l 8 -0.4 a 4 -0.4 4 3.8 0 -150",
    ['h' - FIRST] = "7.8 m 0 14 l 0 0 m 0 6.1 a 3.9 6.1 3.9 3.9 180 0 l 7.8 0",
    ['i' - FIRST] = "0 m 0 10 l 0 0 m 0 13.8 l 0 14",
    ['j' - FIRST] = "2 m 2 10 l 2 -1 a -0.8 -1 2.8 3 0 -90 m 2 13.8 l 2 14",
    ['k' - FIRST] = "7.2 m 0 14 l 0 0 m 7 10 l 0 3.6 m 2.6 6 l 7.4 0",
    ['l' - FIRST] = "0 m 0 14 l 0 0",
    ['m' - FIRST] = "13 m 0 10 l 0 0 m 0 6.7 a 3.25 6.75 3.25 3.25 180 0 l 6.5 0 m 6.5 6.7 a 9.75 6.75 3.25 3.25 180 0 l 13 0",
    ['n' - FIRST] = "7.8 m 0 10 l 0 0 m 0 6.1 a 3.9 6.1 3.9 3.9 180 0 l 7.8 0",
    ['o' - FIRST] = "8.4 A 4.2 5 4.2 5 0 360",
    ['p' - FIRST] = "8 m 0 10 l 0 -4 A 4 5 4 5 0 360",
    ['q' - FIRST] = "8 A 4 5 4 5 0 360 m 8 10 l 8 -4",
    ['r' - FIRST] = "4.4 m 0 10 l 0 0 m 0 6 a 4 6 4 4 180 75",
    ['s' - FIRST] = "7 A 3.5 7.5 3.2 2.5 25 270 a 3.5 2.5 3.5 2.5 90 -155",
    ['t' - FIRST] = "4.8 m 1.9 13.4 l 1.9 3 a 4.9 3 3 3 180 275 m 0 9.6 l 4.8 9.6",
    ['u' - FIRST] = "7.8 m 0 10 l 0 3.9 a 3.9 3.9 3.9 3.9 180 360 m 7.8 10 l 7.8 0",
    ['v' - FIRST] = "8 m 0 10 l 4 0 l 8 10",
    ['w' - FIRST] = "12 m 0 10 l 3 0 l 6 9 l 9 0 l 12 10",
    ['x' - FIRST] = "7.6 m 0 10 l 7.6 0 m 7.6 10 l 0 0",
    ['y' - FIRST] = "8 m 0 10 l 4.1 0.2 m 8.2 10 l 2.6 -4",
    ['z' - FIRST] = "7.2 m 0 10 l 7.2 10 l 0 0 l 7.4 0",
    ['|' - FIRST] = "0 m 0 15 l 0 -2",
    ['~' - FIRST] = "8 A 2 5.2 2 1.4 170 0 a 6 5.2 2 1.4 180 350",
};

// U+00C0 … U+017F without their accents; '?' where there is no base letter
static const char folded[] =
    "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYPsaaaaaaaceeeeiiiidnooooo/ouuuuypy"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
// clang-format on

typedef struct Outline {
    int32_t first_contour, contour_count;
} Outline;

struct RgFont {
    float advance[GLYPHS];
    Outline outlines[RG_WEIGHT_COUNT][GLYPHS];
    RgPoint points[OUTLINE_ROOM]; // 1/256 unit
    int32_t ends[OUTLINE_ROOM / 3];
    int32_t point_count, contour_count;
};

// ---- reading drawings

typedef struct Reader {
    const char* at;
    RgVec2 stroke[STROKE_POINTS];
    int32_t count;
    RgDrawList* pen; // outlines of the strokes, in units
    float radius;
} Reader;

static float read_number(Reader* reader) {
    while (*reader->at == ' ') {
        reader->at++;
    }
    const bool negative = *reader->at == '-';
    reader->at += negative;
    float value = 0, unit = 1;
    bool fraction = false;
    for (; (*reader->at >= '0' && *reader->at <= '9') || *reader->at == '.'; reader->at++) {
        if (*reader->at == '.') {
            fraction = true;
        } else if (fraction) {
            unit *= 0.1f;
            value += unit * (float)(*reader->at - '0');
        } else {
            value = value * 10 + (float)(*reader->at - '0');
        }
    }
    return negative ? -value : value;
}

static void add_to_stroke(Reader* reader, float x, float y) {
    if (reader->count < STROKE_POINTS) {
        reader->stroke[reader->count++] = (RgVec2){x, y};
    }
}

static void add_arc(Reader* reader) {
    const float cx = read_number(reader), cy = read_number(reader);
    const float rx = read_number(reader), ry = read_number(reader);
    const float from = read_number(reader), to = read_number(reader);
    const float span = to > from ? to - from : from - to;
    const int pieces = (int)(span / 18) + 1;
    for (int i = 0; i <= pieces; i++) {
        float sine, cosine;
        rg_turn_deg(from + (to - from) * (float)i / (float)pieces, &sine, &cosine);
        add_to_stroke(reader, cx + rx * cosine, cy + ry * sine);
    }
}

static void end_stroke(Reader* reader) {
    for (int32_t i = 1; i < reader->count; i++) {
        rg_shape_capsule(reader->pen, reader->stroke[i - 1], reader->stroke[i], reader->radius);
    }
    reader->count = 0;
}

static void read_drawing(Reader* reader) {
    while (*reader->at) {
        const char command = *reader->at++;
        if (command == 'm' || command == 'A') {
            end_stroke(reader);
        }
        if (command == 'm' || command == 'l') {
            const float x = read_number(reader), y = read_number(reader);
            add_to_stroke(reader, x, y);
        } else if (command == 'a' || command == 'A') {
            add_arc(reader);
        }
    }
    end_stroke(reader);
}

// copies the pen's outlines into the font; false when the room is too small
static bool keep_outline(RgFont* font, RgDrawList* pen, Outline* out) {
    if (font->point_count + pen->point_count > OUTLINE_ROOM ||
        font->contour_count + pen->contour_count > OUTLINE_ROOM / 3) {
        return false;
    }
    *out = (Outline){font->contour_count, pen->contour_count};
    memcpy(font->points + font->point_count, pen->points,
           (size_t)pen->point_count * sizeof *pen->points);
    for (int32_t i = 0; i < pen->contour_count; i++) {
        font->ends[font->contour_count++] = font->point_count + pen->ends[i];
    }
    font->point_count += pen->point_count;
    return true;
}

static bool draw_glyph(RgFont* font, RgDrawList* pen, int glyph, RgWeight weight) {
    Reader reader = {.at = drawings[glyph], .pen = pen, .radius = stroke_width[weight] / 2};
    font->advance[glyph] = read_number(&reader) + GAP;
    pen->point_count = pen->contour_count = pen->shape_count = 0;
    rg_shape_begin(pen, (RgColor){0, 0, 0, 255});
    read_drawing(&reader);
    rg_shape_end(pen);
    return keep_outline(font, pen, &font->outlines[weight][glyph]);
}

RgStatus rg_font_create(RgFont** out, RgError* error) {
    RgFont* font = rg_alloc(sizeof *font);
    if (!font) {
        return rg_fail(error, RG_ERROR_MEMORY, "no memory for the font");
    }
    RgDrawList pen;
    const RgStatus status = rg_draw_list_create(1, 4096, &pen, error);
    if (status != RG_OK) {
        rg_free(font);
        return status;
    }
    bool fits = true;
    for (int glyph = 0; glyph < GLYPHS; glyph++) {
        for (int weight = 0; drawings[glyph] && weight < RG_WEIGHT_COUNT; weight++) {
            fits = fits && draw_glyph(font, &pen, glyph, (RgWeight)weight);
        }
    }
    rg_draw_list_destroy(&pen);
    RG_ASSERT(fits);
    (void)fits;
    *out = font;
    return RG_OK;
}

void rg_font_destroy(RgFont* font) {
    rg_free(font);
}

// ---- setting text

// next letter of UTF-8 text as a drawn one; a broken sequence is one '?'
static int next_letter(const char** text) {
    const unsigned char* at = (const unsigned char*)*text;
    const int length = at[0] < 0x80   ? 1
                       : at[0] < 0xC0 ? 1
                       : at[0] < 0xE0 ? 2
                       : at[0] < 0xF0 ? 3
                                      : 4;
    int whole = 1;
    while (whole < length && (at[whole] & 0xC0) == 0x80) {
        whole++;
    }
    *text += whole;
    if (length == 1) {
        return at[0] < 0x80 ? at[0] : '?';
    }
    const int code = length == 2 && whole == 2 ? (at[0] & 0x1F) << 6 | (at[1] & 0x3F) : 0;
    return code >= 0xC0 && code < 0x180 ? folded[code - 0xC0] : '?';
}

static int glyph_of(int letter) {
    const int glyph = letter - FIRST;
    return glyph >= 0 && glyph < GLYPHS && drawings[glyph] ? glyph : '?' - FIRST;
}

static float advance_of(const RgFont* font, int letter) {
    return letter == ' ' ? SPACE : font->advance[glyph_of(letter)];
}

float rg_text_width(const RgFont* font, const char* text, RgTextStyle style) {
    float width = 0;
    bool any = false;
    while (*text) {
        width += advance_of(font, next_letter(&text));
        any = true;
    }
    return any ? (width - GAP) * style.size / CAPITAL : 0;
}

static void add_letter(RgDrawList* list, const RgFont* font, const Outline* outline, RgVec2 at,
                       float scale) {
    int32_t point = outline->first_contour > 0 ? font->ends[outline->first_contour - 1] : 0;
    for (int32_t i = 0; i < outline->contour_count; i++) {
        for (; point < font->ends[outline->first_contour + i]; point++) {
            const RgPoint p = font->points[point];
            rg_shape_point(list, at.x + scale * (float)p.x / RG_SUBPIXELS,
                           at.y - scale * (float)p.y / RG_SUBPIXELS);
        }
        rg_shape_close(list);
    }
}

void rg_draw_text(RgDrawList* list, const RgFont* font, RgVec2 at, const char* text,
                  RgTextStyle style) {
    const float scale = style.size / CAPITAL;
    if (style.align != RG_ALIGN_LEFT) {
        const float width = rg_text_width(font, text, style);
        at.x -= style.align == RG_ALIGN_CENTRE ? width / 2 : width;
    }
    rg_shape_begin(list, style.color);
    while (*text) {
        const int letter = next_letter(&text);
        if (letter != ' ') {
            add_letter(list, font, &font->outlines[style.weight][glyph_of(letter)], at, scale);
        }
        at.x += scale * advance_of(font, letter);
    }
    rg_shape_end(list);
}
