//! What is told when a run has ended.

use std::path::Path;

use clearprop_train::importance::importance as permutation_importance;
use clearprop_train::learn::Prepared;
use clearprop_train::metrics::{ClassReport, NumberReport, class_of};
use clearprop_train::plot::{Chart, Series, dots, page};
use clearprop_train::preprocess::Target;
use clearprop_train::{Dataset, EpochRecord, Fitted, Predictor, Scalar, Stopped};

use crate::evaluate::{print_classes, print_numbers};
use crate::failure::Failure;
use crate::output::{self, say};

/// How many rows are worked at a time.
const ROWS: usize = 4096;

fn series(history: &[EpochRecord]) -> Vec<Series> {
    let points = |loss: &dyn Fn(&EpochRecord) -> Option<f64>| -> Vec<(f64, f64)> {
        history.iter().enumerate().filter_map(|(at, record)| Some(((at + 1) as f64, loss(record)?))).collect()
    };
    let training = points(&|record| Some(record.loss));
    let validation = points(&|record| record.validation_loss);
    let mut series = vec![Series { name: "training".into(), points: training, loose: false }];
    if !validation.is_empty() {
        series.push(Series { name: "validation".into(), points: validation, loose: false });
    }
    series
}

/// Draws the learning curve on the terminal.
pub(super) fn curve(history: &[EpochRecord]) {
    if history.len() < 2 {
        return;
    }
    let series = series(history);
    let kinds = if series.len() == 2 { ": training ━, validation ┅" } else { "" };
    say!("\nloss by epoch, on a logarithmic scale{kinds}");
    say!("{}", dots(&series, 60, 8).trim_end());
}

/// Draws the learning curve as SVG.
pub(super) fn plot(history: &[EpochRecord], path: &Path) -> Result<(), Failure> {
    let chart = Chart {
        title: "learning curve".into(),
        x: "epoch".into(),
        y: "loss".into(),
        series: series(history),
        logarithmic_y: true,
        ..Chart::default()
    };
    output::write(path, page(&[chart.svg()]).as_bytes())
}

/// Why the run ended, and which epoch is kept.
pub(super) fn ended<T>(fitted: &Fitted<T>, seconds: f64, interrupted: bool) {
    let epochs = fitted.history.len();
    let why = match fitted.stopped {
        Stopped::Finished => "",
        Stopped::Patience => ", ended by --patience",
        Stopped::Observer if interrupted => ", ended by Ctrl-C",
        Stopped::Observer => ", ended early",
        Stopped::Diverged(_) => ", diverged",
    };
    let kept =
        if fitted.epoch < epochs { format!("; the best was epoch {}", fitted.epoch) } else { String::new() };
    say!("\n{epochs} epochs in {seconds:.2} s{why}{kept}\n");
}

/// Hands each row's outputs and targets, in the table's units, to `take`.
fn each_row<T: Scalar>(
    prepared: &Prepared<T>,
    fitted: &Fitted<T>,
    data: &Dataset<T>,
    take: &mut dyn FnMut(&[T], &[T]),
) -> Result<(), Failure> {
    let mut predictor = Predictor::new(&fitted.parameters)?;
    let mut output = vec![T::default(); ROWS * data.outputs];
    for (index, input) in data.input.chunks(ROWS * data.inputs).enumerate() {
        let rows = input.len() / data.inputs;
        let output = &mut output[..rows * data.outputs];
        predictor.predict(input, output)?;
        for (row, output) in output.chunks_mut(data.outputs).enumerate() {
            let mut target = data.target_row(index * ROWS + row).to_vec();
            for (k, &(mean, deviation)) in prepared.units.iter().enumerate() {
                let in_units = |value: T| T::from_f64(value.to_f64() * deviation + mean);
                output[k] = in_units(output[k]);
                target[k] = in_units(target[k]);
            }
            take(output, &target);
        }
    }
    Ok(())
}

/// How good the network is: on the rows kept back if there are some, else on those that it learnt from.
pub(super) fn scores<T: Scalar>(prepared: &Prepared<T>, fitted: &Fitted<T>) -> Result<(), Failure> {
    let (data, which) = match &prepared.validation {
        Some(validation) => (validation, "rows kept back"),
        None => (&prepared.training, "rows it was trained on"),
    };
    say!("on the {} {which}", data.rows);
    match &prepared.preprocessing.target {
        Target::Classes { classes, .. } => {
            let mut report = ClassReport::new(classes.len());
            each_row(prepared, fitted, data, &mut |output, target| report.add(output, class_of(target)))?;
            print_classes(&report, classes);
        }
        Target::Numbers { columns } => {
            let mut reports = vec![NumberReport::default(); columns.len()];
            each_row(prepared, fitted, data, &mut |output, target| {
                for (k, report) in reports.iter_mut().enumerate() {
                    report.add(output[k].to_f64(), target[k].to_f64());
                }
            })?;
            print_numbers(&reports, columns);
        }
    }
    Ok(())
}

/// What each column is worth.
pub(super) fn importance<T: Scalar>(
    prepared: &Prepared<T>,
    fitted: &Fitted<T>,
    seed: u64,
) -> Result<(), Failure> {
    let data = prepared.validation.as_ref().unwrap_or(&prepared.training);
    let mut predictor = Predictor::new(&fitted.parameters)?;
    let columns = &prepared.preprocessing.columns;
    let widths: Vec<(String, usize)> =
        columns.iter().map(|column| (column.name.clone(), column.encoding.width())).collect();
    let classes = matches!(prepared.preprocessing.target, Target::Classes { .. });
    let what = if classes { "accuracy" } else { "R²" };
    let score = |output: &[T]| if classes { accuracy(output, data) } else { r_squared(output, data) };
    say!("{what} lost when a column is shuffled");
    let width = widths.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(30);
    for column in permutation_importance(&mut predictor, data, &widths, seed, &score)? {
        say!("  {:width$}  {:7.4}", column.name, column.drop);
    }
    say!();
    Ok(())
}

fn accuracy<T: Scalar>(output: &[T], data: &Dataset<T>) -> f64 {
    let rows = output.chunks(data.outputs).zip(data.target.chunks(data.outputs));
    rows.filter(|(output, target)| class_of(output) == class_of(target)).count() as f64 / data.rows as f64
}

fn r_squared<T: Scalar>(output: &[T], data: &Dataset<T>) -> f64 {
    let mut report = NumberReport::default();
    for (output, target) in output.iter().zip(&data.target) {
        report.add(output.to_f64(), target.to_f64());
    }
    report.r_squared()
}
