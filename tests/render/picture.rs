//! Pictures in memory: drawn, read from PNG files, compared.

use std::path::Path;

use fallline::gpu::{Gpu, OverlayPainter, ReadBack, Renderer, Target};
use fallline::overlay::Layout;
use fallline::record::{Studio, write_png};
use fallline::scene::Scene;
use fallline::session::{Command, Session};
use fallline::spec::{Origin, Spec};

/// Pixels as sRGB, row-major, top row first, with three bytes that count and one that does not.
#[derive(Clone, PartialEq)]
pub(crate) struct Picture {
    pub(crate) size_px: [u32; 2],
    pub(crate) rgba: Vec<u8>,
}

/// How far two pictures are apart, in units of 8-bit sRGB.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Difference {
    /// Mean over pixels and channels of the absolute difference.
    pub(crate) mean: f64,
    /// Share of the pixels in which a channel differs by more than 12.
    pub(crate) share: f64,
}

/// The session of a scene file's text, with its runs computed, its camera at rest, and the last step shown unless the
/// scene names one.
pub(crate) fn session(toml: &str) -> Session {
    let (spec, _) = Spec::from_toml("test.toml", toml, Origin::default()).unwrap();
    let step = spec.view.step.unwrap_or(f64::INFINITY);
    let mut session = Session::new(spec).unwrap();
    session.finish_runs();
    session.apply(Command::Scrub(step)).unwrap();
    session.settle();
    session
}

fn blank(size_px: [u32; 2]) -> Vec<u8> {
    vec![0; 4 * size_px[0] as usize * size_px[1] as usize]
}

impl Picture {
    /// The picture that `fallline render` writes of a scene file's text.
    pub(crate) fn of(gpu: &Gpu, toml: &str, size_px: [u32; 2]) -> Self {
        let mut session = session(toml);
        let mut studio = Studio::new(gpu, size_px).unwrap();
        studio.prepare(&mut session).unwrap();
        session.settle();
        Self::now(&mut studio, &session, size_px)
    }

    /// What the session shows now, drawn by a prepared studio.
    pub(crate) fn now(studio: &mut Studio, session: &Session, size_px: [u32; 2]) -> Self {
        studio.begin(session).unwrap();
        let mut rgba = blank(size_px);
        studio.take(&mut rgba).unwrap();
        Self { size_px, rgba }
    }

    /// A scene drawn as it stands: with its own camera and height map.
    pub(crate) fn of_scene(gpu: &Gpu, scene: &Scene, size_px: [u32; 2]) -> Self {
        let (target, mut renderer) = (Target::new(gpu, size_px).unwrap(), Renderer::new(gpu));
        let layout = Layout::of_picture(size_px, scene);
        renderer.wait_field(0, scene).unwrap();
        renderer.draw(0, scene, &layout, &target);
        OverlayPainter::new(gpu).paint(gpu, scene, &layout, &target);
        let (mut read_back, mut rgba) = (ReadBack::new(size_px), blank(size_px));
        read_back.begin(gpu, &target);
        read_back.take(gpu, &mut rgba).unwrap();
        Self { size_px, rgba }
    }

    /// A PNG file without alpha, as the project writes them; `None` if there is no such file.
    pub(crate) fn read(path: &Path) -> Option<Self> {
        let file = std::io::BufReader::new(std::fs::File::open(path).ok()?);
        let mut reader = png::Decoder::new(file).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rgb).unwrap();
        assert_eq!(info.color_type, png::ColorType::Rgb, "{}", path.display());
        let opaque = |rgb: &[u8]| [rgb[0], rgb[1], rgb[2], 255];
        let rgba = rgb[..info.buffer_size()].chunks_exact(3).flat_map(opaque).collect();
        Some(Self { size_px: [info.width, info.height], rgba })
    }

    pub(crate) fn write(&self, path: &Path) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        write_png(path, self.size_px[0], self.size_px[1], &self.rgba).unwrap();
    }

    pub(crate) fn pixels(&self) -> impl Iterator<Item = [u8; 3]> {
        self.rgba.chunks_exact(4).map(|pixel| [pixel[0], pixel[1], pixel[2]])
    }

    /// The largest difference of a channel, pixel by pixel.
    fn differences(&self, other: &Self) -> impl Iterator<Item = [u8; 3]> {
        assert_eq!(self.size_px, other.size_px);
        let apart = |(a, b): ([u8; 3], [u8; 3])| [0, 1, 2].map(|k: usize| a[k].abs_diff(b[k]));
        self.pixels().zip(other.pixels()).map(apart)
    }

    pub(crate) fn difference(&self, other: &Self) -> Difference {
        let (mut sum, mut far) = (0.0, 0.0);
        for [r, g, b] in self.differences(other) {
            sum += f64::from(r) + f64::from(g) + f64::from(b);
            far += if r.max(g).max(b) > 12 { 1.0 } else { 0.0 };
        }
        let count = self.rgba.len() as f64 / 4.0;
        Difference { mean: sum / count / 3.0, share: far / count }
    }

    /// Where and how strongly two pictures differ: black where they agree, white from a difference of 64 on.
    pub(crate) fn difference_map(&self, other: &Self) -> Self {
        let grey = |[r, g, b]: [u8; 3]| {
            let strength = r.max(g).max(b).saturating_mul(4);
            [strength, strength, strength, 255]
        };
        Self { size_px: self.size_px, rgba: self.differences(other).flat_map(grey).collect() }
    }
}
