//! Sheets whose error signals are minus the slopes, or whose thresholds are minus the biases: what is put in
//! for one has the author's sign.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::resolve::Resolver;
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::meaning::facts::left_of;
use crate::sheet::meaning::turned;
use crate::sheet::meaning::values::Values;
use crate::sheet::syntax::chain::Chain;
use crate::sheet::types::{Leaf, Operand, Statement};

/// The signs that an author gives to the slopes of the loss and to the biases.
pub(crate) struct Signs {
    slopes_are_turned: bool,
    biases_are_turned: bool,
}

impl Signs {
    pub(crate) fn of(statements: &[Statement]) -> Signs {
        let are_turned = |is_one: fn(Quantity) -> bool| {
            let of_one = statements.iter().filter(|statement| statement.quantity.is_some_and(is_one));
            let mut results = of_one.flat_map(|statement| &statement.sides).filter_map(|side| side.printed);
            results.any(|printed| printed.turned)
        };
        Signs { slopes_are_turned: are_turned(is_slope_of_loss), biases_are_turned: are_turned(is_bias) }
    }

    fn are_usual(&self) -> bool {
        !self.slopes_are_turned && !self.biases_are_turned
    }

    fn is_turned(&self, quantity: Quantity) -> bool {
        self.slopes_are_turned && is_slope_of_loss(quantity) || self.biases_are_turned && is_bias(quantity)
    }

    /// The values as the author would print them.
    pub(crate) fn values<'a>(&self, values: &'a Values) -> Cow<'a, Values> {
        if self.are_usual() {
            return Cow::Borrowed(values);
        }
        Cow::Owned(values.map(|quantity, value| if self.is_turned(quantity) { -value } else { value }))
    }

    /// Says of the quantities themselves what is put in for their negatives: 0.2 becomes −(−0.2). It is the number
    /// that was printed for the negative, right or wrong, or has its sign.
    pub(crate) fn settle(
        &self,
        formula: &mut Expr<Leaf>,
        values: &Values,
        turned: &FxHashMap<Quantity, f64>,
    ) {
        if self.are_usual() {
            return;
        }
        let is_negative = |operand: &Operand| {
            let Some(quantity) = operand.quantity.filter(|&quantity| self.is_turned(quantity)) else {
                return false;
            };
            let (value, shown) = (values.get(quantity).unwrap_or(0.0), operand.printed.value.to_f64());
            turned.get(&quantity) == Some(&shown) || value * shown < 0.0
        };
        *formula = formula.substitute(&mut |leaf| match leaf {
            Leaf::Operand(operand) if is_negative(operand) => {
                let printed = operand.printed.negated();
                -Expr::Symbol(Leaf::Operand(Operand { printed, ..*operand }))
            }
            leaf => Expr::Symbol(*leaf),
        });
    }
}

fn is_slope_of_loss(quantity: Quantity) -> bool {
    matches!(quantity.kind, Kind::Slope { of: Variable::Loss | Variable::LossTerm(_), .. })
}

fn is_bias(quantity: Quantity) -> bool {
    matches!(quantity.kind, Kind::Plain(Variable::Bias(..)) | Kind::Updated(Variable::Bias(..)))
}

impl Resolver<'_> {
    /// What `t − o = 0.53` and `Σ_k w_k δ_k = 0.15` say of the slope whose negative they work out.
    pub(super) fn of_the_other_sign(&self, chain: &Chain, sample: u32) -> Option<Chain> {
        let left = chain.left().filter(|left| !left.is_numeric() && left_of(left).is_none())?;
        let worth = self.worth(left, sample).filter(|worth| *worth != 0.0 && worth.abs() != 1.0)?;
        let is_worth = |other: f64| (other - worth).abs() <= 1e-9 * worth.abs();
        let is_slope = |quantity: Quantity| {
            matches!(quantity.kind, Kind::Slope { of: Variable::Loss, by: Variable::Z(..) | Variable::A(..) })
        };
        let is_known = self.values.iter().any(|(_, value)| is_worth(value));
        let is_turned = self.values.iter().any(|(quantity, value)| is_slope(quantity) && is_worth(-value));
        (is_turned && !is_known).then(|| turned::of_the_other_sign(chain))
    }
}
