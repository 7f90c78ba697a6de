// SPDX-License-Identifier: GPL-3.0-only
pragma Singleton
import QtQuick
import Orrery.Theme

// Every colour, size, typeface and duration of the window. Nothing outside this file writes one down.
// Dark is an instrument at night, light a printed plate; both keep text on its ground at WCAG AA (tests/qml/theme).
QtObject {
    id: theme

    readonly property bool dark: Preferences.dark
    readonly property bool present: Preferences.present
    readonly property bool still: Preferences.reducedMotion
    readonly property bool hidesSecrets: Preferences.hideSecrets || present ///< secrets, tokens, kubeconfig paths

    // ground
    readonly property color window: dark ? "#0b0f1c" : "#f6f3ec"
    readonly property color windowGlow: dark ? "#192138" : "#fdfbf6"
    readonly property color windowEdge: dark ? "#0a0e1a" : "#f1ecdf"
    readonly property color rail: dark ? "#0c101e" : "#fffdf8"
    readonly property color bar: dark ? "#0e1424" : "#fffdf8"
    readonly property color panel: dark ? "#121829" : "#ffffff"
    readonly property color card: dark ? "#141b2f" : "#ffffff"
    readonly property color disc: dark ? "#151d33" : "#ffffff"
    readonly property color well: dark ? "#0a0e1a" : "#f6f3ec"
    readonly property color popup: dark ? "#19213a" : "#ffffff"
    readonly property color scrim: dark ? "#b3050810" : "#73302818"
    // lines
    readonly property color cardLine: dark ? "#262f49" : "#e3dac8"
    readonly property color hairline: dark ? "#202942" : "#e9e2d4"
    readonly property color orbit: dark ? "#28324e" : "#e6dfd1"
    readonly property color controlLine: dark ? "#6b7799" : "#857d69" // around what is operated: 3:1
    // fills laid over a ground
    readonly property color field: dark ? "#171f34" : "#f5f1e8"
    readonly property color hover: dark ? "#1f2840" : "#f1ece0"
    readonly property color press: dark ? "#28324f" : "#e8e0cf"
    readonly property color track: dark ? "#232c45" : "#e7e0d3"
    // text
    readonly property color text: dark ? "#eef1f9" : "#1b2133"
    readonly property color text2: dark ? "#a7b1c9" : "#555d73"
    readonly property color text3: dark ? "#8c97b3" : "#62687c"
    // The accent is the control plane's, and what the app itself offers: as text and line. Brass is the same laid on as a fill.
    readonly property color accent: dark ? "#f0bd62" : "#845e00"
    readonly property color accentInk: dark ? "#1c1405" : "#ffffff"
    readonly property color accentSoft: dark ? "#332c27" : "#f8edcf"
    readonly property color accentLine: dark ? "#917a4b" : "#a07714"
    readonly property color brass: dark ? "#f0bd62" : "#b07d00"
    readonly property color brassHover: dark ? "#f6cc80" : "#bd8a12"
    readonly property color brassPress: dark ? "#d9a548" : "#a97800"
    readonly property color brassInk: dark ? "#1c1405" : "#1a1200"
    // states, always beside a shape or a word
    readonly property color ok: dark ? "#5dd39e" : "#17784f"
    readonly property color warn: dark ? "#ffd166" : "#8a5f00"
    readonly property color bad: dark ? "#ff7a85" : "#bd2c39"
    readonly property color badSoft: dark ? "#3a2030" : "#f9e4e3"
    readonly property color badInk: dark ? "#2a060a" : "#ffffff"
    readonly property color focus: dark ? "#8fd2ff" : "#0b5cad"
    readonly property color pointer: "#ff2d3f" // light of a laser, on any ground within its white ring
    readonly property color pointerRing: "#ffffff"
    readonly property color spotlight: "#a6000000" // what is not in it

    // Hue = workload. Index -1 is the system's.
    readonly property list<color> hues: dark
        ? ["#5cc4ff", "#b79bff", "#ff9d7a", "#5dd39e", "#ff8fc4", "#59dcd8", "#c6d65a", "#9fb4ff"]
        : ["#0b6cab", "#6a41d2", "#b0461b", "#17784f", "#b02a74", "#0c7276", "#5c6a10", "#3f56c4"]
    readonly property color systemHue: dark ? "#8fa0bf" : "#5f6a84"
    function hue(index: int): color {
        return index < 0 ? theme.systemHue : theme.hues[index % theme.hues.length];
    }
    // What is no longer known to be so.
    readonly property real dimmed: 0.45
    // What is not asked for, where something is.
    readonly property real faded: 0.35
    // How strongly a hue tints the disc under it.
    readonly property real tint: dark ? 0.2 : 0.12
    function soft(c: color): color {
        return Qt.tint(theme.disc, Qt.rgba(c.r, c.g, c.b, theme.tint));
    }
    function alpha(c: color, a: real): color {
        return Qt.rgba(c.r, c.g, c.b, a);
    }
    function hex(c: color): string {
        return c.toString().slice(-6);
    }

    // A terminal's sixteen colours: black, red, green, yellow, blue, magenta, cyan, white, and the bright ones.
    readonly property list<color> ansi: dark
        ? ["#1f2740", "#ff7a85", "#5dd39e", "#ffd166", "#5cc4ff", "#b79bff", "#59dcd8", "#a7b1c9",
           "#7d89a6", "#ffa0a8", "#8fe6bf", "#ffe2a0", "#93d8ff", "#d0bdff", "#98f0ec", "#ffffff"]
        : ["#1b2133", "#bd2c39", "#17784f", "#8a5f00", "#0b5cad", "#6a41d2", "#0c7276", "#666c80",
           "#555d73", "#b8323e", "#1b7449", "#805800", "#1660ad", "#7447d8", "#106e72", "#3a4155"]

    // type and what holds it; Present makes it readable from the back row: 8 m from a 1080p projector, nothing under 20 px
    readonly property real factor: present ? Math.max(1.4, Preferences.typeSize / 100) : Preferences.typeSize / 100
    readonly property int leastInPresent: 20
    function px(size: real): int {
        return Math.round(size * theme.factor);
    }
    function type(size: real): int {
        return theme.present ? Math.max(theme.leastInPresent, Math.round(size * theme.factor * 1.08)) : theme.px(size);
    }
    readonly property font tiny: Fonts.ui(type(10), Font.Normal)
    readonly property font caption: Fonts.ui(type(11), Font.Normal)
    readonly property font small: Fonts.ui(type(12), Font.Normal)
    readonly property font smallStrong: Fonts.ui(type(12), Font.DemiBold)
    readonly property font body: Fonts.ui(type(13), Font.Normal)
    readonly property font bodyMedium: Fonts.ui(type(13), Font.Medium)
    readonly property font bodyStrong: Fonts.ui(type(13), Font.DemiBold)
    readonly property font name: Fonts.names(type(13), Font.DemiBold)
    readonly property font nameLarge: Fonts.names(type(17), Font.DemiBold)
    readonly property font label: Fonts.ui(type(14), Font.Medium)
    readonly property font labelStrong: Fonts.ui(type(14), Font.DemiBold)
    readonly property font subtitle: Fonts.display(type(15), Font.DemiBold)
    readonly property font title: Fonts.display(type(18), Font.DemiBold)
    readonly property font heading: Fonts.display(type(22), Font.DemiBold)
    readonly property font hero: Fonts.display(type(30), Font.DemiBold)
    readonly property font mono: Fonts.mono(type(13), Font.Normal)
    readonly property font monoSmall: Fonts.mono(type(12), Font.Normal)
    readonly property font monoTiny: Fonts.mono(type(11), Font.Normal)
    readonly property font monoLarge: Fonts.mono(type(14), Font.Normal)

    // space
    readonly property int hair: 1
    readonly property int line: 2
    readonly property int xxs: 2
    readonly property int xs: 4
    readonly property int sm: 8
    readonly property int md: 12
    readonly property int lg: 16
    readonly property int xl: 24
    readonly property int xxl: 38

    // corners
    readonly property int radiusSmall: 6
    readonly property int radius: 12
    readonly property int radiusLarge: 16
    readonly property int radiusCard: 22

    // parts
    readonly property int control: px(38)
    readonly property int controlSmall: px(30)
    readonly property int iconSmall: px(16)
    readonly property int icon: px(18)
    readonly property int iconLarge: px(22)
    readonly property int iconHuge: px(48)
    readonly property int dot: px(8)
    readonly property int addressCell: px(12)
    readonly property int addressGap: px(3)
    readonly property int railWidth: 64
    readonly property int windowWidth: 900
    readonly property int windowHeight: 600
    readonly property int barHeight: px(60)
    readonly property int transportHeight: px(92)
    readonly property int inspectorWidth: px(376)
    readonly property int sheetWidth: px(560)
    readonly property int fieldWidth: px(280)

    // motion, in milliseconds
    readonly property int fast: still ? 0 : 90
    readonly property int normal: still ? 0 : 180
    readonly property int slow: still ? 0 : 320
    readonly property int camera: still ? 0 : 460
    readonly property int toast: 6000
    readonly property int toolTipDelay: 600
    readonly property int typeAhead: 150

    // MapView paints in C++; these are the same tokens for it.
    readonly property var map: ({
        disc: theme.disc, orbit: theme.orbit, spoke: theme.hairline, brass: theme.brass, text: theme.text, track: theme.track,
        gauge: theme.text3, bad: theme.bad, warn: theme.warn, focus: theme.focus, system: theme.systemHue, hues: theme.hues,
        tint: theme.tint, dark: theme.dark
    })
}
