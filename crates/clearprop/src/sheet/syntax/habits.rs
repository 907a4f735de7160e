//! What a sheet does with its symbols throughout: whether raised figures are layers, and what figures in
//! brackets are.

use rustc_hash::FxHashMap;

use super::lex::{Kind, Token};
use super::name::base_of;

/// What a sheet does with its symbols throughout.
#[derive(Debug, Default)]
pub(crate) struct Habits {
    /// Bases that stand somewhere with a raised 1: their raised figures are layers, not powers.
    raised: Vec<String>,
    /// Bases that count through beyond nine: w₁, w₂ … w₁₀, so that 10 is one number, not 1 and 0.
    pub(crate) beyond_nine: Vec<String>,
    /// Bases that stand with a figure and a letter below them, `w_1o = 0.7`, so that the letter is no factor.
    pub(crate) figure_and_letter: Vec<String>,
    /// Letters that vectors and matrices are given by, so that the two of `Ux` are factors.
    pub(crate) arrays: Vec<char>,
    /// Letters that stand with a star behind them, `c* = 0.5`, so that the star is no sign of a product.
    pub(crate) starred: Vec<String>,
    /// What figures in brackets behind a name are.
    pub(crate) brackets: Brackets,
    /// What names in brackets behind a name are.
    pub(crate) ends: Ends,
    /// Letters that the sheet defines as functions: `s(n) = 1/(1+e^-n)`.
    pub(crate) functions: Vec<char>,
    /// Whether gradients by net inputs have names of their own, so that those by units are by what units put out.
    pub(crate) has_gradients_of_nets: bool,
}

/// Names in brackets that are units: `p(e1,c1)` is the weight from e1 to c1, `n(c1)` something of c1.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    /// The letters of weights.
    pub(crate) edges: Vec<String>,
    /// The units that weights lead from and to.
    units: Vec<String>,
}

impl Ends {
    /// Fewer are functions of two values.
    const FEWEST: usize = 3;

    /// The letters that stand before two names in brackets and are said to be something.
    fn of(text: &str, tokens: &[Token]) -> Ends {
        let sign = |at: usize, sign| tokens.get(at).is_some_and(|token| token.kind == Kind::Sign(sign));
        let word = |at: usize| {
            tokens
                .get(at)
                .filter(|token| token.kind == Kind::Word)
                .map(|token| token.span.of(text).to_owned())
        };
        let mut edges: Vec<(String, [String; 2])> = Vec::new();
        for open in 1..tokens.len().saturating_sub(5) {
            let is_pair =
                sign(open, '(') && !tokens[open].spaced && sign(open + 2, ',') && sign(open + 4, ')');
            if is_pair
                && tokens[open + 5].kind == Kind::Equals
                && let (Some(base), Some(from), Some(to)) = (word(open - 1), word(open + 1), word(open + 3))
                && from != to
            {
                edges.push((base, [from, to]));
            }
        }
        let bases: Vec<String> = edges.iter().map(|(base, _)| base.clone()).collect();
        edges.retain(|(base, _)| bases.iter().filter(|other| *other == base).count() >= Ends::FEWEST);
        let (mut bases, units): (Vec<String>, Vec<[String; 2]>) = edges.into_iter().unzip();
        bases.dedup();
        Ends { edges: bases, units: units.into_iter().flatten().collect() }
    }

    pub(crate) fn has_unit(&self, unit: &str) -> bool {
        self.units.iter().any(|known| known == unit)
    }
}

/// What figures in brackets behind a name are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Brackets {
    /// Factors.
    #[default]
    Factors,
    /// `u1(2)` is unit 1 of layer 2.
    Layer,
    /// `w2(1,3)` leads from unit 1 to unit 3 of layer 2, and `s2(3)` is unit 3 of it.
    Units,
    /// `W(1) = W(0) - …`: the value after a step, and before it.
    Steps,
}

impl Habits {
    /// Looks through the whole text once.
    pub(crate) fn of(text: &str, tokens: &[Token]) -> Habits {
        let mut habits = Habits::default();
        let kind = |at: usize| tokens.get(at).map(|token| token.kind);
        habits.beyond_nine = beyond_nine(text, tokens);
        habits.figure_and_letter = figure_and_letter(text, tokens);
        habits.starred = starred(text, tokens);
        habits.arrays = arrays(text, tokens);
        habits.ends = Ends::of(text, tokens);
        habits.functions = functions(text, tokens);
        habits.has_gradients_of_nets = ["grad_net", "grad_z"].iter().any(|name| text.contains(name));
        if counts_steps(text, tokens) {
            habits.brackets = Brackets::Steps;
        }
        for (at, token) in tokens.iter().enumerate() {
            if token.kind == Kind::Sign('^') && at > 0 {
                let braced = kind(at + 1) == Some(Kind::Sign('{'));
                let number = at + 1 + usize::from(braced);
                let is_one = tokens.get(number).is_some_and(|token| token.span.of(text) == "1");
                let alone = !braced || kind(number + 1) == Some(Kind::Sign('}'));
                if is_one
                    && alone
                    && let Some(base) = base_before(text, tokens, at)
                    && !habits.raised.contains(&base)
                {
                    habits.raised.push(base);
                }
            }
            // Nobody raises to the power 1: w¹ is of layer 1.
            if token.kind == Kind::Raised(1)
                && let Some(base) = base_before(text, tokens, at)
                && !habits.raised.contains(&base)
            {
                habits.raised.push(base);
            }
            if habits.brackets == Brackets::Steps {
                continue;
            }
            let figure = |at: usize| {
                tokens.get(at).is_some_and(|token| {
                    matches!(token.kind, Kind::Number(_)) && token.span.end - token.span.start == 1
                })
            };
            let called = token.kind == Kind::Word && kind(at + 1) == Some(Kind::Sign('(')) && figure(at + 2);
            if called && !tokens[at + 1].spaced {
                let close =
                    |at: usize| kind(at) == Some(Kind::Sign(')')) && kind(at + 1) == Some(Kind::Equals);
                let pair = kind(at + 3) == Some(Kind::Sign(',')) && figure(at + 4) && close(at + 5);
                // With a decimal comma `1,2` is one piece.
                let joined = tokens[at + 2].span.of(text).contains(',') && close(at + 3);
                if pair || joined {
                    habits.brackets = Brackets::Units;
                } else if close(at + 3) && habits.brackets == Brackets::Factors {
                    habits.brackets = Brackets::Layer;
                }
            } else if token.kind == Kind::Word
                && kind(at + 1) == Some(Kind::Sign('('))
                && !tokens[at + 1].spaced
                && tokens.get(at + 2).is_some_and(|token| {
                    let text = token.span.of(text);
                    text.len() == 3 && text.as_bytes()[1] == b',' && matches!(token.kind, Kind::Number(_))
                })
                && kind(at + 3) == Some(Kind::Sign(')'))
                && kind(at + 4) == Some(Kind::Equals)
            {
                habits.brackets = Brackets::Units;
            }
        }
        habits
    }

    pub(crate) fn has_layers(&self, base: &str) -> bool {
        self.raised.iter().any(|raised| raised == base)
    }
}

/// The letters of functions that are defined by an exponential, or the larger of two, of their argument.
fn functions(text: &str, tokens: &[Token]) -> Vec<char> {
    const LONGEST: usize = 16;
    let sign = |at: usize, sign| tokens.get(at).is_some_and(|token| token.kind == Kind::Sign(sign));
    let letter = |at: usize| {
        let token = tokens.get(at).filter(|token| token.kind == Kind::Word)?;
        let mut letters = token.span.of(text).chars();
        letters.next().filter(|_| letters.next().is_none())
    };
    let defines = |at: usize, variable: char| {
        let ends = |token: &&Token| !matches!(token.kind, Kind::Row | Kind::Break | Kind::Gap);
        let side: Vec<&Token> = tokens[at..].iter().take(LONGEST).take_while(ends).collect();
        let words = || side.iter().filter(|token| matches!(token.kind, Kind::Word | Kind::Command));
        let tells = |word: &str| matches!(word.trim_start_matches('\\'), "e" | "exp" | "max" | "tanh");
        let is_known =
            |word: &str| tells(word) || word == "\\frac" || word.chars().eq(std::iter::once(variable));
        words().any(|token| tells(token.span.of(text)))
            && words().all(|token| is_known(token.span.of(text)))
            && words().any(|token| token.span.of(text).chars().eq(std::iter::once(variable)))
    };
    (0..tokens.len().saturating_sub(5))
        .filter(|&at| sign(at + 1, '(') && !tokens[at + 1].spaced && sign(at + 3, ')'))
        .filter(|&at| tokens[at + 4].kind == Kind::Equals)
        .filter_map(|at| {
            letter(at).filter(|_| letter(at + 2).is_some_and(|variable| defines(at + 5, variable)))
        })
        .collect()
}

/// Whether a sheet has both w(0) and w(1), and nothing beyond: the weights before and after the step.
fn counts_steps(text: &str, tokens: &[Token]) -> bool {
    let sign = |at: usize, sign| tokens.get(at).is_some_and(|token| token.kind == Kind::Sign(sign));
    let steps: Vec<&str> = (1..tokens.len())
        .filter(|&at| sign(at, '(') && !tokens[at].spaced && sign(at + 2, ')'))
        .filter(|&at| base_before(text, tokens, at).is_some_and(|base| matches!(&*base, "w" | "W" | "θ")))
        .map(|at| tokens[at + 1].span.of(text))
        .filter(|step| step.len() == 1 && step.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    steps.contains(&"0") && steps.contains(&"1") && steps.iter().all(|step| matches!(*step, "0" | "1"))
}

/// The bases that stand with each index from 1 to 10.
fn beyond_nine(text: &str, tokens: &[Token]) -> Vec<String> {
    let mut indices: FxHashMap<&str, u32> = FxHashMap::default();
    for (at, token) in tokens.iter().enumerate() {
        if !matches!(token.kind, Kind::Word | Kind::Command) {
            continue;
        }
        let (base, figures) = base_of(token.span.of(text));
        if let Some(number) = lone_index(text, &tokens[at + 1..], figures).filter(|number| *number <= 10) {
            *indices.entry(base).or_default() |= 1 << number;
        }
    }
    let all: u32 = (1..=10).map(|number| 1 << number).sum();
    indices.into_iter().filter(|(_, seen)| seen & all == all).map(|(base, _)| base.to_owned()).collect()
}

/// The bases of `w_1o = 0.7`, which would say something of a product if o were a factor.
fn figure_and_letter(text: &str, tokens: &[Token]) -> Vec<String> {
    let is_said = |piece: &&[Token]| {
        let kinds = [1, 2, 3, 4].map(|at| piece[at].kind);
        let is_close = piece[1..4].iter().all(|token| !token.spaced && !token.math);
        let is_short = piece[3].span.end - piece[3].span.start == 1;
        let is_whole = piece[2].span.of(text).bytes().all(|byte| byte.is_ascii_digit());
        let [Kind::Sign('_'), Kind::Number(_), Kind::Word, Kind::Equals | Kind::Sign(':')] = kinds else {
            return false;
        };
        piece[0].kind == Kind::Word && is_close && is_short && is_whole
    };
    few(tokens.windows(5).filter(is_said).map(|piece| base_of(piece[0].span.of(text)).0.to_owned()))
}

/// The letters that are given as vectors or matrices, and those of what is worked with them: the r of `r = Ux + c`.
fn arrays(text: &str, tokens: &[Token]) -> Vec<char> {
    let letter = |token: &Token| {
        let mut letters = token.span.of(text).chars();
        letters.next().filter(|_| token.kind == Kind::Word && letters.next().is_none())
    };
    let is_array = |token: &Token| {
        let opens = |c: char| token.kind == Kind::Sign(c);
        opens('[') || opens('(') || matches!(token.kind, Kind::Word | Kind::Command)
    };
    let given = |piece: &[Token]| {
        letter(&piece[0]).filter(|_| piece[0].math && piece[1].kind == Kind::Equals && is_array(&piece[2]))
    };
    few(tokens.windows(3).filter_map(given))
}

/// The letters that a value is given with a star behind them, and a space.
fn starred(text: &str, tokens: &[Token]) -> Vec<String> {
    let is_star = |token: &Token| token.kind == Kind::Sign('*') && token.span.of(text) == "*";
    let is_given = |piece: &&[Token]| {
        let [before, letter, star, equals] = piece else { return false };
        let is_letter = letter.kind == Kind::Word && letter.span.of(text).chars().count() == 1;
        let is_apart = letter.spaced && !star.spaced && equals.spaced && equals.kind == Kind::Equals;
        is_letter && is_apart && is_star(star) && !is_star(before)
    };
    few(tokens.windows(4).filter(is_given).map(|piece| piece[1].span.of(text).to_owned()))
}

/// The first of these, each once: nobody has more.
fn few<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    const MOST: usize = 64;
    let mut few = Vec::new();
    for one in all {
        if few.len() < MOST && !few.contains(&one) {
            few.push(one);
        }
    }
    few
}

/// The number below a symbol, where nothing else stands there.
fn lone_index(text: &str, behind: &[Token], figures: &str) -> Option<u32> {
    if !figures.is_empty() {
        return figures.parse().ok();
    }
    let lowered = |token: &Token| match token.kind {
        Kind::Lowered(digit) => Some(digit),
        _ => None,
    };
    let kind = |at: usize| behind.get(at).map(|token| token.kind);
    match kind(0)? {
        Kind::Lowered(_) => {
            let digits = behind.iter().map_while(lowered).take(3);
            Some(digits.fold(0, |number, digit| 10 * number + digit))
        }
        Kind::Sign('_') => {
            let braced = kind(1) == Some(Kind::Sign('{'));
            let at = 1 + usize::from(braced);
            let ends = !braced || kind(at + 1) == Some(Kind::Sign('}'));
            behind.get(at).filter(|_| ends)?.span.of(text).parse().ok()
        }
        _ => None,
    }
}

/// The base of the symbol that ends before the piece at `at`, over its lowered indices.
fn base_before(text: &str, tokens: &[Token], at: usize) -> Option<String> {
    let mut last = at.checked_sub(1)?;
    if tokens[last].kind == Kind::Sign('}') {
        let open = (0..last).rev().take(12).find(|&open| tokens[open].kind == Kind::Sign('{'))?;
        // The braces of `{w}^1` are those of a style, such as bold.
        if open + 2 == last
            && (open == 0 || !matches!(tokens[open - 1].kind, Kind::Sign('_' | '^')))
            && matches!(tokens[open + 1].kind, Kind::Word | Kind::Command)
        {
            return Some(base_of(tokens[open + 1].span.of(text)).0.to_owned());
        }
        last = open.checked_sub(1)?;
    }
    if tokens[last].kind == Kind::Sign('_') {
        last = last.checked_sub(1)?;
    } else if last >= 2 && tokens[last - 1].kind == Kind::Sign('_') {
        last -= 2;
    }
    matches!(tokens[last].kind, Kind::Word | Kind::Command)
        .then(|| base_of(tokens[last].span.of(text)).0.to_owned())
}
