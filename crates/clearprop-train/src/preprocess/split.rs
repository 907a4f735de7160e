//! Which rows train and which validate.

use crate::Random;

/// The numbers of the rows of either part, each in rising order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// The rows to learn from.
    pub training: Vec<u32>,
    /// The rows kept back.
    pub validation: Vec<u32>,
}

/// What the random numbers of a split are for, apart from those of epochs and layers.
const PURPOSE: u64 = 1 << 41;

/// Keeps back `share` of the rows, drawn by `seed`; of every class the same share, where `classes`
/// says which class each row has. Every class keeps at least one row to learn from.
pub fn split(rows: usize, classes: Option<&[usize]>, share: f64, seed: u64) -> Split {
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for row in 0..rows {
        let class = classes.map_or(0, |classes| classes[row]);
        if groups.len() <= class {
            groups.resize_with(class + 1, Vec::new);
        }
        groups[class].push(row as u32);
    }
    let mut split = Split::default();
    for (class, mut group) in groups.into_iter().enumerate() {
        let kept = ((group.len() as f64 * share).round() as usize).min(group.len().saturating_sub(1));
        Random::new(seed, PURPOSE + class as u64).shuffle(&mut group);
        split.training.extend_from_slice(&group[kept..]);
        group.truncate(kept);
        split.validation.append(&mut group);
    }
    split.training.sort_unstable();
    split.validation.sort_unstable();
    split
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_in_one_part_and_every_class_in_both() {
        let classes: Vec<usize> = (0..100).map(|row| usize::from(row % 10 == 0)).collect();
        let split = split(100, Some(&classes), 0.2, 7);
        assert_eq!((split.training.len(), split.validation.len()), (80, 20));
        let rare = split.validation.iter().filter(|&&row| row % 10 == 0).count();
        assert_eq!(rare, 2);
        let mut all = [split.training, split.validation].concat();
        all.sort_unstable();
        assert_eq!(all, (0..100).collect::<Vec<u32>>());
    }
}
