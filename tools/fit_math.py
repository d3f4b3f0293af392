#!/usr/bin/env python3
"""Fits the polynomials of src/core/math.c and src/football/flight_lanes.h: prints their coefficients as C hexadecimal doubles.

Each is the interpolation at Chebyshev nodes (in 80 digits) of a smooth function of z = x * x, which is within a small factor
of the best polynomial of its degree. Needs nothing but Python.
"""
from decimal import Decimal, getcontext
from fractions import Fraction
import math

getcontext().prec = 80


def cosine(x):
    """cos of a Decimal by its power series."""
    term, total, n = Decimal(1), Decimal(1), 0
    while abs(term) > Decimal(10) ** -78:
        n += 2
        term *= -x * x / (n * (n - 1))
        total += term
    return total


PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620900")


def asin_rest(z):
    """(asin(x) - x) / x^3 for z = x^2: sum of central binomials."""
    total, coefficient, power = Decimal(0), Decimal(1), Decimal(1)
    for n in range(1, 400):
        coefficient = coefficient * (2 * n - 1) / (2 * n)
        total += coefficient / (2 * n + 1) * power
        power *= z
    return total


def atan_rest(z):
    """(atan(x) - x) / x^3 for z = x^2: alternating odd reciprocals."""
    total, power = Decimal(0), Decimal(1)
    for n in range(1, 300):
        total += (-1) ** n * power / (2 * n + 1)
        power *= z
    return total


def sin_rest(z):
    """(sin(x) - x) / x^3 for z = x^2: alternating odd reciprocal factorials."""
    term, total, n = Decimal(-1) / 6, Decimal(0), 3
    while abs(term) > Decimal(10) ** -78:
        total += term
        n += 2
        term *= -z / (n * (n - 1))
    return total


def acos_rest(t):
    """acos(1 - t) / sqrt(2 t), twice the arc sine of sqrt(t / 2): a smooth function."""
    return 1 + t / 2 * asin_rest(t / 2)


def grass_rest(u):
    """((1 - u)^0.7 - 1) / u, of the float nearest to 0.7, by the binomial series."""
    exponent = Decimal(0xB33333) / Decimal(2**24)
    total, coefficient, power = Decimal(0), Decimal(1), Decimal(1)
    for n in range(1, 100):
        coefficient *= -(exponent - n + 1) / n
        total += coefficient * power
        power *= u
    return total


def fit(function, low, high, terms):
    """Monomial coefficients of the interpolation at `terms` Chebyshev nodes of [low, high]."""
    low, high = Decimal(low), Decimal(high)
    nodes = [(low + high) / 2 + (high - low) / 2 * cosine(PI * (2 * k + 1) / (2 * terms)) for k in range(terms)]
    divided = [function(node) for node in nodes]
    for level in range(1, terms):
        for k in range(terms - 1, level - 1, -1):
            divided[k] = (divided[k] - divided[k - 1]) / (nodes[k] - nodes[k - level])
    result = [Decimal(0)] * terms
    for k in range(terms - 1, -1, -1):  # Horner over Newton's form
        result = [(result[i - 1] if i else Decimal(0)) - nodes[k] * result[i] for i in range(terms)]
        result[0] += divided[k]
    worst = Decimal(0)
    for i in range(201):
        z = low + (high - low) * i / 200
        value = Decimal(0)
        for coefficient in reversed(result):
            value = value * z + coefficient
        worst = max(worst, abs(value - function(z)) * z)
    return result, worst


def split(value, bits):
    """Leading double of `bits` bits of `value`, and what is left."""
    mantissa, exponent = math.frexp(float(value))
    high = Fraction(round(Fraction(value) * 2 ** (bits - exponent)), 1) / Fraction(2) ** (bits - exponent)
    return float(high), Fraction(value) - high


def show_parts(name, value, widths):
    parts, rest = [], Fraction(value)
    for bits in widths:
        part, rest = split(rest, bits)
        parts.append(part.hex())
    print(name, ", ".join(parts))


for name, function, high, terms in (
    ("asin", asin_rest, "0.25", 14),
    ("atan", atan_rest, "0.1716", 12),
    ("flights: asin", asin_rest, "0.041", 6),
    ("flights: atan", atan_rest, "0.041", 6),
    ("flights: acos", acos_rest, "0.025", 6),
    ("flights: sin", sin_rest, "8.725", 10),
    ("flights: (1 - u)^0.7", grass_rest, "0.1", 8),
):
    coefficients, worst = fit(function, 0, high, terms)
    print(f"{name}: error relative to x at most {float(worst):.2e}")
    for coefficient in coefficients:
        print(f"    {float(coefficient).hex()},")
LN2 = Decimal(2).ln()

# float logarithm: 64 sections of the mantissa from 0.6875 to 1.375; 1/c of 24 bits, so that m/c is exact for a float m
print("sections: 1/c, log(c)")
for i in range(64):
    low = Decimal("0.6875") + Decimal(i) / 128 if i < 40 else 1 + Decimal(i - 40) / 64
    middle = low + (Decimal(1) / 256 if i < 40 else Decimal(1) / 128)
    inverse = split(1 / middle, 24)[0] if i not in (39, 40) else 1.0  # beside 1 the logarithm must be exact
    print(f"    {{{inverse.hex()}, {float(-Decimal(inverse).ln()).hex()}}},")
print("2^(i/32)")
for i in range(32):
    print(f"    {float((LN2 * i / 32).exp()).hex()},")
# x^1.8: 16 sections of the mantissa from 1 to 2, the octaves below 1, the binomial series; of the float nearest to 1.8
NINE_FIFTHS = Decimal(0xE66666) / Decimal(2**23)
print("power sections: 1/c, c^1.8")
for i in range(16):
    middle = 1 + (Decimal(i) + Decimal("0.5")) / 16
    print(f"    {{{float(1 / middle).hex()}, {float((NINE_FIFTHS * middle.ln()).exp()).hex()}}},")
print("2^(-1.8 i)")
for i in range(8):
    print(f"    {float((-NINE_FIFTHS * i * LN2).exp()).hex()},")
print("binomials of 1.8")
binomial = Decimal(1)
for k in range(1, 8):
    binomial *= (NINE_FIFTHS - k + 1) / k
    print(f"    {float(binomial).hex()},")
show_parts("32/ln 2", 32 / LN2, (53,))
show_parts("ln 2 / 32", LN2 / 32, (40, 53))
show_parts("pi/2", PI / 2, (33, 33, 53))
show_parts("pi/2 as two", PI / 2, (53, 53))
show_parts("pi as two", PI, (53, 53))
show_parts("pi/4 as two", PI / 4, (53, 53))
show_parts("2/pi", 2 / PI, (53,))
show_parts("2pi", 2 * PI, (53,))
show_parts("ln 2", LN2, (40, 53))
show_parts("1/ln 2", 1 / LN2, (53,))
for n in range(2, 20):
    print(f"1/{n}!", (1 / math.factorial(n)).hex())
