// From the means of a quantity's terms over the rows to its value; twin of objective/quantity.rs.

fn itself(mean: f32) -> f32 {
    return mean;
}

// Of the gradient; scaled, so that no square overflows.
fn norm(mean: vec2<f32>) -> f32 {
    let largest = max(max(abs(mean.x), abs(mean.y)), 1e-30);
    return largest * length(mean / largest);
}

// Eigenvalues of the Hessian xx, xy, yy, the one further from 0 first. The other one comes from the determinant, since a
// difference would cancel.
fn eigenvalues(mean: vec3<f32>) -> vec2<f32> {
    let middle = 0.5 * (mean.x + mean.z);
    let reach = norm(vec2<f32>(0.5 * (mean.x - mean.z), mean.y));
    let far = select(middle + reach, middle - reach, middle < 0.0);
    if far == 0.0 {
        return vec2<f32>();
    }
    return vec2<f32>(far, mean.x * (mean.z / far) - mean.y * (mean.y / far));
}

fn largest_eigenvalue(mean: vec3<f32>) -> f32 {
    let both = eigenvalues(mean);
    return select(both.x, both.y, both.y > both.x);
}

fn condition_number(mean: vec3<f32>) -> f32 {
    let both = eigenvalues(mean);
    return abs(both.x / both.y);
}
