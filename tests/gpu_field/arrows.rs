//! Where the arrows of a quiver are is written twice, in `scene::Quiver` and in `shaders/tangent.wgsl`: the same bases and
//! tips.

use fallline::gpu::{ArrowPoint, FrameUniform, Pass, QuiverUniform};
use fallline::objective::HeightScale;
use fallline::overlay::Layout;
use fallline::scene::{Quiver, Scene};
use fallline::session::Session;
use fallline::spec::{Origin, Spec};
use glam::Vec3;

use crate::common::gpu;
use crate::world::computed;

/// Stands after the text of the pass and places arrows with the functions that the pass places them with. The result
/// lies where the arrows lay: the base in place of the sample, the tip in place of the gradient.
const PLACE: &str = "
struct Placed { base: vec3<f32>, length: f32, tip: vec3<f32>, unused: f32 }

@group(1) @binding(1) var<storage, read> samples: array<Arrow>;
@group(1) @binding(2) var<storage, read_write> placed: array<Placed>;

@compute @workgroup_size(64)
fn place(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x < arrayLength(&samples) {
        let arrow = samples[id.x];
        let base = base_of(arrow);
        let displacement = displacement_of(arrow, magnitude_of(arrow.gradient));
        placed[id.x] = Placed(base, length(displacement), base + displacement, 0.0);
    }
}
";

fn scene(loss: &str, height: HeightScale, quiver: &str) -> Scene {
    let text = format!(
        "run = []\nloss.formula = \"{loss}\"\nloss.x = [-3, 2]\nsurface.height = \"{}\"\nsurface.floor = \"map\"\n\
         quiver = {{ count = [16, 12], {quiver} }}\n",
        height.name()
    );
    let spec = Spec::from_toml("test", &text, Origin::default()).unwrap().0;
    Session::new(spec).unwrap().scene()
}

/// Points, losses and gradients in f32, as the shader reads them.
fn arrows(scene: &Scene, quiver: &Quiver) -> Vec<ArrowPoint> {
    let (points, (nx, ny)) =
        (quiver.points, (quiver.points.nx as usize, quiver.points.ny as usize));
    let slopes = scene.objective.gradients_on_grid(&points.domain, nx, ny);
    let arrow = |(index, [loss, by_x, by_y]): (usize, [f64; 3])| {
        let [x, y] = points.domain.grid_point(index, nx, ny);
        ArrowPoint {
            sample: [x, y, loss].map(|number| number as f32),
            gradient: [by_x as f32, by_y as f32],
            ..bytemuck::Zeroable::zeroed()
        }
    };
    slopes.into_iter().enumerate().map(arrow).collect()
}

#[test]
fn shader_and_quiver_place_arrows_alike() {
    let Some(gpu) = gpu() else { return };
    let source = {
        // The bindings of the pass itself are not used here, and one of them has the number of the samples.
        let pass = Pass::Quiver.source();
        let (before, _) = pass.split_once("@vertex").unwrap();
        let unused = [
            "@group(1) @binding(1) var<storage, read> arrows: array<Arrow>;",
            "@group(1) @binding(2) var<storage, read> colors: array<vec4<f32>, 256>;",
        ];
        unused.iter().fold(before.to_owned(), |text, line| text.replace(line, "")) + PLACE
    };
    for height in HeightScale::ALL {
        for style in [
            "length = \"linear\"",
            "length = \"log\", of = \"negative-gradient\", scale = 2",
            "length = \"equal\"",
            "on = \"floor\"",
        ] {
            let scene = scene("(1.3 - x)^2 + 20*(y - x^2)^2 - 40", height, style);
            let quiver = scene.quiver.unwrap();
            let layout = Layout::of_picture([64, 64], &scene);
            let frame = FrameUniform::new(&scene, &layout);
            let own = QuiverUniform::new(&quiver, &scene);
            let input = arrows(&scene, &quiver);
            let contents = [bytemuck::bytes_of(&frame), bytemuck::cast_slice(&input)];
            let placed = computed(&gpu, &source, contents, bytemuck::bytes_of(&own));
            let placed: Vec<[f32; 8]> = bytemuck::pod_collect_to_vec(&placed);
            for (arrow, placed) in input.iter().zip(placed) {
                let [x, y, loss] = arrow.sample.map(f64::from);
                let slopes = [loss, f64::from(arrow.gradient[0]), f64::from(arrow.gradient[1])];
                let ends = quiver.arrow(&scene.world, scene.style.floor.z(), [x, y], slopes);
                let [base, tip] = ends.unwrap();
                let shader = [Vec3::from_slice(&placed[..3]), Vec3::from_slice(&placed[4..7])];
                // Some twenty roundings in f32 and one logarithm of 1e-6: far below a hundredth of a pixel, which is
                // 1e-5 in a picture of a thousand pixels for two units.
                for (shader, twin) in shader.into_iter().zip([base, tip]) {
                    let off = (shader - twin).length();
                    assert!(off < 2e-5, "{height:?} {style} {arrow:?}: {shader} for {twin}");
                }
                assert!(placed[3] <= quiver.longest() * 1.00001, "{height:?} {style}");
            }
        }
    }
}
