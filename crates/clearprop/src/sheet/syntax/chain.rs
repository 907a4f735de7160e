//! Chains `left = side = … = number`, and the expressions that stand alone.

use super::lex::{Kind, Tokens};
use super::name::{Habits, is_new};
use super::parse::Parser;
use super::tree::{Name, Node};
use crate::sheet::meaning::role::{self, Role};
use crate::sheet::types::Span;

/// How many bytes before a number may say what it is.
pub(crate) const LONGEST_CLAUSE: usize = 300;

/// What the text says, in order.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    Chain(Chain),
    /// A number or a list within a sentence.
    Loose(Loose),
}

impl Item {
    pub(crate) fn chain(&self) -> Option<&Chain> {
        match self {
            Item::Chain(chain) => Some(chain),
            Item::Loose(_) => None,
        }
    }

    /// The symbol that it says something of.
    pub(crate) fn name(&self) -> Option<&Name> {
        self.chain()?.name()
    }
}

/// `left = side = … = number`.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    /// What stands before it in its clause.
    pub(crate) before: Span,
    /// The left side first.
    pub(crate) sides: Vec<RawSide>,
    /// It was written with ← or :=.
    pub(crate) becomes: bool,
    /// Where a value was left out.
    pub(crate) blank: Option<Span>,
    /// No left side is written: `… $= 0.2688$` after words.
    pub(crate) headless: bool,
    pub(crate) block: usize,
}

/// What stands between two equals signs; `None` where it could not be read.
#[derive(Clone, Debug)]
pub(crate) struct RawSide {
    pub(crate) node: Option<Node>,
    pub(crate) span: Span,
}

/// An expression outside of any chain.
#[derive(Clone, Debug)]
pub(crate) struct Loose {
    pub(crate) before: Span,
    pub(crate) node: Node,
    pub(crate) span: Span,
    pub(crate) block: usize,
}

/// Reads every chain. `skip` are the parts of the text that tables take up.
pub(crate) fn items(text: &str, tokens: &Tokens, habits: &Habits, skip: &[Span]) -> Vec<Item> {
    let fuel = tokens.len().saturating_mul(24) + 10_000;
    let parser = Parser::new(text, tokens, fuel, habits);
    let mut reader = Reader { parser, items: Vec::new(), clause: 0, block: 0 };
    let mut skipped = skip.iter().peekable();
    while reader.parser.at < tokens.len() {
        let start = tokens[reader.parser.at].span.start;
        while skipped.peek().is_some_and(|span| span.end <= start) {
            skipped.next();
        }
        if let Some(span) = skipped.peek()
            && span.start <= start
        {
            let end = span.end;
            while tokens.get(reader.parser.at).is_some_and(|token| token.span.start < end) {
                reader.parser.at += 1;
            }
            reader.clause = end;
            reader.block += 1;
            continue;
        }
        reader.step();
    }
    reader.items
}

pub(super) struct Reader<'a> {
    pub(super) parser: Parser<'a>,
    pub(super) items: Vec<Item>,
    /// Where the clause that we are in started.
    clause: usize,
    pub(super) block: usize,
}

impl Reader<'_> {
    fn step(&mut self) {
        let at = self.parser.at;
        let token = self.parser.tokens[at];
        match token.kind {
            Kind::Break => {
                self.block += 1;
                self.pass(true);
            }
            // The edge of an inline formula does not end a clause.
            Kind::Gap => self.pass(!token.span.of(self.parser.text).starts_with(['$', '\\'])),
            Kind::Row | Kind::Cell => self.pass(true),
            // What stands before a colon, or a remark in brackets, says what comes after it.
            Kind::Sign(':') => self.pass(false),
            Kind::Sign(')') if !token.math => self.pass(false),
            Kind::Sign('.' | ';' | ',' | '!' | '?' | ')' | '}' | '|' | '‖' | '#') => self.pass(true),
            // The power of something that could not be read.
            Kind::Sign('^') if matches!(self.parser.peek(1), Some(Kind::Number(_))) => self.parser.at += 2,
            Kind::Equals | Kind::Becomes => self.headless(),
            Kind::Arrow => self.pass(true),
            _ => self.expression(),
        }
    }

    /// The words of the clause before a place; of an endless one the last.
    fn before(&self, end: usize) -> Span {
        let text = self.parser.text;
        let near = (end.saturating_sub(LONGEST_CLAUSE)..=end).find(|&at| text.is_char_boundary(at));
        Span { start: self.clause.min(end).max(near.unwrap_or(end)), end }
    }

    fn pass(&mut self, new_clause: bool) {
        let end = self.parser.tokens[self.parser.at].span.end;
        self.parser.at += 1;
        if new_clause {
            self.clause = end;
        }
    }

    /// A chain goes on after a break in the line, or after words: `(the mean) $= 0.2688$`.
    fn headless(&mut self) {
        let start = self.parser.at;
        let span = self.parser.tokens[start].span;
        self.parser.at += 1;
        let mut sides = Vec::new();
        let blank = self.sides(&mut sides);
        if sides.is_empty() {
            return;
        }
        let block = self.block;
        self.drop_words_of_the_line_before(span.start);
        if let Some(Item::Chain(last)) = self.items.last_mut()
            && last.block == block
            && last.blank.is_none()
            && let end = last.sides.last().map_or(0, |side| side.span.end)
            && span.start.saturating_sub(end) < 80
            && !has_left_of_its_own(&self.parser.text[end.min(span.start)..span.start])
        {
            last.sides.extend(sides);
            last.blank = blank;
        } else {
            let before = self.before(span.start);
            self.items.push(Item::Chain(Chain {
                before,
                sides,
                becomes: false,
                blank,
                headless: true,
                block,
            }));
        }
        self.clause = self.parser.span_from(start).end;
    }

    /// In `δ₃ = o₃ (1 − o₃) (sum over 5 and 6 of δ w)` nothing is said by what stands in words, where the next line
    /// goes on with the sign.
    fn drop_words_of_the_line_before(&mut self, sign: usize) {
        const MOST: usize = 16;
        let last = self.items.iter().rev().take(MOST);
        let loose = last.take_while(|item| matches!(item, Item::Loose(_))).count();
        let Some(Item::Chain(chain)) = self.items.iter().rev().nth(loose) else { return };
        let end = chain.sides.last().map_or(0, |side| side.span.end);
        let between = self.parser.text.get(end..sign).unwrap_or("");
        let is_next_line = between.rsplit_once('\n').is_some_and(|(line, before)| {
            before.trim().is_empty() && !line.contains('\n') && line.trim_start().starts_with(['*', '·', '×'])
        });
        if loose > 0 && chain.block == self.block && is_next_line {
            self.items.truncate(self.items.len() - loose);
        }
    }

    fn expression(&mut self) {
        let start = self.parser.at;
        let before = self.before(self.parser.tokens[start].span.start);
        self.parser.depth = 0;
        let Some(node) = self.parser.sum() else {
            self.parser.at = start + 1;
            return;
        };
        let span = self.parser.span_from(start);
        let node = self.with_mark(node);
        let relation = self.relation(&node);
        // `dL/dB1   -> -0.573156`
        let of_slope = || matches!(node, Node::Slope(_));
        let relation = relation.or_else(|| (of_slope() && self.result_follows(&node)).then_some(false));
        let relation = relation.or_else(|| self.working_follows(&node, before).then_some(true));
        if relation.is_none() && (self.goes_over(&node, before) || self.stays(&node, before)) {
            self.clause = self.parser.span_from(start).end;
            return;
        }
        let Some(becomes) = relation else {
            // `(weights $0.5$, $0.4$; bias $0.1$)` is a remark, whose numbers are read one by one.
            if !node.is_numeric() && self.is_remark(start) {
                self.parser.at = start + 1;
                return;
            }
            return self.loose(node, span, before);
        };
        let mut sides = vec![RawSide { node: Some(node), span }];
        let blank = self.sides(&mut sides);
        let block = self.block;
        self.clause = self.parser.span_from(start).end;
        let chain = Chain { before, sides, becomes, blank, headless: false, block };
        let goes_on = self.goes_on_to(&chain);
        self.items.push(Item::Chain(chain));
        self.items.extend(goes_on.map(Item::Chain));
    }

    /// `w46    0.8 + (0.6)(0.104)(0.475) = 0.830`: a row of a table of updates in plain text, the parameter
    /// in front and apart.
    fn working_follows(&mut self, node: &Node, before: Span) -> bool {
        let Node::Name(name) = node else { return false };
        let speaks = |role: Role| role::by_name(&name.base, name.coordinate_count(), role) >= 1.8;
        let starts = before.of(self.parser.text).trim().is_empty() && !name.indices.is_empty();
        let apart = self.parser.kind() == Some(Kind::Gap) && !self.parser.tokens[self.parser.at].math;
        if !(starts && apart && self.number_follows() && (speaks(Role::Weight) || speaks(Role::Bias))) {
            return false;
        }
        let start = self.parser.at;
        self.parser.at += 1;
        let is_sum = matches!(self.parser.sum(), Some(Node::Sum(_)));
        let found = is_sum && self.parser.kind() == Some(Kind::Equals);
        self.parser.at = if found { start + 1 } else { start };
        found
    }

    /// `w1 new =`: the word is a mark of the symbol before it.
    fn with_mark(&mut self, node: Node) -> Node {
        match node {
            Node::Name(mut name) if self.parser.kind() == Some(Kind::Word) => {
                let word = self.parser.word(self.parser.at);
                if is_new(word) || matches!(word, "plus") {
                    self.parser.at += 1;
                    name.updated = true;
                }
                Node::Name(name)
            }
            node => node,
        }
    }

    /// Passes the sign between two sides; whether it says "becomes".
    fn relation(&mut self, left: &Node) -> Option<bool> {
        let start = self.parser.at;
        if let Node::Name(name) = left {
            self.remark_in_brackets();
            self.words_behind_a_loss(name);
        }
        // `&=`, `&=&`; and a remark between a value and its equals sign is no sign.
        // In columns of equations the signs stand below each other.
        let apart = matches!(self.parser.kind(), Some(Kind::Gap | Kind::Cell))
            && matches!(self.parser.peek(1), Some(Kind::Equals | Kind::Becomes))
            || self.parser.kind() == Some(Kind::Gap) && self.parser.peek(1) == Some(Kind::Sign(':'));
        if apart || self.parser.kind() == Some(Kind::Cell) && self.parser.tokens[start].math {
            self.parser.at += 1;
        }
        let found = match self.parser.kind() {
            Some(Kind::Equals) => Some(false),
            Some(Kind::Becomes) => Some(true),
            // `w3 -> 1.5 - 0.01·…`, but `x1 -> h1` and `… = 0.36 → out = …` only point.
            Some(Kind::Arrow) => {
                let name = matches!(left, Node::Name(_));
                let worked = matches!(self.parser.peek(1), Some(Kind::Number(_) | Kind::Sign('-')));
                (name && worked && !self.counts_units()).then_some(true)
            }
            // `w11(2): 1.1 - .25*.110 = 1.077`, `soll: 0.2`, `dE/dw_12: -0.0665`.
            Some(Kind::Sign(':')) => {
                // `from h₁ and h₂ to o: 0.5; −0.8` says nothing of o, and `bias of o: 0.3` of its bias.
                let name = match left {
                    Node::Name(name) => !self.is_led_to(name) || self.is_behind_bias(name),
                    left => matches!(left, Node::Slope(_)),
                };
                let apart = usize::from(self.is_apart(self.parser.at + 1));
                let sign = apart + usize::from(self.parser.peek(1 + apart) == Some(Kind::Sign('-')));
                let worked = matches!(self.parser.peek(1 + sign), Some(Kind::Number(_)));
                // `inputs: 1.2, 0.7` is a list.
                let list = self.parser.peek(2 + sign) == Some(Kind::Sign(','))
                    && matches!(self.parser.peek(3 + sign), Some(Kind::Number(_) | Kind::Sign('-')));
                let plain = !self.parser.tokens[self.parser.at].math && !self.counts_units();
                let speaks = !self.introduces_working(left);
                let is_number = name && worked && !list && speaks;
                (plain && (is_number || is_symbol(left) && self.array_is_shown())).then_some(false)
            }
            // A line of its own with the array below it, as programs print it.
            Some(Kind::Row) if is_symbol(left) && self.is_line_of_its_own(left) && self.array_follows() => {
                Some(false)
            }
            // `w₁ becomes 0.6039`
            Some(Kind::Word) if is_becoming(self.parser.word(self.parser.at)) => {
                let name = matches!(left, Node::Name(name) if !name.indices.is_empty());
                let sign = usize::from(self.parser.peek(1) == Some(Kind::Sign('-')));
                let worth = matches!(self.parser.peek(1 + sign), Some(Kind::Number(_)));
                (name && worth).then_some(true)
            }
            // `w₁ is now 0.6039`
            Some(Kind::Word) if self.is_now() => {
                self.parser.at += 1;
                matches!(left, Node::Name(name) if !name.indices.is_empty()).then_some(true)
            }
            // `the desired output y_5 is 0`.
            Some(Kind::Word) if is_copula(self.parser.word(self.parser.at)) => {
                let name =
                    matches!(left, Node::Name(name) if !name.indices.is_empty() && !self.is_led_to(name));
                let worth = match self.parser.peek(1) {
                    Some(Kind::Sign('-')) => matches!(self.parser.peek(2), Some(Kind::Number(_))),
                    next => matches!(next, Some(Kind::Number(_))),
                };
                (name && worth).then_some(false)
            }
            _ => None,
        };
        if found.is_none() {
            self.parser.at = start;
            return None;
        }
        let is_colon = self.parser.kind() == Some(Kind::Sign(':'));
        self.parser.at += 1;
        if self.parser.kind() == Some(Kind::Cell) || is_colon && self.is_apart(self.parser.at) {
            self.parser.at += 1;
        }
        found
    }

    /// Whether a symbol that ends here is all that stands on its line.
    fn is_line_of_its_own(&self, left: &Node) -> bool {
        let mut start = None;
        left.for_each_name(&mut |name| start = start.or(Some(name.span.start)));
        let at = start.unwrap_or(0);
        let line = self.parser.text[..at].rsplit('\n').next().unwrap_or("");
        // The ∂ or d of a slope stands before the symbol that it is taken by.
        line.trim_start().trim_start_matches(['d', '∂']).is_empty()
    }

    /// Whether more than one space stands here.
    fn is_apart(&self, at: usize) -> bool {
        let token = self.parser.tokens.get(at).filter(|token| token.kind == Kind::Gap);
        token.is_some_and(|token| token.span.of(self.parser.text).trim().is_empty())
    }

    /// In `the one from h2 is -0.95` something that leads from h2 is meant, and not h2.
    fn is_led_to(&self, name: &Name) -> bool {
        let before = self.parser.text[..name.span.start].trim_end_matches([' ', '$', '`']);
        let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        ["from", "to", "into", "von", "nach", "zu", "vers", "desde", "hacia", "van", "naar"].contains(&word)
    }

    /// Whether `bias of` stands before a name, or the like.
    fn is_behind_bias(&self, name: &Name) -> bool {
        let before = self.parser.text[..name.span.start].trim_end_matches([' ', '$', '`']);
        let mut words = before.rsplit(|c: char| !c.is_alphabetic());
        words.nth(1).is_some_and(|word| role::is_bias_word(&word.to_lowercase()))
    }

    fn is_now(&self) -> bool {
        let next = self.parser.word(self.parser.at + 1);
        let sign = usize::from(self.parser.peek(2) == Some(Kind::Sign('-')));
        is_copula(self.parser.word(self.parser.at))
            && matches!(next, "now" | "jetzt" | "nun" | "maintenant" | "ahora" | "agora" | "then")
            && matches!(self.parser.peek(2 + sign), Some(Kind::Number(_)))
    }

    /// The sides after the first sign. Returns where a value was left out.
    fn sides(&mut self, sides: &mut Vec<RawSide>) -> Option<Span> {
        loop {
            if self.parser.kind() == Some(Kind::Gap) && self.parser.tokens[self.parser.at].math
                || self.parser.kind() == Some(Kind::Gap) && self.number_follows()
                || self.array_follows()
            {
                self.parser.at += 1;
            }
            let start = self.parser.at;
            self.parser.depth = 0;
            match self.line_of_numbers().or_else(|| self.parser.sum()) {
                Some(node) => {
                    let node = self.row_of_numbers(node, self.parser.span_from(start));
                    let span = self.parser.span_from(start);
                    let node = self.with_mark(node);
                    let is_part = !node.is_numeric() && self.parser.symbol_is_left_over();
                    let node = if is_part { Node::Other } else { node };
                    let more = self.relation(&Node::Other).is_some() || self.result_follows(&node);
                    sides.push(RawSide { node: Some(node), span });
                    if more || self.next_row_goes_on() {
                        continue;
                    }
                    return None;
                }
                None => {
                    self.parser.at = start;
                    let equals = self.parser.tokens[start.saturating_sub(1)].span;
                    if self.is_blank() {
                        return Some(equals);
                    }
                    if !self.unreadable(sides) {
                        return None;
                    }
                }
            }
        }
    }

    /// `\\ &= …` in the next row of a formula.
    fn next_row_goes_on(&mut self) -> bool {
        let start = self.parser.at;
        let token = self.parser.tokens.get(start);
        if !token.is_some_and(|token| token.math && token.kind == Kind::Row) {
            return false;
        }
        self.parser.at += 1;
        while self.parser.kind() == Some(Kind::Cell) {
            self.parser.at += 1;
        }
        if self.parser.kind() == Some(Kind::Equals) {
            self.parser.at += 1;
            // `& = &` in an eqnarray.
            while self.parser.kind() == Some(Kind::Cell) {
                self.parser.at += 1;
            }
            return true;
        }
        self.parser.at = start;
        false
    }

    /// Whether nothing, or signs of nothing, stand up to the end of the formula or line.
    fn is_blank(&self) -> bool {
        let mut at = self.parser.at;
        while let Some(token) = self.parser.tokens.get(at) {
            match token.kind {
                Kind::Sign('+' | '?' | '_' | '…' | '.') => at += 1,
                Kind::Command
                    if matches!(token.span.of(self.parser.text), "\\ldots" | "\\dots" | "\\cdots") =>
                {
                    at += 1
                }
                // `\underline{\qquad}`
                Kind::Sign('{')
                    if self.parser.tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Gap) =>
                {
                    at += 2;
                }
                Kind::Sign('}') => at += 1,
                Kind::Row | Kind::Break | Kind::Cell | Kind::Gap => return true,
                _ => return false,
            }
        }
        true
    }

    /// Passes over a side that cannot be read; whether another sign follows it.
    fn unreadable(&mut self, sides: &mut Vec<RawSide>) -> bool {
        let start = self.parser.at;
        // The = of `\sum_{i=1}` is no sign between sides.
        let mut depth = 0_usize;
        while let Some(token) = self.parser.tokens.get(self.parser.at) {
            match token.kind {
                Kind::Sign('{') => {
                    depth += 1;
                    self.parser.at += 1;
                }
                Kind::Sign('}') => {
                    depth = depth.saturating_sub(1);
                    self.parser.at += 1;
                }
                Kind::Equals if depth == 0 => {
                    sides.push(RawSide { node: None, span: self.parser.span_from(start) });
                    self.parser.at += 1;
                    return true;
                }
                Kind::Row | Kind::Break | Kind::Gap | Kind::Cell => break,
                Kind::Sign('.' | ',' | ';') if !token.math => break,
                Kind::Word if !token.math && self.is_prose() => break,
                _ if self.parser.at - start > 60 => break,
                _ => self.parser.at += 1,
            }
        }
        if self.parser.at == start {
            self.parser.at += 1;
        }
        false
    }

    /// Whether two words of a sentence stand here: no formula goes on over them.
    fn is_prose(&self) -> bool {
        let is_word = |at: usize| {
            let word = self.parser.word(at);
            self.parser.tokens.get(at).is_some_and(|token| token.kind == Kind::Word)
                && word.chars().count() >= 3
                && word.chars().all(char::is_alphabetic)
        };
        is_word(self.parser.at) && is_word(self.parser.at + 1)
    }

    fn loose(&mut self, node: Node, span: Span, before: Span) {
        let numeric = node.is_numeric() && !matches!(node, Node::Constant(_));
        if numeric {
            let block = self.block;
            self.items.push(Item::Loose(Loose { before, node, span, block }));
            self.clause = span.end;
        }
    }
}

/// Whether a sign stands behind something on a line of its own, such as `(W₂ᵀ δ₂) = …`, and does not go on from
/// the line before.
fn has_left_of_its_own(between: &str) -> bool {
    between
        .rsplit_once('\n')
        .is_some_and(|(_, line)| line.contains(char::is_alphanumeric) && line.contains('('))
}

/// Whether it is a slope or a symbol, and no word such as `inputs`, behind which a list stands.
fn is_symbol(node: &Node) -> bool {
    match node {
        Node::Name(name) => !name.indices.is_empty() || name.base.chars().count() == 1,
        node => matches!(node, Node::Slope(_)),
    }
}

/// "becomes", in the languages of the sheets.
fn is_becoming(word: &str) -> bool {
    matches!(word, "becomes" | "wird" | "devient" | "变为" | "变成")
}

/// "is", in the languages of the sheets.
fn is_copula(word: &str) -> bool {
    matches!(word, "is" | "ist" | "est" | "vaut" | "es" | "vale" | "é" | "是" | "为" | "equals")
}
