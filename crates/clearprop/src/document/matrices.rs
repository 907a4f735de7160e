//! The matrix style: a whole layer in one line.

use super::compose::ends;
use super::{Block, Equation, Inline, Math, Operator, Speller, lesson, words};
use crate::backprop::{Derivation, Part, Rule, Section};
use crate::math::{Activation, Expr};
use crate::notation::{Mark, Symbol};
use crate::quantity::{Kind, Quantity, Variable};

/// Rows or columns beyond this many are elided: the first ones and the last are shown.
pub(super) const MOST_SHOWN: u32 = 8;
pub(super) const FIRST_SHOWN: u32 = 3;

/// The working of every sample, the mean and the update, layer by layer.
pub(super) fn compose(speller: &Speller) -> Vec<Block> {
    let network = &speller.derivation.network;
    let samples = network.samples.len() as u32;
    let mut writer = Writer { speller, blocks: Vec::new(), sample: None, is_updated: false };
    writer.given();
    let each: Vec<Option<u32>> = if samples == 1 { vec![None] } else { (1..=samples).map(Some).collect() };
    for sample in each {
        writer.sample = sample;
        writer.forward();
        writer.loss();
        writer.backward();
    }
    writer.sample = None;
    if samples > 1 {
        writer.mean();
    }
    writer.update();
    writer.after();
    writer.blocks
}

/// What neuron k has where the first one of its layer has `first`.
fn neuron(first: Quantity, k: u32) -> Quantity {
    let variable = match first.kind {
        Kind::Plain(Variable::Target(_)) => Variable::Target(k),
        Kind::Plain(Variable::Z(layer, _)) => Variable::Z(layer, k),
        Kind::Plain(Variable::A(layer, _)) => Variable::A(layer, k),
        _ => panic!("{first} stands in no formula of a whole layer"),
    };
    Quantity::plain(variable).at(first.sample)
}

struct Writer<'a> {
    speller: &'a Speller<'a>,
    blocks: Vec<Block>,
    sample: Option<u32>,
    /// Whether it is worked with the parameters after the update.
    is_updated: bool,
}

impl Writer<'_> {
    fn derivation(&self) -> &Derivation {
        self.speller.derivation
    }

    fn last(&self) -> u32 {
        self.derivation().network.layers.len() as u32
    }

    fn width(&self, layer: u32) -> u32 {
        self.derivation().network.widths()[layer as usize] as u32
    }

    fn activation(&self, layer: u32) -> Activation {
        self.derivation().network.layers[layer as usize - 1].activation
    }

    fn heading(&mut self, words: String) {
        let sample = self.sample.map_or(String::new(), |sample| format!(", sample {sample}"));
        self.blocks.push(Block::Heading(2, vec![Inline::Text(format!("{words}{sample}"))]));
    }

    /// What the lesson says at the start of a part.
    fn opening(&mut self, section: Section) {
        if self.speller.layout.lesson {
            self.blocks.extend(lesson::opening(self.speller, section));
        }
    }

    fn part(&self, part: Part) -> Section {
        Section::Sample { sample: self.sample, part }
    }

    /// A rule and, in a lesson, the derivation of the slope that it names.
    fn say_slope(&mut self, rule: Rule, quantity: Quantity) {
        let before = self.blocks.len();
        self.say(rule);
        if self.speller.layout.lesson && self.blocks.len() > before {
            self.blocks.extend(lesson::derivation(self.speller, quantity, rule));
        }
    }

    fn say(&mut self, rule: Rule) {
        let Some(sentence) = words::sentence(rule) else { return };
        let paragraph = Block::Paragraph(vec![Inline::Text(sentence.to_owned())]);
        if !self.blocks.contains(&paragraph) {
            self.blocks.push(paragraph);
        }
    }

    fn line(&mut self, left: Math, sides: Vec<Math>, exact: bool) {
        let equation = Equation { quantity: None, left, sides, exact };
        self.blocks.push(Block::Equations(vec![equation]));
    }

    /// A variable of this sample; parameters belong to all.
    fn of(&self, variable: Variable) -> Quantity {
        let shared = matches!(variable, Variable::Weight(..) | Variable::Bias(..));
        let quantity =
            if self.changes(variable) { Quantity::updated(variable) } else { Quantity::plain(variable) };
        quantity.at(if shared { None } else { self.sample })
    }

    fn vector(&self, variable: Variable) -> Math {
        let shared = matches!(variable, Variable::Weight(..) | Variable::Bias(..));
        let symbol = self.speller.vector(variable, if shared { None } else { self.sample });
        let mark = self.changes(variable).then(|| self.speller.layout.notation.updated());
        Math::symbol(Symbol { mark, ..symbol })
    }

    /// Whether a variable is another after the update, and that is what is worked with.
    fn changes(&self, variable: Variable) -> bool {
        self.is_updated && !matches!(variable, Variable::Input(_) | Variable::Target(_))
    }

    /// The bold symbol of what the layer before puts out.
    fn before(&self, layer: u32) -> Math {
        self.vector(if layer == 1 { Variable::Input(1) } else { Variable::A(layer - 1, 1) })
    }

    fn before_quantity(&self, layer: u32, j: u32) -> Quantity {
        self.of(if layer == 1 { Variable::Input(j) } else { Variable::A(layer - 1, j) })
    }

    /// ∂E over a bold symbol.
    fn slope(&self, by: Math) -> Math {
        let loss = self.speller.layout.notation.variable(Variable::Loss, &self.derivation().network);
        let partial = |x| Math::Row(vec![Math::Operator(Operator::Partial), x]);
        Math::fraction(partial(Math::symbol(loss.of_sample(self.sample))), partial(by))
    }

    /// δ of a layer, or ∂E/∂z where the notation has no δ.
    fn delta(&self, layer: u32) -> Math {
        match self.speller.layout.notation.delta_vector(layer) {
            Some(symbol) => Math::symbol(symbol.of_sample(self.sample)),
            None => self.slope(self.vector(Variable::Z(layer, 1))),
        }
    }

    /// A column of numbers.
    fn column(&self, count: u32, quantity: impl Fn(u32) -> Quantity) -> Math {
        self.matrix(count, 1, |row, _| quantity(row))
    }

    fn matrix(&self, rows: u32, columns: u32, quantity: impl Fn(u32, u32) -> Quantity) -> Math {
        let shown = |count: u32| -> Vec<Option<u32>> {
            if count <= MOST_SHOWN {
                return (1..=count).map(Some).collect();
            }
            (1..=FIRST_SHOWN).map(Some).chain([None, Some(count)]).collect()
        };
        let entry = |row: Option<u32>, column: Option<u32>| match (row, column) {
            (Some(row), Some(column)) => self.speller.number(quantity(row, column)),
            _ => Math::Ellipsis,
        };
        let row = |row| shown(columns).into_iter().map(|column| entry(row, column)).collect();
        Math::Matrix(shown(rows).into_iter().map(row).collect())
    }

    fn weights(&self, layer: u32) -> Math {
        self.matrix(self.width(layer - 1), self.width(layer), |j, k| self.of(Variable::Weight(layer, j, k)))
    }

    fn exact(&self, mut quantities: impl Iterator<Item = Quantity>) -> bool {
        quantities.all(|quantity| self.speller.is_exact(quantity))
    }

    fn given(&mut self) {
        self.heading("Given".into());
        self.opening(Section::Given);
        for layer in 1..=self.last() {
            let weights = self.weights(layer);
            self.line(self.vector(Variable::Weight(layer, 1, 1)), vec![weights], true);
            let bias = self.column(self.width(layer), |k| Quantity::plain(Variable::Bias(layer, k)));
            self.line(self.vector(Variable::Bias(layer, 1)), vec![bias], true);
        }
        let samples = self.derivation().network.samples.len() as u32;
        for sample in 1..=samples {
            self.sample = (samples > 1).then_some(sample);
            let input = self.column(self.width(0), |j| self.of(Variable::Input(j)));
            self.line(self.vector(Variable::Input(1)), vec![input], true);
            let target = self.column(self.width(self.last()), |k| self.of(Variable::Target(k)));
            self.line(self.vector(Variable::Target(1)), vec![target], true);
        }
        self.sample = None;
        let rate = Quantity::learning_rate();
        self.line(self.speller.symbol(rate), vec![Math::Number(self.speller.digits(rate))], true);
    }

    fn forward(&mut self) {
        for layer in 1..=self.last() {
            let name = words::plain_name(self.activation(layer).name());
            self.heading(format!("Forward: layer {layer}, {name}"));
            self.opening(self.part(Part::Forward(layer)));
            self.forward_through(layer);
        }
    }

    /// z = Wᵀ a + b, then a = f(z).
    fn forward_through(&mut self, layer: u32) {
        self.say(Rule::WeightedSum);
        let width = self.width(layer);
        let bias = self.column(width, |k| self.of(Variable::Bias(layer, k)));
        let input = self.column(self.width(layer - 1), |j| self.before_quantity(layer, j));
        let sum = |weights: Math, input: Math, bias: Math| {
            Math::Row(vec![
                Math::transposed(weights),
                Math::Operator(Operator::Juxtaposed),
                input,
                Math::Operator(Operator::Plus),
                bias,
            ])
        };
        let symbols = sum(
            self.vector(Variable::Weight(layer, 1, 1)),
            self.before(layer),
            self.vector(Variable::Bias(layer, 1)),
        );
        let numbers = sum(self.weights(layer), input, bias);
        let z = self.column(width, |k| self.of(Variable::Z(layer, k)));
        let exact = self.exact((1..=width).map(|k| self.of(Variable::Z(layer, k))));
        self.line(self.vector(Variable::Z(layer, 1)), vec![symbols, numbers, z], exact);

        self.say(Rule::Activation(self.activation(layer)));
        let a = self.column(width, |k| self.of(Variable::A(layer, k)));
        let exact = self.exact((1..=width).map(|k| self.of(Variable::A(layer, k))));
        let name = self.activation(layer).name();
        let applied = |z| Math::Call(name, Box::new(Math::Row(vec![z])));
        let symbols = applied(self.vector(Variable::Z(layer, 1)));
        let numbers = applied(self.column(width, |k| self.of(Variable::Z(layer, k))));
        self.line(self.vector(Variable::A(layer, 1)), vec![symbols, numbers, a], exact);
    }

    fn loss(&mut self) {
        self.heading("Loss".into());
        self.opening(self.part(Part::Loss));
        self.terms();
    }

    /// One line for each output's term, and the sum.
    fn terms(&mut self) {
        let outputs = self.width(self.last());
        let shown = (1..=outputs).filter(|&k| outputs <= 12 || k <= FIRST_SHOWN || k == outputs);
        let terms: Vec<Quantity> = shown.map(|k| self.of(Variable::LossTerm(k))).collect();
        for quantity in terms.into_iter().chain([self.of(Variable::Loss)]) {
            self.scalar(quantity);
        }
    }

    /// symbol = formula = numbers = result, of a single quantity.
    fn scalar(&mut self, quantity: Quantity) {
        let Some(step) = self.derivation().step(quantity) else { return };
        let formula = self.derivation().formula(quantity).expect("a result has a formula");
        let rule = step.rule;
        let sides = vec![
            self.speller.in_symbols(&formula),
            self.speller.in_numbers(&formula),
            self.speller.number(quantity),
        ];
        let exact = self.speller.is_exact(quantity);
        let left = self.speller.symbol(quantity);
        self.say(rule);
        self.blocks.push(Block::Equations(vec![Equation { quantity: Some(quantity), left, sides, exact }]));
    }

    fn backward(&mut self) {
        for layer in (1..=self.last()).rev() {
            let place = if layer == self.last() { "the output" } else { "hidden" };
            self.heading(format!("Back-propagation: layer {layer}, {place}"));
            self.opening(self.part(Part::Backward(std::cmp::Reverse(layer))));
            self.arriving(layer);
            self.gradient(layer);
        }
    }

    /// δ of a layer.
    fn arriving(&mut self, layer: u32) {
        let width = self.width(layer);
        let sample = self.sample;
        let slope = |by| Quantity::slope(Variable::Loss, by).at(sample);
        let delta_numbers = self.column(width, |k| slope(Variable::Z(layer, k)));
        let exact = self.exact((1..=width).map(|k| slope(Variable::Z(layer, k))));
        let by_a = |k| slope(Variable::A(layer, k));
        if self.derivation().step(by_a(1)).is_none() {
            // The slopes of loss and activation have collapsed to output minus target.
            self.say(Rule::OutputMinusTarget);
            let difference = |a, y| Math::Row(vec![a, Math::Operator(Operator::Minus), y]);
            let symbols = difference(self.vector(Variable::A(layer, 1)), self.vector(Variable::Target(1)));
            let numbers = difference(
                self.column(width, |k| self.of(Variable::A(layer, k))),
                self.column(width, |k| self.of(Variable::Target(k))),
            );
            self.line(self.delta(layer), vec![symbols, numbers, delta_numbers], exact);
            return;
        }
        let by_a_symbol = self.slope(self.vector(Variable::A(layer, 1)));
        let by_a_numbers = self.column(width, by_a);
        let by_a_exact = self.exact((1..=width).map(by_a));
        if layer == self.last() {
            let rule = self.derivation().step(by_a(1)).map(|step| step.rule);
            if let Some(rule) = rule {
                self.say_slope(rule, by_a(1));
            }
            self.elementwise(layer, by_a(1), by_a_symbol.clone(), by_a_numbers.clone(), by_a_exact);
        } else {
            self.say(Rule::ChainRule);
            let product = |weights, delta| Math::joined([weights, delta], Operator::Juxtaposed);
            let symbols = product(self.vector(Variable::Weight(layer + 1, 1, 1)), self.delta(layer + 1));
            let after = self.column(self.width(layer + 1), |m| slope(Variable::Z(layer + 1, m)));
            let numbers = product(self.weights(layer + 1), after);
            let sides = vec![symbols, numbers, by_a_numbers.clone()];
            self.line(by_a_symbol.clone(), sides, by_a_exact);
        }
        self.activation_slope(layer, by_a_symbol, by_a_numbers, delta_numbers, exact);
    }

    /// δ = ∂E/∂a ⊙ f′(z), or the Jacobian times ∂E/∂a where the layer works as a whole.
    fn activation_slope(&mut self, layer: u32, symbol: Math, numbers: Math, delta: Math, exact: bool) {
        let activation = self.activation(layer);
        let width = self.width(layer);
        let sample = self.sample;
        let entry = |i, k| Quantity::slope(Variable::A(layer, i), Variable::Z(layer, k)).at(sample);
        self.say_slope(Rule::ActivationSlope(activation), entry(1, 1));
        let diagonal = self.derivation().options.method.is_diagonal(activation);
        let sides = if diagonal {
            // As a vector by a vector it would be a matrix; f′(z) is one number a neuron.
            let prime = Some(Mark::Prime);
            let name = Symbol { base: activation.name().into(), mark: prime, ..Symbol::default() };
            let of_z = Math::Bracket(Box::new(self.vector(Variable::Z(layer, 1))));
            let slope = Math::Row(vec![Math::symbol(name), of_z]);
            let slopes = self.column(width, |k| entry(k, k));
            let exact = self.exact((1..=width).map(|k| entry(k, k)));
            self.elementwise(layer, entry(1, 1), slope.clone(), slopes.clone(), exact);
            vec![
                Math::joined([symbol, slope], Operator::Hadamard),
                Math::joined([numbers, slopes], Operator::Hadamard),
                delta,
            ]
        } else {
            let partial = |x| Math::Row(vec![Math::Operator(Operator::Partial), x]);
            let (a, z) = (self.vector(Variable::A(layer, 1)), self.vector(Variable::Z(layer, 1)));
            let slope = Math::fraction(partial(a), partial(z));
            let jacobian = self.matrix(width, width, |k, i| entry(i, k));
            vec![
                Math::joined([Math::transposed(slope), symbol], Operator::Juxtaposed),
                Math::joined([jacobian, numbers], Operator::Juxtaposed),
                delta,
            ]
        };
        self.say(Rule::Delta);
        self.line(self.delta(layer), sides, exact);
    }

    /// A line whose formula is the same for every neuron: that of the first, for the whole layer.
    fn elementwise(&mut self, layer: u32, first: Quantity, symbol: Math, numbers: Math, exact: bool) {
        let formula = self.derivation().formula(first);
        let mut sides = match formula {
            Some(Expr::Constant(_)) | None => Vec::new(),
            Some(formula) => {
                let width = self.width(layer);
                let column = |first| self.column(width, |k| neuron(first, k));
                vec![self.speller.in_vectors(&formula), self.speller.in_columns(&formula, &column)]
            }
        };
        sides.push(numbers);
        self.line(symbol, sides, exact);
    }

    /// ∂E/∂W = a δᵀ and ∂E/∂b = δ.
    fn gradient(&mut self, layer: u32) {
        let (inputs, width) = (self.width(layer - 1), self.width(layer));
        let sample = self.sample;
        let slope = |by| Quantity::slope(Variable::Loss, by).at(sample);
        self.say(Rule::WeightGradient);
        let product = |a, delta| Math::joined([a, Math::transposed(delta)], Operator::Juxtaposed);
        let symbols = product(self.before(layer), self.delta(layer));
        let numbers = product(
            self.column(inputs, |j| self.before_quantity(layer, j)),
            self.column(width, |k| slope(Variable::Z(layer, k))),
        );
        let result = self.matrix(inputs, width, |j, k| slope(Variable::Weight(layer, j, k)));
        let left = self.slope(self.vector(Variable::Weight(layer, 1, 1)));
        self.line(left, vec![symbols, numbers, result], false);
        self.say(Rule::BiasGradient);
        let bias = self.column(width, |k| slope(Variable::Bias(layer, k)));
        let left = self.slope(self.vector(Variable::Bias(layer, 1)));
        let exact = self.exact((1..=width).map(|k| slope(Variable::Bias(layer, k))));
        self.line(left, vec![self.delta(layer), bias], exact);
    }

    /// Loss and gradient over all samples.
    fn mean(&mut self) {
        self.heading("The mean over the samples".into());
        self.opening(Section::Mean);
        self.scalar(Quantity::plain(Variable::Loss));
        for layer in 1..=self.last() {
            let slope = |by| Quantity::slope(Variable::Loss, by);
            let (inputs, width) = (self.width(layer - 1), self.width(layer));
            let weights = |writer: &Self, sample| {
                writer.matrix(inputs, width, |j, k| slope(Variable::Weight(layer, j, k)).at(sample))
            };
            self.mean_line(Variable::Weight(layer, 1, 1), weights);
            let bias =
                |writer: &Self, sample| writer.column(width, |k| slope(Variable::Bias(layer, k)).at(sample));
            self.mean_line(Variable::Bias(layer, 1), bias);
        }
    }

    /// The mean of the samples' slopes by a layer's parameters; `numbers` are those of one sample, or of
    /// the mean.
    fn mean_line(&mut self, by: Variable, numbers: impl Fn(&Self, Option<u32>) -> Math) {
        let samples = self.derivation().network.samples.len() as u32;
        let left = self.slope(self.vector(by));
        let (mut symbols, mut figures) = (Vec::new(), Vec::new());
        for sample in (1..=samples).map(Some) {
            self.sample = sample;
            symbols.push(self.slope(self.vector(by)));
            figures.push(numbers(self, sample));
        }
        self.sample = None;
        let mean = |terms: Vec<Math>| {
            let terms = ends(&terms, || Math::Ellipsis);
            Math::fraction(Math::joined(terms, Operator::Plus), Math::Number(samples.to_string()))
        };
        let result = numbers(self, None);
        self.line(left, vec![mean(symbols), mean(figures), result], false);
    }

    /// W′ = W − μ ∂E/∂W, and the same for the biases.
    fn update(&mut self) {
        self.heading("The update".into());
        self.opening(Section::Update);
        self.say(Rule::Update);
        for layer in 1..=self.last() {
            let (inputs, width) = (self.width(layer - 1), self.width(layer));
            let weight = |j, k| Variable::Weight(layer, j, k);
            let bias = |_: u32, k| Variable::Bias(layer, k);
            self.updated(inputs, width, weight);
            self.updated_column(width, bias);
        }
    }

    fn updated(&mut self, rows: u32, columns: u32, variable: impl Fn(u32, u32) -> Variable) {
        let numbers =
            |kind: fn(Variable) -> Quantity| self.matrix(rows, columns, |j, k| kind(variable(j, k)));
        let slope = |by| Quantity::slope(Variable::Loss, by);
        let (old, gradient, new) = (numbers(Quantity::plain), numbers(slope), numbers(Quantity::updated));
        self.updated_line(variable(1, 1), old, gradient, new);
    }

    fn updated_column(&mut self, rows: u32, variable: impl Fn(u32, u32) -> Variable) {
        let numbers = |kind: fn(Variable) -> Quantity| self.column(rows, |k| kind(variable(1, k)));
        let slope = |by| Quantity::slope(Variable::Loss, by);
        let (old, gradient, new) = (numbers(Quantity::plain), numbers(slope), numbers(Quantity::updated));
        self.updated_line(variable(1, 1), old, gradient, new);
    }

    fn updated_line(&mut self, variable: Variable, old: Math, gradient: Math, new: Math) {
        let symbol = self.speller.vector(variable, None);
        let mark = self.speller.layout.notation.updated();
        let left = Math::symbol(Symbol { mark: Some(mark), ..symbol.clone() });
        let rate = Quantity::learning_rate();
        let minus = |from: Math, rate: Math, sign: Operator, slope: Math| {
            let sign = Math::Operator(sign);
            Math::Row(vec![from, Math::Operator(Operator::Minus), rate, sign, slope])
        };
        let symbols = minus(
            Math::symbol(symbol.clone()),
            self.speller.symbol(rate),
            Operator::Juxtaposed,
            self.slope(Math::symbol(symbol)),
        );
        let rate = Math::Number(self.speller.digits(rate));
        let numbers = minus(old, rate, Operator::Times, gradient);
        self.line(left, vec![symbols, numbers, new], false);
    }

    fn after(&mut self) {
        if self.derivation().step(Quantity::updated(Variable::Loss)).is_some() {
            self.heading("The loss after the update".into());
            self.opening(Section::After);
            self.is_updated = true;
            let samples = self.derivation().network.samples.len() as u32;
            for sample in 1..=samples {
                self.sample = (samples > 1).then_some(sample);
                (1..=self.last()).for_each(|layer| self.forward_through(layer));
                self.terms();
            }
            self.sample = None;
            if samples > 1 {
                self.scalar(Quantity::updated(Variable::Loss));
            }
        }
    }
}
