// A point of a quiver with loss and gradient, as the one shader writes and the other reads it.

struct Arrow {
    // Parameters and loss.
    sample: vec3<f32>,
    unused: f32,
    // Derivatives of the loss by the parameters.
    gradient: vec2<f32>,
    unused_pair: vec2<f32>,
}
