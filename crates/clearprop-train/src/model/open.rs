//! Tables for a model: which columns are read, and as what.

use std::path::Path;

use clearprop::Network;

use super::Model;
use crate::Error;
use crate::preprocess::{Preprocessing, Target};
use crate::table::{Kind, ReadOptions, TableReader};

impl Model {
    /// Opens a table: the model's columns are read as the model knows them, with `with_target`
    /// its target's too, and with `keep` all others as they stand. A model whose columns have no
    /// names takes those of the table, in order.
    ///
    /// # Errors
    /// [`Error::Table`] if it cannot be read, or lacks a column.
    pub fn open(
        &mut self,
        path: &Path,
        options: ReadOptions,
        with_target: bool,
        keep: bool,
    ) -> Result<TableReader, Error> {
        let nameless = self.is_nameless();
        let preprocessing = &mut self.preprocessing;
        let expected = preprocessing.columns.iter().map(|column| column.name.clone()).collect();
        let mut reader = TableReader::open(path, ReadOptions { expected, ..options })?;
        if nameless && preprocessing.columns.iter().all(|column| reader.place(&column.name).is_err()) {
            take_names(preprocessing, &reader, with_target)?;
        }
        let is_text = reader.delimiter().is_some();
        for heading in &mut reader.headings {
            heading.kind = match keep {
                true if is_text => Kind::Word,
                true => heading.kind,
                false => Kind::Skip,
            };
        }
        for column in &preprocessing.columns {
            let place = reader.place(&column.name)?;
            reader.headings[place].kind = column.encoding.kind();
        }
        for column in preprocessing.target.columns().iter().filter(|_| with_target) {
            let place = reader.place(column)?;
            reader.headings[place].kind = preprocessing.target.kind();
        }
        Ok(reader)
    }

    /// Row `row` of a table, counted from 1, as the one sample of the model's network: what
    /// [`Model::network_of_row`] makes of it.
    ///
    /// # Errors
    /// [`Error::Table`] if there is no such row, or the table cannot be read so far.
    pub fn network_of_table_row(&mut self, path: &Path, row: usize) -> Result<Network, Error> {
        let reader = self.open(path, ReadOptions { wide: true, ..ReadOptions::default() }, true, false)?;
        let name = reader.name.clone();
        let mut rows = 0;
        let mut found = None;
        let read = reader.chunks(|chunk| {
            rows = chunk.first_row + chunk.table.rows;
            if row > rows || row <= chunk.first_row {
                return Ok(());
            }
            found = Some(self.network_of_row(&chunk.table, row - chunk.first_row - 1));
            // What comes after the row need not be read.
            Err(Error::Table(String::new()))
        });
        match (found, read) {
            (Some(network), _) => network.map_err(|error| error.within(&name)),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Err(Error::Table(format!("{name}: there is no row {row}; it has {rows} rows"))),
        }
    }
}

/// Names the model's columns, and with `with_target` its target's, as the table's are, from the first on.
fn take_names(
    preprocessing: &mut Preprocessing,
    reader: &TableReader,
    with_target: bool,
) -> Result<(), Error> {
    let mut names = reader.headings.iter().map(|heading| heading.name.clone());
    let targets: Vec<&mut String> = match &mut preprocessing.target {
        _ if !with_target => Vec::new(),
        Target::Classes { column, .. } => vec![column],
        Target::Numbers { columns } => columns.iter_mut().collect(),
    };
    let (wanted, found) = (preprocessing.columns.len() + targets.len(), reader.headings.len());
    if found < wanted {
        return Err(Error::Table(format!("{}: expected {wanted} columns, found {found}", reader.name)));
    }
    let own = preprocessing.columns.iter_mut().map(|column| &mut column.name);
    own.chain(targets).zip(&mut names).for_each(|(own, name)| *own = name);
    Ok(())
}
