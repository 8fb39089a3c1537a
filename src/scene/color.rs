//! Colours: the colour maps of surfaces, the colour-blind-safe set of runs, the two themes.

use colorgrad::{Color as Parsed, Gradient, preset};

/// An sRGB colour, 8 bits a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Color(pub [u8; 3]);

impl Color {
    /// Reads `#rrggbb`, or any CSS colour name or notation that the colour library knows.
    pub fn parse(text: &str) -> Option<Self> {
        let [r, g, b, _] = text.parse::<Parsed>().ok()?.to_rgba8();
        Some(Self([r, g, b]))
    }

    /// `#rrggbb`.
    pub fn hex(self) -> String {
        let [r, g, b] = self.0;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// Linear-light components, 0 to 1.
    pub fn linear(self) -> [f32; 3] {
        let [r, g, b] = self.0;
        let [r, g, b, _] = Parsed::from_rgba8(r, g, b, 255).to_linear_rgba();
        [r, g, b]
    }

    /// Nearly black for light colours and nearly white for dark ones: what stands out from it.
    pub fn opposite(self) -> Self {
        let [lightness, ..] = self.oklab();
        if lightness > 0.55 { Theme::Dark.halo() } else { Theme::Light.halo() }
    }

    /// From linear-light components, 0 to 1.
    pub fn from_linear([r, g, b]: [f32; 3]) -> Self {
        let [r, g, b, _] = Parsed::from_linear_rgba(r, g, b, 1.0).to_rgba8();
        Self([r, g, b])
    }

    /// A mix in Oklab: `0` is `self`, `1` is `other`.
    pub fn mix(self, other: Self, share: f32) -> Self {
        let (a, b) = (self.oklab(), other.oklab());
        let at = |k: usize| a[k] + (b[k] - a[k]) * share;
        let [r, g, b, _] = Parsed::from_oklaba(at(0), at(1), at(2), 1.0).to_rgba8();
        Self([r, g, b])
    }

    /// Perceptual distance: Euclidean in Oklab, where 0 to 1 is black to white.
    pub fn distance(self, other: Self) -> f32 {
        let (a, b) = (self.oklab(), other.oklab());
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
    }

    fn oklab(self) -> [f32; 3] {
        let [r, g, b] = self.0;
        let [l, a, b, _] = Parsed::from_rgba8(r, g, b, 255).to_oklaba();
        [l, a, b]
    }
}

impl serde::Serialize for Color {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.hex())
    }
}

impl<'de> serde::Deserialize<'de> for Color {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(not_a_color(&text)))
    }
}

/// What is said to a text that is no colour.
pub fn not_a_color(text: &str) -> String {
    format!("`{text}` is no colour; write one as \"#e69f00\" or by its CSS name")
}

/// A colour map by height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "the names are the field's own")]
pub enum Colormap {
    Viridis,
    Magma,
    Inferno,
    Plasma,
    Cividis,
    Turbo,
    Coolwarm,
    Rainbow,
}

impl Colormap {
    /// All maps, the default first.
    pub const ALL: [Self; 8] = [
        Self::Viridis,
        Self::Magma,
        Self::Inferno,
        Self::Plasma,
        Self::Cividis,
        Self::Turbo,
        Self::Coolwarm,
        Self::Rainbow,
    ];

    /// The name on the command line and in scene files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Viridis => "viridis",
            Self::Magma => "magma",
            Self::Inferno => "inferno",
            Self::Plasma => "plasma",
            Self::Cividis => "cividis",
            Self::Turbo => "turbo",
            Self::Coolwarm => "coolwarm",
            Self::Rainbow => "rainbow",
        }
    }

    /// One line for `fallline list colormaps`.
    pub fn description(self) -> &'static str {
        match self {
            Self::Viridis => {
                "perceptually uniform, blue to yellow; reads well for colour-blind viewers"
            }
            Self::Magma => "perceptually uniform, black through purple to cream",
            Self::Inferno => "perceptually uniform, black through red to yellow",
            Self::Plasma => "perceptually uniform, blue through pink to yellow",
            Self::Cividis => "perceptually uniform, blue to yellow, made for colour-blind viewers",
            Self::Turbo => "full rainbow with even lightness steps; not perceptually uniform",
            Self::Coolwarm => "diverging, blue through grey to red (Moreland 2009)",
            Self::Rainbow => "cyclic-looking rainbow; hides and invents edges, use with care",
        }
    }

    /// `count` colours from low to high.
    pub fn colors(self, count: usize) -> Vec<Color> {
        let gradient: Box<dyn Gradient> = match self {
            Self::Viridis => Box::new(preset::viridis()),
            Self::Magma => Box::new(preset::magma()),
            Self::Inferno => Box::new(preset::inferno()),
            Self::Plasma => Box::new(preset::plasma()),
            Self::Cividis => Box::new(preset::cividis()),
            Self::Turbo => Box::new(preset::turbo()),
            Self::Rainbow => Box::new(preset::rainbow()),
            Self::Coolwarm => {
                return (0..count)
                    .map(|k| coolwarm(k as f32 / (count.max(2) - 1) as f32))
                    .collect();
            }
        };
        gradient
            .colors(count)
            .map(|color| {
                let [r, g, b, _] = color.to_rgba8();
                Color([r, g, b])
            })
            .collect()
    }
}

/// Moreland's diverging map between `#3b4cc0` and `#b40426` through a light grey (K. Moreland, "Diverging Color Maps for
/// Scientific Visualization", 2009), as a blend in Oklab, whose lightness is symmetric like the paper's Msh.
fn coolwarm(t: f32) -> Color {
    let (cool, middle, warm) = (Color([59, 76, 192]), Color([221, 221, 221]), Color([180, 4, 38]));
    if t < 0.5 { cool.mix(middle, 2.0 * t) } else { middle.mix(warm, 2.0 * t - 1.0) }
}

/// Okabe and Ito's colour-blind-safe set without black ("Color Universal Design", 2008).
const SAFE: [Color; 7] = [
    Color([230, 159, 0]),
    Color([86, 180, 233]),
    Color([213, 94, 0]),
    Color([204, 121, 167]),
    Color([0, 158, 115]),
    Color([240, 228, 66]),
    Color([0, 114, 178]),
];

/// The safe set, and the theme's text colour as the eighth, in an order that keeps the first colours far from the colour
/// map in use, from the background and from one another.
pub fn run_colors(colormap: Colormap, theme: Theme) -> Vec<Color> {
    let mut avoided = colormap.colors(32);
    avoided.push(theme.background());
    let nearest = |color: Color, others: &[Color]| {
        others.iter().map(|o| color.distance(*o)).fold(f32::INFINITY, f32::min)
    };
    let mut left = SAFE.to_vec();
    left.push(theme.text());
    let mut chosen: Vec<Color> = Vec::new();
    while !left.is_empty() {
        let score = |c: &Color| nearest(*c, &chosen).min(1.6 * nearest(*c, &avoided));
        let best = (0..left.len())
            .max_by(|a, b| score(&left[*a]).total_cmp(&score(&left[*b])))
            .unwrap_or(0);
        chosen.push(left.remove(best));
    }
    chosen
}

/// Dark or light surroundings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// Near-black blue-grey, for screens and projectors.
    #[default]
    Dark,
    /// Paper white, for print and bright rooms.
    Light,
}

impl Theme {
    /// Both themes.
    pub const ALL: [Self; 2] = [Self::Dark, Self::Light];

    /// The name on the command line and in scene files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
        }
    }

    /// The background of the picture.
    pub fn background(self) -> Color {
        match self {
            Self::Dark => Color([22, 25, 31]),
            Self::Light => Color([252, 252, 250]),
        }
    }

    /// Text and axis lines; at least 4.5 : 1 on the background.
    pub fn text(self) -> Color {
        match self {
            Self::Dark => Color([226, 230, 236]),
            Self::Light => Color([32, 36, 44]),
        }
    }

    /// Quieter text: ticks and units; still at least 4.5 : 1.
    pub fn quiet_text(self) -> Color {
        match self {
            Self::Dark => Color([160, 168, 180]),
            Self::Light => Color([88, 95, 106]),
        }
    }

    /// Lines of the floor grid.
    pub fn grid(self) -> Color {
        match self {
            Self::Dark => Color([58, 64, 75]),
            Self::Light => Color([204, 207, 212]),
        }
    }

    /// The halo around paths, which sets them off from any colour map.
    pub fn halo(self) -> Color {
        match self {
            Self::Dark => Color([12, 14, 18]),
            Self::Light => Color([255, 255, 255]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_read_back() {
        assert_eq!(Color::parse("#e69f00"), Some(Color([230, 159, 0])));
        assert_eq!(Color::parse("rebeccapurple"), Some(Color([102, 51, 153])));
        assert_eq!(Color::parse("tomato"), Some(Color([255, 99, 71])));
        assert_eq!(Color::parse("no colour"), None);
        assert_eq!(Color([230, 159, 0]).hex(), "#e69f00");
    }

    #[test]
    fn the_first_run_colours_stand_out_from_every_map() {
        for map in Colormap::ALL {
            let runs = run_colors(map, Theme::Dark);
            assert_eq!(runs.len(), 8);
            let nearest =
                map.colors(64).iter().map(|c| c.distance(runs[0])).fold(f32::INFINITY, f32::min);
            assert!(nearest > 0.1, "{map:?}: {:?} is {nearest} away", runs[0]);
        }
    }

    /// What a dichromat sees, in linear light: G. Machado and others, "A Physiologically-based Model for Simulation of Color
    /// Vision Deficiency" (2009), at full severity.
    const DICHROMACIES: [(&str, [[f32; 3]; 3]); 3] = [
        (
            "protanopia",
            [
                [0.152286, 1.052583, -0.204868],
                [0.114503, 0.786281, 0.099216],
                [-0.003882, -0.048116, 1.051998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367322, 0.860646, -0.227968],
                [0.280085, 0.672501, 0.047413],
                [-0.011820, 0.042940, 0.968881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255528, -0.076749, -0.178779],
                [-0.078411, 0.930809, 0.147602],
                [0.004733, 0.691367, 0.303900],
            ],
        ),
    ];

    fn seen(matrix: &[[f32; 3]; 3], color: Color) -> Color {
        let linear = color.linear();
        let [r, g, b] = matrix.map(|row| {
            row.iter().zip(linear).map(|(share, part)| share * part).sum::<f32>().clamp(0.0, 1.0)
        });
        let [r, g, b, _] = Parsed::from_linear_rgba(r, g, b, 1.0).to_rgba8();
        Color([r, g, b])
    }

    #[test]
    fn all_eight_run_colours_are_told_apart_by_dichromats() {
        // A difference of 0.02 in Oklab is just seen side by side. The least distances are 0.096, 0.076 and 0.063: the last
        // is yellow beside the dark theme's text, the eighth colour; the first seven are 0.076 apart for everyone.
        for theme in Theme::ALL {
            for (name, matrix) in &DICHROMACIES {
                let colors: Vec<Color> =
                    run_colors(Colormap::Viridis, theme).iter().map(|c| seen(matrix, *c)).collect();
                for (k, color) in colors.iter().enumerate() {
                    for other in &colors[..k] {
                        let apart = color.distance(*other);
                        assert!(apart > 0.06, "{theme:?}, {name}: {color:?} {other:?} {apart}");
                    }
                }
            }
        }
        let grey = Color([128, 128, 128]);
        for (name, matrix) in &DICHROMACIES {
            assert!(seen(matrix, grey).distance(grey) < 0.005, "{name} leaves greys as they are");
        }
    }

    #[test]
    fn viridis_has_its_published_ends() {
        let colors = Colormap::Viridis.colors(256);
        assert!(colors[0].distance(Color([68, 1, 84])) < 0.02, "{:?}", colors[0]);
        assert!(colors[255].distance(Color([253, 231, 37])) < 0.02, "{:?}", colors[255]);
    }

    #[test]
    fn text_has_contrast_on_both_themes() {
        let luminance = |c: Color| {
            let [r, g, b] = c.linear();
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        for theme in Theme::ALL {
            for color in [theme.text(), theme.quiet_text()] {
                let (a, b) = (luminance(color), luminance(theme.background()));
                let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
                assert!(contrast >= 4.5, "{theme:?} {color:?}: {contrast}");
            }
        }
    }
}
