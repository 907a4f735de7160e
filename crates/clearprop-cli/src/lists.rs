//! `clearprop networks` and `clearprop notations`: what is embedded.

use std::fmt::Write;
use std::process::ExitCode;

use clearprop::backprop::{Options, Style, derive};
use clearprop::document::{Layout, Terminal, sample_line};
use clearprop::notation::Notation;
use clearprop::{EMBEDDED, Network};

use crate::failure::Failure;
use crate::output;

/// Lists the embedded networks.
pub(crate) fn networks() -> Result<ExitCode, Failure> {
    let mut text = String::new();
    for embedded in EMBEDDED {
        let _ = writeln!(text, "{:<10} {}", embedded.name, embedded.about);
    }
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Lists the embedded notations with a line of working in each.
pub(crate) fn notations() -> Result<ExitCode, Failure> {
    let network = Network::embedded("mazur").expect("it is embedded");
    let derivation = derive(&network, &Options { style: Style::Delta, ..Options::default() })?;
    let mut text = String::new();
    for notation in Notation::all() {
        let _ = writeln!(text, "{}: {}", notation.name, notation.about);
        let layout = Layout { notation, ..Layout::default() };
        for id in ["z[2,1]", "dE/dw[2,1,1]"] {
            let line = sample_line(&derivation, &layout, id.parse().expect("a quantity"));
            text.push_str(&Terminal::default().equation(&line));
        }
        text.push_str(if text.ends_with("\n\n") { "" } else { "\n" });
    }
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
