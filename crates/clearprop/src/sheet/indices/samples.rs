//! Which of several samples each part of a text is about.

use rustc_hash::FxHashSet;

use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::chain::{Item, LONGEST_CLAUSE};
use crate::sheet::syntax::pairs::Pairs;
use crate::sheet::syntax::tree::{Name, Node};
use crate::sheet::types::Span;

/// What samples are called.
const NAMES: [&str; 16] = [
    "sample",
    "house",
    "example",
    "case",
    "point",
    "pattern",
    "beispiel",
    "muster",
    "exemple",
    "échantillon",
    "ejemplo",
    "muestra",
    "exemplo",
    "amostra",
    "样本",
    "例",
];

/// What they are called as rows of a table.
const ROWS: [&str; 5] = ["row", "zeile", "ligne", "fila", "linha"];

/// What else may stand over the names of samples in a table.
const LABELS: [&str; 10] =
    ["punkt", "punto", "ponto", "observation", "instance", "instanz", "instancia", "caso", "cas", "fall"];

/// Whether a label in small letters, `training example`, says that samples stand below it.
pub(crate) fn says_samples(label: &str) -> bool {
    label.split(' ').any(|word| NAMES.iter().chain(&LABELS).any(|name| word.ends_with(name)))
}

/// Which sample a label in small letters is about: 2 of `sample 2`, 0 of the mean over all.
pub(crate) fn sample_of_label(label: &str) -> Option<u32> {
    const MEANS: [&str; 8] = ["mean", "averag", "mittel", "moyen", "media", "média", "promedi", "平均"];
    let is_mean = |word: &str| MEANS.iter().any(|mean| word.starts_with(mean));
    counted_sample(label, &Pairs::of(label)).or_else(|| label.split(' ').any(is_mean).then_some(0))
}

/// Which sample each item is about: an input that is given again starts the next one, and so does
/// a heading that counts, `sample 2:`, or its name. What is about the mean over all is about sample 0.
pub(crate) fn settle(text: &str, items: &[Item], names: &[String], known: &mut [u32]) {
    let mut seen: Vec<(String, f64)> = Vec::new();
    let (mut sample, mut count) = (1, 1);
    let mut end = 0;
    let first_rows = first_rows(items, known);
    // Where the last sample was named, and whether anything was worked by then.
    let (mut named_in, mut is_worked) = (0, false);
    for ((item, at), is_first_row) in items.iter().zip(known).zip(first_rows) {
        let (start, next) = match item {
            Item::Chain(chain) => {
                let start = chain.sides.first().map_or(chain.before.start, |side| side.span.start);
                (start, chain.sides.last().map_or(start, |side| side.span.end))
            }
            // The 2 of `row 2`.
            Item::Loose(loose) => (loose.span.start, end),
        };
        let near = (start.saturating_sub(LONGEST_CLAUSE)..start).find(|&at| text.is_char_boundary(at));
        let words = text.get(end.max(near.unwrap_or(start))..start).unwrap_or("").to_lowercase();
        let pairs = Pairs::of(&words);
        if let Some(counted) = counted_sample(&words, &pairs).or_else(|| named_sample(&words, names)) {
            if counted != sample {
                seen.clear();
            }
            sample = counted;
            count = count.max(counted);
            named_in = block(item);
        }
        let all = [
            "averag",
            "over both",
            "batch loss",
            "for the batch",
            "gemittelt",
            "en moyenne",
            "promedi",
            "平均",
        ];
        if all.iter().any(|word| pairs.may_hold(word) && words.contains(word)) {
            sample = 0;
        }
        if is_mean_loss(item, count) {
            *at = 0;
        }
        end = end.max(next);
        if *at != 1 {
            continue;
        }
        if let Item::Chain(chain) = item
            && chain.is_worked()
        {
            // All samples were listed, and only now the first is worked.
            if !is_worked && sample == count && count > 1 && chain.block != named_in {
                sample = 1;
            }
            is_worked = true;
        }
        if let Item::Chain(chain) = item
            && let Some(name) = chain.name()
            && chain.sides.len() == 2
            && role::by_name(&name.base, name.coordinate_count(), Role::Input) >= 2.0
            && let Some(number) = chain.sides[1].node.as_ref().and_then(Node::number)
        {
            let key = format!("{} {:?}", name.family(), name.coordinates());
            let value = number.value.to_f64();
            match seen.iter().find(|(known, _)| *known == key) {
                Some((_, old)) if *old != value => {
                    count += 1;
                    sample = count;
                    named_in = chain.block;
                    seen.clear();
                    seen.push((key, value));
                }
                Some(_) => {}
                None => seen.push((key, value)),
            }
        }
        *at = if is_first_row { 1 } else { sample };
    }
}

/// Whether the mean of as many losses as there are samples is worked here: `J = (L1 + L2)/2 = …`.
fn is_mean_loss(item: &Item, samples: u32) -> bool {
    let Item::Chain(chain) = item else { return false };
    let is_loss = |name: &Name| role::by_name(&name.base, name.coordinate_count(), Role::Loss) >= 1.2;
    let is_count = |node: &Node| match node {
        Node::Constant(value) => *value == f64::from(samples),
        node => node.number().is_some_and(|number| number.value.to_f64() == f64::from(samples)),
    };
    let is_mean = |node: &Node| match node {
        Node::Quotient(over, under) => {
            matches!(&**over, Node::Sum(terms) if terms.len() == samples as usize) && is_count(under)
        }
        _ => false,
    };
    samples > 1 && chain.name().is_some_and(is_loss) && chain.has_side(is_mean)
}

/// Which items stand in the first row of a table that has a sample in each row: those of one table stand
/// behind the same words.
fn first_rows(items: &[Item], samples: &[u32]) -> Vec<bool> {
    let table =
        |item: &Item| item.chain().map(|chain| chain.before).filter(|before| before.start == before.end);
    let others = items.iter().zip(samples).filter(|(_, sample)| **sample > 1);
    let tables: FxHashSet<Span> = others.filter_map(|(item, _)| table(item)).collect();
    let is_first = |(item, sample): (&Item, &u32)| {
        *sample == 1 && table(item).is_some_and(|table| tables.contains(&table))
    };
    items.iter().zip(samples).map(is_first).collect()
}

/// The paragraph that an item stands in.
fn block(item: &Item) -> usize {
    match item {
        Item::Chain(chain) => chain.block,
        Item::Loose(loose) => loose.block,
    }
}

/// The sample whose name stands last.
fn named_sample(words: &str, names: &[String]) -> Option<u32> {
    // In most sheets the samples have none.
    if names.is_empty() {
        return None;
    }
    // A letter by itself is a word of some languages.
    let words = words.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1);
    words.rev().find_map(|word| Some(names.iter().position(|name| name == word)? as u32 + 1))
}

/// The number of the sample that a heading or a clause names last; 1 where it speaks of all again.
fn counted_sample(words: &str, pairs: &Pairs) -> Option<u32> {
    let mut last: Option<(usize, u32)> = None;
    for name in NAMES.into_iter().chain(ROWS).filter(|name| pairs.may_hold(name)) {
        for (at, _) in words.match_indices(name) {
            let rest = words[at + name.len()..].trim_start_matches([' ', '#', '(', '$', '*', '_']);
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let mut behind = rest[digits..].chars();
            let ends = match (behind.next(), behind.next()) {
                (Some('.'), next) => next.is_none_or(|c| !c.is_ascii_digit()),
                (next, _) => next.is_none_or(|c| !c.is_alphanumeric()),
            };
            if digits == 1
                && ends
                && let Ok(number) = rest[..1].parse()
                && last.is_none_or(|(known, _)| known < at)
            {
                last = Some((at, number));
            }
        }
    }
    last.map(|(_, number)| number).filter(|number| *number > 0)
}
