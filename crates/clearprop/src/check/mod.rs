//! Claims against the derivation: every printed number is judged, and the cause of each wrong one found.
//!
//! A number is right if it is the true value, rounded or cut; rounded if the author's own printed
//! figures give it; carried if they do and one of them was wrong; else wrong. An author's
//! misunderstanding of method is one finding, and the rest is marked within it.

mod author;
mod cause;
mod doubt;
mod figures;
mod finding;
mod items;
mod judge;
mod manner;
mod notation;
mod numbers;
mod report;
pub mod telling;
mod tolerance;
mod worked;
mod working;

pub use cause::{CAUSES, Cause};
pub use finding::KINDS;
pub use manner::Manner;
pub use report::{Claim, Finding, Report, Role, Summary, Verdict};

use rustc_hash::FxHashMap;

use crate::Network;
use crate::backprop::Method;
use crate::math::{Decimal, Interval, Loss};
use crate::quantity::{Kind, Quantity, Variable};
use crate::sheet::{Sheet, Span};

use cause::{Case, Common};
use finding::Points;
use items::Item;
use judge::{Judged, Judgement};
use notation::Names;
use worked::Worked;

/// How a sheet is marked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whose definitions are used; found out where `None`.
    pub method: Option<Method>,
}

/// The page on a cause or a kind of finding.
///
/// ```
/// assert!(clearprop::check::explain("log-base").is_some_and(|page| page.contains("natural")));
/// ```
pub fn explain(name: &str) -> Option<&'static str> {
    cause::named(name).map(|cause| cause.page).or_else(|| finding::page(name))
}

/// Marks a sheet that was read from `source`, against the network that belongs to it.
pub fn check(source: &str, sheet: &Sheet, network: &Network, options: &Options) -> Report {
    let names = Names::of_sheet(source, sheet);
    let mut items = items::collect(source, sheet);
    let (mut worked, mut judged) = in_the_authors_manner(sheet, &items, network, options);
    let points = Points::around(network);
    let points = points.worked(&worked);
    let wrong_formulas = finding::formula::wrong(sheet, &worked, &points, &names);
    let is_wrong = |judgement: &Judgement| judgement.verdict == Verdict::Wrong;
    if judged.judgements.iter().flatten().any(is_wrong) {
        worked.learn(finding::formula::rules(&wrong_formulas));
        if !worked.rules.is_empty() {
            judged = judge::judge(sheet, &items, &worked);
        }
    }
    let mislabelled = finding::label::find(sheet, &items, &judged, &worked, &points, &names);
    for item in &mut items {
        if let Some(label) = mislabelled.iter().find(|label| label.statement == item.statement)
            && item.role == Role::Result
        {
            item.quantity = label.really;
        }
    }
    let exchanged = items::exchanged(&items, &judged, &worked);
    exchanged.iter().for_each(|&(at, really)| items[at].quantity = really);
    if !mislabelled.is_empty() || !exchanged.is_empty() {
        judged = judge::judge(sheet, &items, &worked);
    }
    let mut findings = finding::method::find(sheet, &items, &judged, &worked);
    findings.extend(finding::blank::find(sheet, &worked, &names));
    let is_mislabelled =
        |span: Span| mislabelled.iter().any(|label| sheet.statements[label.statement].span.holds(span));
    let of_formulas = finding::formula::findings(&wrong_formulas, &names);
    findings.extend(of_formulas.into_iter().filter(|finding| !is_mislabelled(finding.span)));
    findings.extend(mislabelled.into_iter().map(|label| label.finding));

    let mut claims = claims(source, sheet, &items, &judged, &worked, &names);
    if doubt::set_aside(&mut claims, source, sheet, &worked) {
        findings.clear();
    }
    if let Some(sign) = finding::method::loss_of_other_sign(&claims, &findings, network) {
        // The formula that the number comes from has the same sign, which is said once.
        let is_of_loss = |finding: &Finding| {
            let said = sheet.statements.iter().find(|statement| statement.span.holds(finding.span));
            said.and_then(|statement| statement.quantity).is_some_and(doubt::is_loss)
        };
        findings.retain(|finding| finding.kind != "formula" || !is_of_loss(finding));
        findings.push(sign);
    }
    findings.extend(finding::method::updated_weights(&claims));
    let mut lines = LineIndex::new(source);
    claims.iter_mut().for_each(|claim| (claim.line, claim.column) = lines.of(claim.span.start));
    findings.sort_by_key(|finding| finding.span.start);
    findings.iter_mut().for_each(|finding| (finding.line, finding.column) = lines.of(finding.span.start));
    findings.dedup_by(|a, b| a.kind == b.kind && a.line == b.line);
    Report { manner: worked.manner, claims, findings }
}

/// Judges the sheet as its author works: the usual way unless another explains more of its numbers.
fn in_the_authors_manner<'a>(
    sheet: &'a Sheet,
    items: &[Item],
    network: &'a Network,
    options: &Options,
) -> (Worked<'a>, Judged) {
    let judge = |worked: Worked<'a>| {
        let judged = judge::judge(sheet, items, &worked);
        (worked, judged)
    };
    let standard = Worked::new(network, Manner::of(Method::Standard), &sheet.open);
    let is_cross_entropy = matches!(network.loss, Loss::CategoricalCrossEntropy | Loss::BinaryCrossEntropy);
    let right_at_once = |worked, which: fn(Quantity) -> bool| {
        judge::right_at_once(items.iter().filter(|item| which(item.quantity)), worked)
    };
    // A loss without its minus shows in the loss itself.
    let is_loss =
        |quantity: Quantity| matches!(quantity.kind, Kind::Plain(Variable::Loss | Variable::LossTerm(_)));
    let losses = items.iter().filter(|item| item.role == Role::Result && is_loss(item.quantity));
    let (mut above, mut below) = (0, 0);
    for value in losses.map(|item| item.printed.value.to_f64()) {
        above += usize::from(value > 0.0);
        below += usize::from(value < 0.0);
    }
    let may_be_either = is_cross_entropy && options.method.is_none();
    // The standard's way forward is worked before the handout takes it over.
    let usual_losses = if may_be_either { right_at_once(&standard, is_loss) } else { 0 };
    let handout = standard.otherwise(Manner::of(Method::Handout));
    let method = options.method.unwrap_or_else(|| {
        let handouts = may_be_either
            && right_at_once(&handout, is_loss) > usual_losses
            && right_at_once(&handout, |_| true) > right_at_once(&standard, |_| true);
        if handouts { Method::Handout } else { Method::Standard }
    });
    let (usual, other) = match method {
        Method::Standard => (standard, handout),
        Method::Handout => (handout, standard),
    };
    let mut best = judge(usual);
    let all = |judged: &Judged| judged.judgements.iter().flatten().count();
    if best.1.explained() == all(&best.1) {
        return best;
    }
    if options.method.is_none() && is_cross_entropy && method == Method::Standard && below >= above {
        let other = judge(other);
        // What only follows from wrong numbers speaks for no method.
        let is_likelier = (other.1.explained(), other.1.right()) > (best.1.explained(), best.1.right());
        if is_likelier && other.1.right() >= best.1.right() {
            best = other;
        }
    }
    loop {
        let open = Misfits::of(&best.1);
        let better = best
            .0
            .manner
            .neighbours()
            .into_iter()
            .filter(|manner| !manner.negated || below >= above)
            .filter(|&manner| open.may_be_explained_by(manner, best.0.manner, network))
            .filter(|manner| !manner.uphill || mostly_uphill(items, &best.0))
            .map(|manner| best.0.otherwise(manner))
            .filter(|worked| judge::explains_any(sheet, items, worked, &best.1))
            .map(judge)
            .max_by_key(|(_, judged)| judged.explained())
            .filter(|(worked, judged)| {
                judged.explained() > best.1.explained()
                    && judged.right() >= best.1.right()
                    && worked.manner.oddities() > best.0.manner.oddities()
            });
        match better {
            Some(better) => best = better,
            None => return best,
        }
    }
}

/// Whether more steps go with the gradient than against it: a single one may have lost its sign.
fn mostly_uphill(items: &[Item], worked: &Worked) -> bool {
    let is_uphill = |item: &Item| {
        let Kind::Updated(variable @ (Variable::Weight(..) | Variable::Bias(..))) = item.quantity.kind else {
            return None;
        };
        let old = worked.exact(Quantity::plain(variable))?.low;
        let slope = worked.exact(Quantity::slope(Variable::Loss, variable))?;
        let step = item.printed.value.to_f64() - old;
        let is_known = step != 0.0 && slope.low * slope.high > 0.0;
        is_known.then_some(step * slope.low > 0.0)
    };
    let steps: Vec<bool> = items.iter().filter_map(is_uphill).collect();
    2 * steps.iter().filter(|&&uphill| uphill).count() > steps.len()
}

/// What sort of numbers are wrong, to know which misunderstandings are worth a look.
#[derive(Default)]
struct Misfits {
    slope: bool,
    loss: bool,
    step: bool,
    after: bool,
}

impl Misfits {
    fn of(judged: &Judged) -> Misfits {
        let mut misfits = Misfits::default();
        for judgement in
            judged.judgements.iter().flatten().filter(|judgement| judgement.verdict == Verdict::Wrong)
        {
            match judgement.quantity.kind {
                Kind::Slope { .. } => misfits.slope = true,
                Kind::Plain(Variable::Loss | Variable::LossTerm(_)) => misfits.loss = true,
                Kind::Updated(Variable::Weight(..) | Variable::Bias(..)) => misfits.step = true,
                Kind::Updated(_) => misfits.after = true,
                _ => {}
            }
        }
        misfits
    }

    fn may_be_explained_by(&self, manner: Manner, now: Manner, network: &Network) -> bool {
        let softmax = || network.output_layer().activation == crate::math::Activation::Softmax;
        let turned_on = |new: bool, old: bool| new && !old;
        turned_on(manner.diagonal, now.diagonal) && self.slope && softmax()
            || turned_on(manner.negated, now.negated) && self.loss
            || turned_on(manner.uphill, now.uphill) && self.step
            || turned_on(manner.keeps_biases, now.keeps_biases) && (self.after || self.step)
            || turned_on(manner.sums, now.sums) && (self.loss || self.slope) && network.samples.len() > 1
    }
}

/// The cause of so many wrong numbers is looked for: a sheet with more is not one of this network.
const MOST_CAUSES: usize = 100;

/// The claims of the report, in the order of the text: what was read and what was not.
fn claims(
    source: &str,
    sheet: &Sheet,
    items: &[Item],
    judged: &Judged,
    worked: &Worked,
    names: &Names,
) -> Vec<Claim> {
    let common = Common::of(worked);
    let mut causes_left = MOST_CAUSES;
    let mut claims: Vec<Claim> = items
        .iter()
        .zip(&judged.judgements)
        .enumerate()
        .map(|(at, (item, judgement))| match judgement {
            Some(judgement) => {
                let mut claim = marked(source, (at, item), judgement, judged, worked, names);
                if claim.verdict == Verdict::Wrong && causes_left > 0 {
                    causes_left -= 1;
                    let (figures, quantity) = (&judged.figures, judgement.quantity);
                    let case = Case::new(sheet, worked, figures, &common, item, at, quantity);
                    claim.cause = cause::find(&case);
                }
                claim
            }
            None => Claim {
                reason: Some(format!("the network has no {}", item.quantity)),
                ..unread(source, item.printed.span)
            },
        })
        .collect();
    let known: FxHashMap<usize, ()> = claims.iter().map(|claim| (claim.span.start, ())).collect();
    let not_read = sheet.unread.iter().filter(|unread| !known.contains_key(&unread.span.start));
    claims.extend(
        not_read.map(|part| Claim { reason: Some(part.reason.clone()), ..unread(source, part.span) }),
    );
    // Roots are positions among the items, which the unread parts now move.
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|&at| claims[at].span.start);
    let mut moved = vec![0; claims.len()];
    order.iter().enumerate().for_each(|(new, &old)| moved[old] = new);
    for claim in &mut claims {
        claim.root = claim.root.map(|root| moved[root]);
    }
    claims.sort_by_key(|claim| claim.span.start);
    claims
}

fn unread(source: &str, span: Span) -> Claim {
    Claim {
        span,
        line: 0,
        column: 0,
        quantity: None,
        claimed: span.of(source).to_owned(),
        printed: None,
        expected: None,
        own: None,
        role: Role::Result,
        verdict: Verdict::Unread,
        cause: None,
        reason: None,
        root: None,
        working: None,
    }
}

fn marked(
    source: &str,
    (at, item): (usize, &Item),
    judgement: &Judgement,
    judged: &Judged,
    worked: &Worked,
    names: &Names,
) -> Claim {
    let quantity = judgement.quantity;
    let place = item.printed.unit;
    // Where the negative is printed the negative belongs there, and where the change the change.
    let as_printed = |value: Decimal| item.printed.shown(value);
    let expected = match item.printed.beyond.is_zero() {
        true => worked.rounded(quantity, place).map(as_printed),
        false => worked.decimal(quantity).map(|value| as_printed(value).rounded_at(place, false)),
    };
    let own = judgement.own.filter(|own| own.is_finite()).map(|own| {
        let at_once = worked::rounded_at_once(Interval::point(own), place);
        let at_once = at_once.filter(|_| item.printed.beyond.is_zero()).map(as_printed);
        at_once.unwrap_or_else(|| as_printed(Decimal::from_f64(own)).rounded_at(place, false))
    });
    let is_wrong = judgement.verdict == Verdict::Wrong;
    let working = || working::line(source, (at, item), quantity, judged, worked, names);
    Claim {
        quantity: Some(quantity),
        printed: Some(item.printed),
        expected,
        own: own.filter(|own| Some(own.trimmed()) != expected.map(Decimal::trimmed)),
        role: item.role,
        verdict: judgement.verdict,
        root: judgement.root,
        working: is_wrong.then(working).flatten(),
        ..unread(source, item.printed.span)
    }
}

/// Counts lines and columns for places that come in ascending order or not.
struct LineIndex<'a> {
    source: &'a str,
    starts: Vec<usize>,
    /// The last place, and how many characters of its line stand before it: the next one is counted from there.
    last: (usize, usize),
}

impl<'a> LineIndex<'a> {
    fn new(source: &'a str) -> LineIndex<'a> {
        let starts = std::iter::once(0).chain(source.match_indices('\n').map(|(at, _)| at + 1)).collect();
        LineIndex { source, starts, last: (0, 0) }
    }

    /// The line and the column in characters, both from 1.
    fn of(&mut self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.source.len());
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        let (last, counted) = self.last;
        let (from, counted) = if (start..=offset).contains(&last) { (last, counted) } else { (start, 0) };
        let between = self.source.get(from..offset).unwrap_or("");
        self.last = (offset, counted + between.chars().count());
        (line, self.last.1 + 1)
    }
}
