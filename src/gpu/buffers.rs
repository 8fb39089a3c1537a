//! Small helpers that name what they make: layouts, bind groups, buffers that grow.

use wgpu::util::DeviceExt;

/// What a binding holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Uniform,
    ReadStorage,
    WriteStorage,
}

/// A layout whose bindings are numbered from 0.
pub(super) fn layout(
    device: &wgpu::Device,
    label: &str,
    visible_to: wgpu::ShaderStages,
    bindings: &[Holds],
) -> wgpu::BindGroupLayout {
    let entries: Vec<_> = bindings
        .iter()
        .zip(0..)
        .map(|(holds, binding)| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: visible_to,
            ty: wgpu::BindingType::Buffer {
                ty: match holds {
                    Holds::Uniform => wgpu::BufferBindingType::Uniform,
                    Holds::ReadStorage => wgpu::BufferBindingType::Storage { read_only: true },
                    Holds::WriteStorage => wgpu::BufferBindingType::Storage { read_only: false },
                },
                has_dynamic_offset: false,
                min_binding_size: None,
            },
            count: None,
        })
        .collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some(label),
        entries: &entries,
    })
}

/// A bind group of whole buffers, numbered from 0.
pub(super) fn bind_group(
    device: &wgpu::Device,
    label: &str,
    layout: &wgpu::BindGroupLayout,
    buffers: &[&wgpu::Buffer],
) -> wgpu::BindGroup {
    let entries: Vec<_> = buffers
        .iter()
        .zip(0..)
        .map(|(buffer, binding)| wgpu::BindGroupEntry {
            binding,
            resource: buffer.as_entire_binding(),
        })
        .collect();
    device.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some(label),
        layout,
        entries: &entries,
    })
}

/// A storage buffer with the given contents; never empty, since bindings must not be.
pub(super) fn storage<T: bytemuck::Pod>(
    device: &wgpu::Device,
    label: &str,
    contents: &[T],
) -> wgpu::Buffer {
    let bytes: &[u8] = bytemuck::cast_slice(contents);
    device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
        label: Some(label),
        contents: if bytes.is_empty() { &[0; 16] } else { bytes },
        usage: wgpu::BufferUsages::STORAGE
            | wgpu::BufferUsages::COPY_DST
            | wgpu::BufferUsages::COPY_SRC,
    })
}

/// An uninitialised storage buffer that can be read back.
pub(super) fn storage_of_size(device: &wgpu::Device, label: &str, bytes: u64) -> wgpu::Buffer {
    device.create_buffer(&wgpu::BufferDescriptor {
        label: Some(label),
        size: bytes,
        usage: wgpu::BufferUsages::STORAGE
            | wgpu::BufferUsages::COPY_DST
            | wgpu::BufferUsages::COPY_SRC,
        mapped_at_creation: false,
    })
}

/// A uniform buffer with the given contents.
pub(super) fn uniform<T: bytemuck::Pod>(
    device: &wgpu::Device,
    label: &str,
    contents: &T,
) -> wgpu::Buffer {
    device.create_buffer_init(&wgpu::util::BufferInitDescriptor {
        label: Some(label),
        contents: bytemuck::bytes_of(contents),
        usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
    })
}

/// A storage buffer of items that is made anew, twice as large, when they no longer fit.
pub(super) struct Growing {
    label: &'static str,
    buffer: wgpu::Buffer,
}

impl Growing {
    pub(super) fn new(device: &wgpu::Device, label: &'static str) -> Self {
        Self { label, buffer: storage_of_size(device, label, 4096) }
    }

    /// Replaces the contents; true when the buffer was made anew and must be bound again.
    pub(super) fn write<T: bytemuck::Pod>(
        &mut self,
        device: &wgpu::Device,
        queue: &wgpu::Queue,
        items: &[T],
    ) -> bool {
        let bytes: &[u8] = bytemuck::cast_slice(items);
        let grown = bytes.len() as u64 > self.buffer.size();
        if grown {
            self.buffer =
                storage_of_size(device, self.label, (bytes.len() as u64).next_power_of_two());
        }
        queue.write_buffer(&self.buffer, 0, bytes);
        grown
    }

    pub(super) fn buffer(&self) -> &wgpu::Buffer {
        &self.buffer
    }
}
