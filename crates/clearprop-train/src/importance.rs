//! What each column is worth to a trained network.

use crate::{Dataset, Error, Predictor, Random, Scalar};

/// How often each column is shuffled.
const REPEATS: u64 = 5;
/// What the random numbers are for, apart from those of epochs, layers and splits.
const PURPOSE: u64 = 1 << 42;

/// A column's inputs and what shuffling them costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Importance {
    /// The column.
    pub name: String,
    /// How much the score falls when the column's values are shuffled among the rows, the mean of five times.
    pub drop: f64,
}

/// Permutation importance: the fall of `score(outputs)` when one column after another is shuffled.
/// `widths` are the columns' names and numbers of inputs, in the order of the inputs.
///
/// # Errors
/// [`Error::Shape`] where data and network do not fit one another.
pub fn importance<T: Scalar>(
    predictor: &mut Predictor<T>,
    data: &Dataset<T>,
    widths: &[(String, usize)],
    seed: u64,
    score: &dyn Fn(&[T]) -> f64,
) -> Result<Vec<Importance>, Error> {
    let mut output = vec![T::default(); data.rows * data.outputs];
    predictor.predict(&data.input, &mut output)?;
    let whole = score(&output);
    let mut place = 0;
    let mut columns = Vec::new();
    for (index, (name, width)) in widths.iter().enumerate() {
        let mut sum = 0.0;
        for repeat in 0..REPEATS {
            let mut order: Vec<usize> = (0..data.rows).collect();
            Random::new(seed, PURPOSE + index as u64 * REPEATS + repeat).shuffle(&mut order);
            let mut input = data.input.clone();
            for (row, &from) in order.iter().enumerate() {
                let values = &data.input_row(from)[place..place + width];
                input[row * data.inputs + place..][..*width].copy_from_slice(values);
            }
            predictor.predict(&input, &mut output)?;
            sum += whole - score(&output);
        }
        place += width;
        columns.push(Importance { name: name.clone(), drop: sum / REPEATS as f64 });
    }
    columns.sort_by(|a, b| b.drop.total_cmp(&a.drop));
    Ok(columns)
}
