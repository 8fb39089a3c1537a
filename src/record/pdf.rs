//! A figure as a PDF of one page, with its fonts in it: text can be searched and copied.

use std::path::Path;
use std::sync::Arc;

use krilla::Document;
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};
use usvg::fontdb::Source;
use usvg::{Options, Tree};

use super::RecordError;
use crate::overlay::font_files;

/// Points of paper, 72 to an inch, for a CSS pixel, 96 to an inch.
const POINTS_PER_PIXEL: f32 = 0.75;

/// The PDF of an SVG figure with a title, that is to be written to `path`.
pub(super) fn from_svg(svg: &str, title: &str, path: &Path) -> Result<Vec<u8>, RecordError> {
    let wrong = |message: String| RecordError::Encoder { path: path.to_path_buf(), message };
    let tree = Tree::from_str(svg, &options()).map_err(|error| wrong(error.to_string()))?;
    let [width, height] =
        [tree.size().width(), tree.size().height()].map(|side| side * POINTS_PER_PIXEL);
    let size = Size::from_wh(width, height)
        .ok_or_else(|| wrong(format!("a page cannot be {width} by {height} points")))?;
    let mut document = Document::new();
    let about = Metadata::new().title(title.to_owned()).creator("fallline".to_owned());
    document.set_metadata(about);
    let mut page = document.start_page_with(PageSettings::new(size));
    let mut surface = page.surface();
    surface
        .draw_svg(&tree, size, SvgSettings::default())
        .ok_or_else(|| wrong("the figure cannot be drawn".to_owned()))?;
    surface.finish();
    page.finish();
    document.finish().map_err(|error| wrong(format!("{error:?}")))
}

/// The fonts of pictures alone, so that every machine sets the same text.
fn options() -> Options<'static> {
    let mut options = Options::default();
    let fonts = Arc::make_mut(&mut options.fontdb);
    for file in font_files() {
        fonts.load_font_source(Source::Binary(file));
    }
    options
}
