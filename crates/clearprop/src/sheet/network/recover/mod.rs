//! The network that a sheet states: its shape from the given values, and what is open (which
//! index is "from", the activations, the loss) from the printed numbers.

mod biases;
mod declared;
mod evidence;
mod forward;
mod shape;
mod spoken;

use super::given::{Given, Group, MOST_LAYERS, Value};
use crate::backprop::Method;
use crate::math::Loss;
use crate::quantity::{Quantity, Variable};
use crate::sheet::meaning::facts::Facts;
use crate::sheet::syntax::accents;
use crate::sheet::syntax::chain::Item;
use crate::sheet::syntax::pairs::Pairs;
use crate::sheet::types::{Origin, Printed, Recovered};
use crate::{Network, Sample};

use declared::Declared;
use evidence::{Evidence, Worked};
use forward::Way;
use shape::Shape;
use spoken::Spoken;

/// The share of the printed numbers that a network explains at least, given ones apart.
const LEAST_EXPLAINED: f64 = 0.06;

/// How much more a network has to explain for each layer that it has more than another.
const MORE_LAYERS: f64 = 1.5;

/// How much more a network has to explain with a target that nobody states.
const SUPPOSED_TARGET: f64 = 1.5;

/// So many targets that one sample may have are tried.
const MOST_TARGETS: usize = 4;

/// How many ways to arrange the network are worked through to the end.
const LOOKED_AT: usize = 6;

/// A network that was found in a sheet.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) network: Network,
    pub(crate) recovered: Vec<Recovered>,
    pub(crate) open: Vec<Quantity>,
}

/// Finds the network that the given values make up.
pub(crate) fn recover(
    text: &str,
    items: &[Item],
    facts: &Facts,
    given: &Given,
    loose: &[Printed],
) -> Option<Found> {
    let lower = accents::lower(text);
    let evidence = Evidence::of(facts, loose);
    let pairs = Pairs::of(&lower);
    let declared = Declared::of(&lower, &pairs, items, facts);
    let spoken = Spoken::in_text(&lower, &pairs);
    let all_inputs = lists(&given.inputs);
    let rates = rates(given, facts);
    let mut best: Option<(f64, Found)> = None;
    // Words may have taken some other list for the inputs.
    let mut lengths: Vec<usize> = Vec::new();
    all_inputs.iter().map(Vec::len).for_each(|length| {
        if !lengths.contains(&length) {
            lengths.push(length);
        }
    });
    let selections = selections(given);
    let ways = lengths.iter().flat_map(|&length| selections.iter().map(move |way| (length, way)));
    for (length, (left_out, given)) in ways.take(64) {
        let inputs = alike(&all_inputs, length);
        let input = inputs.first()?;
        let mut choices = targets(given, inputs.len());
        let known_targets = choices.iter().any(|targets| !targets.is_empty());
        // What belongs to a class or not is 1 or 0, and what comes out says which.
        if !known_targets && spoken.entropy {
            choices.extend([vec![vec![1.0]], vec![vec![0.0]]]);
        }
        let outputs = |targets: &Vec<Vec<f64>>| targets.first().map(Vec::len);
        let mut widths: Vec<Option<usize>> = choices.iter().map(outputs).collect();
        widths.dedup();
        let shapes: Vec<(Shape, Option<usize>)> = (widths.into_iter())
            .flat_map(|width| {
                shape::shapes(given, input.len(), width).into_iter().map(move |shape| (shape, width))
            })
            .collect();
        let fewest = shapes.iter().map(|(shape, _)| shape.groups.len()).min().unwrap_or(0);
        let ways = shapes.iter().flat_map(|(shape, width)| {
            let of_width = choices.iter().filter(move |targets| outputs(targets) == *width);
            of_width.map(move |targets| (shape, targets))
        });
        for (shape, targets) in ways {
            if shape.groups.len() > MOST_LAYERS || input.len() != shape.widths[0] {
                continue;
            }
            let Some(&outputs) = shape.widths.last() else { continue };
            let known_targets = !targets.is_empty();
            let count = inputs.len().min(targets.len().max(1)).max(1);
            let samples: Vec<Sample> = (inputs.iter().take(count).enumerate())
                .map(|(index, input)| Sample {
                    input: input.clone(),
                    target: if known_targets { targets[index].clone() } else { vec![0.0; outputs] },
                })
                .collect();
            // More layers have more values that some printed number fits by chance.
            let deeper = (shape.groups.len() - fewest) as f64;
            let supposed = if given.targets.is_empty() && known_targets { SUPPOSED_TARGET } else { 0.0 };
            let off = f64::from(*left_out) + MORE_LAYERS * deeper + supposed;
            let known = best.as_ref().map_or(f64::NEG_INFINITY, |(known, _)| known + off);
            let candidate = Candidate { shape, samples, given, known_targets, known };
            if let Some((score, network, to_major)) = search(candidate, &rates, &evidence, &declared, &spoken)
            {
                let of_unknown = if known_targets { 0 } else { outputs as u32 };
                let open = (1..=of_unknown).map(|k| Quantity::plain(Variable::Target(k))).collect();
                let recovered = recovered(given, shape, &to_major);
                best = Some((score - off, Found { recovered, network, open }));
            }
        }
    }
    // A network that explains little of what is printed is a misreading.
    let (_, found) = best?;
    let explained = |method| evidence.explained_by(&Worked::of(&found.network, method));
    let least = LEAST_EXPLAINED * evidence.total();
    Method::ALL.into_iter().any(|method| explained(method) >= least).then_some(found)
}

/// The targets of each sample, in every way that what is stated allows: `y = 1 for customers who
/// leave, y = 0 for those who stay` states two for one sample.
fn targets(given: &Given, samples: usize) -> Vec<Vec<Vec<f64>>> {
    let all = lists(&given.targets);
    let Some(first) = all.first() else { return vec![all] };
    if all.len() == samples {
        return vec![all];
    }
    if samples > 1 {
        return vec![alike(&all, first.len())];
    }
    // `t = 0.5, that is t₁ = 0.5 and t₂ = 0.5` says it twice.
    let mut choices: Vec<Vec<Vec<f64>>> = Vec::new();
    for one in all.into_iter().map(|one| vec![one]) {
        if !choices.contains(&one) && choices.len() < MOST_TARGETS {
            choices.push(one);
        }
    }
    choices
}

/// What may be the learning rate: what is stated, what the updates come to, or 1.
fn rates(given: &Given, facts: &Facts) -> Vec<f64> {
    let mut rates: Vec<f64> = given.rates.iter().map(|rate| rate.value.to_f64()).collect();
    let mut of_updates = facts.rates_of_updates();
    of_updates.retain(|rate| rate.is_finite() && *rate != 0.0);
    of_updates.sort_unstable_by(f64::total_cmp);
    if let Some(&middle) = of_updates.get(of_updates.len() / 2) {
        // To two figures: the updates are rounded.
        let rounded = crate::math::Decimal::from_f64(middle.abs());
        rates.push(rounded.rounded_at(rounded.magnitude() - 1, false).to_f64());
    }
    rates.retain(|rate| *rate > 0.0);
    if rates.is_empty() {
        rates.push(1.0);
    }
    rates.sort_by(f64::total_cmp);
    rates.dedup();
    // The one that is stated first stays the first.
    // Of several, the one that the updates are made with: `alfa = 1` may be something else.
    let made_with = |rate: f64| of_updates.iter().filter(|of| (*of / rate - 1.0).abs() < 0.05).count();
    let stated = given.rates.iter().map(|rate| rate.value.to_f64()).filter(|rate| *rate > 0.0);
    if let Some(first) = stated.rev().max_by_key(|rate| made_with(*rate))
        && let Some(at) = rates.iter().position(|rate| *rate == first)
    {
        rates[..=at].rotate_right(1);
    }
    rates
}

/// What of the stated values may make up the network: all that stands before the first result, the
/// first lists of weights alone, or all there is; with how many lists of the first are left out.
fn selections(given: &Given) -> Vec<(u32, Given)> {
    let early =
        |groups: &[Group]| said_once(groups.iter().filter(|group| !group.late).cloned().collect::<Vec<_>>());
    let of = |weights: Vec<Group>, biases: Vec<Group>| Given {
        inputs: given.inputs.clone(),
        targets: given.targets.clone(),
        weights,
        biases,
        ..Given::default()
    };
    let first = early(&given.weights);
    let biases = early(&given.biases);
    let named: Vec<Group> = first.iter().filter(|group| group.family != "list").cloned().collect();
    let mut all: Vec<(u32, Given)> = Vec::new();
    for count in (1..=first.len().min(MOST_LAYERS)).rev() {
        let left_out = first[count..].iter().map(|group| if group.family == "list" { 1 } else { 3 }).sum();
        all.push((left_out, of(first[..count].to_vec(), biases.clone())));
        // Where each layer has its biases already, what comes later is what becomes of them, or their slopes.
        if count == first.len() && biases.len() < given.biases.len() && biases.len() < first.len() {
            all.push((0, of(first.clone(), given.biases.clone())));
        }
    }
    if !named.is_empty() && named.len() < first.len() {
        all.push(((first.len() - named.len()) as u32, of(named, biases.clone())));
    }
    all.extend(vectors_apart(&first).map(|weights| (0, of(weights, biases.clone()))));
    all.extend(units_apart(&first, &given.inputs).map(|weights| (0, of(weights, biases.clone()))));
    // Each unit's list may stand where the unit is worked.
    if given.weights.len() > first.len() {
        let told = |groups: &[Group]| -> Vec<Group> {
            groups.iter().take_while(|group| group.family == groups[0].family).cloned().collect()
        };
        let apart = units_apart(&told(&given.weights), &given.inputs);
        all.extend(apart.map(|weights| (1, of(weights, told(&given.biases)))));
    }
    // What was taken for biases may be the targets.
    if given.targets.is_empty() {
        for at in 0..biases.len() {
            let mut rest = biases.clone();
            let targets = vec![rest.remove(at)];
            all.push((0, Given { targets, ..of(first.clone(), rest) }));
        }
    }
    for count in (first.len() + 1..=given.weights.len().min(MOST_LAYERS)).rev() {
        all.push((3, of(given.weights[..count].to_vec(), given.biases.clone())));
    }
    all
}

/// The lists without those that say under another name what one before them says: a table, and the symbols that
/// its numbers are put in for.
fn said_once(mut groups: Vec<Group>) -> Vec<Group> {
    const FEWEST: usize = 3;
    let values = |group: &Group| {
        let mut values: Vec<f64> = group.values.iter().map(|value| value.printed.value.to_f64()).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    let mut known: Vec<(String, Vec<f64>)> = Vec::new();
    groups.retain(|group| {
        let own = values(group);
        let is_again = known.iter().any(|(family, values)| *family != group.family && *values == own);
        known.push((group.family.clone(), own));
        !is_again || group.values.len() < FEWEST || group.layer.is_some()
    });
    groups
}

/// w₁ = (0.5, −0.3) and w₂ = (0.8, 0.4) around a hidden layer, between one input and one output: the first index
/// is the layer.
fn vectors_apart(weights: &[Group]) -> Option<Vec<Group>> {
    let [group] = weights else { return None };
    let is_pair = |value: &Value| value.at.len() == 2;
    if group.layer.is_some() || !group.values.iter().all(is_pair) {
        return None;
    }
    let of_layer = |layer: u32| {
        let own = group.values.iter().filter(|value| value.at[0] == layer);
        let values = own.map(|value| Value { at: vec![value.at[1]], ..value.clone() }).collect();
        Group { layer: Some(layer), values, ..group.clone() }
    };
    let layers = (1..).map(of_layer).take_while(|group| !group.values.is_empty());
    Some(layers.take(MOST_LAYERS).collect())
}

/// `h1: w = [0.2, 0.4]`, `h2: w = [0.1, 0.3]`: a list for each unit under one symbol, those of one layer as
/// one list; so many of them as the lists of the next layer are long.
fn units_apart(lists: &[Group], inputs: &[Group]) -> Option<Vec<Group>> {
    let is_list = |group: &Group| {
        group.layer.is_none()
            && group.family == lists[0].family
            && group.values.iter().zip(1..).all(|(value, at)| value.at == [at])
    };
    let mut before = inputs.first()?.values.len();
    if lists.len() < 2 || !lists.iter().all(is_list) {
        return None;
    }
    let (mut layers, mut rest) = (Vec::new(), lists);
    while let Some(last) = rest.first() {
        let alike = rest.iter().take_while(|list| list.values.len() == before).count();
        // Where all lists are of one length, a layer has as many units as the next has weights each.
        let units = if alike > before && alike == rest.len() { before } else { alike };
        if units == 0 {
            return None;
        }
        let entries = |(list, unit): (&Group, u32)| {
            let entry = move |value: &Value| Value { at: vec![unit, value.at[0]], ..value.clone() };
            list.values.iter().map(entry).collect::<Vec<_>>()
        };
        let values = rest[..units].iter().zip(1..).flat_map(entries).collect();
        layers.push(Group { values, ..last.clone() });
        (before, rest) = (units, &rest[units..]);
    }
    Some(layers)
}

/// The lists of this length; one that is repeated counts once.
fn alike(lists: &[Vec<f64>], length: usize) -> Vec<Vec<f64>> {
    let mut all: Vec<Vec<f64>> = Vec::new();
    for list in lists {
        if list.len() == length && all.last() != Some(list) {
            all.push(list.clone());
        }
    }
    all
}

/// What of the stated values may make up the network, and in which layers.
struct Candidate<'a> {
    shape: &'a Shape,
    given: &'a Given,
    samples: Vec<Sample>,
    /// The samples have their targets.
    known_targets: bool,
    /// How much speaks for the best network so far: one that has no more is of no use.
    known: f64,
}

/// The arrangement, the activations and the loss that explain the printed numbers best.
fn search(
    candidate: Candidate,
    rates: &[f64],
    evidence: &Evidence,
    declared: &Declared,
    spoken: &Spoken,
) -> Option<(f64, Network, Vec<bool>)> {
    let Candidate { shape, given, samples, known_targets, known } = candidate;
    let input = &samples.first()?.input;
    let options = biases::options(given, &shape.widths);
    let mut ways: Vec<(&Vec<Vec<f64>>, Way)> = options
        .iter()
        // Of two ways that explain as much, the one with the likelier biases.
        .flat_map(|(biases, unlikely)| {
            let mut ways = forward::ways(shape, biases, input, evidence, declared, spoken);
            ways.iter_mut().for_each(|way| way.score -= unlikely);
            ways.into_iter().map(move |way| (biases, way))
        })
        .collect();
    ways.sort_by(|(_, one), (_, other)| other.score.total_cmp(&one.score));
    ways.truncate(LOOKED_AT);
    let most = ways.first()?.1.score;
    let mut best: Option<(f64, Network, Vec<bool>)> = None;
    for (biases, way) in ways.into_iter().filter(|(_, way)| way.score > most - 5.0) {
        let mut network = Network {
            layers: way.layers(shape, biases),
            loss: Loss::SquaredError,
            learning_rate: rates[0],
            samples: samples.clone(),
        };
        let with = |network: &mut Network, loss: Loss| {
            network.loss = loss;
            if !known_targets {
                // A cross-entropy of classes needs one that is right.
                let right = if loss == Loss::CategoricalCrossEntropy { 1.0 } else { 0.0 };
                network.samples.iter_mut().for_each(|sample| sample.target[0] = right);
            }
        };
        let most = |network: &mut Network, loss: Loss| {
            with(network, loss);
            way.score + most_score(network, evidence, declared, spoken)
        };
        // To work every quantity takes long, so a loss is left where even all numbers explained were too
        // little, and those that may explain most go first.
        let mut losses = Loss::ALL.map(|loss| (most(&mut network, loss), loss)).to_vec();
        // Of one output without a target it says that the output is right, which is for what comes out to say.
        let supposes = !known_targets && spoken.entropy && network.outputs() == 1;
        losses.retain(|(_, loss)| match loss {
            Loss::CategoricalCrossEntropy => !supposes,
            // Of one output it is the mean.
            Loss::SumOfSquares => network.outputs() > 1,
            _ => true,
        });
        losses.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        let mut scored: Vec<(Loss, f64)> = Vec::new();
        for (most, loss) in losses {
            let known = best.as_ref().map_or(known, |(known, ..)| *known);
            if most > known + 1e-6 && scored.iter().all(|(_, score)| most >= score - 1e-6) {
                with(&mut network, loss);
                let score = score(&network, evidence, declared, spoken);
                scored.extend(score.map(|score| (loss, way.score + score)));
            }
        }
        // Of losses that explain as much, the one that is listed first.
        scored.sort_by_key(|(loss, _)| *loss);
        for (loss, score) in scored {
            let known = best.as_ref().map_or(known, |(known, ..)| *known);
            if score > known + 1e-6 {
                with(&mut network, loss);
                best = Some((score, network.clone(), way.to_major.clone()));
            }
        }
    }
    let (score, network, to_major) = best?;
    // The learning rate moves nothing but what comes after the update.
    let with_rate = |rate: &f64| Network { learning_rate: *rate, ..network.clone() };
    let fits = |network: &Network| evidence.explained_by(&Worked::of(network, Method::Standard));
    let [first, others @ ..] = rates else { return None };
    if others.is_empty() {
        return Some((score, network, to_major));
    }
    let mut best_rate = (fits(&with_rate(first)), *first);
    for rate in others {
        // The first that is stated, unless another explains more than chance would.
        let fits = fits(&with_rate(rate));
        if fits > best_rate.0 + 1.5 {
            best_rate = (fits, *rate);
        }
    }
    Some((score, with_rate(&best_rate.1), to_major))
}

/// How much speaks for a network; `None` where its loss does not go with its outputs.
fn score(network: &Network, evidence: &Evidence, declared: &Declared, spoken: &Spoken) -> Option<f64> {
    network.validate().ok()?;
    let standard = Worked::of(network, Method::Standard);
    let mut explained = evidence.explained_by(&standard);
    if matches!(network.loss, Loss::CategoricalCrossEntropy | Loss::BinaryCrossEntropy) {
        explained = explained.max(evidence.explained_by(&Worked::of(network, Method::Handout)));
    }
    let says = declared.says_loss(network, &standard.losses, spoken.mean)
        + spoken.of_loss(network.loss, network.output_layer().activation);
    Some(explained + says)
}

/// The same if every printed number were explained.
fn most_score(network: &Network, evidence: &Evidence, declared: &Declared, spoken: &Spoken) -> f64 {
    let says = declared.may_say_loss(network, spoken.mean)
        + spoken.of_loss(network.loss, network.output_layer().activation);
    evidence.total() + says
}

fn lists(groups: &[Group]) -> Vec<Vec<f64>> {
    groups
        .iter()
        .map(|group| {
            let mut values: Vec<_> = group.values.iter().collect();
            values.sort_by_key(|value| value.at.clone());
            values.iter().map(|value| value.printed.value.to_f64()).collect()
        })
        .collect()
}

/// Where each value of the network stands in the sheet.
fn recovered(given: &Given, shape: &Shape, to_major: &[bool]) -> Vec<Recovered> {
    let mut all = Vec::new();
    let mut put = |variable: Variable, printed: Printed| {
        all.push(Recovered {
            quantity: Quantity::plain(variable),
            value: printed.value,
            from: Some(printed.span),
            origin: Origin::Stated,
        });
    };
    for (l, group) in shape.groups.iter().enumerate() {
        for (at, value) in group.values.iter().enumerate() {
            let (j, k) = shape.place(l, to_major[l], at);
            put(Variable::Weight(l as u32 + 1, j as u32 + 1, k as u32 + 1), value.printed);
        }
    }
    for (k, value) in given.inputs.first().into_iter().flat_map(|group| &group.values).enumerate() {
        put(Variable::Input(k as u32 + 1), value.printed);
    }
    for (k, value) in given.targets.first().into_iter().flat_map(|group| &group.values).enumerate() {
        put(Variable::Target(k as u32 + 1), value.printed);
    }
    all
}
