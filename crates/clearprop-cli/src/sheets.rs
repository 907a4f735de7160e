//! Sheets to fill in, each with its key and, where the numbers are varied, its network.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clearprop::backprop::{Derivation, Options, derive};
use clearprop::document::{Format, Layout};
use clearprop::{Network, vary};

use crate::explain::{Kind, render};
use crate::failure::Failure;
use crate::output;

/// More sheets than this are no class.
const MOST_SHEETS: u64 = 1_000;

/// Checks that the blanks leave something out, and that the format does not tell it elsewhere.
pub(crate) fn check_blanks(derivation: &Derivation, layout: &Layout, kind: Kind) -> Result<(), Failure> {
    for glob in &layout.blanks {
        glob.check(derivation)?;
    }
    match kind {
        Kind::Text(format @ (Format::Json | Format::Python | Format::Pytorch))
            if !layout.blanks.is_empty() =>
        {
            Err(Failure(format!(
                "--blank: {} holds every result; write the sheet as terminal, markdown, latex, html, typst or notebook",
                format.name()
            )))
        }
        _ => Ok(()),
    }
}

/// Writes a solution and, where it has blanks, its key; what was written.
pub(crate) fn write(
    path: &Path,
    derivation: &Derivation,
    layout: &Layout,
    kind: Kind,
) -> Result<String, Failure> {
    output::write_page(path, &render(derivation, layout, kind)?)?;
    if layout.blanks.is_empty() {
        return Ok(path.display().to_string());
    }
    let key = with_suffix(path, ".key");
    let full = Layout { blanks: Vec::new(), ..layout.clone() };
    output::write_page(&key, &render(derivation, &full, kind)?)?;
    Ok(format!("{}, and its key {}", path.display(), key.display()))
}

/// Writes `count` solutions of networks with other numbers beside those networks.
pub(crate) fn write_varied(
    path: &Path,
    network: &Network,
    [count, seed]: [u64; 2],
    options: &Options,
    layout: &Layout,
    kind: Kind,
) -> Result<Vec<String>, Failure> {
    if !(1..=MOST_SHEETS).contains(&count) {
        return Err(Failure(format!("--vary {count} {seed}: expected 1 to {MOST_SHEETS} sheets")));
    }
    check_blanks(&derive(network, options)?, layout, kind)?;
    let networks = vary(network, options, layout.rounding, count as usize, seed)?;
    let mut written = Vec::new();
    for (at, network) in networks.iter().enumerate() {
        let sheet = with_suffix(path, &format!("-{}", at + 1));
        let toml = sheet.with_extension("toml");
        let derivation = derive(network, options)?;
        let what = write(&sheet, &derivation, layout, kind)?;
        output::write_page(&toml, network.to_toml().as_bytes())?;
        written.push(format!("{what}, and its network {}", toml.display()));
    }
    Ok(written)
}

/// `sheet.md` with something put before its ending: `sheet-1.md`, `sheet.key.md`.
fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.file_stem().unwrap_or_default().to_owned();
    name.push(suffix);
    if let Some(ending) = path.extension() {
        name.push(".");
        name.push(ending);
    }
    path.with_file_name(name)
}
