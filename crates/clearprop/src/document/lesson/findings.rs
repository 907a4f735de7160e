//! What the numbers show: which parameter matters most, where the slopes fade, how far the loss fell.

use super::{layer_of, paragraph};
use crate::backprop::Method;
use crate::document::{Block, Inline, Speller};
use crate::math::Decimal;
use crate::quantity::{Kind, Quantity, Variable};

/// A gradient's entry: the parameter, its slope and that slope's size.
struct Entry {
    parameter: Variable,
    slope: Quantity,
    value: f64,
}

/// A section at the end; none where no gradient was worked.
pub(in crate::document) fn findings(speller: &Speller) -> Vec<Block> {
    let gradient = gradient(speller);
    let mut blocks = vec![Block::Heading(2, vec![Inline::Text("What the numbers show".into())])];
    blocks.extend(steepest(speller, &gradient));
    blocks.extend(by_layer(speller, &gradient));
    blocks.extend(promise(speller, &gradient));
    blocks.extend(answer(speller));
    if blocks.len() > 1 { blocks } else { Vec::new() }
}

fn gradient(speller: &Speller) -> Vec<Entry> {
    let several = speller.derivation.network.samples.len() > 1;
    let entry = |step: &crate::backprop::Step| match step.quantity.kind {
        Kind::Slope { of: Variable::Loss, by: by @ (Variable::Weight(..) | Variable::Bias(..)) }
            if !(several && step.quantity.sample.is_some()) =>
        {
            Some(Entry { parameter: by, slope: step.quantity, value: step.value.to_f64() })
        }
        _ => None,
    };
    speller.derivation.steps.iter().filter_map(entry).collect()
}

fn text(words: impl Into<String>) -> Inline {
    Inline::Text(words.into())
}

/// A number that is none of the solution's quantities.
fn number(speller: &Speller, value: f64) -> Inline {
    let value = Decimal::from_f64(value);
    Inline::Number(value, value.print(speller.layout.rounding))
}

fn steepest(speller: &Speller, gradient: &[Entry]) -> Option<Block> {
    let largest = gradient.iter().max_by(|x, y| x.value.abs().total_cmp(&y.value.abs()))?;
    if gradient.len() < 2 || largest.value == 0.0 {
        return None;
    }
    let kind = if matches!(largest.parameter, Variable::Weight(..)) { "weight" } else { "bias" };
    let mut content = vec![
        text(format!("Of the {} parameters the {kind} ", gradient.len())),
        Inline::Math(speller.symbol(Quantity::plain(largest.parameter))),
        text(" matters most: the loss changes by "),
        Inline::Math(speller.number(largest.slope)),
        text(" times as much as it does. "),
    ];
    let flat = gradient.iter().filter(|entry| entry.value == 0.0).count();
    let smallest = gradient.iter().min_by(|x, y| x.value.abs().total_cmp(&y.value.abs()))?;
    if flat > 0 {
        content.push(text(format!(
            "{flat} of them do not matter at all at this point: their slope is 0, and the update leaves them as they are."
        )));
    } else {
        content.push(text("Least matters "));
        content.push(Inline::Math(speller.symbol(Quantity::plain(smallest.parameter))));
        content.push(text(", with a slope of "));
        content.push(Inline::Math(speller.number(smallest.slope)));
        content.push(text("."));
    }
    Some(Block::Paragraph(content))
}

/// The mean size of the slopes in each layer.
fn by_layer(speller: &Speller, gradient: &[Entry]) -> Vec<Block> {
    let layers = speller.derivation.network.layers.len() as u32;
    let mean = |layer: u32| {
        let sizes = gradient.iter().filter(|entry| layer_of(entry.parameter) == layer);
        let (count, sum) =
            sizes.fold((0.0, 0.0), |(count, sum), entry| (count + 1.0, sum + entry.value.abs()));
        (count > 0.0).then_some(sum / count)
    };
    let means: Option<Vec<f64>> = (1..=layers).map(mean).collect();
    let Some(means) = means.filter(|means| means.len() > 1) else { return Vec::new() };
    let rows = means
        .iter()
        .enumerate()
        .map(|(index, &mean)| vec![text((index + 1).to_string()), number(speller, mean)]);
    let rows = rows.collect();
    let head = ["layer", "mean size of its slopes"].map(str::to_owned).into();
    let (first, last) = (means[0], means[means.len() - 1]);
    let about = if first < last / 2.0 {
        "Towards the input the slopes fade: every layer on the way back multiplies by weights and by slopes of its \
         activation, and where most of these are below 1 little arrives. So the early layers learn more slowly:"
    } else if first > 2.0 * last {
        "Towards the input the slopes grow: every layer on the way back multiplies by weights and by slopes of its \
         activation, and several paths add up. So here the early layers learn faster:"
    } else {
        "The slopes are of much the same size in every layer, so all layers learn at much the same pace:"
    };
    vec![paragraph(about), Block::Table { head, rows }]
}

/// By how much the loss should have fallen by its slopes, and by how much it did.
fn promise(speller: &Speller, gradient: &[Entry]) -> Option<Block> {
    let derivation = speller.derivation;
    let (before, after) = (Quantity::plain(Variable::Loss), Quantity::updated(Variable::Loss));
    let value = |quantity| derivation.value(quantity).map(Decimal::to_f64);
    let fall = value(before)? - value(after)?;
    if derivation.options.method == Method::Handout || gradient.is_empty() {
        return None;
    }
    let squares: f64 = gradient.iter().map(|entry| entry.value * entry.value).sum();
    let promised = derivation.network.learning_rate * squares;
    if !(promised > 0.0 && promised.is_finite()) {
        return None;
    }
    let share = (100.0 * fall / promised).round();
    let verdict = match share {
        90.0..=110.0 => "a step so small that the loss is nearly straight along it".to_owned(),
        0.0..90.0 => {
            "the loss bends upwards along the step, so less was gained than the slopes promise".to_owned()
        }
        s if s < 0.0 => "the step was too long, and beyond the place where the slopes hold".to_owned(),
        _ => "the loss bends downwards along the step, so more was gained than the slopes promise".to_owned(),
    };
    let mut content = vec![
        text(
            "Were the loss straight, the update would lower it by the learning rate times the sum of the squared slopes, ",
        ),
        number(speller, promised),
        text(". From "),
        Inline::Math(speller.number(before)),
        text(" to "),
        Inline::Math(speller.number(after)),
    ];
    let way = if fall >= 0.0 { "fell" } else { "rose" };
    content.push(text(format!(" it {way} by ")));
    content.push(number(speller, fall.abs()));
    content.push(text(format!(": {verdict}.")));
    Some(Block::Paragraph(content))
}

/// How the output of the largest target moved.
fn answer(speller: &Speller) -> Option<Block> {
    let derivation = speller.derivation;
    let network = &derivation.network;
    if network.samples.len() > 1 || network.outputs() < 2 {
        return None;
    }
    let target = &network.samples[0].target;
    let k = (0..target.len()).max_by(|&i, &k| target[i].total_cmp(&target[k]))? as u32 + 1;
    let output = Variable::A(network.layers.len() as u32, k);
    let (before, after) = (Quantity::plain(output), Quantity::updated(output));
    derivation.step(after)?;
    Some(Block::Paragraph(vec![
        text("The output with the largest target, "),
        Inline::Math(speller.symbol(before)),
        text(", went from "),
        Inline::Math(speller.number(before)),
        text(" to "),
        Inline::Math(speller.number(after)),
        text("; its target is "),
        Inline::Math(speller.number(Quantity::plain(Variable::Target(k)))),
        text("."),
    ]))
}
