//! What the words over a column or before a row say.

use crate::sheet::meaning::role;

/// A word that says which number a column or a row holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Word {
    Layer,
    Unit,
    Bias,
    Net,
    Output,
    Target,
    /// The slope of the activation.
    Slope,
    Delta,
    Gradient,
    /// The value after the update.
    New,
    /// By how much it is updated.
    Change,
}

/// A label without the word in front of it for where weights lead: `to $h_1$`, `into output`.
pub(super) fn without_direction(label: String) -> String {
    const WORDS: [&str; 15] = [
        "to the ",
        "to ",
        "into ",
        "zum ",
        "zur ",
        "zu ",
        "nach ",
        "vers la ",
        "vers ",
        "hacia la ",
        "hacia ",
        "para a ",
        "para ",
        "verso ",
        "a la ",
    ];
    let rest =
        WORDS.iter().find_map(|word| label.strip_prefix(word)).map(|rest| rest.trim_matches(['$', ' ']));
    // `nach dem Schritt` is no place.
    match rest.filter(|rest| !rest.is_empty() && !rest.contains(' ')) {
        Some(rest) => rest.to_owned(),
        None => label,
    }
}

/// What units are called.
const UNITS: [&str; 13] = [
    "unit",
    "neuron",
    "neurone",
    "neurona",
    "neurônio",
    "neuronio",
    "node",
    "单元",
    "神经元",
    "einheit",
    "knoten",
    "nœud",
    "nodo",
];

/// What a label says, where it is one of the usual words, perhaps with a remark: `output (sigmoid)`.
pub(super) fn word(label: &str) -> Option<Word> {
    let label = label.trim().trim_matches(['$', '*', '`', ':', '.']).to_lowercase();
    usual_word(&label).or_else(|| {
        let (word, remark) = label.split_once(" (")?;
        usual_word(word).filter(|_| remark.ends_with(')'))
    })
}

fn usual_word(label: &str) -> Option<Word> {
    let is = |names: &[&str]| names.contains(&label);
    let speaks = |names: &[&str]| label.split(|c: char| !c.is_alphabetic()).any(|word| names.contains(&word));
    let has = |names: &[&str]| names.iter().any(|name| label.contains(name));
    if is(&["layer", "schicht", "couche", "capa", "camada", "层"]) {
        Some(Word::Layer)
    } else if is(&UNITS) || is_qualified_unit(label) {
        Some(Word::Unit)
    } else if has(&[
        "bias",
        "biais",
        "sesgo",
        "viés",
        "vies",
        "偏置",
        "schwelle",
        "threshold",
        "intercept",
        "offset",
    ]) {
        Some(Word::Bias)
    } else if is(&["slope", "f'", "pente", "steigung", "pendiente", "derivative", "σ'"])
        || label.starts_with("slope of ")
        || is_logistic_slope(label)
    {
        Some(Word::Slope)
    } else if is(&[
        "delta",
        "δ",
        "error signal",
        "fehlersignal",
        "\\delta",
        "sensitivity",
        "sensibilité",
        "sensibilidad",
        "sensibilidade",
        "sensibilità",
    ]) {
        Some(Word::Delta)
    } else if is(&[
        "net",
        "net input",
        "input sum",
        "weighted sum",
        "sum",
        "netzeingabe",
        "nettoeingabe",
        "gewichtete summe",
        "entrada neta",
        "suma ponderada",
        "soma ponderada",
        "entrée nette",
        "somme pondérée",
        "加权和",
        "z",
    ]) {
        Some(Word::Net)
    } else if is(&["output", "out", "activation", "act", "ausgabe", "sortie", "salida", "saída", "a"]) {
        Some(Word::Output)
    } else if is(&["target", "label", "soll", "ziel", "cible", "objetivo", "alvo", "目标"])
        || label.starts_with("wanted")
        || label.starts_with("desired")
    {
        Some(Word::Target)
    } else if has(&["grad", "ableitung", "dérivée", "derivada", "梯度", "导数"])
        || takes_off_a_multiple(label)
    {
        Some(Word::Gradient)
    } else if speaks(&[
        "after", "new", "neu", "neue", "neuer", "neues", "nachher", "danach", "nuevo", "nueva", "nouveau",
        "nouvelle", "novo", "nova", "updated", "después", "despues", "après", "apres", "depois", "dopo",
        "nuovo",
    ]) || has(&["更新后", "之后", "新值"])
    {
        Some(Word::New)
    } else if is(&[
        "change",
        "step",
        "änderung",
        "schritt",
        "pas",
        "cambio",
        "paso",
        "mudança",
        "passo",
        "ajuste",
        "correction",
        "korrektur",
        "corrección",
        "correção",
        "variation",
        "变化",
        "更新量",
    ]) {
        Some(Word::Change)
    } else {
        None
    }
}

/// `hidden unit`, `neurone caché`.
fn is_qualified_unit(label: &str) -> bool {
    let is_word = |word: &str| word.chars().count() > 1 && word.chars().all(char::is_alphabetic);
    match label.split(' ').collect::<Vec<_>>()[..] {
        [one, other] => (UNITS.contains(&one) || UNITS.contains(&other)) && is_word(one) && is_word(other),
        _ => false,
    }
}

/// The word for the layer, and the number, in `hidden 1` and `neurona de salida 2`; `unit 1` would only count.
pub(super) fn counted_unit(label: &str) -> Option<(&str, u32)> {
    let (words, number) = label.rsplit_once(' ')?;
    let number = number.parse().ok().filter(|number| (1..100).contains(number))?;
    let says_layer = |name: &&str| {
        *name == "in" || role::is_unit_word(name) && !matches!(word(name), Some(Word::Unit | Word::Layer))
    };
    let is_plain = words.chars().all(|c| c.is_alphabetic() || c == ' ');
    words.split(' ').find(says_layer).filter(|_| is_plain).map(|name| (name, number))
}

/// Whether a label starts with the word for a weight: `weight of`, `poids de`.
pub(super) fn says_weight(label: &str) -> bool {
    let first = label.split(' ').next().unwrap_or("");
    ["weight", "gewicht", "poids", "peso"].contains(&first) || label.contains("权重")
}

/// `a (1 − a)`, whatever stands for a.
fn is_logistic_slope(label: &str) -> bool {
    let plain: String = label.chars().filter(|c| !" ·*×⋅()".contains(*c)).collect();
    let parts = plain.split_once("1-").or_else(|| plain.split_once("1−")).or_else(|| plain.split_once("1–"));
    parts.is_some_and(|(one, other)| !one.is_empty() && one == other)
}

/// `minus 0.5 times`, `− η ·`: between an old value and a new one stands what is multiplied and taken off.
fn takes_off_a_multiple(label: &str) -> bool {
    let minus = ["minus", "moins", "menos", "less", "subtract", "-", "−", "–"];
    let times = ["times", "mal", "fois", "por", "veces", "vezes", "×", "·", "\\cdot", "\\times", "*"];
    let rest = minus.iter().find_map(|sign| label.strip_prefix(sign));
    rest.is_some_and(|rest| times.iter().any(|sign| rest.ends_with(sign) && rest.trim() != *sign))
}

/// Whether a label says that a value is the one before the update.
pub(super) fn says_before(label: &str) -> bool {
    let words = [
        "old", "before", "initial", "start", "alt", "vorher", "anfang", "avant", "ancien", "antes", "viejo",
        "antiguo", "velho", "prima", "旧", "之前",
    ];
    words.contains(&label)
}

/// Whether a label says that where an edge starts is below it.
pub(super) fn says_from(label: &str) -> bool {
    let is_it = |word: &str| {
        ["from", "source", "von", "de", "depuis", "desde", "origem", "origen", "da", "从", "起点"]
            .contains(&word)
    };
    // `goes from`, `from unit`
    let is_among_words =
        label.split(' ').count() == 2 && label.split(' ').any(|word| ["from", "von"].contains(&word));
    is_it(label) || is_among_words
}

/// The unit of the layer before that the weights below a label come from: `from 1`, `von 2`.
pub(super) fn counted_source(label: &str) -> Option<u32> {
    let (word, number) = label.split_once(' ')?;
    number.parse().ok().filter(|number| says_from(word) && (1..10).contains(number))
}

/// Whether a label says that a value of what stands before the row is below it.
pub(super) fn says_value(label: &str) -> bool {
    const WORDS: [&str; 21] = [
        "value", "wert", "valeur", "valor", "weight", "gewicht", "poids", "peso", "old", "alt", "now",
        "today", "initial", "start", "current", "atual", "actual", "número", "number", "zahl", "nombre",
    ];
    let mut words = label.split(|c: char| !c.is_alphabetic());
    words.next().is_some_and(|first| WORDS.contains(&first))
        || ["值", "权重", "값"].iter().any(|word| label.contains(word))
}

/// Which end of the edge in front of the row a label is about: `δ (end)`, `signal (start)`.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum EndOfEdge {
    Start,
    End,
}

/// The end of an edge that a remark behind a label names, and the label without it.
pub(super) fn end_of_edge(label: &str) -> Option<(&str, EndOfEdge)> {
    const STARTS: [&str; 10] =
        ["start", "source", "from", "anfang", "quelle", "début", "départ", "inicio", "origen", "origem"];
    const ENDS: [&str; 8] = ["end", "target", "to", "ende", "ziel", "fin", "arrivée", "destino"];
    let (label, remark) = label.strip_suffix(')')?.split_once(" (")?;
    let end = if STARTS.contains(&remark) {
        EndOfEdge::Start
    } else if ENDS.contains(&remark) {
        EndOfEdge::End
    } else {
        return None;
    };
    Some((label, end))
}

/// Whether it says what a unit sends on.
pub(super) fn says_signal(label: &str) -> bool {
    ["signal", "input", "activation", "value", "eingang", "entrée", "entrada", "valeur", "valor"]
        .contains(&label)
}

/// Whether it counts the rows of a matrix: `row 0`.
pub(super) fn says_row(label: &str) -> bool {
    const WORDS: [&str; 6] = ["row", "zeile", "ligne", "fila", "linha", "riga"];
    let mut words = label.split(|c: char| !c.is_alphanumeric());
    words.next().is_some_and(|word| WORDS.contains(&word))
        && words.next().is_some_and(|count| count.parse::<u32>().is_ok())
}

/// Whether it heads a column of the cells of a spreadsheet: B5, C2.
pub(super) fn names_cells(label: &str) -> bool {
    ["cell", "zelle", "cellule", "celda", "célula", "celula", "单元格"].contains(&label)
}

/// Whether a label is several words and no symbol with a remark, such as `w new`.
pub(super) fn is_phrase(label: &str) -> bool {
    let mut words = label.split_whitespace();
    let is_word = |word: &str| word.chars().count() > 1 && word.chars().all(char::is_alphabetic);
    label.contains(' ') && words.all(is_word)
}

/// The number at the end of a label: 2 of `k=2`, `H2`, `neurone 2`, `e_2`.
pub(super) fn count(label: &str) -> Option<u32> {
    let label = label.trim_end_matches(['$', '}', ' ', ')']);
    let digits = label.len() - label.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if digits == 0 || digits > 2 || label[..label.len() - digits].ends_with(['.', ',', '-', '−']) {
        return None;
    }
    label[label.len() - digits..].parse().ok().filter(|&count| count > 0)
}
