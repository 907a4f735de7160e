//! Symbols and quantities: one table, for printing and for reading.

mod template;

use std::sync::LazyLock;

use serde::Deserialize;

pub use template::{Mark, Symbol, Template};

use crate::quantity::{Kind, Quantity, Variable};
use crate::words::toml_error;
use crate::{Error, Network};

/// How quantities are written.
#[derive(Clone, Debug, PartialEq)]
pub struct Notation {
    /// The name on the command line.
    pub name: String,
    /// What it is, in one line.
    pub about: String,
    symbols: Table,
    deep: Table,
    vectors: Table,
}

/// One template for each kind of variable; where one is absent, a plainer one serves.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    input: Option<Template>,
    target: Option<Template>,
    weight: Option<Template>,
    bias: Option<Template>,
    bias_output: Option<Template>,
    z: Option<Template>,
    a: Option<Template>,
    z_output: Option<Template>,
    a_output: Option<Template>,
    delta: Option<Template>,
    loss: Option<Template>,
    loss_term: Option<Template>,
    learning_rate: Option<Template>,
    updated: Option<Mark>,
}

impl Table {
    fn templates(&self) -> impl Iterator<Item = &Template> {
        let Table { input, target, weight, bias, bias_output, z, a, z_output, a_output, .. } = self;
        let Table { delta, loss, loss_term, learning_rate, .. } = self;
        let all = [
            input,
            target,
            weight,
            bias,
            bias_output,
            z,
            a,
            z_output,
            a_output,
            delta,
            loss,
            loss_term,
            learning_rate,
        ];
        all.into_iter().flatten()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    #[serde(default)]
    about: String,
    symbols: Table,
    #[serde(default)]
    deep: Table,
    #[serde(default)]
    vectors: Table,
}

const EMBEDDED: [&str; 3] =
    [include_str!("handout.toml"), include_str!("mazur.toml"), include_str!("standard.toml")];

fn known_to_be_one(text: &str) -> Notation {
    Notation::from_toml(text).expect("an embedded notation is one")
}

impl Notation {
    /// Every embedded notation, the default first.
    pub fn all() -> Vec<Notation> {
        Notation::embedded_ones().to_vec()
    }

    /// The same, which are read once.
    pub(crate) fn embedded_ones() -> &'static [Notation] {
        static ALL: LazyLock<[Notation; 3]> = LazyLock::new(|| EMBEDDED.map(known_to_be_one));
        &*ALL
    }

    /// The embedded notation of this name.
    pub fn embedded(name: &str) -> Option<Notation> {
        // Of three tables two need not be read for it.
        EMBEDDED.iter().map(|text| known_to_be_one(text)).find(|notation| notation.name == name)
    }

    /// Reads a notation file, such as the embedded ones.
    ///
    /// # Errors
    /// [`Error::Syntax`] with the place of what is not TOML, not known, missing or no symbol.
    pub fn from_toml(text: &str) -> Result<Notation, Error> {
        let File { name, about, symbols, deep, vectors } =
            toml::from_str(text).map_err(|error| toml_error(&error))?;
        let needed = [
            ("input", &symbols.input),
            ("target", &symbols.target),
            ("weight", &symbols.weight),
            ("bias", &symbols.bias),
            ("z", &symbols.z),
            ("a", &symbols.a),
            ("loss", &symbols.loss),
            ("loss_term", &symbols.loss_term),
            ("learning_rate", &symbols.learning_rate),
        ];
        if let Some((missing, _)) = needed.iter().find(|(_, template)| template.is_none()) {
            let message = format!("[symbols] needs `{missing}`, such as {missing} = \"x_{{<k>}}\"");
            return Err(Error::Syntax { message, offset: text.find("[symbols]").unwrap_or(0) });
        }
        Ok(Notation { name, about, symbols, deep, vectors })
    }

    /// Whether any symbol has this base.
    pub(crate) fn has_base(&self, base: &str) -> bool {
        let tables = [&self.symbols, &self.deep, &self.vectors];
        tables.into_iter().flat_map(Table::templates).any(|template| template.base() == base)
    }

    /// The symbol of a variable in a network.
    pub fn variable(&self, variable: Variable, network: &Network) -> Symbol {
        let indices = Indices::of(variable, network);
        self.template(variable, network).fill(indices.from, indices.to, indices.layer, indices.number)
    }

    /// The symbol of μ.
    pub fn learning_rate(&self) -> Symbol {
        self.symbols.learning_rate.as_ref().expect("checked when it was read").fill(0, 0, 0, 0)
    }

    /// δ_k of a layer, where the notation has a symbol for ∂E/∂z_k.
    pub fn delta(&self, layer: u32, k: u32) -> Option<Symbol> {
        self.symbols.delta.as_ref().map(|template| template.fill(0, k, layer, 0))
    }

    /// The mark of what has been updated.
    pub fn updated(&self) -> Mark {
        self.symbols.updated.unwrap_or(Mark::Prime)
    }

    /// One bold symbol for all variables of this kind in a layer: a vector, or the matrix of weights.
    pub fn vector(&self, variable: Variable, network: &Network) -> Symbol {
        let indices = Indices::of(variable, network);
        let template = self.of(&self.vectors, variable, network);
        let symbol = match template {
            Some(template) => template.fill(0, 0, indices.layer, 0),
            None => self.template(variable, network).fill(0, 0, indices.layer, 0),
        };
        Symbol { subscript: String::new(), bold: true, ..symbol }
    }

    /// The bold δ of a layer, where the notation has one.
    pub fn delta_vector(&self, layer: u32) -> Option<Symbol> {
        let symbol = self.delta(layer, 0)?;
        Some(Symbol { subscript: String::new(), bold: true, ..symbol })
    }

    /// The symbol of a quantity that is a variable, before or after the update, of one sample
    /// or of all; a slope has none of its own, unless it is a δ.
    pub fn symbol(&self, quantity: Quantity, network: &Network) -> Option<Symbol> {
        let symbol = match quantity.kind {
            Kind::LearningRate => self.learning_rate(),
            Kind::Plain(variable) => self.variable(variable, network),
            Kind::Updated(variable) => {
                Symbol { mark: Some(self.updated()), ..self.variable(variable, network) }
            }
            Kind::Slope { of: Variable::Loss, by: Variable::Z(layer, k) } => self.delta(layer, k)?,
            Kind::Slope { .. } => return None,
        };
        Some(symbol.of_sample(quantity.sample))
    }

    fn template(&self, variable: Variable, network: &Network) -> &Template {
        let deep = network.layers.len() > 2;
        let special = if deep { self.of(&self.deep, variable, network) } else { None };
        special.or_else(|| self.of(&self.symbols, variable, network)).expect("checked when it was read")
    }

    /// The template of a table; that of the output layer before the general one.
    fn of<'a>(&self, table: &'a Table, variable: Variable, network: &Network) -> Option<&'a Template> {
        let is_output = |layer: u32| layer as usize == network.layers.len();
        let either = |layer, output: &'a Option<Template>, general: &'a Option<Template>| {
            // An output layer with a symbol of its own keeps it in deep networks.
            match (is_output(layer), output) {
                (true, Some(template)) => Some(template),
                (true, None) if self.has_own_output(variable) && std::ptr::eq(table, &self.deep) => None,
                _ => general.as_ref(),
            }
        };
        match variable {
            Variable::Input(_) => table.input.as_ref(),
            Variable::Target(_) => table.target.as_ref(),
            Variable::Weight(..) => table.weight.as_ref(),
            Variable::Bias(layer, _) => either(layer, &table.bias_output, &table.bias),
            Variable::Z(layer, _) => either(layer, &table.z_output, &table.z),
            Variable::A(layer, _) => either(layer, &table.a_output, &table.a),
            Variable::Loss => table.loss.as_ref(),
            Variable::LossTerm(_) => table.loss_term.as_ref(),
        }
    }

    fn has_own_output(&self, variable: Variable) -> bool {
        match variable {
            Variable::Bias(..) => self.symbols.bias_output.is_some(),
            Variable::Z(..) => self.symbols.z_output.is_some(),
            Variable::A(..) => self.symbols.a_output.is_some(),
            _ => false,
        }
    }
}

/// What the placeholders of a template stand for.
#[derive(Default)]
struct Indices {
    from: u32,
    to: u32,
    layer: u32,
    /// Weights are numbered through all layers, all that lead to one neuron in a row.
    number: u32,
}

impl Indices {
    fn of(variable: Variable, network: &Network) -> Indices {
        match variable {
            Variable::Input(k) | Variable::Target(k) | Variable::LossTerm(k) => {
                Indices { to: k, ..Indices::default() }
            }
            Variable::Weight(layer, from, to) => {
                let (before, here) = network.layers.split_at(layer as usize - 1);
                let earlier: usize = before.iter().map(|layer| layer.weights.data.len()).sum();
                let inputs = here[0].inputs() as u32;
                Indices { from, to, layer, number: earlier as u32 + (to - 1) * inputs + from }
            }
            Variable::Bias(layer, k) | Variable::Z(layer, k) | Variable::A(layer, k) => {
                Indices { to: k, layer, ..Indices::default() }
            }
            Variable::Loss => Indices::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(notation: &str, network: &str, id: &str) -> String {
        let network = Network::embedded(network).expect("it is embedded");
        let notation = Notation::embedded(notation).expect("it is embedded");
        notation.symbol(id.parse().expect("an id"), &network).expect("a symbol").to_string()
    }

    #[test]
    fn each_notation_writes_as_its_author_does() {
        assert_eq!(written("handout", "handout", "w[2,1,3]"), "w_{13}^{2}");
        assert_eq!(written("handout", "handout", "z[2,1]"), "o_{1}");
        assert_eq!(written("handout", "prakash", "z[2,1]"), "z_{1}^{2}");
        assert_eq!(written("handout", "prakash", "a[3,1]"), "l_{1}");
        assert_eq!(written("mazur", "mazur", "w[1,1,2]"), "w_{3}");
        assert_eq!(written("mazur", "mazur", "w'[2,2,1]"), "w_{6}^{+}");
        assert_eq!(written("mazur", "mazur", "a[2,1]"), "\\mathit{out}_{o1}");
        assert_eq!(written("standard", "mazur", "dE/dz[1,2]"), "\\delta_{2}^{[1]}");
        assert_eq!(written("standard", "mazur", "b'[1,2]"), "b_{2}^{[1]\\prime}");
    }
}
