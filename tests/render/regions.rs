//! Decision regions in pictures and figures.

use fallline::scene::{FitPlot, RegionKey, Theme};
use resvg::usvg::roxmltree::Document;

use crate::common::gpu;
use crate::figure::svg;
use crate::picture::{Picture, session};

/// A net that has learned, in the flat view, with few samples: the card is what is looked at.
pub(crate) const MOONS: &str = "surface.grid = [33, 33]\nview.layout = 'flat'\n\
     [network]\nlayers = [{ units = 6, activation = 'tanh' }, { units = 2 }]\nseeds = [3]\n\
     [network.data]\nset = 'moons'\n[runs]\nsteps = 200\n[[run]]\noptimizer = 'adam'\nlr = 0.1\n";

const SIZE_PX: [u32; 2] = [640, 360];

/// Shares of the pixels in the colour of each class where the net is sure; a class tints the ground by a half.
fn shares(picture: &Picture, toml: &str, theme: Theme) -> Vec<f64> {
    let Some(FitPlot::Regions(regions)) = session(toml).scene().fit else { panic!("no regions") };
    let RegionKey::Classes(classes) = regions.key else { panic!("no classes") };
    let share = |(_, color): &(String, fallline::scene::Color)| {
        let wanted = theme.background().mix(*color, 0.52).0;
        let is_it = |[r, g, b]: &[u8; 3]| {
            [(r, wanted[0]), (g, wanted[1]), (b, wanted[2])]
                .iter()
                .all(|(a, b)| a.abs_diff(*b) < 12)
        };
        picture.pixels().filter(is_it).count() as f64 / picture.pixels().count() as f64
    };
    classes.iter().map(share).collect()
}

#[test]
fn a_picture_shows_both_regions_in_either_theme() {
    let Some(gpu) = gpu() else { return };
    for theme in Theme::ALL {
        let toml = format!("view.theme = '{}'\n{MOONS}", theme.name());
        let shares = shares(&Picture::of(&gpu, &toml, SIZE_PX), &toml, theme);
        // The map takes 4.7 % of the picture, each class half of it, less its discs and where it is not sure.
        assert!(shares.iter().all(|share| (0.01..0.0235).contains(share)), "{theme:?} {shares:?}");
    }
}

#[test]
fn the_regions_follow_the_playhead() {
    let Some(gpu) = gpu() else { return };
    let begun = format!("view.step = 0\n{MOONS}");
    let [before, after] = [&begun, MOONS].map(|toml| {
        let shares = shares(&Picture::of(&gpu, toml, SIZE_PX), toml, Theme::Dark);
        shares.iter().sum::<f64>()
    });
    assert!(before < 0.3 * after, "first weights are sure of nothing: {before} {after}");
}

#[test]
fn a_figure_has_the_regions_as_an_image_of_their_samples() {
    let svg = svg(&mut session(MOONS));
    let document = Document::parse(&svg).unwrap();
    let images = document.descendants().filter(|node| node.has_tag_name("image")).count();
    assert_eq!(images, 2, "the surface and the regions");
    let words = ["x1", "x2", "upper", "lower", "decision regions"];
    let texts = crate::figure::texts(&document);
    assert!(words.iter().all(|word| texts.contains(word)), "{texts:?}");
    // As triangles the map alone would be a megabyte.
    assert!(svg.len() < 700_000, "{} bytes", svg.len());
}
