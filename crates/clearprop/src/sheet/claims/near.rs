//! What the working of a quantity goes back to: where its printed operands are looked for.

use crate::quantity::{Kind, Quantity, Variable};

/// The quantities that the working of one goes back to, nearest first.
pub(crate) fn neighbours(quantity: Quantity, widths: &[usize], near: &mut Vec<Quantity>) {
    let last = widths.len() as u32 - 1;
    let width = |layer: u32| widths.get(layer as usize).map_or(0, |&width| width as u32);
    let sample = quantity.sample;
    let before = |l: u32, j: u32| {
        Quantity::plain(if l <= 1 { Variable::Input(j) } else { Variable::A(l - 1, j) }).at(sample)
    };
    let plain = |variable: Variable| match variable {
        Variable::Weight(..) | Variable::Bias(..) => Quantity::plain(variable),
        variable => Quantity::plain(variable).at(sample),
    };
    match quantity.kind {
        Kind::Plain(Variable::Z(l, k)) => {
            for j in 1..=width(l - 1) {
                near.push(plain(Variable::Weight(l, j, k)));
                near.push(before(l, j));
            }
            near.push(plain(Variable::Bias(l, k)));
        }
        Kind::Plain(Variable::A(l, k)) => {
            near.push(plain(Variable::Z(l, k)));
            near.extend((1..=width(l)).map(|i| plain(Variable::Z(l, i))));
            neighbours(Quantity::plain(Variable::Z(l, k)).at(sample), widths, near);
        }
        Kind::Plain(Variable::Loss) => {
            for k in 1..=width(last) {
                near.extend([
                    plain(Variable::LossTerm(k)),
                    plain(Variable::A(last, k)),
                    plain(Variable::Target(k)),
                ]);
            }
            near.extend((1..=8).map(|s| Quantity::plain(Variable::Loss).at(Some(s))));
        }
        Kind::Plain(Variable::LossTerm(k)) => {
            near.extend([plain(Variable::A(last, k)), plain(Variable::Target(k))]);
        }
        Kind::Slope { of: Variable::A(l, k), .. } => {
            near.extend([plain(Variable::A(l, k)), plain(Variable::Z(l, k))]);
        }
        Kind::Slope { of, by } => {
            let slope = |of, by| Quantity::slope(of, by).at(sample);
            match by {
                Variable::Weight(l, j, k) => {
                    near.extend([
                        slope(of, Variable::Z(l, k)),
                        slope(of, Variable::A(l, k)),
                        slope(Variable::A(l, k), Variable::Z(l, k)),
                        before(l, j),
                        slope(Variable::Z(l, k), by),
                    ]);
                    terms(of, by, sample, width(last), near);
                    around(of, l, k, last, sample, widths, near);
                    // The mean ½ [δ⁽¹⁾ x⁽¹⁾ + δ⁽²⁾ x⁽²⁾] goes back to each sample.
                    if sample.is_none() {
                        let factors = [Quantity::slope(of, Variable::Z(l, k)), before(l, j)];
                        near.extend((1..=8).flat_map(|s| factors.map(|factor| factor.at(Some(s)))));
                    }
                }
                Variable::Bias(l, k) => {
                    near.extend([
                        slope(of, Variable::Z(l, k)),
                        slope(of, Variable::A(l, k)),
                        slope(Variable::A(l, k), Variable::Z(l, k)),
                    ]);
                    terms(of, by, sample, width(last), near);
                    near.extend((1..=8).map(|s| Quantity::slope(of, Variable::Z(l, k)).at(Some(s))));
                    around(of, l, k, last, sample, widths, near);
                }
                Variable::Z(l, k) => {
                    near.extend([slope(of, Variable::A(l, k)), slope(Variable::A(l, k), Variable::Z(l, k))]);
                    terms(of, by, sample, width(last), near);
                    around(of, l, k, last, sample, widths, near);
                }
                Variable::A(l, k) => {
                    terms(of, by, sample, width(last), near);
                    if l == last {
                        near.extend([plain(Variable::A(l, k)), plain(Variable::Target(k))]);
                    }
                    onward(of, l, k, sample, widths, near);
                }
                _ => {}
            }
        }
        Kind::Updated(variable @ (Variable::Weight(..) | Variable::Bias(..))) => {
            near.push(Quantity::slope(Variable::Loss, variable));
            neighbours(Quantity::slope(Variable::Loss, variable), widths, near);
        }
        // The forward pass once more, with the new weights.
        Kind::Updated(variable @ (Variable::Z(..) | Variable::A(..))) => {
            let first = near.len();
            neighbours(Quantity::plain(variable).at(sample), widths, near);
            for quantity in &mut near[first..] {
                if let Kind::Plain(variable) = quantity.kind
                    && !matches!(variable, Variable::Input(_) | Variable::Target(_))
                {
                    quantity.kind = Kind::Updated(variable);
                }
            }
        }
        Kind::Plain(_) | Kind::Updated(_) | Kind::LearningRate => {}
    }
}

/// The same slope of each term of the loss, and of each sample.
fn terms(of: Variable, by: Variable, sample: Option<u32>, outputs: u32, near: &mut Vec<Quantity>) {
    if of == Variable::Loss {
        near.extend((1..=outputs).map(|i| Quantity::slope(Variable::LossTerm(i), by).at(sample)));
        if sample.is_none() {
            near.extend((1..=8).map(|s| Quantity::slope(of, by).at(Some(s))));
        }
    }
}

/// What the slope by a unit's net input goes back to.
fn around(
    of: Variable,
    l: u32,
    k: u32,
    last: u32,
    sample: Option<u32>,
    widths: &[usize],
    near: &mut Vec<Quantity>,
) {
    near.push(Quantity::plain(Variable::A(l, k)).at(sample));
    if l == last {
        near.push(Quantity::plain(Variable::Target(k)).at(sample));
    } else {
        onward(of, l, k, sample, widths, near);
    }
    near.push(Quantity::plain(Variable::Z(l, k)).at(sample));
}

/// What the slope by a unit's activation goes back to, in the layer after it.
fn onward(of: Variable, l: u32, k: u32, sample: Option<u32>, widths: &[usize], near: &mut Vec<Quantity>) {
    for m in 1..=widths.get(l as usize + 1).map_or(0, |&width| width as u32) {
        let slope = |of, by| Quantity::slope(of, by).at(sample);
        near.extend([
            slope(of, Variable::Z(l + 1, m)),
            slope(Variable::LossTerm(m), Variable::Z(l + 1, m)),
            slope(of, Variable::A(l + 1, m)),
            slope(Variable::A(l + 1, m), Variable::Z(l + 1, m)),
            Quantity::plain(Variable::Weight(l + 1, k, m)),
            slope(Variable::Z(l + 1, m), Variable::A(l, k)),
            slope(Variable::Loss, Variable::Z(l + 1, m)),
            slope(Variable::Loss, Variable::A(l + 1, m)),
            Quantity::updated(Variable::Weight(l + 1, k, m)),
        ]);
    }
}
