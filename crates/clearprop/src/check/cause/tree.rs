//! Changing a formula in one place.

use super::Line;
use crate::math::Expr;

/// Every formula that comes from this one by `change` at one place; `change` lists what may stand
/// instead of a part.
pub(super) fn changed_once(line: &Line, change: &dyn Fn(&Line) -> Vec<Line>) -> Vec<Line> {
    let mut all = change(line);
    let one = |part: &Line| changed_once(part, change);
    match line {
        Expr::Constant(_) | Expr::Pi | Expr::Symbol(_) => {}
        Expr::Negative(x) => all.extend(one(x).into_iter().map(|x| Expr::Negative(Box::new(x)))),
        Expr::Apply(function, x) => {
            all.extend(one(x).into_iter().map(|x| Expr::Apply(*function, Box::new(x))));
        }
        Expr::Sum(parts) => all.extend(in_each(parts, change).map(Expr::Sum)),
        Expr::Product(parts) => all.extend(in_each(parts, change).map(Expr::Product)),
        Expr::Quotient(x, y) => {
            all.extend(one(x).into_iter().map(|x| Expr::Quotient(Box::new(x), y.clone())));
            all.extend(one(y).into_iter().map(|y| Expr::Quotient(x.clone(), Box::new(y))));
        }
        Expr::Power(x, y) => {
            all.extend(one(x).into_iter().map(|x| Expr::Power(Box::new(x), y.clone())));
            all.extend(one(y).into_iter().map(|y| Expr::Power(x.clone(), Box::new(y))));
        }
        Expr::IfPositive(parts) => {
            for at in 0..3 {
                all.extend(one(&parts[at]).into_iter().map(|part| {
                    let mut parts = parts.clone();
                    parts[at] = part;
                    Expr::IfPositive(parts)
                }));
            }
        }
    }
    all
}

fn in_each<'a>(
    parts: &'a [Line],
    change: &'a dyn Fn(&Line) -> Vec<Line>,
) -> impl Iterator<Item = Vec<Line>> + 'a {
    (0..parts.len()).flat_map(move |at| {
        changed_once(&parts[at], change).into_iter().map(move |part| {
            let mut parts = parts.to_vec();
            parts[at] = part;
            parts
        })
    })
}

/// The formula with `change` wherever it applies.
pub(super) fn changed_everywhere(line: &Line, change: &dyn Fn(&Line) -> Option<Line>) -> Line {
    if let Some(changed) = change(line) {
        return changed;
    }
    let one = |part: &Line| Box::new(changed_everywhere(part, change));
    let each = |parts: &[Line]| parts.iter().map(|part| changed_everywhere(part, change)).collect();
    match line {
        Expr::Constant(_) | Expr::Pi | Expr::Symbol(_) => line.clone(),
        Expr::Negative(x) => Expr::Negative(one(x)),
        Expr::Apply(function, x) => Expr::Apply(*function, one(x)),
        Expr::Sum(parts) => Expr::Sum(each(parts)),
        Expr::Product(parts) => Expr::Product(each(parts)),
        Expr::Quotient(x, y) => Expr::Quotient(one(x), one(y)),
        Expr::Power(x, y) => Expr::Power(one(x), one(y)),
        Expr::IfPositive(parts) => {
            Expr::IfPositive(Box::new(parts.each_ref().map(|part| changed_everywhere(part, change))))
        }
    }
}

/// Parts with the one at `at` left out.
pub(super) fn without(parts: &[Line], at: usize) -> Vec<Line> {
    parts.iter().enumerate().filter(|&(other, _)| other != at).map(|(_, part)| part.clone()).collect()
}

/// Parts with the one at `at` written twice.
pub(super) fn twice(parts: &[Line], at: usize) -> Vec<Line> {
    let mut parts = parts.to_vec();
    parts.insert(at, parts[at].clone());
    parts
}
