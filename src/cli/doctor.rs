//! `fallline doctor`: what this machine has for drawing and encoding, and what it lacks.

use std::env;

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Value as Json, json};

use super::args::{DoctorArgs, ListFormat};
use super::failure::Failure;
use super::output::write_to;
use crate::gpu::{AdapterReport, adapters};
use crate::record::{Format, find_ffmpeg};

/// One finding: what, how it is, and the remedy where something is missing.
struct Finding {
    what: &'static str,
    state: String,
    remedy: Option<&'static str>,
}

pub(super) fn doctor(args: &DoctorArgs) -> Result<(), Failure> {
    let adapters = adapters();
    let findings = [display(), formats(), ffmpeg()];
    write_to(None, |out| match args.format {
        ListFormat::Table => writeln!(out, "{}", table(&adapters, &findings)),
        ListFormat::Json => writeln!(out, "{:#}", json(&adapters, &findings)),
    })
}

fn display() -> Finding {
    let found = ["WAYLAND_DISPLAY", "DISPLAY"].into_iter().find_map(|name| {
        let value = env::var(name).ok().filter(|value| !value.is_empty())?;
        Some(format!("{name}={value}"))
    });
    let native = cfg!(any(windows, target_os = "macos")).then(|| "the desktop".to_owned());
    Finding {
        what: "display",
        remedy: (found.is_none() && native.is_none())
            .then_some("the window needs one; `fallline render` and `fallline record` do not"),
        state: found.or(native).unwrap_or_else(|| "none".to_owned()),
    }
}

fn formats() -> Finding {
    Finding {
        what: "pictures and films",
        state: format!("{} (built in)", Format::KNOWN),
        remedy: None,
    }
}

fn ffmpeg() -> Finding {
    let found = find_ffmpeg();
    Finding {
        what: "ffmpeg",
        remedy: found
            .is_none()
            .then_some("not needed: only `record --encoder ffmpeg:...` uses it; on Debian or Ubuntu `apt-get install ffmpeg`"),
        state: found.map_or_else(|| "none".to_owned(), |file| file.display().to_string()),
    }
}

const NO_ADAPTER: &str = "install a Vulkan driver; on Debian or Ubuntu `apt-get install mesa-vulkan-drivers` brings a software one";

fn table(adapters: &[AdapterReport], findings: &[Finding]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["what", "state", "remedy"]);
    if adapters.is_empty() {
        table.add_row(["adapter", "none", NO_ADAPTER]);
    }
    for adapter in adapters {
        let state = format!(
            "{} ({}, {}, {}): grids up to {} samples, pictures up to {} pixels a side",
            adapter.name,
            adapter.kind,
            adapter.backend,
            adapter.driver,
            adapter.max_samples,
            adapter.max_picture_px
        );
        table.add_row(["adapter", &state, ""]);
    }
    for finding in findings {
        table.add_row([finding.what, &finding.state, finding.remedy.unwrap_or("")]);
    }
    table
}

fn json(adapters: &[AdapterReport], findings: &[Finding]) -> Json {
    let adapters: Vec<Json> = adapters
        .iter()
        .map(|adapter| {
            json!({
                "name": adapter.name, "kind": adapter.kind, "backend": adapter.backend, "driver": adapter.driver,
                "max_samples": adapter.max_samples, "max_picture_px": adapter.max_picture_px,
            })
        })
        .collect();
    let remedy = adapters.is_empty().then_some(NO_ADAPTER);
    let findings: Vec<Json> = findings
        .iter()
        .map(|f| json!({"what": f.what, "state": f.state, "remedy": f.remedy}))
        .collect();
    json!({"adapters": adapters, "adapter_remedy": remedy, "findings": findings})
}
