// The range of the finite samples: each workgroup reduces its part, then one atomic per workgroup and figure.

@group(0) @binding(0) var<storage, read> heights: array<f32>;
// Smallest and largest finite loss as ordered keys, and the number of finite samples.
@group(0) @binding(1) var<storage, read_write> range: array<atomic<u32>, 3>;
@group(0) @binding(2) var<uniform> count: vec4<u32>;

var<workgroup> lowest: atomic<u32>;
var<workgroup> highest: atomic<u32>;
var<workgroup> finite: atomic<u32>;

// Floats compare as these keys do.
fn key(value: f32) -> u32 {
    let bits = bitcast<u32>(value);
    return select(bits | 0x80000000u, ~bits, (bits & 0x80000000u) != 0u);
}

@compute @workgroup_size(256)
fn reduce(
    @builtin(global_invocation_id) id: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    if lane == 0u {
        atomicStore(&lowest, 0xffffffffu);
        atomicStore(&highest, 0u);
        atomicStore(&finite, 0u);
    }
    workgroupBarrier();
    var low = 0xffffffffu;
    var high = 0u;
    var whole = 0u;
    for (var k = id.x; k < count.x; k += groups.x * 256u) {
        let value = heights[k];
        if (bitcast<u32>(value) & 0x7f800000u) != 0x7f800000u {
            low = min(low, key(value));
            high = max(high, key(value));
            whole += 1u;
        }
    }
    atomicMin(&lowest, low);
    atomicMax(&highest, high);
    atomicAdd(&finite, whole);
    workgroupBarrier();
    if lane == 0u {
        atomicMin(&range[0], atomicLoad(&lowest));
        atomicMax(&range[1], atomicLoad(&highest));
        atomicAdd(&range[2], atomicLoad(&finite));
    }
}
