//! `clearprop evaluate`: how good a model is on a table.

use std::path::PathBuf;
use std::process::ExitCode;

use clearprop_train::Scalar;
use clearprop_train::metrics::{ClassReport, NumberReport, Scores, probabilities};
use clearprop_train::model::Model;
use clearprop_train::plot::{Chart, Series, matrix, page};
use clearprop_train::preprocess::Target;
use clearprop_train::table::ReadOptions;

use crate::failure::Failure;
use crate::output::say;
use crate::show::figures;
use crate::{model, output};

/// Tells how good a trained model is on a table that holds its target
#[derive(clap::Args)]
#[command(after_help = "Examples:
  clearprop evaluate iris.safetensors test.csv
  clearprop evaluate iris.safetensors test.parquet --plot quality.svg")]
pub(crate) struct Arguments {
    /// A model that `clearprop train` wrote
    model: PathBuf,
    /// A table with the model's columns and its target
    table: PathBuf,
    /// Draw confusion matrix, ROC and calibration, or predicted against true, as SVG
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// How many threads read [default: one for each core]
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    threads: usize,
}

/// The most points of a picture of predicted against true.
const POINTS: usize = 3000;

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let mut model = model::read(&arguments.model)?;
    match model.training.precision.as_str() {
        "f64" => evaluate::<f64>(&mut model, &arguments),
        _ => evaluate::<f32>(&mut model, &arguments),
    }
}

fn evaluate<T: Scalar>(model: &mut Model, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let options =
        ReadOptions { wide: T::NAME == "f64", threads: arguments.threads, ..ReadOptions::default() };
    let reader = model.open(&arguments.table, options, true, false)?;
    let model = &*model;
    let name = reader.name.clone();
    let mut predictor = model.predictor::<T>()?;
    let width = model.network.outputs();
    let target = &model.preprocessing.target;
    let within = |error: clearprop_train::Error| match error {
        clearprop_train::Error::Table(message) => clearprop_train::Error::Table(format!("{name}: {message}")),
        other => other,
    };
    let pictures = match target {
        Target::Classes { classes, .. } => {
            let mut report = ClassReport::new(classes.len());
            let mut scores = vec![Scores::default(); classes.len()];
            reader.chunks(|chunk| {
                let rows: Vec<u32> = (0..chunk.table.rows as u32).collect();
                let actual = target.classes_of(&chunk.table, &rows, chunk.first_row).map_err(within)?;
                let outputs = model.outputs(&mut predictor, &chunk.table)?;
                for (outputs, actual) in outputs.chunks(width).zip(actual) {
                    report.add(outputs, actual);
                    for (class, p) in probabilities(outputs).into_iter().enumerate() {
                        scores[class].add(p, class == actual);
                    }
                }
                Ok(())
            })?;
            print_rows(report.confusion.rows());
            print_classes(&report, classes);
            let shown = if classes.len() == 2 { 1..2 } else { 0..classes.len().min(7) };
            for class in shown.clone() {
                say!("area under ROC  {:.4}  {}", scores[class].area(), classes[class]);
            }
            class_pictures(&report, &scores, classes, shown)
        }
        Target::Numbers { columns } => {
            let mut reports = vec![NumberReport::default(); columns.len()];
            let mut points: Vec<Vec<(f64, f64)>> = vec![Vec::new(); columns.len()];
            let mut stride = 1;
            reader.chunks(|chunk| {
                let rows: Vec<u32> = (0..chunk.table.rows as u32).collect();
                let actual = target.numbers_of(&chunk.table, &rows, chunk.first_row).map_err(within)?;
                let outputs = model.outputs(&mut predictor, &chunk.table)?;
                for (row, (outputs, actual)) in outputs.chunks(width).zip(actual.chunks(width)).enumerate() {
                    for k in 0..width {
                        reports[k].add(outputs[k].to_f64(), actual[k]);
                        if (chunk.first_row + row).is_multiple_of(stride) {
                            points[k].push((actual[k], outputs[k].to_f64()));
                        }
                    }
                    if points[0].len() > POINTS {
                        // Every second point is left out, and from now on only every second row comes in.
                        stride *= 2;
                        points.iter_mut().for_each(thin);
                    }
                }
                Ok(())
            })?;
            print_rows(reports[0].rows);
            print_numbers(&reports, columns);
            number_pictures(points, columns)
        }
    };
    if let Some(path) = &arguments.plot {
        output::write(path, page(&pictures).as_bytes())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn thin(points: &mut Vec<(f64, f64)>) {
    let mut place = 0;
    points.retain(|_| {
        place += 1;
        place % 2 == 1
    });
}

fn print_rows(rows: u64) {
    say!("on {rows} rows");
}

/// Accuracy, log loss, macro F1 and the confusion matrix, beside what the majority class reaches.
pub(crate) fn print_classes(report: &ClassReport, classes: &[String]) {
    let confusion = &report.confusion;
    let (majority, share) = confusion.majority();
    say!("accuracy  {:.4}    always `{}`: {share:.4}", confusion.accuracy(), classes[majority]);
    say!("log loss  {:.4}    always the shares: {:.4}", report.log_loss(), confusion.prior_log_loss());
    say!("macro F1  {:.4}", confusion.macro_f1());
    say!();
    if classes.len() > 20 {
        return;
    }
    let short = |class: &String| class.chars().take(10).collect::<String>();
    let widest = confusion.counts.iter().flatten().map(|count| count.to_string().len()).max().unwrap_or(1);
    let width = classes.iter().map(|class| short(class).chars().count()).max().unwrap_or(1).max(widest);
    let left = width.max(9);
    let header: Vec<String> = classes.iter().map(|class| format!("{:>width$}", short(class))).collect();
    say!("{:left$}  {}  <- predicted", "actual", header.join("  "));
    for (class, counts) in classes.iter().zip(&confusion.counts) {
        let cells: Vec<String> = counts.iter().map(|count| format!("{count:>width$}")).collect();
        say!("{:left$}  {}", short(class), cells.join("  "));
    }
    say!();
}

/// RMSE, MAE and R² of each target, beside what the mean reaches.
pub(crate) fn print_numbers(reports: &[NumberReport], columns: &[String]) {
    for (report, column) in reports.iter().zip(columns) {
        if columns.len() > 1 {
            say!("{column}");
        }
        say!(
            "RMSE  {}    always the mean, {}: {}",
            figures(report.rmse()),
            figures(report.mean()),
            figures(report.rmse_of_mean())
        );
        say!("MAE   {}", figures(report.mae()));
        say!("R²    {:.4}\n", report.r_squared());
    }
}

fn class_pictures(
    report: &ClassReport,
    scores: &[Scores],
    classes: &[String],
    shown: std::ops::Range<usize>,
) -> Vec<String> {
    let series = |points: &dyn Fn(&Scores) -> Vec<(f64, f64)>| -> Vec<Series> {
        let one = |class: usize| Series {
            name: classes[class].clone(),
            points: points(&scores[class]),
            loose: false,
        };
        shown.clone().map(one).collect()
    };
    let roc = Chart {
        title: "ROC".into(),
        x: "false positives".into(),
        y: "true positives".into(),
        series: series(&Scores::roc),
        diagonal: true,
        unit: true,
        ..Chart::default()
    };
    let calibration = Chart {
        title: "calibration".into(),
        x: "probability given".into(),
        y: "share that was so".into(),
        series: series(&Scores::calibration),
        diagonal: true,
        unit: true,
        ..Chart::default()
    };
    vec![matrix(&report.confusion.counts, classes), roc.svg(), calibration.svg()]
}

fn number_pictures(points: Vec<Vec<(f64, f64)>>, columns: &[String]) -> Vec<String> {
    let chart = |(points, column): (Vec<(f64, f64)>, &String)| {
        let series = vec![Series { name: column.clone(), points, loose: true }];
        let (x, y) = ("true".into(), "predicted".into());
        Chart { title: column.clone(), x, y, series, diagonal: true, ..Chart::default() }.svg()
    };
    points.into_iter().zip(columns).map(chart).collect()
}
