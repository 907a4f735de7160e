//! What makes numbers of a table's columns, and classes or numbers of its target.

mod encode;
mod plan;
mod split;
mod target;

use serde::{Deserialize, Serialize};

use crate::table::{Kind, Words};

pub use plan::{LeftOut, Plan, PlanOptions, plan};
pub use split::{Split, split};
pub use target::Target;

/// Everything between a table and a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preprocessing {
    /// The columns that the network sees, in the order of its inputs.
    pub columns: Vec<InputColumn>,
    /// What it answers.
    pub target: Target,
}

/// One column and how it becomes inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputColumn {
    /// Its name in the table.
    pub name: String,
    /// How its values become inputs.
    #[serde(flatten)]
    pub encoding: Encoding,
}

/// How a column's values become inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Encoding {
    /// One input, (value − mean)/deviation.
    Number {
        /// The mean of the training rows; it also stands in for a missing value.
        mean: f64,
        /// The standard deviation of the training rows.
        deviation: f64,
        /// Whether a second input is 1 where the value is missing, else 0.
        missing: bool,
    },
    /// One input, 1 for `truth`, 0 for `falsehood`.
    Boolean {
        /// The word for 0.
        falsehood: String,
        /// The word for 1.
        truth: String,
        /// The share of `truth`; it stands in for a missing or unknown word.
        mean: f64,
        /// Whether a second input is 1 where the value is missing, else 0.
        missing: bool,
    },
    /// One input for each word: 1 for the word that stands there, 0 for the others. An unknown
    /// word makes them all 0.
    Category {
        /// The words, in the order of the inputs.
        words: Vec<String>,
        /// Whether one more input is 1 where the value is missing, else 0.
        missing: bool,
    },
}

impl Encoding {
    /// The number of inputs that the column becomes.
    pub fn width(&self) -> usize {
        match self {
            Encoding::Number { missing, .. } | Encoding::Boolean { missing, .. } => 1 + usize::from(*missing),
            Encoding::Category { words, missing } => words.len() + usize::from(*missing),
        }
    }

    /// What the column is read as.
    pub fn kind(&self) -> Kind {
        match self {
            Encoding::Number { .. } => Kind::Number,
            Encoding::Boolean { .. } | Encoding::Category { .. } => Kind::Word,
        }
    }
}

impl InputColumn {
    /// The names of its inputs, such as `age`, `age missing` or `colour = red`.
    pub fn inputs(&self) -> Vec<String> {
        let name = &self.name;
        let (mut inputs, missing) = match &self.encoding {
            Encoding::Number { missing, .. } => (vec![name.clone()], *missing),
            Encoding::Boolean { truth, missing, .. } => (vec![format!("{name} = {truth}")], *missing),
            Encoding::Category { words, missing } => {
                (words.iter().map(|word| format!("{name} = {word}")).collect(), *missing)
            }
        };
        if missing {
            inputs.push(format!("{name} missing"));
        }
        inputs
    }
}

impl Preprocessing {
    /// The number of inputs of the network.
    pub fn inputs(&self) -> usize {
        self.columns.iter().map(|column| column.encoding.width()).sum()
    }

    /// The number of its outputs.
    pub fn outputs(&self) -> usize {
        self.target.outputs()
    }
}

/// The word of a row, where it is one of two.
fn truth_of(words: &Words, row: usize, falsehood: &str, truth: &str) -> Option<f64> {
    match words.get(row) {
        Some(word) if word == truth => Some(1.0),
        Some(word) if word == falsehood => Some(0.0),
        _ => None,
    }
}
