//! Numbers that stand where values are given and give none of the network's.

use crate::sheet::meaning::facts::{Evidence, Facts};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::syntax::tree::{Name, Node};
use crate::sheet::types::Span;

/// Whether what follows these words is said of all alike.
pub(super) fn is_of_all(words: &str) -> bool {
    let last = words.split_whitespace().next_back().unwrap_or("");
    matches!(
        last,
        "every" | "each" | "all" | "jedes" | "alle" | "chaque" | "cada" | "todos" | "每个" | "所有"
    )
}

/// Whether a number counts what the word behind it names.
pub(super) fn counts_units(text: &str, span: Span) -> bool {
    let is_whole = span.of(text).bytes().all(|byte| byte.is_ascii_digit());
    let behind = text[span.end..].trim_start_matches([' ', '*', '$']);
    let end = behind.find(|c: char| !c.is_alphabetic()).unwrap_or(behind.len());
    // A text without spaces would be one long word.
    is_whole && end < 60 && role::is_unit_word(&behind[..end])
}

/// Whether what follows in brackets is what units are called: `two input units (1 and 2)`.
pub(super) fn names_units(words: &str) -> bool {
    const UNITS: [&str; 12] = [
        "unit",
        "units",
        "neurons",
        "nodes",
        "einheiten",
        "neuronen",
        "knoten",
        "neurones",
        "unités",
        "neuronas",
        "unidades",
        "nodos",
    ];
    let before = words.trim_end_matches([' ', '$']).strip_suffix('(');
    let word = before.and_then(|before| before.trim_end().rsplit(|c: char| !c.is_alphabetic()).next());
    word.is_some_and(|word| UNITS.contains(&word.to_lowercase().as_str()))
}

/// Whether this is the true weight w beside an estimate ŵ with a value of its own: nothing is worked from it.
pub(super) fn is_true_value(name: &Name, evidence: &Evidence, facts: &Facts) -> bool {
    let is_parameter =
        [Role::Weight, Role::Bias].iter().any(|&role| role::by_name(&name.base, 0, role) >= 1.0);
    let estimates = ["^", "_hat"].map(|mark| facts.families.get(&format!("{}{mark}", name.base)));
    name.indices.is_empty()
        && is_parameter
        && evidence.partners.is_empty()
        && estimates.into_iter().flatten().any(|estimate| estimate.direct > 0)
}

/// Whether a number counts what the word before it names.
pub(super) fn is_part(words: &str, node: &Node) -> bool {
    let parts = [
        "index",
        "indice",
        "índice",
        "下标",
        "layer",
        "schicht",
        "couche",
        "capa",
        "camada",
        "层",
        "unit",
        "neuron",
        "table",
        "figure",
        "step",
        "part",
        "sample",
        "epoch",
        "tabelle",
        "bild",
        "chapter",
        "section",
        "exercise",
        "aufgabe",
        "problem",
        "question",
        "row",
        "house",
        "class",
        "case",
        "example",
        "week",
        "woche",
        "semaine",
        "semana",
        "homework",
        "lesson",
        "lecture",
        "lektion",
        "leçon",
        "lección",
        "equation",
        "equations",
        "gleichung",
        "équation",
        "ecuación",
        "equação",
    ];
    let layers = ["layer", "schicht", "couche", "capa", "camada", "层"];
    let last = words.trim_end_matches(['$', ' ', '\n']).to_lowercase();
    // `Neurons 3 and 4`, `units (1, 2, 3)`.
    let several = ["units", "neurons", "nodes", "layers", "neuronen", "einheiten", "neurones", "neuronas"];
    several.iter().any(|part| last.ends_with(part)) && is_counted(node)
        || node.number().is_some_and(|number| {
            // `first layer 0.1 and −0.2`: what no one counts by.
            let counts = number.unit >= 0 || !layers.iter().any(|layer| last.ends_with(layer));
            counts && parts.iter().any(|part| last.ends_with(part))
        })
}

/// Whether a number is one of several that something may be.
pub(super) fn is_choice(text: &str, before: &str, span: Span) -> bool {
    let is_or = |word: Option<&str>| matches!(word, Some("or" | "oder" | "ou" | "o" | "或"));
    // A text without spaces would be one long word.
    let near = (span.end + 12..text.len()).find(|&end| text.is_char_boundary(end)).unwrap_or(text.len());
    let behind = &text[span.end..near];
    is_or(before.split_whitespace().next_back())
        || is_or(behind.split_whitespace().next())
        || before.trim_end().ends_with(['∈', '{'])
        || before.trim_end_matches([' ', '{', '\\', '(']).ends_with("\\in")
}

/// Whether these are whole numbers, each one more than the one before.
fn is_counted(node: &Node) -> bool {
    let numbers: Vec<f64> = match node {
        Node::Number(printed) => vec![printed.value.to_f64()],
        Node::Matrix(rows) => {
            rows.iter().flatten().filter_map(|entry| entry.node.number()).map(|n| n.value.to_f64()).collect()
        }
        _ => return false,
    };
    numbers.iter().all(|number| *number >= 1.0 && number.fract() == 0.0)
        && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1.0)
}
