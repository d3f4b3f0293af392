// Regista's own lettering: every letter is a few strokes of even width with round ends, so it needs
// no installed font.
#pragma once

#include "picture/draw_list.h"

typedef struct RgFont RgFont;

typedef enum RgWeight { RG_WEIGHT_REGULAR, RG_WEIGHT_BOLD, RG_WEIGHT_COUNT } RgWeight;
typedef enum RgAlign { RG_ALIGN_LEFT, RG_ALIGN_CENTRE, RG_ALIGN_RIGHT } RgAlign;

/// How a line of text is set. `size` is the height of a capital letter in pixels.
typedef struct RgTextStyle {
    float size;
    RgWeight weight;
    RgAlign align;
    RgColor color;
} RgTextStyle;

RgStatus rg_font_create(RgFont** out, RgError* error);
void rg_font_destroy(RgFont* font);

/// Width in pixels. Text is UTF-8; accents are dropped, letters without a drawing become '?'.
float rg_text_width(const RgFont* font, const char* text, RgTextStyle style);

/// One line of text as one shape; (x, y) is on the base line, at its start, middle or end.
void rg_draw_text(RgDrawList* list, const RgFont* font, RgVec2 at, const char* text,
                  RgTextStyle style);
