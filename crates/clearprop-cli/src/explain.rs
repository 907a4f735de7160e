//! `clearprop explain`: the complete worked solution of a network.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use clearprop::backprop::{Derivation, Method, Options, Style, derive};
use clearprop::document::{Drawn, Format, Glob, Layout, Terminal, compose, write};
use clearprop::math::Rounding;
use clearprop::{Error, Network, Quantity, Sample, counted, unknown_name};

use crate::failure::Failure;
use crate::{model, output, pdf, sheets, source};

/// Work a network by hand: every number, formula and reason
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearprop explain                                   the handout's network
  clearprop explain mazur --notation mazur            Mazur's example as he writes it
  clearprop explain my.toml -o solution.md            as Markdown; also .html .tex .json
  clearprop explain -o network.svg --draw both        the network drawn, with its slopes
  clearprop explain --only 'dE/dw[1,2,3]'             just what leads to one gradient
  clearprop explain mazur --after 10000 --digits 9    after ten thousand updates
  clearprop explain --by-hand --cut                   with a calculator, cutting every figure
  clearprop explain --lesson -o lesson.md             with the reasons that a lecturer gives
  clearprop explain --format pytorch                  as a program; -o x.py is NumPy, -o x.ipynb a notebook
  clearprop explain --blank 'dE/dw[2,*,*]' -o sheet.md            a sheet to fill in, and its key
  clearprop explain --blank 'dE*' --vary 30 2024 -o sheet.md      one for each of thirty
  clearprop explain iris.safetensors --data examples/tables/iris.csv --row 7
                                                      how a trained model came to its answer")]
pub(crate) struct Arguments {
    /// A network file, a trained model, or an embedded name (`clearprop networks` lists them) [default: handout]
    network: Option<String>,

    /// With a trained model: the table that holds the row to work
    #[arg(long, value_name = "TABLE", requires = "row")]
    data: Option<PathBuf>,

    /// The row of that table, the first below the header being 1
    #[arg(long, value_name = "N", requires = "data")]
    row: Option<usize>,

    /// Which intermediate results are shown [default: chain, above 60 parameters matrix]
    #[arg(long, value_enum)]
    style: Option<StyleName>,

    /// Only this quantity and what leads to it, such as 'dE/dw[1,2,3]'; may be given again
    #[arg(long, value_name = "QUANTITY")]
    only: Vec<String>,

    /// Decimals; numbers below 1 keep as many significant figures
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=30))]
    digits: u32,

    /// Cut figures off instead of rounding
    #[arg(long)]
    cut: bool,

    /// Work this sample alone, counted from 1
    #[arg(long, value_name = "S")]
    sample: Option<usize>,

    /// Work the network as it stands after so many updates
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    after: u64,

    /// Whose definitions are used
    #[arg(long, value_enum, default_value = "standard")]
    method: MethodName,

    /// Go on with the printed figures, as a person with a calculator does, and show what it costs
    #[arg(long)]
    by_hand: bool,

    /// How quantities are written: a name (`clearprop notations` lists them) or a file
    #[arg(long, value_name = "NAME|FILE", default_value = "handout")]
    notation: String,

    /// With what a lecturer says: what each part is for, where slopes come from, what the numbers show
    #[arg(long)]
    lesson: bool,

    /// Leave these results out for the reader to fill in, such as 'dE/dw[2,*,*]'; may be given again.
    /// The key goes into a second file
    #[arg(long, value_name = "QUANTITIES")]
    blank: Vec<String>,

    /// N solutions with other round numbers, each beside its network file; the same SEED gives the same
    #[arg(long, num_args = 2, value_names = ["N", "SEED"], requires = "output", conflicts_with_all = ["input", "target"])]
    vary: Vec<u64>,

    /// Another input than the file's, such as 0.5,0.1
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', allow_hyphen_values = true, value_parser = number)]
    input: Vec<f64>,

    /// Another target than the file's, such as 1,0
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', allow_hyphen_values = true, value_parser = number)]
    target: Vec<f64>,

    /// Another learning rate than the file's
    #[arg(long, value_name = "RATE", allow_hyphen_values = true, value_parser = number)]
    learning_rate: Option<f64>,

    /// What the drawing of the network shows, in .svg and .tex
    #[arg(long, value_enum, default_value = "values")]
    draw: DrawName,

    /// The format: terminal, markdown, latex, json, html, svg, typst, notebook, python, pytorch or pdf
    /// [default: by the ending of FILE, else terminal]
    #[arg(long, value_name = "FORMAT")]
    format: Option<String>,

    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Say nothing on standard error
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum StyleName {
    /// Weight by weight, one factor after another, every path written out
    Chain,
    /// δ of each neuron, then the gradients
    Delta,
    /// Vectors and matrices
    Matrix,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DrawName {
    /// Weights and what each neuron works out
    Values,
    /// The slope of the loss by each weight and pre-activation
    Gradients,
    /// Both
    Both,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum MethodName {
    /// The usual definitions
    Standard,
    /// The handout's: no minus before its loss, softmax's cross terms taken as zero
    Handout,
}

impl Default for Arguments {
    /// `clearprop` alone.
    fn default() -> Arguments {
        Arguments {
            network: None,
            data: None,
            row: None,
            style: None,
            only: Vec::new(),
            digits: Rounding::default().digits,
            cut: false,
            sample: None,
            after: 0,
            method: MethodName::Standard,
            by_hand: false,
            lesson: false,
            blank: Vec::new(),
            vary: Vec::new(),
            notation: "handout".into(),
            input: Vec::new(),
            target: Vec::new(),
            learning_rate: None,
            draw: DrawName::Values,
            format: None,
            output: None,
            quiet: false,
        }
    }
}

/// Above this many parameters a solution weight by weight is too long to be the default.
const MOST_FOR_CHAIN: usize = 60;

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let kind = kind(&arguments)?;
    let network = network(&arguments)?;
    let style = match arguments.style {
        Some(style) => style,
        None if network.parameters() > MOST_FOR_CHAIN && arguments.only.is_empty() => StyleName::Matrix,
        None => StyleName::Chain,
    };
    let rounding = Rounding { digits: arguments.digits, cut: arguments.cut };
    let options = Options {
        style: if matches!(style, StyleName::Chain) { Style::Chain } else { Style::Delta },
        method: match arguments.method {
            MethodName::Standard => Method::Standard,
            MethodName::Handout => Method::Handout,
        },
        by_hand: arguments.by_hand.then_some(rounding),
        after: arguments.after,
        only: arguments.only.iter().map(|id| id.parse()).collect::<Result<Vec<Quantity>, _>>()?,
    };
    let layout = Layout {
        notation: source::notation(&arguments.notation)?,
        rounding,
        matrices: matches!(style, StyleName::Matrix),
        lesson: arguments.lesson,
        blanks: arguments.blank.iter().cloned().map(Glob).collect(),
        drawn: match arguments.draw {
            DrawName::Values => Drawn::Values,
            DrawName::Gradients => Drawn::Gradients,
            DrawName::Both => Drawn::Both,
        },
    };
    let tell = |written: &str| {
        if !arguments.quiet {
            eprintln!("wrote {written}");
        }
    };
    if let ([count, seed], Some(path)) = (arguments.vary.as_slice(), &arguments.output) {
        let written = sheets::write_varied(path, &network, [*count, *seed], &options, &layout, kind)?;
        written.iter().for_each(|written| tell(written));
        return Ok(ExitCode::SUCCESS);
    }
    let derivation = derive(&network, &options).map_err(|error| unworkable(&arguments, error))?;
    sheets::check_blanks(&derivation, &layout, kind)?;
    match &arguments.output {
        Some(path) if path.as_os_str() != "-" => tell(&sheets::write(path, &derivation, &layout, kind)?),
        _ if kind == Kind::Text(Format::Terminal) && std::io::stdout().is_terminal() => {
            output::print(window().write(&compose(&derivation, &layout)).as_bytes())?;
        }
        _ => output::print(&render(&derivation, &layout, kind)?)?,
    }
    // The process ends here; to take hundreds of thousands of formulas apart first would be felt.
    std::mem::forget(derivation);
    Ok(ExitCode::SUCCESS)
}

/// What a solution is written as.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Text(Format),
    Pdf,
}

/// The bytes of a solution.
pub(crate) fn render(derivation: &Derivation, layout: &Layout, kind: Kind) -> Result<Vec<u8>, Failure> {
    match kind {
        Kind::Text(format) => Ok(write(derivation, layout, format).into_bytes()),
        Kind::Pdf => pdf::pdf(&write(derivation, layout, Format::Typst)),
    }
}

/// The format asked for, else that of the file's ending, else the terminal's.
fn kind(arguments: &Arguments) -> Result<Kind, Failure> {
    if let Some(name) = &arguments.format {
        let found = Format::from_name(name).or_else(|| Format::from_ending(name)).map(Kind::Text);
        let found = found.or_else(|| (name == "pdf").then_some(Kind::Pdf));
        let names: Vec<&str> = Format::ALL.map(Format::name).into_iter().chain(["pdf"]).collect();
        return found.ok_or_else(|| Failure(unknown_name("format", name, &names)));
    }
    let Some(path) = &arguments.output else { return Ok(Kind::Text(Format::Terminal)) };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
    let found = Format::from_ending(ending).map(Kind::Text);
    found.or_else(|| (ending == "pdf").then_some(Kind::Pdf)).ok_or_else(|| {
        let endings: Vec<String> = Format::ALL
            .iter()
            .flat_map(|f| f.endings())
            .chain(&["pdf"])
            .map(|ending| format!(".{ending}"))
            .collect();
        Failure(format!(
            "{}: no format has this ending; use one of {}, or say --format",
            path.display(),
            endings.join(" ")
        ))
    })
}

/// The network asked for, with what the command line says instead of the file.
fn network(arguments: &Arguments) -> Result<Network, Failure> {
    let mut network = match (&arguments.network, &arguments.data, arguments.row) {
        (Some(path), Some(table), Some(row)) => {
            model::read(Path::new(path))?.network_of_table_row(table, row)?
        }
        (None, Some(_), _) => {
            return Err(Failure(
                "--data goes with a trained model: explain MODEL --data TABLE --row N".into(),
            ));
        }
        (Some(path), ..) if model::extension(Path::new(path)) == "safetensors" => {
            model::read(Path::new(path))?.network
        }
        (name, ..) => source::network(name.as_deref())?,
    };
    if let Some(rate) = arguments.learning_rate {
        network.learning_rate = rate;
    }
    if let Some(number) = arguments.sample {
        let samples = network.samples.len();
        let Some(sample) = number.checked_sub(1).and_then(|at| network.samples.get(at)) else {
            return Err(Failure(format!(
                "--sample {number}: the network has {}, counted from 1",
                counted(samples, "sample")
            )));
        };
        network.samples = vec![sample.clone()];
    }
    if !arguments.input.is_empty() || !arguments.target.is_empty() {
        let given = network.samples.first();
        if network.samples.len() > 1 && (arguments.input.is_empty() || arguments.target.is_empty()) {
            return Err(Failure(format!(
                "the network has {} samples; say with --sample which one's other half is kept, or give both \
                 --input and --target",
                network.samples.len()
            )));
        }
        let from = |said: &[f64], file: Option<&Vec<f64>>, what: &str| match (said, file) {
            ([], Some(file)) => Ok(file.clone()),
            ([], None) => Err(Failure(format!("the network has no sample, so give --{what} too"))),
            (said, _) => Ok(said.to_vec()),
        };
        let input = from(&arguments.input, given.map(|sample| &sample.input), "input")?;
        let target = from(&arguments.target, given.map(|sample| &sample.target), "target")?;
        network.samples = vec![Sample { input, target }];
    }
    Ok(network)
}

/// A number on the command line, as people write them in a list: `1, -0.5`.
fn number(text: &str) -> Result<f64, String> {
    text.trim().parse().map_err(|_| "expected a number, such as 0.5".into())
}

/// What cannot be worked, with the file that says so; what the command line asks for has no file.
fn unworkable(arguments: &Arguments, error: Error) -> Failure {
    let from_the_file = arguments.input.is_empty() && arguments.target.is_empty();
    match (&arguments.network, &error) {
        (Some(name), Error::Network(_) | Error::Value(_)) if from_the_file => {
            Failure(format!("{name}: {error}"))
        }
        _ => error.into(),
    }
}

/// The terminal that standard output is.
fn window() -> Terminal {
    let width = terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0));
    let colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    Terminal { width: width.clamp(40, 160), colour }
}
