//! What was read from a sheet: plain data that marking and telling build on.

use crate::Network;
use crate::math::{Decimal, Expr};
use crate::quantity::Quantity;

/// A part of the source text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

impl Span {
    /// The text that stands there.
    pub fn of(self, source: &str) -> &str {
        source.get(self.start..self.end).unwrap_or("")
    }

    /// Whether the other lies within.
    pub(crate) fn holds(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// From the start of this to the end of the other.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start, end: other.end }
    }
}

/// A number as it is printed, its sign included where it is written with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Printed {
    /// Where it stands; its text is `span.of(source)`.
    pub span: Span,
    /// What it says of the quantity.
    pub value: Decimal,
    /// The power of ten of its last written place: −4 in `0.6420`, −6 in `5.7700e-2`.
    pub unit: i32,
    /// Whether it is printed with the other sign than `value`: an error signal t − o is minus a slope.
    pub turned: bool,
    /// By how much `value` is more than what is printed: w for a change Δw, which says what w becomes.
    pub beyond: Decimal,
}

impl Printed {
    /// The number that is said of a quantity whose negative is printed.
    pub(crate) fn negated(self) -> Printed {
        let (value, beyond) = (self.value.negated(), self.beyond.negated());
        Printed { value, beyond, turned: !self.turned, ..self }
    }

    /// The number that is said of what a parameter becomes, where its change is printed.
    pub(crate) fn changing(self, old: Decimal) -> Printed {
        Printed { value: self.value.plus(old), beyond: self.beyond.plus(old), ..self }
    }

    /// What would be printed for a value of the quantity.
    pub(crate) fn shown(&self, value: Decimal) -> Decimal {
        let value = value.plus(self.beyond.negated());
        if self.turned { value.negated() } else { value }
    }

    /// The number as it stands in the sheet.
    pub(crate) fn written(&self) -> Printed {
        Printed { value: self.shown(self.value), turned: false, beyond: Decimal::ZERO, ..*self }
    }

    /// Whether the number is the quantity's own.
    pub(crate) fn is_plain(&self) -> bool {
        !self.turned && self.beyond.is_zero()
    }
}

/// A number within a formula, and what it is put in for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Operand {
    /// The number.
    pub printed: Printed,
    /// The quantity whose value it is said to be; `None` for a plain number such as the 1 of
    /// 1 − a, the ½ of a loss, a learning rate, or where nothing settles it.
    pub quantity: Option<Quantity>,
}

/// What stands in a formula where a value is put in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Leaf {
    /// A symbol that was read.
    Quantity(Quantity),
    /// A printed number.
    Operand(Operand),
}

/// What stands between two equals signs.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// Where it stands.
    pub span: Span,
    /// What it says, where every symbol in it could be read. A lone number is in `printed` instead.
    pub formula: Option<Expr<Leaf>>,
    /// The number, where the side is one number alone.
    pub printed: Option<Printed>,
}

/// One chain `left = side = … = number`, from a formula, a cell of a table, an entry of a
/// matrix or a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Where it stands, from its left side (or the name that it goes by) to its last number.
    pub span: Span,
    /// What it is about: every number that stands alone between its equals signs is said to be its value.
    pub quantity: Option<Quantity>,
    /// Others that the left side may name as well, where nothing settles it.
    pub alternatives: Vec<Quantity>,
    /// What was read, in order. The first is the left side where one is written; the statement of
    /// a cell or an entry has the number alone.
    pub sides: Vec<Side>,
    /// Whether the values are given with the exercise rather than worked out.
    pub given: bool,
}

impl Statement {
    /// Calls `visit` with each printed number that stands alone between equals signs.
    pub fn for_each_result(&self, mut visit: impl FnMut(Printed)) {
        self.sides.iter().filter_map(|side| side.printed).for_each(&mut visit);
    }

    /// Calls `visit` with each number that is put into a formula, in the order of the text.
    pub fn for_each_operand(&self, mut visit: impl FnMut(Operand)) {
        for formula in self.sides.iter().filter_map(|side| side.formula.as_ref()) {
            formula.for_each_symbol(&mut |leaf| {
                if let Leaf::Operand(operand) = leaf {
                    visit(*operand);
                }
            });
        }
    }
}

/// A part that could not be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Unread {
    /// Where it stands: a printed number, or a formula.
    pub span: Span,
    /// Why, in a sentence without its full stop.
    pub reason: String,
}

/// A value that the author left out: `δ₂ = v₂ δ (1 − h₂²) =` and nothing after it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Blank {
    /// The equals sign, or what stands in the value's place.
    pub span: Span,
    /// What belongs there.
    pub quantity: Quantity,
}

/// What a symbol of the sheet was taken for.
#[derive(Clone, Debug, PartialEq)]
pub struct SymbolReading {
    /// The symbol as it is written where it first stands.
    pub written: Span,
    /// What it means.
    pub quantity: Quantity,
    /// Whether it means minus that: an error signal t − o is minus a slope.
    pub turned: bool,
    /// Why, in a few words.
    pub why: &'static str,
}

impl SymbolReading {
    /// The symbol as it can be quoted; `None` where words or the labels of a table stand for it, and where it is set
    /// with tags or over several rows.
    pub fn symbol<'a>(&self, source: &'a str) -> Option<&'a str> {
        quotable(self.written.of(source))
    }
}

/// What is short, on one line and in no markup.
pub(crate) fn quotable(written: &str) -> Option<&str> {
    const LONGEST: usize = 24;
    let symbol = written.trim();
    let is_plain = !symbol.contains(['<', '\n', '&', '$', '|']) && !symbol.starts_with("**");
    let has_letter = symbol.chars().any(char::is_alphabetic);
    (is_plain && has_letter && symbol.chars().count() <= LONGEST).then_some(symbol)
}

/// How a value of the network was found in the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The network was given with the sheet.
    Hint,
    /// The sheet's front matter.
    FrontMatter,
    /// The sheet states it.
    Stated,
    /// Worked back from the updated value, the learning rate and the gradient.
    FromUpdate,
    /// Worked back from a line of figures.
    FromFigures,
}

/// A value of the network and where it was recovered from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recovered {
    /// What it is.
    pub quantity: Quantity,
    /// Its value.
    pub value: Decimal,
    /// Where the sheet says so.
    pub from: Option<Span>,
    /// How it was found.
    pub origin: Origin,
}

/// A worked solution as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Everything that was read, in the order of the text.
    pub statements: Vec<Statement>,
    /// Everything that was not, in the order of the text.
    pub unread: Vec<Unread>,
    /// Values that were left out, in the order of the text.
    pub blanks: Vec<Blank>,
    /// What each symbol was taken for.
    pub symbols: Vec<SymbolReading>,
    /// The network that the sheet is about: the hint, or what the sheet states; `None` where it
    /// states too little.
    pub network: Option<Network>,
    /// Where each value of the network comes from, where it was found in the sheet.
    pub recovered: Vec<Recovered>,
    /// Values of the network that the sheet does not determine, and that stand as 0 in `network`.
    pub open: Vec<Quantity>,
}

impl Sheet {
    /// A number by itself is the value of a quantity, unless a statement has it already.
    pub(super) fn state(&mut self, quantity: Quantity, printed: Printed, given: bool) {
        let is_all = |statement: &Statement| {
            statement.quantity.is_none()
                && statement
                    .sides
                    .iter()
                    .all(|side| side.printed.is_none_or(|other| other.span == printed.span))
                && statement.sides.iter().all(|side| side.formula.is_none())
        };
        // What nothing settled before is settled now.
        self.statements.retain(|statement| !(statement.span.holds(printed.span) && is_all(statement)));
        if self.statements.iter().any(|statement| statement.span.holds(printed.span)) {
            return;
        }
        self.unread.retain(|unread| unread.span != printed.span);
        let side = Side { span: printed.span, formula: None, printed: Some(printed) };
        self.statements.push(Statement {
            span: printed.span,
            quantity: Some(quantity),
            alternatives: Vec::new(),
            sides: vec![side],
            given,
        });
    }

    /// Takes back what was read, for one reason; every number stays in its place.
    pub(super) fn leave_unread(&mut self, reason: &str) {
        for statement in self.statements.drain(..) {
            statement.for_each_result(|printed| {
                self.unread.push(Unread { span: printed.span, reason: reason.to_owned() });
            });
        }
        self.blanks.clear();
        self.symbols.clear();
        self.unread.sort_by_key(|unread| unread.span);
    }
}
