//! What is said a second time, after the update: a parameter, or "now the network puts out 0.521".

use rustc_hash::FxHashMap;

use crate::Network;
use crate::backprop::Method;
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::meaning::values::{Values, fit};
use crate::sheet::types::{Leaf, Printed, Sheet, Statement, Unread};

/// A parameter that is said to be another number than before, once slopes were worked, is what it
/// becomes; or, where none of them is what was worked for it, what it is after further updates.
pub(crate) fn parameters(sheet: &mut Sheet, values: &Values) {
    let mut slopes = false;
    let mut worked: FxHashMap<Variable, Printed> = FxHashMap::default();
    let (mut again, mut later, mut moved) = (0, Vec::new(), Vec::new());
    // Whether the parameter before was said anew.
    let mut anew = false;
    // Beside a new value the old one stands in front.
    let parameter = |statement: &Statement| match statement.quantity?.kind {
        Kind::Plain(variable) | Kind::Updated(variable) => Some(variable),
        _ => None,
    };
    let goes_on: Vec<bool> =
        sheet.statements.windows(2).map(|pair| parameter(&pair[0]) == parameter(&pair[1])).collect();
    for (at, statement) in sheet.statements.iter_mut().enumerate() {
        let Some(quantity) = statement.quantity else { continue };
        slopes |= matches!(quantity.kind, Kind::Slope { .. });
        let number = statement.sides.iter().rev().find_map(|side| side.printed);
        let direct = statement.sides.iter().filter(|side| side.formula.is_some()).count() <= 1;
        let (Kind::Plain(variable) | Kind::Updated(variable)) = quantity.kind else { continue };
        let (Variable::Weight(..) | Variable::Bias(..), Some(number)) = (variable, number) else {
            continue;
        };
        if quantity == Quantity::updated(variable) && !direct {
            worked.entry(variable).or_insert(number);
            (slopes, anew) = (true, true);
            continue;
        }
        let differs = values.get(Quantity::plain(variable)) != Some(number.value.to_f64());
        // Among values that are said anew one whose slope is 0 is the old one.
        let stays = values.get(Quantity::updated(variable)) == values.get(Quantity::plain(variable));
        anew = slopes && direct && (differs || anew && stays && goes_on.get(at) != Some(&true));
        if !anew {
            continue;
        }
        statement.quantity = Some(Quantity::updated(variable));
        statement.given = false;
        if let Some(known) = worked.get(&variable) {
            let unit = 10_f64.powi(known.unit.max(number.unit));
            let is_about = |value: f64| (value.abs() - number.value.to_f64().abs()).abs() <= unit;
            let is_again = (known.value.to_f64() - number.value.to_f64()).abs() <= unit;
            again += usize::from(is_again);
            let old = values.get(Quantity::plain(variable));
            match old.filter(|old| !is_again && is_about(known.value.to_f64() - old)) {
                Some(_) => moved.push(at),
                None => later.extend((!is_again).then_some(at)),
            }
        }
    }
    if later.len() > 1 && again == 0 {
        take_back(sheet, &later, "it is another value than the update gave: one after further updates");
    }
    take_back(sheet, &moved, "it is by how much the update changes the value");
}

/// Leaves the numbers of some statements unread.
fn take_back(sheet: &mut Sheet, statements: &[usize], reason: &str) {
    for &at in statements {
        let statement = &mut sheet.statements[at];
        statement.quantity = None;
        let printed = statement.sides.iter().filter_map(|side| side.printed);
        sheet.unread.extend(printed.map(|number| Unread { span: number.span, reason: reason.to_owned() }));
    }
}

/// A net input, an activation or a loss that comes out as another number after the update than before it is
/// what it becomes. Where it was not worked before, its value says so.
pub(crate) fn settle(sheet: &mut Sheet, network: &Network, values: &Values) {
    let weights_alone = weights_alone(network, values);
    let mut before: FxHashMap<Quantity, Printed> = FxHashMap::default();
    let mut is_updated = false;
    for statement in &mut sheet.statements {
        let Some(quantity) = statement.quantity else { continue };
        let Some(result) = result(statement) else { continue };
        match quantity.kind {
            Kind::Updated(Variable::Weight(..) | Variable::Bias(..)) => is_updated = true,
            Kind::Plain(variable) if is_worked(variable) => {
                let after = Quantity { kind: Kind::Updated(variable), ..quantity };
                let says = |quantity| values.get(quantity).map_or(-1.0, |value| fit(result, value));
                let alone = weights_alone.as_ref().and_then(|values| values.get(quantity));
                let says_after = says(after).max(alone.map_or(-1.0, |value| fit(result, value)));
                let is_other = match before.get(&quantity) {
                    Some(known) if !is_same(*known, result) => says_after > -0.5,
                    // −0.045 before and −0.0450025 after: more digits tell them apart.
                    _ => says_after >= 0.6,
                };
                if is_updated && is_other && says(quantity) < 0.6 {
                    becomes(statement, after);
                } else {
                    before.entry(quantity).or_insert(result);
                }
            }
            _ => {}
        }
    }
}

/// The values after an update of the weights alone: where all biases are 0 the author most often has none.
fn weights_alone(network: &Network, values: &Values) -> Option<Values> {
    let mut after = network.clone();
    for (layer, l) in after.layers.iter_mut().zip(1..) {
        if layer.bias.iter().any(|bias| *bias != 0.0) {
            return None;
        }
        for k in 0..layer.width() {
            for j in 0..layer.inputs() {
                let weight = Variable::Weight(l, j as u32 + 1, k as u32 + 1);
                layer.weights[(j, k)] = values.get(Quantity::updated(weight))?;
            }
        }
    }
    Some(Values::of(&after, Method::Standard))
}

fn is_worked(variable: Variable) -> bool {
    matches!(variable, Variable::Z(..) | Variable::A(..) | Variable::Loss | Variable::LossTerm(_))
}

/// The number that a line comes to.
fn result(statement: &Statement) -> Option<Printed> {
    statement.sides.iter().rev().find_map(|side| side.printed)
}

/// Whether two figures may be one number, in more digits and in fewer.
fn is_same(one: Printed, other: Printed) -> bool {
    let unit = 10_f64.powi(one.unit.max(other.unit));
    (one.value.to_f64() - other.value.to_f64()).abs() <= 1.000_001 * unit
}

/// Reads a statement, and the symbols in it, of the network after the update.
fn becomes(statement: &mut Statement, after: Quantity) {
    statement.quantity = Some(after);
    for formula in statement.sides.iter_mut().filter_map(|side| side.formula.as_mut()) {
        *formula = formula.substitute(&mut |leaf| Expr::Symbol(updated(*leaf)));
    }
}

fn updated(leaf: Leaf) -> Leaf {
    match leaf {
        Leaf::Quantity(quantity) => match quantity.kind {
            Kind::Plain(variable)
                if is_worked(variable) || matches!(variable, Variable::Weight(..) | Variable::Bias(..)) =>
            {
                Leaf::Quantity(Quantity { kind: Kind::Updated(variable), ..quantity })
            }
            _ => leaf,
        },
        Leaf::Operand(_) => leaf,
    }
}
