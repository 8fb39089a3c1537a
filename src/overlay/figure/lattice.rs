//! A lattice of colours as an image: thousands of triangles would make a figure large and slow.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use egui::epaint::Vertex;
use egui::{Color32, Mesh, Pos2, Rect, pos2, vec2};
use svg::node::element::{Element, Image};

use super::write::number;

/// Vertices of a mesh from which on it may be an image; fewer are as short as triangles.
const LEAST_VERTICES: usize = 64;
/// Vertices stand at their places within this share of a step.
const EVEN: f32 = 0.02;

/// The image of a mesh whose vertices are an even lattice, row by row, each with an opaque colour; `None` for any other.
pub(super) fn image(mesh: &Mesh) -> Option<Element> {
    let vertices = &mesh.vertices;
    let first = vertices.first()?;
    let columns = vertices.iter().take_while(|vertex| vertex.pos.y == first.pos.y).count();
    let rows = vertices.len() / columns;
    let is_lattice = vertices.len() >= LEAST_VERTICES
        && columns > 1
        && rows > 1
        && columns * rows == vertices.len()
        && mesh.indices.len() == 6 * (columns - 1) * (rows - 1);
    let (from, to) = (first.pos, vertices.last()?.pos);
    let step = vec2(to.x - from.x, to.y - from.y) / vec2((columns - 1) as f32, (rows - 1) as f32);
    let place = |k: usize| from + vec2((k % columns) as f32, (k / columns) as f32) * step;
    let is_even = |(k, vertex): (usize, &Vertex)| {
        let off = (vertex.pos - place(k)).abs();
        off.x <= EVEN * step.x.abs() && off.y <= EVEN * step.y.abs() && vertex.color.is_opaque()
    };
    if !is_lattice || !vertices.iter().enumerate().all(is_even) {
        return None;
    }
    // A pixel reaches half a step around its vertex.
    let area = Rect::from_two_pos(from, to).expand2(0.5 * step.abs());
    // The upper row first, and the left column.
    let at = |i: usize, j: usize| {
        let [i, j] = [
            if step.x > 0.0 { i } else { columns - 1 - i },
            if step.y > 0.0 { j } else { rows - 1 - j },
        ];
        vertices[j * columns + i].color
    };
    let pixels = (0..rows).flat_map(|j| (0..columns).map(move |i| at(i, j)));
    let data = BASE64_STANDARD.encode(png([columns, rows], pixels)?);
    let Pos2 { x, y } = pos2(area.min.x, area.min.y);
    let image = Image::new()
        .set("x", number(x))
        .set("y", number(y))
        .set("width", number(area.width()))
        .set("height", number(area.height()))
        .set("preserveAspectRatio", "none")
        .set("xlink:href", format!("data:image/png;base64,{data}"));
    Some(image.into())
}

/// A PNG file in memory.
fn png([width, height]: [usize; 2], pixels: impl Iterator<Item = Color32>) -> Option<Vec<u8>> {
    let rgb: Vec<u8> = pixels.flat_map(|color| [color.r(), color.g(), color.b()]).collect();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&rgb).ok()?;
    writer.finish().ok()?;
    Some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nine columns and eight rows from the lower edge up, as red as they stand right and as green as they stand high.
    fn lattice() -> Mesh {
        let mut mesh = Mesh::default();
        for k in 0..72_u8 {
            let (i, j) = (k % 9, k / 9);
            let at = pos2(10.0 + 2.0 * f32::from(i), 50.0 - 3.0 * f32::from(j));
            mesh.colored_vertex(at, Color32::from_rgb(i, j, 0));
        }
        mesh.indices = vec![0; 6 * 8 * 7];
        mesh
    }

    #[test]
    fn an_even_lattice_is_an_image_half_a_step_larger_with_its_upper_row_first() {
        let text = image(&lattice()).unwrap().to_string();
        for part in [r#"x="9""#, r#"width="18""#, r#"y="27.5""#, r#"height="24""#] {
            assert!(text.contains(part), "{part} {text}");
        }
        let (_, data) = text.split_once("base64,").unwrap();
        let file = BASE64_STANDARD.decode(data.split_once('"').unwrap().0).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rgb).unwrap();
        assert_eq!((info.width, info.height), (9, 8));
        assert_eq!((&rgb[..3], &rgb[9 * 8 * 3 - 3..]), (&[0, 7, 0][..], &[8, 0, 0][..]));
    }

    #[test]
    fn other_meshes_are_none() {
        assert!(image(&Mesh::default()).is_none());
        let mut bent = lattice();
        bent.vertices[40].pos.x += 0.5;
        assert!(image(&bent).is_none());
        let mut seen_through = lattice();
        seen_through.vertices[3].color = Color32::from_black_alpha(9);
        assert!(image(&seen_through).is_none());
    }
}
