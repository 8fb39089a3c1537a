//! The GPU: device, field, one file a pass, the renderer, the offscreen target.
