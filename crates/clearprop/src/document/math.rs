//! Formulas as they are laid out: what stands above, below, over and beside what.

use std::sync::Arc;

use crate::notation::Symbol;
use crate::quantity::Quantity;

/// A laid-out formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Math {
    /// The symbol or the number of a quantity. It is shared, as it stands in many places.
    Named(Arc<Named>),
    /// A letter with its indices.
    Symbol(Box<Symbol>),
    /// A number, in digits or like `1.234e-7`.
    Number(String),
    /// A sign between or before others.
    Operator(Operator),
    /// One beside the other.
    Row(Vec<Math>),
    /// One over the other.
    Fraction(Box<Math>, Box<Math>),
    /// x^y.
    Power(Box<Math>, Box<Math>),
    /// e^x.
    Exp(Box<Math>),
    /// A function with a name, such as ln.
    Call(&'static str, Box<Math>),
    /// √x.
    Root(Box<Math>),
    /// (x).
    Bracket(Box<Math>),
    /// One of two, by whether the third is above zero.
    Piecewise(Box<[Math; 3]>),
    /// Rows of entries; a vector has one column.
    Matrix(Vec<Vec<Math>>),
    /// The transpose of a matrix.
    Transpose(Box<Math>),
    /// π.
    Pi,
    /// What is left out, between the first and the last of many.
    Ellipsis,
    /// A number that the reader is to fill in.
    Blank,
}

/// What a reader may ask about.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The quantity that it stands for.
    pub quantity: Quantity,
    /// Its symbol, its number, or the blank in place of its number.
    pub label: Math,
}

/// A sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// x + y
    Plus,
    /// x − y
    Minus,
    /// −x
    Negative,
    /// x · y
    Times,
    /// x y
    Juxtaposed,
    /// x ⊙ y, entry by entry.
    Hadamard,
    /// ∂x
    Partial,
}

impl Math {
    /// A letter with its indices.
    pub(crate) fn symbol(symbol: Symbol) -> Math {
        Math::Symbol(Box::new(symbol))
    }

    /// x over y.
    pub(crate) fn fraction(x: Math, y: Math) -> Math {
        Math::Fraction(Box::new(x), Box::new(y))
    }

    /// The transpose; of a fraction in brackets, which it would else seem to belong to in part.
    pub(crate) fn transposed(x: Math) -> Math {
        let x = if matches!(x, Math::Fraction(..)) { Math::Bracket(Box::new(x)) } else { x };
        Math::Transpose(Box::new(x))
    }

    /// Parts with a sign between each two.
    pub(crate) fn joined<Parts>(parts: Parts, operator: Operator) -> Math
    where
        Parts: IntoIterator<Item = Math, IntoIter: ExactSizeIterator>,
    {
        let parts = parts.into_iter();
        let mut row = Vec::with_capacity((2 * parts.len()).saturating_sub(1));
        for part in parts {
            if !row.is_empty() {
                row.push(Math::Operator(operator));
            }
            row.push(part);
        }
        Math::Row(row)
    }
}
