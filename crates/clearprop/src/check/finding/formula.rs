//! An equation that is not an identity.

use super::finding;
use super::points::{is_identity, value};
use crate::backprop::{Formula, Style};
use crate::check::cause::neighbours;
use crate::check::notation::Names;
use crate::check::report::Finding;
use crate::check::worked::Worked;
use crate::math::{Expr, Function};
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::{Leaf, Sheet, Side, Statement};

/// The page on it.
pub(super) const PAGE: &str = "\
A formula does not give what stands to its left, whatever the numbers are.

    ∂h/∂s = 1 − h            wrong: the square is missing
    ∂h/∂s = 1 − h²           right

Formulas are compared with the derivation's at several points near the sheet's own network, so
every right way of writing one is accepted. The numbers are marked apart: a right number can stand
beside a wrong formula, and the other way round.
";

type Line = Expr<Leaf>;

/// A formula in symbols that is no identity.
pub(in crate::check) struct Wrong<'a> {
    statement: &'a Statement,
    side: &'a Side,
    formula: &'a Line,
    /// The quantity that it should give.
    of: Quantity,
    what: String,
}

/// Each symbolic formula that is no identity, with what is wrong in it.
pub(in crate::check) fn wrong<'a>(
    sheet: &'a Sheet,
    worked: &Worked,
    points: &[Worked],
    names: &Names,
) -> Vec<Wrong<'a>> {
    let mut all = Vec::new();
    // The direction of an update is a matter of method, and the rest of its formula is in its name.
    let is_update = |quantity: Quantity| matches!(quantity.kind, Kind::Updated(_));
    for (statement, of) in stated(sheet, worked).filter(|&(_, quantity)| !is_update(quantity)) {
        for (side, formula) in symbolic_sides(statement, of, worked) {
            if !is_identity(points, formula, of)
                && !counts_from_zero(points, formula, of, side.span.of(names.source()))
                && let Some(what) = what_is_wrong(points, worked, formula, of, names)
            {
                all.push(Wrong { statement, side, formula, of, what });
            }
        }
    }
    all
}

/// Whether a formula is an identity where what stands in square brackets counts from 0, as in programs: `-log(a2[1])`.
fn counts_from_zero(points: &[Worked], formula: &Line, of: Quantity, written: &str) -> bool {
    let is_index = |part: &str| {
        part.split_once(']')
            .is_some_and(|(index, _)| !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if !written.split('[').skip(1).any(is_index) {
        return false;
    }
    let next = |variable| match variable {
        Variable::Input(j) => Variable::Input(j + 1),
        Variable::Target(k) => Variable::Target(k + 1),
        Variable::Z(l, k) => Variable::Z(l, k + 1),
        Variable::A(l, k) => Variable::A(l, k + 1),
        other => other,
    };
    let counted = formula.substitute(&mut |leaf| match leaf {
        Leaf::Quantity(Quantity { kind: Kind::Plain(variable), sample }) => {
            Expr::Symbol(Leaf::Quantity(Quantity::plain(next(*variable)).at(*sample)))
        }
        leaf => Expr::Symbol(*leaf),
    });
    is_identity(points, &counted, of)
}

/// The same misunderstanding in every unit is one finding, told where it first shows.
pub(in crate::check) fn findings(wrong: &[Wrong], names: &Names) -> Vec<Finding> {
    let kind = |wrong: &Wrong| (kind_of(wrong.of), wrong.what.clone());
    let is_first = |&(at, one): &(usize, &Wrong)| wrong[..at].iter().all(|other| kind(other) != kind(one));
    let told = |(_, Wrong { side, of, what, .. }): (usize, &Wrong)| {
        finding("formula", side.span, format!("this does not give {}: {what}", names.of(*of)))
    };
    wrong.iter().enumerate().filter(is_first).map(told).collect()
}

/// The formulas without a number by which slopes of units are worked, among those that are wrong.
pub(in crate::check) fn rules(wrong: &[Wrong]) -> Vec<(Quantity, Formula)> {
    let is_rule = |wrong: &&Wrong| {
        matches!(wrong.of.kind, Kind::Slope { of: Variable::A(..), by: Variable::Z(..) })
            && wrong.statement.sides.iter().all(|side| side.printed.is_none())
    };
    let in_quantities = |formula: &Line| {
        formula.substitute(&mut |leaf| match leaf {
            Leaf::Quantity(symbol) => Expr::Symbol(*symbol),
            Leaf::Operand(operand) => Expr::Constant(operand.printed.value.to_f64()),
        })
    };
    wrong.iter().filter(is_rule).map(|wrong| (wrong.of, in_quantities(wrong.formula))).collect()
}

/// What sort of quantity it is, whatever its layer and unit.
fn kind_of(quantity: Quantity) -> u8 {
    let of = |variable: Variable| match variable {
        Variable::Input(_) | Variable::Target(_) => 0,
        Variable::Weight(..) => 1,
        Variable::Bias(..) => 2,
        Variable::Z(..) => 3,
        Variable::A(..) => 4,
        Variable::Loss => 5,
        Variable::LossTerm(_) => 6,
    };
    match quantity.kind {
        Kind::Plain(variable) => of(variable),
        Kind::Updated(variable) => 10 + of(variable),
        Kind::Slope { by, .. } => 20 + of(by),
        Kind::LearningRate => 30,
    }
}

/// The statements about a quantity of the network.
pub(super) fn stated<'a>(
    sheet: &'a Sheet,
    worked: &Worked,
) -> impl Iterator<Item = (&'a Statement, Quantity)> {
    sheet.statements.iter().filter_map(|statement| {
        let quantity = statement.quantity.filter(|&quantity| worked.has(quantity))?;
        (!statement.given).then_some((statement, quantity))
    })
}

/// The sides that are formulas in symbols, apart from the name on the left.
pub(super) fn symbolic_sides<'a>(
    statement: &'a Statement,
    quantity: Quantity,
    worked: &Worked,
) -> impl Iterator<Item = (&'a Side, &'a Line)> {
    statement.sides.iter().enumerate().filter_map(move |(at, side)| {
        let formula = side.formula.as_ref()?;
        if at == 0 && matches!(formula, Expr::Symbol(_)) {
            // The name on the left: `w ← w − …` names the new weight by the old one's symbol.
            return None;
        }
        let (mut symbols, mut is_plain, mut is_itself) = (0, true, false);
        formula.for_each_symbol(&mut |leaf| match leaf {
            Leaf::Quantity(symbol) => {
                symbols += 1;
                is_itself |= *symbol == quantity;
                is_plain &= worked.has(*symbol);
            }
            // A number without a name is a constant of the formula only if it looks like one. One that is put in
            // for a symbol says nothing of a formula: the other symbols may be said of another layer.
            Leaf::Operand(operand) => is_plain &= operand.quantity.is_none() && operand.printed.unit >= -2,
        });
        (symbols > 0 && is_plain && !is_itself).then_some((side, formula))
    })
}

/// The one change that makes the formula right; `None` where no single change does.
fn what_is_wrong(
    points: &[Worked],
    worked: &Worked,
    formula: &Line,
    quantity: Quantity,
    names: &Names,
) -> Option<String> {
    // What the formula lacks: everywhere the same power, number or factor.
    let ratios: Vec<f64> = points
        .iter()
        .map(|worked| Some(worked.middle(quantity)? / value(worked, formula)?))
        .collect::<Option<_>>()?;
    let is = |expected: &dyn Fn(&Worked) -> Option<f64>| {
        points.iter().zip(&ratios).all(|(worked, ratio)| {
            expected(worked).is_some_and(|expected| {
                expected.is_finite() && expected != 0.0 && (ratio - expected).abs() <= 1e-7 * expected.abs()
            })
        })
    };
    if is(&|_| Some(-1.0)) {
        return Some("its sign is turned round".into());
    }
    for (number, text) in [(2.0, "2"), (0.5, "½"), (4.0, "4"), (0.25, "¼"), (3.0, "3"), (1.0 / 3.0, "⅓")]
    {
        if is(&|_| Some(number)) {
            return Some(format!("the factor {text} is missing"));
        }
    }
    if let Some(what) = changed_part(points, worked, formula, quantity, names) {
        return Some(what);
    }
    for factor in chain_factors(worked, quantity) {
        if is(&|worked| worked.middle(factor)) {
            return Some(format!("the factor {} is missing", names.of(factor)));
        }
        if is(&|worked| Some(1.0 / worked.middle(factor)?)) {
            return Some(format!("the factor {} is one too many", names.of(factor)));
        }
    }
    missing_terms(points, worked, formula, quantity)
}

/// One part of the formula changed: an exponent, an index.
fn changed_part(
    points: &[Worked],
    worked: &Worked,
    formula: &Line,
    quantity: Quantity,
    names: &Names,
) -> Option<String> {
    let mut found = None;
    let mut attempt = |changed: Line, what: String| {
        if found.is_none() && is_identity(points, &changed, quantity) {
            found = Some(what);
        }
    };
    visit(formula, &|line| line, &mut |part, rebuild| match part {
        Expr::Power(x, exponent) if **exponent != Expr::Constant(2.0) => {
            attempt(rebuild(squared(x)), "the exponent must be 2".into());
        }
        Expr::Symbol(Leaf::Quantity(symbol)) => {
            attempt(rebuild(squared(part)), format!("{} must be squared", names.of(*symbol)));
            for other in neighbours(*symbol, worked) {
                let (was, is) = (names.of(*symbol), names.of(other));
                attempt(
                    rebuild(Expr::Symbol(Leaf::Quantity(other))),
                    format!("{is} belongs where {was} stands"),
                );
            }
        }
        Expr::Quotient(x, y) => {
            attempt(
                rebuild(Expr::Quotient(x.clone(), Box::new(squared(y)))),
                "the square below the fraction is missing".into(),
            );
        }
        Expr::Product(factors) if factors.len() > 1 => {
            for at in 0..factors.len() {
                let mut rest = factors.clone();
                rest.remove(at);
                attempt(rebuild(Expr::Product(rest)), "a factor is one too many".into());
            }
        }
        Expr::Negative(x) => attempt(rebuild((**x).clone()), "a minus does not belong there".into()),
        Expr::Apply(Function::Exp, x) => attempt(
            rebuild(Expr::Apply(Function::Exp, Box::new(-(**x).clone()))),
            "the sign of the exponent is turned round".into(),
        ),
        Expr::Sum(terms) => {
            for at in 0..terms.len() {
                let mut turned = terms.clone();
                turned[at] = -turned[at].clone();
                attempt(rebuild(Expr::Sum(turned)), "the sign of a term is turned round".into());
            }
        }
        _ => {}
    });
    found
}

fn squared(x: &Line) -> Line {
    Expr::Power(Box::new(x.clone()), Box::new(Expr::Constant(2.0)))
}

/// Is called with a part of a formula, and with what puts another part in its place.
type Visitor<'a> = dyn FnMut(&Line, &dyn Fn(Line) -> Line) + 'a;

/// Calls `at` with each part of a formula, and with what puts another part in its place.
fn visit(part: &Line, rebuild: &dyn Fn(Line) -> Line, at: &mut Visitor) {
    at(part, rebuild);
    let replaced = |parts: &[Line], index: usize, new: Line| {
        let mut parts = parts.to_vec();
        parts[index] = new;
        parts
    };
    match part {
        Expr::Negative(x) => visit(x, &|new| rebuild(Expr::Negative(Box::new(new))), at),
        Expr::Apply(f, x) => visit(x, &|new| rebuild(Expr::Apply(*f, Box::new(new))), at),
        Expr::Sum(parts) => {
            for index in 0..parts.len() {
                visit(&parts[index], &|new| rebuild(Expr::Sum(replaced(parts, index, new))), at);
            }
        }
        Expr::Product(parts) => {
            for index in 0..parts.len() {
                visit(&parts[index], &|new| rebuild(Expr::Product(replaced(parts, index, new))), at);
            }
        }
        Expr::Quotient(x, y) => {
            visit(x, &|new| rebuild(Expr::Quotient(Box::new(new), y.clone())), at);
            visit(y, &|new| rebuild(Expr::Quotient(x.clone(), Box::new(new))), at);
        }
        Expr::Power(x, y) => visit(x, &|new| rebuild(Expr::Power(Box::new(new), y.clone())), at),
        _ => {}
    }
}

/// The factors that a chain may lack or repeat: slopes of every activation, and what is multiplied.
fn chain_factors(worked: &Worked, quantity: Quantity) -> Vec<Quantity> {
    let mut all = Vec::new();
    for (index, layer) in worked.network.layers.iter().enumerate() {
        let l = index as u32 + 1;
        for k in 1..=layer.width().min(12) as u32 {
            all.push(Quantity::slope(Variable::A(l, k), Variable::Z(l, k)));
            all.push(Quantity::plain(Variable::A(l, k)));
            all.push(Quantity::slope(
                Variable::LossTerm(k),
                Variable::A(worked.network.layers.len() as u32, k),
            ));
        }
    }
    all.extend((1..=worked.network.inputs().min(12) as u32).map(|j| Quantity::plain(Variable::Input(j))));
    if let Kind::Slope { by: Variable::Z(l, k), .. } | Kind::Slope { by: Variable::A(l, k), .. } =
        quantity.kind
    {
        let weights = (1..=12).map(|m| Quantity::plain(Variable::Weight(l + 1, k, m)));
        all.extend(weights);
    }
    all.iter().map(|factor| at_sample(*factor, quantity)).filter(|&factor| worked.has(factor)).collect()
}

fn at_sample(factor: Quantity, like: Quantity) -> Quantity {
    match factor.kind {
        Kind::Plain(Variable::Weight(..)) => factor,
        _ => factor.at(like.sample),
    }
}

/// Whether the formula is the derivation's with terms of its sum left out.
fn missing_terms(points: &[Worked], worked: &Worked, formula: &Line, quantity: Quantity) -> Option<String> {
    for style in [Style::Delta, Style::Chain] {
        let derived = worked.formula(quantity, style)?;
        let derived = derived.formula.substitute(&mut |&symbol| Expr::Symbol(Leaf::Quantity(symbol)));
        let Expr::Sum(terms) = &derived else { continue };
        let equal = |some: &Line| {
            points.iter().all(|worked| match (value(worked, some), value(worked, formula)) {
                (Some(x), Some(y)) => (x - y).abs() <= 1e-8 * x.abs().max(y.abs()),
                _ => false,
            })
        };
        if terms.len() > 1 && terms.iter().any(equal) {
            return Some(format!("it is one term of a sum of {}; the others are missing", terms.len()));
        }
        let all_but = |at: usize| {
            let mut terms = terms.clone();
            terms.remove(at);
            Expr::Sum(terms)
        };
        if terms.len() > 2 && (0..terms.len()).any(|at| equal(&all_but(at))) {
            return Some("a term of the sum is missing".into());
        }
    }
    None
}
