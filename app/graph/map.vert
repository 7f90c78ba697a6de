// SPDX-License-Identifier: GPL-3.0-only
#version 440

layout(location = 0) in vec4 place;  // centre xy, direction xy (a disc's corner, or a line's normal)
layout(location = 1) in vec4 shape;  // radius or half width, rim, style, born
layout(location = 2) in vec4 extra;  // arc from and sweep (radians), side of a line, -
layout(location = 3) in vec4 fill;
layout(location = 4) in vec4 line;

layout(location = 0) out vec2 vAt;
layout(location = 1) out vec4 vShape; // radius, rim, style, pixel
layout(location = 2) out vec2 vArc;
layout(location = 3) out vec4 vFill;
layout(location = 4) out vec4 vLine;

layout(std140, binding = 0) uniform buf {
    mat4 matrix;
    vec4 now; // time, opacity, world units per pixel, line scale in world units
};

void main()
{
    float pixel = now.z;
    bool isLine = shape.z > 9.5;
    float age = shape.w < 0.0 ? 1.0 : clamp((now.x - shape.w) / 0.4, 0.0, 1.0);
    float grown = 1.0 - pow(1.0 - age, 3.0);
    bool isArc = shape.z > 2.5 && shape.z < 3.5;
    bool isMarked = shape.z > 6.5 && !isLine; // a cross or a bar grows with its disc
    float rim = shape.y * (isArc || isMarked ? 1.0 : now.w);
    bool isHalo = shape.z > 4.5 && shape.z < 5.5;
    float radius = isLine ? shape.x * now.w : shape.x * grown + (isHalo ? 5.0 * now.w : 0.0);
    float reach = radius + pixel + (isLine ? 0.0 : rim);
    vec2 offset = place.zw * reach;
    vAt = isLine ? vec2(extra.z * reach, 0.0) : offset;
    vShape = vec4(radius, rim, shape.z, pixel);
    vArc = extra.xy;
    vFill = fill;
    vLine = line;
    gl_Position = matrix * vec4(place.xy + offset, 0.0, 1.0);
}
