//! `clearprop predict`: a model and a table -> its predictions, row by row however long the table is.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clearprop_train::metrics::{class_of, probabilities};
use clearprop_train::model::Model;
use clearprop_train::preprocess::Target;
use clearprop_train::table::{
    Chunk, Column, Heading, Kind, Numbers, ReadOptions, Table, TableFormat, TableWriter, Values, Words,
    quoted,
};
use clearprop_train::{Error, Predictor, Scalar};

use crate::failure::Failure;
use crate::model;
use crate::output::Output;

/// Predicts with a trained model, row by row
#[derive(clap::Args)]
#[command(after_help = "Examples:
  clearprop predict iris.safetensors new.csv
  clearprop predict iris.safetensors new.csv --probabilities --keep -o predicted.parquet
  zcat big.csv.gz | clearprop predict model.safetensors - > predicted.csv")]
pub(crate) struct Arguments {
    /// A model that `clearprop train` wrote
    model: PathBuf,
    /// A table with the model's columns: CSV, TSV, Parquet, gzip, - for standard input
    table: PathBuf,
    /// Add a column p(CLASS) for each class
    #[arg(long)]
    probabilities: bool,
    /// Keep the table's columns before the prediction
    #[arg(long)]
    keep: bool,
    /// Where to; .parquet and .tsv name their form, all else is CSV
    #[arg(short, long, value_name = "FILE", default_value = "-")]
    output: PathBuf,
    /// How many threads read [default: one for each core]
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    threads: usize,
}

pub(crate) fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let mut model = model::read(&arguments.model)?;
    match model.training.precision.as_str() {
        "f64" => predict::<f64>(&mut model, &arguments),
        _ => predict::<f32>(&mut model, &arguments),
    }
}

fn predict<T: Scalar>(model: &mut Model, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let format = TableFormat::of(&arguments.output);
    let options = ReadOptions {
        wide: T::NAME == "f64" || arguments.keep,
        records: arguments.keep,
        threads: arguments.threads,
        ..ReadOptions::default()
    };
    let reader = model.open(&arguments.table, options, false, arguments.keep)?;
    let model = &*model;
    let kept = reader.headings.iter().filter(|heading| heading.kind != Kind::Skip).cloned();
    let mut headings: Vec<Heading> = kept.filter(|_| arguments.keep).collect();
    headings.extend(prediction_headings(model, arguments.probabilities));
    let same_text = match (reader.delimiter(), format) {
        (Some(from), TableFormat::Text(to)) => arguments.keep && from == to,
        _ => false,
    };
    let mut predictor = model.predictor::<T>()?;
    let out = Output::create(&arguments.output)?;
    let mut writer = TableWriter::new(out, format, &headings)?;
    reader.chunks(|chunk| {
        let predictions = predictions(model, &mut predictor, &chunk.table, arguments.probabilities)?;
        match &mut writer {
            TableWriter::Text { out, delimiter } if same_text => {
                write_beside(out, *delimiter, &chunk, &predictions)
            }
            writer => {
                let mut table = predictions;
                if arguments.keep {
                    table.columns.splice(0..0, chunk.table.columns);
                }
                writer.write(table)
            }
        }
    })?;
    writer.finish()?.finish()?;
    Ok(ExitCode::SUCCESS)
}

fn prediction_headings(model: &Model, with_probabilities: bool) -> Vec<Heading> {
    let number = |name: String| Heading { name, kind: Kind::Number };
    match &model.preprocessing.target {
        Target::Classes { classes, .. } => {
            let mut headings = vec![Heading { name: "prediction".into(), kind: Kind::Word }];
            if with_probabilities {
                headings.extend(classes.iter().map(|class| number(format!("p({class})"))));
            }
            headings
        }
        Target::Numbers { columns } if columns.len() == 1 => vec![number("prediction".into())],
        Target::Numbers { columns } => {
            columns.iter().map(|name| number(format!("prediction({name})"))).collect()
        }
    }
}

/// The columns that are added to some rows.
fn predictions<T: Scalar>(
    model: &Model,
    predictor: &mut Predictor<T>,
    table: &Table,
    with_probabilities: bool,
) -> Result<Table, Error> {
    let outputs = model.outputs(predictor, table)?;
    let width = model.network.outputs();
    let numbers = |values: &mut dyn Iterator<Item = T>| {
        let mut numbers = Numbers::with_capacity(table.rows, T::NAME == "f64");
        values.for_each(|value| numbers.push(value.to_f64()));
        Values::Numbers(numbers)
    };
    let mut values = Vec::new();
    match &model.preprocessing.target {
        Target::Classes { classes, .. } => {
            let mut words = Words::default();
            for outputs in outputs.chunks(width) {
                words.push(Some(&classes[class_of(outputs)]));
            }
            values.push(Values::Words(words));
            if with_probabilities {
                let rows: Vec<Vec<f64>> = outputs.chunks(width).map(probabilities).collect();
                for class in 0..classes.len() {
                    values.push(numbers(&mut rows.iter().map(|row| T::from_f64(row[class]))));
                }
            }
        }
        Target::Numbers { .. } => {
            for k in 0..width {
                values.push(numbers(&mut outputs.iter().skip(k).step_by(width).copied()));
            }
        }
    }
    let columns = prediction_headings(model, with_probabilities).into_iter().zip(values);
    let columns = columns.map(|(heading, values)| Column { name: heading.name, values }).collect();
    Ok(Table { rows: table.rows, columns })
}

/// Writes each row as it stood, and the prediction after it.
fn write_beside(
    out: &mut impl Write,
    delimiter: u8,
    chunk: &Chunk,
    predictions: &Table,
) -> Result<(), Error> {
    let mut text = Vec::new();
    for (row, record) in chunk.records.iter().enumerate() {
        text.extend_from_slice(&chunk.block[record.clone()]);
        for column in &predictions.columns {
            text.push(delimiter);
            text.extend_from_slice(quoted(&column.values.text(row), delimiter).as_bytes());
        }
        text.push(b'\n');
    }
    out.write_all(&text).map_err(|error| Error::Write(error.to_string()))
}
