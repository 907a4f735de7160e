//! Formulas over quantities become laid-out formulas: in symbols, or with the numbers put in.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::blank::is_left_out;
use super::{Layout, Math, Named, Operator};
use crate::backprop::{Derivation, Formula, Step};
use crate::math::{Binding, Decimal, Expr, Function};
use crate::notation::Symbol;
use crate::quantity::{Kind, Quantity, Variable};

/// More terms than this in one sum are elided in the middle.
const MOST_TERMS: usize = 12;

/// Lays out the quantities and formulas of one derivation.
#[derive(Debug)]
pub struct Speller<'a> {
    /// The derivation whose numbers are put in.
    pub derivation: &'a Derivation,
    /// The notation and the digits.
    pub layout: &'a Layout,
    labels: Rc<Labels>,
}

/// The symbols and numbers so far: a quantity is laid out once, however often it stands in formulas.
#[derive(Debug)]
struct Labels {
    symbols: RefCell<FxHashMap<Quantity, Arc<Named>>>,
    numbers: RefCell<FxHashMap<Quantity, Arc<Named>>>,
}

/// What stands for a quantity in a formula.
#[derive(Clone, Copy)]
enum Leaves<'a> {
    Symbols,
    Numbers,
    /// The bold symbols of whole layers, for a formula that holds for each of their neurons.
    Vectors,
    /// The numbers of whole layers: the column in which a quantity of the first neuron is on top.
    Columns(&'a dyn Fn(Quantity) -> Math),
}

impl Leaves<'_> {
    fn are_symbols(self) -> bool {
        matches!(self, Leaves::Symbols)
    }
}

impl<'a> Speller<'a> {
    /// A speller of one derivation in one layout.
    pub fn new(derivation: &'a Derivation, layout: &'a Layout) -> Speller<'a> {
        let table = || FxHashMap::with_capacity_and_hasher(derivation.steps.len(), FxBuildHasher);
        let labels = Labels { symbols: table().into(), numbers: table().into() };
        Speller { derivation, layout, labels: labels.into() }
    }

    /// A speller of the same network worked or set out in another style, in the same notation and
    /// digits: what symbols and numbers look like, the two share.
    pub(super) fn beside<'b>(&self, derivation: &'b Derivation, layout: &'b Layout) -> Speller<'b> {
        Speller { derivation, layout, labels: Rc::clone(&self.labels) }
    }

    /// The symbol of a quantity; a slope without one of its own is the fraction ∂E/∂w.
    pub fn symbol(&self, quantity: Quantity) -> Math {
        Math::Named(self.named_symbol(quantity))
    }

    fn named_symbol(&self, quantity: Quantity) -> Arc<Named> {
        let lay_out = || Arc::new(Named { quantity, label: self.lay_out_symbol(quantity) });
        Arc::clone(self.labels.symbols.borrow_mut().entry(quantity).or_insert_with(lay_out))
    }

    fn lay_out_symbol(&self, quantity: Quantity) -> Math {
        let network = &self.derivation.network;
        let notation = &self.layout.notation;
        match (notation.symbol(quantity, network), quantity.kind) {
            (Some(symbol), _) => Math::symbol(symbol),
            (None, Kind::Slope { of, by }) => {
                // A parameter is the same for every sample; only what it acts on is one's own.
                let part = |variable: Variable, sample| {
                    let symbol = notation.variable(variable, network).of_sample(sample);
                    Math::Row(vec![Math::Operator(Operator::Partial), Math::symbol(symbol)])
                };
                let is_parameter = matches!(by, Variable::Weight(..) | Variable::Bias(..));
                let below = part(by, if is_parameter { None } else { quantity.sample });
                Math::fraction(part(of, quantity.sample), below)
            }
            (None, _) => panic!("every variable has a symbol"),
        }
    }

    /// The bold symbol of a whole layer's variables of this kind.
    pub fn vector(&self, variable: Variable, sample: Option<u32>) -> Symbol {
        self.layout.notation.vector(variable, &self.derivation.network).of_sample(sample)
    }

    /// The digits of a value: given ones as they were given, if a person can read them.
    pub fn digits(&self, quantity: Quantity) -> String {
        let (value, keeps_digits) = self.value(quantity);
        if keeps_digits { value.to_string() } else { value.print(self.layout.rounding) }
    }

    /// A value, and whether it is printed as it was given, however many digits are asked for.
    pub(super) fn value(&self, quantity: Quantity) -> (Decimal, bool) {
        let (value, is_given) = match quantity.kind {
            Kind::LearningRate => (Decimal::from_f64(self.derivation.network.learning_rate), true),
            _ => {
                let step = self.derivation.step(quantity).expect("what a formula names has been worked");
                (step.value, step.is_given())
            }
        };
        let short = || value.magnitude() - value.exponent < 10 && (-6..10).contains(&value.magnitude());
        (value, is_given && short())
    }

    /// Whether the digits are the value, all of it.
    pub fn is_exact(&self, quantity: Quantity) -> bool {
        let (value, keeps_digits) = self.value(quantity);
        keeps_digits || value.is_printed_whole(self.layout.rounding)
    }

    /// The number of a quantity; a blank where the reader is to fill it in.
    pub fn number(&self, quantity: Quantity) -> Math {
        let lay_out = || {
            let blank = is_left_out(self.derivation, &self.layout.blanks, quantity);
            let label = if blank { Math::Blank } else { Math::Number(self.digits(quantity)) };
            Arc::new(Named { quantity, label })
        };
        Math::Named(Arc::clone(self.labels.numbers.borrow_mut().entry(quantity).or_insert_with(lay_out)))
    }

    /// symbol = formula = numbers put in = result, without what would say the same twice.
    pub(super) fn line(&self, step: &Step) -> super::Equation {
        let formula = self.derivation.formula(step.quantity).expect("a given value is no line of working");
        let result = self.number(step.quantity);
        let sides = match formula {
            Expr::Constant(_) => vec![result],
            Expr::Symbol(_) => vec![self.in_symbols(&formula), result],
            _ => vec![self.in_symbols(&formula), self.in_numbers(&formula), result],
        };
        let exact = self.is_exact(step.quantity);
        super::Equation { quantity: Some(step.quantity), left: self.symbol(step.quantity), sides, exact }
    }

    /// A formula in symbols.
    pub fn in_symbols(&self, formula: &Formula) -> Math {
        self.spell(formula, Leaves::Symbols, Place::ALONE)
    }

    /// A formula with the numbers put in.
    pub fn in_numbers(&self, formula: &Formula) -> Math {
        self.spell(formula, Leaves::Numbers, Place::ALONE)
    }

    /// The formula of a layer's first neuron as that of all its neurons: in bold symbols, entry by entry.
    pub(super) fn in_vectors(&self, formula: &Formula) -> Math {
        self.spell(formula, Leaves::Vectors, Place::ALONE)
    }

    /// The same with the numbers put in, each quantity by the column of numbers that `column` makes of it.
    pub(super) fn in_columns(&self, formula: &Formula, column: &dyn Fn(Quantity) -> Math) -> Math {
        self.spell(formula, Leaves::Columns(column), Place::ALONE)
    }

    fn spell(&self, formula: &Formula, leaves: Leaves, place: Place) -> Math {
        let alone = |x: &Formula| Box::new(self.spell(x, leaves, Place::ALONE));
        let layout = match formula {
            Expr::Constant(number) => Math::Number(Decimal::from_f64(*number).to_string()),
            Expr::Pi => Math::Pi,
            Expr::Symbol(quantity) => match leaves {
                Leaves::Symbols => self.symbol(*quantity),
                Leaves::Numbers => self.number(*quantity),
                Leaves::Vectors => match quantity.kind {
                    Kind::Plain(variable) => Math::symbol(self.vector(variable, quantity.sample)),
                    _ => panic!("{quantity} stands in no formula of a whole layer"),
                },
                Leaves::Columns(column) => column(*quantity),
            },
            Expr::Negative(x) => Math::Row(vec![
                Math::Operator(Operator::Negative),
                self.spell(x, leaves, Place { needed: Binding::Product, first: false }),
            ]),
            Expr::Sum(terms) => self.sum(terms, leaves, place.first),
            Expr::Product(factors) => self.product(factors, leaves, place.first),
            Expr::Quotient(x, y) => Math::Fraction(alone(x), alone(y)),
            Expr::Power(x, y) => {
                let base = self.spell(x, leaves, Place { needed: Binding::Atom, first: false });
                // A power would seem to belong to the lower part of a slope, or to raise an index.
                let base = if self.is_raised(x, leaves) { Math::Bracket(Box::new(base)) } else { base };
                Math::Power(Box::new(base), alone(y))
            }
            Expr::Apply(Function::Exp, x) => Math::Exp(alone(x)),
            Expr::Apply(Function::Sqrt, x) => Math::Root(alone(x)),
            Expr::Apply(function, x) => Math::Call(function.name(), alone(x)),
            Expr::IfPositive(parts) => {
                let [condition, then, otherwise] = &**parts;
                Math::Piecewise(Box::new([*alone(then), *alone(otherwise), *alone(condition)]))
            }
        };
        let binding = if matches!(formula, Expr::Quotient(..)) { Binding::Power } else { formula.binding() };
        if binding < place.needed {
            // A sign that opens a bracket needs no bracket of its own.
            let inner = if place.first { layout } else { self.spell(formula, leaves, Place::ALONE) };
            return Math::Bracket(Box::new(inner));
        }
        if is_negative(&layout) && !(place.first && place.needed < Binding::Power) {
            return Math::Bracket(Box::new(layout));
        }
        layout
    }

    fn sum(&self, terms: &[Formula], leaves: Leaves, first: bool) -> Math {
        let mut row = Vec::with_capacity((2 * terms.len().min(MOST_TERMS)).saturating_sub(1));
        for (at, term) in terms.iter().enumerate() {
            let omitted = terms.len() > MOST_TERMS && at >= 2 && at + 2 < terms.len();
            if omitted {
                if at == 2 {
                    row.extend([Math::Operator(Operator::Plus), Math::Ellipsis]);
                }
                continue;
            }
            let place = Place { needed: Binding::Product, first: first && at == 0 };
            match term {
                Expr::Negative(x) if at > 0 => {
                    row.push(Math::Operator(Operator::Minus));
                    row.push(self.spell(x, leaves, Place { first: false, ..place }));
                }
                Expr::Negative(_) => {
                    row.push(self.spell(term, leaves, Place { needed: Binding::Sum, first: true }));
                }
                term => {
                    if at > 0 {
                        row.push(Math::Operator(Operator::Plus));
                    }
                    row.push(self.spell(term, leaves, place));
                }
            }
        }
        Math::Row(row)
    }

    fn product(&self, factors: &[Formula], leaves: Leaves, first: bool) -> Math {
        let spelled = factors.iter().enumerate().map(|(at, factor)| {
            // A number stays bare in front: −0.3 · 0.5. A sign before a bracket would be lost there.
            let place = Place { needed: Binding::Power, first: first && at == 0 };
            match factor {
                Expr::Symbol(_) => self.spell(factor, leaves, Place { needed: Binding::Product, ..place }),
                _ => self.spell(factor, leaves, place),
            }
        });
        let short = |(at, factor): (usize, &Formula)| match factor {
            // A number may stand before letters and brackets, never behind them.
            Expr::Constant(_) => at == 0,
            factor => self.is_short(factor),
        };
        let beside = leaves.are_symbols() && factors.iter().enumerate().all(short);
        let operator = match leaves {
            // With a number before it, a layer is only made larger.
            Leaves::Vectors | Leaves::Columns(_) if factors.iter().all(has_symbol) => Operator::Hadamard,
            Leaves::Vectors | Leaves::Columns(_) => Operator::Juxtaposed,
            _ if beside => Operator::Juxtaposed,
            _ => Operator::Times,
        };
        Math::joined(spelled, operator)
    }

    /// Whether a symbol is a fraction or has something above the line already.
    fn is_raised(&self, formula: &Formula, leaves: Leaves) -> bool {
        let (Leaves::Symbols, Expr::Symbol(quantity)) = (leaves, formula) else { return false };
        match &self.named_symbol(*quantity).label {
            Math::Symbol(symbol) => !symbol.superscript.is_empty() || symbol.mark.is_some(),
            _ => true,
        }
    }

    /// Whether a factor may stand beside another without a dot: one letter, or a bracket.
    fn is_short(&self, factor: &Formula) -> bool {
        match factor {
            Expr::Symbol(quantity) => {
                matches!(&self.named_symbol(*quantity).label, Math::Symbol(symbol)
                    if symbol.base.chars().count() == 1 || symbol.base.starts_with('\\'))
            }
            Expr::Sum(_) | Expr::Power(..) | Expr::Quotient(..) | Expr::Pi => true,
            Expr::Apply(function, _) => *function == Function::Ln,
            _ => false,
        }
    }
}

/// Where a part stands: how tightly it must bind, and whether nothing stands before it.
#[derive(Clone, Copy)]
struct Place {
    needed: Binding,
    first: bool,
}

impl Place {
    /// With nothing around it.
    const ALONE: Place = Place { needed: Binding::Sum, first: true };
}

fn has_symbol(formula: &Formula) -> bool {
    let mut found = false;
    formula.for_each_symbol(&mut |_| found = true);
    found
}

fn is_negative(math: &Math) -> bool {
    match math {
        Math::Named(named) => is_negative(&named.label),
        Math::Number(text) => text.starts_with('-'),
        _ => false,
    }
}
