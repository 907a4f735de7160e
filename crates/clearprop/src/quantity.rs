//! The name of every number in a worked solution.

use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::Error;

/// One number of a worked solution, such as `dE/dw[1,2,3]` or `z[1,2]@3`.
///
/// Indices start at 1 and layers count from the first hidden layer, as people count.
///
/// ```
/// use clearprop::Quantity;
/// let quantity: Quantity = "dE[2]/dw[1,3,2]@4".parse()?;
/// assert_eq!(quantity.sample, Some(4));
/// assert_eq!(quantity.to_string(), "dE[2]/dw[1,3,2]@4");
/// # Ok::<(), clearprop::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quantity {
    /// What it is.
    pub kind: Kind,
    /// The sample it belongs to, where a network has several.
    pub sample: Option<u32>,
}

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A variable of the network.
    Plain(Variable),
    /// ∂of/∂by.
    Slope {
        /// What changes.
        of: Variable,
        /// What it is changed by.
        by: Variable,
    },
    /// The same variable after one update.
    Updated(Variable),
    /// μ. It is given with the network, and in no list of quantities.
    LearningRate,
}

/// A variable of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Variable {
    /// x_j
    Input(u32),
    /// y_k
    Target(u32),
    /// w_jk into a layer: layer, from neuron j, to neuron k.
    Weight(u32, u32, u32),
    /// b_k of a layer.
    Bias(u32, u32),
    /// z_k of a layer, the pre-activation.
    Z(u32, u32),
    /// a_k of a layer, the activation.
    A(u32, u32),
    /// E, the loss.
    Loss,
    /// E_k, output k's term of the loss.
    LossTerm(u32),
}

impl Quantity {
    /// A variable.
    pub fn plain(variable: Variable) -> Quantity {
        Kind::Plain(variable).into()
    }

    /// ∂of/∂by.
    pub fn slope(of: Variable, by: Variable) -> Quantity {
        Kind::Slope { of, by }.into()
    }

    /// A variable after one update.
    pub fn updated(variable: Variable) -> Quantity {
        Kind::Updated(variable).into()
    }

    /// μ.
    pub fn learning_rate() -> Quantity {
        Kind::LearningRate.into()
    }

    /// The same quantity of one sample among several.
    pub fn at(self, sample: Option<u32>) -> Quantity {
        Quantity { sample, ..self }
    }
}

/// All its numbers in one: quantities are looked up by the hundred thousand, and to hash them part
/// by part would take longer than the rest.
impl Hash for Quantity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let of_variable = |variable| {
            let (tag, layer, j, k) = match variable {
                Variable::Input(j) => (0, 0, j, 0),
                Variable::Target(k) => (1, 0, 0, k),
                Variable::Weight(l, j, k) => (2, l, j, k),
                Variable::Bias(l, k) => (3, l, 0, k),
                Variable::Z(l, k) => (4, l, 0, k),
                Variable::A(l, k) => (5, l, 0, k),
                Variable::Loss => (6, 0, 0, 0),
                Variable::LossTerm(k) => (7, 0, 0, k),
            };
            tag | u64::from(layer) << 3 | u64::from(j) << 11 | u64::from(k) << 21
        };
        let kind = match self.kind {
            Kind::Plain(variable) => of_variable(variable),
            Kind::Updated(variable) => of_variable(variable) | 1 << 62,
            Kind::Slope { of, by } => of_variable(by) | of_variable(of).rotate_left(32) | 1 << 63,
            Kind::LearningRate => 3 << 62,
        };
        let sample = self.sample.map_or(0, |sample| u64::from(sample) + 1);
        state.write_u64(kind ^ sample << 48);
    }
}

impl From<Kind> for Quantity {
    fn from(kind: Kind) -> Quantity {
        Quantity { kind, sample: None }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Plain(variable) => variable.write(f, "")?,
            Kind::Slope { of, by } => {
                f.write_str("d")?;
                of.write(f, "")?;
                f.write_str("/d")?;
                by.write(f, "")?;
            }
            Kind::Updated(variable) => variable.write(f, "'")?,
            Kind::LearningRate => f.write_str("mu")?,
        }
        match self.sample {
            Some(sample) => write!(f, "@{sample}"),
            None => Ok(()),
        }
    }
}

impl Variable {
    /// Its letter with a mark, then its indices. A page writes a thousand of them, so without the
    /// machinery of `write!`.
    fn write(&self, f: &mut fmt::Formatter<'_>, mark: &str) -> fmt::Result {
        let (letter, indices): (_, &[u32]) = match self {
            Variable::Input(j) => ("x", &[*j]),
            Variable::Target(k) => ("y", &[*k]),
            Variable::Weight(l, j, k) => ("w", &[*l, *j, *k]),
            Variable::Bias(l, k) => ("b", &[*l, *k]),
            Variable::Z(l, k) => ("z", &[*l, *k]),
            Variable::A(l, k) => ("a", &[*l, *k]),
            Variable::Loss => ("E", &[]),
            Variable::LossTerm(k) => ("E", &[*k]),
        };
        f.write_str(letter)?;
        f.write_str(mark)?;
        for (at, index) in indices.iter().enumerate() {
            f.write_str(if at == 0 { "[" } else { "," })?;
            match char::from_digit(*index, 10) {
                Some(digit) => f.write_char(digit)?,
                None => write!(f, "{index}")?,
            }
        }
        f.write_str(if indices.is_empty() { "" } else { "]" })
    }
}

impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, "")
    }
}

impl FromStr for Quantity {
    type Err = Error;

    /// # Errors
    /// [`Error::Unknown`] for what names no quantity.
    fn from_str(text: &str) -> Result<Quantity, Error> {
        parse(text).ok_or_else(|| Error::Unknown(format!("`{text}` names no quantity; {}", advice(text))))
    }
}

/// What may have been meant by what names no quantity, else how they are written.
fn advice(text: &str) -> String {
    // Only E is a capital, and no other name has an e.
    let mut meant = text.to_lowercase().replace(['(', '{'], "[").replace([')', '}'], "]");
    meant = meant.replace('e', "E").replace('∂', "d").replace('′', "'");
    if meant.matches('[').count() > meant.matches(']').count() {
        meant.push(']');
    }
    if let Some(quantity) = parse(&meant) {
        return format!("did you mean `{quantity}`?");
    }
    let plain = meant.rsplit("/d").next().unwrap_or("").replace('\'', "");
    let written = match plain.split('[').next().unwrap_or("") {
        "w" => "a weight is written w[layer,from,to], such as w[1,2,3]",
        "b" => "a bias is written b[layer,neuron], such as b[1,2]",
        "z" => "a pre-activation is written z[layer,neuron], such as z[1,2]",
        "a" => "an activation is written a[layer,neuron], such as a[1,2]",
        _ => "quantities are written like z[1,2], E[1], dE/dw[1,2,3] or w'[2,1,1]",
    };
    format!("{written}, and indices start at 1")
}

fn parse(text: &str) -> Option<Quantity> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (text, sample) = match text.split_once('@') {
        Some((text, sample)) => (text, Some(index(sample)?)),
        None => (text.as_str(), None),
    };
    let kind = if let Some((of, by)) = text.split_once("/d") {
        Kind::Slope { of: variable(of.strip_prefix('d')?)?, by: variable(by)? }
    } else if text == "mu" {
        Kind::LearningRate
    } else if let Some((name, indices)) = text.split_once('\'') {
        Kind::Updated(variable(&format!("{name}{indices}"))?)
    } else {
        Kind::Plain(variable(text)?)
    };
    Some(Quantity { kind, sample })
}

fn variable(text: &str) -> Option<Variable> {
    let (name, indices) = match text.split_once('[') {
        Some((name, rest)) => {
            (name, rest.strip_suffix(']')?.split(',').map(index).collect::<Option<Vec<_>>>()?)
        }
        None => (text, Vec::new()),
    };
    match (name, indices.as_slice()) {
        ("x", &[j]) => Some(Variable::Input(j)),
        ("y", &[k]) => Some(Variable::Target(k)),
        ("w", &[l, j, k]) => Some(Variable::Weight(l, j, k)),
        ("b", &[l, k]) => Some(Variable::Bias(l, k)),
        ("z", &[l, k]) => Some(Variable::Z(l, k)),
        ("a", &[l, k]) => Some(Variable::A(l, k)),
        ("E", &[]) => Some(Variable::Loss),
        ("E", &[k]) => Some(Variable::LossTerm(k)),
        _ => None,
    }
}

/// An index, which starts at 1.
fn index(text: &str) -> Option<u32> {
    text.parse().ok().filter(|&index| index > 0 && !text.starts_with('+'))
}
