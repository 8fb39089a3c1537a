//! Pipelines with what all passes share: group 0 is the frame, four samples, one colour and one depth target.

use super::Gpu;
use super::target::{COLOR_FORMAT, DEPTH_FORMAT, SAMPLES};

/// How a drawing pass meets what is already there.
#[derive(Clone, Copy)]
pub(super) struct Meets {
    depth_compare: wgpu::CompareFunction,
    writes_depth: bool,
    writes_color: bool,
    blends: bool,
}

impl Meets {
    /// Opaque things: the nearest wins.
    pub(super) const SOLID: Self = Self {
        depth_compare: wgpu::CompareFunction::LessEqual,
        writes_depth: true,
        writes_color: true,
        blends: false,
    };
    /// Fills the depth buffer alone, so that only the nearest layer of something translucent is drawn.
    pub(super) const DEPTH_ONLY: Self = Self { writes_color: false, ..Self::SOLID };
    /// That nearest layer.
    pub(super) const TRANSLUCENT: Self = Self { blends: true, ..Self::SOLID };
    /// What mixes its own colour with the background, which nothing else has touched: not blending is faster.
    pub(super) const BACKDROP: Self = Self { writes_depth: false, ..Self::SOLID };
    /// Lines and marks in front of the surface.
    pub(super) const IN_FRONT: Self = Self { writes_depth: false, ..Self::TRANSLUCENT };
    /// Lines and marks behind the surface.
    pub(super) const BEHIND: Self =
        Self { depth_compare: wgpu::CompareFunction::Greater, ..Self::IN_FRONT };
}

/// What the render pipelines of one pass share.
pub(super) struct PassPipelines<'a> {
    pub(super) gpu: &'a Gpu,
    pub(super) label: &'static str,
    pub(super) layouts: &'a [&'a wgpu::BindGroupLayout],
    pub(super) module: &'a wgpu::ShaderModule,
}

impl PassPipelines<'_> {
    /// One pipeline from two entry points.
    pub(super) fn render(
        &self,
        vertex: &str,
        fragment: &str,
        topology: wgpu::PrimitiveTopology,
        meets: Meets,
    ) -> wgpu::RenderPipeline {
        let layout = pipeline_layout(self.gpu, self.label, self.layouts);
        let target = wgpu::ColorTargetState {
            format: COLOR_FORMAT,
            blend: meets.blends.then_some(wgpu::BlendState::ALPHA_BLENDING),
            write_mask: if meets.writes_color {
                wgpu::ColorWrites::ALL
            } else {
                wgpu::ColorWrites::empty()
            },
        };
        self.gpu.device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some(self.label),
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: self.module,
                entry_point: Some(vertex),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                buffers: &[],
            },
            primitive: wgpu::PrimitiveState { topology, ..Default::default() },
            depth_stencil: Some(wgpu::DepthStencilState {
                format: DEPTH_FORMAT,
                depth_write_enabled: Some(meets.writes_depth),
                depth_compare: Some(meets.depth_compare),
                stencil: wgpu::StencilState::default(),
                bias: wgpu::DepthBiasState::default(),
            }),
            multisample: wgpu::MultisampleState { count: SAMPLES, ..Default::default() },
            fragment: Some(wgpu::FragmentState {
                module: self.module,
                entry_point: Some(fragment),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                targets: &[Some(target)],
            }),
            multiview_mask: None,
            cache: None,
        })
    }
}

/// A compute pipeline.
pub(super) fn compute(
    gpu: &Gpu,
    label: &str,
    layouts: &[&wgpu::BindGroupLayout],
    module: &wgpu::ShaderModule,
    entry_point: &str,
) -> wgpu::ComputePipeline {
    let layout = pipeline_layout(gpu, label, layouts);
    gpu.device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(label),
        layout: Some(&layout),
        module,
        entry_point: Some(entry_point),
        compilation_options: wgpu::PipelineCompilationOptions::default(),
        cache: None,
    })
}

fn pipeline_layout(
    gpu: &Gpu,
    label: &str,
    layouts: &[&wgpu::BindGroupLayout],
) -> wgpu::PipelineLayout {
    let layouts: Vec<_> = layouts.iter().map(|layout| Some(*layout)).collect();
    gpu.device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some(label),
        bind_group_layouts: &layouts,
        immediate_size: 0,
    })
}
