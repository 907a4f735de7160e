//! What an expression says before anyone knows what its symbols mean.

use crate::math::Activation;
use crate::sheet::types::{Printed, Span};

/// An expression as it is written.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Number(Printed),
    /// A number that is no figure of the working, such as ½.
    Constant(f64),
    Name(Name),
    /// ∂of/∂by; `of` is missing where the author leaves it out.
    Slope(Box<SlopeName>),
    Negative(Box<Node>),
    Sum(Vec<Node>),
    Product(Vec<Node>),
    Quotient(Box<Node>, Box<Node>),
    Power(Box<Node>, Box<Node>),
    Apply(Function, Vec<Node>),
    /// Σ over an index, from 1 to what is said or else as far as the symbols go.
    Series {
        index: String,
        last: Option<u32>,
        body: Box<Node>,
    },
    /// Rows of entries; a vector has one row or rows of one.
    Matrix(Vec<Vec<Entry>>),
    /// Read, but nothing that is worked with.
    Other,
}

/// One entry of a matrix.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) node: Node,
    pub(crate) span: Span,
}

/// ∂of/∂by.
#[derive(Clone, Debug)]
pub(crate) struct SlopeName {
    pub(crate) of: Option<Name>,
    pub(crate) by: Name,
}

/// A symbol: a base and its indices.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    pub(crate) base: String,
    pub(crate) indices: Vec<Index>,
    /// It is the value after the update: w⁺, w′, `w new`.
    pub(crate) updated: bool,
    pub(crate) span: Span,
}

/// One index of a symbol.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Index {
    /// Raised or in brackets: most likely a layer.
    pub(crate) raised: bool,
    pub(crate) atom: Atom,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Atom {
    Number(u32),
    /// `net_{h1}` has `h`, `W_{ij}` has `i` and `j`.
    Letters(String),
    /// A capital letter that names a node: `w_{AC}`.
    Node(char),
    /// `\cdot`: every index.
    Any,
}

/// What is applied to an argument.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Function {
    Exp,
    Ln,
    Log10,
    Sqrt,
    Erf,
    Max,
    Activation(Activation),
    /// The slope of an activation; which one where it is named.
    Slope(Option<Activation>),
    /// f, g, φ.
    Unnamed(char),
}

impl Function {
    pub(crate) fn named(name: &str) -> Option<Function> {
        Some(match name {
            "exp" => Function::Exp,
            "ln" | "log" => Function::Ln,
            "log10" | "lg" => Function::Log10,
            "sqrt" => Function::Sqrt,
            "erf" => Function::Erf,
            "max" => Function::Max,
            "tanh" | "th" | "Tanh" => Function::Activation(Activation::Tanh),
            "sigmoid" | "Sigmoid" | "σ" | "sig" | "sigm" | "logistic" | "sigmoide" | "expit" => {
                Function::Activation(Activation::Sigmoid)
            }
            "softmax" | "Softmax" => Function::Activation(Activation::Softmax),
            "relu" | "ReLU" | "Relu" | "RELU" => Function::Activation(Activation::Relu),
            "identity" => Function::Activation(Activation::Identity),
            "leaky-relu" => Function::Activation(Activation::LeakyRelu),
            "softplus" => Function::Activation(Activation::Softplus),
            "elu" | "ELU" => Function::Activation(Activation::Elu),
            "gelu" | "GELU" => Function::Activation(Activation::Gelu),
            "silu" | "SiLU" | "swish" | "Swish" => Function::Activation(Activation::Silu),
            _ => return None,
        })
    }
}

impl SlopeName {
    /// Whether it is that of a unit's output by the net input that is named after it: ∂h₁/∂net_{h1}.
    pub(crate) fn is_own(&self) -> bool {
        let unit = |of: &Name| Index { raised: false, atom: Atom::Letters(of.base.clone()) };
        let is_of = |of: &Name| self.by.indices.split_first() == Some((&unit(of), &of.indices[..]));
        self.by.base == "net" && self.of.as_ref().is_some_and(is_of)
    }
}

impl Name {
    /// The weight between two nodes.
    pub(crate) fn edge(from: &Name, to: &Name) -> Name {
        let atom = |node: &Name| match node.node_letter() {
            Some(letter) => Atom::Node(letter),
            None => Atom::Letters(node.key()),
        };
        let indices = [from, to].map(|node| Index { raised: false, atom: atom(node) }).into();
        Name {
            base: "w".to_owned(),
            indices,
            updated: false,
            span: from.span.min(to.span).to(from.span.max(to.span)),
        }
    }

    /// The capital that it is, and nothing else: a neuron that goes by a letter.
    pub(crate) fn node_letter(&self) -> Option<char> {
        let letter = self.base.chars().next().filter(|letter| letter.is_uppercase())?;
        (self.indices.is_empty() && self.base.len() == letter.len_utf8()).then_some(letter)
    }

    /// Whether it is the weight between two nodes that have names of several letters.
    pub(crate) fn is_edge(&self) -> bool {
        let is_named = |index: &Index| matches!(&index.atom, Atom::Letters(letters) if letters.len() > 1);
        self.base == "w" && self.indices.len() == 2 && self.indices.iter().all(is_named)
    }

    /// The base, with room for what most indices add: keys are made by the hundred.
    fn base_of_a_key(&self) -> String {
        let mut key = String::with_capacity(self.base.len() + 4 * self.indices.len());
        key.push_str(&self.base);
        key
    }

    /// What tells one symbol from another, before and after an update alike.
    pub(crate) fn key(&self) -> String {
        let mut key = self.base_of_a_key();
        for index in &self.indices {
            key.push(if index.raised { '^' } else { '_' });
            match &index.atom {
                Atom::Number(number) => key.push_str(&number.to_string()),
                Atom::Letters(letters) => key.push_str(letters),
                Atom::Node(node) => key.push(*node),
                Atom::Any => key.push('·'),
            }
        }
        key
    }

    /// The family of the symbol: its base and indices with `#` for what counts.
    pub(crate) fn family(&self) -> String {
        let mut key = self.base_of_a_key();
        for index in &self.indices {
            if index.raised {
                key.push('^');
            }
            match &index.atom {
                Atom::Number(_) | Atom::Node(_) | Atom::Any => key.push('#'),
                Atom::Letters(letters) => {
                    key.push('_');
                    key.push_str(letters);
                }
            }
        }
        key
    }

    /// The parameter that Δw is the change of.
    pub(crate) fn changed(&self) -> Option<Name> {
        let base = self.base.strip_prefix('Δ').filter(|base| !base.is_empty())?;
        Some(Name { base: base.to_owned(), ..self.clone() })
    }

    /// Whether it is by how much another symbol changes: Δw.
    pub(crate) fn is_step(&self) -> bool {
        self.base.strip_prefix('Δ').is_some_and(|of| !of.is_empty())
    }

    /// Whether it is the same symbol, wherever it stands.
    pub(crate) fn is_like(&self, other: &Name) -> bool {
        self.base == other.base && self.indices == other.indices && self.updated == other.updated
    }

    /// What counts, in order: numbers, or the codes of node letters.
    pub(crate) fn coordinates(&self) -> Vec<u32> {
        self.indices
            .iter()
            .filter_map(|index| match index.atom {
                Atom::Number(number) => Some(number),
                Atom::Node(node) => Some(node as u32),
                Atom::Any | Atom::Letters(_) => None,
            })
            .collect()
    }

    /// How many indices count.
    pub(crate) fn coordinate_count(&self) -> usize {
        self.indices.iter().filter(|index| matches!(index.atom, Atom::Number(_) | Atom::Node(_))).count()
    }

    /// Whether an index is the letter of a node, as in `w_{AC}`.
    pub(crate) fn is_lettered(&self) -> bool {
        self.indices.iter().any(|index| matches!(index.atom, Atom::Node(_)))
    }

    /// Whether an index is a letter that stands for any number, as in w_{jk}.
    pub(crate) fn is_general(&self) -> bool {
        let numbers = self.indices.iter().filter(|index| matches!(index.atom, Atom::Number(_))).count();
        let free = |index: &Index| match &index.atom {
            Atom::Letters(letters) => letters.len() == 1 && "ijklmn".contains(letters.as_str()),
            _ => false,
        };
        self.indices.iter().any(free) && self.indices.iter().filter(|index| free(index)).count() > numbers
    }

    /// The same symbol with an index letter replaced by a number.
    pub(crate) fn with(&self, letter: &str, number: u32) -> Name {
        let mut name = self.clone();
        for index in &mut name.indices {
            if matches!(&index.atom, Atom::Letters(letters) if letters == letter) {
                index.atom = Atom::Number(number);
            }
        }
        name
    }

    /// The symbol of an entry of a vector or matrix that goes by this name. `W_{ij}` becomes
    /// `W_{i_1j_2}`, every other name takes the indices at its end.
    pub(crate) fn entry(&self, indices: &[u32]) -> Name {
        let mut name = self.clone();
        let letters = self.indices.iter().filter(|index| matches!(index.atom, Atom::Letters(_))).count();
        let single = |index: &Index| matches!(&index.atom, Atom::Letters(text) if text.chars().count() == 1);
        if letters == indices.len() && letters == 2 && self.indices.iter().all(single) {
            name.indices.clear();
            for (index, &number) in self.indices.iter().zip(indices) {
                name.indices.push(index.clone());
                name.indices.push(Index { raised: false, atom: Atom::Number(number) });
            }
        } else {
            name.indices
                .extend(indices.iter().map(|&number| Index { raised: false, atom: Atom::Number(number) }));
        }
        name
    }
}

impl Node {
    /// Calls `visit` with every symbol, those of slopes too.
    pub(crate) fn for_each_name<'a>(&'a self, visit: &mut impl FnMut(&'a Name)) {
        match self {
            Node::Name(name) => visit(name),
            Node::Slope(slope) => {
                slope.of.iter().for_each(&mut *visit);
                visit(&slope.by);
            }
            Node::Negative(x) | Node::Series { body: x, .. } => x.for_each_name(visit),
            Node::Sum(parts) | Node::Product(parts) | Node::Apply(_, parts) => {
                parts.iter().for_each(|part| part.for_each_name(visit));
            }
            Node::Quotient(x, y) | Node::Power(x, y) => {
                x.for_each_name(visit);
                y.for_each_name(visit);
            }
            Node::Matrix(rows) => rows.iter().flatten().for_each(|entry| entry.node.for_each_name(visit)),
            Node::Number(_) | Node::Constant(_) | Node::Other => {}
        }
    }

    /// The same, to change them.
    pub(crate) fn for_each_name_mut(&mut self, visit: &mut impl FnMut(&mut Name)) {
        self.for_each_part_mut(&mut |part| match part {
            Node::Name(name) => visit(name),
            Node::Slope(slope) => {
                slope.of.iter_mut().for_each(&mut *visit);
                visit(&mut slope.by);
            }
            _ => {}
        });
    }

    /// Calls `change` with the parts of an expression, theirs first, and with the whole.
    pub(crate) fn for_each_part_mut(&mut self, change: &mut impl FnMut(&mut Node)) {
        match self {
            Node::Negative(x) | Node::Series { body: x, .. } => x.for_each_part_mut(change),
            Node::Sum(parts) | Node::Product(parts) | Node::Apply(_, parts) => {
                parts.iter_mut().for_each(|part| part.for_each_part_mut(change));
            }
            Node::Quotient(x, y) | Node::Power(x, y) => {
                x.for_each_part_mut(change);
                y.for_each_part_mut(change);
            }
            Node::Matrix(rows) => {
                rows.iter_mut().flatten().for_each(|entry| entry.node.for_each_part_mut(change));
            }
            Node::Name(_) | Node::Slope(_) | Node::Number(_) | Node::Constant(_) | Node::Other => {}
        }
        change(self);
    }

    /// The number, where the expression is one alone.
    pub(crate) fn number(&self) -> Option<Printed> {
        match self {
            Node::Number(printed) => Some(*printed),
            _ => None,
        }
    }

    /// What a minus stands before, or the whole.
    pub(crate) fn without_sign(&self) -> &Node {
        match self {
            Node::Negative(inner) => inner,
            node => node,
        }
    }

    /// Whether numbers alone stand in it.
    pub(crate) fn is_numeric(&self) -> bool {
        let mut names = 0;
        self.for_each_name(&mut |_| names += 1);
        names == 0 && !matches!(self, Node::Other | Node::Series { .. })
    }
}
