//! Meshes read back by value, with the readers that other programs use.

use std::path::Path;

use fallline::record::write_mesh;
use fallline::scene::{Color, Colormap};
use glam::Vec3;
use gltf::mesh::Mode;
use ply_rs_bw::parser::Parser;
use ply_rs_bw::ply::{DefaultElement, Property};

use crate::common::gpu;
use crate::picture::session;

/// A plane: its height rises from 0 at one corner to 1 at the opposite one.
const PLANE: &str = "loss = { formula = 'x + y', x = [0, 2], y = [0, 2] }\nrun = []\n\
                     surface = { grid = [5, 3], height = 'linear', colormap = 'magma' }";

fn written(toml: &str, name: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    write_mesh(None, &mut session(toml), &path).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left behind");
    std::fs::read(path).unwrap()
}

struct Glb {
    name: String,
    mode: Mode,
    positions: Vec<Vec3>,
    normals: Vec<Vec3>,
    colors: Vec<[f32; 3]>,
    indices: Vec<u32>,
}

/// Every node of a file, checked by the crate on the way.
fn read_glb(bytes: &[u8]) -> Vec<Glb> {
    let gltf::Gltf { document, blob } = gltf::Gltf::from_slice(bytes).unwrap();
    let blob = blob.unwrap();
    let node = |node: gltf::Node<'_>| {
        let mesh = node.mesh().unwrap();
        let primitive = mesh.primitives().next().unwrap();
        let reader = primitive.reader(|_| Some(&blob));
        let vectors = |read: Option<Vec<[f32; 3]>>| {
            read.unwrap_or_default().into_iter().map(Vec3::from).collect::<Vec<_>>()
        };
        Glb {
            name: node.name().unwrap().to_owned(),
            mode: primitive.mode(),
            positions: vectors(reader.read_positions().map(Iterator::collect)),
            normals: vectors(reader.read_normals().map(Iterator::collect)),
            colors: reader.read_colors(0).map(|c| c.into_rgb_f32().collect()).unwrap_or_default(),
            indices: reader.read_indices().map(|i| i.into_u32().collect()).unwrap_or_default(),
        }
    };
    document.default_scene().unwrap().nodes().map(node).collect()
}

fn near(a: Vec3, b: Vec3) -> bool {
    (a - b).length() < 1e-5
}

#[test]
fn a_glb_holds_the_surface_y_up() {
    let nodes = read_glb(&written(PLANE, "m.glb"));
    let [surface] = &nodes[..] else { panic!("{} nodes", nodes.len()) };
    assert_eq!((surface.name.as_str(), surface.mode), ("surface", Mode::Triangles));
    assert_eq!((surface.positions.len(), surface.indices.len()), (15, 3 * 2 * 4 * 2));
    // x right, y up, z towards the viewer: the corner of least x and y is front left, at the foot.
    let at = |place: Vec3| surface.positions.iter().position(|p| near(*p, place)).unwrap();
    let (low, high) = (at(Vec3::new(-1.0, 0.0, 1.0)), at(Vec3::new(1.0, 1.0, -1.0)));
    let magma = Colormap::Magma.colors(256);
    for (vertex, color) in [(low, magma[0]), (high, magma[255])] {
        let linear = color.linear();
        assert!(near(surface.colors[vertex].into(), linear.into()), "{:?}", surface.colors[vertex]);
    }
    // The plane rises by 1 over a way of 2 along both axes.
    let upright = Vec3::new(-0.25, 1.0, 0.25).normalize();
    assert!(surface.normals.iter().all(|normal| near(*normal, upright)), "{:?}", surface.normals);
    for triangle in surface.indices.chunks_exact(3) {
        let [a, b, c] = [0, 1, 2].map(|k| surface.positions[triangle[k] as usize]);
        assert!((b - a).cross(c - a).dot(upright) > 0.0, "faces are seen from above");
    }
}

#[test]
fn a_glb_has_the_paths_by_name() {
    let toml = "loss.name = 'sphere'\nruns = { steps = 5, starts = [[1, 1]] }\nsurface.grid = [9, 9]\n\
                [[run]]\noptimizer = 'sgd'\nlr = 0.1\ncolor = '#e69f00'\nlabel = 'down'";
    let nodes = read_glb(&written(toml, "m.glb"));
    let [_, line] = &nodes[..] else { panic!("{} nodes", nodes.len()) };
    assert_eq!((line.name.as_str(), line.mode), ("down", Mode::LineStrip));
    assert!(line.positions.len() >= 6, "{}", line.positions.len());
    let surface = &nodes[0];
    let top = surface.positions.iter().map(|p| p.y).fold(0.0, f32::max);
    assert!(line.positions.iter().all(|p| p.y >= 0.0 && p.y <= top), "on the surface");
    // Downhill, step by step.
    assert!(line.positions.windows(2).all(|pair| pair[1].y <= pair[0].y + 1e-6));
}

/// A value of a vertex by its name.
fn float(element: &DefaultElement, name: &str) -> f32 {
    match element.get(name) {
        Some(Property::Float(value)) => *value,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn a_ply_holds_the_surface_z_up() {
    let bytes = written(PLANE, "m.ply");
    let header = b"ply\nformat binary_little_endian 1.0\n";
    assert!(bytes.starts_with(header));
    let ply = Parser::<DefaultElement>::new().read_ply(&mut &bytes[..]).unwrap();
    let (vertices, faces) = (&ply.payload["vertex"], &ply.payload["face"]);
    assert_eq!((vertices.len(), faces.len()), (15, 16));
    let place = |v: &DefaultElement| Vec3::from(["x", "y", "z"].map(|name| float(v, name)));
    let corner =
        vertices.iter().find(|v| near(place(v), Vec3::new(1.0, 1.0, 1.0))).expect("it is there");
    let byte = |name: &str| match corner.get(name) {
        Some(Property::UChar(value)) => *value,
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(Color(["red", "green", "blue"].map(byte)), Colormap::Magma.colors(256)[255]);
    let normal = Vec3::from(["nx", "ny", "nz"].map(|name| float(corner, name)));
    assert!(near(normal, Vec3::new(-0.25, -0.25, 1.0).normalize()), "{normal}");
    for face in faces {
        let Some(Property::ListInt(corners)) = face.get("vertex_indices") else { panic!() };
        assert!(corners.len() == 3 && corners.iter().all(|index| (0..15).contains(index)));
    }
}

#[test]
fn holes_are_left_out() {
    // The left half has no value: of 9 columns the middle one has the first.
    let toml =
        "loss = { formula = 'sqrt(x)', x = [-1, 1], y = [0, 1] }\nrun = []\nsurface.grid = [9, 5]";
    let nodes = read_glb(&written(toml, "m.glb"));
    assert_eq!((nodes[0].positions.len(), nodes[0].indices.len()), (5 * 5, 3 * 2 * 4 * 4));
    assert!(nodes[0].positions.iter().all(|p| p.is_finite() && p.x >= 0.0));
    let folder = tempfile::tempdir().unwrap();
    let mut nowhere = session("loss.formula = 'sqrt(-1 - x^2)'\nrun = []\nsurface.grid = [5, 5]");
    let error = write_mesh(None, &mut nowhere, &folder.path().join("m.ply")).unwrap_err();
    assert!(error.asks_wrong() && error.to_string().contains("choose another domain"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_mesh_takes_the_colours_of_the_tint_on_both_devices() {
    let toml = "loss.name = 'himmelblau'\nrun = []\nsurface = { grid = [33, 33], color_by = 'gradient-norm' }";
    let tinted = read_glb(&written(toml, "m.glb"));
    let plain = read_glb(&written(&toml.replace("gradient-norm", "height"), "m.glb"));
    assert_eq!(tinted[0].positions, plain[0].positions);
    assert_ne!(tinted[0].colors, plain[0].colors);
    let Some(gpu) = gpu() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path: &Path = &folder.path().join("g.glb");
    write_mesh(Some(&gpu), &mut session(toml), path).unwrap();
    let on_gpu = read_glb(&std::fs::read(path).unwrap());
    // Losses up to 890 in single precision, a square root of them as the height.
    let apart = |a: &Vec3, b: &Vec3| (*a - *b).length();
    let furthest = on_gpu[0]
        .positions
        .iter()
        .zip(&tinted[0].positions)
        .map(|(a, b)| apart(a, b))
        .fold(0.0, f32::max);
    assert!(furthest < 1e-3, "{furthest}");
}
