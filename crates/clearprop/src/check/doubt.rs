//! What is not certain enough to be called wrong: the reading may be at fault, and not the author.
//!
//! A number is only called wrong where nothing else is likelier. What was taken for a quantity by its
//! looks and then fits nothing, while nothing else of its kind fits either, was taken wrongly.

use rustc_hash::FxHashMap;

use super::report::{Claim, Role, Verdict};
use super::tolerance;
use super::worked::Worked;
use crate::math::{Expr, Interval};
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::{Leaf, Sheet, Statement};

/// Numbers so near each other, in bytes, stand in one line.
const SHORTEST_LINE: usize = 60;

/// Turns wrong claims that are more likely misread into unread ones, those a last place beside the true
/// value into rounded ones, and frees those that carried them.
/// Returns whether so much is wrong that the network itself was misread.
pub(super) fn set_aside(claims: &mut [Claim], source: &str, sheet: &Sheet, worked: &Worked) -> bool {
    let is_misread = is_misread(claims, sheet);
    let tallies = tallies(claims);
    let has_slopes = claims.iter().any(is_sound_slope);
    let has_differences =
        claims.iter().any(|claim| claim.verdict == Verdict::Wrong && is_difference(claim, worked));
    let doubtful: Vec<bool> = (claims.iter().enumerate())
        .map(|(at, claim)| {
            claim.verdict == Verdict::Wrong
                && (is_doubtful(claim, sheet, &tallies) && !is_worked_with(claims, at)
                    || !has_slopes && is_turned_signal(claim, source, sheet)
                    || has_differences && claim.quantity.is_some_and(is_loss)
                    || !sheet.recovered.is_empty() && is_among_strangers(claims, at))
        })
        .collect();
    let mut aside = vec![false; claims.len()];
    for (at, claim) in claims.iter_mut().enumerate().filter(|(_, claim)| claim.verdict == Verdict::Wrong) {
        if is_next_to_true(claim, worked) {
            claim.verdict = Verdict::Rounded;
        } else if is_misread || doubtful[at] {
            claim.verdict = Verdict::Unread;
            claim.reason =
                Some("what it stands for is not certain: nothing that it may be gives these digits".into());
            (claim.expected, claim.own) = (None, None);
        } else {
            continue;
        }
        (claim.cause, claim.working) = (None, None);
        aside[at] = true;
    }
    for claim in claims {
        if claim.root.is_some_and(|root| aside[root]) {
            claim.root = None;
            if claim.verdict == Verdict::Carried {
                claim.verdict = Verdict::Rounded;
            }
        }
    }
    is_misread
}

/// Whether the network that the sheet seemed to state leaves more than a third of its results wrong: nobody
/// errs so often but whoever took the sheet for another network's.
fn is_misread(claims: &[Claim], sheet: &Sheet) -> bool {
    let results = claims.iter().filter(|claim| claim.role == Role::Result && claim.quantity.is_some());
    let (mut wrong, mut all) = (0, 0);
    for claim in results {
        all += 1;
        wrong += usize::from(claim.verdict == Verdict::Wrong);
    }
    !sheet.recovered.is_empty() && wrong > 4 && 3 * wrong > all
}

/// Whether a result is off by one in the last place: no mistake, whatever the author's own figures
/// would have given.
fn is_next_to_true(claim: &Claim, worked: &Worked) -> bool {
    let (Role::Result, Some(quantity), Some(printed)) = (claim.role, claim.quantity, &claim.printed) else {
        return false;
    };
    let reach = tolerance::unit(printed);
    worked
        .exact(quantity)
        .is_some_and(|exact| tolerance::accepted(printed).overlaps(tolerance::widened(exact, reach)))
}

/// Whether what was taken for the loss is how far an output is from its target, which many call the error.
fn is_difference(claim: &Claim, worked: &Worked) -> bool {
    let (Some(quantity), Some(printed)) = (claim.quantity.filter(|&of| is_loss(of)), &claim.printed) else {
        return false;
    };
    let at = |variable| worked.middle(Quantity::plain(variable).at(quantity.sample));
    let last = worked.network.layers.len() as u32;
    let difference = |k| Some((at(Variable::A(last, k))? - at(Variable::Target(k))?).abs());
    let mut differences = (1..=worked.network.outputs() as u32).filter_map(difference);
    differences.any(|difference| tolerance::accepted(printed).overlaps(Interval::point(difference)))
}

pub(super) fn is_loss(quantity: Quantity) -> bool {
    let (Kind::Plain(variable) | Kind::Updated(variable)) = quantity.kind else { return false };
    matches!(variable, Variable::Loss | Variable::LossTerm(_))
}

/// Whether another value near a given one is none of the network's either: then both are another symbol's.
fn is_among_strangers(claims: &[Claim], at: usize) -> bool {
    let is_stranger = |other: &&Claim| {
        other.role == Role::Given
            && other.verdict == Verdict::Wrong
            && other.cause != Some("sign")
            && other.span.start.abs_diff(claims[at].span.start) < SHORTEST_LINE
    };
    claims[at].role == Role::Given && claims.iter().any(|other| is_stranger(&other))
}

/// Whether a result that is no change is a slope of the loss, and not wrong.
fn is_sound_slope(claim: &Claim) -> bool {
    let is_slope = claim.quantity.is_some_and(|of| matches!(of.kind, Kind::Slope { of: Variable::Loss, .. }));
    let is_sound = matches!(claim.verdict, Verdict::Right | Verdict::Rounded | Verdict::Carried);
    is_slope && is_sound && claim.role == Role::Result
}

/// Whether a number is the negative of a slope that has a symbol of its own: many define δ so, and nothing
/// else in the sheet says how this author does.
fn is_turned_signal(claim: &Claim, source: &str, sheet: &Sheet) -> bool {
    let is_slope = claim.quantity.is_some_and(|of| {
        matches!(of.kind, Kind::Slope { of: Variable::Loss, by: Variable::Z(..) | Variable::A(..) })
    });
    let symbol = statement_of(claim, sheet)
        .and_then(|statement| statement.sides.first())
        .map(|side| side.span.of(source));
    let is_symbol = |symbol: &str| !symbol.contains(['∂', '/']) && !symbol.contains("frac");
    claim.cause == Some("sign") && is_slope && symbol.is_some_and(is_symbol)
}

fn statement_of<'a>(claim: &Claim, sheet: &'a Sheet) -> Option<&'a Statement> {
    sheet.statements.iter().find(|statement| statement.span.holds(claim.span))
}

/// What stands for what: the kind of quantity and its layer.
type Family = (u8, u8, u32);

/// How the results of a family stand.
#[derive(Default)]
struct Tally {
    sound: usize,
    unexplained: usize,
}

fn tallies(claims: &[Claim]) -> FxHashMap<Family, Tally> {
    let mut tallies: FxHashMap<Family, Tally> = FxHashMap::default();
    for claim in claims.iter().filter(|claim| claim.role != Role::Operand) {
        let Some(quantity) = claim.quantity else { continue };
        let tally = tallies.entry(family(quantity)).or_default();
        match claim.verdict {
            Verdict::Right | Verdict::Rounded | Verdict::Carried => tally.sound += 1,
            Verdict::Wrong if claim.cause.is_none() => tally.unexplained += 1,
            Verdict::Wrong | Verdict::Unread => {}
        }
    }
    tallies
}

fn family(quantity: Quantity) -> Family {
    let of = |variable: Variable| match variable {
        Variable::Input(_) => (0, 0),
        Variable::Target(_) => (1, 0),
        Variable::Weight(l, ..) => (2, l),
        Variable::Bias(l, _) => (3, l),
        Variable::Z(l, _) => (4, l),
        Variable::A(l, _) => (5, l),
        Variable::Loss | Variable::LossTerm(_) => (6, 0),
    };
    match quantity.kind {
        Kind::Plain(variable) => (0, of(variable).0, of(variable).1),
        Kind::Updated(variable) => (1, of(variable).0, of(variable).1),
        Kind::Slope { by, .. } => (2, of(by).0, of(by).1),
        Kind::LearningRate => (3, 0, 0),
    }
}

fn is_doubtful(claim: &Claim, sheet: &Sheet, tallies: &FxHashMap<Family, Tally>) -> bool {
    let (Some(quantity), Some(printed)) = (claim.quantity, claim.printed) else { return false };
    let statement = statement_of(claim, sheet);
    let is_worked = statement
        .is_some_and(|statement| statement.sides.iter().filter(|side| side.formula.is_some()).count() > 1);
    match claim.role {
        // The sheet states its network itself: another value is another symbol's.
        Role::Given => !sheet.recovered.is_empty() && claim.cause != Some("sign"),
        Role::Operand => {
            claim.cause.is_none() && !statement.is_some_and(|statement| names(statement, quantity))
        }
        Role::Result => {
            let is_given = matches!(
                quantity.kind,
                Kind::Plain(
                    Variable::Input(_) | Variable::Target(_) | Variable::Weight(..) | Variable::Bias(..)
                )
            );
            // `the output should be [1, 0, 0]`
            let is_bare = printed.unit >= 0 && !is_worked && !is_given;
            let tally = &tallies[&family(quantity)];
            let is_lost = claim.cause.is_none() && tally.unexplained > tally.sound && tally.unexplained > 1;
            // ∂a/∂z says itself what it is.
            let is_own_slope =
                matches!(quantity.kind, Kind::Slope { of: Variable::A(..), by: Variable::Z(..) });
            let is_slip = matches!(claim.cause, None | Some("digit" | "decimal-shift"));
            let is_put_in =
                is_slip && statement.is_some_and(|statement| follows_from_a_stranger(statement, claim));
            is_bare || is_lost && !is_own_slope || is_put_in
        }
    }
}

/// Whether results of another kind follow from a number, and are not the number once more: as what it was
/// taken for, its author worked with it. Where no slope before it is right, the network may be another one.
fn is_worked_with(claims: &[Claim], at: usize) -> bool {
    let number = &claims[at];
    let value = |claim: &Claim| claim.printed.map(|printed| printed.value);
    let is_right_slope = |claim: &Claim| is_sound_slope(claim) && claim.verdict == Verdict::Right;
    claims[..at].iter().any(is_right_slope)
        && claims.iter().any(|claim| {
            claim.root == Some(at)
                && claim.verdict == Verdict::Carried
                && claim.role == Role::Result
                && claim.quantity.map(family) != number.quantity.map(family)
                && value(claim) != value(number)
        })
}

/// Whether a result is what the numbers of its own line come to, one of which is nothing that is known:
/// then no figure slipped, and the sum may be of something else.
fn follows_from_a_stranger(statement: &Statement, claim: &Claim) -> bool {
    let Some(printed) = claim.printed else { return false };
    let comes_to = |formula: &Expr<Leaf>| {
        let (mut symbols, mut strangers) = (false, false);
        formula.for_each_symbol(&mut |leaf| match leaf {
            Leaf::Quantity(_) => symbols = true,
            Leaf::Operand(operand) => {
                strangers |= operand.quantity.is_none() && operand.printed.unit < 0;
            }
        });
        let value = |leaf: &Leaf| match leaf {
            Leaf::Operand(operand) => Interval::point(operand.printed.value.to_f64()),
            Leaf::Quantity(_) => Interval::ALL,
        };
        strangers && !symbols && {
            let reach = tolerance::unit(&printed);
            tolerance::accepted(&printed).overlaps(tolerance::widened(formula.evaluate(&value), reach))
        }
    };
    statement.sides.iter().filter_map(|side| side.formula.as_ref()).any(comes_to)
}

/// Whether a symbol in one of the sides stands for the quantity, or it is the gradient of an update.
fn names(statement: &Statement, quantity: Quantity) -> bool {
    let mut found = match statement.quantity.map(|updated| updated.kind) {
        Some(Kind::Updated(parameter)) => quantity == Quantity::slope(Variable::Loss, parameter),
        _ => false,
    };
    for formula in statement.sides.iter().filter_map(|side| side.formula.as_ref()) {
        formula.for_each_symbol(&mut |leaf| found |= *leaf == Leaf::Quantity(quantity));
    }
    found
}
