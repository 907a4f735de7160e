//! `clearprop check`: the mistakes in solutions that people wrote.

mod class;
mod sheet;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use clearprop::backprop::Method;
use clearprop::check::{self, CAUSES, KINDS, telling};
use clearprop::unknown_name;

use crate::failure::Failure;
use crate::output;
use sheet::Marked;

/// Find the mistakes in worked solutions, and their causes
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearprop check homework.md                       every mistake with its cause
  clearprop check homework.md -o marked.html        the sheet with marks in its margin
  clearprop check class/*.md --format csv           the grade book
  clearprop check article.tex --network mazur       against a network that you name
  clearprop check --explain softmax-cross-terms     a page on one kind of mistake

The network is --network, else NAME.toml beside NAME.md, else what the sheet states, else the handout's.
Exit codes: 0 nothing wrong was found, 1 something was, 2 a file could not be used.")]
pub(crate) struct Arguments {
    /// Worked solutions in Markdown, LaTeX or plain text
    #[arg(value_name = "FILE", required_unless_present = "explain")]
    files: Vec<PathBuf>,

    /// The network that they are about: a file, or an embedded name
    #[arg(long, value_name = "NETWORK")]
    network: Option<String>,

    /// Whose definitions are used [default: the author's, as found in the sheet]
    #[arg(long, value_enum)]
    method: Option<MethodName>,

    /// The format [default: human]
    #[arg(long, value_enum)]
    format: Option<FormatName>,

    /// Print what each symbol of the sheet was taken for, and where the network's values come from
    #[arg(long)]
    symbols: bool,

    /// Print a page on a cause or a kind of finding
    #[arg(long, value_name = "CAUSE")]
    explain: Option<String>,

    /// Write the sheet with marks in its margin to this file (.md or .html)
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Print no progress and no notes on standard error
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum MethodName {
    /// The usual definitions
    Standard,
    /// The handout's: no minus before its loss, softmax's cross terms taken as zero
    Handout,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FormatName {
    /// For a person
    Human,
    /// One JSON object a sheet, a line each
    Json,
    /// Markdown
    Markdown,
    /// One line of the grade book a sheet
    Csv,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    if let Some(name) = &arguments.explain {
        return explain(name);
    }
    if arguments.output.is_some() && arguments.files.len() > 1 {
        return Err(Failure(
            "-o writes one marked sheet, and several were given; mark them one by one".into(),
        ));
    }
    let options = check::Options {
        method: arguments.method.map(|method| match method {
            MethodName::Standard => Method::Standard,
            MethodName::Handout => Method::Handout,
        }),
    };
    let network = match &arguments.network {
        Some(name) => Some((crate::source::network(Some(name))?, name.as_str())),
        None => None,
    };
    let network = network.as_ref().map(|(network, name)| (network, *name));
    let shows_progress = !arguments.quiet && arguments.files.len() > 1 && std::io::stderr().is_terminal();
    let marked = class::mark_all(&arguments.files, network, &options, shows_progress);
    let mut text = String::new();
    let format = arguments.format.unwrap_or(FormatName::Human);
    if format == FormatName::Csv {
        text += telling::csv_header();
    }
    let several = arguments.files.len() > 1;
    for (path, marked) in arguments.files.iter().zip(&marked) {
        match marked {
            Ok(marked) => text += &tell(path, marked, format, several, &arguments),
            Err(failure) => eprintln!("error: {failure}"),
        }
    }
    if several && format == FormatName::Human {
        text += &class::table(marked.iter().flatten());
    }
    output::print(&text)?;
    if let (Some(path), Some(Ok(marked))) = (&arguments.output, marked.first()) {
        write_marked(path, &arguments.files[0], marked)?;
    }
    let failed = marked.iter().any(Result::is_err);
    let found = marked.iter().flatten().any(|marked| marked.report.found_something());
    Ok(ExitCode::from(if failed { 2 } else { u8::from(found) }))
}

fn tell(path: &Path, marked: &Marked, format: FormatName, several: bool, arguments: &Arguments) -> String {
    let file = path.display().to_string();
    let mut text = String::new();
    if arguments.symbols && format == FormatName::Human {
        text += &marked.symbols();
    }
    text + &match format {
        FormatName::Json => telling::json(&file, &marked.network_name, &marked.report) + "\n",
        FormatName::Csv => telling::csv_row(&file, &marked.report),
        FormatName::Markdown => telling::markdown(&file, &marked.network_said(), &marked.report) + "\n",
        FormatName::Human if several => telling::in_one_line(&file, &marked.report) + "\n",
        FormatName::Human => {
            let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            telling::human(&marked.text, &file, &marked.network_said(), &marked.report, colour)
        }
    }
}

fn write_marked(path: &Path, file: &Path, marked: &Marked) -> Result<(), Failure> {
    let file = file.display().to_string();
    let text = match path.extension().and_then(|ending| ending.to_str()) {
        Some("html" | "htm") => telling::annotated_html(&marked.text, &file, &marked.report),
        Some("md" | "markdown") => telling::annotated_markdown(&marked.text, &file, &marked.report),
        _ => {
            let message = "a marked sheet is written as .md or .html; name the file so";
            return Err(Failure(format!("{}: {message}", path.display())));
        }
    };
    output::write_page(path, text.as_bytes())
}

fn explain(name: &str) -> Result<ExitCode, Failure> {
    let names: Vec<&str> = CAUSES.iter().map(|cause| cause.name).chain(KINDS).collect();
    match check::explain(name) {
        Some(page) => {
            output::print(format!("{name}\n{}\n\n{page}", "=".repeat(name.len())))?;
            Ok(ExitCode::SUCCESS)
        }
        None => Err(Failure(unknown_name("cause", name, &names))),
    }
}
