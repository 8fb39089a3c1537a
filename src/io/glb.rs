//! A mesh as binary glTF 2.0: `x` right, `y` up (the loss), `z` towards the viewer, as that format has it. Colours are
//! linear light, and the material is matt.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use glam::Vec3;
use gltf::binary::{Glb, Header};
use gltf::json::accessor::{ComponentType, GenericComponentType, Type};
use gltf::json::buffer::{Target, View};
use gltf::json::material::{PbrBaseColorFactor, PbrMetallicRoughness, StrengthFactor};
use gltf::json::mesh::{Mode, Primitive, Semantic};
use gltf::json::validation::Checked::Valid;
use gltf::json::validation::USize64;
use gltf::json::{Accessor, Asset, Buffer, Index, Material, Mesh, Node, Root, Scene};

use crate::scene::{Color, SurfaceMesh};

/// How matt the surface is, 0 to 1.
const ROUGHNESS: f32 = 0.85;

/// Writes the surface and its lines, each a node with its name.
pub(super) fn write(out: impl Write, mesh: &SurfaceMesh) -> io::Result<()> {
    let mut document = Document::new();
    let surface = document.surface(mesh);
    let mut nodes = vec![document.node("surface", surface)];
    for line in &mesh.lines {
        let points: Vec<Vec3> = line.points.iter().map(|at| y_up(*at)).collect();
        let primitive = document.line(&points, line.color);
        nodes.push(document.node(&line.name, primitive));
    }
    document.finish(nodes, out)
}

/// From our world, `z` up, to glTF's, `y` up: a quarter turn.
fn y_up(at: Vec3) -> Vec3 {
    Vec3::new(at.x, at.z, -at.y)
}

/// The tree of JSON and the bytes that it points into.
struct Document {
    root: Root,
    buffer: Index<Buffer>,
    bytes: Vec<u8>,
}

impl Document {
    fn new() -> Self {
        let asset = Asset { generator: Some("fallline".to_owned()), ..Asset::default() };
        let mut root = Root { asset, ..Root::default() };
        let buffer = root.push(Buffer {
            byte_length: USize64(0),
            name: None,
            uri: None,
            extensions: None,
            extras: gltf::json::Extras::default(),
        });
        Self { root, buffer, bytes: Vec::new() }
    }

    fn surface(&mut self, mesh: &SurfaceMesh) -> Primitive {
        let places: Vec<Vec3> = mesh.positions.iter().map(|at| y_up(*at)).collect();
        let normals: Vec<[f32; 3]> =
            mesh.normals.iter().map(|normal| y_up(*normal).to_array()).collect();
        let colors: Vec<[f32; 3]> = mesh.colors.iter().map(|color| color.linear()).collect();
        let positions = self.positions(&places);
        let normals = self.vectors(&normals);
        let colors = self.vectors(&colors);
        let view = self.view(bytemuck::cast_slice(&mesh.triangles), Target::ElementArrayBuffer);
        let indices = self.root.push(Accessor {
            component_type: Valid(GenericComponentType(ComponentType::U32)),
            count: USize64::from(3 * mesh.triangles.len()),
            type_: Valid(Type::Scalar),
            ..accessor(view)
        });
        let attributes = [
            (Semantic::Positions, positions),
            (Semantic::Normals, normals),
            (Semantic::Colors(0), colors),
        ];
        let material = self.material("surface", Color([255; 3]), true);
        primitive(attributes, Some(indices), material, Mode::Triangles)
    }

    /// A line strip; without normals a line is its colour alone, whatever the light.
    fn line(&mut self, points: &[Vec3], color: Color) -> Primitive {
        let positions = self.positions(points);
        let material = self.material("line", color, false);
        primitive([(Semantic::Positions, positions)], None, material, Mode::LineStrip)
    }

    /// Places, whose bounds the format asks for.
    fn positions(&mut self, places: &[Vec3]) -> Index<Accessor> {
        let low = places.iter().copied().fold(Vec3::INFINITY, Vec3::min).to_array();
        let high = places.iter().copied().fold(Vec3::NEG_INFINITY, Vec3::max).to_array();
        let vectors: Vec<[f32; 3]> = places.iter().map(Vec3::to_array).collect();
        let index = self.vectors(&vectors);
        let accessor = &mut self.root.accessors[index.value()];
        accessor.min = Some(gltf::json::Value::from(low.to_vec()));
        accessor.max = Some(gltf::json::Value::from(high.to_vec()));
        index
    }

    fn vectors(&mut self, vectors: &[[f32; 3]]) -> Index<Accessor> {
        let view = self.view(bytemuck::cast_slice(vectors), Target::ArrayBuffer);
        self.root.push(Accessor { count: USize64::from(vectors.len()), ..accessor(view) })
    }

    /// Appends bytes, whose number is a multiple of four.
    fn view(&mut self, bytes: &[u8], target: Target) -> Index<View> {
        let offset = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.root.push(View {
            buffer: self.buffer,
            byte_length: USize64::from(bytes.len()),
            byte_offset: Some(USize64::from(offset)),
            byte_stride: None,
            name: None,
            target: Some(Valid(target)),
            extensions: None,
            extras: gltf::json::Extras::default(),
        })
    }

    fn material(&mut self, name: &str, color: Color, double_sided: bool) -> Index<Material> {
        let [r, g, b] = color.linear();
        self.root.push(Material {
            name: Some(name.to_owned()),
            double_sided,
            pbr_metallic_roughness: PbrMetallicRoughness {
                base_color_factor: PbrBaseColorFactor([r, g, b, 1.0]),
                metallic_factor: StrengthFactor(0.0),
                roughness_factor: StrengthFactor(ROUGHNESS),
                ..PbrMetallicRoughness::default()
            },
            ..Material::default()
        })
    }

    fn node(&mut self, name: &str, primitive: Primitive) -> Index<Node> {
        let mesh = self.root.push(Mesh {
            name: Some(name.to_owned()),
            primitives: vec![primitive],
            weights: None,
            extensions: None,
            extras: gltf::json::Extras::default(),
        });
        self.root.push(Node { mesh: Some(mesh), name: Some(name.to_owned()), ..Node::default() })
    }

    fn finish(mut self, nodes: Vec<Index<Node>>, out: impl Write) -> io::Result<()> {
        let scene = self.root.push(Scene {
            name: None,
            nodes,
            extensions: None,
            extras: gltf::json::Extras::default(),
        });
        self.root.scene = Some(scene);
        self.root.buffers[self.buffer.value()].byte_length = USize64::from(self.bytes.len());
        let json = gltf::json::serialize::to_string(&self.root).map_err(io::Error::other)?;
        let glb = Glb {
            // The writer counts the length itself.
            header: Header { magic: *b"glTF", version: 2, length: 0 },
            json: Cow::Owned(json.into_bytes()),
            bin: Some(Cow::Owned(self.bytes)),
        };
        glb.to_writer(out).map_err(|error| match error {
            gltf::Error::Io(error) => error,
            other => io::Error::other(other),
        })
    }
}

/// An accessor of no vectors of three floats.
fn accessor(view: Index<View>) -> Accessor {
    Accessor {
        buffer_view: Some(view),
        byte_offset: None,
        count: USize64(0),
        component_type: Valid(GenericComponentType(ComponentType::F32)),
        type_: Valid(Type::Vec3),
        min: None,
        max: None,
        name: None,
        normalized: false,
        sparse: None,
        extensions: None,
        extras: gltf::json::Extras::default(),
    }
}

fn primitive<const N: usize>(
    attributes: [(Semantic, Index<Accessor>); N],
    indices: Option<Index<Accessor>>,
    material: Index<Material>,
    mode: Mode,
) -> Primitive {
    let attributes: BTreeMap<_, _> =
        attributes.into_iter().map(|(semantic, index)| (Valid(semantic), index)).collect();
    Primitive {
        attributes,
        indices,
        material: Some(material),
        mode: Valid(mode),
        targets: None,
        extensions: None,
        extras: gltf::json::Extras::default(),
    }
}
