//! One row of a table as a sample that can be worked by hand.

use clearprop::{Network, Sample};

use super::Model;
use crate::Error;
use crate::preprocess::Target;
use crate::table::Table;

impl Model {
    /// The model's network with row `row` of the table (counted from 0) as its one sample: the
    /// input as preprocessing makes it, and the target, one-hot where it is a class.
    ///
    /// # Errors
    /// [`Error::Table`] if there is no such row, or the table lacks a column.
    pub fn network_of_row(&self, table: &Table, row: usize) -> Result<Network, Error> {
        if row >= table.rows {
            return Err(Error::Table(format!(
                "there is no row {}; the table has {} rows",
                row + 1,
                table.rows
            )));
        }
        let rows = [row as u32];
        let sample = Sample {
            input: self.preprocessing.inputs_of(table, &rows)?,
            target: self.preprocessing.target.targets_of(table, &rows)?,
        };
        let mut network = self.network.clone();
        network.samples = vec![sample];
        network.validate().map_err(|error| Error::Model(error.to_string()))?;
        Ok(network)
    }

    /// What each input of the network stands for, such as `age` or `colour = red`.
    pub fn input_names(&self) -> Vec<String> {
        self.preprocessing.columns.iter().flat_map(|column| column.inputs()).collect()
    }

    /// What each output stands for: `p(CLASS)`, or the target's column.
    pub fn output_names(&self) -> Vec<String> {
        match &self.preprocessing.target {
            Target::Classes { classes, .. } if classes.len() == 2 => vec![format!("p({})", classes[1])],
            Target::Classes { classes, .. } => classes.iter().map(|class| format!("p({class})")).collect(),
            Target::Numbers { columns } => columns.clone(),
        }
    }
}
