//! One sheet: its file, its network, and its report.

use std::path::Path;

use clearprop::check::{self, Options, Report, telling};
use clearprop::sheet::{self, Origin, Sheet};
use clearprop::{EMBEDDED, Network, line_and_column};

use crate::failure::Failure;

/// A marked sheet.
pub(super) struct Marked {
    /// What stands in the file.
    pub(super) text: String,
    /// What was read.
    pub(super) sheet: Sheet,
    /// What was found.
    pub(super) report: Report,
    /// What it was marked with.
    pub(super) network: Network,
    /// The name of that network, or where it comes from.
    pub(super) network_name: String,
}

/// Sheets larger than this are no one's handwork.
const LARGEST: u64 = 16 << 20;

/// Reads and marks one sheet.
pub(super) fn mark(
    path: &Path,
    named: Option<(&Network, &str)>,
    options: &Options,
) -> Result<Marked, Failure> {
    let failed = |error: std::io::Error| Failure::file(path, &error);
    if std::fs::metadata(path).map_err(failed)?.len() > LARGEST {
        return Err(Failure(format!(
            "{}: is larger than 16 MB, which no worked solution is",
            path.display()
        )));
    }
    let text = std::fs::read_to_string(path).map_err(failed)?;
    let beside = beside(path)?;
    let hint = named.or(beside.as_ref().map(|(network, name)| (network, name.as_str())));
    let mut network_name = "stated in the sheet";
    let sheet = match hint {
        Some((network, name)) => {
            network_name = name;
            sheet::read(&text, Some(network))
        }
        None => sheet::read_or(&text, || {
            network_name = EMBEDDED[0].name;
            Network::embedded(network_name).expect("the default is embedded")
        }),
    };
    // Front matter goes before a network that is named for reading, but not for marking.
    let network = hint.map(|(network, _)| network.clone()).or_else(|| sheet.network.clone());
    let network = network.expect("it is named, stated or the default");
    let report = check::check(&text, &sheet, &network, options);
    let network_name = network_name.to_owned();
    Ok(Marked { text, sheet, report, network, network_name })
}

/// The network of the TOML file beside a sheet, where there is one.
fn beside(path: &Path) -> Result<Option<(Network, String)>, Failure> {
    let file = path.with_extension("toml");
    if file == path {
        return Ok(None);
    }
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::file(&file, &error)),
    };
    let name = file.display().to_string();
    let network = Network::from_toml(&text).map_err(|error| Failure::in_text(&name, &text, &error))?;
    Ok(Some((network, name)))
}

impl Marked {
    /// Which network it was marked with, and how that was found.
    pub(super) fn network_said(&self) -> String {
        telling::used_network(&self.network.widths(), &self.network_name)
    }

    /// What each symbol was taken for, and where the values of the network come from.
    pub(super) fn symbols(&self) -> String {
        let mut text = String::from("symbols:\n");
        for symbol in &self.sheet.symbols {
            // Where the labels of a table stand for it, the line says which table.
            let line = || format!("in line {}", line_and_column(&self.text, symbol.written.start).0);
            let written = symbol.symbol(&self.text).map_or_else(line, str::to_owned);
            let sign = if symbol.turned { "minus " } else { "" };
            text += &format!("  {written} is {sign}{} ({})\n", symbol.quantity, symbol.why);
        }
        if !self.sheet.recovered.is_empty() {
            text += "values of the network:\n";
        }
        for value in &self.sheet.recovered {
            let origin = match value.origin {
                Origin::Hint => "given with the sheet",
                Origin::FrontMatter => "from the front matter",
                Origin::Stated => "stated in the sheet",
                Origin::FromUpdate => "worked back from its update",
                Origin::FromFigures => "worked back from figures",
            };
            let place = value.from.map_or(String::new(), |span| {
                format!(", line {}", line_and_column(&self.text, span.start).0)
            });
            text += &format!("  {} = {} ({origin}{place})\n", value.quantity, value.value);
        }
        if !self.sheet.open.is_empty() {
            let open: Vec<String> = self.sheet.open.iter().map(ToString::to_string).collect();
            text += &format!("left open by the sheet: {}\n", open.join(", "));
        }
        text + "\n"
    }
}
