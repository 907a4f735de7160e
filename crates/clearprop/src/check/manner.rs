//! How an author works: the usual way, or with a misunderstanding that runs through the sheet.

use crate::backprop::{Formula, Method};
use crate::math::Expr;
use crate::quantity::{Kind, Quantity, Variable};

/// The usual definitions, and what an author may do otherwise throughout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Manner {
    /// Whose definitions are used.
    pub method: Method,
    /// Each output of softmax is taken to depend on its own pre-activation alone, within the usual loss.
    pub diagonal: bool,
    /// The update adds the step instead of taking it off.
    pub uphill: bool,
    /// The biases are left as they are.
    pub keeps_biases: bool,
    /// Weights that are already updated are used while still propagating back. It is a mistake where
    /// it shows and no way of working: what is printed is no gradient of any loss.
    pub in_turn: bool,
    /// The loss has the other sign, and with it every slope.
    pub negated: bool,
    /// Sums stand where the mean over the samples belongs.
    pub sums: bool,
}

impl Manner {
    /// The definitions of a method, without any misunderstanding.
    pub fn of(method: Method) -> Manner {
        Manner { method, ..Manner::default() }
    }

    /// The manners that differ from this one in one thing.
    pub fn neighbours(self) -> Vec<Manner> {
        let mut all = Vec::new();
        if self.method == Method::Standard {
            all.push(Manner { diagonal: !self.diagonal, ..self });
            all.push(Manner { negated: !self.negated, ..self });
        }
        all.push(Manner { uphill: !self.uphill, ..self });
        all.push(Manner { keeps_biases: !self.keeps_biases, ..self });
        all.push(Manner { sums: !self.sums, ..self });
        all
    }

    /// How many things are done otherwise than usual.
    pub fn oddities(self) -> usize {
        [self.diagonal, self.uphill, self.keeps_biases, self.in_turn, self.negated, self.sums]
            .into_iter()
            .filter(|&odd| odd)
            .count()
            + usize::from(self.method != Method::Standard)
    }

    /// The formula of a quantity as this author understands it; `None` where that is as usual.
    pub fn rewrite(self, subject: Quantity, formula: &Formula) -> Option<Formula> {
        if self == Manner::of(self.method) {
            return None;
        }
        let is_step = matches!(subject.kind, Kind::Updated(Variable::Weight(..) | Variable::Bias(..)));
        if self.keeps_biases
            && let Kind::Updated(bias @ Variable::Bias(..)) = subject.kind
        {
            return Some(Expr::Symbol(Quantity::plain(bias)));
        }
        let added =
            |term: &Formula| if let Expr::Negative(step) = term { (**step).clone() } else { term.clone() };
        let mut rewritten = match formula {
            Expr::Sum(terms) if self.uphill && is_step => Some(Expr::Sum(terms.iter().map(added).collect())),
            Expr::Quotient(sum, _) if self.sums && subject.sample.is_none() && is_mean(sum) => {
                Some((**sum).clone())
            }
            _ => None,
        };
        let mut is_replaced = false;
        formula.for_each_symbol(&mut |&symbol| is_replaced |= self.replaced(subject, symbol).is_some());
        if is_replaced {
            rewritten =
                Some(rewritten.as_ref().unwrap_or(formula).substitute(&mut |&symbol| {
                    self.replaced(subject, symbol).unwrap_or(Expr::Symbol(symbol))
                }));
        }
        if self.negated && is_loss_by_definition(subject) {
            rewritten = Some(-rewritten.unwrap_or_else(|| formula.clone()));
        }
        rewritten
    }

    /// Whether δ of the output layer can no longer be taken as a − y.
    pub fn works_the_long_way(self) -> bool {
        self.diagonal || self.negated
    }

    /// What stands in the formula of a quantity instead of a symbol, if anything does.
    fn replaced(self, subject: Quantity, symbol: Quantity) -> Option<Formula> {
        Some(match symbol.kind {
            Kind::Slope { of: Variable::A(l, i), by: Variable::Z(m, k) }
                if self.diagonal && l == m && i != k =>
            {
                Expr::Constant(0.0)
            }
            Kind::Plain(weight @ Variable::Weight(..)) if self.in_turn && is_slope_of_loss(subject) => {
                Expr::Symbol(Quantity::updated(weight))
            }
            Kind::Slope { of: Variable::Z(l, k), by: Variable::A(_, j) }
                if self.in_turn && is_slope_of_loss(subject) =>
            {
                Expr::Symbol(Quantity::updated(Variable::Weight(l, j, k)))
            }
            _ => return None,
        })
    }
}

fn is_slope_of_loss(quantity: Quantity) -> bool {
    matches!(quantity.kind, Kind::Slope { of: Variable::Loss | Variable::LossTerm(_), .. })
}

/// Whether a sum is one over the samples.
fn is_mean(sum: &Formula) -> bool {
    match sum {
        Expr::Sum(terms) => {
            terms.iter().all(|term| matches!(term, Expr::Symbol(Quantity { sample: Some(_), .. })))
        }
        _ => false,
    }
}

/// Whether the formula of a quantity is the definition of the loss, or of its slope by an output.
fn is_loss_by_definition(subject: Quantity) -> bool {
    matches!(
        subject.kind,
        Kind::Plain(Variable::LossTerm(_))
            | Kind::Updated(Variable::LossTerm(_))
            | Kind::Slope { of: Variable::LossTerm(_), by: Variable::A(..) }
    )
}
