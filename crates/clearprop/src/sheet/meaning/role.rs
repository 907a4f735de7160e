//! What a symbol may stand for, by its name, by the words around it and by what formulas do with it.

use std::borrow::Cow;

use super::facts::Evidence;
use crate::sheet::syntax::accents;
use crate::sheet::syntax::name::STAR;
use crate::sheet::syntax::pairs::Pairs;

/// The part that a family of symbols plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Role {
    Input,
    Target,
    Weight,
    Bias,
    Z,
    A,
    /// ∂E/∂z
    Delta,
    Loss,
    Rate,
}

impl Role {
    pub(crate) const ALL: [Role; 9] = [
        Role::Input,
        Role::Target,
        Role::Weight,
        Role::Bias,
        Role::Z,
        Role::A,
        Role::Delta,
        Role::Loss,
        Role::Rate,
    ];

    /// Whether such values are given with the exercise.
    pub(crate) fn is_given(self) -> bool {
        matches!(self, Role::Input | Role::Target | Role::Weight | Role::Bias | Role::Rate)
    }
}

/// How much the bare name speaks for a role, from 0 to 2.
pub(crate) fn by_name(base: &str, coordinates: usize, role: Role) -> f64 {
    let bare = base.trim_end_matches('¯');
    // Most names are in small letters as they stand.
    let lower =
        if bare.contains(char::is_uppercase) { Cow::Owned(bare.to_lowercase()) } else { Cow::Borrowed(bare) };
    let lower = &*lower;
    match role {
        Role::Input => match lower {
            "x" | "i" | "in" | "input" | "inputs" | "eingabe" | "entrada" | "entrée" | "inp" => 2.0,
            "e" if base == "e" => 1.2,
            _ => 0.0,
        },
        Role::Target => match lower {
            "t" | "target" | "soll" | "label" | "desired" | "tgt" | "ziel" | "cible" | "alvo" | "targets"
            | "ytarget" | "actual" | "expected" => 2.0,
            "y" => 1.4,
            "d" => 0.8,
            _ => 0.0,
        },
        Role::Weight => match lower {
            "w" | "weight" | "weights" | "ω" | "θ" | "theta" => 2.0,
            "v" | "u" if coordinates >= 2 => 1.8,
            "v" | "u" => 1.0,
            _ => 0.0,
        },
        Role::Bias => match lower {
            "b" | "bias" | "biases" | "biais" | "sesgo" | "bh" | "bo" => 2.0,
            "c" | "θ" | "theta" | "β" | "beta" | "γ" | "gamma" => 1.0,
            "d" => 0.8,
            _ => 0.0,
        },
        Role::Z => match lower {
            "z" | "net" | "h_in" | "logit" => 2.0,
            "s" | "q" | "n" | "u" | "p" | "r" | "m" => 1.0,
            _ => 0.0,
        },
        Role::A => match lower {
            "a" | "out" | "y^" | "output" | "outputs" | "o^" | "yhat" | "prediction" | "pred" | "ausgabe"
            | "sortie" | "salida" | "saída" => 2.0,
            "h" | "o" | "y" => 1.2,
            "g" | "p" | "π" | "l" | "s" | "v" | "q" | "c" => 0.8,
            _ => 0.0,
        },
        Role::Delta => match lower {
            "δ" | "delta" | "ε" | "epsilon" | "deltas" => 1.8,
            "g" => 0.6,
            _ => 0.0,
        },
        Role::Loss => match lower {
            "l" | "j" | "c" | "h" | "e" if base.starts_with(char::is_uppercase) => 1.6,
            "loss" | "error" | "cost" | "fehler" | "ℒ" | "ℓ" | "err" | "coût" | "custo" | "verlust"
            | "mse" => 2.0,
            _ => 0.0,
        },
        Role::Rate => match lower {
            "η" | "α" | "μ" | "lr" | "rate" | "eta" | "alpha" | "alfa" | "mu" | "γ" | "lernrate" => 2.0,
            "ε" => 0.6,
            _ => 0.0,
        },
    }
}

/// Whether a word, and no letter, says that something is a bias.
pub(crate) fn is_bias_word(word: &str) -> bool {
    word.len() > 2 && by_name(word, 0, Role::Bias) >= 2.0
}

/// How words for hidden units start, in small letters.
pub(crate) const HIDDEN: [&str; 8] =
    ["hidden", "verdeckt", "versteckt", "cach", "ocult", "nascost", "verborgen", "隐藏"];

/// How words for the units of the output start.
pub(crate) const OUTPUT: [&str; 9] =
    ["output", "ausgabe", "ausgang", "sortie", "salida", "saída", "uscita", "uitgang", "输出"];

/// Whether a word names what layers and networks are counted in: `2 neurons`, `1 capa`.
pub(crate) fn is_unit_word(word: &str) -> bool {
    const STEMS: [&str; 30] = [
        "neuron", "neurón", "neurôn", "unit", "unid", "einheit", "node", "nodo", "knoten", "nœud", "noeud",
        "layer", "capa", "couche", "camada", "schicht", "input", "feature", "hidden", "output", "entrée",
        "entrad", "cach", "ocult", "sortie", "salida", "saída", "verdeckt", "eingabe", "ausgabe",
    ];
    let word = word.to_lowercase();
    STEMS.iter().any(|stem| word.starts_with(stem))
        || ["神经元", "节点", "ニューロン", "нейрон", "뉴런"].iter().any(|stem| word.starts_with(stem))
}

/// Which side of a unit an index names: h_{in}, h_{out}; y_{true}, y_{pred}.
pub(crate) fn by_side(letters: &str) -> Option<Role> {
    match letters {
        "in" | "net" => Some(Role::Z),
        "out" | "pred" | "predicted" => Some(Role::A),
        "true" | "target" | "desired" | "d" | "actual" | "expected" | "soll" | STAR => Some(Role::Target),
        _ => None,
    }
}

/// How much each symbol that is a factor beside one is like a weight.
pub(crate) fn weights_beside(evidence: &Evidence) -> Vec<f64> {
    let is_weight = |family: &String| {
        let base = family.split(['#', '_']).next().unwrap_or("");
        by_name(base.trim_end_matches('^'), family.matches('#').count(), Role::Weight).min(1.5)
    };
    evidence.partners.iter().map(is_weight).collect()
}

/// How much the formulas speak for a role; `beside` says how much its partners are like weights.
pub(crate) fn by_use(evidence: &Evidence, coordinates: usize, role: Role, beside: &[f64]) -> f64 {
    let yes = |count: u32, most: f64| if count > 0 { most } else { 0.0 };
    let lone = evidence.partners.is_empty();
    match role {
        Role::Weight => {
            let beside = beside.iter().map(|weight| 1.5 - weight).fold(0.0, f64::max);
            yes(evidence.updated, 1.5) + beside + if coordinates >= 2 { 0.8 } else { 0.0 }
                - yes(evidence.worked, 2.0)
                - yes(evidence.results + evidence.sums, 2.0)
        }
        Role::Bias => {
            yes(evidence.singles, 2.5) + yes(evidence.updated, 1.0)
                - if lone { 0.0 } else { 2.0 }
                - yes(evidence.worked + evidence.sums, 2.0)
        }
        Role::Input => {
            let beside = beside.iter().copied().fold(0.0, f64::max);
            beside
                - yes(evidence.worked + evidence.sums + evidence.results, 3.0)
                - yes(evidence.by + evidence.updated, 1.0)
        }
        Role::Target => {
            -yes(evidence.worked + evidence.sums + evidence.results, 3.0)
                - if lone { 0.0 } else { 1.5 }
                - yes(evidence.by + evidence.updated, 1.5)
                - yes(evidence.singles, 0.8)
        }
        Role::Z => yes(evidence.sums, 2.0) + yes(evidence.applied, 2.0) - yes(evidence.results, 2.0),
        Role::A => {
            let beside = beside.iter().copied().fold(0.0, f64::max);
            yes(evidence.results, 2.5) + 0.5 * beside + yes(evidence.sums, 0.5)
                - yes(evidence.applied, 1.0)
                - yes(evidence.slopes, 2.0)
        }
        Role::Delta => {
            yes(evidence.slopes, 2.0)
                - yes(evidence.squares, 2.0)
                - yes(evidence.of + evidence.by, 1.0)
                - yes(evidence.sums + evidence.results, 0.5)
        }
        Role::Loss => {
            // The error t − o is no loss.
            yes(evidence.of, 1.5) + yes(evidence.squares, 2.0)
                - yes(evidence.by, 2.0)
                - yes(evidence.sums + evidence.results, 1.0)
                - yes(evidence.differences, 3.0)
        }
        // There is one rate for all weights: γ₁ and γ₂ are something else.
        Role::Rate => {
            -yes(evidence.worked, 2.0)
                - yes(evidence.of + evidence.by, 2.0)
                - if coordinates > 0 { 1.2 } else { 0.0 }
        }
    }
}

/// What the words before a value say of it, in six languages.
pub(crate) fn by_words(words: &str) -> Option<Role> {
    if words.is_empty() {
        return None;
    }
    let words = accents::lower(words);
    let table: [(&[&str], Role); 5] = [
        (
            &[
                "learning rate",
                "step size",
                "lernrate",
                "taux",
                "tasa",
                "taxa",
                "学习率",
                " pas ",
                "le pas",
                "un pas",
                "rate ",
                "schrittweite",
                "the rate",
                "passo",
            ],
            Role::Rate,
        ),
        (
            &[
                "bias",
                "biais",
                "sesgo",
                "vies",
                "viés",
                "schwellwert",
                "schwelle",
                "umbral",
                "seuil",
                "limiar",
                "阈值",
                "偏置",
                "threshold",
                "intercept",
                "offset",
            ],
            Role::Bias,
        ),
        (
            &[
                "target",
                "soll",
                "cible",
                "objetivo",
                "desead",
                "alvo",
                "label",
                "标签",
                "étiquette",
                "rótulo",
                "etiqueta",
                "期望",
                "desired",
                "wanted",
                "désiré",
                "want ",
                "should answer",
                "ziel",
                "should have",
                "correct",
            ],
            Role::Target,
        ),
        (&["weight", "poids", "peso", "gewicht", "权重", "coefficient"], Role::Weight),
        (
            &[
                "input",
                "entrée",
                "entrada",
                "eingabe",
                "eingäng",
                "输入",
                "eingang",
                "takes",
                "observation",
                "fed by",
            ],
            Role::Input,
        ),
    ];
    let pairs = Pairs::of(&words);
    let last = |names: &[&str]| {
        names.iter().filter(|name| pairs.may_hold(name)).filter_map(|name| words.rfind(name)).max()
    };
    table
        .iter()
        .filter_map(|(names, role)| last(names).map(|at| (at, *role)))
        .max_by_key(|(at, _)| *at)
        .map(|(_, role)| role)
}

/// Whether a sentence gives the learning rate this name: `with a as learning rate`, `the learning
/// rate is called r`.
pub(crate) fn is_called_rate(text: &str, name: &str) -> bool {
    let rates = ["learning rate", "step size", "Lernrate", "Schrittweite", "tasa de aprendizaje", "学习率"];
    let bare = |word: &str| word.trim_matches(['*', '$', '_', '`', '(', ')', ',', '.']) == name;
    // Whether a text holds a phrase at all is found sooner than where.
    let held = rates.iter().filter(|rate| text.contains(**rate));
    held.flat_map(|rate| text.match_indices(rate)).any(|(at, rate)| {
        let mut before = text[..at].split_whitespace().rev();
        let link = before.next().unwrap_or("");
        let named_before = match link {
            "as" | "als" | "como" | "为" => before.next().is_some_and(bare),
            "the" | "die" | "la" => {
                matches!(before.next(), Some("is" | "ist" | "es")) && before.next().is_some_and(bare)
            }
            _ => false,
        };
        let mut behind = text[at + rate.len()..].split_whitespace();
        named_before
            || behind.next() == Some("is")
                && behind.next() == Some("called")
                && behind.next().is_some_and(bare)
    })
}

/// Whether words speak of the loss.
pub(crate) fn speaks_of_loss(words: &str) -> bool {
    let words = accents::lower(words);
    let names = [
        "entrop", "loss", "cost", "error", "fehler", "verlust", "coût", "perte", "erreur", "costo", "coste",
        "pérdida", "custo", "erro", "perda", "损失", "误差", "代价",
    ];
    names.iter().any(|name| words.contains(name))
}

/// Whether words speak of what comes after the update.
pub(crate) fn speaks_of_after(words: &str) -> bool {
    let words = accents::lower(words);
    let names = [
        "after",
        "new ",
        "now",
        "updated",
        "next",
        "nach ",
        "neue",
        "jetzt",
        "nun ",
        "après",
        "nouve",
        "después",
        "nuev",
        "ahora",
        "após",
        "depois",
        "nov",
        "更新后",
        "新",
    ];
    names.iter().any(|name| words.contains(name))
}
