// SPDX-License-Identifier: GPL-3.0-only
#version 440

layout(location = 0) in vec2 vAt;
layout(location = 1) in vec4 vShape; // radius, rim, style, pixel
layout(location = 2) in vec2 vArc;   // from, sweep
layout(location = 3) in vec4 vFill;
layout(location = 4) in vec4 vLine;
layout(location = 0) out vec4 color;

layout(std140, binding = 0) uniform buf {
    mat4 matrix;
    vec4 now;
};

const float tau = 6.28318530718;

float inside(float distance, float pixel)
{
    return clamp(0.5 - distance / pixel, 0.0, 1.0);
}

void main()
{
    float radius = vShape.x, rim = vShape.y, style = vShape.z, pixel = vShape.w;
    float d = length(vAt);
    vec4 body = vec4(vFill.rgb * vFill.a, vFill.a), edge = vec4(vLine.rgb * vLine.a, vLine.a);
    if (style > 9.5) { // line
        color = edge * inside(abs(vAt.x) - radius, pixel);
    } else if (style < 0.5 || style > 4.5 && style < 5.5) { // ring, halo
        color = edge * inside(abs(d - radius) - rim * 0.5, pixel);
    } else if (style < 2.5) { // body with a rim, whole or dashed
        float onRim = inside(abs(d - radius + rim * 0.5) - rim * 0.5, pixel);
        if (style > 1.5) {
            float turn = atan(vAt.x, -vAt.y) / tau + 0.5;
            float dashes = max(6.0, floor(tau * radius / (rim * 4.8)));
            float along = abs(fract(turn * dashes) - 0.5);
            onRim *= inside((along - 0.23) * tau * radius / dashes, pixel);
        }
        color = mix(body * inside(d - radius + (style > 1.5 ? rim * 0.5 : 0.0), pixel), edge, onRim);
    } else if (style < 3.5) { // arc with round ends
        float angle = mod(atan(vAt.x, -vAt.y) - vArc.x + tau, tau);
        float distance = abs(d - radius);
        if (angle > vArc.y) {
            vec2 start = radius * vec2(sin(vArc.x), -cos(vArc.x));
            vec2 end = radius * vec2(sin(vArc.x + vArc.y), -cos(vArc.x + vArc.y));
            distance = min(length(vAt - start), length(vAt - end));
        }
        color = edge * inside(distance - rim * 0.5, pixel);
    } else if (style < 4.5) { // plain
        color = body * inside(d - radius, pixel);
    } else if (style > 6.5) { // body with a cross, or with a bar
        float turn = style > 7.5 ? vArc.x : 0.78539816;
        vec2 at = mat2(cos(turn), -sin(turn), sin(turn), cos(turn)) * vAt;
        float arm = radius * 0.58;
        float bar = inside(max(abs(at.x) - arm, abs(at.y) - rim * 0.5), pixel);
        if (style < 7.5)
            bar = max(bar, inside(max(abs(at.y) - arm, abs(at.x) - rim * 0.5), pixel));
        color = mix(body * inside(d - radius, pixel), edge, bar);
    } else { // light
        color = body * pow(clamp(1.0 - d / radius, 0.0, 1.0), 2.2);
    }
    color *= now.y;
}
