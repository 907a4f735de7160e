//! What checking a sheet brings to light: plain data that the tellings print.

use super::manner::Manner;
use crate::math::Decimal;
use crate::quantity::Quantity;
use crate::sheet::{Printed, Span};

/// How a printed number stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// The true value, rounded or cut to the printed digits.
    Right,
    /// Not that, but what the author's own printed figures give.
    Rounded,
    /// Worked rightly from an earlier wrong figure.
    Carried,
    /// None of these.
    Wrong,
    /// It could not be read.
    Unread,
}

impl Verdict {
    /// Every verdict, in the order in which they are counted.
    pub const ALL: [Verdict; 5] =
        [Verdict::Right, Verdict::Rounded, Verdict::Carried, Verdict::Wrong, Verdict::Unread];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Right => "right",
            Verdict::Rounded => "rounded",
            Verdict::Carried => "carried",
            Verdict::Wrong => "wrong",
            Verdict::Unread => "unread",
        }
    }
}

/// What a printed number does in its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is given with the exercise.
    Given,
    /// It is put into a formula.
    Operand,
    /// It is what comes out.
    Result,
}

/// One printed number, marked.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// Where it stands.
    pub span: Span,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What it is said to be the value of.
    pub quantity: Option<Quantity>,
    /// The number as it is printed.
    pub claimed: String,
    /// The number; none where it could not be read.
    pub printed: Option<Printed>,
    /// The true value, shortened to the place of the printed one.
    pub expected: Option<Decimal>,
    /// What the author's own figures give in its place, where that is another number.
    pub own: Option<Decimal>,
    /// What it does in its line.
    pub role: Role,
    /// How it stands.
    pub verdict: Verdict,
    /// Why it is wrong, where one slip gives the printed digits: a name of [`super::CAUSES`].
    pub cause: Option<&'static str>,
    /// Why it could not be read.
    pub reason: Option<String>,
    /// The wrong claim that it carries, by its position in the report.
    pub root: Option<usize>,
    /// The formula that should have been worked, in the sheet's own symbols.
    pub working: Option<String>,
}

impl Claim {
    /// Whether the number says by how much a parameter changes; its quantity is what the parameter becomes.
    pub fn is_change(&self) -> bool {
        self.printed.is_some_and(|printed| !printed.beyond.is_zero())
    }
}

/// Something that is wrong beside the numbers, or with the method.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What sort of thing it is, such as `formula` or `uphill`.
    pub kind: &'static str,
    /// Where it first shows.
    pub span: Span,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong and what belongs there, in a sentence or two.
    pub message: String,
}

/// How many claims have each verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// [`Verdict::Right`].
    pub right: usize,
    /// [`Verdict::Rounded`].
    pub rounded: usize,
    /// [`Verdict::Carried`].
    pub carried: usize,
    /// [`Verdict::Wrong`].
    pub wrong: usize,
    /// [`Verdict::Unread`].
    pub unread: usize,
}

impl Summary {
    /// The count of a verdict.
    pub fn count(&mut self, verdict: Verdict) -> &mut usize {
        match verdict {
            Verdict::Right => &mut self.right,
            Verdict::Rounded => &mut self.rounded,
            Verdict::Carried => &mut self.carried,
            Verdict::Wrong => &mut self.wrong,
            Verdict::Unread => &mut self.unread,
        }
    }

    /// All claims that could be read.
    pub fn read(self) -> usize {
        self.right + self.rounded + self.carried + self.wrong
    }

    /// The share of the claims that were read and are not wrong, in whole percent.
    pub fn score(self) -> usize {
        match self.read() {
            0 => 0,
            read => (read - self.wrong) * 100 / read,
        }
    }
}

/// A sheet, marked.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// How the author works.
    pub manner: Manner,
    /// Every printed number that was read as the value of a quantity, and what could not be read,
    /// in the order of the text.
    pub claims: Vec<Claim>,
    /// Everything else that is wrong, in the order of the text.
    pub findings: Vec<Finding>,
}

impl Report {
    /// How many claims have each verdict.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for claim in &self.claims {
            *summary.count(claim.verdict) += 1;
        }
        summary
    }

    /// Whether anything was found wrong.
    pub fn found_something(&self) -> bool {
        !self.findings.is_empty() || self.claims.iter().any(|claim| claim.verdict == Verdict::Wrong)
    }

    /// The wrong claims, each with the positions of those that carry it.
    pub fn mistakes(&self) -> Vec<(usize, Vec<usize>)> {
        let carrying = |root: usize| {
            (0..self.claims.len())
                .filter(|&at| {
                    self.claims[at].root == Some(root) && self.claims[at].verdict == Verdict::Carried
                })
                .collect()
        };
        (0..self.claims.len())
            .filter(|&at| self.claims[at].verdict == Verdict::Wrong)
            .map(|at| (at, carrying(at)))
            .collect()
    }
}
