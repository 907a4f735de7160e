//! A network of which nothing is stated but the sums: `z₁ = 0.3 · 0.5 + 0.1 · 2 + 0.1`. What comes in is the
//! same for all units of a layer, and the rest are their weights.

use super::given::{Given, Group, Value};
use crate::backprop::Method;
use crate::network::{Layer, Network, Sample};
use crate::plain::Parameters;
use crate::sheet::meaning::facts::{Left, left_of};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Chain, Item};
use crate::sheet::syntax::tree::Node;
use crate::sheet::types::Printed;

/// More units nobody works by hand.
const MOST: usize = 64;

/// The last place of a weight that someone chooses, as a power of ten.
const FINEST: i32 = -3;

/// The sum of one unit.
pub(super) struct Sum {
    pub(super) products: Vec<[Printed; 2]>,
    pub(super) bias: Option<Printed>,
}

impl Sum {
    fn value(&self) -> f64 {
        let product = |[one, other]: &[Printed; 2]| one.value.to_f64() * other.value.to_f64();
        let bias = self.bias.map_or(0.0, |bias| bias.value.to_f64());
        self.products.iter().map(product).sum::<f64>() + bias
    }

    /// This factor of each product: what comes in, or the weights.
    fn factors(&self, place: usize) -> Vec<f64> {
        self.products.iter().map(|product| product[place].value.to_f64()).collect()
    }
}

/// What is given, with the weights and the biases that the sums up to the way back say.
pub(super) fn in_numbers(given: &Given, items: &[Item]) -> Option<Given> {
    let sums = of_units(items);
    [1, 0].into_iter().find_map(|place| Some(stated(given, &layers(given, &sums, place)?, place)))
}

/// The sums that units are worked by on the way forward.
pub(super) fn of_units(items: &[Item]) -> Vec<Sum> {
    let chains = items.iter().filter_map(Item::chain);
    chains.take_while(|chain| !is_on_the_way_back(chain)).filter_map(sum).take(MOST).collect()
}

/// Whether half of the sums or more are what units of a network take in, to about the figures that are printed, or
/// are made with the weights of one, though what comes in may carry a mistake.
pub(super) fn are_worked_by(sums: &[Sum], network: &Network) -> bool {
    let parameters = Parameters::<f64>::of(network, Method::Standard);
    let forward = |sample: &Sample| parameters.forward(&sample.input);
    let all: Vec<f64> = network.samples.iter().flat_map(forward).flat_map(|layer| layer.z).collect();
    let is_worked = |sum: &&Sum| all.iter().any(|z| (z - sum.value()).abs() <= 0.01 * z.abs().max(0.1));
    let units: Vec<(Vec<f64>, f64)> = network.layers.iter().flat_map(units_of).collect();
    let is_of_unit = |sum: &&Sum| {
        let has_bias = |bias: f64| sum.bias.is_none_or(|printed| printed.value.to_f64() == bias);
        let has_weights = |weights: &[f64]| [0, 1].into_iter().any(|place| sum.factors(place) == weights);
        units.iter().any(|(weights, bias)| has_weights(weights) && has_bias(*bias))
    };
    // What comes into the first layer is given, so that of its units no sum carries a mistake.
    let takes_inputs = |sum: &&Sum| {
        let is_input = |factors: Vec<f64>| network.samples.iter().any(|sample| sample.input == factors);
        [0, 1].into_iter().any(|place| is_input(sum.factors(place)))
    };
    let (first, later): (Vec<&Sum>, Vec<&Sum>) = sums.iter().partition(takes_inputs);
    let worked = first.iter().filter(|sum| is_worked(sum)).count();
    let of_units = later.iter().filter(|sum| is_worked(sum) || is_of_unit(sum)).count();
    2 * worked >= first.len() && 2 * (worked + of_units) >= sums.len()
}

/// The weights and the bias of each unit of a layer.
fn units_of(layer: &Layer) -> Vec<(Vec<f64>, f64)> {
    let of_unit = |k: usize| ((0..layer.inputs()).map(|j| layer.weights[(j, k)]).collect(), layer.bias[k]);
    (0..layer.width()).map(of_unit).collect()
}

fn is_on_the_way_back(chain: &Chain) -> bool {
    match chain.left().and_then(left_of) {
        Some(Left::Slope(_)) => true,
        Some(Left::Name(name)) => {
            name.updated || chain.becomes || role::by_name(&name.base, 1, Role::Delta) > 1.0
        }
        None => false,
    }
}

/// The sum that a unit is worked by, also within its function: `H1 = sigmoid(0.5 · 1.0 + 0.9 · 2.0)`.
fn sum(chain: &Chain) -> Option<Sum> {
    let name = chain.name()?;
    let is_unit = [Role::Loss, Role::Delta].into_iter().all(|role| role::by_name(&name.base, 1, role) < 1.0);
    let nodes = chain.sides.get(1..)?.iter().filter_map(|side| side.node.as_ref()).filter(|_| is_unit);
    nodes.filter_map(sum_of).find(|sum| sum.products.len() > 1)
}

/// The products of two numbers and the lone one that a node is the sum of.
pub(super) fn sum_of(node: &Node) -> Option<Sum> {
    let terms = match node {
        Node::Sum(terms) => terms,
        Node::Apply(_, arguments) if arguments.len() == 1 => return sum_of(&arguments[0]),
        _ => return None,
    };
    let mut sum = Sum { products: Vec::new(), bias: None };
    for term in terms {
        let (inner, negative) = match term {
            Node::Negative(inner) => (&**inner, true),
            term => (term, false),
        };
        let turned = |printed: Printed| Printed { value: printed.value.negated(), ..printed };
        let signed = |node: &Node| match node {
            Node::Number(printed) => Some(if negative { turned(*printed) } else { *printed }),
            Node::Negative(inner) if !negative => inner.number().map(turned),
            _ => None,
        };
        match inner {
            // The minus of `− 0.2 · 0.5` is the weight's, which most often stands first.
            Node::Product(factors) if factors.len() == 2 => {
                let other = match &factors[1] {
                    Node::Negative(inner) => inner.number().map(turned),
                    factor => factor.number(),
                };
                sum.products.push([signed(&factors[0])?, other?]);
            }
            Node::Number(_) if sum.bias.is_none() => sum.bias = signed(inner),
            _ => return None,
        }
    }
    (!sum.products.is_empty()).then_some(sum)
}

/// The sums of each layer, those that what comes in is the same for; `None` where they make up no network.
fn layers<'s>(given: &Given, sums: &'s [Sum], place: usize) -> Option<Vec<Vec<&'s Sum>>> {
    let mut layers: Vec<Vec<&Sum>> = Vec::new();
    for sum in sums {
        let comes_in = sum.factors(place);
        let is_same = |layer: &Vec<&Sum>| layer[0].factors(place) == comes_in;
        match layers.last_mut() {
            Some(layer) if is_same(layer) => layer.push(sum),
            // The next sample, or the next pass.
            Some(layer) if layer.len() != comes_in.len() => break,
            _ => layers.push(vec![sum]),
        }
    }
    let inputs = layers.first()?[0].factors(place);
    let is_stated = |group: &Group| {
        group.values.iter().map(|value| value.printed.value.to_f64()).eq(inputs.iter().copied())
    };
    let fits = given.inputs.iter().any(is_stated) || given.inputs.is_empty() && layers[0].len() > 1;
    // One sum may be that of one unit of many, and no one chooses weights of many places.
    let is_chosen = |sum: &&Sum| sum.products.iter().all(|product| product[1 - place].unit >= FINEST);
    let mut all = layers.iter().flatten();
    (fits && layers.iter().map(Vec::len).sum::<usize>() > 1 && all.all(is_chosen)).then_some(layers)
}

/// The sums as if someone had given their numbers.
fn stated(given: &Given, layers: &[Vec<&Sum>], place: usize) -> Given {
    let value = |printed: Printed, at: Vec<u32>| Value { printed, at, of: None };
    let group = |layer: u32, values: Vec<Value>| Group {
        layer: Some(layer),
        values,
        late: false,
        family: String::from("sums"),
    };
    let biases_again = given.biases.clone();
    let mut stated = Given { weights: Vec::new(), biases: Vec::new(), biases_again, ..given.clone() };
    if stated.inputs.is_empty() {
        let inputs = layers[0][0].products.iter().zip(1..).map(|(product, j)| value(product[place], vec![j]));
        stated.inputs.push(Group { layer: None, ..group(0, inputs.collect()) });
    }
    for (sums, layer) in layers.iter().zip(1..) {
        let weights = sums.iter().zip(1..).flat_map(|(sum, k)| {
            let weight = move |(product, j): (&[Printed; 2], u32)| value(product[1 - place], vec![k, j]);
            sum.products.iter().zip(1..).map(weight)
        });
        stated.weights.push(group(layer, weights.collect()));
        let of_sums: Vec<Option<Printed>> = sums.iter().map(|sum| sum.bias).collect();
        let in_full: Option<Vec<Printed>> = of_sums.iter().copied().collect();
        let biases = in_full.or_else(|| biases_left_out(given, &of_sums));
        let biases =
            biases.map(|all| all.into_iter().zip(1..).map(|(bias, k)| value(bias, vec![k])).collect());
        stated.biases.extend(biases.map(|biases| group(layer, biases)));
    }
    stated
}

/// The biases of a layer of which some sums leave theirs out: a list that is given and has the others.
fn biases_left_out(given: &Given, of_sums: &[Option<Printed>]) -> Option<Vec<Printed>> {
    let list = |group: &Group| -> Vec<Printed> { group.values.iter().map(|value| value.printed).collect() };
    let has_others = |list: &Vec<Printed>| {
        let is_it = |(own, of_sum): (&Printed, &Option<Printed>)| {
            of_sum.is_none_or(|of_sum| own.value.to_f64() == of_sum.value.to_f64())
        };
        list.len() == of_sums.len() && list.iter().zip(of_sums).all(is_it)
    };
    let are_some = of_sums.iter().any(Option::is_some);
    given.biases.iter().map(list).find(has_others).filter(|_| are_some)
}
