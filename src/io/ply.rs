//! A mesh as PLY: vertices with normals and sRGB colours, triangles as lists of three.

use std::io::{self, Write};

use ply_rs_bw::ply::{
    Addable, ElementDef, Encoding, Header, PropertyAccess, PropertyDef, PropertyType, ScalarType,
};
use ply_rs_bw::writer::Writer;

use crate::scene::SurfaceMesh;

const FLOATS: [&str; 6] = ["x", "y", "z", "nx", "ny", "nz"];
const BYTES: [&str; 3] = ["red", "green", "blue"];
const CORNERS: &str = "vertex_indices";

/// A vertex as the crate asks for it: by the names above.
#[derive(Default)]
struct Vertex {
    floats: [f32; 6],
    color: [u8; 3],
}

impl PropertyAccess for Vertex {
    fn new() -> Self {
        Self::default()
    }

    fn get_float(&self, name: &str) -> Option<f32> {
        FLOATS.iter().position(|known| *known == name).map(|place| self.floats[place])
    }

    fn get_uchar(&self, name: &str) -> Option<u8> {
        BYTES.iter().position(|known| *known == name).map(|place| self.color[place])
    }
}

#[derive(Default)]
struct Face([i32; 3]);

impl PropertyAccess for Face {
    fn new() -> Self {
        Self::default()
    }

    fn get_list_int(&self, name: &str) -> Option<&[i32]> {
        (name == CORNERS).then_some(&self.0)
    }
}

/// Writes the triangles, `z` up.
pub(super) fn write(mut out: impl Write, mesh: &SurfaceMesh) -> io::Result<()> {
    let scalar =
        |name: &&str, kind| PropertyDef::new((*name).to_owned(), PropertyType::Scalar(kind));
    let mut vertex = ElementDef::new("vertex".to_owned());
    FLOATS.iter().for_each(|name| vertex.properties.add(scalar(name, ScalarType::Float)));
    BYTES.iter().for_each(|name| vertex.properties.add(scalar(name, ScalarType::UChar)));
    vertex.count = mesh.positions.len();
    let mut face = ElementDef::new("face".to_owned());
    let list = PropertyType::List(ScalarType::UChar, ScalarType::Int);
    face.properties.add(PropertyDef::new(CORNERS.to_owned(), list));
    face.count = mesh.triangles.len();
    let vertices: Vec<Vertex> = mesh
        .positions
        .iter()
        .zip(&mesh.normals)
        .zip(&mesh.colors)
        .map(|((at, normal), color)| Vertex {
            floats: [at.x, at.y, at.z, normal.x, normal.y, normal.z],
            color: color.0,
        })
        .collect();
    let faces: Vec<Face> =
        mesh.triangles.iter().map(|corners| Face(corners.map(|index| index as i32))).collect();
    let mut header = Header { encoding: Encoding::BinaryLittleEndian, ..Header::new() };
    header.comments.push("fallline: x right, y into the scene, z up (the loss)".to_owned());
    header.elements.add(vertex.clone());
    header.elements.add(face.clone());
    let (of_vertices, of_faces) = (Writer::<Vertex>::new(), Writer::<Face>::new());
    of_vertices.write_header(&mut out, &header)?;
    of_vertices.write_payload_of_element(&mut out, &vertices, &vertex, &header)?;
    of_faces.write_payload_of_element(&mut out, &faces, &face, &header)?;
    Ok(())
}
