//! The adapter, its device and its queue; and what can go wrong with them.

/// A failure of the GPU side.
#[derive(Debug, thiserror::Error)]
pub enum GpuError {
    /// Nothing can run shaders here.
    #[error(
        "no graphics adapter was found: install a Vulkan driver (on Debian or Ubuntu `apt-get install mesa-vulkan-drivers` \
         brings a software one) and see `fallline doctor`"
    )]
    NoAdapter,
    /// The adapter refused to open.
    #[error("the graphics adapter {name} could not be opened: {reason}")]
    NoDevice {
        /// Name of the adapter.
        name: String,
        /// What it said.
        reason: String,
    },
    /// The grid does not fit.
    #[error(
        "a grid of {nx}x{ny} is too large for this adapter, which holds at most {limit} samples: try --grid {side}x{side}"
    )]
    GridTooLarge {
        /// Samples along x.
        nx: u32,
        /// Samples along y.
        ny: u32,
        /// Samples that fit.
        limit: u64,
        /// Side of the largest square grid that fits.
        side: u64,
    },
    /// The first layer of a network, over all rows, does not fit.
    #[error(
        "the {units} units of this network's first layer over {rows} rows take {needed} MB of graphics memory, and this adapter \
         gives at most {limit} MB at a time: {}, or evaluate it on the processor by `fallline grid --device cpu`",
        fitting(*most_rows, *most_units)
    )]
    NetworkTooLarge {
        /// Rows of the data.
        rows: u64,
        /// Units of the first layer.
        units: u64,
        /// Megabytes that it takes.
        needed: f64,
        /// Megabytes that fit.
        limit: f64,
        /// Rows that fit with as many units.
        most_rows: u64,
        /// Units that fit with as many rows.
        most_units: u64,
    },
    /// The weights behind the first layer do not fit.
    #[error(
        "the weights behind this network's first layer take {needed} MB of graphics memory, and this adapter gives at most \
         {limit} MB at a time, which is {most_weights} weights: choose fewer units, or evaluate it on the processor by `fallline \
         grid --device cpu`"
    )]
    NetworkTooHeavy {
        /// Megabytes that they take.
        needed: f64,
        /// Megabytes that fit.
        limit: f64,
        /// Weights that fit.
        most_weights: u64,
    },
    /// The layers behind the first have too many units.
    #[error(
        "the graphics adapter keeps the outputs of at most {limit} units at once, and the layers of this network need {units}: \
         choose fewer units, or evaluate it on the processor by `fallline grid --device cpu`"
    )]
    NetworkTooWide {
        /// Units whose outputs are needed at once.
        units: usize,
        /// Units that fit.
        limit: usize,
    },
    /// A thread that evaluates a loss on the CPU ended before it was done.
    #[error("the evaluation on the CPU stopped before it was done")]
    Stopped,
    /// The picture does not fit.
    #[error(
        "a picture of {width}x{height} pixels is too large for this adapter: at most {limit} on a side"
    )]
    PictureTooLarge {
        /// Width, pixels.
        width: u32,
        /// Height, pixels.
        height: u32,
        /// Pixels on a side.
        limit: u32,
    },
    /// The sums of a blurred picture do not fit.
    #[error(
        "a picture of {width}x{height} pixels is too large to be blurred on this adapter: at most {limit} pixels; choose a smaller --size or --motion-blur 1"
    )]
    BlurTooLarge {
        /// Width, pixels.
        width: u32,
        /// Height, pixels.
        height: u32,
        /// Pixels altogether.
        limit: u64,
    },
    /// A composed shader did not compile.
    #[error("the shader of this loss does not compile on this adapter: {0}")]
    Shader(String),
    /// The device stopped answering.
    #[error("the graphics adapter stopped answering while {0}")]
    Lost(&'static str),
}

/// What of a network's data and first layer would fit.
fn fitting(rows: u64, units: u64) -> String {
    let rows = format!("take at most {rows} rows");
    if units == 0 { rows } else { format!("{rows}, or {units} units in the first layer") }
}

impl GpuError {
    /// Whether the user asked for more than there is, rather than something broke.
    pub fn asks_too_much(&self) -> bool {
        matches!(
            self,
            Self::GridTooLarge { .. }
                | Self::NetworkTooLarge { .. }
                | Self::NetworkTooHeavy { .. }
                | Self::NetworkTooWide { .. }
                | Self::PictureTooLarge { .. }
                | Self::BlurTooLarge { .. }
        )
    }
}

/// Which adapter to take where there are several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefer {
    /// The fastest: a discrete GPU before an integrated one before a software one.
    Fast,
    /// A software adapter, whose pictures are the same on every machine: for tests.
    Software,
}

/// An open adapter. Clones share it.
#[derive(Clone, Debug)]
pub struct Gpu {
    /// Where surfaces are made.
    pub instance: wgpu::Instance,
    /// The adapter, for its name and capabilities.
    pub adapter: wgpu::Adapter,
    /// Makes buffers, textures and pipelines.
    pub device: wgpu::Device,
    /// Takes finished command buffers.
    pub queue: wgpu::Queue,
}

impl Gpu {
    /// Opens an adapter without a display; waits until it is open.
    pub fn headless(prefer: Prefer) -> Result<Self, GpuError> {
        let instance =
            wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env());
        pollster::block_on(Self::open(instance, prefer, None))
    }

    /// Opens an adapter that can present to `surface`, if one is given.
    pub async fn open(
        instance: wgpu::Instance,
        prefer: Prefer,
        surface: Option<&wgpu::Surface<'_>>,
    ) -> Result<Self, GpuError> {
        let options = |software| wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            force_fallback_adapter: software,
            compatible_surface: surface,
            apply_limit_buckets: false,
        };
        let software = prefer == Prefer::Software;
        let adapter = match instance.request_adapter(&options(software)).await {
            Ok(adapter) => adapter,
            Err(_) => instance
                .request_adapter(&options(!software))
                .await
                .map_err(|_| GpuError::NoAdapter)?,
        };
        let descriptor = wgpu::DeviceDescriptor {
            label: Some("fallline device"),
            required_limits: adapter.limits(),
            ..Default::default()
        };
        let (device, queue) = adapter.request_device(&descriptor).await.map_err(|error| {
            GpuError::NoDevice { name: adapter.get_info().name, reason: error.to_string() }
        })?;
        Ok(Self { instance, adapter, device, queue })
    }

    /// Whether the adapter computes on the CPU.
    pub fn is_software(&self) -> bool {
        self.adapter.get_info().device_type == wgpu::DeviceType::Cpu
    }

    /// Waits until all submitted work is done; not for the window.
    pub fn wait(&self, while_doing: &'static str) -> Result<(), GpuError> {
        self.device
            .poll(wgpu::PollType::wait_indefinitely())
            .map(drop)
            .map_err(|_| GpuError::Lost(while_doing))
    }

    /// Waits until one submission is done, while later ones go on; not for the window.
    pub fn wait_for(
        &self,
        submission: wgpu::SubmissionIndex,
        while_doing: &'static str,
    ) -> Result<(), GpuError> {
        let poll = wgpu::PollType::Wait { submission_index: Some(submission), timeout: None };
        self.device.poll(poll).map(drop).map_err(|_| GpuError::Lost(while_doing))
    }

    /// Bytes of storage that one binding may hold.
    pub fn max_binding_bytes(&self) -> u64 {
        super::field::binding_bytes(&self.device.limits())
    }
}

/// What an adapter is and holds, for `fallline doctor`.
#[derive(Clone, Debug)]
pub struct AdapterReport {
    /// Its own name.
    pub name: String,
    /// Such as `DiscreteGpu` or `Cpu`.
    pub kind: String,
    /// Such as `vulkan`.
    pub backend: String,
    /// Name and version of the driver.
    pub driver: String,
    /// Samples of the largest grid.
    pub max_samples: u64,
    /// Pixels on a side of the largest picture.
    pub max_picture_px: u32,
}

/// All adapters of this machine.
pub fn adapters() -> Vec<AdapterReport> {
    let instance =
        wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle_from_env());
    let adapters = pollster::block_on(instance.enumerate_adapters(wgpu::Backends::all()));
    adapters
        .into_iter()
        .map(|adapter| {
            let (info, limits) = (adapter.get_info(), adapter.limits());
            AdapterReport {
                kind: format!("{:?}", info.device_type),
                backend: info.backend.to_string(),
                driver: format!("{} {}", info.driver, info.driver_info).trim().to_owned(),
                name: info.name,
                max_samples: super::field::max_samples(&limits),
                max_picture_px: limits.max_texture_dimension_2d,
            }
        })
        .collect()
}
