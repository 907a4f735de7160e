//! From the columns of a table to what a network sees: what is used, how, and what is left out.

use super::target::missing;
use super::{Encoding, InputColumn, Preprocessing, Target};
use crate::Error;
use crate::table::{Column, Numbers, Table, Values, Words};

/// What overrules the inference.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// The target's columns.
    pub target: Vec<String>,
    /// Columns that hold numbers, whatever they look like.
    pub numeric: Vec<String>,
    /// Columns that hold categories, whatever they look like.
    pub category: Vec<String>,
}

/// What was inferred.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What is used, and how.
    pub preprocessing: Preprocessing,
    /// What is not.
    pub left_out: Vec<LeftOut>,
}

/// A column that is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The column.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// The most different values of a numeric target that are still classes.
const CLASSES: usize = 20;
/// Words that mean no and yes, in lower case.
const BOOLEANS: [(&str, &str); 5] = [("false", "true"), ("no", "yes"), ("n", "y"), ("f", "t"), ("off", "on")];

/// Infers what each column is. Means and deviations are those of the given rows, the training rows.
///
/// # Errors
/// [`Error::Table`] if the target is absent, incomplete or always the same, or no column is left.
pub fn plan(table: &Table, target: Target, rows: &[u32], options: &PlanOptions) -> Result<Plan, Error> {
    let mut plan =
        Plan { preprocessing: Preprocessing { columns: Vec::new(), target }, left_out: Vec::new() };
    for column in &table.columns {
        if options.target.contains(&column.name) {
            continue;
        }
        let asked_for = options.category.contains(&column.name) || options.numeric.contains(&column.name);
        match encoding(column, rows, asked_for) {
            Ok(encoding) => {
                plan.preprocessing.columns.push(InputColumn { name: column.name.clone(), encoding });
            }
            Err(reason) => plan.left_out.push(LeftOut { name: column.name.clone(), reason }),
        }
    }
    if plan.preprocessing.columns.is_empty() {
        return Err(Error::Table("no column is left to learn from".into()));
    }
    Ok(plan)
}

fn encoding(column: &Column, rows: &[u32], asked_for: bool) -> Result<Encoding, String> {
    match &column.values {
        Values::Numbers(numbers) => number(&column.name, numbers, rows, asked_for),
        Values::Words(words) => word(words, rows, asked_for),
    }
}

fn number(name: &str, numbers: &Numbers, rows: &[u32], asked_for: bool) -> Result<Encoding, String> {
    let present = || rows.iter().map(|&row| numbers.get(row as usize)).filter(|value| !value.is_nan());
    let count = present().count();
    if count == 0 {
        return Err("holds no value".into());
    }
    let mean = present().sum::<f64>() / count as f64;
    let variance = present().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count as f64;
    let missing = count < rows.len();
    let deviation = if variance > 0.0 { variance.sqrt() } else { 1.0 };
    if variance == 0.0 && !missing {
        return Err(format!("is always {mean}"));
    }
    let counter = ["", "id", "index", "row", "no", "nr", "unnamed: 0", "column 1"];
    if !asked_for && counter.contains(&name.to_lowercase().as_str()) && numbers_the_rows(numbers) {
        return Err("numbers the rows (--numeric to use it)".into());
    }
    Ok(Encoding::Number { mean, deviation, missing })
}

fn numbers_the_rows(numbers: &Numbers) -> bool {
    (1..numbers.len()).all(|row| numbers.get(row) == numbers.get(row - 1) + 1.0)
}

fn word(words: &Words, rows: &[u32], asked_for: bool) -> Result<Encoding, String> {
    let mut counts = vec![0_usize; words.list.len()];
    let mut missing = false;
    for &row in rows {
        match counts.get_mut(words.codes[row as usize] as usize) {
            Some(count) => *count += 1,
            None => missing = true,
        }
    }
    let mut present: Vec<&String> =
        words.list.iter().zip(&counts).filter(|(_, count)| **count > 0).map(|(word, _)| word).collect();
    present.sort_unstable();
    if present.is_empty() {
        return Err("holds no value".into());
    }
    if present.len() == 1 && !missing {
        return Err(format!("is always `{}`", present[0]));
    }
    let many = present.len() > 20 && present.len() * 2 > rows.len() || present.len() > 1000;
    if many && !asked_for {
        return Err(format!(
            "{} different words in {} rows (--category to use it)",
            present.len(),
            rows.len()
        ));
    }
    if let [falsehood, truth] = present[..]
        && let Some((falsehood, truth)) = boolean(falsehood, truth)
    {
        let count = |word: &str| {
            words.list.iter().zip(&counts).find(|(known, _)| *known == word).map_or(0, |(_, count)| *count)
        };
        let (no, yes) = (count(falsehood), count(truth));
        let mean = yes as f64 / (no + yes) as f64;
        return Ok(Encoding::Boolean { falsehood: falsehood.into(), truth: truth.into(), mean, missing });
    }
    Ok(Encoding::Category { words: present.into_iter().cloned().collect(), missing })
}

/// Which of two words means no and which yes, if they do.
fn boolean<'a>(one: &'a str, other: &'a str) -> Option<(&'a str, &'a str)> {
    let means =
        |no: &str, yes: &str| BOOLEANS.contains(&(no.to_lowercase().as_str(), yes.to_lowercase().as_str()));
    if means(one, other) {
        Some((one, other))
    } else if means(other, one) {
        Some((other, one))
    } else {
        None
    }
}

impl Target {
    /// Decides what the target is: classes, if it is words or few different whole numbers; else numbers.
    ///
    /// # Errors
    /// [`Error::Table`] if a column is absent, a row has no target, or there is but one class.
    pub fn infer(table: &Table, options: &PlanOptions) -> Result<Target, Error> {
        let columns = options
            .target
            .iter()
            .map(|name| super::encode::find(table, name))
            .collect::<Result<Vec<_>, _>>()?;
        for column in &columns {
            complete(column)?;
        }
        let Some(first) = columns.first() else {
            return Err(Error::Table("no target column is named".into()));
        };
        if columns.len() == 1 {
            let wanted = options.category.contains(&first.name);
            let refused = options.numeric.contains(&first.name);
            if let Some(classes) = classes(first, wanted).filter(|_| !refused) {
                return of_classes(first, classes, table.rows);
            }
        }
        if let Some(words) = columns.iter().find(|column| matches!(column.values, Values::Words(_))) {
            return Err(Error::Table(format!(
                "column `{}` holds words; several targets must all be numbers",
                words.name
            )));
        }
        Ok(Target::Numbers { columns: options.target.clone() })
    }
}

/// Every row must have its target.
fn complete(column: &Column) -> Result<(), Error> {
    let absent = match &column.values {
        Values::Numbers(numbers) => numbers.iter().position(f64::is_nan),
        Values::Words(words) => words.codes.iter().position(|&code| code == Words::MISSING),
    };
    match absent {
        Some(row) => Err(Error::Table(missing(row + 1, &column.name))),
        None => Ok(()),
    }
}

/// The classes of a column, in order; nothing if it holds numbers that are no classes.
fn classes(column: &Column, wanted: bool) -> Option<Vec<String>> {
    match &column.values {
        Values::Words(words) => {
            let mut list = words.list.clone();
            list.sort_unstable();
            Some(list)
        }
        Values::Numbers(numbers) => {
            let mut values: Vec<f64> = Vec::new();
            for value in numbers.iter() {
                if !wanted && (value.fract() != 0.0 || values.len() > CLASSES) {
                    return None;
                }
                if let Err(place) = values.binary_search_by(|known| known.total_cmp(&value)) {
                    values.insert(place, value);
                }
            }
            let few = values.len() <= CLASSES && values.len() * 2 <= numbers.len();
            (wanted || few).then(|| values.iter().map(f64::to_string).collect())
        }
    }
}

fn of_classes(column: &Column, classes: Vec<String>, rows: usize) -> Result<Target, Error> {
    let name = &column.name;
    if let [class] = &classes[..] {
        return Err(Error::Table(format!(
            "column `{name}`: every target is `{class}`; expected at least two classes"
        )));
    }
    if classes.len() > 50 && classes.len() * 2 > rows {
        let count = classes.len();
        return Err(Error::Table(format!(
            "column `{name}`: {count} different words in {rows} rows are no classes; name another target"
        )));
    }
    let numeric = matches!(column.values, Values::Numbers(_));
    Ok(Target::Classes { column: name.clone(), classes, numeric })
}
