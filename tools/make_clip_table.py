#!/usr/bin/env python3
"""Writes the table of motion clips as C source: make_clip_table.py DATA_FOLDER OUTPUT.c

DATA_FOLDER is src/football/data (its README describes the files); needs nothing but Python. Figures are written as hexadecimal
floats, so that the compiled table has exactly the float32 values of the files."""
import csv
import math
import pathlib
import struct
import sys

FUNCTIONS = {
    "movement": 1, "ballcontrol": 2, "trap": 3, "shortpass": 4, "highpass": 6, "shot": 8, "deflect": 9, "interfere": 11,
    "trip": 12, "sliding": 13, "special": 14,
}
SPECIALS = {"": 0, "lay_front": 1, "lay_back": 2}
ELBOWS = {"": 0, "left_elbow": 1, "right_elbow": 2}
FEET = {"L": 0, "R": 1}
PARTS = 13

# members of RgClip in the order they are written; {} vectors name their columns
WHOLE = ("id", "twin", "frames", "generated", "mirror", "in_class", "out_class", "quadrant", "touch_frame", "touch_kicked", "baseanim",
         "lastditch", "idlelevel", "priority", "specialvar1", "specialvar2", "triptype", "motion_row")
REAL = ("in_vel", "out_vel", "in_body_ang", "out_ang", "out_body_ang", "turn_ang", "pref_out_vec_ang", "pref_out_ang",
        "allow_in_body_ang", "allow_out_body_ang", "difficulty", "touch_maxpower", "touch_difficulty", "balldir_maxdev", "inball_maxdev")
VECTOR = {"in_mov": 2, "out_mov": 2, "in_bdir": 2, "out_dir": 2, "out_bdir": 2, "trans": 2, "touch": 3, "touch_rel": 2, "touch_mov": 2,
          "balldir": 3, "inball": 3, "bump": 3}
WORD = {"type": ("function", FUNCTIONS), "foot_in": ("foot_in", FEET), "foot_out": ("foot_out", FEET),
        "in_special": ("in_special", SPECIALS), "out_special": ("out_special", SPECIALS), "in_retain": ("in_retain", ELBOWS),
        "in_retain_raw": ("in_retain_raw", ELBOWS), "out_retain_raw": ("out_retain_raw", ELBOWS)}


def real(text):
    """C literal of the float32 nearest to a decimal text."""
    return struct.unpack("<f", struct.pack("<f", float(text)))[0].hex() + "f"


def clip_row(row, rows):
    members = [f".{name} = {int(row[name])}" for name in WHOLE]
    members += [f".{name} = {real(row[name])}" for name in REAL]
    for name, size in VECTOR.items():
        members.append(f".{name} = {{{', '.join(real(row[name + '_' + axis]) for axis in 'xyz'[:size])}}}")
    members += [f".{member} = {numbers[row[name]]}" for name, (member, numbers) in WORD.items()]
    parts = row["parts_row"] or rows[int(row["twin"])]["parts_row"]
    members.append(f".parts_row = {int(parts)}")
    return "    {" + ", ".join(members) + "},"


def motion_rows(path):
    """Rows of a C-order float32 .npy file (version 1) with four columns."""
    data = path.read_bytes()
    if data[:6] != b"\x93NUMPY":
        sys.exit(f"{path}: not a NumPy file")
    start = 10 + struct.unpack("<H", data[8:10])[0]
    return list(struct.iter_unpack("<4f", data[start:]))


def single(value):
    """`value` rounded to float32."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def smoothed(steps, frame):
    """Mean of the up to three backward differences around a frame, in float32; `steps[i]`: difference of frames i + 1 and i."""
    last = len(steps)
    if frame == 0:
        return steps[0]
    if frame == last:
        return steps[last - 1]
    if frame == 1:
        return single(single(steps[0] + steps[1]) * 0.5)
    return single(single(single(steps[frame - 2] + steps[frame - 1]) + steps[frame]) / 3)


def velocity_rows(clips, motion):
    """Smoothed root velocity of every frame, in the order of the motion rows."""
    for clip in clips:
        rows = motion[int(clip["motion_row"]):int(clip["motion_row"]) + int(clip["frames"])]
        steps = [[single(single(b[axis] - a[axis]) * 100.0) for a, b in zip(rows, rows[1:])] for axis in (0, 1)]
        for frame in range(len(rows)):
            yield "    {" + ", ".join(smoothed(axis, frame).hex() + "f" for axis in steps) + "},"


def part_rows(path):
    """Poses packed into one 64-bit and one 16-bit number each: x, y, z (mm) and the quaternion's x, y; its z, w."""
    data = path.read_bytes()
    first, second = [], []
    for offset in range(0, len(data), 10):
        first.append(f"{int.from_bytes(data[offset:offset + 8], 'little'):#x}u")
        second.append(f"{int.from_bytes(data[offset + 8:offset + 10], 'little'):#x}")
    return first, second


def table(declaration, lines):
    return [declaration + " = {", *lines, "};", ""]


def wrapped(values, count):
    return ["    " + ", ".join(values[i:i + count]) + "," for i in range(0, len(values), count)]


def main(folder, output):
    with open(folder / "clips.csv", newline="", encoding="ascii") as file:
        clips = list(csv.DictReader(file))
    with open(folder / "parts.csv", newline="", encoding="ascii") as file:
        parts = list(csv.DictReader(file))
    with open(folder / "quadrants.csv", newline="", encoding="ascii") as file:
        quadrants = list(csv.DictReader(file))
    first, second = part_rows(folder / "clips_parts.bin")
    boxes = []
    for part in parts:
        low, high = ("{" + ", ".join(real(part[f"box_{side}{axis}"]) for axis in "xyz") + "}" for side in ("min", "max"))
        boxes.append(f"    {{.low = {low}, .high = {high}, .mirror_part = {int(part['mirror_part'])}}},")
    lines = ["// Generated by tools/make_clip_table.py from src/football/data.", '#include "football/clip.h"', ""]
    lines += table("const RgClip rg_clips[RG_CLIP_COUNT]", (clip_row(row, clips) for row in clips))
    lines += table("const RgV2 rg_quadrants[RG_QUADRANT_COUNT]", (f"    {{{real(q['x'])}, {real(q['y'])}}}," for q in quadrants))
    lines += table("const RgPartBox rg_part_boxes[RG_BODY_PARTS]", boxes)
    motion = motion_rows(folder / "clips_motion.npy")
    lines += table("const float rg_clip_motion[][3]",
                   ("    {" + ", ".join(v.hex() + "f" for v in row[:3]) + "}," for row in motion))
    lines += table("const float rg_clip_yaws[]", wrapped([row[3].hex() + "f" for row in motion], 8))
    lines += table("const RgV2 rg_clip_velocities[]", velocity_rows(clips, motion))
    longest = max(int(clip["frames"]) for clip in clips)
    logarithms = [0.0] + [math.log2(frames) for frames in range(1, longest + 1)]
    lines += table("const double rg_log2_of[RG_CLIP_MAX_FRAMES + 1]", wrapped([value.hex() for value in logarithms], 4))
    lines += table("const uint64_t rg_clip_part_low[]", wrapped(first, 8))
    lines += table("const uint16_t rg_clip_part_high[]", wrapped(second, 16))
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text("\n".join(lines), encoding="ascii")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
